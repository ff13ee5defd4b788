import { LEAVE_OUT, Problem, Tolerated } from './problem';
import type { WrongType } from './tableRules';
import { numberIfExact, plainFromNumber } from './types/plainDecimal';
import type { Context } from './types/type';

type Read = (value: unknown, record?: Context) => unknown;

/** @returns `read`, with what the table says about values it does not take */
export function readAs(read: Read, wrongType: WrongType): Read {
	switch (wrongType) {
		case 'reject':
			return read;
		case 'coerce':
			return (value, record) => coerced(read, value, record);
		case 'keep':
			return (value, record) => tolerant(read(value, record), value);
		case 'report':
			return (value, record) => tolerant(read(value, record), LEAVE_OUT);
	}
}

function tolerant(result: unknown, instead: unknown): unknown {
	return result instanceof Problem ? new Tolerated(result, instead) : result;
}

/**
 * Tries the same content as another kind of JSON value: a number or true/false as text, a text of digits as the whole
 * number that prints exactly so. Nothing is cut, rounded or guessed, so nothing is lost.
 */
function coerced(read: Read, value: unknown, record: Context): unknown {
	const result = read(value, record);
	if (!(result instanceof Problem)) return result;
	const other = inOtherKind(value);
	if (other === undefined) return result;
	const again = read(other, record);
	return again instanceof Problem ? result : again;
}

function inOtherKind(value: unknown): unknown {
	if (typeof value === 'boolean') return String(value);
	if (typeof value === 'number') return Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER ? plainFromNumber(value) : undefined;
	if (typeof value !== 'string') return undefined;
	if (value === 'true' || value === 'false') return value === 'true';
	// Whole numbers only: in a system that writes 1.234,50 nobody can tell what 1.5 means.
	const number = /^(0|-?[1-9]\d*)$/.test(value) ? numberIfExact(value) : undefined;
	return typeof number === 'number' ? number : undefined;
}
