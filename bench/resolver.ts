/** Conflict Resolver against Compare Datasets, Merge and a bare hash join: two systems, a share of the records differs. */
import { setTimeout } from 'node:timers/promises';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { hashJoin } from './baselines';
import type { Engine, Subject } from './engine';
import { growth } from './growth';
import { changedCustomer, changedShare, customer, items } from './items';
import { addRow, atLeast, comparison, within, type Outcome } from './outcome';
import type { Plan } from './plan';
import { progress } from './progress';
import { collectGarbage, race, type Contender, type Measured } from './race';
import type { Time } from './time';
import { benchResolverEvents } from './resolverEvents';
import { newWorkflow } from './workflows';

const FIRST = 'Conflict Resolver, first round (none of them remembered)';
const SECOND = 'Conflict Resolver, second round (all remembered)';
const HASH_JOIN = 'hash join with field compare, as a node';
const COMPARE_DATASETS = 'Compare Datasets';
const MERGE = 'Merge (joins, compares nothing)';

/** Compare Datasets and Merge are quadratic: beyond this many records they would take an hour. */
const MOST_QUADRATIC = 10_000;

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
	for (const [count, percent] of plan.shares) {
		progress(`resolver, ${count} records, ${percent} % changed`);
		const measured = await race(shareContenders(engine, count, percent), plan.rules);
		const work = `2 × ${count.toLocaleString('en')} records, ${percent} % changed`;
		for (const one of measured) addRow(outcome, work, one, comparison(one, measured[0]!));
		const compare = measured.find(({ name }) => name === COMPARE_DATASETS);
		const join = measured.find(({ name }) => name === HASH_JOIN)!;
		// Where all has changed, nearly all the work is to make a planned write of each record, with its reasons.
		const [faster, most] = percent === 100 ? [10, 30] : [30, 10];
		if (compare !== undefined) outcome.goals.push(atLeast(`Resolver ≥ ${faster} × faster than Compare Datasets, ${work}, second round`, compare, measured[1]!, faster));
		outcome.goals.push(within(`Resolver within ${most} × of the hash join, ${work}, second round`, measured[1]!, join, most));
	}
	await benchResolverEvents(engine, plan, outcome);
	await growth(outcome, plan, 'Conflict Resolver, second round', (count) => {
		const [crm, erp] = listings(count);
		return async () => await sampleResolver(engine, crm, erp, true, count / 10);
	});
	return outcome;
}

function listings(count: number): [crm: INodeExecutionData[], erp: INodeExecutionData[]] {
	return [items(count, customer), items(count, changedCustomer)];
}

function contenders(engine: Engine, count: number): Contender[] {
	const [crm, erp] = listings(count);
	return against(engine, crm, erp, count / 10);
}

function against(engine: Engine, crm: INodeExecutionData[], erp: INodeExecutionData[], different: number): Contender[] {
	const found = (same: number, changed: number): Found => ({ same, changed, different });
	return [
		{ name: FIRST, sample: async () => await sampleResolver(engine, crm, erp, false, different) },
		{ name: SECOND, sample: async () => await sampleResolver(engine, crm, erp, true, different) },
		{ name: HASH_JOIN, sample: async () => await timed(engine, 'join', { type: hashJoin(COMPARED) }, crm, erp, found(1, 2)) },
		{ name: COMPARE_DATASETS, sample: async () => await timed(engine, 'compare', compareDatasets(engine), crm, erp, found(1, 2)) },
	];
}

function shareContenders(engine: Engine, count: number, percent: number): Contender[] {
	const [crm, erp] = [items(count, customer), items(count, changedShare(percent))];
	const all = against(engine, crm, erp, (count * percent) / 100);
	if (count > MOST_QUADRATIC) return all.filter(({ name }) => name !== COMPARE_DATASETS);
	return [...all, { name: MERGE, sample: async () => await sampleMerge(engine, crm, erp) }];
}

/** What n8n users reach for to bring two lists together. It leaves the comparing to nodes behind it. */
async function sampleMerge(engine: Engine, crm: INodeExecutionData[], erp: INodeExecutionData[]): Promise<Time> {
	collectGarbage();
	const subject: Subject = {
		type: engine.n8n.baseNode('Merge/Merge'),
		version: 3.2,
		parameters: { mode: 'combine', combineBy: 'combineByFields', fieldsToMatchString: 'id', joinMode: 'keepEverything', options: {} },
	};
	const result = await engine.run('merge', subject, [crm, erp]);
	const merged = result.outputs[0]?.length;
	if (merged !== crm.length) throw new Error(`${crm.length} pairs of records were merged to ${merged}`);
	return result.time;
}

async function sampleResolver(engine: Engine, crm: INodeExecutionData[], erp: INodeExecutionData[], remembered: boolean, different: number): Promise<Time> {
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
	const time = await timed(engine, workflow, subject, crm, erp, { changed: 0, same: 3, different });
	// The process keeps what a sync remembers for as long as it lives: dozens of samples would fill it.
	await engine.run(workflow, { ...subject, parameters: { ...subject.parameters, operation: 'resetMemory' } }, [items(1, customer), []]);
	engine.staticData.delete(workflow);
	return time;
}

/** Which outputs must hold the records that are the same and those that differ, and how many these are. */
interface Found {
	same: number;
	changed: number;
	different: number;
}

async function timed(
	engine: Engine,
	workflow: string,
	subject: Subject,
	crm: INodeExecutionData[],
	erp: INodeExecutionData[],
	found: Found,
): Promise<Time> {
	collectGarbage();
	const result = await engine.run(workflow, subject, [crm, erp]);
	const [same, different] = [result.outputs[found.same]?.length, result.outputs[found.changed]?.length];
	if (same !== crm.length - found.different || different !== found.different) {
		throw new Error(`Of ${crm.length} records ${same} were found the same and ${different} different, which is not ${found.different}`);
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
