import type { Complain } from './complain';
import { DEFAULT_MOST_DELETES, DEFAULT_MOST_DELETES_PERCENT, DEFAULT_TOMBSTONE_DAYS, type DeletesDefinition } from './definition';

export interface DeleteTerms {
	/** Whether deletes are passed on; they are always reported. */
	readonly pass: boolean;
	/** How long a deleted record is remembered as deleted, in days. */
	readonly tombstoneDays: number;
	/** More planned deletes than this in one run hold them all. */
	readonly most: number;
	/** As `most`, in percent of the records of the run. */
	readonly mostPercent: number;
}

/** @param number checks a number, and complains in the words of its setting */
export function compileDeletes(
	deletes: DeletesDefinition,
	number: (label: string, value: number, least: number) => number,
	complain: Complain,
): DeleteTerms {
	const mode = deletes.mode ?? 'report';
	if (mode !== 'report' && mode !== 'pass') complain(`Deletes is unknown: ${String(mode)}`, 'Choose Report Only or Pass On.');
	return {
		pass: mode === 'pass',
		tombstoneDays: number('Remember Deleted Records (Days)', deletes.tombstoneDays ?? DEFAULT_TOMBSTONE_DAYS, 1),
		most: number('Most Deletes per Run', deletes.most ?? DEFAULT_MOST_DELETES, 0),
		mostPercent: number('Most Deletes per Run (Percent)', deletes.mostPercent ?? DEFAULT_MOST_DELETES_PERCENT, 0),
	};
}
