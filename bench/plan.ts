import type { RaceRules } from './race';

export const SECTIONS = ['guard', 'linker', 'mapper', 'resolver', 'detector', 'checkpoint', 'outcome', 'queue', 'state'] as const;
export type Section = (typeof SECTIONS)[number];

/** How much is measured. */
export interface Plan {
	sections: readonly Section[];
	quick: boolean;
	rules: RaceRules;
	/** `[keys remembered, items]` */
	guard: readonly (readonly [history: number, count: number])[];
	mapper: readonly number[];
	resolver: readonly number[];
	/** Records in a full list. */
	detector: readonly number[];
	linker: readonly number[];
	/** Items told to Sync Outcome. */
	outcome: readonly number[];
	/** `[records, percent changed]` */
	shares: readonly (readonly [count: number, percent: number])[];
	/** Remembered records under which events arrive, from few to many. */
	events: readonly [few: number, many: number];
	growth: readonly number[];
	/** Remembered keys and records. */
	state: number;
}

const FULL: Omit<Plan, 'sections'> = {
	quick: false,
	rules: { rounds: 5, slowMs: 20_000, fastMs: 150, fastTimes: 3 },
	guard: [
		[10_000, 1_000],
		[10_000, 10_000],
		[100_000, 1_000],
		[100_000, 10_000],
	],
	mapper: [1_000, 10_000, 100_000],
	resolver: [1_000, 10_000],
	detector: [1_000, 10_000],
	linker: [1_000, 10_000],
	outcome: [1_000, 10_000],
	shares: [
		[10_000, 1],
		[10_000, 100],
		[100_000, 1],
		[100_000, 100],
	],
	events: [1_000, 100_000],
	growth: [1_000, 10_000, 100_000],
	state: 100_000,
};

/** Fewer rounds, and the slowest contenders only on the small batch or once. */
const QUICK: Omit<Plan, 'sections'> = {
	...FULL,
	quick: true,
	rules: { rounds: 3, slowMs: 2_000, fastMs: 150, fastTimes: 3 },
	guard: [
		[10_000, 1_000],
		[10_000, 10_000],
	],
	mapper: [1_000],
	shares: [
		[10_000, 1],
		[10_000, 100],
	],
	detector: [1_000],
};

/**
 * @param args of the command: `--quick`, and sections by name (none: all)
 * @throws Error that says what is possible
 */
export function planFor(args: readonly string[]): Plan {
	const wanted = args.filter((arg) => arg !== '--quick');
	const unknown = wanted.filter((arg) => !(SECTIONS as readonly string[]).includes(arg));
	if (unknown.length > 0) throw new Error(`"${unknown.join(' ')}"? Possible are --quick, ${SECTIONS.join(', ')}.`);
	const sections = wanted.length === 0 ? SECTIONS : SECTIONS.filter((section) => wanted.includes(section));
	return { ...(args.includes('--quick') ? QUICK : FULL), sections };
}
