/** Sync Outcome against the same bookkeeping in plain JavaScript: items with three promises each, found by item linking. */
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { plainNode, type Engine, type NodeRun, type Station } from './engine';
import { customer, items } from './items';
import { addRow, comparison, within, type Outcome } from './outcome';
import type { Plan } from './plan';
import { progress } from './progress';
import { collectGarbage, race, type Contender, type Measured } from './race';
import type { Time } from './time';
import { newWorkflow } from './workflows';

const SYNC = 'bench';
const SUCCEED = 'Sync Outcome, all succeeded';
const FAIL = 'Sync Outcome, all failed and parked';
const SAVING = 'saving the memory after the success, which n8n does after the run';
const MAPS = 'three Maps, as a node, all succeeded';
const JOBS = 'three Maps and a Map of jobs, as a node, all failed';

interface Sent {
	workflow: string;
	way: Station[];
}

interface Receipt extends IDataObject {
	kind: string;
	key: string;
	token: number;
}

export async function benchSettle(engine: Engine, plan: Plan): Promise<Outcome> {
	const outcome: Outcome = {
		title: 'Sync Outcome',
		rows: [],
		goals: [],
		notes: [
			'Items of 12 fields that passed a Change Detector, a Record Linker (all New) and an Idempotency Guard, and an app node that answered with an id. Each carries three promises: a change, a create and a claim. Sync Outcome finds them behind the app node by item linking, confirms, links and completes; or, told of failures, classifies them, parks them with the record and holds the claims.',
			'The plain node is handed the promises of each item in a list, so it looks for nothing, and keeps no locks, tokens, leases, one-to-one links or fingerprints: three Maps from key to state, and for failures a fourth with the record. It stands for the least that this bookkeeping can cost, and survives nothing.',
			'Each sample begins with claims, changes and creates made anew by the nodes themselves, which is not in the time. Writing the memory is n8n\'s work after the run: the row "saving".',
		],
	};
	const perItem: number[] = [];
	for (const count of plan.outcome) {
		progress(`outcome, ${count} items`);
		// Making promises anew costs more than settling them: a few samples must do.
		const measured = await race(await contenders(engine, count), { ...plan.rules, rounds: 3, fastMs: 0 });
		const [ours, , failed, , jobs] = measured as [Measured, Measured, Measured, Measured, Measured];
		const work = `${count.toLocaleString('en')} items, three promises each`;
		for (const one of measured) addRow(outcome, work, one, comparison(one, one === jobs ? failed : ours));
		perItem.push((1000 * ours.time.cpu) / count);
		if (count < 10_000) continue;
		outcome.goals.push(
			{ goal: `Sync Outcome settles ${work} in a second`, reached: ours.time.cpu < 1_000, found: `${(ours.time.cpu / 1000).toFixed(2)} s` },
			within(`Parking costs at most 3 × settling, ${work}`, failed, ours, 3),
		);
	}
	const [few, many] = perItem as [number, number];
	outcome.goals.push({ goal: 'Sync Outcome grows linearly: an item of many costs at most 2 × one of few', reached: many / few <= 2, found: `${few.toFixed(1)} and ${many.toFixed(1)} µs` });
	return outcome;
}

async function contenders(engine: Engine, count: number): Promise<Contender[]> {
	const { way } = await send(engine, count);
	const receipts = way[way.length - 2]!.items.map(({ json }) => (json['_sync'] as { receipts: Receipt[] }).receipts);
	const answers = way.at(-1)!.items;
	const records = way[0]!.items.map(({ json }) => json);
	return [
		{ name: SUCCEED, sample: async () => (await settle(engine, count, false)).time },
		{ name: SAVING, sample: async () => (await settle(engine, count, false)).saving },
		{ name: FAIL, sample: async () => (await settle(engine, count, true)).time },
		{ name: MAPS, sample: async () => await plain(engine, answers, receipts) },
		{ name: JOBS, sample: async () => await plain(engine, answers, receipts, records) },
	];
}

