import type { Moved } from '../moved';
import { countSame, digestsOf, fingerprintOf, type Digests } from './compare';
import type { FindCollection, HeldState, Holding } from './held';

/** Beyond this, workflow static data would slow n8n down at every run. */
export const MOST_IN_STATIC_DATA = 1_000_000;

const NONE: Digests = new Map();

/** One of the two places, in words: the same for the same place. */
export interface Place {
	readonly kind: Moved['to'];
	readonly words: string;
}

export interface CopyOrder {
	readonly from: Place;
	readonly to: Place;
	readonly find: FindCollection;
	/** What to do if the target remembers something already. */
	readonly ifNotEmpty: 'stop' | 'replace';
	/** Nodes left on the source stop from now on. */
	readonly close: boolean;
	/** Only says what would be copied. */
	readonly lookOnly: boolean;
	/** Ms since 1970. */
	readonly now: number;
}

export interface CopiedCollection {
	readonly collection: string;
	/** How many entries the source has that are not over. */
	readonly found: number;
	readonly copied: number;
	/** How many were read again in the target and are the same. */
	readonly verified: number;
	/** Left out, since their time is over. */
	readonly over: number;
	/** Over keys and contents, the same wherever they are. */
	readonly fingerprint: string;
}

export type CopyResult =
	| { readonly kind: 'copied'; readonly collections: CopiedCollection[]; /** Entries that were in the target. */ readonly replaced: number }
	| { readonly kind: 'refused'; readonly message: string; readonly description: string };

/**
 * Copies all that a sync remembers from one store to another, reads it again there and compares it entry by entry.
 * Nothing counts before the caller keeps both sides; of a refusal nothing must be kept.
 *
 * @throws StateProblem if either side cannot be read
 */
export async function copyMemory(source: HeldState, target: HeldState, order: CopyOrder): Promise<CopyResult> {
	const { from, to, find } = order;
	const counts = await target.counts();
	const refusal = mayCopy(source, target, counts, order);
	if (refusal !== undefined) return refusal;
	if (to.kind === 'staticData') {
		const much = total((await source.counts()).values());
		if (much > MOST_IN_STATIC_DATA) return tooMuch(much);
	}

	const originals = (await source.read(find)).filter(({ entries, over }) => entries.size + over > 0);
	if (total(originals.map(({ entries }) => entries.size)) === 0) {
		return refused(
			`There is nothing to copy: the sync remembers nothing in ${from.words}`,
			'Check the Sync Name and, for PostgreSQL, the Namespace and the credential. Workflow static data belongs to one workflow: this node must stand in the workflow whose nodes remember there.',
		);
	}
	const replaced = total(counts.values());
	const digests = new Map(originals.map((original) => [original.collection.name, digestsOf(original)]));
	if (order.lookOnly) return { kind: 'copied', replaced, collections: originals.map((original) => tell(original, digests, 0, 0)) };

	await target.replaceBy(originals, source.lastToken);
	const copies = new Map((await target.read(find)).map((copy) => [copy.collection.name, digestsOf(copy)]));
	for (const name of copies.keys()) if (!digests.has(name)) return differs(name, 0, 0);
	const collections: CopiedCollection[] = [];
	for (const original of originals) {
		const { name } = original.collection;
		const copy = copies.get(name) ?? NONE;
		const { size } = original.entries;
		const verified = countSame(digests.get(name)!, copy);
		if (verified !== size || copy.size !== size) return differs(name, size, verified);
		collections.push(tell(original, digests, size, verified));
	}
	if (order.close) await source.close({ to: to.kind, where: to.words, at: order.now });
	await target.prepare();
	return { kind: 'copied', collections, replaced };
}

function mayCopy(source: HeldState, target: HeldState, counts: ReadonlyMap<string, number>, { from, to, ifNotEmpty, lookOnly }: CopyOrder): CopyResult | undefined {
	// Of a closed memory nothing counts any more: what it had was copied from there.
	const isOpenAndFull = target.moved === undefined && total(counts.values()) > 0;
	const what = [...counts].filter(([, n]) => n > 0).map(([name, n]) => `${name}: ${n}`).join(', ');
	if (source.moved !== undefined && (source.moved.where !== to.words || isOpenAndFull)) {
		const { where } = source.moved;
		return refused(
			`The memory in ${from.words} is closed: it was copied to ${where}, and what happened since is known there only`,
			where === to.words
				? `It is there now (${what}), and copying again would put the old in place of the new. To copy back, choose the other direction. Only if what is there is worth nothing: choose Reset Memory in a node with State set to it, then copy again.`
				: `Copy from there. If that place is lost: copying to it again, once it is empty, is possible from here.`,
		);
	}
	if (!isOpenAndFull || ifNotEmpty === 'replace' || lookOnly) return undefined;
	return refused(
		`${capital(to.words)} already remembers something for this sync (${what})`,
		'Nothing was copied. If nodes of the sync have worked there by mistake, set "If the Target Remembers Something" to Replace: what is there is forgotten then. If another sync of this name is at home there, give one of them another Namespace.',
	);
}

function differs(name: string, size: number, verified: number): CopyResult {
	return refused(
		`What was copied is not what is remembered: of ${size} entries of "${name}", ${verified} were read back the same`,
		'Nothing was changed. Run it again; if it says so again, please report it with the versions of n8n, PostgreSQL and n8n-nodes-sync-kit.',
	);
}

function tooMuch(much: number): CopyResult {
	return refused(
		`PostgreSQL remembers ${much} entries for this sync, more than workflow static data can hold well (${MOST_IN_STATIC_DATA})`,
		'n8n reads and writes static data whole at every run. Stay with PostgreSQL, or forget what is not needed first.',
	);
}

function tell({ collection: { name }, entries, over }: Holding, digests: ReadonlyMap<string, Digests>, copied: number, verified: number): CopiedCollection {
	return { collection: name, found: entries.size, copied, verified, over, fingerprint: fingerprintOf(digests.get(name)!) };
}

function refused(message: string, description: string): CopyResult {
	return { kind: 'refused', message, description };
}

function total(numbers: Iterable<number>): number {
	let sum = 0;
	for (const number of numbers) sum += number;
	return sum;
}

function capital(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
