import fc from 'fast-check';
import { QueueWorld, type Step } from './queueWorld';

// Invariants 14, 19 and 20: parked = waiting + leased + done + dead + discarded, at every moment; nothing is tried
// after it was given up; order per record; delays, quotas and breakers; a stale holder changes nothing; nothing is lost.

const runs = { numRuns: Number(process.env['FC_RUNS'] ?? 10_000) };
jest.setTimeout(Math.max(120_000, runs.numRuns * 60));

const which = fc.nat({ max: 5 });
const step: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 5, arbitrary: fc.record({ kind: fc.constant('change' as const), target: fc.constantFrom(0, 0, 0, 1), record: fc.constantFrom(0, 0, 1, 2), same: fc.boolean(), create: fc.constantFrom(true, false, false) }) },
	{
		weight: 6,
		arbitrary: fc.record({
			kind: fc.constant('answer' as const), which, twice: fc.boolean(),
			fate: fc.constantFrom('ok' as const, 'ok' as const, 'transient' as const, 'transient' as const, 'rateLimit' as const, 'permanent' as const, 'conflict' as const, 'unknown' as const),
			retryAfterMs: fc.constantFrom(0, 3_000),
		}),
	},
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('die' as const), which }) },
	{ weight: 6, arbitrary: fc.record({ kind: fc.constant('take' as const), limit: fc.constantFrom(1, 2, 10) }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('redrive' as const, 'discard' as const), which }) },
	{ weight: 3, arbitrary: fc.record({ kind: fc.constant('clock' as const), by: fc.constantFrom(50, 700, 2_500, 2_500, 6_000, 6_000, 61_000, 700_000, -5_000) }) },
	{ weight: 1, arbitrary: fc.constant<Step>({ kind: 'restart' }) },
);

/** The same fails again and again, until it is given up. */
const hammer: Step[] = Array.from({ length: 6 }, (): Step[] => [
	{ kind: 'clock', by: 6_000 }, { kind: 'take', limit: 10 }, { kind: 'answer', which: 0, fate: 'rateLimit', twice: false }, { kind: 'answer', which: 0, fate: 'transient', twice: false },
]).flat();

test.each(['supersede', 'wait'] as const)('whatever happens, parked work is counted, in order, within limits, and not lost (%s)', async (later) => {
	await fc.assert(
		fc.asyncProperty(fc.array(step, { minLength: 15, maxLength: 45 }), fc.constantFrom(false, false, false, true), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), async (steps, hammered, random) => {
			const world = new QueueWorld(later, () => random);
			for (const one of [...steps, ...(hammered ? hammer : [])]) {
				await world.step(one);
				await world.check();
			}
			await world.settleDown();
		}),
		{ ...runs, numRuns: runs.numRuns / 2 },
	);
});
