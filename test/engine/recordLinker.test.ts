import type { INodeExecutionData } from 'n8n-workflow';
import { RecordLinker } from '../../nodes/RecordLinker/RecordLinker.node';
import { passTime, stopClock } from '../support/clock';
import { codeNode, EngineN8n, type NodeSpec, type RunResult, type Wire } from '../support/engine';

type Json = Record<string, unknown>;

const LINKED = 0, NEW = 1, REVIEW = 2, REFUSED = 1, DECIDED_NEW = 2;

stopClock();
let workflows = 0;
let n8n: EngineN8n;
let workflowId: string;
beforeEach(() => {
	n8n = new EngineN8n();
	workflowId = `linker-${(workflows += 1)}`;
});

const toItems = (list: readonly unknown[]): INodeExecutionData[] => list.map((json) => ({ json: json as never }));

function deepFreeze<T>(value: T, depth = 0): T {
	// The engine marks the items themselves; what must not change is their content.
	if (typeof value === 'object' && value !== null && depth < 300) {
		Object.values(value).forEach((inner) => deepFreeze(inner, depth + 1));
		if (depth > 1) Object.freeze(value);
	}
	return value;
}

const condition = (field: string, as = 'text', how = 'same', more: Json = {}) => ({ field, otherField: '', as, how, ...more });
const rule = (name: string, then: 'link' | 'review', ...rows: object[]) => ({ name, then, conditions: { rows } });
const EMAIL = { rows: [rule('Same email', 'link', condition('email', 'email'))] };

const MATCH: Json = { sync: 'people', operation: 'match', system: 'CRM', idField: 'id', otherSystem: 'ERP', otherIdField: 'id', rules: EMAIL };

async function match(crm: readonly unknown[], erp: readonly unknown[], parameters: Json = {}, more: Partial<NodeSpec> = {}, mode: 'webhook' | 'manual' = 'webhook'): Promise<RunResult> {
	return await n8n.run({
		workflowId,
		mode,
		sources: { Crm: deepFreeze(toItems(crm)), Erp: deepFreeze(toItems(erp)) },
		nodes: [{ name: 'Linker', type: new RecordLinker(), parameters: { ...MATCH, ...parameters } as never, ...more }],
		wires: [['Crm', 0, 'Linker', 0], ['Erp', 0, 'Linker', 1]],
	});
}

async function act(operation: string, list: readonly unknown[], parameters: Json = {}, more: Partial<NodeSpec> = {}): Promise<RunResult> {
	return await n8n.run({
		workflowId,
		sources: { In: deepFreeze(toItems(list)) },
		nodes: [{ name: 'Linker', type: new RecordLinker(), parameters: { sync: 'people', operation, ...parameters } as never, ...more }],
		wires: [['In', 0, 'Linker', 0]],
	});
}

const linkFields = (pairs: readonly [unknown, unknown][], systems: readonly [string, string] = ['CRM', 'ERP']) =>
	act('link', pairs.map(([a, b]) => ({ a, b })), { linkWhat: 'fields', system: systems[0], idField: 'a', otherSystem: systems[1], otherIdField: 'b' });
const lookUp = (ids: readonly unknown[], system = 'CRM', wantedSystem = 'ERP') => act('lookUp', ids.map((id) => ({ id })), { system, idField: 'id', wantedSystem });

const json = (run: RunResult, output: number): Json[] => run.output('Linker', output).map((item) => item.json as Json);
const sync = (one: Json | undefined): Json => one!['_sync'] as Json;
const reviewOf = (one: Json | undefined): Json => sync(one)['review'] as Json;

