import { plainFromNumber } from '../types/plainDecimal';

/**
 * A value as text to compare by, without what copies of one record mostly differ in: case, spaces, composed letters,
 * number or text.
 *
 * @returns undefined where there is nothing to compare
 */
export function looseKey(value: unknown): string | undefined {
	switch (typeof value) {
		case 'string': {
			const text = value.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();
			return text === '' ? undefined : text;
		}
		case 'number':
			return Number.isFinite(value) ? plainFromNumber(value) : undefined;
		case 'boolean':
			return String(value);
		default:
			return value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString().toLowerCase() : undefined;
	}
}
