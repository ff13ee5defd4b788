import assert from 'node:assert/strict';
import fc from 'fast-check';
import { candidateFinder } from '../../../nodes/RecordLinker/match/candidates';
import { Columns } from '../../../nodes/RecordLinker/match/columns';
import { ruleScorer } from '../../../nodes/RecordLinker/match/compare';
import { matchRecords, type Match, type Side } from '../../../nodes/RecordLinker/match/decide';
import { jaroWinkler } from '../../../nodes/RecordLinker/match/jaroWinkler';
import { normalise, type Kind } from '../../../nodes/RecordLinker/match/kinds';
import { partsOf } from '../../../nodes/RecordLinker/match/parts';
import { findsCandidates, type Condition, type Measure, type Rule } from '../../../nodes/RecordLinker/match/rules';
import { matchLinks } from '../../../nodes/RecordLinker/matchLinks';
import type { Outcome } from '../../../nodes/RecordLinker/outcome';
import { createKey, decideOnLinks, link } from '../../../nodes/shared/crosswalk';
import { fieldNamed } from '../../../nodes/shared/record/path';
import { MemoryState } from '../../../nodes/shared/state/memoryState';

const runs = { numRuns: Number(process.env['FC_RUNS'] ?? 5000) };
jest.setTimeout(Math.max(120_000, runs.numRuns * 100));

const TERMS = { country: 'DE', noValue: new Set(['NULL']) };
const FIELDS = ['name', 'city', '__proto__'];

const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'é', ' ', '.'), maxLength: 8 });
const value = fc.oneof({ weight: 8, arbitrary: letters }, fc.constantFrom('ab', 'ab ab', 'abc', 'NULL', null, 0, '', undefined, true, ['a'], { a: 1 }, '\ud800', NaN));
const record = fc.tuple(value, value, value).map((values) => Object.fromEntries([['name', values[0]], ['city', values[1]]]) as Record<string, unknown>);

const condition = fc.record({
	field: fc.constantFrom(...FIELDS).map(fieldNamed),
	otherField: fc.constantFrom('name', 'city').map(fieldNamed),
	as: fc.constantFrom<Kind>('text', 'company', 'person', 'exact', 'code'),
	how: fc.constantFrom<Measure>('same', 'letters', 'words', 'contained', 'jaroWinkler'),
	atLeast: fc.oneof(fc.double({ min: 0.01, max: 1, noNaN: true }), fc.constantFrom(0.5, 2 / 3, 0.8, 1)),
});
const rule: fc.Arbitrary<Rule> = fc
	.record({ name: fc.constant('rule'), then: fc.constantFrom('link' as const, 'review' as const), conditions: fc.array(condition, { minLength: 1, maxLength: 3 }) })
	.filter(findsCandidates);

const side = (rows: readonly unknown[], name: string): Side => ({ rows, recordOf: rows.map((_, i) => i), ids: rows.map((_, i) => `${name}${i}`) });

test('no pair that a rule accepts is missed, though not all are compared with all', async () => {
	// More than are compared one by one, so that the index is at work.
	const many = fc.array(record, { minLength: 1, maxLength: 40 });
	let skipped = 0;
	fc.assert(
		fc.property(rule, many, fc.array(record, { minLength: 20, maxLength: 40 }), (one, own, other) => {
			const columns = new Columns([own, other], TERMS);
			const score = ruleScorer(one, columns);
			const find = candidateFinder(one, columns, other.length);
			own.forEach((_, a) => {
				const candidates = find(a);
				assert.equal(new Set(candidates).size, candidates.length, 'each once');
				const found = new Set(candidates);
				skipped += other.length - found.size;
				other.forEach((_row, b) => {
					if (score(a, b) !== undefined) assert.ok(found.has(b), `${JSON.stringify(own[a])} and ${JSON.stringify(other[b])}`);
				});
			});
		}),
		runs,
	);
	expect(skipped).toBeGreaterThan(0);
});

