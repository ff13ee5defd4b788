/** Everything that can become of an item, in the order state keeps the counts. Only ever append. */
export const OUTCOMES = [
	'created',
	'updated',
	'unchanged',
	'echo',
	'duplicate',
	'conflict',
	'mismatch',
	'rejected',
	'failed',
] as const;

export type Outcome = (typeof OUTCOMES)[number];

/** Counts by outcome, in the order of `OUTCOMES`. */
export type Counts = number[];

/** What the outcomes mean to a person; each belongs to exactly one. */
export type Family = 'written' | 'nothingToDo' | 'needsAPerson' | 'failed';

export interface OutcomeInfo {
	label: string;
	family: Family;
	meaning: string;
}

export const OUTCOME_INFO: Record<Outcome, OutcomeInfo> = {
	created: { label: 'Created', family: 'written', meaning: 'a new record was written' },
	updated: { label: 'Updated', family: 'written', meaning: 'an existing record was changed or deleted' },
	unchanged: { label: 'Unchanged', family: 'nothingToDo', meaning: 'both sides agreed already' },
	echo: { label: 'Echo', family: 'nothingToDo', meaning: 'our own write came back' },
	duplicate: { label: 'Duplicate', family: 'nothingToDo', meaning: 'a repeat was held back' },
	conflict: { label: 'Conflict', family: 'needsAPerson', meaning: 'sides disagree and no rule may decide' },
	mismatch: { label: 'Mismatch', family: 'needsAPerson', meaning: 'the same key came with other content' },
	rejected: { label: 'Rejected', family: 'failed', meaning: 'the data did not fit and was not written' },
	failed: { label: 'Failed', family: 'failed', meaning: 'the write was tried and failed' },
};

const PLACES = new Map<unknown, number>(OUTCOMES.map((outcome, place) => [outcome, place]));

/** @returns the outcome's place in `Counts`, or -1 for anything that is no outcome */
export function placeOf(outcome: unknown): number {
	return PLACES.get(outcome) ?? -1;
}

export function noCounts(): Counts {
	return OUTCOMES.map(() => 0);
}

/** Adds `from` to `into`, which the caller owns. */
export function addCounts(into: Counts, from: readonly number[]): void {
	for (let place = 0; place < into.length; place += 1) into[place]! += from[place] ?? 0;
}

/** How many items the counts stand for, of all outcomes or of some. */
export function sumOf(counts: readonly number[], outcomes: readonly Outcome[] = OUTCOMES): number {
	let sum = 0;
	for (const outcome of outcomes) sum += counts[placeOf(outcome)] ?? 0;
	return sum;
}
