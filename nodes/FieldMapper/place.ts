import { LEAVE_OUT, preview } from './problem';
import type { FieldSelector } from './selector/selector';

/** What a row reads or writes: one field, or the several fields of a row that joins them. */
export interface Place {
	/** As the user wrote it. */
	readonly text: string;
	/** The fields, in order. */
	readonly fields: readonly FieldSelector[];
	/** Values come as a list, one for each field; also where there is but one. */
	readonly several: boolean;
	/** @returns the value, or a list with one value a field; undefined where a field is absent */
	get(record: unknown): unknown;
	/** Writes into `target`, which the caller owns. */
	set(target: object, value: unknown): boolean;
}

export function oneField(selector: FieldSelector): Place {
	const { text, get, set } = selector;
	return { text, fields: [selector], several: false, get, set };
}

/** @param text the template that names the fields */
export function severalFields(text: string, fields: readonly FieldSelector[]): Place {
	return {
		text,
		fields,
		several: true,
		get: (record) => fields.map((field) => field.get(record)),
		set: (target, values) => {
			let all = true;
			fields.forEach((field, i) => {
				const value = (values as readonly unknown[])[i];
				if (value !== LEAVE_OUT) all = field.set(target, value) && all;
			});
			return all;
		},
	};
}

/** What stood at a place, as a reason carries it: by field where there are several. */
export function previewAt({ fields, several }: Place, value: unknown): unknown {
	if (!several || !Array.isArray(value)) return preview(value);
	return Object.fromEntries(fields.flatMap(({ text }, i) => (value[i] === undefined ? [] : [[text, preview(value[i])]])));
}
