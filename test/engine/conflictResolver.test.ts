import type { INodeExecutionData } from 'n8n-workflow';
import { ConflictResolver } from '../../nodes/ConflictResolver/ConflictResolver.node';
import { EngineN8n, type NodeSpec, type RunResult } from '../support/engine';
import { HANGS_MS } from '../support/hangs';

type Json = Record<string, unknown>;

const TO_CRM = 0, TO_ERP = 1, REVIEW = 2, IN_SYNC = 3;

let workflows = 0;
let n8n: EngineN8n;
let workflowId: string;
beforeEach(() => {
	n8n = new EngineN8n();
	workflowId = `resolver-${(workflows += 1)}`;
});

const toItems = (list: readonly unknown[]): INodeExecutionData[] => list.map((json) => ({ json: json as never }));

const RULES = {
	rows: [
		{ field: 'postalCode', rule: 'owner', owner: 'ERP' },
		{ field: 'street', rule: 'owner', owner: 'CRM' },
		{ field: 'city', rule: 'manual' },
	],
};

/** One run of the node in the real engine. */
async function reconcile(
	crm: readonly unknown[],
	erp: readonly unknown[],
	parameters: Json = {},
	more: Partial<NodeSpec> = {},
): Promise<RunResult> {
	return await n8n.run({
		workflowId,
		sources: { Crm: deepFreeze(toItems(crm)), Erp: deepFreeze(toItems(erp)) },
		nodes: [{ name: 'Resolve', type: new ConflictResolver(), parameters: { sync: 'customers', key: 'id', rule: 'priority', order: 'CRM, ERP', ...parameters }, ...more }],
		wires: [['Crm', 0, 'Resolve', 0], ['Erp', 0, 'Resolve', 1]],
	});
}

function deepFreeze<T>(value: T, depth = 0): T {
	// The engine marks the items themselves; what must not change is their content.
	if (typeof value === 'object' && value !== null && !Buffer.isBuffer(value) && depth < 300) {
		Object.values(value).forEach((inner) => deepFreeze(inner, depth + 1));
		if (depth > 1) Object.freeze(value);
	}
	return value;
}

const json = (run: RunResult, output: number): Json[] => run.output('Resolve', output).map((item) => item.json as Json);
const sync = (one: Json | undefined): Json => one!['_sync'] as Json;