describe('Match', () => {
	it('links what a rule is certain of, says why, and knows it without a rule from then on', async () => {
		const person = { id: 7, email: ' Ada@Example.com ', name: 'Ada' };
		const run = await match([person], [{ id: 'e1', email: 'ada@example.com' }, { id: 'e2', email: 'bob@example.com' }]);
		expect(run.error).toBeUndefined();
		expect(json(run, LINKED)).toEqual([{
			...person,
			_sync: { sync: 'people', system: 'ERP', verdict: 'linked', operation: 'update', targetId: 'e1', links: { CRM: '7', ERP: 'e1' }, link: { rule: 'Same email', score: 1, why: 'email is the same' } },
		}]);
		expect(run.output('Linker', LINKED)[0]!.pairedItem).toEqual({ item: 0 });
		expect([json(run, NEW), json(run, REVIEW)]).toEqual([[], []]);
		const again = await match([{ id: '7' }], [{ id: 'e1' }], { rules: { rows: [] } });
		expect(sync(json(again, LINKED)[0])).toEqual({ sync: 'people', system: 'ERP', verdict: 'linked', operation: 'update', targetId: 'e1', links: { CRM: '7', ERP: 'e1' } });
	});

	it('finds what is new, claims its creation, and hands the promise on', async () => {
		const run = await match([{ id: 7, email: 'a@x' }], [{ id: 'e2', email: 'b@x' }]);
		expect(json(run, NEW)).toEqual([{
			id: 7, email: 'a@x',
			_sync: {
				sync: 'people', system: 'ERP', verdict: 'new', operation: 'create', leaseUntil: expect.any(String),
				receipts: [{ kind: 'link', sync: 'people', key: expect.stringMatching(/^[0-9a-f]{16}$/), token: expect.any(Number), system: 'CRM', id: '7', target: 'ERP' }],
			},
		}]);
	});

	it('lets nothing through twice: the next run, another record with the same email, and the same record twice in one list wait', async () => {
		await match([{ id: 7, email: 'a@x' }], [{ id: 'e2' }]);
		const run = await match([{ id: 7, email: 'a@x' }, { id: 8, email: 'A@X' }, { id: 9, email: 'c@x' }, { id: '9', email: 'c@x' }], [{ id: 'e2' }]);
		expect(json(run, NEW).map(({ id }) => id)).toEqual([9]);
		expect(json(run, REVIEW).map((one) => [one['id'], reviewOf(one)['reason']])).toEqual([[7, 'beingCreated'], [8, 'beingCreated'], ['9', 'beingCreated']]);
		expect(reviewOf(json(run, REVIEW)[1])['message']).toMatch(/^CRM 8 matches the same as CRM 7, which is being created in ERP\. If that is not settled by 20\d\d-/);
	});

	it('of runs at the same moment one creates', async () => {
		const all = await Promise.all(Array.from({ length: 20 }, async () => await match([{ id: 7, email: 'a@x' }], [{ id: 'e2' }])));
		expect(all.map((run) => json(run, NEW).length).sort()).toEqual([...Array.from({ length: 19 }, () => 0), 1]);
		expect(all.flatMap((run) => json(run, REVIEW))).toHaveLength(19);
	});

	it('sends to Review what fits several, with candidates, scores and reasons', async () => {
		const rules = { rows: [rule('Same city, similar name', 'link', condition('city'), condition('name', 'company', 'letters', { otherField: 'title', atLeast: 60 }))] };
		const run = await match(
			[{ id: 1, city: 'Köln', name: 'Müller & Söhne GmbH' }],
			[{ id: 'e1', city: 'KOLN', title: 'Mueller und Soehne' }, { id: 'e2', city: 'köln', title: 'Muller and Sohne' }, { id: 'e3', city: 'Bonn', title: 'Müller & Söhne' }],
			{ rules },
		);
		expect(reviewOf(json(run, REVIEW)[0])).toMatchObject({
			sync: 'people', from: { system: 'CRM', id: '1' }, target: 'ERP', reason: 'ambiguous', count: 2,
			candidates: [
				{ id: 'e2', score: 1, rule: 'Same city, similar name', why: 'city is the same, name (title there) is the same' },
				{ id: 'e1', score: expect.any(Number), why: expect.stringMatching(/^city is the same, name \(title there\) is \d\d % alike$/) },
			],
			message: 'CRM 1 fits 2 records of ERP, best ERP e2 (rule "Same city, similar name": city is the same, name (title there) is the same).',
		});
		expect([json(run, LINKED), json(run, NEW)]).toEqual([[], []]);
	});

	it('sends to Review both records that want the same one, and says who the other is', async () => {
		const run = await match([{ id: 1, email: 'a@x' }, { id: 2, email: 'a@x' }], [{ id: 'e1', email: 'a@x' }]);
		expect(json(run, REVIEW).map((one) => reviewOf(one)['message'])).toEqual([
			'CRM 1 fits ERP e1 (rule "Same email": email is the same), which CRM 2 fits as well.',
			'CRM 2 fits ERP e1 (rule "Same email": email is the same), which CRM 1 fits as well.',
		]);
	});

	it('does not take a record that is linked already for new: it may be a duplicate', async () => {
		await match([{ id: 1, email: 'a@x' }], [{ id: 'e1', email: 'a@x' }]);
		const run = await match([{ id: 2, email: 'a@x' }], [{ id: 'e1', email: 'a@x' }]);
		expect(reviewOf(json(run, REVIEW)[0])).toMatchObject({ reason: 'taken', candidates: [{ id: 'e1', linkedWith: '1' }] });
	});

	it('asks its rules in their order, and a weak one only for a look', async () => {
		const rules = { rows: [...EMAIL.rows, rule('Same name', 'review', condition('name', 'person'))] };
		const run = await match(
			[{ id: 1, email: 'a@x', name: 'Ada Byron' }, { id: 2, name: 'Byron, Ada' }, { id: 3, name: 'Bob Ross' }],
			[{ id: 'e1', email: 'a@x', name: 'Somebody Else' }, { id: 'e2', name: 'ada byron' }, { id: 'e3', name: 'Zoe' }],
			{ rules },
		);
		expect(json(run, LINKED).map(({ id }) => id)).toEqual([1]);
		expect(json(run, REVIEW).map((one) => [one['id'], reviewOf(one)['reason']])).toEqual([[2, 'weak']]);
		expect(json(run, NEW).map(({ id }) => id)).toEqual([3]);
	});

	it('with Report Only says what would be, stores nothing, and sets nothing in motion', async () => {
		const crm = [{ id: 1, email: 'a@x' }, { id: 2, email: 'b@x' }];
		const run = await match(crm, [{ id: 'e1', email: 'a@x' }], { reportOnly: true });
		expect([json(run, LINKED), json(run, NEW)]).toEqual([[], []]);
		expect(json(run, REVIEW).map(sync)).toEqual([
			expect.objectContaining({ verdict: 'linked', reportOnly: true, targetId: 'e1', link: expect.objectContaining({ rule: 'Same email' }) }),
			{ sync: 'people', system: 'ERP', reportOnly: true, verdict: 'new', operation: 'create' },
		]);
		expect(run.hints('Linker')).toContain('Report only: 1 linked with ERP, 1 new there, 0 to review. Nothing was stored, and all items came out of Review; what each is stands in _sync.verdict.');
		expect(json(await act('list', [{}]), 0)).toEqual([]);
		expect(json(await match(crm, [{ id: 'e1', email: 'a@x' }]), NEW)).toHaveLength(1);
	});

	it('holds back where the other system suddenly lists nothing, or is not readable', async () => {
		expect(json(await match([{ id: 1, email: 'a@x' }], []), NEW)).toHaveLength(1);
		await linkFields([['2', 'e2']]);
		expect(reviewOf(json(await match([{ id: 3 }], []), REVIEW)[0])).toMatchObject({ reason: 'noCandidates' });
		expect(json(await match([{ id: 3 }], [], { options: { ifNoCandidates: 'allNew' } }), NEW)).toHaveLength(1);
		expect(json(await match([{ id: 2 }], []), LINKED)).toHaveLength(1);
		const run = await match([{ id: 4 }], [{ id: 'e9' }, { no: 'id' }], {}, { onError: 'continueRegularOutput' });
		expect(json(run, REVIEW).map((one) => one['error'] ?? reviewOf(one)['reason'])).toEqual(['The ERP id in "id" is missing', 'unreadableCandidates']);
	});

	it('creates nothing for a record that is to be deleted', async () => {
		await linkFields([['1', 'e1']]);
		const deleted = (id: number) => ({ id, email: `${id}@x`, _sync: { operation: 'delete' } });
		const run = await match([deleted(1), deleted(2)], [{ id: 'e1' }, { id: 'e2', email: '2@x' }]);
		expect(json(run, LINKED)).toMatchObject([{ id: 1, _sync: { operation: 'delete', targetId: 'e1' } }]);
		expect(reviewOf(json(run, REVIEW)[0])).toMatchObject({ reason: 'nothingToDelete' });
	});

	it('works in a test run on a scratch copy', async () => {
		const run = await match([{ id: 1, email: 'a@x' }], [{ id: 'e1', email: 'a@x' }], {}, {}, 'manual');
		expect(json(run, LINKED)).toHaveLength(1);
		expect(json(await lookUp([1]), 1)).toHaveLength(1);
	});

	it('remembers ids and nothing else of the records', async () => {
		await match([{ id: 1, email: 'secret@mail.example', name: 'Secret' }, { id: 2, email: 'other-secret@mail.example' }], [{ id: 'e1', email: 'secret@mail.example' }]);
		const blob = n8n.database.get(workflowId)!;
		expect(blob).toContain('e1');
		expect(blob).not.toMatch(/secret/i);
	});
});

