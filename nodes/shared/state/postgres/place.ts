import type { Collection } from '../port';
import { quoteText } from './quote';

/** Whose memory it is: a sync, in a namespace that keeps several of one name apart. */
export interface SyncPlace {
	readonly namespace: string;
	readonly sync: string;
}

/** The condition that finds the row of a collection in `collections`. */
export function isCollection({ namespace, sync }: SyncPlace, { name }: Pick<Collection<never>, 'name'>): string {
	return `${isSync({ namespace, sync })} AND collection = ${quoteText(name)}`;
}

/** The condition that finds the rows of all collections of a sync. */
export function isSync({ namespace, sync }: SyncPlace): string {
	return `namespace = ${quoteText(namespace)} AND sync = ${quoteText(sync)} AND forgotten_at IS NULL`;
}
