import fc from 'fast-check';
import { makeShape, reconcileRecord } from '../../nodes/shared/reconcile';
import { canonicalJson } from '../../nodes/shared/record/canonical';
import { distinct, Model, type Entry, type ModelFate, type ModelRule, type ModelSetup, type ModelStep } from './reconcileModel';

/** Runs a property with its share of all histories. */
export type Check = <T>(property: fc.IRawProperty<T>, share?: number) => void;

const NAMES = ['CRM', 'ERP', 'Billing', 'Shop', 'Desk'];
const FIELDS = ['street', '__proto__'];
const fewValues = fc.constantFrom<unknown>('a', 'bb', 'c', '', null, 0, '0', 7, false);

interface Shape {
	deletes?: boolean | 'some';
	rights?: boolean;
	manual?: boolean;
	everywhere?: boolean;
	versioned?: boolean;
	stamped?: boolean;
}

const record = <T>(keys: readonly string[], value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
	fc.tuple(...keys.map(() => value)).map((all) => Object.fromEntries(keys.map((key, i) => [key, all[i]!])) as Record<string, T>);

function setups(values: fc.Arbitrary<unknown>, shape: Shape = {}): fc.Arbitrary<ModelSetup> {
	return fc.integer({ min: 2, max: NAMES.length }).chain((count) => {
		const systems = NAMES.slice(0, count);
		const rule = fc.oneof(
			fc.constantFrom<ModelRule>(
				{ kind: 'newest' }, { kind: 'highestVersion' }, { kind: 'nonEmpty' }, { kind: 'longest' }, { kind: 'min' }, { kind: 'max' },
				...(shape.manual === true ? [{ kind: 'manual' as const }] : []),
			),
			fc.record({ kind: fc.constant('priority' as const), order: fc.shuffledSubarray(systems) }),
			...(shape.rights === false ? [] : [fc.record({ kind: fc.constant('owner' as const), system: fc.constantFrom(...systems) })]),
		);
		const rights = fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.subarray(systems, { minLength: 1 }) });
		return fc.record({
			systems: fc.constant(systems),
			fields: fc.constant(FIELDS),
			rules: record(FIELDS, fc.array(rule, { maxLength: 2 })),
			writers: shape.rights === false ? fc.constant({}) : record(FIELDS, rights).map((all) =>
				Object.fromEntries(Object.entries(all).filter(([, names]) => names !== undefined)) as Record<string, string[]>),
			writeBack: fc.constant(true),
			deleters: shape.deletes === false ? fc.constant(undefined)
				: shape.deletes === 'some' ? fc.subarray(systems, { minLength: 1 }) : fc.constant(systems),
			versioned: fc.constant(shape.versioned ?? true),
			stamped: shape.stamped === undefined ? fc.boolean() : fc.constant(shape.stamped),
			start: (shape.everywhere === true ? fc.constant(systems) : fc.subarray(systems, { minLength: 1 }))
				.chain((holding) => record(holding, record(FIELDS, values))),
		});
	});
}

const fates = fc.array(fc.constantFrom<ModelFate>('done', 'done', 'doneUntold', 'lost', 'lostUntold', 'late'), { maxLength: 4 });

function steps(values: fc.Arbitrary<unknown>, without: readonly ModelStep['kind'][] = []): fc.Arbitrary<ModelStep[]> {
	const few = (names: readonly string[]): fc.Arbitrary<string[]> =>
		fc.oneof({ weight: 4, arbitrary: fc.constant<string[]>([]) }, { weight: 1, arbitrary: fc.subarray([...names], { maxLength: 1 }) });
	const kinds: Record<ModelStep['kind'], { weight: number; arbitrary: fc.Arbitrary<ModelStep> }> = {
		edit: {
			weight: 5,
			arbitrary: fc.record({
				kind: fc.constant('edit' as const), system: fc.constantFrom(...NAMES), field: fc.constantFrom(...FIELDS), value: values,
				skew: fc.constantFrom(0, 1, -3, 600, 99),
			}),
		},
		delete: { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), system: fc.constantFrom(...NAMES) }) },
		restore: { weight: 1, arbitrary: fc.record({ kind: fc.constant('restore' as const), system: fc.constantFrom(...NAMES), value: values }) },
		compare: { weight: 3, arbitrary: fc.record({ kind: fc.constant('compare' as const), fates, unlisted: few(NAMES), hidden: few(NAMES) }) },
		event: { weight: 5, arbitrary: fc.record({ kind: fc.constant('event' as const), at: fc.constantFrom(0, 0, 0, 1, 2), again: fc.boolean(), fates }) },
		loseEvent: { weight: 1, arbitrary: fc.record({ kind: fc.constant('loseEvent' as const), at: fc.nat({ max: 3 }) }) },
		arrive: { weight: 1, arbitrary: fc.constant({ kind: 'arrive' as const }) },
	};
	const chosen = Object.entries(kinds).filter(([kind]) => !without.includes(kind as ModelStep['kind'])).map(([, one]) => one);
	return fc.array(fc.oneof(...chosen), { maxLength: 16 });
}