describe('after a create', () => {
	const app = (answers: (json: Json) => Json) => codeNode('app', (items) => items.map((item, i) => ({ json: answers(item.json) as never, pairedItem: { item: i } })));
	const flow = async (link: Json, answers: (json: Json) => Json, crm: readonly unknown[] = [{ id: 7, email: 'a@x' }]) =>
		await n8n.run({
			workflowId,
			sources: { Crm: toItems(crm), Erp: toItems([{ id: 'e0' }]) },
			nodes: [
				{ name: 'Linker', type: new RecordLinker(), parameters: MATCH as never },
				{ name: 'Create', type: app(answers) },
				{ name: 'After', type: new RecordLinker(), parameters: { sync: 'people', ...link } as never },
			],
			wires: [['Crm', 0, 'Linker', 0], ['Erp', 0, 'Linker', 1], ['Linker', NEW, 'Create', 0], ['Create', 0, 'After', 0]] as Wire[],
		});

	it('Link finds upstream whose the new id is', async () => {
		const run = await flow({ operation: 'link', linkWhat: 'created', newIdField: 'data.no' }, () => ({ data: { no: 4711 } }));
		expect(run.error).toBeUndefined();
		expect(run.output('After', 0)).toMatchObject([{ json: { data: { no: 4711 }, _sync: { verdict: 'linked', targetId: '4711', links: { CRM: '7', ERP: '4711' } } }, pairedItem: { item: 0 } }]);
		expect(json(await match([{ id: 7, email: 'a@x' }], [{ id: 'e0' }]), LINKED)).toHaveLength(1);
		// A run that read the list before, for another record that matches the same.
		expect(reviewOf(json(await match([{ id: 8, email: 'a@x' }], [{ id: 'e0' }]), REVIEW)[0])).toMatchObject({ reason: 'justCreated', candidates: [{ id: '4711', linkedWith: '7' }] });
	});

	it('Unlink gives a failed create back', async () => {
		const run = await flow({ operation: 'unlink', unlinkWhat: 'failed' }, () => ({ error: 'HTTP 500' }));
		expect(run.output('After', 0)).toMatchObject([{ json: { error: 'HTTP 500', _sync: { verdict: 'unlinked' } } }]);
		expect(json(await match([{ id: 7, email: 'a@x' }], [{ id: 'e0' }]), NEW)).toHaveLength(1);
	});

	it('without either the record counts as new again when the lease is over', async () => {
		await match([{ id: 7 }], [{ id: 'e0' }], { options: { leaseMinutes: 1 } });
		passTime(59_999);
		expect(json(await match([{ id: 7 }], [{ id: 'e0' }], { options: { leaseMinutes: 1 } }), REVIEW)).toHaveLength(1);
		passTime(1);
		expect(json(await match([{ id: 7 }], [{ id: 'e0' }], { options: { leaseMinutes: 1 } }), NEW)).toHaveLength(1);
	});

	it('says where the promise was lost, and links nothing', async () => {
		const run = await flow({ operation: 'link', linkWhat: 'created', newIdField: 'no' }, (item) => ({ no: item['id'] }), []);
		expect(run.output('After')).toEqual([]);
		const alone = await act('link', [{ no: 1 }], { linkWhat: 'created', newIdField: 'no' });
		expect(alone.error?.message).toBe('No promise of "people" to create this record was found');
	});
});