describe('two systems', () => {
	it('hands on what is the same, marked as in sync, and writes nothing', async () => {
		const record = { id: 1, name: 'Alfki' };
		const run = await reconcile([record], [{ id: 1, name: 'Alfki' }]);
		expect(run.error).toBeUndefined();
		expect([json(run, TO_CRM), json(run, TO_ERP), json(run, REVIEW)]).toEqual([[], [], []]);
		expect(run.output('Resolve', IN_SYNC)[0]).toMatchObject({
			json: { ...record, _sync: { sync: 'customers', verdict: 'inSync' } },
			pairedItem: [{ item: 0, input: 0 }, { item: 0, input: 1 }],
		});
		expect(record).toEqual({ id: 1, name: 'Alfki' });
	});

	it('takes a change of one side to the other, with the key, the changed fields and the reason in words', async () => {
		const systems = { rows: [{ name: 'CRM', modified: 'at', id: 'crmId' }, { name: 'ERP', modified: 'at', id: 'no' }] };
		await reconcile([{ id: 1, name: 'A', crmId: 'c1' }], [{ id: '1', name: 'A', no: 77 }], { systems });
		const run = await reconcile([{ id: 1, name: 'B', crmId: 'c1', at: '2026-01-02T03:04:05+01:00' }], [{ id: '1', name: 'A', no: 77, at: 5 }], { systems });
		expect(json(run, TO_ERP)).toEqual([{
			id: '1', name: 'B',
			_sync: {
				sync: 'customers', key: '1', operation: 'update', system: 'ERP', targetId: 77, changed: ['name'], changeId: expect.any(String),
				reasons: { name: { rule: 'onlyOneChanged', winner: 'CRM' } }, why: 'name: CRM changed it to "B".',
				changedAt: '2026-01-02T02:04:05.000Z', verdict: 'write',
				receipts: [{ kind: 'write', sync: 'customers', key: expect.stringMatching(/^[0-9a-f]{16}$/), system: 'ERP', operation: 'update', fields: [['name', expect.any(Number)]] }],
			},
		}]);
		expect(run.output('Resolve', TO_ERP)[0]!.pairedItem).toEqual([{ item: 0, input: 0 }, { item: 0, input: 1 }]);
		expect([json(run, TO_CRM), json(run, REVIEW), json(run, IN_SYNC)]).toEqual([[], [], []]);
	});

	it('gives two plans of one change the same id, and the same change made anew another', async () => {
		const systems = { rows: [{ name: 'CRM', modified: 'at', id: '' }, { name: 'ERP', modified: 'at', id: '' }] };
		const erp = [{ id: 1, name: 'A', at: '2026-01-01T00:00:00Z' }];
		const planned = async (at: string) => (json(await reconcile([{ id: 1, name: 'B', at }], erp, { systems }), TO_ERP)[0]!['_sync'] as { changeId: string }).changeId;
		await reconcile([{ id: 1, name: 'A', at: '2026-01-01T00:00:00Z' }], erp, { systems });
		const first = await planned('2026-01-02T00:00:00Z');
		expect(await planned('2026-01-02T00:00:00Z')).toBe(first);
		expect(await planned('2026-01-03T00:00:00Z')).not.toBe(first);
	});

	it('keeps edits of different fields on both sides', async () => {
		await reconcile([{ id: 1, a: 1, b: 1 }], [{ id: 1, a: 1, b: 1 }]);
		const run = await reconcile([{ id: 1, a: 2, b: 1 }], [{ id: 1, a: 1, b: 3 }]);
		expect(json(run, TO_ERP)).toMatchObject([{ id: 1, a: 2 }]);
		expect(json(run, TO_CRM)).toMatchObject([{ id: 1, b: 3 }]);
		expect(json(run, TO_CRM)[0]).not.toHaveProperty('a');
	});

	it('plans a lost write again, and does not take it for a change of the other side', async () => {
		await reconcile([{ id: 1, a: 1 }], [{ id: 1, a: 1 }]);
		for (let i = 0; i < 3; i += 1) {
			const run = await reconcile([{ id: 1, a: 2 }], [{ id: 1, a: 1 }]);
			expect([json(run, TO_CRM), json(run, TO_ERP).map((one) => one['a'])]).toEqual([[], [2]]);
			expect(sync(json(run, TO_ERP)[0])['reasons']).toMatchObject({ a: { rule: i === 0 ? 'onlyOneChanged' : 'plannedBefore' } });
		}
		expect(json(await reconcile([{ id: 1, a: 2 }], [{ id: 1, a: 2 }]), IN_SYNC)).toHaveLength(1);
	});

	it('settles a conflict by rule and shows both sides in Review', async () => {
		await reconcile([{ id: 1, a: 1 }], [{ id: 1, a: 1 }]);
		const run = await reconcile([{ id: 1, a: 2 }], [{ id: 1, a: 3 }]);
		expect(json(run, TO_ERP)).toMatchObject([{ a: 2 }]);
		expect(json(run, REVIEW)).toMatchObject([{ id: 1, kind: 'settled', status: 'new', field: 'a', rule: 'priority', winner: 'CRM', values: { CRM: 2, ERP: 3 }, _sync: { verdict: 'review', reasons: { a: { lost: [{ system: 'ERP', value: 3 }] } } } }]);
		expect(json(run, REVIEW)[0]!['message']).toBe('a: changed differently in several systems. CRM wins with 2 (CRM comes first in the order of systems); ERP has 3.');
	});

	it('sets a change by a non-owner back and says what was refused, once', async () => {
		const fieldRules = RULES;
		await reconcile([{ id: 1, postalCode: '05021' }], [{ id: 1, postalCode: '05021' }], { fieldRules });
		const run = await reconcile([{ id: 1, postalCode: 5021 }], [{ id: 1, postalCode: '05021' }], { fieldRules });
		expect(json(run, TO_CRM)).toMatchObject([{ postalCode: '05021' }]);
		expect(json(run, TO_ERP)).toEqual([]);
		expect(json(run, REVIEW)).toMatchObject([{ kind: 'blocked', values: { CRM: 5021, ERP: '05021' } }]);
		const again = await reconcile([{ id: 1, postalCode: 5021 }], [{ id: 1, postalCode: '05021' }], { fieldRules });
		expect([json(again, TO_CRM).length, json(again, REVIEW).length]).toEqual([1, 0]);
	});

	it('leaves a field to a person: new once, then open, and only once where that is wanted', async () => {
		const crm = [{ id: 1, city: 'Rio', name: 'x' }], erp = [{ id: 1, city: '12Rio', name: 'x' }];
		const run = await reconcile(crm, erp, { fieldRules: RULES });
		expect([json(run, TO_CRM), json(run, TO_ERP), json(run, IN_SYNC)]).toEqual([[], [], []]);
		expect(json(run, REVIEW)).toMatchObject([{ kind: 'undecided', status: 'new', field: 'city', rule: 'priority', winner: 'CRM' }]);
		expect(json(await reconcile(crm, erp, { fieldRules: RULES }), REVIEW)).toMatchObject([{ status: 'open' }]);
		expect(json(await reconcile(crm, erp, { fieldRules: RULES, options: { repeatOpen: false } }), REVIEW)).toEqual([]);
		expect(json(await reconcile(crm, [{ id: 1, city: 'Rio', name: 'x' }], { fieldRules: RULES }), IN_SYNC)).toHaveLength(1);
	});

	it('tells newest by the modified times, and knows when it cannot', async () => {
		const parameters = { rule: 'newest', systems: { rows: [{ name: 'CRM', modified: 'at' }, { name: 'ERP', modified: 'meta.at' }] }, compare: 'listed', fields: 'a' };
		await reconcile([{ id: 1, a: 'o' }, { id: 2, a: 'o' }, { id: 3, a: 'o' }], [{ id: 1, a: 'o' }, { id: 2, a: 'o' }, { id: 3, a: 'o' }], parameters);
		const run = await reconcile(
			[{ id: 1, a: 'x', at: '2026-01-01T00:00:05Z' }, { id: 2, a: 'x', at: '2026-01-01T00:00:01Z' }, { id: 3, a: 'x', at: '2999-01-01T00:00:01Z' }],
			[{ id: 1, a: 'y', meta: { at: 1767225600 } }, { id: 2, a: 'y', meta: { at: 1767225600000 } }, { id: 3, a: 'y', meta: { at: 1767225600 } }],
			parameters,
		);
		const rules = json(run, REVIEW).map((one) => [one['id'], one['rule'], one['winner']]);
		expect(rules).toEqual([[1, 'newest', 'CRM'], [2, 'tieBreak', 'ERP'], [3, 'tieBreak', 'ERP']]);
	});

	it('creates a missing record with all fields, again until it is seen, and never where it was seen before', async () => {
		const run = await reconcile([{ id: 1, a: 1, b: { c: 2 } }, { id: 2, a: 1 }], [{ id: 2, a: 1 }]);
		expect(json(run, TO_ERP)).toMatchObject([{ id: 1, a: 1, b: { c: 2 }, _sync: { operation: 'create', targetId: 1, changed: ['a', 'b'], reasons: { a: { rule: 'recordMissing', winner: 'CRM' } } } }]);
		expect(json(await reconcile([{ id: 1, a: 1, b: { c: 2 } }], [{ id: 2, a: 1 }]), TO_ERP)).toHaveLength(1);
		const gone = await reconcile([{ id: 1, a: 1, b: { c: 2 } }, { id: 2, a: 1 }], [{ id: 1, a: 1, b: { c: 2 } }]);
		expect(json(gone, TO_ERP)).toEqual([]);
		expect(json(gone, REVIEW)).toMatchObject([{ id: 2, kind: 'vanished', status: 'new', system: 'ERP' }]);
		expect(json(await reconcile([{ id: 2, a: 1 }], [{ id: 1, a: 1, b: { c: 2 } }]), REVIEW)).toMatchObject([
			{ id: 2, system: 'ERP', status: 'open' }, { id: 1, system: 'CRM', status: 'new' },
		]);
	});

	it('leaves a system out whose input is empty though it held records, and says so once', async () => {
		await reconcile([{ id: 1, a: 1 }, { id: 2, a: 1 }], [{ id: 1, a: 1 }, { id: 2, a: 1 }]);
		const run = await reconcile([{ id: 1, a: 2 }, { id: 2, a: 1 }, { id: 3, a: 1 }], []);
		expect(run.error).toBeUndefined();
		expect([json(run, TO_CRM), json(run, TO_ERP)]).toEqual([[], []]);
		expect(json(run, REVIEW)).toMatchObject([{ kind: 'emptyInput', system: 'ERP' }]);
		expect(run.hints('Resolve').join()).toContain('No records arrived from ERP');
		const back = await reconcile([{ id: 1, a: 2 }], [{ id: 1, a: 1 }, { id: 2, a: 1 }]);
		expect(json(back, TO_ERP)).toMatchObject([{ id: 1, a: 2 }]);
	});

	it('fills a new, empty system, unless told to stop at empty inputs', async () => {
		expect(json(await reconcile([{ id: 1 }], []), TO_ERP)).toMatchObject([{ id: 1, _sync: { operation: 'create' } }]);
		expect(json(await reconcile([{ id: 1 }], [], { options: { emptyInput: 'leaveOut' } }), TO_ERP)).toEqual([]);
		expect((await reconcile([{ id: 1 }], [], { options: { emptyInput: 'stop' } })).error?.message).toBe('No records arrived from ERP');
		expect(json(await reconcile([{ id: 5 }], [{ id: 6 }], { options: { missing: 'leave' } }), IN_SYNC)).toHaveLength(2);
	});

	it('writes whole records where asked, undecided fields as the target has them', async () => {
		const parameters = { fieldRules: RULES, write: 'whole' };
		const run = await reconcile([{ id: 1, city: 'Rio', a: 1, street: 's' }], [{ id: 1, city: '12Rio', a: 2, street: 's', vat: 9 }], parameters);
		expect(json(run, TO_ERP)[0]).toMatchObject({ id: 1, city: '12Rio', a: 1, street: 's', vat: 9, _sync: { changed: ['a'] } });
	});

	it('means nothing by an absent field and everything by null', async () => {
		await reconcile([{ id: 1, a: 1 }], [{ id: 1, a: 1 }]);
		expect(json(await reconcile([{ id: 1 }], [{ id: 1, a: 1 }]), IN_SYNC)).toHaveLength(1);
		expect(json(await reconcile([{ id: 1, a: null }], [{ id: 1, a: 1 }]), TO_ERP)).toMatchObject([{ a: null }]);
	});

	it('keeps its memory when inputs swap places and when a field is added', async () => {
		await reconcile([{ id: 1, a: 1 }], [{ id: 1, a: 1 }]);
		const swapped = { systems: { rows: [{ name: 'ERP' }, { name: 'CRM' }] } };
		const run = await reconcile([{ id: 1, a: 1, b: 'n' }], [{ id: 1, a: 2, b: 'n' }], swapped);
		expect(json(run, 0)).toMatchObject([{ a: 2, _sync: { system: 'ERP', reasons: { a: { rule: 'onlyOneChanged', winner: 'CRM' } } } }]);
	});

	it('writes paths inside records', async () => {
		const parameters = { compare: 'listed', fields: 'address.street, tags' };
		await reconcile([{ id: 1, address: { street: 'a', zip: 1 }, tags: [1] }], [{ id: 1, address: { street: 'a' }, tags: [1] }], parameters);
		const run = await reconcile([{ id: 1, address: { street: 'b', zip: 2 }, tags: [1, 2] }], [{ id: 1, address: { street: 'a' }, tags: [1] }], parameters);
		expect(json(run, TO_ERP)[0]).toMatchObject({ id: 1, address: { street: 'b' }, tags: [1, 2] });
		expect(json(run, TO_ERP)[0]!['address']).not.toHaveProperty('zip');
	});

	it('forgets on Reset Memory, and passes its items on', async () => {
		await reconcile([{ id: 1, a: 1 }], [{ id: 1, a: 1 }]);
		expect(json(await reconcile([{ id: 1, a: 1 }], [], { operation: 'resetMemory' }), IN_SYNC)).toHaveLength(1);
		expect(sync(json(await reconcile([{ id: 1, a: 2 }], [{ id: 1, a: 1 }]), TO_ERP)[0])['reasons']).toMatchObject({ a: { rule: 'priority' } });
	});
});

