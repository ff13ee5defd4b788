import { randomUUID } from 'crypto';
import type { PoolClient, QueryResult } from 'pg';
import { run, type Database } from './database';
import { isCutOff, unknownOutcome } from './problems';

/** Longer than the server keeps a transaction whose client is gone, so that the question can be settled. */
const TRIES = 12;
const PAUSE_MS = 250;
/** Where each try takes long by itself. */
const LONGEST_MS = 20_000;

/** A random UUID that begins with the time, as version 7 of RFC 9562: rows of one time stand together. */
export function commitId(now: number): string {
	const time = Math.max(0, now).toString(16).padStart(12, '0').slice(-12);
	return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

/**
 * A message that ends in a COMMIT. A connection that is cut leaves open whether it took effect; nobody else is to get
 * that connection.
 *
 * @throws any other error of the driver: nothing was written then
 */
export async function runCommit(client: PoolClient, text: string): Promise<{ results: QueryResult[] } | { cutBy: unknown }> {
	return await run(client, text).then(
		(results) => ({ results }),
		(error: unknown) => {
			if (!isCutOff(error)) throw error;
			void client.end().catch(() => undefined);
			return { cutBy: error };
		},
	);
}

export interface Outcome {
	readonly tookEffect: boolean;
	/** The one it was given, if it was decided before its token was known. */
	readonly token: number | undefined;
}

/**
 * Whether a batch was committed whose connection was cut before the answer came. Every batch leaves a row under an id
 * of its own in the same transaction. We try to write that row ourselves: if it is there, the batch was committed; if
 * not, ours is now, and a batch that is still on its way cannot be committed any more. While the server has not
 * decided yet, writing the row waits for it.
 *
 * @throws StateProblem if the database cannot be asked
 */
export async function findOutcome(database: Database, commit: string, cause: unknown, pause: (ms: number) => Promise<void>): Promise<Outcome> {
	const started = performance.now();
	for (let tries = 1; ; tries += 1) {
		try {
			return await database.use(async (client) => {
				const { schema } = database;
				const results = await run(
					client,
					`${database.begin} INSERT INTO ${schema}.commits (id, took_effect) VALUES ('${commit}', false) ON CONFLICT (id) DO NOTHING;
SELECT took_effect, token::float8 AS token FROM ${schema}.commits WHERE id = '${commit}'; COMMIT`,
				);
				const row = results.at(-2)!.rows[0]! as { took_effect: boolean; token: number | null };
				return { tookEffect: row.took_effect, token: row.token ?? undefined };
			});
		} catch (error) {
			if (tries === TRIES || performance.now() - started > LONGEST_MS) throw unknownOutcome(error instanceof Error ? error : cause, database.login);
			await pause(PAUSE_MS * tries);
		}
	}
}
