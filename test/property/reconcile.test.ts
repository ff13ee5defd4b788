import fc from 'fast-check';
import {
	makeShape, reconcileRecord, recordCollection, valueFingerprint, type RecordMemory,
} from '../../nodes/shared/reconcile';
import { chooseWinner } from '../../nodes/shared/reconcile/rules';
import { compareValues } from '../../nodes/shared/reconcile/totalOrder';
import { canonicalJson } from '../../nodes/shared/record/canonical';
import { keyHash } from '../../nodes/shared/record/fingerprint';
import { MemoryState } from '../../nodes/shared/state/memoryState';
import { World, type NamedRule, type Setup, type Step } from './reconcileWorld';

const RUNS = Number(process.env['FC_RUNS'] ?? 1000);
const check = async <T>(property: fc.IRawProperty<T>): Promise<void> =>
	await fc.assert(property as fc.IRawProperty<unknown>, { numRuns: RUNS });

const NAMES = ['CRM', 'ERP', 'Billing', 'Shop'];
const FIELDS = ['street', '__proto__', 'city'];

const fewValues = fc.constantFrom<unknown>('a', 'b', 'c', '', null, 0, '0', false, 1);

function setups(values: fc.Arbitrary<unknown>, options: { silent?: boolean; manual?: boolean; everywhere?: boolean } = {}): fc.Arbitrary<Setup> {
	return fc.integer({ min: 2, max: 4 }).chain((count) => {
		const systems = NAMES.slice(0, count);
		const rule = fc.oneof(
			fc.record({ kind: fc.constant('owner' as const), system: fc.constantFrom(...systems) }),
			fc.record({ kind: fc.constant('priority' as const), order: fc.shuffledSubarray(systems) }),
			fc.constant<NamedRule>({ kind: 'newest' }),
			...(options.manual === false ? [] : [fc.constant<NamedRule>({ kind: 'manual' })]),
		);
		const own = <T>(keys: string[], value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
			fc.tuple(...keys.map(() => value)).map((all) =>
				Object.fromEntries(keys.map((key, i) => [key, all[i]!])) as Record<string, T>);
		return fc.record({
			systems: fc.constant(systems),
			fields: fc.constant(FIELDS),
			rules: own(FIELDS, fc.array(rule, { maxLength: 2 })),
			silent: options.silent === false
				? fc.constant([])
				: fc.subarray(systems.flatMap((s) => FIELDS.map((f) => `${s}/${f}`)), { maxLength: 3 }),
			start: fc.subarray(systems, { minLength: options.everywhere === true ? count : 1 })
				.chain((holding) => own(holding, own(FIELDS, values))),
		});
	});
}

function steps(values: fc.Arbitrary<unknown>, options: { unlisted?: boolean } = {}): fc.Arbitrary<Step[]> {
	return fc.array(
		fc.oneof(
			{
				weight: 3,
				arbitrary: fc.record({
					kind: fc.constant('edit' as const), system: fc.constantFrom(...NAMES), field: fc.constantFrom(...FIELDS),
					value: values, skew: fc.constantFrom(0, 1, -3, 600, 99),
				}),
			},
			{
				weight: 3,
				arbitrary: fc.record({
					kind: fc.constant('sync' as const),
					fates: fc.array(fc.constantFrom('done' as const, 'done' as const, 'lost' as const, 'late' as const), { maxLength: 4 }),
					unlisted: options.unlisted === false ? fc.constant<string[]>([]) : fc.oneof(
						{ weight: 3, arbitrary: fc.constant<string[]>([]) }, { weight: 1, arbitrary: fc.subarray(NAMES, { maxLength: 1 }) },
					),
				}),
			},
			{ weight: 1, arbitrary: fc.constant<Step>({ kind: 'arrive' }) },
		),
		{ maxLength: 14 },
	);
}

/** Every edit and every starting value is a text of its own. */
function distinct(setup: Setup, history: readonly Step[]): { setup: Setup; history: Step[] } {
	let next = 0;
	const start = Object.fromEntries(Object.entries(setup.start).map(([system, record]) =>
		[system, Object.fromEntries(Object.keys(record).map((field) => [field, `v${(next += 1)}`]))]));
	return {
		setup: { ...setup, start },
		history: history.map((step) => (step.kind === 'edit' ? { ...step, value: `v${(next += 1)}` } : step)),
	};
}

function relevant(setup: Setup, history: readonly Step[]): Step[] {
	return history.filter((step) => step.kind !== 'edit' || setup.systems.includes(step.system)).map((step) =>
		step.kind === 'sync' ? { ...step, unlisted: step.unlisted.filter((s) => setup.systems.includes(s)) } : step);
}

function run(setup: Setup, history: readonly Step[], careful = false): World {
	const world = new World(setup, careful);
	for (const step of relevant(setup, history)) world.take(step);
	return world;
}

const isManual = (rules: readonly NamedRule[]): boolean => rules.some((rule) => rule.kind === 'manual');

describe('a sync between two to four systems with unreliable writes', () => {
	it('converges: after quiet, all systems show the same within one round more than there are systems', () =>
		check(fc.property(setups(fewValues, { manual: false }), steps(fewValues), (setup, history) => {
			const world = run(setup, history);
			expect(world.settle()).toBeLessThanOrEqual(setup.systems.length + 1);
			expect(world.held.size).toBe(setup.systems.length);
			for (const field of setup.fields) expect(new Set(world.shown(field).map(canonicalJson)).size).toBeLessThanOrEqual(1);
			expect(world.memory?.pending).toBeUndefined();
		})));

	it('stops writing when quiet, also where fields wait for a person', () =>
		check(fc.property(setups(fewValues), steps(fewValues), (setup, history) => {
			const world = run(setup, history);
			expect(world.settle()).toBeLessThanOrEqual(setup.systems.length + 1);
			for (const field of setup.fields) {
				if (!isManual(setup.rules[field]!)) {
					expect(new Set(world.shown(field).map(canonicalJson)).size).toBeLessThanOrEqual(1);
				}
			}
		})));

	it('loses nothing silently: every value entered is final, was seen by who overwrote it, or is reported', () =>
		check(fc.property(setups(fc.constant('')), steps(fc.constant('')), (raw, rawHistory) => {
			const { setup, history } = distinct(raw, rawHistory);
			const world = run(setup, history, true);
			world.settle();
			for (const entry of world.entries) {
				const remains = world.shown(entry.field).includes(entry.value);
				expect([entry, remains || entry.overwrittenBySomeoneWhoSawIt || entry.reported]).toEqual([entry, true]);
			}
		})));

	it('never writes the owner of a field, and ends with the value the owner has', () =>
		check(fc.property(setups(fewValues, { silent: false }), steps(fewValues), (setup, history) => {
			const world = run(setup, history);
			world.settle();
			for (const field of setup.fields) {
				const first = setup.rules[field]![0];
				if (first?.kind !== 'owner' || setup.start[first.system] === undefined) continue;
				const entered = world.entries.filter((one) => one.system === first.system && one.field === field);
				const value = entered.at(-1)?.value ?? null;
				expect(world.written).not.toContain(`${first.system}/${field}`);
				expect(new Set(world.shown(field))).toEqual(new Set([value]));
			}
		})));

	it('does not echo: after the last edit each system gets each field at most once', () =>
		check(fc.property(setups(fewValues), steps(fewValues), (setup, history) => {
			const world = run(setup, history);
			world.settle();
			expect(new Set(world.written).size).toBe(world.written.length);
		})));

	it('decides the same under any order of systems and fields', async () => {
		const reordered = setups(fewValues).chain((setup) => fc.record({
			setup: fc.constant(setup),
			systems: fc.shuffledSubarray(setup.systems, { minLength: setup.systems.length }),
			fields: fc.shuffledSubarray(setup.fields, { minLength: setup.fields.length }),
		}));
		const noFates = steps(fewValues).map((history) =>
			history.map((step): Step => (step.kind === 'sync' ? { ...step, fates: step.fates.slice(0, 1) } : step)));
		await check(fc.property(reordered, noFates, ({ setup, systems, fields }, history) => {
			const one = run(setup, history);
			const other = run({ ...setup, systems, fields }, history);
			expect([other.settle(), other.trace]).toEqual([one.settle(), one.trace]);
		}));
	});

	it('decides each field as if it were the only one', () =>
		check(fc.property(setups(fewValues, { everywhere: true }), steps(fewValues, { unlisted: false }), (setup, history) => {
			const outcome = (fields: string[]): unknown[] => {
				const world = new World({ ...setup, fields });
				const plain = relevant(setup, history).map((step): Step => (step.kind === 'sync' ? { ...step, fates: [] } : step));
				// A field that is not there is not edited, but its record's modified time is the record's.
				for (const step of plain) {
					world.take(step.kind === 'edit' && !fields.includes(step.field) ? { kind: 'arrive' } : step);
					if (step.kind === 'edit') world.modified.set(step.system, world.now);
				}
				return world.trace.map((one) =>
					(one as { decisions: { field: string }[] }).decisions.filter((decision) => decision.field === 'street'));
			};
			expect(outcome(['street'])).toEqual(outcome(setup.fields));
		})));

	it('repeats itself: the same listings again change nothing that is remembered', () =>
		check(fc.property(setups(fewValues), steps(fewValues), (setup, history) => {
			const world = run(setup, history);
			world.sync(['lost']);
			const before = world.memory;
			const trace = world.trace.length;
			world.sync(['lost']);
			world.sync(['lost']);
			expect(world.memory).toEqual(before);
			expect(world.trace[trace + 1]).toEqual(world.trace[trace]);
		})));

	it('reports an undecided field once as new and as open from then on', () =>
		check(fc.property(setups(fewValues), steps(fewValues), (setup, history) => {
			const world = run(setup, history);
			world.settle();
			world.sync();
			for (const decision of (world.trace.at(-1) as { decisions: { status: string }[] }).decisions) {
				expect(decision.status).toBe('open');
			}
		})));

	it('creates a record nowhere it has been seen, and deletes none', () =>
		check(fc.property(setups(fewValues), steps(fewValues), fc.constantFrom(...NAMES), (setup, history, victim) => {
			const world = run(setup, history);
			world.settle();
			if (!setup.systems.includes(victim)) return;
			world.held.delete(victim);
			world.settle();
			expect(world.held.has(victim)).toBe(false);
			expect(world.held.size).toBe(setup.systems.length - 1);
			expect(world.trace.at(-1)).toMatchObject({ creates: [], vanished: [victim] });
		})));

	it('lets a true revert through: A, B, then A again reaches every system', () =>
		check(fc.property(setups(fewValues, { manual: false, silent: false, everywhere: true }), fc.constantFrom(...NAMES.slice(0, 2)), fc.constantFrom(...NAMES.slice(0, 2)), (setup, first, second) => {
			const open = { ...setup, rules: Object.fromEntries(FIELDS.map((f) => [f, setup.rules[f]!.filter((r) => r.kind !== 'owner')])) };
			const world = new World(open);
			world.settle();
			for (const [system, value] of [[first, 'A'], [second, 'B'], [first, 'A']] as const) {
				world.take({ kind: 'edit', system, field: 'street', value, skew: 0 });
				world.settle();
				expect(new Set(world.shown('street'))).toEqual(new Set([value]));
			}
		})));

	it('lets a target go back to its old value while another still waits for the new one', () =>
		check(fc.property(fc.shuffledSubarray(NAMES, { minLength: 3, maxLength: 4 }), fc.integer({ min: 1, max: 3 }), (systems, rounds) => {
			const setup: Setup = {
				systems, fields: ['street'], rules: { street: [] }, silent: [],
				start: Object.fromEntries(systems.map((name) => [name, { street: 'old' }])),
			};
			const [source, target] = systems as [string, string];
			const world = new World(setup);
			world.settle();
			world.take({ kind: 'edit', system: source, field: 'street', value: 'new', skew: 0 });
			for (let i = 0; i <= rounds; i += 1) world.sync(i === 0 ? ['done', 'lost', 'lost'] : ['lost']);
			expect(world.held.get(target)!.get('street')!.value).toBe('new');
			world.take({ kind: 'edit', system: target, field: 'street', value: 'old', skew: 0 });
			world.settle();
			expect(new Set(world.shown('street'))).toEqual(new Set(['old']));
		})));

	it('knows its own writes, lost or late: with edits in one system only, nothing is ever a conflict', () =>
		check(fc.property(setups(fc.constant('same'), { everywhere: true, silent: false }), steps(fc.constant(''), { unlisted: false }), (raw, rawHistory) => {
			const editor = raw.systems[0]!;
			const setup = { ...raw, rules: Object.fromEntries(FIELDS.map((f) => [f, raw.rules[f]!.filter((rule) => rule.kind !== 'owner')])) };
			const { history } = distinct(setup, rawHistory.map((step) => (step.kind === 'edit' ? { ...step, system: editor } : step)));
			const world = new World(setup, true);
			world.settle();
			for (const step of history) world.take(step);
			world.settle();
			const kinds = (world.trace as { decisions: { kind: string }[] }[]).flatMap((one) => one.decisions.map((decision) => decision.kind));
			expect(kinds.filter((kind) => kind !== 'changed' && kind !== 'again')).toEqual([]);
			for (const field of FIELDS) {
				const last = world.entries.filter((one) => one.system === editor && one.field === field).at(-1)!;
				expect(new Set(world.shown(field))).toEqual(new Set([last.value]));
			}
		})));

	it('remembers the same when every memory goes through its compact form', () =>
		check(fc.asyncProperty(setups(fewValues), steps(fewValues), async (setup, history) => {
			const plain = new World(setup);
			const stored = new World(setup);
			const records = recordCollection(stored.policy.shape);
			const clock = (): number => 0;
			let state = new MemoryState(clock);
			const key = [keyHash('k')];
			for (const step of relevant(setup, history)) {
				plain.take(step);
				stored.memory = await state.transact(records, key, (tx) => tx.get(0));
				stored.take(step);
				const { memory } = stored;
				if (memory !== undefined) await state.transact(records, key, (tx) => tx.set(0, memory));
				state = MemoryState.from(JSON.parse(JSON.stringify(state.image())), clock);
			}
			expect(stored.trace).toEqual(plain.trace);
		})));
});

describe('the total order and the rules', () => {
	const value = fc.oneof(fewValues, fc.jsonValue());

	it('is total and transitive over any three values', () =>
		check(fc.property(value, value, value, (a, b, c) => {
			expect(Math.sign(compareValues(a, b)) + Math.sign(compareValues(b, a))).toBe(0);
			expect(compareValues(a, b) === 0).toBe(canonicalJson(a) === canonicalJson(b));
			if (compareValues(a, b) >= 0 && compareValues(b, c) >= 0) expect(compareValues(a, c)).toBeGreaterThanOrEqual(0);
		})));

	it('chooses the same winner whatever order the candidates arrive in', async () => {
		const rules = fc.array(fc.constantFrom(
			{ kind: 'newest' as const }, { kind: 'owner' as const, system: 1 }, { kind: 'priority' as const, order: [2, 0] },
		), { maxLength: 3 });
		const sides = fc.array(fc.record({ value, stamp: fc.constantFrom(null, 0, 1000, 2500, 9000, 9e9) }), { minLength: 3, maxLength: 4 });
		await check(fc.property(rules, sides, fc.nat(), (chain, shown, turn) => {
			const now = Date.UTC(2026, 0, 1);
			const shape = makeShape(NAMES.slice(0, shown.length), ['f']);
			const policy = { shape, systems: shown.map((_, s) => s), rules: [chain], skewMs: 2000, creates: true };
			const rows = shown.map((one) => ({ values: [one.value], modified: one.stamp === null ? null : now - 10_000 + one.stamp }));
			const candidates = shown.map((one, system) => ({ system, value: one.value, fingerprint: valueFingerprint(one.value) }));
			const turned = candidates.map((_, i) => candidates[(i + turn) % candidates.length]!).reverse();
			const round = { now, unlisted: 0, incomplete: 0 };
			expect(chooseWinner(policy, round, chain, turned, rows)).toEqual(chooseWinner(policy, round, chain, candidates, rows));
		}));
	});
});

describe('fingerprints and memory', () => {
	it('takes values for the same exactly when their canonical JSON is the same', () =>
		check(fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
			expect(valueFingerprint(a) === valueFingerprint(b)).toBe(canonicalJson(a) === canonicalJson(b));
			expect(valueFingerprint(JSON.parse(canonicalJson(a)))).toBe(valueFingerprint(a));
		})));

	it('holds no field value', async () => {
		const secret = fc.string({ minLength: 6, maxLength: 12, unit: fc.constantFrom(...'ghijklmnopqrstuvwxyz') }).map((text) => `${text}§`);
		await check(fc.property(fc.array(secret, { minLength: 4, maxLength: 4 }), fc.array(fc.constantFrom('done' as const, 'lost' as const), { minLength: 1, maxLength: 3 }), (values, fates) => {
			const setup: Setup = { systems: ['CRM', 'ERP'], fields: ['street', 'city'], rules: { street: [], city: [{ kind: 'manual' }] }, silent: [], start: { CRM: { street: values[0], city: values[1] }, ERP: { street: values[2], city: values[3] } } };
			const world = new World(setup);
			const state = new MemoryState(() => 0);
			for (const fate of fates) {
				world.sync([fate]);
				state.transactNow(recordCollection(world.policy.shape), [keyHash('k')], (tx) => tx.set(0, world.memory!));
				const kept = JSON.stringify([state.image(), world.memory]);
				for (const value of values) expect(kept).not.toContain(value);
			}
		}));
	});

	it('leaves Object.prototype alone and its inputs unchanged, whatever the fields are called', () =>
		check(fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
			const shape = makeShape(['CRM', 'ERP'], ['__proto__', 'constructor']);
			const policy = { shape, systems: [0, 1], rules: [[], []], skewMs: 0, creates: true };
			const rows = Object.freeze([a, b].map((one) => Object.freeze({ values: Object.freeze([one, one]), modified: null })));
			const before = canonicalJson(rows);
			let memory: RecordMemory | undefined;
			for (let i = 0; i < 2; i += 1) memory = reconcileRecord(policy, { now: 0, unlisted: 0, incomplete: 0 }, memory, rows).memory ?? memory;
			expect(canonicalJson(rows)).toBe(before);
			expect(Object.keys(Object.prototype)).toEqual([]);
		})));
});
