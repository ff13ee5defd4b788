/** Idempotency Guard against Remove Duplicates and a Set: half of the items are known, half are new. */
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { keyPrefix, mapOfPrefixes, payloadPrefix, setOfPrefixes } from './baselines';
import { SUBJECT_ID, type Engine, type NodeRun, type Subject } from './engine';
import { growth } from './growth';
import { customer, items } from './items';
import { addRow, atLeast, comparison, within, type Outcome } from './outcome';
import { collectGarbage, race, type Contender, type Measured } from './race';
import type { Plan } from './plan';
import { progress } from './progress';
import type { Time } from './time';
import { newWorkflow } from './workflows';

/** Both remember at most this many keys. Remove Duplicates throws when history and items together would be more. */
const MOST_KEYS = 1_000_000;

const DEFAULT = 'Idempotency Guard (default: compares the payload)';
const KEY_ONLY = 'Idempotency Guard (Compare Payload: Off)';
const REMOVE_DUPLICATES = 'Remove Duplicates (seen in previous executions)';
const SAVING = 'saving the Guard\'s memory, which n8n does after the run';
const SET = 'Set of SHA-256 prefixes, as a node';
const MAP = 'Map of SHA-256 prefixes of key and payload, as a node';

export async function benchGuard(engine: Engine, plan: Plan): Promise<Outcome> {
	const outcome: Outcome = {
		title: 'Idempotency Guard',
		rows: [],
		goals: [],
		notes: [
			'Items: 12 fields, half of them known, half new. All contenders key on `id`; the Guard by default also compares the whole payload, as only the Map does (which takes JSON as it comes: another order of fields is another payload to it).',
			`Remove Duplicates: n8n's own node, its own deduplication service on its SQLite, its history size raised to ${MOST_KEYS.toLocaleString('en')} so that it does not throw (at its default of 10,000 it does, in every row here). Its reading and writing of the database is in its time.`,
			'The Guard: a batch of up to 1,000 new keys is also put on record in n8n\'s database before it is let through; that is in its time. Its memory is in the process, as it is from the second run of a workflow on. Writing it is n8n\'s work after the run and not in its time: the rows "saving" show it, and State below shows loading.',
		],
	};
	for (const [history, count] of plan.guard) {
		progress(`guard, ${count} items on ${history} keys`);
		const measured = await race(await contenders(engine, history, count), plan.rules);
		const work = `${count.toLocaleString('en')} items on ${history.toLocaleString('en')} keys`;
		const [ours, keyOnly, saving, set, map, theirs] = measured as [Measured, Measured, Measured, Measured, Measured, Measured];
		for (const one of measured) addRow(outcome, work, one, one === saving ? '' : comparison(one, ours));
		if (count < 10_000) continue;
		outcome.goals.push(
			atLeast(`Guard ≥ 50 × faster than Remove Duplicates, ${work}`, theirs, ours, 50),
			within(`Guard within 3 × of the Set, ${work}, both keyed on \`id\` alone`, keyOnly, set, 3),
			within(`Guard within 3 × of the Map, ${work}, both also comparing payloads`, ours, map, 3),
			within(`Guard within 3 × of the Set, ${work}, the Guard alone comparing payloads`, ours, set, 3),
		);
	}
	await growth(outcome, plan, 'Idempotency Guard, all items new', async (count) => {
		const batch = items(count, customer);
		const claim = await rememberingGuard(engine, 'whole', [], batch, batch);
		return async () => (await claim()).time;
	});
	return outcome;
}

/** Known items come from all over the history, and alternate with new ones. */
function batchOf(history: number, count: number): INodeExecutionData[] {
	const step = Math.floor(history / (count / 2));
	return Array.from({ length: count }, (_, i) => ({
		json: customer(i % 2 === 0 ? (i / 2) * step : history + i),
		pairedItem: { item: i },
	}));
}

