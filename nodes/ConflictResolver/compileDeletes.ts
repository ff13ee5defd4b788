import type { Complain } from './complain';
import { DEFAULT_MOST_DELETES, DEFAULT_MOST_DELETES_PERCENT, DEFAULT_REMEMBER_DAYS, type DeletesDefinition } from './definition';

export interface DeleteTerms {
	/** Whether deletes are passed on; they are always reported. */
	readonly passOn: boolean;
	/** How long a deleted record is remembered as deleted, in days. */
	readonly rememberDays: number;
	/** More planned deletes than this in one run hold them all. */
	readonly mostRecords: number;
	/** As `mostRecords`, in percent of the records of the run. */
	readonly mostPercent: number;
}

/** @param number checks a number, and complains in the words of its setting */
export function compileDeletes(
	deletes: DeletesDefinition,
	number: (label: string, value: number, least: number) => number,
	complain: Complain,
): DeleteTerms {
	const mode = deletes.mode ?? 'report';
	if (mode !== 'report' && mode !== 'passOn') complain(`Deletes is unknown: ${String(mode)}`, 'Choose Report Only or Pass On.');
	return {
		passOn: mode === 'passOn',
		rememberDays: number('Remember Deletes (Days)', deletes.rememberDays ?? DEFAULT_REMEMBER_DAYS, 1),
		mostRecords: number('Most Deletes per Run', deletes.mostRecords ?? DEFAULT_MOST_DELETES, 0),
		mostPercent: number('Most Deletes per Run (%)', deletes.mostPercent ?? DEFAULT_MOST_DELETES_PERCENT, 0),
	};
}
