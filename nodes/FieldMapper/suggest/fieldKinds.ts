import { Problem } from '../problem';
import { kindReaders, type Kind, type Reader } from './kinds';
import { looseKey } from './looseKey';
import type { FieldProfile } from './profile';

/** By record: the value as text to compare by, undefined where there is none. */
export type Keys = readonly (string | undefined)[];

/** A way in which the values of a field can be read. */
export interface Reading {
	readonly kind: Kind;
	readonly keys: Keys;
	/** Nearly every value can be read this way; else many can, and the other side has to bear it out. */
	readonly nearlyAll: boolean;
}

/** What the values of a field can be read as. */
export interface FieldKinds {
	readonly field: FieldProfile;
	readonly readings: readonly Reading[];
	/** As text or number, without what copies mostly differ in. */
	readonly loose: Keys;
	/** How many different values there are. */
	readonly distinct: number;
	/** All values are texts or numbers. */
	readonly isTextual: boolean;
	readonly hasNumbers: boolean;
	readonly hasTexts: boolean;
}

/** Real lists have a few broken values. */
const NEARLY_ALL = 0.98;
const MANY = 0.7;

export function fieldKinds(field: FieldProfile): FieldKinds {
	const filled = field.values.filter((value) => value !== undefined && value !== null && value !== '');
	const is = (type: string): boolean => filled.some((value) => typeof value === type);
	const loose = field.values.map(looseKey);
	return {
		field,
		readings: filled.length === 0 ? [] : kindReaders().flatMap((reader) => readingOf(field, reader, filled.length)),
		loose,
		distinct: new Set(loose.filter((key) => key !== undefined)).size,
		isTextual: filled.every((value) => typeof value === 'string' || typeof value === 'number'),
		hasNumbers: is('number'),
		hasTexts: is('string'),
	};
}

function readingOf(field: FieldProfile, { kind, read }: Reader, filled: number): Reading[] {
	const mostWrong = Math.floor(filled * (1 - MANY));
	let wrong = 0;
	const keys: (string | undefined)[] = [];
	for (const value of field.values) {
		const inner = readOne(value, kind, read);
		if (inner instanceof Problem) {
			wrong += 1;
			if (wrong > mostWrong) return [];
		}
		keys.push(inner === undefined || inner instanceof Problem ? undefined : JSON.stringify(inner));
	}
	return wrong === filled ? [] : [{ kind, keys, nearlyAll: wrong <= filled * (1 - NEARLY_ALL) }];
}

const WRONG = new Problem('otherKind', '', '');

function readOne(value: unknown, { of, between }: Kind, read: Reader['read']): unknown {
	if (value === undefined || value === null || value === '') return undefined;
	if (of !== undefined && typeof value !== of) return WRONG;
	if (between !== undefined && (Number(value) < between[0] || Number(value) > between[1])) return WRONG;
	return read(typeof value === 'string' ? value.trim() : value);
}
