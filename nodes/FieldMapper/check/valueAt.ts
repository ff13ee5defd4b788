import type { Place } from '../place';
import { LEAVE_OUT } from '../problem';
import type { FieldSelector } from '../selector/selector';

/**
 * What a record has at a place, without what other rows own: where the row goes through a list, `lines[*].sku`, the
 * values of its elements and not the elements.
 */
export function valueAt({ fields, several, get }: Place, record: unknown): unknown {
	const [field] = fields;
	return several || field === undefined || field.lists.length === 0 ? get(record) : through(field, 0, record);
}

function through(field: FieldSelector, level: number, from: unknown): unknown {
	const value = field.reaches[level]!.get(from);
	if (level === field.lists.length || !Array.isArray(value)) return value;
	return value.map((element) => through(field, level + 1, element));
}

/** What a row made for a place of `record`, as `valueAt` would find it there. */
export function asFound(place: Place, made: unknown, record: unknown): unknown {
	if (place.several && Array.isArray(made)) return made.map((part: unknown) => (part === LEAVE_OUT ? undefined : part));
	return place.fields.some(({ lists }) => lists.length > 0) ? valueAt(place, record) : made;
}