/** Likeness as it is defined, by comparing part with part. */
function defined(one: Condition, a: unknown, b: unknown): number | undefined {
	const [x, y] = [normalise(one.field.get(a), one.as, TERMS), normalise(one.otherField.get(b), one.as, TERMS)];
	if (x === undefined || y === undefined) return undefined;
	if (one.how === 'same') return x === y ? 1 : 0;
	if (one.how === 'jaroWinkler') return jaroWinkler(x, y);
	const [p, q] = [partsOf(x, one.how), partsOf(y, one.how)];
	const shared = p.filter((part) => q.includes(part)).length;
	return one.how === 'contained' ? shared / Math.min(p.length, q.length) : (2 * shared) / (p.length + q.length);
}

test('two records fit a rule if each of its conditions holds as it is defined, however quickly that is seen', () => {
	// Long values, so that a row sets many bits.
	const long = fc.string({ unit: fc.constantFrom(...'abcdefgh '), maxLength: 60 });
	const near = fc.tuple(long, fc.nat({ max: 60 }), fc.constantFrom('', 'x', 'ab')).map(([text, at, put]) => [{ name: text, city: text.slice(1) }, { name: text.slice(0, at) + put + text.slice(at + 1), city: text }] as const);
	fc.assert(
		fc.property(rule, fc.oneof(near, fc.tuple(record, record)), ({ conditions, ...more }, [a, b]) => {
			const score = ruleScorer({ ...more, conditions }, new Columns([[a], [b]], TERMS))(0, 0);
			const scores = conditions.map((one) => defined(one, a, b));
			const holds = scores.every((likely, i) => likely !== undefined && likely >= (conditions[i]!.how === 'same' ? 1 : conditions[i]!.atLeast));
			assert.equal(score !== undefined, holds);
			if (score !== undefined) assert.ok(Math.abs(score - scores.reduce<number>((sum, likely) => sum + likely!, 0) / scores.length) < 1e-12);
		}),
		{ numRuns: runs.numRuns * 4 },
	);
});

/** The documented meaning of the rules, without any cleverness. */
function plainly(rules: readonly Rule[], own: readonly unknown[], other: readonly unknown[], taken: readonly boolean[]): { kind: string; with?: number }[] {
	const columns = new Columns([own, other], TERMS);
	const results = own.map((): { kind: string; with?: number } => ({ kind: 'none' }));
	const gone = [...taken];
	const doubted = other.map(() => false);
	for (const one of rules) {
		const score = ruleScorer(one, columns);
		const open = own.flatMap((_, a) => (results[a]!.kind === 'none' ? [a] : []));
		const fits = new Map(open.map((a) => [a, other.flatMap((_, b) => (score(a, b) === undefined ? [] : [b]))]));
		const before = { gone: [...gone], doubted: [...doubted] };
		for (const [a, all] of fits) {
			const worth = one.then === 'link' ? all : all.filter((b) => !before.gone[b]);
			if (worth.length === 0) continue;
			const [b] = worth;
			const wanted = open.filter((own2) => fits.get(own2)!.includes(b!));
			if (one.then === 'link' && worth.length === 1 && wanted.length === 1 && !before.gone[b!] && !before.doubted[b!]) {
				results[a] = { kind: 'certain', with: b! };
				gone[b!] = true;
			} else {
				results[a] = { kind: 'review' };
				for (const each of worth) doubted[each] = true;
			}
		}
	}
	return results;
}

test('certain is what fits each other and nothing else, in the order of the rules; what fits several or is in doubt goes to Review', () => {
	fc.assert(
		fc.property(fc.array(rule, { minLength: 1, maxLength: 3 }), fc.array(record, { maxLength: 12 }), fc.array(record, { maxLength: 24 }), fc.array(fc.boolean(), { minLength: 24, maxLength: 24 }), (rules, own, other, flags) => {
			const taken = other.map((_, i) => flags[i]! && i % 3 === 0);
			const found = matchRecords(rules, side(own, 'a'), side(other, 'b'), taken, TERMS);
			const simple = (match: Match) => (match.kind === 'certain' ? { kind: 'certain', with: match.candidate.record } : { kind: match.kind });
			assert.deepEqual(found.map(simple), plainly(rules, own, other, taken));
			for (const match of found) if (match.kind === 'review') assert.ok(match.candidates.length > 0, 'a review shows what there is to choose from');
		}),
		runs,
	);
});

