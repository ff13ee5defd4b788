import { readFileSync } from 'node:fs';
import { FIELDS, fieldOf, type Field, type Side } from './fields';
import { REFUSED } from './people';
import type { Run } from './host';
import type { Incidents } from './storm';
import { bothSides, type World } from './world';

/** One field of one customer that is not what people entered last. */
export interface Wrong {
	id: string;
	field: Field;
	/** `gone`: stands on neither side. `undelivered`: stands where it was entered, not on the other. */
	kind: 'gone' | 'undelivered';
}

export interface Repeat {
	side: Side;
	id: string;
	/** ms since 1970 */
	at: number;
}

export interface Tally {
	wrong: Wrong[];
	/** Writes of the workflow that were carried out. */
	writes: number;
	/** A person's entry was overwritten on the side it was made on: no such write is ever right here. */
	overwritten: string[];
	/** Tries to create what was already there. */
	createdTwice: Repeat[];
	/** Writes that changed nothing, after one of the same record whose outcome nobody knew. */
	repeatedAfterUnknown: number;
	/**
	 * Writes that changed nothing, after one that was made while their own run was under way: it had decided before.
	 */
	repeatedByOverlap: number;
	/** Writes that changed nothing although the one before was known to be done. */
	repeated: Repeat[];
	/** Tries to write what is always refused. */
	triesOfRefused: number;
	/** Requests sent although the CRM had said to wait. */
	impatient: number;
}

interface Write {
	at: number;
	side: Side;
	id: string;
	action: 'create' | 'update' | 'delete';
	/** Those it changed. */
	fields: Field[];
	changedNothing: boolean;
	/** The workflow got no answer. */
	cut: boolean;
}

/** What `refusedInserts` reads: seconds since 1970, and the database. */
export const LOG_PREFIX = '%n [%d] ';

/** When something was under way that never came to an end. */
export interface Cut {
	from: number;
	to: number;
}

/**
 * @param killed runs that n8n was killed in: what they wrote, nobody could note
 * @param runs all there were
 * @param postgresLog its path
 */
export async function tally(world: World, { away }: Incidents, killed: readonly Cut[], runs: readonly Run[], postgresLog: string): Promise<Tally> {
	const refusedCreates = world.crm.writes(world.before.crm).filter(({ by, status }) => by === 'sync' && status === 409).map(({ id, at }): Repeat => ({ side: 'crm', id, at: Date.parse(at) }));
	const writes = await carriedOut(world);
	const { repeated, afterUnknown, byOverlap } = repeats(writes, runs, [...killed, { from: away.from - 1_000, to: away.from + 1_000 }]);
	return {
		wrong: await wrong(world),
		writes: writes.length,
		overwritten: writes.flatMap(({ side, id, action, fields }) => (action === 'update' ? fields.filter((field) => world.truth.owner(id, field) === side).map((field) => `${side} ${id} ${field}`) : [])),
		createdTwice: [...refusedCreates, ...refusedInserts(world.database, postgresLog)],
		repeatedAfterUnknown: afterUnknown,
		repeatedByOverlap: byOverlap,
		repeated,
		triesOfRefused: world.crm.writes(world.before.crm).filter(({ by, id, status }) => by === 'sync' && id === REFUSED && status === 422).length,
		impatient: world.crm.faults.impatient,
	};
}

/** What differs from what people entered last. */
export async function wrong(world: World): Promise<Wrong[]> {
	const sides = await bothSides(world);
	const found: Wrong[] = [];
	for (const [id, values] of world.truth.values) {
		for (const field of FIELDS) {
			const [crm, erp] = [sides.crm.get(id)?.[field], sides.erp.get(id)?.[field]];
			if (crm === values[field] && erp === values[field]) continue;
			found.push({ id, field, kind: crm === values[field] || erp === values[field] ? 'undelivered' : 'gone' });
		}
	}
	return found;
}

async function carriedOut({ crm, erp, before }: World): Promise<Write[]> {
	const inCrm = crm.writes(before.crm).filter(({ by, status }) => by === 'sync' && (status === 0 || status < 300));
	const inErp = (await erp.writes(before.erp)).filter(({ by }) => by === 'sync');
	const known = (names: string[]): Field[] => names.flatMap((name) => fieldOf(name) ?? []);
	const actions = { POST: 'create', INSERT: 'create', PATCH: 'update', UPDATE: 'update', DELETE: 'delete' } as const;
	return [
		...inCrm.map(({ at, id, method, changed, status }): Write => ({
			at: Date.parse(at), side: 'crm', id, action: actions[method as keyof typeof actions], fields: known(Object.keys(changed)), changedNothing: Object.keys(changed).length === 0, cut: status === 0,
		})),
		...inErp.map(({ at, customer_id: id, action, changed }): Write => ({
			at: at.getTime(), side: 'erp', id, action: actions[action], fields: known(Object.keys(changed)), changedNothing: Object.keys(changed).length === 0, cut: false,
		})),
	].sort((a, b) => a.at - b.at);
}

/**
 * A write that changes nothing repeats an earlier one. It is the right thing to do where the outcome of the last write to
 * that record was unknown: its answer was cut off, its run was killed, or the database was stopped at that moment. Of two
 * runs that overlap, one may decide before the other is done: then the same goes out twice, with the same values.
 */
function repeats(writes: readonly Write[], runs: readonly Run[], cuts: readonly Cut[]): { repeated: Repeat[]; afterUnknown: number; byOverlap: number } {
	const repeated: Repeat[] = [];
	let afterUnknown = 0, byOverlap = 0;
	const unknown = new Map<string, boolean>();
	const last = new Map<string, number>();
	for (const { side, id, at, cut, changedNothing } of writes) {
		const key = `${side} ${id}`;
		if (changedNothing && unknown.get(key) === true) afterUnknown += 1;
		else if (changedNothing && runs.some(({ mode, startedAt, stoppedAt = 0 }) => mode === 'trigger' && startedAt <= (last.get(key) ?? 0) && at <= stoppedAt)) byOverlap += 1;
		else if (changedNothing) repeated.push({ side, id, at });
		last.set(key, at);
		unknown.set(key, cut || cuts.some(({ from, to }) => from <= at && at <= to));
	}
	return { repeated, afterUnknown, byOverlap };
}

/** PostgreSQL's log names the time and the database (`LOG_PREFIX`), so refused inserts can be told apart by world. */
function refusedInserts(database: string, log: string): Repeat[] {
	const lines = readFileSync(log, 'utf8').split('\n');
	return lines.flatMap((line, i): Repeat[] => {
		const at = new RegExp(`^([0-9.]+) \\[${database}\\]`).exec(line)?.[1];
		if (at === undefined || !line.includes('duplicate key value')) return [];
		const id = /\(customer_id\)=\(([^)]*)\)/.exec(lines[i + 1] ?? '')?.[1];
		return [{ side: 'erp', id: id ?? '?', at: Number(at) * 1_000 }];
	});
}
