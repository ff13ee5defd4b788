import { sleep, type IExecuteFunctions } from 'n8n-workflow';
import { copyBetweenStores } from '../state/copy/betweenStores';
import type { CopyOrder, CopyResult, Place } from '../state/copy/copyMemory';
import { Database } from '../state/postgres/database';
import type { SyncPlace } from '../state/postgres/place';
import { namespaceOf } from './databaseState';
import { explained } from './explainState';
import { holdStaticData } from './openState';
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
export async function copySync(ctx: IExecuteFunctions, { sync, from, ...choice }: CopyChoice): Promise<CopyDone> {
	try {
		const database = new Database(readLogin(await ctx.getCredentials(STATE_CREDENTIAL)));
		const place = { namespace: namespaceOf(ctx), sync };
		const there: Place = { kind: 'postgres', words: inWords(database, place) };
		const here: Place = { kind: 'staticData', words: `the static data of workflow ${ctx.getWorkflow().id ?? ''}` };
		const ways = from === 'staticData' ? { from: here, to: there } : { from: there, to: here };
		const mayBeUnreadable = from === 'postgres' && choice.ifNotEmpty === 'replace';
		const opened = await holdStaticData(ctx, sync, { lookOnly: choice.lookOnly, ifLost: mayBeUnreadable ? 'startOver' : 'stop' });
		try {
			const clock = (): number => Date.now();
			return { ...ways, result: await copyBetweenStores({ opened, database, place, clock, pause: sleep }, { ...choice, ...ways, now: clock() }) };
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
