import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { IfStateLost } from '../shared/n8n/descriptions';
import { failItem, failNode, passOn } from '../shared/n8n/items';
import { openState } from '../shared/n8n/openState';
import { SYNC_KEY, type RecordVersion, type SyncEnvelope } from '../shared/record/envelope';
import { keyHash } from '../shared/record/fingerprint';
import { isRecord } from '../shared/record/json';
import { fieldNamed, type FieldPath } from '../shared/record/path';
import {
	applyDecision, explain, fieldFingerprint, recordCollection, shapeFor, type Policy, type ReviewResult, type Shape,
} from '../shared/reconcile';
import { withoutWriting } from '../shared/state/withoutWriting';
import { shortId } from './changeId';
import { compileField, type Complain } from './complain';
import type { System } from './compileSystems';
import { readAnswer, rulesOf, type Answer, type AnswerPlaces } from './decisions';
import { readBasics } from './settings';
import { rememberedVersion } from './targetVersion';
import { receiptFor } from './writeItems';

interface Answered {
	readonly index: number;
	readonly answer: Answer;
}

/** Applies what people decided about items of Review, each once. */
export async function resolveReview(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const { sync, systems, ...basics } = readBasics(ctx);
	const key = compileField('Record Key', basics.key, complaining(ctx))!;
	const places = readPlaces(ctx);
	const items = ctx.getInputData();
	const outputs: INodeExecutionData[][] = systems.map(() => []);
	const review: INodeExecutionData[] = [];
	const inSync: INodeExecutionData[] = [];

	const answered: Answered[] = [];
	items.forEach((item, index) => {
		const read = readAnswer(item.json, index, places);
		if (read.kind === 'bad') review.push(failItem(ctx, item, index, read.problem));
		else if (read.kind === 'open') review.push(withNote(item, index, sync, { kind: 'notDecided', message: 'Nothing was chosen yet.' }));
		else if (read.answer.question.sync !== sync) {
			review.push(failItem(ctx, item, index, {
				message: `Item ${index} is about the sync "${read.answer.question.sync.slice(0, 100)}", not "${sync}"`,
				description: 'Use a Conflict Resolver with that Sync Name, or correct the Sync Name of this one.',
			}));
		} else answered.push({ index, answer: read.answer });
	});

	const { shape, results } = await applyAll(ctx, sync, systems, answered);
	results.forEach((result, i) => {
		const { index, answer } = answered[i]!;
		const item = items[index]!;
		if (result.kind === 'stale') {
			review.push(withNote(item, index, sync, { kind: 'staleDecision', reason: result.reason, message: WHY_STALE[result.reason] }));
			return;
		}
		const targets = systems.filter(({ name }) => (result.decision.targets & (1 << shape.systems.indexOf(name))) !== 0);
		if (targets.length === 0) inSync.push(withNote(item, index, sync, { kind: 'decided', message: 'All systems are known to show the chosen value: nothing is to be written.' }, 'inSync'));
		for (const system of targets) {
			const version = rememberedVersion(result.memory.versions?.[shape.systems.indexOf(system.name)]);
			const json = writeOf(sync, key, system, answer, { why: explain(shape, result.decision), version });
			outputs[systems.indexOf(system)]!.push({ json, pairedItem: { item: index } });
		}
	});
	return [...outputs, review, inSync];
}

const WHY_STALE: Record<(ReviewResult & { kind: 'stale' })['reason'], string> = {
	unknownRecord: 'The decision was not applied: nothing is known of this record any more. Compare the systems again.',
	deleted: 'The decision was not applied: the record was deleted since.',
	movedOn: 'The decision was not applied: it was applied before, or the systems show something else since the question was put. If it is still open, Review asks anew.',
};

async function applyAll(
	ctx: IExecuteFunctions,
	sync: string,
	systems: readonly System[],
	answered: readonly Answered[],
): Promise<{ shape: Shape; results: ReviewResult[] }> {
	const { ifStateLost } = ctx.getNodeParameter('options', 0, {}) as { ifStateLost?: IfStateLost };
	const state = await openState(ctx, sync, ifStateLost ?? 'stop');
	// Only a comparison says what is compared: this takes the names that are known.
	const shape = await shapeFor(withoutWriting(state), [], []);
	const keys = answered.map(({ answer }) => keyHash(String(answer.question.key)));
	const places = systems.map(({ name }) => shape.systems.indexOf(name)).filter((place) => place >= 0);
	// Nothing is to be forgotten here: how much is remembered, and how long, is the comparison's to say.
	const collection = recordCollection(shape, Infinity, Infinity);
	const results = await state.transact(collection, keys, (tx) =>
		answered.map(({ answer: { question, value } }, i): ReviewResult => {
			const field = shape.fields.indexOf(question.field);
			if (field < 0) return { kind: 'stale', reason: 'unknownRecord' };
			const policy: Policy = {
				shape, systems: places, skewMs: 0, creates: false,
				rules: shape.fields.map((_, f) => (f === field ? rulesOf(question)[0] : undefined)),
			};
			const result = applyDecision(policy, { now: tx.now }, tx.get(i), { field, value, state: question.state });
			if (result.kind === 'applied') tx.set(i, result.memory);
			return result;
		}),
	);
	return { shape, results };
}

function writeOf(sync: string, key: FieldPath, { name, id }: System, { question, value, chosen }: Answer, { why, version }: { why: string; version: RecordVersion | undefined }): IDataObject {
	const json: IDataObject = {};
	key.set(json, question.key);
	(compileField('Field', question.field, () => undefined) ?? fieldNamed(question.field)).set(json, value);
	const targetId = question.ids.find(([system]) => system === name)?.[1] ?? (id === undefined ? question.key : undefined);
	const recordKey = String(question.key);
	const envelope: SyncEnvelope = {
		sync, key: recordKey, operation: 'update', system: name,
		...(targetId === undefined ? {} : { targetId }),
		...(version === undefined ? {} : { version }),
		changed: [question.field],
		reasons: { [question.field]: { rule: 'person', ...(chosen === undefined ? {} : { winner: chosen }) } },
		why,
		changeId: shortId([sync, name, recordKey, 'decision', question.field, question.state, value]),
		verdict: 'write',
		receipts: [receiptFor(sync, recordKey, name, 'update', [[question.field, fieldFingerprint({ rules: rulesOf(question) }, 0, value)]], version)],
	};
	json[SYNC_KEY] = envelope as IDataObject;
	return json;
}

/** The item as it came, and what became of it. */
function withNote(item: INodeExecutionData, index: number, sync: string, note: IDataObject, verdict = 'review'): INodeExecutionData {
	const json = isRecord(item.json) ? item.json : {};
	return passOn(item, index, { ...json, ...note, status: 'new', [SYNC_KEY]: { sync, verdict, kind: note['kind'] as string } });
}

function readPlaces(ctx: IExecuteFunctions): AnswerPlaces {
	const optional = (label: string, name: string): FieldPath | undefined => {
		const text = String(ctx.getNodeParameter(name, 0, null) ?? '').trim();
		return text === '' ? undefined : compileField(label, text, complaining(ctx));
	};
	return {
		choose: optional('Choose Field', 'chooseField'),
		value: optional('Value Field', 'valueField'),
		isJson: ctx.getNodeParameter('valueIs', 0, 'asIs') === 'json',
	};
}

function complaining(ctx: IExecuteFunctions): Complain {
	return (message, description) => failNode(ctx, message, description);
}
