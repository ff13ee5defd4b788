import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as whole from '../../nodes/shared/queue/rollBack';
import { RollBackModel, type Core, type Fate, type Setup, type Step } from './rollBackModel';

// Invariant 21: compensations are the executed steps, in reverse order, each safe to repeat; a failed compensation needs
// attention, loudly. Runs die at every await, leases are lost, clocks jump, answers are lost and reports come late.

const runs = { numRuns: Number(process.env['FC_RUNS'] ?? 10_000) };
jest.setTimeout(Math.max(120_000, runs.numRuns * 60));

const which = fc.nat({ max: 4 });
const fate = fc.constantFrom<Fate>('ok', 'ok', 'ok', 'ok', 'lostAnswer', 'noAnswer', 'busy', 'refuses');
const setup: fc.Arbitrary<Setup> = fc.record({
	targets: fc.array(
		fc.record({
			operation: fc.constantFrom('create' as const, 'update' as const, 'delete' as const),
			final: fc.constantFrom(false, false, false, false, false, true),
			keepsBefore: fc.constantFrom(true, true, true, true, false),
			tellsId: fc.constantFrom(true, true, true, false),
		}),
		{ minLength: 2, maxLength: 5 },
	),
	policy: fc.constantFrom('rollBack' as const, 'rollBack' as const, 'rollBack' as const, 'ask' as const, 'forward' as const),
	terms: fc.record({ baseMs: fc.constant(1_000), capMs: fc.constantFrom(3_000, 60_000), maxAttempts: fc.constantFrom(2, 4), maxAgeMs: fc.constant(3_600_000) }),
});

const one: fc.Arbitrary<Step[]> = fc.oneof(
	{ weight: 2, arbitrary: fc.record({ kind: fc.constant('start' as const), target: which }) },
	{ weight: 2, arbitrary: fc.record({ kind: fc.constant('retry' as const), target: which }) },
	{ weight: 4, arbitrary: fc.record({ kind: fc.constant('write' as const), which, fate }) },
	{ weight: 4, arbitrary: fc.record({ kind: fc.constant('report' as const), which, twice: fc.boolean(), lastTry: fc.constantFrom(false, false, true) }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('writerDies' as const), which }) },
	{ weight: 4, arbitrary: fc.constant<Step>({ kind: 'take' }) },
	{ weight: 4, arbitrary: fc.record({ kind: fc.constant('undo' as const), which, fate }) },
	{ weight: 4, arbitrary: fc.record({ kind: fc.constant('settle' as const), which, twice: fc.boolean(), random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }) }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('takerDies' as const), which }) },
	{ weight: 2, arbitrary: fc.record({ kind: fc.constant('clock' as const), by: fc.constantFrom(1_000, 61_000, -30_000, 3_600_000) }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('person' as const), choice: fc.constantFrom('rollBack' as const, 'forward' as const), stuck: fc.constantFrom('again' as const, 'handled' as const) }) },
).map((step) => [step]);

