import type { KeyHash, StateStore } from '../state/port';
import { crosswalk, isMembers, type Member, type Members } from './entry';
import { idKey } from './keys';

/** @returns all records of the crosswalk, sorted by their systems and ids */
export async function listLinks(store: StateStore): Promise<Members[]> {
	const entityOf = new Map<KeyHash, KeyHash>();
	const entities: [KeyHash, Members][] = [];
	await store.scan(crosswalk, (key, entry) => {
		if (typeof entry === 'string') entityOf.set(key, entry);
		else if (isMembers(entry)) entities.push([key, entry]);
	});
	const lists: Members[] = [];
	for (const [key, members] of entities) {
		const own = members.flatMap(([system, ...ids]) => {
			// As in Book: an id and its entity name each other.
			const [id, ...merged] = ids.filter((one) => entityOf.get(idKey(system, one)) === key);
			return id === undefined ? [] : [[system, id, ...merged] as Member];
		});
		if (own.length > 0) lists.push(own);
	}
	const sortable = lists.map((members) => ({ members, text: JSON.stringify(members) }));
	return sortable.sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0)).map(({ members }) => members);
}

/** @returns whether any record of the crosswalk is known in the system */
export async function seenIn(store: StateStore, system: string): Promise<boolean> {
	let seen = false;
	await store.scan(crosswalk, (_key, entry) => {
		seen ||= isMembers(entry) && entry.some(([name]) => name === system);
	});
	return seen;
}
