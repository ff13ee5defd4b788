import type { MissingPolicy } from './definition';
import type { ClearWay } from './tableRules';
import { LEAVE_OUT, Problem } from './problem';

/** What a row gives where there is no value. Each call gives a value of its own: records share nothing. */
export type Outcome = () => unknown;

export interface Outcomes {
	readonly absent: Outcome;
	readonly nothing: Outcome;
	/** Undefined where '' is a value like any other. */
	readonly empty: Outcome | undefined;
}

const FIX = 'Fill it in the system it comes from, or choose under When There Is No Value what to do.';
const MISSING: Readonly<Record<'absent' | 'null' | 'empty', Problem>> = {
	absent: new Problem('absent', 'The field is not there, and the row needs it.', FIX),
	null: new Problem('null', 'The field is null, and the row needs a value.', FIX),
	empty: new Problem('empty', 'The field is an empty text, and the row needs a value.', FIX),
};

/**
 * @param readDefault makes the row's default, as typed in, what this direction writes
 * @param reads how the system that is read clears a field: where that is an empty text, '' counts as null
 * @param writes how the system that is written clears a field
 * @param clearWord the word it writes then
 * @returns what to give in each case, or why the default cannot be used
 */
export function compileOutcomes(
	policy: MissingPolicy,
	readDefault: (typed: string) => unknown,
	reads: ClearWay,
	writes: ClearWay,
	clearWord: string | undefined,
): Outcomes | Problem {
	const fallback = compileDefault(policy, readDefault);
	if (fallback instanceof Problem) return fallback;
	const cleared = writes === 'word' ? clearWord : writes === 'emptyText' ? '' : null;
	if (cleared === undefined) {
		return new Problem('noClearWord', 'it is to clear fields with a word, and none is named', 'Name the word under Text That Means No Value.');
	}
	const outcome = (choice: string, state: 'absent' | 'null' | 'empty'): Outcome | undefined => {
		switch (choice) {
			case 'leaveOut':
				return () => LEAVE_OUT;
			case 'clear':
				return () => cleared;
			case 'null':
				return () => null;
			case 'emptyText':
				return () => '';
			case 'default':
				return fallback;
			case 'reject':
				return () => MISSING[state];
			default:
				return undefined;
		}
	};
	const nothing = outcome(policy.null, 'null')!;
	return {
		absent: outcome(policy.absent, 'absent')!,
		nothing,
		empty: outcome(policy.empty, 'empty') ?? (reads === 'emptyText' ? nothing : undefined),
	};
}

function compileDefault(policy: MissingPolicy, readDefault: (typed: string) => unknown): Outcome | Problem {
	if (policy.default === undefined) return () => LEAVE_OUT;
	const value = readDefault(policy.default);
	if (value instanceof Problem) return new Problem('badDefault', `its default cannot be used: ${value.message}`, value.fix);
	if (typeof value === 'object' && value !== null) return () => structuredClone(value);
	return () => value;
}
