import { Problem } from '../../../../nodes/FieldMapper/problem';
import { compiled } from '../../../unit/fieldMapper/types/codec';

/**
 * Every clock change of every zone from 2000 to 2035. What is expected comes from the runtime's calendar alone: the
 * wall clock that `Intl.DateTimeFormat` shows at a moment. Nothing of the code under test is used to find it.
 */
const [FIRST, LAST] = [Date.UTC(2000, 0), Date.UTC(2036, 0)];
const DAY = 86_400_000;
const STEP = 2 * DAY;

interface Change {
	readonly zone: string;
	readonly wall: (ms: number) => number;
	/** The first moment with the new offset. */
	readonly at: number;
	readonly before: number;
	readonly after: number;
}

/** What the clocks of a zone show at a moment, as ms since 1970 if it were UTC. */
function wallOf(timeZone: string): (ms: number) => number {
	const clock = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
	return (ms) => {
		const shown = clock.format(ms);
		const part = (from: number, to: number): number => Number(shown.slice(from, to));
		const whole = Date.UTC(part(0, 4), part(5, 7) - 1, part(8, 10), part(11, 13), part(14, 16), part(17, 19));
		return whole + (((ms % 1000) + 1000) % 1000);
	};
}

function changesOf(zone: string): Change[] {
	const wall = wallOf(zone);
	const offset = (ms: number): number => wall(ms) - ms;
	const changes: Change[] = [];
	let before = offset(FIRST);
	for (let from = FIRST; from < LAST; from += STEP) {
		const after = offset(from + STEP);
		if (after === before) continue;
		let [low, high] = [from, from + STEP];
		while (high - low > 1) {
			const middle = Math.floor((low + high) / 2);
			if (offset(middle) === before) low = middle;
			else high = middle;
		}
		changes.push({ zone, wall, at: high, before, after });
		before = after;
	}
	return changes;
}

const POLICIES = ['reject', 'earlier', 'later', 'usual'] as const;
type Policy = (typeof POLICIES)[number];

const zones = Intl.supportedValuesOf('timeZone');
const all = zones.map((zone) => changesOf(zone));
const changes = all.flat();
const codecs = new Map(
	zones.map((zone) => [
		zone,
		Object.fromEntries(POLICIES.map((policy) => [policy, compiled('moment', { sourceAs: 'local', sourceZone: zone, clockChange: policy }).source])) as Record<
			Policy,
			ReturnType<typeof compiled>['source']
		>,
	]),
);

const spelled = (local: number): string => new Date(local).toISOString().slice(0, -1);

/** The moment a local time is read as, or the rule it is rejected by. */
function read(zone: string, policy: Policy, local: number): number | string {
	const found = codecs.get(zone)![policy].read(spelled(local));
	return found instanceof Problem ? found.rule : Date.parse(found as string);
}

/** Local times at the edges of what a change skips or repeats, and in its middle. */
function inside({ at, before, after }: Change): number[] {
	const [from, to] = [at + Math.min(before, after), at + Math.max(before, after)];
	return [from, from + 1, Math.floor((from + to) / 2), to - 1];
}

/** Collects differences instead of asserting each: there are hundreds of thousands. */
function differences(check: (change: Change, wrong: (what: string) => void) => void): string[] {
	const found: string[] = [];
	for (const change of changes) check(change, (what) => found.push(`${change.zone} ${new Date(change.at).toISOString()}: ${what}`));
	return found.slice(0, 20);
}

