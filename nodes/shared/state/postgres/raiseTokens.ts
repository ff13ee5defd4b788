import { StateProblem } from '../port';
import { run, type Database } from './database';
import { TOKENS_A_BLOCK } from './schema';

/**
 * Has the tokens of a schema go on above one that came from elsewhere. They only grow, so it does no harm if nothing
 * else comes of it. `setval` would not do: between looking and setting, others could be handed numbers that then come
 * again. Altering the sequence waits for those who use it and keeps others from it until it is done.
 *
 * @param token the last one handed out elsewhere
 */
export async function raiseTokens(database: Database, token: number): Promise<void> {
	if (!Number.isSafeInteger(token)) throw new StateProblem('corrupt', `its last token is ${token}, which is no whole number`);
	const tokens = `${database.schema}.tokens`;
	const [[found]] = (await database.look(`SELECT last_value FROM ${tokens}`)) as [{ last_value: string }[]];
	if (Number(found!.last_value) > token) return;
	await database.use(async (client) => {
		const lastValue = async (): Promise<number> => Number((await run(client, `SELECT last_value FROM ${tokens}`))[0]!.rows[0]!['last_value']);
		// Altered to what it is, only for the lock: what is read next stays true.
		await run(client, `${database.begin} ALTER SEQUENCE ${tokens} INCREMENT BY ${TOKENS_A_BLOCK}`);
		await run(client, (await lastValue()) > token ? 'COMMIT' : `ALTER SEQUENCE ${tokens} RESTART WITH ${token + 1}; COMMIT`);
	});
}
