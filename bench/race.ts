/** Contenders do the same work by turns, so that a busy moment of the machine hits all of them. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export interface Contender {
	name: string;
	/** Does the work once, freshly prepared. @returns how long the work alone took, in ms */
	sample(): Promise<number>;
}

export interface Measured {
	name: string;
	/** ms, in the order they were taken */
	samples: number[];
	median: number;
}

export interface RaceRules {
	/** At least this many samples each, but for the slow. */
	rounds: number;
	/** A contender whose first sample takes longer is measured once. */
	slowMs: number;
	/** A contender whose first sample takes less is warmed up first and measured several times a round. */
	fastMs: number;
	/** How often that is. */
	fastTimes: number;
}

/** Untimed samples of the fast: V8 optimises a function only after it has run for a while. */
const WARM_UPS = 15;

export async function race(contenders: readonly Contender[], rules: RaceRules): Promise<Measured[]> {
	const entered = contenders.map((contender) => ({ ...contender, samples: [] as number[], fast: false }));
	for (const entry of entered) {
		const first = await entry.sample();
		entry.fast = first < rules.fastMs;
		// A slow one is warm after its first sample, which is then as good as any.
		if (!entry.fast) entry.samples.push(first);
		else for (let i = 0; i < WARM_UPS; i += 1) await entry.sample();
	}
	for (let round = 0; round < rules.rounds; round += 1) {
		for (const entry of entered) {
			const wanted = entry.fast ? rules.fastTimes : entry.samples[0]! > rules.slowMs ? 0 : 1;
			for (let i = 0; i < wanted && entry.samples.length < rules.rounds * rules.fastTimes; i += 1) {
				entry.samples.push(await entry.sample());
			}
		}
	}
	return entered.map(({ name, samples }) => ({ name, samples, median: median(samples) }));
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