/** The steps that are about systems of the setup. */
function relevant(setup: ModelSetup, history: readonly ModelStep[]): ModelStep[] {
	const exists = (name: string): boolean => setup.systems.includes(name);
	return history.filter((step) => !('system' in step) || exists(step.system)).map((step) =>
		step.kind === 'compare' ? { ...step, unlisted: step.unlisted.filter(exists), hidden: step.hidden.filter(exists) } : step);
}

/** @param byName events wait in the order of their systems' names */
function run(setup: ModelSetup, history: readonly ModelStep[], byName = false): Model {
	const model = new Model(setup, byName);
	for (const step of relevant(setup, history)) model.take(step);
	return model;
}

/** Every event is heard, those of the writes it leads to among them: that ends, or the sync runs in circles. */
function drain(model: Model): void {
	for (let i = 0; i < 500 && model.queue.length > 0; i += 1) model.take({ kind: 'event', at: 0, again: false, fates: ['done'] });
	expect(model.queue.length).toBe(0);
}

function expectNothingLost(model: Model): void {
	const isKept = (entry: Entry): boolean => entry.seenAndReplaced || entry.reported || model.shown(entry.field).includes(entry.value);
	expect(model.entries.filter((entry) => !isKept(entry))).toEqual([]);
}

function expectAlike(model: Model): void {
	expect([0, model.setup.systems.length]).toContain(model.held.size);
	for (const field of model.setup.fields) expect(new Set(model.shown(field).map(canonicalJson)).size).toBeLessThanOrEqual(1);
}