/** Tells Sync Outcome of items that were just sent. */
async function settle(engine: Engine, count: number, fail: boolean): Promise<NodeRun> {
	const { workflow, way } = await send(engine, count);
	const app = way.at(-1)!;
	const told = fail ? [...way.slice(0, -1), { ...app, items: app.items.map((item) => ({ ...item, json: { error: '503 - down for maintenance' } })) }] : way;
	// Whatever comes in by Succeeded with an error inside counts as failed: the same work, on one wire.
	const answerRules = { rules: [{ field: 'error', is: 'exists' }] };
	const parameters = { sync: SYNC, target: 'ERP', newIdField: 'id', options: fail ? { answerRules, mostParked: 1_000_000 } : {} };
	collectGarbage();
	const run = await engine.run(workflow, { type: engine.n8n.kitNode('SyncOutcome'), parameters }, [[{ json: {} }]], told);
	const verdict = fail ? 'parked' : 'done';
	const right = run.outputs[0]!.filter(({ json }) => (json['_sync'] as IDataObject)['verdict'] === verdict).length;
	if (right !== count) throw new Error(`${right} of ${count} items were ${verdict}`);
	return run;
}

/** New items through the nodes that promise, each in a run of its own, with what they put out and the app's answers. */
async function send(engine: Engine, count: number): Promise<Sent> {
	const workflow = await newWorkflow(engine);
	const node = async (className: string, parameters: object, input: INodeExecutionData[][], output: number): Promise<INodeExecutionData[]> => {
		const { outputs } = await engine.run(workflow, { type: engine.n8n.kitNode(className), parameters: { sync: SYNC, ...parameters } }, input);
		if (outputs[output]?.length !== count) throw new Error(`${className} let ${outputs[output]?.length} of ${count} items through`);
		return outputs[output].map((item, i) => ({ ...item, pairedItem: { item: i } }));
	};
	const changed = await node('ChangeDetector', { operation: 'detect', mode: 'events', keyFields: 'id' }, [items(count, customer)], 0);
	const fresh = await node('RecordLinker', { operation: 'match', system: 'CRM', idField: 'id', otherSystem: 'ERP', otherIdField: 'id', options: { ifNoCandidates: 'allNew' } }, [changed, []], 1);
	const claimed = await node('IdempotencyGuard', { operation: 'claim', keyFields: 'id', comparePayload: 'whole', outputs: 'separate' }, [fresh], 0);
	const answers = claimed.map((_, i): INodeExecutionData => ({ json: { id: `E-${i}` }, pairedItem: { item: i } }));
	const station = (name: string, type: string, list: INodeExecutionData[]): Station => ({ name, type, items: list });
	return {
		workflow,
		way: [
			station('Detector', 'n8n-nodes-sync-kit.changeDetector', changed),
			station('Linker', 'n8n-nodes-sync-kit.recordLinker', fresh),
			station('Guard', 'n8n-nodes-sync-kit.idempotencyGuard', claimed),
			station('App', 'app', answers),
		],
	};
}

/** The same bookkeeping without anything that makes it safe. */
async function plain(engine: Engine, answers: INodeExecutionData[], receipts: Receipt[][], records?: IDataObject[]): Promise<Time> {
	const states = { claim: new Map<string, unknown>(), change: new Map<string, unknown>(), link: new Map<string, unknown>() };
	const jobs = new Map<string, unknown>();
	for (const list of receipts) for (const { kind, key, token } of list) states[kind as keyof typeof states].set(key, { state: 'open', token });
	const type = plainNode('plain', 1, 1, ([list]) => [
		list!.map((item, i) => {
			const record = records?.[i];
			for (const { kind, key, token } of receipts[i]!) {
				const map = states[kind as keyof typeof states];
				const known = map.get(key) as { token: number } | undefined;
				if (known?.token !== token) continue;
				map.set(key, record === undefined ? { state: 'done', result: kind === 'link' ? item.json['id'] : undefined } : { state: 'held', token, until: Date.now() + 1_000 });
			}
			if (record !== undefined) jobs.set(String(i), { record: JSON.stringify(record), receipts: receipts[i], attempts: 1, dueAt: Date.now() + Math.random() * 60_000 });
			return { json: { ...item.json, verdict: record === undefined ? 'done' : 'parked' }, pairedItem: { item: i } };
		}),
	]);
	collectGarbage();
	const { time } = await engine.run('plain', { type }, [answers]);
	return time;
}
