import { placesOf } from './bits';
import { withoutSystems, type FieldState } from './fieldState';
import type { PendingField, RecordMemory } from './memory';
import type { Version } from './version';

/** What is remembered field by field. */
export function fieldStates(known: RecordMemory): FieldState[] {
	return known.words.map((word, f) => ({ word, pending: known.pending?.find((one) => one.field === f) }));
}

/** The memory as if the systems (as bits) had never held the record. */
export function forget(known: RecordMemory, systems: number): RecordMemory {
	if (systems === 0) return known;
	const words = [...known.words];
	const pending: PendingField[] = [];
	for (const [f, state] of fieldStates(known).entries()) {
		const left = withoutSystems(state, systems);
		words[f] = left.word;
		if (left.pending !== undefined) pending.push(left.pending);
	}
	const memory: RecordMemory = { ...known, seen: known.seen & ~systems, gone: known.gone & ~systems, words };
	delete memory.pending;
	if (pending.length > 0) memory.pending = pending;
	setUnheard(memory, (known.unheard ?? 0) & ~systems);
	return withVersions(memory, withoutVersions(known.versions, systems));
}

/** A system may count its versions from the start when it gets the record anew. */
export function withoutVersions(versions: readonly (Version | null)[] | undefined, systems: number): readonly (Version | null)[] | undefined {
	const left = versions?.map((version, s) => ((systems & (1 << s)) === 0 ? version : null));
	return left?.some((version) => version !== null) === true ? left : undefined;
}

export function withVersions(memory: RecordMemory, versions: readonly (Version | null)[] | undefined): RecordMemory {
	const next: RecordMemory = { ...memory };
	delete next.versions;
	if (versions !== undefined) next.versions = versions;
	return next;
}

/**
 * The tombstone: all that is left of a record that is gone everywhere.
 *
 * @param versions only those the deletion itself came with: others say nothing about what is older than it
 */
export function tombstone(memory: RecordMemory, at: number, versions: readonly (Version | null)[] | undefined): RecordMemory {
	const { shape, day, words } = memory;
	return withVersions({ shape, seen: 0, gone: memory.gone | memory.seen, day, words: words.map(() => 0), deletedAt: at }, versions);
}

/** The systems of `systems` (as bits) that know any field of the record. */
export function knowing(known: RecordMemory, systems: number): number {
	let found = 0;
	for (const word of known.words) found |= word % 1024;
	for (const { accepted } of known.pending ?? []) for (const s of placesOf(systems)) if ((accepted[s] ?? []).length > 0) found |= 1 << s;
	return found & systems;
}

/** @param systems as bits; 0 for none */
export function setUnheard(memory: RecordMemory, systems: number): void {
	delete memory.unheard;
	if (systems !== 0) memory.unheard = systems;
}