describe('more systems', () => {
	it('keeps three in step', async () => {
		const systems = { rows: [{ name: 'CRM' }, { name: 'ERP' }, { name: 'Shop' }] };
		const three = async (crm: Json[], erp: Json[], shop: Json[]) => await n8n.run({
			workflowId,
			sources: { A: toItems(crm), B: toItems(erp), C: toItems(shop) },
			nodes: [{ name: 'Resolve', type: new ConflictResolver(), parameters: { sync: 's', systems, key: 'id', rule: 'priority', order: 'Shop, CRM' } }],
			wires: [['A', 0, 'Resolve', 0], ['B', 0, 'Resolve', 1], ['C', 0, 'Resolve', 2]],
		});
		const run = await three([{ id: 1, a: 1 }], [{ id: 1, a: 2 }], []);
		expect([json(run, 0), json(run, 1).map((one) => one['a']), json(run, 2).map((one) => one['a'])]).toEqual([[], [1], [1]]);
		expect(json(await three([{ id: 1, a: 1 }], [{ id: 1, a: 1 }], [{ id: 1, a: 1 }]), 4)).toHaveLength(1);
		const later = await three([{ id: 1, a: 5 }], [{ id: 1, a: 1 }], [{ id: 1, a: 6 }]);
		expect([json(later, 0).length, json(later, 1).length, json(later, 2).length, json(later, 3).length]).toEqual([1, 1, 0, 1]);
	});
});

