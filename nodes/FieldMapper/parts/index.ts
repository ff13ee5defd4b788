import { addressLines } from './addressLines';
import { nameParts } from './nameParts';
import type { PartsType } from './partsType';
import { template } from './template';

/** Types of rows that have several fields on one side, by the name they have in the node's parameters. */
export const PARTS_TYPES = { template, nameParts, addressLines } as const satisfies Readonly<Record<string, PartsType>>;

export type PartsTypeName = keyof typeof PARTS_TYPES;

export function isPartsTypeName(name: unknown): name is PartsTypeName {
	return typeof name === 'string' && Object.prototype.hasOwnProperty.call(PARTS_TYPES, name);
}
