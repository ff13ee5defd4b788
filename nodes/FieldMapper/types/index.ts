import { list } from './list';
import { raw } from './raw';
import { SCALARS } from './scalars';
import type { FieldType } from './type';

/** Every type a row can have, by the name it has in the node's parameters. */
export const TYPES = { ...SCALARS, list, raw } as const satisfies Readonly<Record<string, FieldType>>;

export type TypeName = keyof typeof TYPES;

export function isTypeName(name: unknown): name is TypeName {
	return typeof name === 'string' && Object.prototype.hasOwnProperty.call(TYPES, name);
}
