import { sha256 } from '../../record/fingerprint';
import { StateProblem, type Collection, type KeyHash } from '../port';
import type { Holding } from './held';

/** By key, the SHA-256 of what the entry means: a store may keep it in compact form, which rounds what does not matter. */
export type Digests = ReadonlyMap<KeyHash, string>;

/** @throws StateProblem `corrupt` for an entry that its own collection cannot take */
export function digestsOf({ collection, entries }: Holding): Digests {
	const digests = new Map<KeyHash, string>();
	for (const [key, entry] of entries) digests.set(key, sha256(textOf(collection, entry)));
	return digests;
}

/** 64 bits over all keys and entries, in whatever order they come, as sixteen hex digits. */
export function fingerprintOf(digests: Digests): string {
	let sum = 0n;
	for (const [key, digest] of digests) sum += Buffer.from(sha256(key + digest), 'latin1').readBigUInt64BE();
	return BigInt.asUintN(64, sum).toString(16).padStart(16, '0');
}

/** How many entries of the original are, key by key, the same in the copy. */
export function countSame(original: Digests, copy: Digests): number {
	let same = 0;
	for (const [key, digest] of original) if (copy.get(key) === digest) same += 1;
	return same;
}

function textOf(collection: Collection<unknown>, entry: unknown): string {
	const { layout, name } = collection;
	try {
		const bytes = Buffer.alloc(layout.stride);
		return JSON.stringify(layout.pack(entry, bytes, 0) ? layout.unpack(bytes, 0, layout.named?.nameOf(entry)) : entry);
	} catch (error) {
		throw damaged(name, error);
	}
}

function damaged(name: string, error: unknown): StateProblem {
	return new StateProblem('corrupt', `an entry of "${name}" is not as it should be: ${error instanceof Error ? error.message : String(error)}`);
}
