import { sleep, type IExecuteFunctions } from 'n8n-workflow';
import type { StateStore } from '../state/port';
import { PostgresStore } from '../state/postgres/postgresStore';
import { withoutWriting } from '../state/withoutWriting';
import type { IfStateLost } from './descriptions';
import { explained, hint } from './explainState';
import { readLogin } from './readLogin';
import { STATE_CREDENTIAL } from './stateFields';

/** Test runs in the editor, by execution and place: the nodes of one run see each other's changes, and nobody else does. */
const scratch = new Map<string, StateStore>();
const SCRATCH_RUNS_KEPT = 20;

/** Whether this node keeps its state in PostgreSQL. */
export function isInDatabase(ctx: IExecuteFunctions): boolean {
	return ctx.getNodeParameter('stateIn', 0, 'staticData') === 'postgres';
}

/**
 * Opens the state of a sync in PostgreSQL.
 *
 * @param isTestRun decisions then see the database and what this run decided before, and nothing is written
 * @throws NodeOperationError
 */
export async function openDatabaseState(ctx: IExecuteFunctions, sync: string, ifLost: IfStateLost, isTestRun: boolean): Promise<StateStore> {
	const store = await connect(ctx, sync, ifLost);
	if (!isTestRun) return store;
	hint(ctx, `Test run: this reads what "${sync}" remembers, and remembers nothing. Results are real; production is not touched.`);
	const id = JSON.stringify([ctx.getExecutionId(), namespaceOf(ctx), sync, ctx.getNode().credentials?.[STATE_CREDENTIAL]?.id]);
	const known = scratch.get(id);
	if (known !== undefined) return known;
	const view = withoutWriting(store);
	scratch.set(id, view);
	for (const oldest of scratch.keys()) {
		if (scratch.size <= SCRATCH_RUNS_KEPT) break;
		scratch.delete(oldest);
	}
	return view;
}

/** Forgets everything the sync remembers, at once and for good, from the editor too. */
export async function resetDatabaseState(ctx: IExecuteFunctions, sync: string): Promise<void> {
	await (await connect(ctx, sync, 'startOver')).reset();
	scratch.clear();
}

async function connect(ctx: IExecuteFunctions, sync: string, ifLost: IfStateLost): Promise<StateStore> {
	const login = readLogin(await ctx.getCredentials(STATE_CREDENTIAL));
	const message = `The memory of "${sync}" was written by a newer version and was started over, as "If Memory Is Lost" says. Everything counts as new.`;
	const store = new PostgresStore({
		login,
		namespace: namespaceOf(ctx),
		sync,
		pause: sleep,
		...(ifLost === 'startOver' ? { startOver: () => hint(ctx, message, 'warning') } : {}),
	});
	const explaining = async <T>(work: Promise<T>): Promise<T> =>
		await work.catch((error: unknown) => {
			throw explained(ctx, sync, error);
		});
	await explaining(store.open());
	return {
		transact: async (collection, keys, decide, likely) => await explaining(store.transact(collection, keys, decide, likely)),
		scan: async (collection, visit) => await explaining(store.scan(collection, visit)),
		due: async (collection, lane, until, limit) => await explaining(store.due(collection, lane, until, limit)),
		lanes: async (collection) => await explaining(store.lanes(collection)),
		recordClaims: async () => await store.recordClaims(),
		settleClaims: async () => await store.settleClaims(),
		sizes: async () => await explaining(store.sizes()),
		reset: async () => await explaining(store.reset()),
	};
}

export function namespaceOf(ctx: IExecuteFunctions): string {
	return (ctx.getNodeParameter('stateNamespace', 0, '') as string).trim();
}
