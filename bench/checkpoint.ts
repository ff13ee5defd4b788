/** Sync Checkpoint against the Code node people write for "what changed since the last run", and against bare bookkeeping. */
import type { INodeExecutionData, INodeType } from 'n8n-workflow';
import { CHECKPOINTS } from '../nodes/shared/checkpoint/collection';
import { markCheckpoints } from '../nodes/shared/checkpoint/markCheckpoints';
import { propose } from '../nodes/shared/checkpoint/propose';
import type { CheckpointReceipt } from '../nodes/shared/record/envelope';
import { keyHash, keyToHex } from '../nodes/shared/record/fingerprint';
import { MemoryState } from '../nodes/shared/state/memoryState';
import { plainNode, type Engine } from './engine';
import { customer, items } from './items';
import { addRow, atLeast, comparison, type Outcome } from './outcome';
import type { Plan } from './plan';
import { progress } from './progress';
import { collectGarbage, race, type Contender, type Measured } from './race';
import { startWatch, type Time } from './time';
import { newWorkflow } from './workflows';

const PROPOSE = 'Sync Checkpoint, Propose (ties told apart by ID and content)';
const BY_ID = 'Sync Checkpoint, Propose (ties told apart by ID alone)';
const BARE = 'sort by time, keep the newest and the IDs there, as a node';
const CODE = 'Code (once for all items): filter by the time in static data, keep the newest';
const MARK = 'Sync Checkpoint, told of each item\'s outcome in one batch';
const FLAGS = 'an array of flags, and the longest prefix of them';

export async function benchCheckpoint(engine: Engine, plan: Plan): Promise<Outcome> {
	const outcome: Outcome = {
		title: 'Sync Checkpoint',
		rows: [],
		goals: [],
		notes: [
			'Items of 12 fields, all new. Propose puts them in order, fingerprints each, and remembers the read; the Code node moves its time at once, so what fails afterwards is lost to it, and so are ties.',
			'Code runs as in a default n8n, in the task runner. Told: what Sync Outcome calls for a batch, in random order, without the node around it.',
		],
	};
	for (const count of [1_000, 10_000]) {
		progress(`checkpoint, ${count} items`);
		const work = `${count.toLocaleString('en')} items`;
		const [ours, byId, bare, code] = (await race(await proposing(engine, count), plan.rules)) as [Measured, Measured, Measured, Measured];
		for (const one of [ours, byId, bare, code]) addRow(outcome, `${work} read`, one, comparison(one, ours));
		const [told, flags] = (await race([await telling(count), counting(count)], plan.rules)) as [Measured, Measured];
		for (const one of [told, flags]) addRow(outcome, `${work} settled`, one, comparison(one, told));
		outcome.goals.push(atLeast(`Propose ≥ 1.5 × faster than Code, ${work}`, code, ours, 1.5));
	}
	return outcome;
}

async function proposing(engine: Engine, count: number): Promise<Contender[]> {
	const batch = items(count, customer);
	const sampleOf = async (name: string, type: INodeType, more: { version?: number; parameters?: object }, fresh = false): Promise<Contender> => {
		// Of a checkpoint nobody moves all items are new in every run; a Code node has to begin anew.
		const known = await newWorkflow(engine);
		return { name, sample: async () => await sample(name, type, more, fresh ? await newWorkflow(engine) : known) };
	};
	const sample = async (name: string, type: INodeType, more: { version?: number; parameters?: object }, workflow: string): Promise<Time> => {
		collectGarbage();
		const run = await engine.run(workflow, { type, ...more }, [batch]);
			if (run.outputs[0]?.length !== count) throw new Error(`${name} let ${run.outputs[0]?.length} of ${count} items through`);
		return run.time;
	};
	const parameters = { operation: 'propose', sync: 'bench', cursorIs: 'time', cursorFrom: 'field', cursorField: 'updatedAt', idField: 'id' };
	const node = engine.n8n.kitNode('SyncCheckpoint') as INodeType;
	return [
		await sampleOf(PROPOSE, node, { parameters }),
		await sampleOf(BY_ID, node, { parameters: { ...parameters, options: { otherContent: 'handled' } } }),
		await sampleOf(BARE, bareNode(), {}),
		{
			...(await sampleOf(CODE, engine.n8n.baseNode('Code/Code') as INodeType, { version: 2, parameters: { mode: 'runOnceForAllItems', language: 'javaScript', jsCode: CODE_OF } }, true)),
			elsewhere: true,
		},
	];
}

const CODE_OF = `const memory = $getWorkflowStaticData('global');
const last = memory.last ?? '';
const fresh = $input.all().map((item, i) => ({ json: item.json, pairedItem: i })).filter(({ json }) => json.updatedAt > last);
for (const { json } of fresh) if (json.updatedAt > (memory.last ?? '')) memory.last = json.updatedAt;
return fresh;`;

function bareNode(): INodeType {
	return plainNode('bare', 1, 1, ([list]) => {
		const sorted = list!.map((item, i): [number, INodeExecutionData] => [Date.parse(String(item.json['updatedAt'])), { json: item.json, pairedItem: { item: i } }]);
		sorted.sort(([a], [b]) => a - b);
		const newest = sorted.at(-1)![0];
		const edge = new Set<unknown>();
		for (const [at, item] of sorted) if (at === newest) edge.add(item.json['id']);
		return [sorted.map(([, item]) => item)];
	});
}

/** A fixed disorder. */
function shuffled(count: number): number[] {
	return Array.from({ length: count }, (_, i) => i).sort((a, b) => (Math.imul(a + 1, 0x9e3779b1) >>> 0) - (Math.imul(b + 1, 0x9e3779b1) >>> 0));
}

async function telling(count: number): Promise<Contender> {
	const key = keyHash('');
	const order = shuffled(count);
	return {
		name: MARK,
		async sample() {
			const state = new MemoryState(() => Date.now());
			const read = items(count, customer).map(({ json }, i) => ({ cursor: Date.parse(String(json['updatedAt'])), id: String(i).padStart(8, '0') }));
			const receipts = await state.transact(CHECKPOINTS, [key], (tx): CheckpointReceipt[] => {
				const proposed = propose(undefined, read, { name: '', kind: 'time', run: '1', sorted: true, keepMs: 1e9, futureMs: 0, future: 'use', tolerance: 0, wentBack: 'process' }, { now: tx.now, nextToken: () => tx.nextToken() });
				if (proposed.kind !== 'proposed') throw new Error('nothing was proposed');
				tx.set(0, proposed.entry!);
				return proposed.places.flatMap((place) => (place.kind !== 'read' ? [] : [{ kind: 'checkpoint', sync: 'bench', key: keyToHex(key), token: proposed.token!, at: place.at, cursor: [place.cursor!, place.id], of: 1, part: '' } as const]));
			});
			const marks = order.map((i) => ({ receipt: receipts[i]!, accounted: true }));
			collectGarbage();
			const stop = startWatch();
			await markCheckpoints(state, marks);
			const time = stop();
			if ((await state.transact(CHECKPOINTS, [key], (tx) => tx.get(0)!.open.length)) !== 0) throw new Error('the read was not finished');
			return time;
		},
	};
}

function counting(count: number): Contender {
	const order = shuffled(count);
	return {
		name: FLAGS,
		async sample() {
			collectGarbage();
			const stop = startWatch();
			const settled = new Array<boolean>(count).fill(false);
			for (const at of order) settled[at] = true;
			const prefix = settled.indexOf(false);
			const time = stop();
			if (prefix !== -1) throw new Error('a flag is missing');
			return time;
		},
	};
}
