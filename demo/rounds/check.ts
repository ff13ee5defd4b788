import type { RoundResult } from './run';

/** One thing that must hold, and what was found. */
export interface Check {
	what: string;
	ok: boolean;
	found: string;
}

export function check(what: string, ok: boolean, found: unknown): Check {
	return { what, ok, found: typeof found === 'string' ? found : JSON.stringify(found) };
}

/** One of the demo's rounds: what ran, and what was checked. */
export interface Round {
	name: string;
	title: string;
	/** What people did before or during it, in words. */
	story: string[];
	runs: RoundResult[];
	checks: Check[];
}

/** The run went through. */
export function ranThrough(run: RoundResult): Check {
	return check(`${run.name}: the workflow runs to its end`, run.ok, run.error ?? `${run.seconds} s`);
}