describe('bad input', () => {
	const goOn = { onError: 'continueRegularOutput' as const };

	it.each([
		['no key', { a: 1 }, 'Item 1 of CRM has no record key'],
		['an empty key', { id: '', a: 1 }, 'Item 1 of CRM has no record key'],
		['a key that is a list', { id: [1], a: 1 }, 'Item 1 of CRM has a record key that is neither text nor number'],
		['a key that is NaN', { id: NaN, a: 1 }, 'Item 1 of CRM has a record key that is neither text nor number'],
		['a list for a record', [1], 'Item 1 of CRM is not a record'],
		['NaN', { id: 2, a: NaN }, 'Item 1 of CRM, field "a": The number NaN, which JSON cannot hold,'],
		['infinity', { id: 2, a: -Infinity }, 'Item 1 of CRM, field "a": The number -Infinity, which JSON cannot hold,'],
		['half a surrogate pair', { id: 2, a: 'x\ud800' }, 'Item 1 of CRM, field "a": Text with half a surrogate pair (broken encoding)'],
		['10,000 levels', { id: 2, a: JSON.parse('['.repeat(10_000) + ']'.repeat(10_000)) as unknown }, 'Item 1 of CRM, field "a": Data nested deeper than 500 levels at 0.0.0.0.0.0.0.0.0.0.0.0…'],
	])('%s stops the run, or goes to Review with the other items unharmed', async (_, bad, message) => {
		const crm = [{ id: 1, a: 1 }, bad], erp = [{ id: 1, a: 2 }, { id: 2, a: 1 }];
		const stopped = await reconcile(crm, erp);
		expect(stopped.error?.message).toBe(message);
		expect(stopped.error?.context?.['itemIndex']).toBe(1);
		const run = await reconcile(crm, erp, {}, goOn);
		expect(run.error).toBeUndefined();
		expect(json(run, TO_ERP)).toMatchObject([{ id: 1, a: 1 }]);
		expect(json(run, TO_CRM)).toEqual([]);
		const failed = run.output('Resolve', REVIEW).filter((item) => item.json['error'] !== undefined);
		expect(failed).toMatchObject([{ json: { error: message }, pairedItem: { item: 1, input: 0 } }]);
		// The ERP's record 2 is neither created in the CRM nor lost: it is in sync with nobody, or said to be skipped.
		const erp2 = [...run.output('Resolve', REVIEW), ...run.output('Resolve', IN_SYNC)].filter((item) => item.json['id'] === 2 && item.json['error'] === undefined);
		expect(erp2).toHaveLength(1);
	});

	it('two items with one key both get the error naming both, and the record is left alone', async () => {
		const crm = [{ id: 1, a: 1 }, { id: 2, a: 9 }, { id: '1', a: 2 }], erp = [{ id: 1, a: 3 }, { id: 2, a: 9 }];
		const message = 'Items 0 and 2 of CRM have the same record key "1"';
		expect((await reconcile(crm, erp)).error?.message).toBe(message);
		const run = await reconcile(crm, erp, {}, goOn);
		expect(json(run, REVIEW).map((one) => one['error'] ?? one['kind'])).toEqual([message, message, 'notReconciled']);
		expect([json(run, TO_CRM), json(run, TO_ERP), json(run, IN_SYNC).length]).toEqual([[], [], 1]);
	});

	it('a stopped run has remembered nothing', async () => {
		await reconcile([{ id: 1, a: 1 }], [{ id: 1, a: 1 }]);
		expect((await reconcile([{ id: 1, a: 2 }, { id: 2, a: NaN }], [{ id: 1, a: 1 }, { id: 2, a: 1 }])).error).toBeDefined();
		const run = await reconcile([{ id: 1, a: 2 }], [{ id: 1, a: 1 }]);
		expect(sync(json(run, TO_ERP)[0])['reasons']).toMatchObject({ a: { rule: 'onlyOneChanged' } });
	});

	it('takes __proto__, constructor and toString as the plain fields they are', async () => {
		const of = (text: string): unknown => JSON.parse(`{"id":1,"__proto__":"${text}","constructor":"${text}","toString":"${text}"}`);
		await reconcile([of('a')], [of('a')]);
		const run = await reconcile([of('b')], [of('a')]);
		expect(JSON.stringify(json(run, TO_ERP)[0])).toContain('"__proto__":"b","constructor":"b","toString":"b"');
		expect(Object.keys(sync(json(run, TO_ERP)[0])['reasons'] as object)).toEqual(['__proto__', 'constructor', 'toString']);
		expect(Object.keys(Object.prototype)).toEqual([]);
	});

	it('compares an item of 50 MB in bounded time', async () => {
		const big = 'x'.repeat(50_000_000);
		const started = performance.now();
		const run = await reconcile([{ id: 1, a: big }], [{ id: 1, a: `${big}y` }]);
		expect(json(run, TO_ERP)).toHaveLength(1);
		expect(performance.now() - started).toBeLessThan(HANGS_MS);
		expect(String(sync(json(run, TO_ERP)[0])['why']).length).toBeLessThan(1000);
	}, 20_000);

	it('keeps binary data', async () => {
		const binary = { file: { data: 'eA==', mimeType: 'text/plain' } };
		const run = await n8n.run({
			workflowId,
			sources: { A: [{ json: { id: 1, a: 1 }, binary }, { json: { id: 2, a: 1 }, binary }], B: toItems([{ id: 1, a: 1 }, { id: 2, a: 2 }]) },
			nodes: [{ name: 'Resolve', type: new ConflictResolver(), parameters: { sync: 's', key: 'id', rule: 'priority', order: 'CRM' } }],
			wires: [['A', 0, 'Resolve', 0], ['B', 0, 'Resolve', 1]],
		});
		expect([run.output('Resolve', IN_SYNC)[0]!.binary, run.output('Resolve', TO_ERP)[0]!.binary]).toEqual([binary, binary]);
	});
});

