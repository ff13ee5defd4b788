import { compilePath } from '../../shared/record/path';
import { Problem } from '../problem';
import type { Context } from './type';

/** Reads another field of the record a value stands in: undefined where there is none, or nothing in it. */
export type ReadBeside = (record: Context) => unknown;

/** @param path as typed in; '' for none */
export function compileBeside(path: string): ReadBeside | undefined | Problem {
	if (path.trim() === '') return undefined;
	const compiled = compilePath(path);
	if (!compiled.ok) return new Problem('badPath', compiled.problem, 'Write a field name, or a path such as order.currency.');
	const { path: field } = compiled;
	return (record) => {
		const value = record === undefined ? undefined : field.get(record);
		return value === null || value === '' ? undefined : value;
	};
}
