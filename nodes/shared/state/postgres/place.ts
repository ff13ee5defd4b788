import type { Collection } from '../port';
import { quoteText } from './quote';

/** Whose memory it is: a sync, in a namespace that keeps several of one name apart. */
export interface SyncPlace {
	readonly namespace: string;
	readonly sync: string;
}

/** The condition that finds the row of a collection in `collections`, and those of others if named. */
export function isCollection({ namespace, sync }: SyncPlace, { name }: Pick<Collection<never>, 'name'>, ...others: string[]): string {
	const isNamed = others.length === 0 ? `= ${quoteText(name)}` : `IN (${[name, ...others].map(quoteText).join(', ')})`;
	return `${isSync({ namespace, sync })} AND collection ${isNamed}`;
}

/** The condition that finds the rows of all collections of a sync. */
export function isSync({ namespace, sync }: SyncPlace): string {
	return `namespace = ${quoteText(namespace)} AND sync = ${quoteText(sync)} AND forgotten_at IS NULL`;
}