const byId = (outcomes: readonly Outcome[], ids: readonly string[]): [string, unknown][] =>
	outcomes
		.map((outcome, i): [string, unknown] => [ids[i]!, outcome.kind === 'new' ? { kind: 'new', key: outcome.key } : outcome])
		.sort(([a], [b]) => (a < b ? -1 : 1));

test('the outcome is the same in any order of the items, again and again, and links stay one-to-one', async () => {
	const list = (name: string, maxLength: number) => fc.array(record, { maxLength }).map((records) => records.map((one, i) => ({ ...one, id: `${name}${i}` })));
	const shuffled = <T>(rows: readonly T[]) => fc.shuffledSubarray([...rows], { minLength: rows.length, maxLength: rows.length });
	const lists = fc.tuple(list('a', 10), list('b', 20)).chain(([own, other]) => fc.tuple(fc.constant(own), fc.constant(other), shuffled(own), shuffled(other)));
	await fc.assert(
		fc.asyncProperty(fc.array(rule, { minLength: 1, maxLength: 3 }), lists, fc.nat({ max: 3 }), async (rules, [own, other, own2, other2], linked) => {
			const matching = {
				system: 'A', id: fieldNamed('id'), otherSystem: 'B', otherId: fieldNamed('id'), rules, terms: TERMS, leaseMs: 1000, mostIds: 1000,
				ifNoCandidates: 'allNew' as const, reportOnly: false,
			};
			const run = async (a: typeof own, b: typeof other, reportOnly = false) => {
				const store = new MemoryState(() => Date.UTC(2026, 0, 1));
				for (let i = 0; i < linked; i += 1) {
					const [x, y] = [{ system: 'A', id: `a${i}` }, { system: 'B', id: `b${i * 2}` }];
					await decideOnLinks(store, { ids: [x, y], claims: [createKey(x, 'B'), createKey(y, 'A')], newEntities: 1 }, (book) => link(book, x, y));
				}
				const of = (rows: readonly { id: string }[]): Side => ({ rows, recordOf: rows.map((_, i) => i), ids: rows.map(({ id }) => id) });
				const outcomes = await matchLinks(store, { ...matching, reportOnly }, of(a), of(b), { unreadable: false, deleted: a.map(() => false) });
				const again = reportOnly ? [] : await matchLinks(store, { ...matching, reportOnly }, of(a), of(b), { unreadable: false, deleted: a.map(() => false) });
				return { first: byId(outcomes, a.map(({ id }) => id)), again: byId(again, a.map(({ id }) => id)) };
			};
			const straight = await run(own, other);
			const turned = await run(own2, other2);
			assert.deepEqual(turned, straight);
			const targets = straight.first.flatMap(([, outcome]) => ((outcome as Outcome).kind === 'linked' ? [(outcome as Outcome & { kind: 'linked' }).targetId] : []));
			assert.equal(new Set(targets).size, targets.length);
			// What was linked stays linked, and nothing that is being created comes out of New again.
			straight.again.forEach(([, outcome], i) => {
				const [, before] = straight.first[i]! as [string, Outcome];
				const now = outcome as Outcome;
				if (before.kind === 'linked') assert.ok(now.kind === 'linked' && now.targetId === before.targetId);
				assert.notEqual(now.kind, 'new');
			});
			assert.deepEqual((await run(own, other, true)).first.map(([id, outcome]) => [id, (outcome as Outcome).kind]), straight.first.map(([id, outcome]) => [id, (outcome as Outcome).kind]));
		}),
		runs,
	);
});
