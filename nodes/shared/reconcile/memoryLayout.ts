import type { Collection, Layout } from '../state/port';
import type { RecordMemory } from './memory';
import { reshape } from './reshape';
import { parseShape, type Shape } from './shape';
import type { Version } from './version';

export const RECORDS_COLLECTION = 'records';
export const DEFAULT_RECORD_CAP = 100_000;
/** How long a deleted record is remembered, so that an older event does not bring it back. */
export const DEFAULT_TOMBSTONE_MS = 30 * 86_400_000;

/** Bits for the systems seen, bits for the systems gone, twelve bits for the last day in steps of two. */
const HEADER_BYTES = 4;
const WORD_BYTES = 6;
const VERSION_BYTES = 8;
const DAYS_A_STEP = 2;
const LAST_STEP = 0xfff;
const SYSTEM_BITS = 0x3ff;

/**
 * 4 bytes + 6 a field, and 8 a system where systems give versions: with the key 12 + 6 a field, in base64 at most
 * 16 + 8 a field. A tombstone, the only entry of a record seen nowhere, has the moment of the deletion as its first
 * word.
 */
function layoutFor(written: Shape, read: Shape, tombstoneMs: number): Layout<RecordMemory> {
	const fields = written.fields.length;
	const systems = written.versioned ? written.systems.length : 0;
	const versionsAt = HEADER_BYTES + WORD_BYTES * fields;
	const stepAt = (bytes: Buffer, at: number): number => bytes.readUInt32LE(at) >>> 20;
	const isTombstone = (header: number): boolean => (header & SYSTEM_BITS) === 0 && fields > 0;
	return {
		signature: written.signature,
		stride: versionsAt + VERSION_BYTES * systems,
		pack(entry, bytes, at) {
			if ((entry.pending ?? entry.kept ?? entry.deleting ?? entry.lateDelete ?? entry.unheard) !== undefined) return false;
			const memory = reshape(entry, written);
			if (memory.versions?.some((version) => typeof version === 'string') === true) return false;
			const { deletedAt } = memory;
			if ((deletedAt !== undefined) !== isTombstone(memory.seen)) return false;
			bytes.writeUInt32LE(((stepOf(memory) << 20) | (memory.gone << 10) | memory.seen) >>> 0, at);
			let place = at + HEADER_BYTES;
			for (let f = 0; f < fields; f += 1, place += WORD_BYTES) {
				const word = deletedAt === undefined ? (memory.words[f] ?? 0) : f === 0 ? deletedAt : 0;
				bytes.writeUInt32LE(word % 0x1_0000_0000, place);
				bytes.writeUInt16LE(Math.floor(word / 0x1_0000_0000), place + 4);
			}
			for (let s = 0; s < systems; s += 1, place += VERSION_BYTES) {
				bytes.writeDoubleLE((memory.versions?.[s] as number | null | undefined) ?? NaN, place);
			}
			return true;
		},
		unpack(bytes, at) {
			const header = bytes.readUInt32LE(at);
			const words = new Array<number>(fields);
			let p = at + HEADER_BYTES;
			for (let f = 0; f < fields; f += 1, p += WORD_BYTES) words[f] = wordAt(bytes, p);
			const memory: RecordMemory = {
				shape: written.signature,
				seen: header & SYSTEM_BITS,
				gone: (header >>> 10) & SYSTEM_BITS,
				day: (header >>> 20) * DAYS_A_STEP,
				words,
			};
			if (isTombstone(header)) {
				memory.deletedAt = words[0]!;
				words[0] = 0;
			}
			if (systems > 0) {
				const versions = written.systems.map((_, s): Version | null => {
					const version = bytes.readDoubleLE(at + versionsAt + VERSION_BYTES * s);
					return Number.isNaN(version) ? null : version;
				});
				if (versions.some((version) => version !== null)) memory.versions = versions;
			}
			return reshape(memory, read);
		},
		expiresAt: (bytes, at) =>
			isTombstone(bytes.readUInt32LE(at)) ? wordAt(bytes, at + HEADER_BYTES) + tombstoneMs : Infinity,
		rank: stepAt,
	};
}

function stepOf(memory: RecordMemory): number {
	return Math.min(LAST_STEP, Math.floor(memory.day / DAYS_A_STEP));
}

function wordAt(bytes: Buffer, p: number): number {
	return (
		(bytes[p + 4]! | (bytes[p + 5]! << 8)) * 0x1_0000_0000 +
		((bytes[p]! | (bytes[p + 1]! << 8) | (bytes[p + 2]! << 16) | (bytes[p + 3]! << 24)) >>> 0)
	);
}

/**
 * The memory of a sync's records. Forgetting one is safe: without a base a record is adopted where all agree and
 * settled by rule where they do not; nothing is ever deleted for it.
 *
 * @param cap the records seen longest ago are forgotten beyond this many
 * @param tombstoneMs how long a deleted record is remembered
 */
export function recordCollection(
	shape: Shape,
	cap = DEFAULT_RECORD_CAP,
	tombstoneMs = DEFAULT_TOMBSTONE_MS,
): Collection<RecordMemory> {
	return {
		name: RECORDS_COLLECTION,
		cap,
		layout: layoutFor(shape, shape, tombstoneMs),
		layoutOf(signature) {
			const written = parseShape(signature);
			return written === undefined ? undefined : layoutFor(written, shape, tombstoneMs);
		},
		expiresAt: (entry) => (entry.deletedAt === undefined ? Infinity : entry.deletedAt + tombstoneMs),
		secret: ['kept.values'],
		// Records with kept values stay loose for good; those with something under way are spared.
		rank: (entry) => ((entry.pending ?? entry.deleting ?? entry.lateDelete ?? entry.unheard) === undefined ? stepOf(entry) : Infinity),
	};
}
