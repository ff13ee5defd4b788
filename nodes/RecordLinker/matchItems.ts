import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { failNode, inputItems } from '../shared/n8n/items';
import { openState } from '../shared/n8n/openState';
import type { LinkReceipt, SyncEnvelope } from '../shared/record/envelope';
import { compileDefinition, type Matching } from './compileDefinition';
import { isDelete, linksOf, operationFor, withEnvelope, withProblem } from './emit';
import { matchLinks } from './matchLinks';
import { onLinks } from '../shared/n8n/onLinks';
import type { Outcome } from './outcome';
import { readDefinition, readSettings } from './readDefinition';
import { readListing } from './records';

const REVIEW = 2;
const PLACE_OF: Record<Outcome['kind'], number> = { linked: 0, new: 1, review: REVIEW };

export async function matchItems(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const { sync, ifStateLost } = readSettings(ctx);
	const compiled = compileDefinition(readDefinition(ctx));
	const matching = compiled.ok ? compiled.value : failNode(ctx, compiled.problem, compiled.fix);
	const items = inputItems(ctx, 0);
	const others = inputItems(ctx, 1);
	const own = readListing(items, matching.system, matching.id);
	const other = readListing(others, matching.otherSystem, matching.otherId);
	const outputs: INodeExecutionData[][] = [[], [], []];
	// A run that is to stop stops before anything is remembered.
	const errors = new Map(own.bad.map(({ index, problem }) => [index, withProblem(ctx, items[index]!, index, problem)]));
	for (const { index, problem } of other.bad) outputs[REVIEW]!.push(withProblem(ctx, others[index]!, index, problem, 1));

	const deleted = own.ids.map(() => false);
	own.recordOf.forEach((record, row) => (deleted[record] ||= isDelete(own.rows[row])));
	const store = await openState(ctx, sync, ifStateLost);
	const outcomes = await onLinks(ctx, matchLinks(store, matching, own, other, { unreadable: other.bad.length > 0, deleted }));

	const recordAt = new Map(own.itemOf.map((index, row) => [index, own.recordOf[row]!]));
	const told: Record<Outcome['kind'], number> = { linked: 0, new: 0, review: 0 };
	/** Of several items of one record one creates it. */
	const created = new Set<number>();
	items.forEach((item, index) => {
		const record = recordAt.get(index);
		if (record === undefined) {
			outputs[REVIEW]!.push(errors.get(index)!);
			return;
		}
		const outcome = outcomes[record]!;
		const again = outcome.kind === 'new' && created.has(record);
		created.add(record);
		// A report sets nothing in motion, whatever is wired behind Linked and New.
		const place = again || matching.reportOnly ? REVIEW : PLACE_OF[outcome.kind];
		told[again ? 'review' : outcome.kind] += 1;
		outputs[place]!.push(again ? repeated(item, index, sync, matching, own.ids[record]!) : emitted(item, index, sync, matching, own.ids[record]!, outcome));
	});
	if (matching.reportOnly) tellReport(ctx, told, matching);
	return outputs;
}

function emitted(item: INodeExecutionData, index: number, sync: string, matching: Matching, id: string, outcome: Outcome): INodeExecutionData {
	const { system, otherSystem: target, reportOnly } = matching;
	const says: SyncEnvelope = { system: target, ...(reportOnly ? { reportOnly } : {}) };
	switch (outcome.kind) {
		case 'linked':
			return withEnvelope(item, index, sync, {
				...says,
				verdict: 'linked',
				...operationFor(item.json, 'linked'),
				targetId: outcome.targetId,
				links: linksOf(outcome.members),
				...(outcome.by === undefined ? {} : { link: outcome.by }),
			});
		case 'new': {
			const receipt: LinkReceipt = { kind: 'link', sync, key: outcome.key, token: outcome.token, system, id, target };
			const envelope = { ...says, verdict: 'new', ...operationFor(item.json, 'new'), ...(outcome.members.length === 0 ? {} : { links: linksOf(outcome.members) }) };
			if (reportOnly) return withEnvelope(item, index, sync, envelope);
			return withEnvelope(item, index, sync, { ...envelope, leaseUntil: new Date(outcome.until).toISOString() }, receipt);
		}
		case 'review': {
			const { reason, message, candidates, count, keys } = outcome;
			return withEnvelope(item, index, sync, { ...says, verdict: 'review', review: { sync, from: { system, id }, target, reason, message, candidates, count, keys } });
		}
	}
}

function repeated(item: INodeExecutionData, index: number, sync: string, { system, otherSystem: target }: Matching, id: string): INodeExecutionData {
	const message = `${system} ${id} stands in this list more than once; the first of its items creates it in ${target}.`;
	const review = { sync, from: { system, id }, target, reason: 'beingCreated', message, candidates: [], count: 0, keys: [] };
	return withEnvelope(item, index, sync, { system: target, verdict: 'review', review });
}

function tellReport(ctx: IExecuteFunctions, told: Record<Outcome['kind'], number>, { otherSystem }: Matching): void {
	ctx.addExecutionHints({
		message: `Report only: ${told.linked} linked with ${otherSystem}, ${told.new} new there, ${told.review} to review. Nothing was stored, and all items came out of Review; what each is stands in _sync.verdict.`,
		type: 'info',
		location: 'outputPane',
	});
}
