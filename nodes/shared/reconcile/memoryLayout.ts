import type { Collection, Layout } from '../state/port';
import { reshape, type RecordMemory } from './memory';
import { parseShape, type Shape } from './shape';

export const RECORDS_COLLECTION = 'records';
export const DEFAULT_RECORD_CAP = 100_000;

/** Bits for the systems seen, bits for the systems gone, twelve bits for the last day in steps of two. */
const HEADER_BYTES = 4;
const WORD_BYTES = 6;
const DAYS_A_STEP = 2;
const LAST_STEP = 0xfff;

/** 4 bytes + 6 a field: with the key 12 + 6 a field, in base64 at most 16 + 8 a field. */
function layoutFor(written: Shape, read: Shape): Layout<RecordMemory> {
	const fields = written.fields.length;
	const stepAt = (bytes: Buffer, at: number): number => bytes.readUInt32LE(at) >>> 20;
	return {
		signature: written.signature,
		stride: HEADER_BYTES + WORD_BYTES * fields,
		pack(entry, bytes, at) {
			if (entry.pending !== undefined) return false;
			const memory = reshape(entry, written);
			const step = Math.min(LAST_STEP, Math.floor(memory.day / DAYS_A_STEP));
			bytes.writeUInt32LE(((step << 20) | (memory.gone << 10) | memory.seen) >>> 0, at);
			let place = at + HEADER_BYTES;
			for (let f = 0; f < fields; f += 1, place += WORD_BYTES) {
				const word = memory.words[f] ?? 0;
				bytes.writeUInt32LE(word % 0x1_0000_0000, place);
				bytes.writeUInt16LE(Math.floor(word / 0x1_0000_0000), place + 4);
			}
			return true;
		},
		unpack(bytes, at) {
			const header = bytes.readUInt32LE(at);
			const words = new Array<number>(fields);
			let p = at + HEADER_BYTES;
			for (let f = 0; f < fields; f += 1, p += WORD_BYTES) {
				words[f] =
					(bytes[p + 4]! | (bytes[p + 5]! << 8)) * 0x1_0000_0000 +
					((bytes[p]! | (bytes[p + 1]! << 8) | (bytes[p + 2]! << 16) | (bytes[p + 3]! << 24)) >>> 0);
			}
			const memory: RecordMemory = {
				shape: written.signature,
				seen: header & 0x3ff,
				gone: (header >>> 10) & 0x3ff,
				day: (header >>> 20) * DAYS_A_STEP,
				words,
			};
			return reshape(memory, read);
		},
		expiresAt: () => Infinity,
		rank: stepAt,
	};
}

/**
 * The memory of a sync's records. Forgetting one is safe: without a base a record is adopted where all agree and
 * settled by rule where they do not; nothing is ever deleted for it.
 *
 * @param cap the records seen longest ago are forgotten beyond this many
 */
export function recordCollection(shape: Shape, cap = DEFAULT_RECORD_CAP): Collection<RecordMemory> {
	return {
		name: RECORDS_COLLECTION,
		cap,
		layout: layoutFor(shape, shape),
		layoutOf(signature) {
			const written = parseShape(signature);
			return written === undefined ? undefined : layoutFor(written, shape);
		},
		expiresAt: () => Infinity,
	};
}
