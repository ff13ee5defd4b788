/** Change Detector against Remove Duplicates, which can tell known contents from new ones, and against a Map. */
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { mapOfPrefixes } from './baselines';
import { SUBJECT_ID, type Engine, type NodeRun } from './engine';
import { changedCustomer, customer, items } from './items';
import { addRow, atLeast, comparison, within, type Outcome } from './outcome';
import type { Plan } from './plan';
import { progress } from './progress';
import { collectGarbage, race, type Contender, type Measured } from './race';
import { newWorkflow } from './workflows';

const OURS = 'Change Detector (full list)';
const SAVING = 'saving the Detector\'s memory, which n8n does after the run';
const MAP = 'Map of SHA-256 prefixes of key and content, as a node';
const REMOVE_DUPLICATES = 'Remove Duplicates (seen in previous executions), keyed on the content';
const MOST_KEYS = 1_000_000;

export async function benchDetector(engine: Engine, plan: Plan): Promise<Outcome> {
	const outcome: Outcome = {
		title: 'Change Detector',
		rows: [],
		goals: [],
		notes: [
			'Lists of 12 fields, one record in ten changed since they were delivered. The Detector also looks for records the list lacks, and names the changed fields; neither of the others does.',
			'Remove Duplicates takes the whole item as text for its key: it tells contents it has seen from others, so a record that changes back is lost to it.',
		],
	};
	for (const count of plan.detector) {
		progress(`detector, list of ${count}`);
		const measured = (await race(await listContenders(engine, count), plan.rules)) as [Measured, Measured, Measured, Measured];
		const [ours, saving, map, theirs] = measured;
		const work = `list of ${count.toLocaleString('en')}, 10 % changed`;
		for (const one of measured) addRow(outcome, work, one, one === saving ? '' : comparison(one, ours));
		outcome.goals.push(atLeast(`Detector ≥ 20 × faster than Remove Duplicates, ${work}`, theirs, ours, 20), within(`Detector within 6 × of the Map, ${work}`, ours, map, 6));
	}
	progress('detector, one event');
	const small = await oneEvent(engine, 1_000);
	const large = await oneEvent(engine, 100_000);
	const [ofSmall, ofLarge] = (await race([small, large], plan.rules)) as [Measured, Measured];
	addRow(outcome, 'one event', ofSmall, '1');
	addRow(outcome, 'one event', ofLarge, comparison(ofLarge, ofSmall));
	outcome.goals.push(within('one event on 100,000 remembered within 3 × of one on 1,000', ofLarge, ofSmall, 3));
	return outcome;
}

const parameters = (mode: 'list' | 'events'): object => ({
	operation: 'detect', sync: 'bench', mode, key: 'id', compare: 'all', missing: 'report', remember: 'atOnce', options: {},
});

interface Work {
	past: INodeExecutionData[];
	batch: INodeExecutionData[];
	/** How many of the batch are changed. */
	changed: number;
	mode: 'list' | 'events';
	/** What puts the memory back. */
	back: INodeExecutionData[];
}

/** A Detector that was given `past`. Each sample looks at `batch`, and then puts the memory back as it was. */
async function detector(engine: Engine, { past, batch, changed, mode, back }: Work): Promise<() => Promise<NodeRun>> {
	const workflow = await newWorkflow(engine);
	const type = engine.n8n.kitNode('ChangeDetector');
	const run = async (list: INodeExecutionData[], how: Work['mode']): Promise<NodeRun> =>
		await engine.run(workflow, { type, parameters: parameters(how) }, [list]);
	await run(past, 'list');
	return async () => {
		collectGarbage();
		const result = await run(batch, mode);
		if (result.outputs[0]?.length !== changed) throw new Error(`${result.outputs[0]?.length} of ${batch.length} items were found changed, not ${changed}`);
		await run(back, mode);
		return result;
	};
}

async function listContenders(engine: Engine, count: number): Promise<Contender[]> {
	const past = items(count, customer);
	const batch = items(count, changedCustomer);
	const changed = batch.filter(({ json }, i) => json['updatedAt'] !== past[i]!.json['updatedAt']).length;
	const ours = await detector(engine, { past, batch, changed, mode: 'list', back: past });
	const seenBefore = await newWorkflow(engine);
	const texts = past.map(({ json }) => JSON.stringify(json));
	return [
		{ name: OURS, sample: async () => (await ours()).time },
		{ name: SAVING, sample: async () => (await ours()).saving },
		{
			name: MAP,
			async sample() {
				const seen = new Map<string, string>();
				await engine.run('map', { type: mapOfPrefixes(seen) }, [past]);
				collectGarbage();
				return (await engine.run('map', { type: mapOfPrefixes(seen) }, [batch])).time;
			},
		},
		{
			name: REMOVE_DUPLICATES,
			async sample() {
				await engine.n8n.setSeenKeys(seenBefore, SUBJECT_ID, texts, MOST_KEYS);
				collectGarbage();
				const run = await engine.run(seenBefore, {
					type: engine.n8n.baseNode('Transform/RemoveDuplicates/RemoveDuplicates'),
					version: 2,
					parameters: {
						operation: 'removeItemsSeenInPreviousExecutions',
						logic: 'removeItemsWithAlreadySeenKeyValues',
						dedupeValue: '={{ JSON.stringify($json) }}',
						options: { scope: 'node', historySize: MOST_KEYS } as IDataObject,
					},
				}, [batch]);
				if (run.outputs[0]?.length !== changed) throw new Error(`Remove Duplicates found ${run.outputs[0]?.length} new`);
				return run.time;
			},
		},
	];
}

async function oneEvent(engine: Engine, remembered: number): Promise<Contender> {
	const past = items(remembered, customer);
	const event = [{ json: { ...past[7]!.json, city: 'Elsewhere' }, pairedItem: { item: 0 } }];
	const sample = await detector(engine, { past, batch: event, changed: 1, mode: 'events', back: [past[7]!] });
	return { name: `Change Detector, ${remembered.toLocaleString('en')} remembered`, sample: async () => (await sample()).time };
}