/** A target written to from beginning to end, so that most histories come to a roll back. */
const through: fc.Arbitrary<Step[]> = fc.tuple(which, fate, fc.boolean()).map(([target, how, twice]) => [
	{ kind: 'start', target }, { kind: 'write', which: 0, fate: how }, { kind: 'report', which: 0, twice, lastTry: false },
]);
const back: fc.Arbitrary<Step[]> = fc.tuple(fate, fc.boolean()).map(([how, twice]) => [
	{ kind: 'take' }, { kind: 'undo', which: 0, fate: how }, { kind: 'settle', which: 0, twice, random: 0.3 },
]);
const refused: Step[] = [{ kind: 'start', target: 4 }, { kind: 'write', which: 0, fate: 'refuses' }, { kind: 'report', which: 0, twice: false, lastTry: false }];
/** A second try of a step that was told of as open: it may end while the step is taken back. */
const late: fc.Arbitrary<Step[]> = fc.tuple(which, fate, fc.boolean()).map(([target, how, settled]) => [
	{ kind: 'start', target }, { kind: 'write', which: 0, fate: 'lostAnswer' }, { kind: 'report', which: 0, twice: false, lastTry: false }, { kind: 'retry', target },
	{ kind: 'start', target: target + 1 }, { kind: 'write', which: 1, fate: 'refuses' }, { kind: 'report', which: 0, twice: false, lastTry: false },
	{ kind: 'take' }, { kind: 'undo', which: 0, fate: 'ok' }, ...(settled ? [{ kind: 'settle', which: 0, twice: false, random: 0 } as const] : []), { kind: 'write', which: 0, fate: how },
]);
const history = fc
	.tuple(fc.array(fc.oneof({ weight: 3, arbitrary: through }, { weight: 1, arbitrary: late }, { weight: 2, arbitrary: one }), { maxLength: 8 }), fc.boolean(), fc.array(fc.oneof(back, { weight: 3, arbitrary: one }), { maxLength: 16 }))
	.map(([before, fails, after]) => [...before.flat(), ...(fails ? refused : []), ...after.flat()]);
const choice = fc.constantFrom('rollBack' as const, 'forward' as const);

const properties: Record<string, (core: Core) => fc.IProperty<[Setup, Step[], 'rollBack' | 'forward']>> = {
	'Once a roll back has begun, every system ends as it was before, whatever dies, is lost, late or told twice; without one, nothing is taken back': (core) =>
		fc.property(setup, history, choice, (world, steps, answer) => {
			const model = new RollBackModel(world, core);
			for (const step of steps) model.do(step);
			model.quiet(answer);
			if (world.policy === 'forward' || model.saga?.rollBack === undefined) assert.equal(model.handedOut.length, 0);
			else for (const target of world.targets.keys()) assert.ok(model.isAsBefore(target), `T${target} holds ${model.apps[target]!.value}`);
		}),
	'A person is told when something first needs one, again only if the reason changes, and once when it is over': (core) =>
		fc.property(setup, history, choice, (world, steps, answer) => {
			const model = new RollBackModel(world, core);
			const isOpen = (): boolean => model.saga?.asked !== undefined || model.saga?.steps.some(({ state }) => state.kind === 'stuck') === true;
			let told: string | undefined;
			const look = (): void => {
				for (const alert of model.alerts.splice(0)) {
					const text = JSON.stringify([alert.reason, alert.target, alert.failure?.message]);
					assert.ok(alert.kind === 'over' ? told !== undefined : told !== text, 'told once');
					told = alert.kind === 'over' ? undefined : text;
				}
				assert.equal(told !== undefined, isOpen(), 'whoever is needed knows, and only he');
			};
			for (const step of steps) {
				model.do(step);
				look();
			}
			model.quiet(answer);
			look();
		}),
	'Where nothing dies, is late or fails while it is taken back, each step is taken back by one write': (core) =>
		fc.property(setup, fc.array(through, { maxLength: 8 }).map((parts) => parts.flat()), choice, (world, steps, answer) => {
			const targets = world.targets.map((target) => ({ ...target, keepsBefore: true, tellsId: true, final: false }));
			const model = new RollBackModel({ ...world, targets }, core);
			for (const step of [...steps, ...refused]) model.do(step);
			model.quiet(answer);
			const made = new Set(model.handedOut.map(({ target }) => target));
			assert.equal(made.size, model.handedOut.length);
			for (const app of model.apps) assert.ok(app.undone <= 1);
		}),
};

test.each(Object.entries(properties))('%s', (_, property) => fc.assert(property(whole), runs));

