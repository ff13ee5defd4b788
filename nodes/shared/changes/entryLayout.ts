import type { Collection, Layout } from '../state/port';
import { entryExpiresAt, LAST_STEP, type ChangeEntry, type PendingChange } from './entry';
import { FULL_SUMS, SHORT_SUMS, type Sums } from './sums';

/**
 * An entry in bytes. Most records are delivered and at rest, and take one byte and their sums:
 *
 *     00 step(6) · sums(20)          all eight sums
 *     01 step(6) · sums(8)           the three short ones
 *
 * All others say what follows, in this order:
 *
 *     1 sums(2) version(1) deleted(1) pending(1) pending sums(2) · step(6) unsure(1) 0
 *     · sums · version(8) · deleted until(6) · token(7) · reported at(6) · pending sums
 *
 * where sums are 0: none, 1: three, 2: eight.
 */
const AT_REST_SHORT = 0x40;
const OTHER = 0x80;
const STEP_MASK = 0x3f;
const SUMS_BYTES = [0, 8, 20] as const;
const STRIDE = 2 + 20 + 8 + 6 + 7 + 6 + 20;

/** Milliseconds since 1970 in six bytes reach the year 10889. */
const MOST_MS = 2 ** 48;

const SIGNATURE = 'change/1';

const layout: Layout<ChangeEntry> = {
	signature: SIGNATURE,
	stride: STRIDE,
	pack(entry, bytes, at) {
		const kind = kindOf(entry.sums);
		const pendingKind = kindOf(entry.pending?.sums);
		if (kind < 0 || pendingKind < 0 || typeof entry.version === 'string' || !isMs(entry.deletedUntil) || !isMs(entry.pending?.at)) return false;
		const { version, deletedUntil, pending } = entry;
		if (kind > 0 && version === undefined && deletedUntil === undefined && pending === undefined) {
			bytes[at] = (kind === 1 ? AT_REST_SHORT : 0) | entry.step;
			writeSums(entry.sums!, bytes, at + 1);
			return true;
		}
		bytes[at] = OTHER | (kind << 5) | (version === undefined ? 0 : 0x10) | (deletedUntil === undefined ? 0 : 0x08) | (pending === undefined ? 0 : 0x04) | pendingKind;
		bytes[at + 1] = entry.step | (pending?.unsure === true ? 0x40 : 0);
		let place = at + 2;
		if (entry.sums !== undefined) place = writeSums(entry.sums, bytes, place);
		if (version !== undefined) place = bytes.writeDoubleLE(version, place);
		if (deletedUntil !== undefined) place = bytes.writeUIntLE(deletedUntil, place, 6);
		if (pending === undefined) return true;
		place = bytes.writeUInt32LE(pending.token % 2 ** 32, place);
		place = bytes.writeUIntLE(Math.floor(pending.token / 2 ** 32), place, 3);
		place = bytes.writeUIntLE(pending.at, place, 6);
		if (pending.sums !== undefined) writeSums(pending.sums, bytes, place);
		return true;
	},
	unpack(bytes, at, key = '') {
		const head = bytes[at]!;
		if (head < OTHER) {
			return { key, step: head & STEP_MASK, sums: readSums(head < AT_REST_SHORT ? 2 : 1, bytes, at + 1) };
		}
		const second = bytes[at + 1]!;
		const kind = (head >> 5) & 3;
		let place = at + 2 + SUMS_BYTES[kind]!;
		const entry: { -readonly [Part in keyof ChangeEntry]: ChangeEntry[Part] } = { key, step: second & STEP_MASK };
		if (kind > 0) entry.sums = readSums(kind, bytes, at + 2);
		if ((head & 0x10) !== 0) {
			entry.version = bytes.readDoubleLE(place);
			place += 8;
		}
		if ((head & 0x08) !== 0) {
			entry.deletedUntil = bytes.readUIntLE(place, 6);
			place += 6;
		}
		if ((head & 0x04) !== 0) {
			const pendingKind = head & 3;
			const pending: { -readonly [Part in keyof PendingChange]: PendingChange[Part] } = {
				token: bytes.readUIntLE(place + 4, 3) * 2 ** 32 + bytes.readUInt32LE(place),
				at: bytes.readUIntLE(place + 7, 6),
			};
			if (pendingKind > 0) pending.sums = readSums(pendingKind, bytes, place + 13);
			if ((second & 0x40) !== 0) pending.unsure = true;
			entry.pending = pending;
		}
		return entry;
	},
	expiresAt(bytes, at) {
		const head = bytes[at]!;
		if (head < OTHER || (head & 0x08) === 0 || (head & 0x04) !== 0) return Infinity;
		return bytes.readUIntLE(at + 2 + SUMS_BYTES[(head >> 5) & 3]! + ((head & 0x10) === 0 ? 0 : 8), 6);
	},
	rank(bytes, at) {
		const head = bytes[at]!;
		if (head < OTHER) return head & STEP_MASK;
		return (head & 0x04) === 0 ? rankOf(bytes[at + 1]! & STEP_MASK, (head & 0x08) !== 0) : Infinity;
	},
	named: {
		nameOf: ({ key }) => key,
		used(bytes, at) {
			const head = bytes[at]!;
			if (head < OTHER) return 1 + (head < AT_REST_SHORT ? 20 : 8);
			return (
				2 + SUMS_BYTES[(head >> 5) & 3]! + ((head & 0x10) === 0 ? 0 : 8) + ((head & 0x08) === 0 ? 0 : 6) +
				((head & 0x04) === 0 ? 0 : 13 + SUMS_BYTES[head & 3]!)
			);
		},
	},
};