describe('a decided review', () => {
	const decide = async (crm: Json, decision: unknown): Promise<RunResult> => {
		const run = await match([crm], [{ id: 'e1', email: 'a@x' }, { id: 'e2', email: 'a@x' }]);
		const [review] = json(run, REVIEW);
		return await act('link', [{ ...review, decision }], { linkWhat: 'decision', decisionField: 'decision' });
	};

	it('is linked with the candidate a person chose', async () => {
		expect(json(await decide({ id: 1, email: 'a@x' }, 'e2'), LINKED)).toMatchObject([{ id: 1, decision: 'e2', _sync: { verdict: 'linked', targetId: 'e2' } }]);
		expect(json(await lookUp([1]), 0)).toMatchObject([{ _sync: { targetId: 'e2' } }]);
	});

	it('is created once if a person said new', async () => {
		const run = await decide({ id: 1, email: 'a@x' }, 'New');
		expect(json(run, DECIDED_NEW)).toMatchObject([{ id: 1, _sync: { verdict: 'new', operation: 'create', system: 'ERP', receipts: [{ kind: 'link', id: '1', target: 'ERP' }] } }]);
		const again = await decide({ id: 1, email: 'a@x' }, 'new');
		expect(json(again, DECIDED_NEW)).toEqual([]);
		expect(json(again, REFUSED)).toMatchObject([{ _sync: { verdict: 'refused', refused: { code: 'beingCreated' } } }]);
	});

	it.each([[undefined, 'is missing'], ['', 'is missing'], ['e9', 'is "e9"'], [{ id: 'e1' }, 'is missing']])('%j is no decision', async (decision, message) => {
		const run = await decide({ id: 1, email: 'a@x' }, decision);
		expect(run.error?.message).toBe(`The decision on CRM 1 in "decision" ${message}`);
		expect(run.error?.description).toMatch(/^It must be the id of one of the candidates \(e1, e2\), or "new"/);
	});
});

