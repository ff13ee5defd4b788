import type { Database } from '../postgres/database';
import { holdDatabase } from '../postgres/heldDatabase';
import type { SyncPlace } from '../postgres/place';
import { raiseTokens } from '../postgres/raiseTokens';
import type { HeldOpen } from '../staticData';
import { copyMemory, type CopyOrder, type CopyResult } from './copyMemory';
import { HeldMemory } from './heldMemory';

export interface BetweenStores {
	/** The static data, held by the caller: before the database, which has a limit of time for locks. */
	readonly opened: Pick<HeldOpen, 'state' | 'journal' | 'mark'>;
	readonly database: Database;
	readonly place: SyncPlace;
	/** Ms since 1970. */
	readonly clock: () => number;
	/** Waits so many ms. */
	readonly pause: (ms: number) => Promise<void>;
}

/**
 * Copies between a workflow's static data and PostgreSQL. The database's transaction ends first, since it may fail;
 * then the static data is changed in one step that cannot.
 *
 * @throws StateProblem; nothing has changed then, unless it says that this is not known
 */
export async function copyBetweenStores({ opened, database, place, clock, pause }: BetweenStores, order: CopyOrder): Promise<CopyResult> {
	const { lookOnly } = order;
	const memory = new HeldMemory(opened, clock);
	const toDatabase = order.to.kind === 'postgres';
	if (toDatabase && !lookOnly) await raiseTokens(database, memory.lastToken);
	const result = await holdDatabase({ database, place, pause, shared: lookOnly }, async (held) => {
		const done = toDatabase ? await copyMemory(memory, held, order) : await copyMemory(held, memory, order);
		return { result: done, keep: done.kind === 'copied' && !lookOnly };
	});
	if (result.kind === 'copied' && !lookOnly) memory.keep();
	return result;
}
