/** Field Mapper against Edit Fields, a Code node and precompiled getters: 12 fields, ten of them nested. */
import { isDeepStrictEqual } from 'node:util';
import type { IDataObject, INodeExecutionData, INodeType } from 'n8n-workflow';
import { editFields } from './editFields';
import { plainNode, type Engine, type Subject } from './engine';
import { growth } from './growth';
import { crmCustomer, items } from './items';
import { raceHeavy } from './mapperHeavy';
import { addRow, atLeast, comparison, within, type Outcome } from './outcome';
import type { Plan } from './plan';
import { progress } from './progress';
import { collectGarbage, race, type Contender, type Measured } from './race';
import type { Time } from './time';

/** `[source, target, type in the Mapper, type in Edit Fields]` */
const FIELDS = [
	['companyName', 'company', 'text', 'string'],
	['contact.name', 'contact', 'text', 'string'],
	['contact.email', 'email', 'text', 'string'],
	['contact.phone', 'phone', 'text', 'string'],
	['address.street', 'street', 'text', 'string'],
	['address.city', 'city', 'text', 'string'],
	['address.zip', 'postalCode', 'text', 'string'],
	['address.country', 'country', 'text', 'string'],
	['account.creditLimit', 'creditLimit', 'decimal', 'number'],
	['account.orders', 'orders', 'integer', 'number'],
	['account.active', 'active', 'boolean', 'boolean'],
	['updated_at', 'updatedAt', 'moment', 'string'],
] as const;

const MAPPER = 'Field Mapper (12 typed rows, checked)';
const GETTERS = 'precompiled getters, as a node';
const CODE = 'Code (once for all items)';
const EDIT_FIELDS = 'Edit Fields (12 expressions)';

/** Edit Fields' cost grows with its expressions, one by one: 100,000 items would take ten minutes to say so once more. */
const MOST_FOR_EDIT_FIELDS = 10_000;

export async function benchMapper(engine: Engine, plan: Plan): Promise<Outcome> {
	const outcome: Outcome = {
		title: 'Field Mapper',
		rows: [],
		goals: [],
		notes: [
			'The same 12 fields: 8 texts, a decimal, an integer, a boolean, a moment; ten of them nested. The Mapper checks and converts each by its type; Edit Fields checks texts, numbers and the flag; Code and the getters copy.',
			'Code runs as in a default n8n: in the task runner, a process of its own that n8n starts, with the items sent there and back. In its favour: no other execution wants the runner, and it uses the second core.',
		],
	};
	for (const count of plan.mapper) {
		progress(`mapper, ${count} items`);
		const measured = await race(contenders(engine, items(count, crmCustomer)), plan.rules);
		const work = `${count.toLocaleString('en')} items`;
		const [ours, getters, code, edit] = measured as [Measured, Measured, Measured, Measured | undefined];
		for (const one of measured) addRow(outcome, work, one, comparison(one, ours));
		if (edit !== undefined) outcome.goals.push(atLeast(`Mapper ≥ 500 × faster than Edit Fields, ${work}`, edit, ours, 500));
		outcome.goals.push(
			atLeast(`Mapper ≥ 5 × faster than Code, ${work}`, code, ours, 5),
			within(`Mapper within 5 × of the getters, ${work}`, ours, getters, 5),
		);
	}
	await raceHeavy(engine, plan, outcome);
	await growth(outcome, plan, 'Field Mapper', (count) => {
		const batch = items(count, crmCustomer);
		return async () => await timed(engine, mapper(engine), batch);
	});
	return outcome;
}

function contenders(engine: Engine, batch: INodeExecutionData[]): Contender[] {
	const subjects: [string, Subject][] = [
		[MAPPER, mapper(engine)],
		[GETTERS, { type: getters() }],
		[CODE, code(engine)],
		...(batch.length > MOST_FOR_EDIT_FIELDS ? [] : [[EDIT_FIELDS, editFields(engine, expressions())] as [string, Subject]]),
	];
	return subjects.map(([name, subject]) => ({ name, elsewhere: name === CODE, sample: async () => await timed(engine, subject, batch) }));
}

async function timed(engine: Engine, subject: Subject, batch: INodeExecutionData[]): Promise<Time> {
	collectGarbage();
	const { time, outputs } = await engine.run('mapper', subject, [batch]);
	const last = outputs[0]?.at(-1)?.json;
	if (outputs[0]?.length !== batch.length || !isDeepStrictEqual({ ...last }, expected(batch.at(-1)!.json))) {
		throw new Error(`Not mapped as expected: ${JSON.stringify(last ?? outputs[1]?.[0]?.json)}`);
	}
	return time;
}

function expected(json: IDataObject): IDataObject {
	return Object.fromEntries(FIELDS.map(([path, name]) => [name, valueAt(json, path.split('.')) as string]));
}

function mapper(engine: Engine): Subject {
	const row = FIELDS.map(([source, target, type]) => ({ source, target, type }));
	return { type: engine.n8n.kitNode('FieldMapper'), parameters: { direction: 'forward', rows: { row } } };
}

function expressions(): Record<string, readonly [string, string]> {
	return Object.fromEntries(FIELDS.map(([path, name, , type]) => [name, [type, `={{ $json.${path} }}`]]));
}

function code(engine: Engine): Subject {
	const copies = FIELDS.map(([path, name]) => `${name}: json.${path}`);
	const jsCode = `return $input.all().map(({ json }, i) => ({ json: { ${copies.join(', ')} }, pairedItem: i }));`;
	return {
		type: engine.n8n.baseNode('Code/Code'),
		version: 2,
		parameters: { mode: 'runOnceForAllItems', language: 'javaScript', jsCode },
	};
}

/** Paths split once, own properties only, no types. */
function getters(): INodeType {
	const compiled = FIELDS.map(([path, name]) => ({ name, steps: path.split('.') }));
	return plainNode('getters', 1, 1, ([batch]) => {
		const out: INodeExecutionData[] = [];
		for (let i = 0; i < batch!.length; i += 1) {
			const json: IDataObject = {};
			for (const { name, steps } of compiled) json[name] = valueAt(batch![i]!.json, steps) as string;
			out.push({ json, pairedItem: { item: i } });
		}
		return [out];
	});
}

function valueAt(record: IDataObject, steps: readonly string[]): unknown {
	let value: unknown = record;
	for (const step of steps) {
		if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
		value = (value as IDataObject)[step];
	}
	return value;
}
