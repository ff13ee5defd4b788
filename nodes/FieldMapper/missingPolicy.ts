import { Problem } from './problem';
import { badChoice, oneOf } from './types/settings';

/** The first of each is the default. `clear` writes what the other system takes for an emptied field. */
export const WHEN_ABSENT = ['leaveOut', 'clear', 'null', 'emptyText', 'default', 'reject'] as const;
export const WHEN_NULL = ['clear', 'null', 'leaveOut', 'emptyText', 'default', 'reject'] as const;
export const WHEN_EMPTY = ['asIs', 'leaveOut', 'clear', 'null', 'default', 'reject'] as const;

/** What a row does where there is no value, in one direction. */
export interface MissingPolicy {
	readonly absent: (typeof WHEN_ABSENT)[number];
	readonly null: (typeof WHEN_NULL)[number];
	readonly empty: (typeof WHEN_EMPTY)[number];
	/** As typed in; undefined where the row has no default. */
	readonly default: string | undefined;
}

export function readMissing(typed: Record<string, unknown>): MissingPolicy | Problem {
	const absent = oneOf(WHEN_ABSENT, typed['absent']);
	if (absent === undefined) return badChoice('When Absent', typed['absent'], WHEN_ABSENT);
	const nothing = oneOf(WHEN_NULL, typed['null']);
	if (nothing === undefined) return badChoice('When Null', typed['null'], WHEN_NULL);
	const empty = oneOf(WHEN_EMPTY, typed['empty']);
	if (empty === undefined) return badChoice('When Empty', typed['empty'], WHEN_EMPTY);
	const value = typed['default'];
	const needsDefault = [absent, nothing, empty].includes('default');
	if (needsDefault && (value === undefined || value === '')) {
		return new Problem('noDefault', 'it is to use a default, and none is given', 'Add the field Default under When There Is No Value.');
	}
	return { absent, null: nothing, empty, default: needsDefault ? String(value) : undefined };
}
