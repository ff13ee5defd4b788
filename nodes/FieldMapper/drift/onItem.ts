import { getOwn, isRecord } from '../../shared/record/json';
import type { DriftChange } from './compare';
import { kindNames, kindOf, type FieldNames } from './observed';

/** What an item says of a change that concerns it. */
export interface ItemDrift {
	field: string;
	change: DriftChange['change'];
	breaking: boolean;
	was?: string;
	now?: string;
}

/** @returns the changes that this record shows: it has the new field or the new kind of value, or lacks the field that vanished */
export function driftOf(record: Readonly<Record<string, unknown>>, changes: readonly DriftChange[]): ItemDrift[] {
	return changes.flatMap(({ path, field, change, breaking, was, kinds }) => {
		const shows = change === 'vanished' ? isRecord(record) && lacks(record, path) : has(record, path, 0, kinds);
		if (!shows) return [];
		return [{ field, change, breaking, ...(was === undefined ? {} : { was }), ...(kinds === undefined ? {} : { now: kindNames(kinds) }) }];
	});
}

function has(value: unknown, path: FieldNames, at: number, kinds: number | undefined): boolean {
	if (value === undefined) return false;
	if (at === path.length) return kinds === undefined || (kindOf(value) & kinds) !== 0;
	const name = path[at]!;
	if (name === 0) return Array.isArray(value) && value.some((element) => has(element, path, at + 1, kinds));
	return isRecord(value) && has(getOwn(value, name), path, at + 1, kinds);
}

function lacks(record: unknown, path: FieldNames): boolean {
	const holder = path.slice(0, -1);
	return has(record, holder, 0, undefined) && !has(record, path, 0, undefined);
}
