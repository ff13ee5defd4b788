import { sleep, type IExecuteFunctions } from 'n8n-workflow';
import { HeldMemory } from '../state/copy/heldMemory';
import { copyMemory, type CopyOrder, type CopyResult, type Place } from '../state/copy/copyMemory';
import { Database } from '../state/postgres/database';
import { holdDatabase } from '../state/postgres/heldDatabase';
import { raiseTokens } from '../state/postgres/raiseTokens';
import type { SyncPlace } from '../state/postgres/place';
import { explained } from './explainState';
import { holdStaticData } from './openState';
import { namespaceOf } from './databaseState';
import { readLogin } from './readLogin';
import { STATE_CREDENTIAL } from './stateFields';

export interface CopyChoice extends Pick<CopyOrder, 'find' | 'ifNotEmpty' | 'close' | 'lookOnly'> {
	readonly sync: string;
	readonly from: Place['kind'];
}

/** What came of a copy, and between which places. */
export interface CopyDone {
	readonly from: Place;
	readonly to: Place;
	readonly result: CopyResult;
}

/**
 * Copies what a sync remembers from this workflow's static data to the node's database, or back.
 *
 * @throws NodeOperationError if either cannot be used
 */
export async function copyBetweenStores(ctx: IExecuteFunctions, { sync, from, ...choice }: CopyChoice): Promise<CopyDone> {
	const toDatabase = from === 'staticData';
	try {
		const database = new Database(readLogin(await ctx.getCredentials(STATE_CREDENTIAL)));
		const place = { namespace: namespaceOf(ctx), sync };
		const there: Place = { kind: 'postgres', words: inWords(database, place) };
		const here: Place = { kind: 'staticData', words: `the static data of workflow ${ctx.getWorkflow().id ?? ''}` };
		const [source, target] = toDatabase ? [here, there] : [there, here];
		// The static data first: it has no limit of time, as the database has for locks.
		const opened = await holdStaticData(ctx, sync, { lookOnly: choice.lookOnly, ifLost: !toDatabase && choice.ifNotEmpty === 'replace' ? 'startOver' : 'stop' });
		try {
			const memory = new HeldMemory(opened, () => Date.now());
			if (toDatabase && !choice.lookOnly) await raiseTokens(database, memory.lastToken);
			const order: CopyOrder = { ...choice, from: source, to: target, now: Date.now() };
			const result = await holdDatabase({ database, place, pause: sleep, shared: choice.lookOnly }, async (held) => {
				const done = toDatabase ? await copyMemory(memory, held, order) : await copyMemory(held, memory, order);
				return { result: done, keep: done.kind === 'copied' && !choice.lookOnly };
			});
			if (result.kind === 'copied' && !choice.lookOnly) memory.keep();
			return { from: source, to: target, result };
		} finally {
			opened.release();
		}
	} catch (error) {
		throw explained(ctx, sync, error);
	}
}

function inWords({ login: { host, port, database, schema } }: Database, { namespace }: SyncPlace): string {
	return `PostgreSQL ${host}:${port}, database ${database}, schema ${schema}${namespace === '' ? '' : `, namespace ${namespace}`}`;
}