async function contenders(engine: Engine, history: number, count: number): Promise<Contender[]> {
	const batch = batchOf(history, count);
	const past = items(history, customer);
	const prefixes = new Set(past.map(({ json }) => keyPrefix(json['id'] as string)));
	const keys = past.map(({ json }) => json['id'] as string);
	const payloads = new Map(past.map(({ json }) => [keyPrefix(json['id'] as string), payloadPrefix(json)]));
	const fresh = batch.filter((_, i) => i % 2 === 1);
	const whole = await rememberingGuard(engine, 'whole', past, batch, fresh);
	const keyOnly = await rememberingGuard(engine, 'off', past, batch, fresh);
	const seenBefore = await newWorkflow(engine);
	return [
		{ name: DEFAULT, sample: async () => (await whole()).time },
		{ name: KEY_ONLY, sample: async () => (await keyOnly()).time },
		{ name: SAVING, sample: async () => (await whole()).saving },
		{
			name: SET,
			async sample() {
				return await timed(engine, 'set', { type: setOfPrefixes(new Set(prefixes)) }, batch);
			},
		},
		{
			name: MAP,
			async sample() {
				return await timed(engine, 'map', { type: mapOfPrefixes(new Map(payloads)) }, batch);
			},
		},
		{
			name: REMOVE_DUPLICATES,
			async sample() {
				await engine.n8n.setSeenKeys(seenBefore, SUBJECT_ID, keys, MOST_KEYS);
				return await timed(engine, seenBefore, removeDuplicates(engine), batch);
			},
		},
	];
}

async function timed(engine: Engine, workflow: string, subject: Subject, batch: INodeExecutionData[]): Promise<Time> {
	collectGarbage();
	const { time, outputs } = await engine.run(workflow, subject, [batch]);
	checkSplit(outputs, batch.length / 2, batch.length);
	return time;
}

/** All contenders must come to the same result. */
function checkSplit([fresh, known]: INodeExecutionData[][], expectedFresh: number, all: number): void {
	if (fresh?.length === expectedFresh && known?.length === all - expectedFresh) return;
	throw new Error(`${fresh?.length} of ${all} items were found new and ${known?.length} known`);
}

/** A Guard that knows `past`, all of it completed. Each sample claims `batch`, and then forgets `fresh`, the new part of it. */
async function rememberingGuard(
	engine: Engine,
	comparePayload: 'whole' | 'off',
	past: INodeExecutionData[],
	batch: INodeExecutionData[],
	fresh: INodeExecutionData[],
): Promise<() => Promise<NodeRun>> {
	const workflow = await newWorkflow(engine);
	const type = engine.n8n.kitNode('IdempotencyGuard');
	const claim = guardParameters(comparePayload);
	const run = async (parameters: object, batchOfRun: INodeExecutionData[]): Promise<NodeRun> =>
		await engine.run(workflow, { type, parameters }, [batchOfRun]);
	await run({ ...claim, options: { ...claim.options, completeAtOnce: true } }, past);
	const forget = { ...claim, operation: 'forget' };
	return async () => {
		collectGarbage();
		const result = await run(claim, batch);
		checkSplit(result.outputs, fresh.length, batch.length);
		await run(forget, fresh);
		return result;
	};
}

function guardParameters(comparePayload: 'whole' | 'off') {
	return {
		operation: 'claim',
		sync: 'bench',
		keyFrom: 'fields',
		keyFields: 'id',
		comparePayload,
		outputs: 'separate',
		options: { cap: MOST_KEYS } as IDataObject,
	};
}

function removeDuplicates(engine: Engine): Subject {
	return {
		type: engine.n8n.baseNode('Transform/RemoveDuplicates/RemoveDuplicates'),
		version: 2,
		parameters: {
			operation: 'removeItemsSeenInPreviousExecutions',
			logic: 'removeItemsWithAlreadySeenKeyValues',
			dedupeValue: '={{ $json.id }}',
			options: { scope: 'node', historySize: MOST_KEYS },
		},
	};
}