const KIND_OF_LENGTH = new Map([[0, 0], [SHORT_SUMS, 1], [FULL_SUMS, 2]]);

/** Deleted records go before any that is there: forgetting one of those would create it anew. */
function rankOf(step: number, isDeleted: boolean): number {
	return isDeleted ? step - LAST_STEP - 1 : step;
}

function kindOf(sums: Sums | undefined): number {
	return KIND_OF_LENGTH.get(sums?.length ?? 0) ?? -1;
}

function isMs(time: number | undefined): boolean {
	return time === undefined || (Number.isInteger(time) && time >= 0 && time < MOST_MS);
}

/** Twenty bits each, two in five bytes. @returns the place behind them */
function writeSums(sums: Sums, bytes: Buffer, at: number): number {
	let place = at;
	for (let i = 0; i + 1 < sums.length; i += 2) place = bytes.writeUIntLE(sums[i]! + sums[i + 1]! * 2 ** 20, place, 5);
	return sums.length % 2 === 0 ? place : bytes.writeUIntLE(sums[sums.length - 1]!, place, 3);
}

function readSums(kind: number, bytes: Buffer, at: number): number[] {
	const sums: number[] = [];
	for (let i = 0, place = at; i < (kind === 1 ? 1 : 4); i += 1, place += 5) {
		const pair = bytes.readUIntLE(place, 5);
		sums.push(pair % 2 ** 20, Math.floor(pair / 2 ** 20));
	}
	if (kind === 1) sums.push(bytes.readUIntLE(at + 5, 3));
	return sums;
}

const COLLECTION = 'changes';

/**
 * What a detector remembers of one system's records.
 *
 * @param system its name, or empty
 * @param cap the records seen longest ago are forgotten beyond this many; no limit for operations that add none
 */
export function changeCollection(system: string, cap = Infinity): Collection<ChangeEntry> {
	return {
		name: system === '' ? COLLECTION : `${COLLECTION} of ${system}`,
		cap,
		layout,
		layoutOf: (signature) => (signature === SIGNATURE ? layout : undefined),
		expiresAt: entryExpiresAt,
		rank: ({ pending, step, deletedUntil }) => (pending === undefined ? rankOf(step, deletedUntil !== undefined) : Infinity),
	};
}