describe('settings that cannot be right stop the node and say what to do', () => {
	it.each([
		[{ rule: 'owner', owner: 'SAP' }, 'The rule for all fields names "SAP", which is not one of the systems'],
		[{ fieldRules: { rows: [{ field: 'a', rule: 'owner', owner: '' }] } }, 'The rule for "a" names no system'],
		[{ fieldRules: { rows: [{ field: 'a', rule: 'manual' }, { field: 'a', rule: 'newest' }] } }, 'There are two rules for "a"'],
		[{ systems: { rows: [{ name: 'CRM' }, { name: 'CRM' }] } }, 'Two systems are called "CRM"'],
		[{ compare: 'listed', fields: 'a, a.b' }, '"a.b" is part of "a"'],
		[{ compare: 'listed', fields: 'a', fieldRules: { rows: [{ field: 'b', rule: 'manual' }] } }, 'There is a rule for "b", which is not among the fields to compare'],
		[{ compare: 'listed', fields: ' , ' }, 'No fields to compare are listed'],
		[{ key: 'a..b' }, 'Record Key: The path "a..b" has an empty name between two dots'],
		[{ options: { skew: -1 } }, 'Clock Tolerance is not a number of at least 0'],
	])('%j', async (parameters, message) => {
		const run = await reconcile([{ id: 1, a: 1 }], [{ id: 1, a: 1 }], parameters);
		expect(run.error?.message).toBe(message);
		expect(run.error?.description).toBeTruthy();
	});

	it('warns of a rule for a field no record has', async () => {
		const run = await reconcile([{ id: 1, a: 1 }], [{ id: 1, a: 1 }], { fieldRules: { rows: [{ field: 'postcode', rule: 'manual' }] } });
		expect(run.hints('Resolve').join()).toContain('"postcode"');
	});
});
