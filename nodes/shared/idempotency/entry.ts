import type { Collection, Layout } from '../state/port';

/**
 * What is remembered of one key. `fingerprint` is 32 bits of the payload's SHA-256, or 0 if the payload is not
 * compared. Times are ms since 1970.
 */
export type GuardEntry =
	| {
			state: 'claimed';
			fingerprint: number;
			token: number;
			leaseUntil: number;
			expiresAt: number;
			/** How long the key is remembered once completed, in ms. */
			rememberMs: number;
	  }
	| {
			state: 'completed';
			fingerprint: number;
			expiresAt: number;
			/** What Complete was asked to keep for duplicates; the only user data in here, and only on request. */
			result?: unknown;
	  };

/** 40 bits of milliseconds from here reach to the year 2054. */
const EPOCH = Date.UTC(2020, 0, 1);
const TIME_AT = 4;

/** Completed keys without a result: 8 bytes of key, 4 of fingerprint, 5 of time; 22.7 characters of base64. */
const layout: Layout<GuardEntry> = {
	signature: 'guard.1',
	stride: 9,
	pack(entry, bytes, at) {
		if (entry.state !== 'completed' || entry.result !== undefined) return false;
		const time = entry.expiresAt - EPOCH;
		if (time < 0 || time >= 2 ** 40) return false;
		bytes.writeUInt32LE(entry.fingerprint, at);
		bytes.writeUIntLE(time, at + TIME_AT, 5);
		return true;
	},
	unpack: (bytes, at) => ({
		state: 'completed',
		fingerprint: bytes.readUInt32LE(at),
		expiresAt: EPOCH + bytes.readUIntLE(at + TIME_AT, 5),
	}),
	expiresAt: (bytes, at) => EPOCH + bytes.readUIntLE(at + TIME_AT, 5),
	rank: (bytes, at) => bytes.readUIntLE(at + TIME_AT, 5),
};

/** @param cap at most this many keys are remembered; no limit for operations that add none */
export function guardCollection(cap = Infinity): Collection<GuardEntry> {
	return {
		name: 'guard',
		cap,
		layout,
		layoutOf: (signature) => (signature === layout.signature ? layout : undefined),
		expiresAt: (entry) => entry.expiresAt,
		secret: ['result'],
		// A living claim goes last: forgetting it would let its effect through a second time right now.
		rank: (entry, now) => (entry.state === 'claimed' && entry.leaseUntil > now ? Infinity : entry.expiresAt - EPOCH),
		// That the effect happened is certain knowledge, whoever has it.
		merge: (ours, theirs) => (ours.state === 'claimed' && theirs.state === 'completed' ? theirs : ours),
	};
}
