import { boolean } from './boolean';
import { date } from './date';
import { decimal } from './decimal';
import { enumeration } from './enum';
import { integer } from './integer';
import { list } from './list';
import { moment } from './moment';
import { raw } from './raw';
import { text } from './text';
import type { FieldType } from './type';

/** Every type a row can have, by the name it has in the node's parameters. */
export const TYPES = { text, integer, decimal, boolean, date, moment, enum: enumeration, list, raw } as const satisfies Readonly<
	Record<string, FieldType>
>;

export type TypeName = keyof typeof TYPES;

export function isTypeName(name: unknown): name is TypeName {
	return typeof name === 'string' && Object.prototype.hasOwnProperty.call(TYPES, name);
}
