import { DateTime } from 'luxon';
import { parseStamp } from '../reconcile/stamp';
import { parseVersion } from '../reconcile/version';
import type { Cursor, CursorKind } from './cursor';

const EPOCH_TEXT = /^\d{9,16}(?:\.\d{1,9})?$/;
const DIGITS = /^-?\d{1,40}$/;

/**
 * A record's cursor as its source gives it.
 *
 * Times are cut to whole milliseconds, never rounded up: a read then begins at or before the record.
 *
 * @param zone an IANA name, for times that say no offset; empty: those are none
 * @returns undefined for what cannot be read as such a cursor; a page may be any text or number
 */
export function parseCursor(kind: CursorKind, value: unknown, zone: string): Cursor | undefined {
	switch (kind) {
		case 'time':
			return parseTime(value, zone);
		case 'number':
			return parseNumber(value);
		case 'page':
			if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined;
			return typeof value === 'string' && value !== '' && value.isWellFormed() ? value : undefined;
	}
}

function parseTime(value: unknown, zone: string): number | undefined {
	if (DateTime.isDateTime(value)) return value.isValid ? value.toMillis() : undefined;
	if (typeof value !== 'string') return floor(parseStamp(value));
	const text = value.trim();
	if (EPOCH_TEXT.test(text)) return floor(parseStamp(Number(text)));
	const stamp = parseStamp(text);
	if (stamp !== undefined || zone === '') return stamp;
	for (const local of [DateTime.fromISO(text, { zone }), DateTime.fromSQL(text, { zone })]) if (local.isValid) return local.toMillis();
	return undefined;
}

function floor(ms: number | undefined): number | undefined {
	return ms === undefined ? undefined : Math.floor(ms);
}

function parseNumber(value: unknown): Cursor | undefined {
	if (typeof value === 'number' || typeof value === 'bigint') return parseVersion(value);
	if (typeof value !== 'string' || !DIGITS.test(value.trim())) return undefined;
	const number = Number(value);
	return Number.isSafeInteger(number) ? number : String(BigInt(value.trim()));
}
