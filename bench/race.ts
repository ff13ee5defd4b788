/** Contenders do the same work by turns, so that a busy moment of the machine hits all of them. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Time } from './time';

export interface Contender {
	name: string;
	/** Does the work once, freshly prepared. @returns how long the work alone took */
	sample(): Promise<Time>;
	/** The work is done in another process: only the clock on the wall tells what it costs. */
	elsewhere?: boolean;
}

export interface Measured {
	name: string;
	samples: number;
	/** Medians. */
	time: Time;
	elsewhere: boolean;
}

export interface RaceRules {
	/** At least this many samples each, but for the slow. */
	rounds: number;
	/** A contender whose first sample takes longer (on the clock) is measured once. */
	slowMs: number;
	/** A contender whose first sample costs less (of the processor) is warmed up, then measured several times a round. */
	fastMs: number;
	/** How often that is. */
	fastTimes: number;
}

/** Untimed samples of the fast: V8 optimises a function only after it has run for a while. */
const WARM_UPS = 15;

export async function race(contenders: readonly Contender[], rules: RaceRules): Promise<Measured[]> {
	const entered = contenders.map((contender) => ({ ...contender, samples: [] as Time[], fast: false }));
	for (const entry of entered) {
		const first = await entry.sample();
		entry.fast = first.cpu < rules.fastMs;
		// A slow one is warm after its first sample, which is then as good as any.
		if (!entry.fast) entry.samples.push(first);
		else for (let i = 0; i < WARM_UPS; i += 1) await entry.sample();
	}
	for (let round = 0; round < rules.rounds; round += 1) {
		for (const entry of entered) {
			if (!entry.fast && (round === 0 || entry.samples[0]!.wall > rules.slowMs)) continue;
			for (let i = 0; i < (entry.fast ? rules.fastTimes : 1); i += 1) entry.samples.push(await entry.sample());
		}
	}
	return entered.map(({ name, samples, elsewhere = false }) => {
		const time = { wall: median(samples.map(({ wall }) => wall)), cpu: median(samples.map(({ cpu }) => cpu)) };
		return { name, samples: samples.length, time, elsewhere };
	});
}

export function median(samples: readonly number[]): number {
	const sorted = [...samples].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as (options: { type: 'minor' }) => void;

/**
 * Nobody pays for another's garbage: to be called right before the work that is timed. Only the young generation:
 * a full collection throws optimised code away with it, which no n8n does before each run.
 */
export function collectGarbage(): void {
	gc({ type: 'minor' });
}
