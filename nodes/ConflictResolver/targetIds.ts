import { SYNC_KEY } from '../shared/record/envelope';
import { getOwn, isRecord } from '../shared/record/json';
import type { Joined, Listing } from './listing';
import { itemOf, keyOf, type Run } from './run';

/**
 * The record's ID in a system: as its own item has it, else as a Record Linker before this node says, else the record
 * key where the system has no ID of its own.
 *
 * @returns undefined where nobody knows it
 */
export function targetIdOf(run: Run, record: Joined, system: number): unknown {
	const { name, id } = run.settings.systems[system]!;
	const own = itemOf(run, record, system);
	const known = own === undefined ? undefined : id?.get(own.json);
	return known ?? linkedId(run.listing, record, name) ?? (id === undefined ? keyOf(run, record, system) : undefined);
}

/** Whether a Record Linker before this node says that the system has the record. */
export function isLinked(listing: Listing, record: Joined, name: string): boolean {
	return linkedId(listing, record, name) !== undefined;
}

function linkedId(listing: Listing, { at }: Joined, name: string): unknown {
	for (let system = 0; system < at.length; system += 1) {
		const envelope = at[system]! < 0 ? undefined : listing.items[system]![at[system]!]!.json[SYNC_KEY];
		const links = isRecord(envelope) ? envelope['links'] : undefined;
		const id = isRecord(links) ? getOwn(links, name) : undefined;
		if (id !== undefined && id !== null) return id;
	}
	return undefined;
}
