/** Field Mapper on fields that need work (a phone number, money, a moment in a zone, an enum, a template) against the same work written by hand. */
import { isDeepStrictEqual } from 'node:util';
import { DateTime } from 'luxon';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { IDataObject, INodeExecutionData, INodeType } from 'n8n-workflow';
import { plainNode, type Engine, type Subject } from './engine';
import { items } from './items';
import { addRow, atLeast, comparison, type Outcome } from './outcome';
import type { Plan } from './plan';
import { progress } from './progress';
import { collectGarbage, race, type Contender, type Measured } from './race';
import type { Time } from './time';

const MAPPER = 'Field Mapper (phone, money, moment, enum, template)';
const CODE = 'Code (once for all items, same libraries)';
const BY_HAND = 'the same libraries, as a node';

const STATUS = { A: 'active', B: 'blocked', C: 'closed', P: 'prospect' } as const;

/** A customer as a German CRM writes it: everything is text, and no two records share their phone number or time. */
export function heavyCustomer(n: number): IDataObject {
	const pad = (value: number): string => String(value).padStart(2, '0');
	return {
		id: `K-${n}`,
		firstName: `Erika ${n % 97}`,
		lastName: `Mustermann-${n}`,
		phone: `0151 ${10_000_000 + (n % 80_000_000)}`,
		creditLimit: `${1 + (n % 9)}.${String(n % 1000).padStart(3, '0')},${pad(n % 100)}`,
		status: Object.keys(STATUS)[n % 4]!,
		changedAt: `${pad(1 + (n % 28))}.${pad(1 + (n % 12))}.${2000 + (n % 25)} ${pad(8 + (n % 10))}:${pad(n % 60)}`,
	};
}

export async function raceHeavy(engine: Engine, plan: Plan, outcome: Outcome): Promise<void> {
	outcome.notes.push(
		'The heavy table: a phone number to E.164 (libphonenumber, all metadata), an amount like 1.234,50 to cents, a local time in Europe/Berlin to ISO in UTC, an enum, first and last name in one text. Every contender gives the same records. By hand nothing is proved and a wrong value is not explained; the Code node reaches the library through the same task runner as any Code node.',
	);
	for (const count of plan.mapper) {
		progress(`mapper, heavy, ${count} items`);
		const batch = items(count, heavyCustomer);
		const contenders: Contender[] = (
			[
				[MAPPER, mapper(engine)],
				[BY_HAND, { type: byHand() }],
				[CODE, code(engine)],
			] as [string, Subject][]
		).map(([name, subject]) => ({ name, elsewhere: name === CODE, sample: async () => await timed(engine, subject, batch) }));
		const measured = await race(contenders, plan.rules);
		const work = `heavy, ${count.toLocaleString('en')} items`;
		const [ours, , other] = measured as [Measured, Measured, Measured];
		for (const one of measured) addRow(outcome, work, one, comparison(one, ours));
		outcome.goals.push(atLeast(`Mapper faster than Code with the same libraries, ${work}`, other, ours, 1));
	}
}

async function timed(engine: Engine, subject: Subject, batch: INodeExecutionData[]): Promise<Time> {
	collectGarbage();
	const { time, outputs } = await engine.run('heavy', subject, [batch]);
	const last = outputs[0]?.at(-1)?.json;
	const expected = convert(batch.at(-1)!.json);
	if (outputs[0]?.length !== batch.length || !isDeepStrictEqual({ ...last }, expected)) {
		throw new Error(`Not mapped as expected: ${JSON.stringify(last ?? outputs[1]?.[0]?.json)}, not ${JSON.stringify(expected)}`);
	}
	return time;
}

function mapper(engine: Engine): Subject {
	const row = [
		{ source: 'id', target: 'id', type: 'text' },
		{ source: '{firstName} {lastName}', target: 'name', type: 'template', way: 'forward' },
		{ source: 'phone', target: 'phone', type: 'phone', phoneSettings: { country: 'DE' }, way: 'forward' },
		{ source: 'creditLimit', target: 'creditCents', type: 'money', moneySettings: { currency: 'EUR', sourceAs: 'dotComma', targetAs: 'minor' } },
		{ source: 'status', target: 'status', type: 'enum', enumValues: { pair: Object.entries(STATUS).map(([source, target]) => ({ source, target })) } },
		{ source: 'changedAt', target: 'changedAt', type: 'moment', momentSettings: { sourceAs: 'pattern', sourcePattern: 'dd.MM.yyyy HH:mm', sourceZone: 'Europe/Berlin' } },
	];
	return { type: engine.n8n.kitNode('FieldMapper'), parameters: { operation: 'map', direction: 'forward', rows: { row } } };
}

function byHand(): INodeType {
	return plainNode('byHand', 1, 1, ([batch]) => [batch!.map(({ json }, i) => ({ json: convert(json), pairedItem: { item: i } }))]);
}

/** What a careful person would write in a Code node. */
function convert(json: IDataObject): IDataObject {
	const phone = parsePhoneNumberFromString(json['phone'] as string, 'DE');
	if (phone?.isValid() !== true) throw new Error('not a phone number');
	const amount = /^(\d{1,3}(?:\.\d{3})*),(\d{2})$/.exec(json['creditLimit'] as string);
	if (amount === null) throw new Error('not an amount');
	const status = STATUS[json['status'] as keyof typeof STATUS];
	if (status === undefined) throw new Error('not a status');
	const changedAt = DateTime.fromFormat(json['changedAt'] as string, 'dd.MM.yyyy HH:mm', { zone: 'Europe/Berlin' });
	if (!changedAt.isValid) throw new Error('not a time');
	return {
		id: json['id']!,
		name: `${json['firstName'] as string} ${json['lastName'] as string}`,
		phone: phone.number,
		creditCents: Number(amount[1]!.replaceAll('.', '') + amount[2]!),
		status,
		changedAt: changedAt.toUTC().toISO()!,
	};
}

/** The same in the Code node's own words: luxon's DateTime is at hand there. */
function code(engine: Engine): Subject {
	const jsCode = `const { parsePhoneNumberFromString } = require('libphonenumber-js/max');
const STATUS = ${JSON.stringify(STATUS)};
return $input.all().map(({ json }, i) => {
	const phone = parsePhoneNumberFromString(json.phone, 'DE');
	if (phone?.isValid() !== true) throw new Error('not a phone number');
	const amount = /^(\\d{1,3}(?:\\.\\d{3})*),(\\d{2})$/.exec(json.creditLimit);
	if (amount === null) throw new Error('not an amount');
	const status = STATUS[json.status];
	if (status === undefined) throw new Error('not a status');
	const changedAt = DateTime.fromFormat(json.changedAt, 'dd.MM.yyyy HH:mm', { zone: 'Europe/Berlin' });
	if (!changedAt.isValid) throw new Error('not a time');
	return {
		json: {
			id: json.id,
			name: json.firstName + ' ' + json.lastName,
			phone: phone.number,
			creditCents: Number(amount[1].replaceAll('.', '') + amount[2]),
			status,
			changedAt: changedAt.toUTC().toISO(),
		},
		pairedItem: i,
	};
});`;
	return {
		type: engine.n8n.baseNode('Code/Code'),
		version: 2,
		parameters: { mode: 'runOnceForAllItems', language: 'javaScript', jsCode },
	};
}