/** What must hold of two to five systems, with events and comparisons over one memory. */
export function modelProperties(it: (name: string, run: () => void) => void, check: Check): void {
	it('converge: after quiet all show the same, or none has the record, within one round more than there are systems', () =>
		check(fc.property(setups(fewValues), steps(fewValues), (setup, history) => {
			const model = run(setup, history);
			expect(model.settleDown()).toBeLessThanOrEqual(setup.systems.length + 1);
			expectAlike(model);
		}), 0.25));

	it('lose nothing silently: what was entered is final, was replaced by who saw it, or is reported', () =>
		check(fc.property(setups(fc.constant('')), steps(fc.constant('')), (raw, rawHistory) => {
			const { setup, history } = distinct(raw, rawHistory);
			const model = run(setup, history);
			model.settleDown();
			expectNothingLost(model);
		}), 0.35));

	it('decide the same under any order of systems and fields', () => {
		const reordered = setups(fewValues).chain((setup) => fc.record({
			setup: fc.constant(setup),
			systems: fc.shuffledSubarray(setup.systems, { minLength: setup.systems.length }),
			fields: fc.shuffledSubarray(setup.fields, { minLength: setup.fields.length }),
		}));
		check(fc.property(reordered, steps(fewValues, ['loseEvent']), ({ setup, systems, fields }, history) => {
			// Which write is lost and which event comes first must not depend on the layout.
			const plain = history.map((step): ModelStep =>
				'fates' in step ? { ...step, fates: step.fates.slice(0, 1), ...(step.kind === 'event' ? { at: 0 } : {}) } as ModelStep : step);
			const one = run(setup, plain, true);
			const other = run({ ...setup, systems, fields }, plain, true);
			expect([other.settleDown(), other.trace]).toEqual([one.settleDown(), one.trace]);
		}), 0.05);
	});

	it('delete nothing that nobody deleted, whatever is missing, incomplete, repeated or late', () =>
		check(fc.property(setups(fewValues), steps(fewValues, ['delete', 'restore']), (setup, history) => {
			const model = run(setup, history);
			model.settleDown();
			expect(model.outcomes.filter((one) => (one.deletes | one.vanished) !== 0)).toEqual([]);
		}), 0.05));

	it('only report deletes where they are not carried over', () =>
		check(fc.property(setups(fewValues, { deletes: false }), steps(fewValues, ['restore']), (setup, history) => {
			const model = run(setup, history);
			model.settleDown();
			expect(model.outcomes.filter((one) => one.deletes !== 0)).toEqual([]);
		}), 0.05));

	it('repeat themselves: the same lists again change nothing that is remembered', () =>
		check(fc.property(setups(fewValues), steps(fewValues), (setup, history) => {
			const model = run(setup, history);
			model.compare(['lostUntold']);
			model.compare(['lostUntold']);
			const before = model.memory;
			model.compare(['lostUntold']);
			expect(model.memory).toEqual(before);
		}), 0.05));

	it('never write a field of a record from where it may not be written', () =>
		check(fc.property(setups(fc.constant(''), { everywhere: true, deletes: false }), steps(fc.constant(''), ['delete', 'restore']), (raw, rawHistory) => {
			const { setup, history } = distinct({ ...raw, start: Object.fromEntries(raw.systems.map((system) => [system, {}])) }, rawHistory);
			// All agree at first: what a system without the right enters later never reaches another.
			const model = new Model(setup);
			model.compare();
			for (const step of relevant(setup, history)) model.take(step);
			model.settleDown();
			for (const entry of model.entries) {
				const writers = Object.hasOwn(setup.writers, entry.field) ? setup.writers[entry.field]! : setup.systems;
				const first = setup.rules[entry.field]![0];
				const may = first?.kind === 'owner' ? first.system === entry.system : writers.includes(entry.system);
				if (!may) expect(model.shown(entry.field)).not.toContain(entry.value);
			}
		}), 0.05));

	it('do not echo: one edit in a quiet world, its events in any order and repeated, is one write a target', () =>
		check(fc.property(
			setups(fc.constant('same'), { everywhere: true, rights: false }), fc.nat(), fc.array(fc.nat({ max: 5 }), { maxLength: 12 }), fc.boolean(),
			(setup, who, order, compares) => {
				const model = new Model(setup);
				model.settleDown();
				model.planned = [];
				model.take({ kind: 'edit', system: setup.systems[who % setup.systems.length]!, field: 'street', value: 'new', skew: 0 });
				for (const at of order) {
					model.take({ kind: 'event', at, again: at % 2 === 0, fates: ['done'] });
					if (compares && at === 5) model.compare();
				}
				drain(model);
				expect(model.planned.sort()).toEqual(
					setup.systems.filter((_, s) => s !== who % setup.systems.length).map((name) => `update ${name}/street`).sort());
				expect(new Set(model.shown('street'))).toEqual(new Set(['new']));
			}), 0.05));

	it('let a true revert through, by events alone: A, B, then A again reaches every system', () =>
		check(fc.property(setups(fc.constant('A'), { everywhere: true, rights: false, manual: false }), fc.nat(), fc.nat(), (setup, one, two) => {
			const model = new Model(setup);
			model.settleDown();
			for (const [who, value] of [[one, 'B'], [two, 'A'], [one, 'B']] as const) {
				model.take({ kind: 'edit', system: setup.systems[who % setup.systems.length]!, field: 'street', value, skew: 0 });
				drain(model);
				expect(new Set(model.shown('street'))).toEqual(new Set([value]));
			}
		}), 0.05));

	it('end with the newest content of a system, however its events are reordered and repeated: versions tell', () =>
		check(fc.property(
			setups(fc.constant('same'), { everywhere: true, rights: false, versioned: true }),
			fc.array(fc.constantFrom('edit', 'edit', 'delete', 'restore'), { minLength: 1, maxLength: 6 }), fc.array(fc.nat({ max: 6 }), { maxLength: 8 }),
			(setup, acts, order) => {
				const model = new Model(setup);
				model.settleDown();
				const [system] = setup.systems as [string];
				acts.forEach((act, i) => model.take(
					act === 'edit' ? { kind: 'edit', system, field: 'street', value: `v${i}`, skew: 0 }
						: act === 'delete' ? { kind: 'delete', system } : { kind: 'restore', system, value: `r${i}` }));
				const events = [...model.queue];
				model.queue = [];
				for (const at of [...order, ...events.keys()].sort((a, b) => ((a * 7919) % 13) - ((b * 7919) % 13))) {
					if (events[at] !== undefined) model.queue.push(events[at]);
					drain(model);
				}
				model.settleDown();
				expectAlike(model);
				expect(model.held.has(system)).toBe(acts.reduce((is, act) => (act === 'delete' ? false : act === 'restore' ? true : is), true));
			}), 0.05));

	it('keep what was changed against a delete, and end alike in whichever order the three are heard', () =>
		check(fc.property(
			setups(fc.constant('same'), { everywhere: true, rights: false, versioned: true }), fc.shuffledSubarray([0, 1, 2], { minLength: 3 }), fewValues, fewValues,
			(raw, order, one, other) => {
				fc.pre(raw.systems.length >= 3);
				const setup = { ...raw, rules: Object.fromEntries(FIELDS.map((field) => [field, []])) };
				const ends = [[0, 1, 2], order].map((heard) => {
					const model = new Model(setup);
					model.settleDown();
					const [first, second, third] = setup.systems as [string, string, string];
					model.take({ kind: 'edit', system: first, field: 'street', value: one, skew: 0 });
					model.take({ kind: 'delete', system: second });
					model.take({ kind: 'edit', system: third, field: 'street', value: other, skew: 0 });
					const events = [...model.queue];
					model.queue = heard.map((i) => events[i]!);
					model.settleDown();
					expectAlike(model);
					expect(model.held.size).toBe(setup.systems.length);
					return model.shown('street')[0];
				});
				expect(ends[1]).toEqual(ends[0]);
			}), 0.05));

	it('lose nothing silently without versions, where events arrive in order, no list overtakes them, and deletes are only reported', () =>
		check(fc.property(setups(fc.constant(''), { versioned: false, deletes: false, everywhere: true }), steps(fc.constant(''), ['delete', 'restore', 'loseEvent', 'compare', 'arrive']), (raw, rawHistory) => {
			const { setup, history } = distinct(raw, rawHistory);
			const model = new Model(setup);
			model.compare();
			for (const step of relevant(setup, history)) model.take(step.kind === 'event' ? { ...step, at: 0, again: false } : step);
			model.settleDown();
			expectAlike(model);
			expectNothingLost(model);
		}), 0.05));

	it('never let the newest rule speak where a time is missing, unreadable or from the future', () =>
		check(fc.property(fc.constantFrom(null, undefined, '', 'yesterday', '2026-01-01T00:00:00', Date.UTC(2026, 0, 2)), fewValues, fewValues, (time, a, b) => {
			fc.pre(canonicalJson(a) !== canonicalJson(b));
			const policy = { shape: makeShape(['A', 'B'], ['f']), systems: [0, 1], rules: [[{ kind: 'newest' as const }]], skewMs: 0, creates: true };
			const now = Date.UTC(2026, 0, 1, 12);
			const rows = [{ values: [a], modified: time }, { values: [b], modified: now }];
			expect(reconcileRecord(policy, { now, unlisted: 0, incomplete: 0 }, undefined, rows).decisions).toMatchObject([{ rule: 'tieBreak' }]);
		}), 0.05));

	const quietWorld = (shape: Shape): fc.Arbitrary<ModelSetup> =>
		setups(fc.constant('same'), { everywhere: true, rights: false, ...shape }).map((setup) =>
			({ ...setup, rules: Object.fromEntries(FIELDS.map((field) => [field, []])) }));
	const begin = (setup: ModelSetup): Model => {
		const model = new Model(setup);
		model.settleDown();
		model.queue = [];
		return model;
	};

	it('do not bring a deleted record back for an event from before', () =>
		check(fc.property(quietWorld({ stamped: true }), fc.nat(), fc.nat(), (setup, who, from) => {
			const model = begin(setup);
			const name = (n: number): string => setup.systems[n % setup.systems.length]!;
			model.take({ kind: 'edit', system: name(who), field: 'street', value: 'new', skew: 0 });
			drain(model);
			model.take({ kind: 'edit', system: name(who), field: 'street', value: 'newer', skew: 0 });
			const old = [...model.queue];
			drain(model);
			model.take({ kind: 'delete', system: name(from) });
			drain(model);
			expect(model.held.size).toBe(0);
			model.queue = old;
			drain(model);
			expect(model.held.size).toBe(0);
		}), 0.02));

	it('do not take an event from before a confirmed write for somebody going back', () =>
		check(fc.property(fc.boolean().chain((versioned) => quietWorld({ versioned })), (setup) => {
			const model = begin(setup);
			const [first, second] = setup.systems as [string, string];
			model.take({ kind: 'edit', system: first, field: 'street', value: 'new', skew: 0 });
			model.take({ kind: 'edit', system: second, field: '__proto__', value: 'other', skew: 0 });
			drain(model);
			expect([new Set(model.shown('street')), new Set(model.shown('__proto__'))]).toEqual([new Set(['new']), new Set(['other'])]);
		}), 0.02));

	it('do not write over a system whose own change was passed over while it could not be asked', () =>
		check(fc.property(quietWorld({}), fc.boolean(), (setup, isHidden) => {
			const model = begin(setup);
			const [first, second] = setup.systems as [string, string];
			model.take({ kind: 'edit', system: first, field: 'street', value: 'passed over', skew: 0 });
			model.compare(['lost']);
			model.take({ kind: 'edit', system: second, field: 'street', value: 'newer', skew: 0 });
			model.compare([], isHidden ? [] : [first], isHidden ? [first] : []);
			model.queue = [];
			model.take({ kind: 'edit', system: second, field: 'street', value: 'newest', skew: 0 });
			drain(model);
			model.settleDown();
			expectAlike(model);
			const passed = model.entries.find((entry) => entry.value === 'passed over')!;
			expect(passed.reported || model.shown('street').includes(passed.value)).toBe(true);
		}), 0.02));

	it('do not take an event from before a create for a delete', () =>
		check(fc.property(quietWorld({ versioned: false }), (setup) => {
			const model = begin(setup);
			const [first, second] = setup.systems as [string, string];
			model.take({ kind: 'edit', system: first, field: 'street', value: 'kept', skew: 0 });
			model.take({ kind: 'delete', system: second });
			model.compare();
			expect(model.held.size).toBe(setup.systems.length);
			drain(model);
			expect(model.held.size).toBe(setup.systems.length);
			expect(new Set(model.shown('street'))).toEqual(new Set(['kept']));
		}), 0.02));

	it('delete nothing for a system that was never seen to agree with the others', () =>
		check(fc.property(quietWorld({}), fc.boolean(), (raw, isHidden) => {
			const { setup } = distinct(raw, []);
			const model = new Model(setup);
			const [first, ...others] = setup.systems as [string, ...string[]];
			model.compare(['lost'], isHidden ? [] : others, isHidden ? others : []);
			model.take({ kind: 'delete', system: first });
			model.settleDown();
			expect(model.outcomes.filter((one) => one.deletes !== 0)).toEqual([]);
			expect(model.held.size).toBe(setup.systems.length);
		}), 0.02));

	it('do not pass over a system that is away because creates of its value are under way', () =>
		check(fc.property(quietWorld({}), (raw) => {
			const { setup } = distinct(raw, []);
			const model = new Model(setup);
			const [first] = setup.systems as [string];
			model.take({ kind: 'edit', system: first, field: 'street', value: 'away', skew: 0 });
			model.take({ kind: 'event', at: 0, again: false, fates: ['doneUntold'] });
			model.compare([], [], [first]);
			model.queue = [];
			model.settleDown();
			expectAlike(model);
			expectNothingLost(model);
		}), 0.02));

	it('bring a restored record back where a delete of ours arrives late', () =>
		check(fc.property(quietWorld({}), (setup) => {
			const model = begin(setup);
			const [, second] = setup.systems as [string, string];
			model.take({ kind: 'delete', system: second });
			model.compare(['late']);
			model.take({ kind: 'restore', system: second, value: 'back' });
			model.compare();
			model.queue = [];
			model.take({ kind: 'arrive' });
			model.queue = [];
			model.settleDown();
			expect(model.held.size).toBe(setup.systems.length);
			expect(new Set(model.shown('street'))).toEqual(new Set(['back']));
		}), 0.02));

	it('do not plan a write again while it is on its way, whatever else is heard', () =>
		check(fc.property(quietWorld({}), (setup) => {
			const model = begin(setup);
			const [first, second] = setup.systems as [string, string];
			model.planned = [];
			model.take({ kind: 'edit', system: first, field: 'street', value: 'new', skew: 0 });
			model.take({ kind: 'event', at: 0, again: true, fates: ['late'] });
			model.take({ kind: 'edit', system: second, field: '__proto__', value: 'other', skew: 0 });
			model.take({ kind: 'event', at: 1, again: false, fates: ['late'] });
			model.take({ kind: 'event', at: 0, again: false, fates: ['late'] });
			model.hearTogether([first, second]);
			expect(model.planned.filter((one) => one.endsWith('/street')).length).toBe(setup.systems.length - 1);
		}), 0.02));
}
