/** Record Linker against Merge, Compare Datasets and a bare hash join: two lists of the same customers with other ids. */
import { setTimeout } from 'node:timers/promises';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { joinOn } from './baselines';
import type { Engine, Subject } from './engine';
import { growth } from './growth';
import { customer, items } from './items';
import { addRow, atLeast, comparison, within, type Outcome } from './outcome';
import type { Plan } from './plan';
import { progress } from './progress';
import { collectGarbage, race, type Contender, type Measured } from './race';
import type { Time } from './time';
import { newWorkflow } from './workflows';

const BY_EMAIL = 'Record Linker, first run, by one rule (same email)';
const BY_LETTERS = 'Record Linker, first run, by two rules (same phone; similar company in the same city)';
const KNOWN = 'Record Linker, second run (all linked)';
const LOOK_UP = 'Record Linker, Look Up (all linked)';
const SAVING = 'saving the crosswalk, which n8n does after the run';
const HASH_JOIN = 'hash join on the email, as a node';
const MERGE = 'Merge (combine by matching fields)';
const COMPARE_DATASETS = 'Compare Datasets';

const MARKING_MS = 25;
/** A customer who is not in any batch. */
const ANOTHER = 10_000_000;

export async function benchLinker(engine: Engine, plan: Plan): Promise<Outcome> {
	const outcome: Outcome = {
		title: 'Record Linker',
		rows: [],
		goals: [],
		notes: [
			'Two systems with the same customers of 12 fields under other ids, the second in reverse order. All contenders find every pair; by two rules the Linker leaves up to one in a hundred to a person, since made-up names are very much alike.',
			'By one rule all compare the email, which is written the same: the only thing Merge and Compare Datasets can do. The Linker also normalises it, makes sure that it fits nothing else, and remembers the link under both ids, one-to-one. By two rules nothing is written the same: nobody has a phone number in the second list, companies carry a legal form and typing errors; Merge and Compare Datasets find nothing then.',
			'A first run begins with a crosswalk that knows one other record. Writing it is n8n\'s work after the run: the row "saving".',
		],
	};
	for (const count of plan.linker) {
		progress(`linker, ${count} × ${count}`);
		const measured = await race(contenders(engine, count), plan.rules);
		const work = `${count.toLocaleString('en')} × ${count.toLocaleString('en')} records`;
		const [email, letters, known, , , join, merge, compare] = measured as [Measured, Measured, Measured, Measured, Measured, Measured, Measured, Measured];
		for (const one of measured) addRow(outcome, work, one, comparison(one, email));
		if (count < 10_000) continue;
		outcome.goals.push(
			atLeast(`Linker faster than Merge, ${work}, first run`, merge, email, 1),
			atLeast(`Linker faster than Compare Datasets, ${work}, first run`, compare, email, 1),
			within(`Linker within 20 × of the hash join, ${work}, second run`, known, join, 20),
			{ goal: `Linker by similarity in seconds, ${work}`, reached: letters.time.cpu < 5_000, found: `${(letters.time.cpu / 1000).toFixed(2)} s` },
		);
	}
	await growth(outcome, plan, 'Record Linker, first run by email', (count) => {
		const lists = listings(count);
		return async () => (await firstRun(engine, lists, BY_EMAIL_RULES)).time;
	});
	return outcome;
}

interface Lists {
	crm: INodeExecutionData[];
	erp: INodeExecutionData[];
}

function listings(count: number): Lists {
	const crm = (n: number): IDataObject => ({ ...customer(n), company: `${company(n)} & Sons` });
	const erp = (place: number): IDataObject => {
		const n = count - 1 - place;
		return { ...customer(n), id: `erp-${place}`, phone: null, company: `${mistyped(company(n), n)} AND SONS, Ltd.` };
	};
	return { crm: items(count, crm), erp: items(count, erp) };
}

const SYLLABLES = ['ba', 'cor', 'du', 'fen', 'gri', 'hal', 'ko', 'lim', 'mar', 'nes', 'or', 'pel', 'ra', 'sti', 'tun', 'ver'];

/** Two words that no other customer has both of, spread so that neighbours have nothing in common. */
function company(n: number): string {
	const word = (seed: number): string => {
		let rest = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
		let text = '';
		for (let i = 0; i < 4; i += 1, rest >>>= 4) text += SYLLABLES[rest & 15]!;
		return text[0]!.toUpperCase() + text.slice(1);
	};
	return `${word(n)} ${word(n + 50_000_000)}`;
}

/** One letter is missing. */
function mistyped(text: string, n: number): string {
	const at = 1 + (n % 5);
	return text.slice(0, at) + text.slice(at + 1);
}

