import { compilePath } from '../../shared/record/path';
import { Problem } from '../problem';
import type { Context } from './type';

/** Another field of the record a value stands in. */
export interface Beside {
	/** As typed in. */
	readonly text: string;
	/** @returns what it holds; undefined where there is no such field, or nothing in it */
	read(record: Context): unknown;
	/** Puts a value there: for the records of the proof. */
	write(record: Record<string, unknown>, value: unknown): void;
}

/** @param path as typed in; '' for none */
export function compileBeside(path: string): Beside | undefined | Problem {
	if (path.trim() === '') return undefined;
	const compiled = compilePath(path);
	if (!compiled.ok) return new Problem('badPath', compiled.problem, 'Write a field name, or a path such as order.currency.');
	const { path: field } = compiled;
	return {
		text: path,
		read: (record) => {
			const value = record === undefined ? undefined : field.get(record);
			return value === null || value === '' ? undefined : value;
		},
		write: (record, value) => void field.set(record, value),
	};
}

/** Records that hold each of these values in the fields, with what the proof tries beside it. */
export function besideSamples<T>(
	fields: readonly (Beside | undefined)[],
	values: readonly string[],
	samplesOf: (value: string) => readonly T[],
): { record: Context; samples: readonly T[] }[] {
	return values.map((value) => {
		const record: Record<string, unknown> = {};
		for (const field of fields) field?.write(record, value);
		return { record, samples: samplesOf(value) };
	});
}
