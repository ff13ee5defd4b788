import { hash } from 'crypto';
import type { KeyHash } from '../port';

/**
 * Which advisory locks a decision takes: one of 256 for each of its keys, by the key's first byte. Keys that are not
 * there yet can be locked like this, and a batch of any size needs no more than the server's lock table holds. Two
 * keys that share a lock wait for each other needlessly, for the length of one write.
 */
export const STRIPES = 256;

/** The lock that a reset takes alone and every decision on the sync together with others. */
export function syncLock(schema: string, namespace: string, sync: string): number {
	return lockNumber(['sync', schema, namespace, sync]);
}

/** In ascending order, since two decisions that take locks in different orders could wait for each other for ever. */
export function keyLocks(place: { schema: string; namespace: string; sync: string; collection: string }, keys: readonly KeyHash[]): number[] {
	const first = lockNumber(['keys', place.schema, place.namespace, place.sync, place.collection]);
	const stripes = new Set<number>();
	for (const key of keys) stripes.add(key === '' ? 0 : key.charCodeAt(0) % STRIPES);
	return [...stripes].sort((a, b) => a - b).map((stripe) => first + stripe);
}

/** The lock under which tables are created and changed. */
export function schemaLock(schema: string): number {
	return lockNumber(['schema', schema]);
}

/** 40 bits of the names, and room for the stripes: an exact number in JavaScript. Others' locks are very unlikely to meet it. */
function lockNumber(parts: readonly string[]): number {
	return Number.parseInt(hash('sha256', JSON.stringify(['n8n-nodes-sync-kit', ...parts]), 'hex').slice(0, 10), 16) * STRIPES;
}
