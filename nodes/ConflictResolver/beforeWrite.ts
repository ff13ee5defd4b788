import type { IDataObject } from 'n8n-workflow';
import { SYNC_KEY } from '../shared/record/envelope';
import type { Joined } from './listing';
import { itemOf, keyOf, type Run } from './run';

/**
 * What a system showed before it is written to, ready to be written back: the key and the fields about to be written,
 * as they came.
 *
 * @param fields of the shape, that are about to be written
 * @returns undefined where the user did not ask for it, or where the system was not seen with all of them: an event of
 * another system says nothing of this one, and one of its own may tell of some fields only
 */
export function beforeWrite(run: Run, record: Joined, system: number, fields: readonly number[]): IDataObject | undefined {
	const shown = shownBy(run, record, system);
	if (shown === undefined) return undefined;
	const before: IDataObject = {};
	run.settings.key.set(before, keyOf(run, record, system));
	for (const field of fields) {
		const path = run.paths[field]!;
		const value = path.get(shown);
		if (value === undefined) return undefined;
		path.set(before, value);
	}
	return before;
}

/** The whole record as its system showed it, ready to be created again. */
export function beforeDelete(run: Run, record: Joined, system: number): IDataObject | undefined {
	const shown = shownBy(run, record, system);
	if (shown === undefined || run.settings.event !== undefined) return undefined;
	const before = { ...shown };
	delete before[SYNC_KEY];
	return before;
}

function shownBy(run: Run, record: Joined, system: number): IDataObject | undefined {
	return run.settings.keepBefore ? itemOf(run, record, system)?.json : undefined;
}
