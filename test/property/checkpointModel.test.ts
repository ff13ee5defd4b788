import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CheckpointModel, type Fate, type Setup, type Step } from './checkpointModel';

// Invariant 22: a checkpoint never moves back, moves only after everything before it is settled or parked, and does not
// lose ties. Histories of edits with equal stamps, reads that overlap, runs that die at every await, kills that lose what
// was not saved, clocks that jump, and a person's Set.

const runs = { numRuns: Number(process.env['FC_RUNS'] ?? 10_000) };
jest.setTimeout(Math.max(120_000, runs.numRuns * 60));

const run = fc.constantFrom(0, 0, 0, 1, 2);
const fate: fc.Arbitrary<Fate> = fc.record({
	item: fc.nat({ max: 5 }),
	of: fc.constantFrom(1, 1, 1, 2, 3),
	parts: fc.constantFrom(7, 7, 7, 1, 2, 5),
	failed: fc.constantFrom(false, false, false, false, true),
	twice: fc.boolean(),
});
const step: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 6, arbitrary: fc.record({ kind: fc.constant('edit' as const), record: fc.nat({ max: 5 }), tick: fc.constantFrom(0, 0, 1, 2), late: fc.nat({ max: 3 }), ahead: fc.constantFrom(false, false, false, false, false, true) }) },
	{ weight: 3, arbitrary: fc.constant<Step>({ kind: 'begin' }) },
	{ weight: 3, arbitrary: fc.record({ kind: fc.constant('query' as const), run, order: fc.nat() }) },
	{ weight: 4, arbitrary: fc.oneof(run.map((one): Step => ({ kind: 'propose', run: one })), fc.tuple(run, fc.integer({ min: 1, max: 3 })).map(([one, first]): Step => ({ kind: 'propose', run: one, first }))) },
	{ weight: 6, arbitrary: fc.record({ kind: fc.constant('report' as const), run, items: fc.array(fate, { minLength: 1, maxLength: 6 }), reorder: fc.nat() }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('die' as const), run }) },
	{ weight: 1, arbitrary: fc.constant<Step>({ kind: 'save' }) },
	{ weight: 1, arbitrary: fc.constant<Step>({ kind: 'kill' }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('jump' as const), by: fc.constantFrom(-3_600_000, 3_600_000, 400, -400, 6_000) }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('set' as const), to: fc.nat({ max: 6 }) }) },
);
const setup: fc.Arbitrary<Setup> = fc.record({ kind: fc.constantFrom('time' as const, 'time' as const, 'number' as const), overlap: fc.constantFrom(0, 0, 1, 3) });

/** All at once; or in two pages, the second of them at once, when the first was told of, or perhaps later. */
const proposals = (order: number, items: readonly Fate[]): Step[] => {
	const whole: Step = { kind: 'propose', run: 0 };
	const first: Step = { ...whole, first: 1 + (order % 2) };
	const report: Step = { kind: 'report', run: 0, items, reorder: order };
	return [[whole], [whole], [first, whole], [first, report, whole], [first]][order % 5]!;
};

/** Whole reads in the usual order, so that most histories get far; and single steps in any. */
const history = fc.array(
	fc.oneof(
		{ weight: 3, arbitrary: step.map((one) => [one]) },
		{
			weight: 2,
			arbitrary: fc.tuple(fc.nat(), fc.array(step, { maxLength: 2 }), fc.array(fate, { minLength: 1, maxLength: 6 })).map(([order, between, items]): Step[] => [
				{ kind: 'begin' }, { kind: 'query', run: 0, order }, ...proposals(order, items), ...between, { kind: 'report', run: 0, items, reorder: order },
			]),
		},
	),
	{ maxLength: 18 },
).map((parts) => parts.flat());

test('a checkpoint never moves back but by Set, and what nobody settled or parked is always read again, whatever dies, jumps or ties', async () => {
	await fc.assert(
		fc.asyncProperty(setup, history, async (world, steps) => {
			const model = new CheckpointModel(world);
			for (const one of steps) await model.do(one);
		}),
		runs,
	);
});

test('once all is settled the checkpoint stands at the newest change, and nothing is handed out again', async () => {
	await fc.assert(
		fc.asyncProperty(setup, history, async (world, steps) => {
			const model = new CheckpointModel(world);
			for (const one of steps) await model.do(one);
			const { at, newest, again } = await model.settleAll();
			assert.deepEqual({ at, again }, { at: newest, again: [] });
		}),
		{ numRuns: Math.ceil(runs.numRuns / 4) },
	);
});