/** Each a defect somebody could make; the properties must see it. */
const breaks: Record<string, (saga: Core) => Partial<Core>> = {
	'the first step is taken back first': (core) => ({
		takeCompensation: (saga, ...rest) => {
			const turned = core.takeCompensation({ ...saga, steps: [...saga.steps].reverse() }, ...rest);
			return { ...turned, saga: { ...turned.saga, steps: [...turned.saga.steps].reverse() } };
		},
	}),
	'a lease that is alive is handed out again': (core) => ({ takeCompensation: (saga, now, ...rest) => core.takeCompensation(saga, now + 3_600_000, ...rest) }),
	'whoever held it first may settle it': (core) => ({
		settleCompensation: (saga, token, ...rest) => {
			const state = saga.steps.find((step) => step.state.kind === 'compensating' && step.state.token !== undefined)?.state;
			return core.settleCompensation(saga, state?.kind === 'compensating' ? state.token! : token, ...rest);
		},
	}),
	'what nobody answered counts as not done': (core) => ({
		recordStep: (saga, step, outcome, now) => core.recordStep(saga, step, outcome === 'unknown' ? 'failed' : outcome, now),
		failStep: (saga, step, failure, ...rest) => core.failStep(saga, step, { ...failure, mayHaveHappened: false }, ...rest),
	}),
	'a success told late is forgotten': (core) => ({ recordStep: (saga, step, ...rest) => (saga.rollBack === undefined ? core.recordStep(saga, step, ...rest) : saga) }),
	'a try that ends after its step was taken back is forgotten': (core) => ({
		recordStep: (saga, step, ...rest) => (saga.steps.some(({ target, state }) => target === step.target && state.kind === 'compensated') ? saga : core.recordStep(saga, step, ...rest)),
	}),
	'final means nothing': (core) => ({
		recordStep: (saga, step, ...rest) => core.recordStep(saga, { ...step, final: false }, ...rest),
		failStep: (saga, step, ...rest) => core.failStep(saga, { ...step, final: false }, ...rest),
	}),
	'all failures of a compensation are tried again at once': (core) => ({
		settleCompensation: (saga, token, failure, random, now) => core.settleCompensation(saga, token, failure && { ...failure, retryAfterMs: 0 }, random, now),
	}),
	'not found counts as taken back, whatever is known of its id': (core) => ({
		settleCompensation: (saga, token, failure, random, now) => core.settleCompensation(saga, token, failure?.status === 404 ? undefined : failure, random, now),
	}),
	'nobody is told what is stuck': () => ({ takeAlert: (saga) => ({ saga }) }),
	'it is told every time': (core) => ({
		takeAlert: (saga) => {
			const untold = { ...saga };
			delete untold.alerted;
			return core.takeAlert(untold);
		},
	}),
	'keep and retry forward takes back': (core) => ({ failStep: (saga, step, failure, _policy, ...rest) => core.failStep(saga, step, failure, 'rollBack', ...rest) }),
};

test.each(Object.entries(breaks))('it is seen when %s', (_, broken) => {
	const core: Core = { ...whole, ...broken(whole) };
	const seen = Object.values(properties).some((property) => fc.check(property(core), { numRuns: 4_000, endOnFailure: true }).failed);
	expect(seen).toBe(true);
});

test('the histories get far', () => {
	const seen = { rolledBack: 0, compensations: 0, stuck: 0, asked: 0, forgotten: 0, again: 0 };
	for (const [world, steps] of fc.sample(fc.tuple(setup, history), 2_000)) {
		const model = new RollBackModel(world, whole);
		for (const step of steps) model.do(step);
		if (model.saga?.rollBack !== undefined) seen.rolledBack += 1;
		seen.compensations += model.handedOut.length;
		if (model.handedOut.length > new Set(model.handedOut.map(({ target }) => target)).size) seen.again += 1;
		if (model.alerts.some(({ reason }) => reason === 'stuck')) seen.stuck += 1;
		if (model.alerts.some(({ reason }) => reason !== 'stuck')) seen.asked += 1;
		if (model.forgotten) seen.forgotten += 1;
	}
	for (const [what, times] of Object.entries(seen)) expect([what, times >= 20]).toEqual([what, true]);
});