describe('the crosswalk', () => {
	it('looks up what was linked, in any system, in the order of the items', async () => {
		await linkFields([[1, 'e1'], [2, 'e2']]);
		await linkFields([['e1', 'b1']], ['ERP', 'Billing']);
		const run = await lookUp([2, 3, 1, '1']);
		expect(json(run, 0).map((one) => [one['id'], sync(one)])).toEqual([
			[2, { sync: 'people', verdict: 'linked', system: 'ERP', targetId: 'e2', operation: 'update', links: { CRM: '2', ERP: 'e2' } }],
			[1, { sync: 'people', verdict: 'linked', system: 'ERP', targetId: 'e1', operation: 'update', links: { Billing: 'b1', CRM: '1', ERP: 'e1' } }],
			['1', expect.anything()],
		]);
		expect(json(run, 1)).toEqual([{ id: 3, _sync: { sync: 'people', verdict: 'notLinked', system: 'ERP' } }]);
		expect(json(await lookUp(['b1'], 'Billing', ''), 0)).toMatchObject([{ _sync: { links: { CRM: '1' } } }]);
	});

	it('is one-to-one: who comes second is told who was first', async () => {
		const run = await linkFields([[1, 'e1'], [1, 'e1'], [1, 'e2'], [2, 'e1'], [2, 'e2']]);
		expect(json(run, LINKED).map((one) => [one['a'], one['b'], sync(one)['verdict']])).toEqual([[1, 'e1', 'linked'], [1, 'e1', 'alreadyLinked'], [2, 'e2', 'linked']]);
		expect(json(run, REFUSED).map((one) => (sync(one)['refused'] as Json)['message'])).toEqual([
			'CRM 1 and ERP e2 were not linked: CRM 1 is linked with ERP e1. Unlink that first if it is wrong; if both records exist, one may be a duplicate.',
			'CRM 2 and ERP e1 were not linked: ERP e1 is linked with CRM 1. Unlink that first if it is wrong; if both records exist, one may be a duplicate.',
		]);
	});

	it('of runs that link one id at once, one wins and the others are told', async () => {
		const all = await Promise.all(Array.from({ length: 10 }, async (_, i) => await linkFields([[i, 'e1']])));
		expect(all.flatMap((run) => json(run, LINKED))).toHaveLength(1);
		const winner = all.flatMap((run) => json(run, LINKED))[0]!['a'];
		for (const one of all.flatMap((run) => json(run, REFUSED))) expect(sync(one)['refused']).toMatchObject({ partner: { system: 'CRM', id: String(winner) } });
	});

	it('resolves a merged id to its survivor, and refuses where two systems disagree unless told otherwise', async () => {
		await linkFields([[1, 'e1'], [2, 'e2']]);
		const merge = async (mergedId: unknown, id: unknown, options: Json = {}) => await act('merge', [{ mergedId, id }], { system: 'CRM', mergedIdField: 'mergedId', survivorIdField: 'id', options });
		expect(json(await merge(3, 1), 0)).toMatchObject([{ _sync: { verdict: 'merged', links: { CRM: '1', ERP: 'e1' } } }]);
		expect(sync(json(await lookUp([3]), 0)[0])).toMatchObject({ targetId: 'e1', links: { CRM: '1' } });
		expect(json(await merge(2, 1), 1)).toMatchObject([{ _sync: { refused: { code: 'bothLinked', message: expect.stringContaining('two records of ERP (e2 and e1)') } } }]);
		expect(json(await merge(2, 1, { othersToo: true }), 0)).toHaveLength(1);
		expect(json(await merge(1, 2), 0)).toHaveLength(1);
		expect(json(await act('list', [{}]), 0)).toEqual([{ links: { CRM: '2', ERP: 'e1' }, merged: { CRM: ['1', '3'], ERP: ['e2'] } }]);
		expect(json(await merge(2, 2), 1)).toMatchObject([{ _sync: { refused: { code: 'sameId' } } }]);
	});

	it('unlinks an id, and keeps what else belongs to the record', async () => {
		await linkFields([[1, 'e1']]);
		await linkFields([[1, 'b1']], ['CRM', 'Billing']);
		const run = await act('unlink', [{ id: 1 }, { id: 1 }], { unlinkWhat: 'id', system: 'CRM', idField: 'id' });
		expect([json(run, 0).length, json(run, 1).length]).toEqual([1, 1]);
		expect(json(await act('list', [{}]), 0)).toEqual([{ links: { Billing: 'b1', ERP: 'e1' }, merged: {} }]);
		expect(json(await act('list', [{}], { options: { lackingSystem: 'CRM' } }), 0)).toHaveLength(1);
		expect(json(await act('list', [{}], { options: { lackingSystem: 'ERP' } }), 0)).toEqual([]);
	});

	it('refuses more than it may hold, forgets nothing, and says what to do', async () => {
		await linkFields([[1, 'e1']]);
		const full = await act('link', [{ a: 2, b: 'e2' }], { linkWhat: 'fields', system: 'CRM', idField: 'a', otherSystem: 'ERP', otherIdField: 'b', options: { mostIds: 3 } });
		expect(full.error).toMatchObject({ message: 'The crosswalk is full: it may hold 3 ids', description: expect.stringContaining('Raise Most IDs under Options') });
		expect(json(await lookUp([1, 2]), 0)).toHaveLength(1);
	});

	it('is there after a restart', async () => {
		await linkFields([[1, 'e1'], ['__proto__', 'constructor']]);
		const saved = n8n.database.get(workflowId)!;
		jest.resetModules();
		const fresh = (await import('../../nodes/RecordLinker/RecordLinker.node')).RecordLinker;
		n8n.database.set(workflowId, saved);
		const run = await n8n.run({
			workflowId,
			sources: { In: toItems([{ id: '__proto__' }, { id: 1 }]) },
			nodes: [{ name: 'Linker', type: new fresh(), parameters: { sync: 'people', operation: 'lookUp', system: 'CRM', idField: 'id', wantedSystem: 'ERP' } as never }],
			wires: [['In', 0, 'Linker', 0]],
		});
		expect(run.error).toBeUndefined();
		expect(json(run, 0).map((one) => sync(one)['targetId'])).toEqual(['constructor', 'e1']);
	});

	it('forgets all with Reset Memory, and lets nothing out of New', async () => {
		await linkFields([[1, 'e1']]);
		const run = await act('resetMemory', [{ id: 1 }]);
		expect([json(run, LINKED), json(run, NEW), json(run, REVIEW)]).toEqual([[], [], [{ id: 1 }]]);
		expect(json(await act('list', [{}]), 0)).toEqual([]);
	});
});

