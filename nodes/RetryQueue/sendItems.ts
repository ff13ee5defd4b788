import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { withError } from '../shared/n8n/failClosed';
import { failItem, passOn, type ItemProblem } from '../shared/n8n/items';
import { openState } from '../shared/n8n/openState';
import { pathsSetting } from '../shared/n8n/readSetting';
import { keepPromises } from '../shared/outcome/keep';
import { promisesIn } from '../shared/outcome/promises';
import { admit, type Admission, type Outgoing } from '../shared/queue/admit';
import { expectedVersion } from '../shared/queue/outdated';
import { TERMS } from '../shared/queue/terms';
import { SYNC_KEY, type Operation, type SyncEnvelope } from '../shared/record/envelope';
import { isRecord } from '../shared/record/json';
import type { StateStore } from '../shared/state/port';
import { groupBatches } from './batchItems';
import { outgoingReader } from './outgoing';
import { readBasics, readLimits } from './settings';

const PARKED = 1;

/** Lets through what its system takes now, and parks the rest. */
export async function sendItems(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const { sync, ifStateLost, options } = readBasics(ctx);
	const { limits, leaseMs, cap } = readLimits(ctx, options);
	const recordOnly = options.output === 'recordOnly';
	const items = ctx.getInputData();
	const read = outgoingReader(ctx, sync, options.keep ?? 'whole', options.keep === 'fields' ? pathsSetting(ctx, 'Fields to Keep', options.keepFields ?? '') : []);

	const outputs: [INodeExecutionData[], INodeExecutionData[]] = [[], []];
	const outgoing: Outgoing[] = [], places: number[] = [];
	items.forEach((item, i) => {
		const found = read(item, i);
		if (found.ok) {
			outgoing.push(found.value);
			places.push(i);
		} else {
			outputs[PARKED].push(withError(failItem(ctx, item, i, found.problem)));
		}
	});
	const store = await openState(ctx, sync, ifStateLost);
	// Where one error stops the run, nothing is sent: then nothing may be remembered as sent or parked either.
	const allOrNone = !ctx.continueOnFail();
	const terms = { later: options.later ?? 'supersede', terms: TERMS, retryCreates: false, cap, limits, leaseMs, allOrNone };
	const admitted = await admit(store, outgoing, terms);
	await holdParked(store, sync, outgoing.filter((_, o) => admitted[o]!.kind === 'parked'));

	const sent: { batch: number; json: IDataObject; pairs: number[]; target: string; operation: Operation | undefined; item: INodeExecutionData }[] = [];
	const sentAt = new Map<number, (typeof sent)[number]>();
	admitted.forEach((admission, o) => {
		const one = outgoing[o]!, i = places[o]!, item = items[i]!;
		switch (admission.kind) {
			case 'send': {
				const { batch, change } = admission;
				const json = sendJson(sync, one, admission, recordOnly && limits.batch === undefined);
				const entry = { batch, json, pairs: [i], target: one.target, operation: change.operation, item };
				sent.push(entry);
				sentAt.set(o, entry);
				return;
			}
			case 'folded':
				sentAt.get(admission.into)!.pairs.push(i);
				return;
			case 'full':
				outputs[PARKED].push(withError(failItem(ctx, item, i, FULL(one.target, cap, allOrNone))));
				return;
			default:
				outputs[PARKED].push(passOn(item, i, parkedJson(sync, item, one, admission)));
		}
	});
	if (limits.batch === undefined) {
		for (const { json, pairs, item } of sent) outputs[0].push({ ...passOn(item, pairs[0]!, json), pairedItem: pairs.map((index) => ({ item: index })) });
	} else {
		outputs[0].push(...groupBatches(sync, 'send', sent.map(({ batch, json, pairs, target, operation }) => ({ batch, json, pairs, target, operation }))));
	}
	return outputs;
}

/** While something waits, nobody else is to do it: what was claimed for it stays claimed longer than a run has for it. */
async function holdParked(store: StateStore, sync: string, parked: readonly Outgoing[]): Promise<void> {
	if (parked.length > 0) await keepPromises(store, [promisesIn(parked, sync)], TERMS.maxAgeMs);
}

function sendJson(sync: string, one: Outgoing, { change, since }: Extract<Admission, { kind: 'send' }>, recordOnly: boolean): IDataObject {
	const payload = change.payload as IDataObject;
	if (recordOnly) return payload;
	const { operation, targetId, receipts } = change;
	const version = expectedVersion(receipts, operation);
	const envelope: SyncEnvelope = {
		sync, key: one.record, system: one.target, verdict: 'send', queue: { since },
		...(operation === undefined ? {} : { operation }),
		...(targetId === undefined ? {} : { targetId }),
		...(version === undefined ? {} : { version }),
		...(one.before === undefined ? {} : { before: one.before }),
		...(one.saga === undefined ? {} : { changeId: one.saga }),
		...(receipts.length === 0 ? {} : { receipts: [...receipts] }),
	};
	return { ...payload, [SYNC_KEY]: envelope as IDataObject };
}

function parkedJson(sync: string, item: INodeExecutionData, { target, record, operation }: Outgoing, admission: Exclude<Admission, { kind: 'send' | 'folded' | 'full' }>): IDataObject {
	const before = isRecord(item.json[SYNC_KEY]) ? item.json[SYNC_KEY] : {};
	const envelope = { ...before, sync, key: record, system: target, ...(operation === undefined ? {} : { operation }) };
	const why = admission.kind === 'held'
		? { verdict: 'held', reason: 'deadLetter', queue: { job: admission.job }, why: admission.maybeCreated ? MAYBE_CREATED : REFUSED_BEFORE }
		: { verdict: 'parked', reason: admission.because, queue: { job: admission.job }, dueAt: new Date(admission.dueAt).toISOString(), why: WHY[admission.because] };
	return { ...item.json, [SYNC_KEY]: { ...envelope, ...why } as IDataObject };
}

const WHY: Readonly<Record<string, string>> = {
	quota: 'The system takes no more calls now.',
	breaker: 'The system failed several times in a row: nothing is sent until it has been seen to work.',
	order: 'Another change of this record waits before it.',
};

const REFUSED_BEFORE = 'The same was refused before and is a dead letter: it is not sent again until somebody redrives or discards it, or the record changes.';
const MAYBE_CREATED = 'It may have been created already, and nobody knows: it is kept with the dead letter until somebody redrives or discards that.';

const FULL = (target: string, cap: number, allOrNone: boolean): ItemProblem => ({
	message: `${target} has ${cap} parked writes already, and this one would be one more`,
	description: `${allOrNone ? 'Nothing of this run was sent or kept (On Error: Continue lets the others go)' : 'It was neither sent nor kept'}: the next comparison or event brings it again. Mend what stops the system, Discard what nobody needs, or raise Most Parked under Options.`,
});
