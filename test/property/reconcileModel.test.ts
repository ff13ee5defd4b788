import fc from 'fast-check';
import { canonicalJson } from '../../nodes/shared/record/canonical';
import { distinct, Model, type ModelFate, type ModelRule, type ModelSetup, type ModelStep } from './reconcileModel';

/** Histories in all; each property has its share of them. The long run: FC_RUNS=1000000 (CONTRIBUTING.md). */
const RUNS = Number(process.env['FC_RUNS'] ?? 10_000);
const check = <T>(property: fc.IRawProperty<T>, share = 1): void =>
	void fc.assert(property as fc.IRawProperty<unknown>, { numRuns: Math.ceil(RUNS * share) });

jest.setTimeout(Math.max(120_000, RUNS * 60));

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
			versioned: fc.constant(true),
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

function expectAlike(model: Model): void {
	expect([0, model.setup.systems.length]).toContain(model.held.size);
	for (const field of model.setup.fields) expect(new Set(model.shown(field).map(canonicalJson)).size).toBeLessThanOrEqual(1);
}

describe('two to five systems, with events and comparisons over one memory', () => {
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
			for (const entry of model.entries) {
				const remains = model.shown(entry.field).includes(entry.value);
				expect([entry, remains || entry.seenAndReplaced || entry.reported]).toEqual([entry, true]);
			}
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
				while (model.queue.length > 0) model.take({ kind: 'event', at: 0, again: false, fates: [] });
				expect(model.planned.sort()).toEqual(
					setup.systems.filter((_, s) => s !== who % setup.systems.length).map((name) => `update ${name}/street`).sort());
				expect(new Set(model.shown('street'))).toEqual(new Set(['new']));
			}), 0.05));

	it('let a true revert through, by events alone: A, B, then A again reaches every system', () =>
		check(fc.property(setups(fc.constant('A'), { everywhere: true, rights: false, manual: false }), fc.nat(), fc.nat(), (setup, one, two) => {
			const model = new Model(setup);
			model.settleDown();
			const drain = (): void => {
				while (model.queue.length > 0) model.take({ kind: 'event', at: 0, again: false, fates: ['done'] });
			};
			for (const [who, value] of [[one, 'B'], [two, 'A'], [one, 'B']] as const) {
				model.take({ kind: 'edit', system: setup.systems[who % setup.systems.length]!, field: 'street', value, skew: 0 });
				drain();
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
					while (model.queue.length > 0) model.take({ kind: 'event', at: 0, again: false, fates: ['done'] });
				}
				model.settleDown();
				expectAlike(model);
				expect(model.held.has(system)).toBe(acts.reduce((is, act) => (act === 'delete' ? false : act === 'restore' ? true : is), true));
			}), 0.05));
});
