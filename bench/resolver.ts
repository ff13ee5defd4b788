/** Conflict Resolver against Compare Datasets and a bare hash join: two systems, a tenth of the records differs. */
import { setTimeout } from 'node:timers/promises';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { hashJoin } from './baselines';
import type { Engine, Subject } from './engine';
import { growth } from './growth';
import { changedCustomer, customer, items } from './items';
import { addRow, atLeast, comparison, within, type Outcome } from './outcome';
import type { Plan } from './plan';
import { progress } from './progress';
import { collectGarbage, race, type Contender, type Measured } from './race';
import type { Time } from './time';
import { newWorkflow } from './workflows';

const FIRST = 'Conflict Resolver, first round (none of them remembered)';
const SECOND = 'Conflict Resolver, second round (all remembered)';
const HASH_JOIN = 'hash join with field compare, as a node';
const COMPARE_DATASETS = 'Compare Datasets';

const MARKING_MS = 25;
/** A customer who is not in any batch. */
const ANOTHER = 10_000_000;

const COMPARED = Object.keys(customer(0)).filter((field) => field !== 'id');

export async function benchResolver(engine: Engine, plan: Plan): Promise<Outcome> {
	const outcome: Outcome = {
		title: 'Conflict Resolver',
		rows: [],
		goals: [],
		notes: [
			'Two systems with the same records of 12 fields (the key, the time of change and ten others); in every tenth record one field and the time differ. All contenders join on `id` and find the same records.',
			'The Resolver also decides who wins (rule Newest), compares with its memory and renews it; the others only tell same from different. Second round: both systems were seen to agree on all records, then a tenth changed in one of them. In the first round the sync has seen another record only. (The very first run of a sync also asks n8n\'s database whether it was used before: about 10 ms once, not in these figures.)',
		],
	};
	for (const count of plan.resolver) {
		progress(`resolver, ${count} records`);
		const measured = await race(contenders(engine, count), plan.rules);
		const work = `2 × ${count.toLocaleString('en')} records`;
		const [first, second, join, compare] = measured as [Measured, Measured, Measured, Measured];
		for (const one of measured) addRow(outcome, work, one, comparison(one, first));
		if (count < 10_000) continue;
		outcome.goals.push(
			atLeast(`Resolver ≥ 60 × faster than Compare Datasets, ${work}, first round`, compare, first, 60),
			atLeast(`Resolver ≥ 60 × faster than Compare Datasets, ${work}, second round`, compare, second, 60),
			within(`Resolver within 10 × of the hash join, ${work}, first round`, first, join, 10),
			within(`Resolver within 10 × of the hash join, ${work}, second round`, second, join, 10),
		);
	}
	await growth(outcome, plan, 'Conflict Resolver, second round', (count) => {
		const [crm, erp] = listings(count);
		return async () => await sampleResolver(engine, crm, erp, true);
	});
	return outcome;
}

function listings(count: number): [crm: INodeExecutionData[], erp: INodeExecutionData[]] {
	return [items(count, customer), items(count, changedCustomer)];
}

function contenders(engine: Engine, count: number): Contender[] {
	const [crm, erp] = listings(count);
	return [
		{ name: FIRST, sample: async () => await sampleResolver(engine, crm, erp, false) },
		{ name: SECOND, sample: async () => await sampleResolver(engine, crm, erp, true) },
		{ name: HASH_JOIN, sample: async () => await timed(engine, 'join', { type: hashJoin(COMPARED) }, crm, erp, { same: 1, different: 2 }) },
		{ name: COMPARE_DATASETS, sample: async () => await timed(engine, 'compare', compareDatasets(engine), crm, erp, { same: 1, different: 2 }) },
	];
}

async function sampleResolver(engine: Engine, crm: INodeExecutionData[], erp: INodeExecutionData[], remembered: boolean): Promise<Time> {
	const workflow = await newWorkflow(engine);
	const subject: Subject = {
		type: engine.n8n.kitNode('ConflictResolver'),
		parameters: {
			operation: 'reconcile',
			sync: 'bench',
			systems: { rows: [{ name: 'CRM', modified: 'updatedAt' }, { name: 'ERP', modified: 'updatedAt' }] },
			key: 'id',
			rule: 'newest',
			compare: 'all',
			write: 'changed',
			options: { cap: 1_000_000 } as IDataObject,
		},
	};
	// Nothing of the records, but the sync is known: its very first run asks n8n's database for marks, once for all.
	const before = remembered ? crm : items(1, customer, ANOTHER);
	await engine.run(workflow, subject, [before, before]);
	// When n8n has saved a memory for the first time, a mark is set in its database, beside whatever runs then.
	await setTimeout(MARKING_MS);
	const time = await timed(engine, workflow, subject, crm, erp, { different: 0, same: 3 });
	engine.staticData.delete(workflow);
	return time;
}

/** @param outputs which outputs must hold the records that are the same, and those that differ */
async function timed(
	engine: Engine,
	workflow: string,
	subject: Subject,
	crm: INodeExecutionData[],
	erp: INodeExecutionData[],
	outputs: { same: number; different: number },
): Promise<Time> {
	collectGarbage();
	const result = await engine.run(workflow, subject, [crm, erp]);
	const [same, different] = [result.outputs[outputs.same]?.length, result.outputs[outputs.different]?.length];
	if (same !== crm.length * 0.9 || different !== crm.length * 0.1) {
		throw new Error(`Of ${crm.length} records ${same} were found the same and ${different} different`);
	}
	return result.time;
}

function compareDatasets(engine: Engine): Subject {
	return {
		type: engine.n8n.baseNode('CompareDatasets/CompareDatasets'),
		version: 2.3,
		parameters: { mergeByFields: { values: [{ field1: 'id', field2: 'id' }] }, resolve: 'includeBoth', options: {} },
	};
}
