export type EventKind = 'created' | 'updated' | 'deleted' | 'restored';

const WORDS: Readonly<Record<EventKind, readonly string[]>> = {
	created: ['created', 'create', 'creation', 'inserted', 'insert', 'added', 'add', 'new', 'post'],
	updated: ['updated', 'update', 'changed', 'change', 'propertychange', 'modified', 'modify', 'edited', 'edit', 'upsert', 'upserted', 'saved', 'put', 'patch'],
	deleted: ['deleted', 'delete', 'deletion', 'removed', 'remove', 'destroyed', 'destroy', 'trashed'],
	restored: ['restored', 'restore', 'undeleted', 'undelete', 'untrashed', 'recovered'],
};

const KIND_OF = new Map(Object.entries(WORDS).flatMap(([kind, words]) => words.map((word) => [word, kind as EventKind] as const)));

/** For messages: what is understood. */
export const KNOWN_WORDS = 'created, updated, deleted, restored and their like';

/**
 * What an event says happened: `created`, `customer.deleted`, `CONTACT_UPDATED`, `orders/create`. Its last word counts.
 *
 * @returns undefined for a word nobody knows: whether it means a delete is not to be guessed
 */
export function eventKind(value: unknown): EventKind | undefined {
	if (typeof value !== 'string') return undefined;
	// A word also ends where a capital begins: customerDeleted.
	const words = value.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase().match(/[a-z]+/g);
	return KIND_OF.get(words?.at(-1) ?? '') ?? KIND_OF.get((words ?? []).slice(-2).join(''));
}

/** Whether a field such as `isDeleted`, `deleted_at` or `archived` says yes. */
export function saysDeleted(value: unknown): boolean {
	if (typeof value === 'string') return !['', '0', 'false', 'no', 'null'].includes(value.trim().toLowerCase());
	return value !== undefined && value !== null && value !== false && value !== 0;
}
