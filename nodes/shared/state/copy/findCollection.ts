import { settledNames } from '../claimJournal';
import { MOVED } from '../moved';
import { StateProblem, type Collection } from '../port';
import type { FindCollection } from './held';

/** What a store keeps for itself, and means nothing elsewhere. */
export const STORES_OWN: ReadonlySet<string> = new Set([MOVED, settledNames.name]);

/** @throws StateProblem `newer` if this version cannot read it */
export function readable(find: FindCollection, name: string, form: string): Collection<unknown> {
	const collection = find(name, form);
	if (collection?.layoutOf(form) !== undefined) return collection;
	throw new StateProblem('newer', `its "${name}" entries have a form this version does not know (${form})`, 'Update n8n-nodes-sync-kit to the version that wrote it; nothing was copied.');
}
