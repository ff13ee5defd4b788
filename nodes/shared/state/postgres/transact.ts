import type { PoolClient } from 'pg';
import { StateProblem, type Collection, type KeyHash, type Transaction } from '../port';
import { beginBatch, type Begun } from './beginBatch';
import { run, unlessCollision, type Database } from './database';
import { decideAhead } from './decideAhead';
import { Draft, NeedsTokens } from './draft';
import { commitId, findOutcome, runCommit } from './outcome';
import type { SyncPlace } from './place';
import { alwaysCut } from './problems';
import { TOKENS_A_BLOCK } from './schema';
import type { Seal } from './seal';
import { writeStatements } from './writeStatements';

/** Others may come between; each time somebody got on with it. */
const MOST_TRIES = 10;
/** A batch that is cut off as often as this is too much for the server, or takes too long to decide. */
const MOST_CUTS = 3;

export interface Work<E, R> {
	readonly place: SyncPlace;
	readonly collection: Collection<E>;
	readonly keys: readonly KeyHash[];
	readonly decide: (tx: Transaction<E>) => R;
	readonly seal: Seal;
	/** As `StateStore.transact` is told. */
	readonly likely?: 'new' | undefined;
	/** Waits so many ms. */
	readonly pause: (ms: number) => Promise<void>;
}

export interface Done<R> {
	readonly result: R;
	readonly id: number | undefined;
	/** How many entries were written that were not known before. */
	readonly added: number;
	/** How many were written or deleted. */
	readonly written: number;
}

type Attempt<R> = { kind: 'done'; done: Done<R> } | { kind: 'threw'; error: unknown } | { kind: 'again' } | { kind: 'unknown'; commit: string; error: unknown; done: Done<R> };

/**
 * One atomic read-decide-write in two messages: begin, lock, read; and write, commit. In one, where what is there was
 * guessed. What a decision throws is thrown, and nothing is written then.
 */
export async function transact<E, R>(database: Database, work: Work<E, R>): Promise<Done<R>> {
	if (work.likely === 'new') {
		const done = await decideAhead(database, work);
		if (done !== undefined) return done;
	}
	let blocks = 1 + Math.floor(work.keys.length / TOKENS_A_BLOCK);
	for (let tries = 0, cuts = 0; tries < MOST_TRIES; tries += 1) {
		const attempt = await attemptOnce(database, work, blocks);
		switch (attempt.kind) {
			case 'done':
				return attempt.done;
			case 'threw':
				if (!(attempt.error instanceof NeedsTokens)) throw attempt.error;
				blocks *= 2;
				tries = 0;
				break;
			case 'unknown':
				if ((await findOutcome(database, attempt.commit, attempt.error, work.pause)).tookEffect) return attempt.done;
				cuts += 1;
				if (cuts === MOST_CUTS) throw alwaysCut(attempt.error, database.login);
				break;
			case 'again':
				await work.pause(tries * 5);
		}
	}
	throw new StateProblem('database', 'Others kept coming between while a batch was remembered', 'Run it again; if it goes on, look at the load of the database.');
}

async function attemptOnce<E, R>(database: Database, work: Work<E, R>, blocks: number): Promise<Attempt<R>> {
	return await database.use(async (client) => (await unlessCollision(client, attempt(client, database, work, blocks))) ?? { kind: 'again' });
}

async function attempt<E, R>(client: PoolClient, database: Database, work: Work<E, R>, blocks: number): Promise<Attempt<R>> {
	const begun = await beginBatch(client, database, work, blocks);
	const draft = new Draft(work.collection, work.keys, begun.now, begun.known, begun.tokens);
	let result: R;
	try {
		result = work.decide(draft);
	} catch (error) {
		await run(client, 'ROLLBACK');
		return { kind: 'threw', error };
	}
	const added = [...draft.writes].filter(([key, entry]) => entry !== undefined && !begun.known.has(key)).length;
	const done: Done<R> = { result, id: begun.found.id, added, written: draft.writes.size };
	return await commit(client, database, work, draft, begun, done);
}

/** Writes and commits in one message. */
async function commit<E, R>(client: PoolClient, { schema }: Database, work: Work<E, R>, draft: Draft<E>, { now, found, known }: Begun<E>, done: Done<R>): Promise<Attempt<R>> {
	if (draft.writes.size === 0) {
		await run(client, 'COMMIT');
		return { kind: 'done', done };
	}
	const proof = commitId(now);
	const writes = writeStatements(schema, work.place, work.collection, found, draft.writes, now, work.seal, { proof, isKnown: (key) => known.has(key) });
	const ended = await runCommit(client, [...writes, 'COMMIT'].join(';\n'));
	return 'cutBy' in ended ? { kind: 'unknown', commit: proof, error: ended.cutBy, done } : { kind: 'done', done };
}