const rule = (name: string, ...rows: object[]): object => ({ name, then: 'link', conditions: { rows } });
const condition = (field: string, as: string, how = 'same', atLeastPercent = 100): object => ({ field, otherField: '', as, how, atLeast: atLeastPercent });
const BY_EMAIL_RULES = { rows: [rule('Same email', condition('email', 'email'))] };
const BY_LETTERS_RULES = { rows: [rule('Same phone', condition('phone', 'phone')), rule('Similar company in the same city', condition('city', 'text'), condition('company', 'company', 'letters', 85))] };

function contenders(engine: Engine, count: number): Contender[] {
	const lists = listings(count);
	let known: Promise<string> | undefined;
	const remembered = async (): Promise<string> => await (known ??= linkedBefore(engine, lists));
	return [
		{ name: BY_EMAIL, sample: async () => (await firstRun(engine, lists, BY_EMAIL_RULES)).time },
		{ name: BY_LETTERS, sample: async () => (await firstRun(engine, lists, BY_LETTERS_RULES, 0.99)).time },
		{ name: KNOWN, sample: async () => await timed(engine, await remembered(), linker(engine, BY_EMAIL_RULES), [lists.crm, lists.erp], count) },
		{ name: LOOK_UP, sample: async () => await timed(engine, await remembered(), lookUp(engine), [lists.crm], count) },
		{ name: SAVING, sample: async () => (await firstRun(engine, lists, BY_EMAIL_RULES)).saving },
		{ name: HASH_JOIN, sample: async () => await timed(engine, 'join', { type: joinOn('email') }, [lists.crm, lists.erp], count) },
		{ name: MERGE, sample: async () => await timed(engine, 'merge', merge(engine), [lists.crm, lists.erp], count) },
		{ name: COMPARE_DATASETS, sample: async () => await timed(engine, 'compare', compareDatasets(engine), [lists.crm, lists.erp], count, 2) },
	];
}

/** @param least the share of pairs that must be linked: names made of syllables are so alike that some are left to a person */
async function firstRun(engine: Engine, { crm, erp }: Lists, rules: object, least = 1): Promise<{ time: Time; saving: Time }> {
	const workflow = await newWorkflow(engine);
	const subject = linker(engine, rules);
	// Nothing of the records, but the sync is known: its very first run asks n8n's database for marks, once for all.
	const other = items(1, customer, ANOTHER);
	await engine.run(workflow, subject, [other, other]);
	// When n8n has saved a memory for the first time, a mark is set in its database, beside whatever runs then.
	await setTimeout(MARKING_MS);
	collectGarbage();
	const result = await engine.run(workflow, subject, [crm, erp]);
	checkFound(result.outputs[0]?.length, crm.length, least);
	engine.staticData.delete(workflow);
	return result;
}

async function linkedBefore(engine: Engine, { crm, erp }: Lists): Promise<string> {
	const workflow = await newWorkflow(engine);
	await engine.run(workflow, linker(engine, BY_EMAIL_RULES), [crm, erp]);
	await setTimeout(MARKING_MS);
	return workflow;
}

async function timed(engine: Engine, workflow: string, subject: Subject, inputs: INodeExecutionData[][], count: number, output = 0): Promise<Time> {
	collectGarbage();
	const { time, outputs } = await engine.run(workflow, subject, inputs);
	checkFound(outputs[output]?.length, count);
	return time;
}

function checkFound(found = 0, count: number, least = 1): void {
	if (found < count * least || found > count) throw new Error(`${found} of ${count} pairs were found`);
}

function linker(engine: Engine, rules: object): Subject {
	return {
		type: engine.n8n.kitNode('RecordLinker'),
		parameters: { operation: 'match', sync: 'bench', system: 'CRM', idField: 'id', otherSystem: 'ERP', otherIdField: 'id', rules, reportOnly: false, options: { mostIds: 2_000_000 } as IDataObject },
	};
}

function lookUp(engine: Engine): Subject {
	return { type: engine.n8n.kitNode('RecordLinker'), parameters: { operation: 'lookUp', sync: 'bench', system: 'CRM', idField: 'id', wantedSystem: 'ERP', options: {} } };
}

function merge(engine: Engine): Subject {
	return {
		type: engine.n8n.baseNode('Merge/Merge'),
		version: 3.2,
		parameters: { mode: 'combine', combineBy: 'combineByFields', fieldsToMatchString: 'email', joinMode: 'keepMatches', options: {} },
	};
}

/** All pairs differ in other fields: they come out of its third output. */
function compareDatasets(engine: Engine): Subject {
	return {
		type: engine.n8n.baseNode('CompareDatasets/CompareDatasets'),
		version: 2.3,
		parameters: { mergeByFields: { values: [{ field1: 'email', field2: 'email' }] }, resolve: 'includeBoth', options: {} },
	};
}