describe('bad input', () => {
	const bad: [string, unknown, string][] = [
		['no id', { name: 'x' }, 'The CRM id in "id" is missing'],
		['null', { id: null }, 'The CRM id in "id" is null'],
		['an empty text', { id: '' }, 'The CRM id in "id" is an empty text'],
		['a list', { id: [1] }, 'The CRM id in "id" is a list, not a single value'],
		['an object', { id: {} }, 'The CRM id in "id" is an object, not a single value'],
		['true', { id: true }, 'The CRM id in "id" is true, not a text or a number'],
		['NaN', { id: NaN }, 'The CRM id in "id" is NaN, which is not a number to rely on'],
		['a number that lost digits', { id: 2 ** 53 }, 'The CRM id in "id" is the number 9007199254740992, which has lost digits on the way: beyond 2^53 ids must come as text'],
		['half a surrogate pair', { id: '\ud800' }, 'The CRM id in "id" holds half a surrogate pair (broken encoding)'],
		['a very long text', { id: 'x'.repeat(501) }, 'The CRM id in "id" is longer than 500 characters'],
		['no record', [1], 'This item is not a record'],
		['text', 'text', 'This item is not a record'],
	];

	it.each(bad)('%s: an error on that item, the others go through, and in = out', async (_name, one, message) => {
		const run = await match([{ id: 1, email: 'a@x' }, one, { id: 2, email: 'b@x' }], [{ id: 'e1', email: 'a@x' }], {}, { onError: 'continueRegularOutput' });
		expect([json(run, LINKED).length, json(run, NEW).length]).toEqual([1, 1]);
		expect(json(run, REVIEW)).toMatchObject([{ error: message, _sync: { verdict: 'error' } }]);
		for (const output of [LINKED, NEW, REVIEW]) for (const item of run.output('Linker', output)) expect(item.pairedItem).toBeDefined();
		const looked = await n8n.run({
			workflowId, sources: { In: toItems([one]) },
			nodes: [{ name: 'Linker', type: new RecordLinker(), parameters: { sync: 'people', operation: 'lookUp', system: 'CRM', idField: 'id' } as never, onError: 'continueRegularOutput' }],
			wires: [['In', 0, 'Linker', 0]],
		});
		expect(json(looked, 1)).toMatchObject([{ error: message }]);
	});

	it('stops before anything is stored where the node is not set to go on', async () => {
		const run = await match([{ id: 1, email: 'a@x' }, {}], [{ id: 'e1', email: 'a@x' }]);
		expect(run.error?.message).toBe('The CRM id in "id" is missing');
		expect(json(await lookUp([1]), 0)).toEqual([]);
	});

	const settings: [string, Json, string][] = [
		['no system', { system: ' ' }, 'System is empty'],
		['one system twice', { otherSystem: 'CRM ' }, 'Both systems are called "CRM"'],
		['an ID field that is no path', { idField: 'a..b' }, 'ID Field: The path "a..b" has an empty name between two dots'],
		['a rule without conditions', { rules: { rows: [rule('Empty', 'link')] } }, 'Rule 1 ("Empty") has no conditions'],
		['a condition without a field', { rules: { rows: [rule('', 'link', condition(''))] } }, 'Rule 1, condition 1, Field: The path "" is empty: name a field, for example address.street'],
		['a likeness beyond 100 %', { rules: { rows: [rule('', 'link', condition('a', 'text', 'letters', { atLeast: 120 }))] } }, 'Rule 1, condition 1, At Least (%) is 120'],
		['a rule that would compare all with all', { rules: { rows: [rule('', 'link', condition('a', 'text', 'jaroWinkler'))] } }, 'Rule 1 compares by spelling (Jaro-Winkler) alone, so every record would have to be compared with every other'],
		['a country that is none', { options: { country: 'Germany' } }, 'Phone Country is "Germany"'],
		['no lease', { options: { leaseMinutes: 0 } }, 'Lease (Minutes) is 0'],
	];

	it.each(settings)('%s: the node stops, says so, and lets nothing through', async (_name, parameters, message) => {
		expect((await match([{ id: 1 }], [{ id: 2 }], parameters)).error?.message).toBe(message);
		const run = await match([{ id: 1 }], [{ id: 2 }], parameters, { onError: 'continueRegularOutput' });
		expect([json(run, LINKED), json(run, NEW)]).toEqual([[], []]);
		expect(json(run, REVIEW)).toMatchObject([{ id: 1, error: message }]);
	});
});
