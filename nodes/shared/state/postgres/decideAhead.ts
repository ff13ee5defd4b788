import { asciiJson } from '../json';
import type { KeyHash } from '../port';
import { batchArguments, readAnswer, type Answer, type Begun } from './beginBatch';
import { unlessCollision, type Database } from './database';
import { Draft } from './draft';
import { commitId, findOutcome, runCommit } from './outcome';
import { quoteKeys, quoteText } from './quote';
import { rankOf } from './rank';
import { SCHEMA_VERSION } from './schema';
import type { Done, Work } from './transact';
import { moment } from './writeStatements';

/**
 * It is decided as of a moment that is a little ahead of the database's clock, so that no lease ends too early. What
 * turns out to be in the past, or further ahead than this, is not written.
 */
export const MOST_AHEAD_MS = 500;

/** What is supposed of a key, and what would be remembered of it if that is true. */
interface Guess<E> {
	readonly key: KeyHash;
	/** Ms since 1970. */
	readonly now: number;
	readonly entry: E;
	/** Stands in the entry where its token is to be. */
	readonly standIn: number;
}

/** As `remember_new` gives it. */
interface Told {
	found: Answer;
	written: boolean;
}

/**
 * A decision about one key that is probably not there, in one message: it is made before the database is asked, and
 * the database writes it if the key is indeed not there. If it is, what is remembered of it comes back, which is
 * enough for a decision that writes nothing, such as that about a duplicate.
 *
 * The database puts the token into the entry; the decision is made again with it, and so says what was written.
 *
 * @returns undefined if nothing was written and the ordinary way is to be gone
 */
export async function decideAhead<E, R>(database: Database, work: Work<E, R>): Promise<Done<R> | undefined> {
	const guess = guessNew(database, work);
	if (guess === undefined) return undefined;
	const proof = commitId(guess.now);
	const asGuessed = (token: number, id?: number): Done<R> => {
		const draft = new Draft(work.collection, work.keys, guess.now, new Map(), [token]);
		return { result: work.decide(draft), id, added: 1, written: 1 };
	};

	const ended = await database.use(async (client) => await unlessCollision(client, runCommit(client, statement(database, work, guess, proof))));
	if (ended === undefined) return undefined;
	if ('cutBy' in ended) {
		const { tookEffect, token } = await findOutcome(database, proof, ended.cutBy, work.pause);
		return tookEffect ? asGuessed(token!) : undefined;
	}
	const told = ended.results.at(-2)!.rows[0]!.answer as Told;
	const begun = readAnswer(database, work, told.found);
	if (told.written) return asGuessed(begun.tokens[0]!, begun.found.id);
	return told.found.large === null ? asRead(work, begun) : undefined;
}

/** @returns undefined unless the decision, if the key is not there, is to remember one thing that waits for nothing */
function guessNew<E, R>(database: Database, { collection, keys, decide }: Work<E, R>): Guess<E> | undefined {
	const [key] = keys;
	const time = database.probableTime;
	if (key === undefined || keys.length > 1 || time === undefined) return undefined;
	const now = time + MOST_AHEAD_MS / 2;
	// Sixteen digits that nothing else in the entry has.
	const standIn = 1e15 + Math.floor(Math.random() * 8e15);
	const draft = new Draft(collection, keys, now, new Map(), [standIn]);
	try {
		decide(draft);
	} catch {
		return undefined;
	}
	const entry = draft.writes.get(key);
	if (entry === undefined || draft.tokensTaken > 1 || collection.due?.(entry) !== undefined) return undefined;
	return { key, now, entry, standIn };
}

function statement<E, R>(database: Database, work: Work<E, R>, { key, now, entry, standIn }: Guess<E>, proof: string): string {
	const { collection, seal } = work;
	const { locks, names, mostBytes } = batchArguments(database, work);
	const pieces = asciiJson(seal.seal(collection, key, entry)).split(String(standIn)).map(quoteText);
	const expires = moment(collection.expiresAt(entry)) ?? 'NULL';
	const told = [
		`'${proof}', ${locks}, ${names}, ${quoteKeys([key])}, ${mostBytes}`,
		`${SCHEMA_VERSION}, ${quoteText(collection.layout.signature)}, ${now}, ${MOST_AHEAD_MS}`,
		`ARRAY[${pieces.join(', ')}], ${expires}, '${rankOf(collection, entry)}'`,
	].join(', ');
	return `${database.begin} SELECT ${database.schema}.remember_new(${told}) AS answer; COMMIT`;
}

/** The decision on what is there, if it writes nothing: it was read at one instant, and that is all it needs. */
function asRead<E, R>({ collection, keys, decide }: Work<E, R>, { now, known, tokens, found }: Begun<E>): Done<R> | undefined {
	const draft = new Draft(collection, keys, now, known, tokens);
	const result = decide(draft);
	return draft.writes.size === 0 ? { result, id: found.id, added: 0, written: 0 } : undefined;
}