describe('every clock change of every zone from 2000 to 2035', () => {
	it('is met: thousands of them, of an hour, of half an hour, and of a day', () => {
		const sizes = new Map<number, number>();
		for (const { before, after } of changes) sizes.set((after - before) / 60_000, (sizes.get((after - before) / 60_000) ?? 0) + 1);
		expect(zones.length).toBeGreaterThan(400);
		expect(changes.length).toBeGreaterThan(10_000);
		for (const minutes of [60, -60, 30, -30, 24 * 60]) expect([minutes, (sizes.get(minutes) ?? 0) > 0]).toEqual([minutes, true]);
	});

	it('a skipped time is rejected, or moved by what was skipped: back for earlier, forward for later and usual', () => {
		let met = 0;
		const wrong = differences((change, report) => {
			const skipped = change.after - change.before;
			if (skipped < 0) return;
			for (const local of inside(change)) {
				met += 1;
				const { zone, wall } = change;
				if (read(zone, 'reject', local) !== 'skippedTime') report(`${spelled(local)} is not rejected`);
				const [earlier, later, usual] = (['earlier', 'later', 'usual'] as const).map((policy) => read(zone, policy, local));
				if (typeof earlier !== 'number' || wall(earlier) !== local - skipped) report(`${spelled(local)} earlier is ${earlier}`);
				if (typeof later !== 'number' || wall(later) !== local + skipped) report(`${spelled(local)} later is ${later}`);
				if (usual !== later) report(`${spelled(local)} usual is ${usual}`);
				if (!(Number(earlier) < change.at && Number(later) >= change.at)) report(`${spelled(local)} lies on the wrong side`);
			}
		});
		expect(wrong).toEqual([]);
		expect(met).toBeGreaterThan(20_000);
	});

	it('a repeated time is rejected, or is the first or the second of the two moments at which the clocks show it', () => {
		let met = 0;
		const wrong = differences((change, report) => {
			const repeated = change.before - change.after;
			if (repeated < 0) return;
			for (const local of inside(change)) {
				met += 1;
				const { zone, wall } = change;
				if (read(zone, 'reject', local) !== 'repeatedTime') report(`${spelled(local)} is not rejected`);
				const [earlier, later, usual] = (['earlier', 'later', 'usual'] as const).map((policy) => read(zone, policy, local));
				if (typeof earlier !== 'number' || wall(earlier) !== local || earlier >= change.at) report(`${spelled(local)} earlier is ${earlier}`);
				if (typeof later !== 'number' || wall(later) !== local || later < change.at) report(`${spelled(local)} later is ${later}`);
				if (Number(later) - Number(earlier) !== repeated) report(`${spelled(local)}: the two are ${Number(later) - Number(earlier)} ms apart`);
				if (usual !== earlier) report(`${spelled(local)} usual is ${usual}`);
			}
		});
		expect(wrong).toEqual([]);
		expect(met).toBeGreaterThan(20_000);
	});

	it('the times around it are one moment each, whatever the policy', () => {
		const wrong = differences(({ zone, wall, at, before, after }, report) => {
			const [from, to] = [at + Math.min(before, after), at + Math.max(before, after)];
			for (const local of [from - 1, to, from - 3_600_000, to + 3_600_000, from - DAY, to + DAY]) {
				for (const policy of POLICIES) {
					const found = read(zone, policy, local);
					if (typeof found !== 'number' || wall(found) !== local) report(`${spelled(local)} is ${found} (${policy})`);
				}
			}
		});
		expect(wrong).toEqual([]);
	});

	it('a moment near it is written as what the clocks show, or refused where that would be read as another moment', () => {
		const wrong = differences(({ zone, wall, at, before, after }, report) => {
			const repeated = Math.max(0, before - after);
			for (const ms of [at - repeated - 1, at - repeated, at - 1, at, at + repeated - 1, at + repeated]) {
				const twice = repeated > 0 && ms >= at - repeated && ms < at + repeated;
				for (const policy of POLICIES) {
					const written = codecs.get(zone)![policy].write(new Date(ms).toISOString());
					const second = ms >= at;
					const refused = twice && (policy === 'reject' || (policy === 'later') !== second);
					const expected = refused ? 'notExpressible' : spelled(wall(ms));
					const got = written instanceof Problem ? written.rule : written;
					if (got !== expected) report(`${new Date(ms).toISOString()} is written ${String(got)}, not ${expected} (${policy})`);
				}
			}
		});
		expect(wrong).toEqual([]);
	});
});
