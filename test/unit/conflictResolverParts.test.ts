import { decisionProperties } from '../../nodes/ConflictResolver/decisionProperties';
import { readAnswer } from '../../nodes/ConflictResolver/decisions';
import { eventKind, saysDeleted } from '../../nodes/shared/record/eventKind';
import { INPUTS, OUTPUTS } from '../../nodes/ConflictResolver/ports';
import { properties } from '../../nodes/ConflictResolver/properties';
import { inOrder, type Change } from '../../nodes/ConflictResolver/readEvents';
import { parseReviewId, reviewId, type Question } from '../../nodes/ConflictResolver/reviewId';
import { valueFingerprint } from '../../nodes/shared/reconcile';
import { MemoryState } from '../../nodes/shared/state/memoryState';
import type { Collection } from '../../nodes/shared/state/port';
import { withoutWriting } from '../../nodes/shared/state/withoutWriting';

describe('the kind of an event', () => {
	it.each([
		['created', 'created'], ['CONTACT_UPDATED', 'updated'], ['customer.deleted', 'deleted'], ['orders/create', 'created'],
		['contact.propertyChange', 'updated'], ['customerDeleted', 'deleted'], ['DELETE', 'deleted'], ['row restored', 'restored'],
	])('%s is %s', (word, kind) => expect(eventKind(word)).toBe(kind));

	it.each([['deletedby.admin'], ['frobnicated'], [''], [1], [null], [undefined], [{}]])('%j is not guessed', (word) => expect(eventKind(word)).toBeUndefined());

	it('a flag says deleted by true, a number, a time or a text, and not by what means no', () => {
		expect([true, 1, '1', 'yes', '2026-01-01', 'deleted'].map(saysDeleted)).toEqual(Array(6).fill(true));
		expect([false, 0, '', '0', 'false', 'No', null, undefined].map(saysDeleted)).toEqual(Array(8).fill(false));
	});
});

describe('the order of several changes of one record', () => {
	const change = (index: number, version?: number | string, time?: number): Change => ({ index, kind: 'updated', version, time });
	const ordered = (changes: Change[]): number[] => {
		inOrder(changes, (one) => one.index % 2);
		return changes.map((one) => one.index);
	};

	it('goes by version, beyond 2⁵³ too', () => {
		expect(ordered([change(0, '90071992547409930'), change(1, '90071992547409921'), change(2, 7)])).toEqual([2, 1, 0]);
	});
	it('goes by time where one has no version, and as they arrived where one has neither', () => {
		expect(ordered([change(0, 1, 300), change(1, undefined, 200), change(2, 9, 100)])).toEqual([2, 1, 0]);
		expect(ordered([change(0, 3), change(1, undefined, 200), change(2, 1)])).toEqual([0, 1, 2]);
	});
	it('goes by content where versions are the same', () => {
		expect(ordered([change(1, 5), change(0, 5)])).toEqual(ordered([change(0, 5), change(1, 5)]));
	});
});

describe('a decision id', () => {
	const question: Question = {
		sync: 's', key: '007', field: 'address.street', state: '[1,["CRM",2]]', merge: { kind: 'keyed', key: 'sku' },
		shown: [['CRM', valueFingerprint('05021')], ['ERP', valueFingerprint(null)]], ids: [['CRM', 12]],
	};

	it('says all it was made of', () => expect(parseReviewId(reviewId(question))).toEqual(question));

	it.each([['x'], [''], [Buffer.from('[1]').toString('base64url')], [Buffer.from('{"a":1}').toString('base64url')], [7], [reviewId(question).slice(0, -4)]])('%j is none', (id) =>
		expect(parseReviewId(id)).toBeUndefined());

	const read = (json: object) => readAnswer({ decisionId: reviewId(question), ...json }, 0, { choose: undefined, value: undefined, isJson: false });

	it('tells a value that comes back as it was from one that lost something on its way', () => {
		expect(read({ choose: 'CRM', value_CRM: '05021' })).toMatchObject({ kind: 'answer', answer: { value: '05021', chosen: 'CRM' } });
		expect(read({ choose: 'ERP', value_ERP: null })).toMatchObject({ kind: 'answer', answer: { value: null } });
		expect(read({ choose: 'CRM', value_CRM: 5021 })).toMatchObject({ kind: 'bad' });
	});
	it('is open while nothing is chosen', () => expect([read({}).kind, read({ choose: ' ' }).kind]).toEqual(['open', 'open']));
});

describe('inputs and outputs', () => {
	const evaluate = (expression: string, parameters: object): string[] =>
		(new Function('$parameter', `return ${expression.slice(3, -2)}`)(parameters) as { displayName: string }[]).map((port) => port.displayName);
	const systems = { rows: [{ name: 'CRM' }, { name: 'A name that is rather long' }, {}] };

	it('are named after the systems', () => {
		expect(evaluate(INPUTS, { operation: 'reconcile', mode: 'compare', systems })).toEqual(['CRM', 'A name that is ra…', 'System 3']);
		expect(evaluate(OUTPUTS, { operation: 'reconcile', systems })).toEqual(['Write to CRM', 'Write to A name that is rather long', 'Write to System 3', 'Review', 'In Sync']);
		expect(evaluate(INPUTS, {})).toEqual(['System 1', 'System 2']);
	});
	it('have one input where items are no lists, and the plan behind all other outputs', () => {
		expect(evaluate(INPUTS, { operation: 'planOnly', mode: 'event', systems })).toEqual(['Changes']);
		expect(evaluate(INPUTS, { operation: 'resolveReview', mode: 'event', systems })).toEqual(['Decisions']);
		expect(evaluate(INPUTS, { operation: 'confirmWrites', systems })).toEqual(['Written']);
		expect(evaluate(INPUTS, { operation: 'resetMemory', mode: 'event', systems })).toHaveLength(3);
		expect(evaluate(OUTPUTS, { operation: 'planOnly', systems }).at(-1)).toBe('Plan');
	});
});

it('every field has a description of one sentence without a full stop, or of several with one', () => {
	const all = [...properties, ...decisionProperties].filter((property) => property.type !== 'notice');
	for (const { description = '', displayName } of all) expect([displayName, /[^.]$|\. .*\.$|^$/s.test(description)]).toEqual([displayName, true]);
});

describe('a view without writing', () => {
	const layout = { signature: 'x', stride: 0, pack: () => false, unpack: () => '', expiresAt: () => Infinity, rank: () => 0 };
	const words: Collection<string> = { name: 'words', cap: 10, layout, layoutOf: () => layout, expiresAt: () => Infinity };
	const [a, b] = ['aaaaaaaa', 'bbbbbbbb'];

	it('shows its own writes and leaves the state as it was', async () => {
		const state = new MemoryState(() => 0);
		await state.transact(words, [a], (tx) => tx.set(0, 'old'));
		const view = withoutWriting(state);
		await view.transact(words, [a, b], (tx) => {
			expect(tx.get(0)).toBe('old');
			tx.delete(0);
			tx.set(1, 'new');
			expect([tx.get(0), tx.get(1)]).toEqual([undefined, 'new']);
		});
		const seen: string[] = [];
		await view.scan(words, (_, entry) => seen.push(entry));
		expect([seen, await view.transact(words, [b], (tx) => tx.get(0))]).toEqual([['new'], 'new']);
		expect(await state.transact(words, [a, b], (tx) => [tx.get(0), tx.get(1)])).toEqual(['old', undefined]);
	});
});
