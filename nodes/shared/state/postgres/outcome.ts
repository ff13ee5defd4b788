import { run, type Database } from './database';
import { unknownOutcome } from './problems';

/** Longer than the server keeps a transaction whose client is gone, so that the question can be settled. */
const TRIES = 12;
const PAUSE_MS = 250;

/**
 * Whether a batch was committed whose connection was cut before the answer came. Every batch leaves a row under an id
 * of its own in the same transaction. We try to write that row ourselves: if it is there, the batch was committed; if
 * not, ours is now, and a batch that is still on its way cannot be committed any more. While the server has not
 * decided yet, writing the row waits for it.
 *
 * @returns whether it took effect
 * @throws StateProblem if the database cannot be asked
 */
export async function findOutcome(database: Database, commit: string, cause: unknown, pause: (ms: number) => Promise<void>): Promise<boolean> {
	for (let tries = 1; ; tries += 1) {
		try {
			return await database.use(async (client) => {
				const { schema } = database;
				const results = await run(
					client,
					`${database.begin} INSERT INTO ${schema}.commits (id, took_effect) VALUES ('${commit}', false) ON CONFLICT (id) DO NOTHING;
SELECT took_effect FROM ${schema}.commits WHERE id = '${commit}'; COMMIT`,
				);
				return results.at(-2)!.rows[0]!['took_effect'] as boolean;
			});
		} catch (error) {
			if (tries === TRIES) throw unknownOutcome(error instanceof Error ? error : cause, database.login);
			await pause(PAUSE_MS * tries);
		}
	}
}
