import { base64 } from './base64';
import { extract } from './extract';
import { json } from './json';
import { list } from './list';
import { object } from './object';
import { raw } from './raw';
import { SCALARS } from './scalars';
import type { FieldType } from './type';

/** Every type a row can have, by the name it has in the node's parameters. */
export const TYPES = { ...SCALARS, list, object, json, base64, extract, raw } as const satisfies Readonly<Record<string, FieldType>>;

export type TypeName = keyof typeof TYPES;

export function isTypeName(name: unknown): name is TypeName {
	return typeof name === 'string' && Object.prototype.hasOwnProperty.call(TYPES, name);
}
