/** Random entries for every collection of the package, as generous as their types allow. */
import fc from 'fast-check';
import { findCollection } from '../../nodes/SyncHealthReporter/copy/collections';
import { emptyHealth } from '../../nodes/SyncHealthReporter/health';
import { writeDocument } from '../../nodes/SyncHealthReporter/document';
import { keyHash } from '../../nodes/shared/record/fingerprint';
import { makeShape } from '../../nodes/shared/reconcile/shape';
import { MemoryState } from '../../nodes/shared/state/memoryState';
import type { Collection } from '../../nodes/shared/state/port';

export const NOW = Date.UTC(2026, 10, 23, 4);
export const DAY = 86_400_000;

/** Entries of one collection, by the name their key is the hash of. */
export interface Filling {
	collection: Collection<unknown>;
	entries: [name: string, entry: unknown][];
}

const hostile = fc.constantFrom('__proto__', 'constructor', '', ' ', '\u0000', 'a\u0000b', '\ud800', '\udfff\ud800', '\u2028', '$sk$', "'; --", '\\', 'x'.repeat(5_000), '💶', 'é', 'sync-kit encrypted');
/** Whatever a key or a value may hold. */
const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.string({ maxLength: 12 }), hostile);
/** What PostgreSQL can hold as text: names of systems, lanes. */
export const name = fc.oneof(fc.string({ minLength: 1, maxLength: 12 }), fc.constantFrom('__proto__', 'crm', 'erp', '$sk$', "'; --", '\\', '💶'));
const json = fc.oneof(fc.jsonValue({ maxDepth: 3 }), text, fc.constant(JSON.parse('{"__proto__":{"a":1},"constructor":2}')), fc.constant({ 'sync-kit encrypted': 'no' })).map((value) => JSON.parse(JSON.stringify(value)) as unknown);
const time = fc.integer({ min: NOW - 3 * DAY, max: NOW + 90 * DAY });
const token = fc.integer({ min: 1, max: NOW * 1000 });
const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const count = fc.nat({ max: 1_000_000 });
const sums = fc.constantFrom(3, 8).chain((length) => fc.array(fc.nat({ max: 2 ** 20 - 1 }), { minLength: length, maxLength: length }));
const optional = <T>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }, needed: (keyof T)[]): fc.Arbitrary<unknown> => fc.record(shape, { requiredKeys: needed as never });
const oneOf = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

const guardEntry = fc.oneof(
	fc.record({ state: oneOf('claimed'), fingerprint: uint32, token, leaseUntil: time, expiresAt: time, rememberMs: count }),
	optional({ state: oneOf('completed'), fingerprint: uint32, expiresAt: time, result: json }, ['state', 'fingerprint', 'expiresAt']),
);
const version = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }), text);
const change = fc.tuple(text, optional({ step: fc.nat({ max: 63 }), sums, version, deletedUntil: time, pending: optional({ token, at: time, sums, unsure: oneOf(true) }, ['token', 'at']) }, ['step']))
	.map(([key, entry]): [string, unknown] => [key, { key, ...(entry as object) }]);
const shape = makeShape(['crm', 'erp'], ['name', '__proto__'], true);
const record = fc
	.tuple(
		optional({ versions: fc.array(fc.oneof(version, fc.constant(null)), { minLength: 2, maxLength: 2 }), kept: fc.array(fc.record({ field: fc.nat({ max: 1 }), values: fc.array(fc.tuple(uint32, json), { maxLength: 2 }) }), { maxLength: 2 }), unheard: fc.nat({ max: 3 }) }, []),
		fc.record({ seen: fc.integer({ min: 1, max: 3 }), gone: fc.nat({ max: 3 }), day: fc.nat({ max: 4_000 }), words: fc.array(fc.nat({ max: 2 ** 42 }), { minLength: 2, maxLength: 2 }) }),
		oneOf(shape.signature, makeShape(['erp', 'old'], ['gone', 'name']).signature),
		fc.option(time, { nil: undefined, freq: 4 }),
	)
	.map(([extra, main, signature, deletedAt]) => ({ shape: signature, ...main, ...(extra as object), ...(deletedAt === undefined ? {} : { seen: 0, deletedAt }) }));
const latin8 = fc.array(fc.nat({ max: 255 }), { minLength: 8, maxLength: 8 }).map((codes) => String.fromCharCode(...codes));
const member = fc.tuple(text, text, fc.array(text, { maxLength: 2 })).map(([system, id, merged]) => [system, id, ...merged]);
const link = fc.oneof(latin8, fc.array(member, { minLength: 1, maxLength: 3 }), count, optional({ until: time, token, system: text, id: text, target: text, leaseMs: count, keys: fc.array(text, { maxLength: 2 }), made: text }, ['until', 'token', 'system', 'id', 'target', 'leaseMs']));
const job = optional(
	{ id: token, because: oneOf('failed', 'quota'), parkedAt: time, operation: oneOf('create', 'update'), targetId: json, payload: json, content: uint32, receipts: fc.constant([]), before: json, retryCreates: fc.boolean(), attempts: count, terms: fc.constant({ baseMs: 1, capMs: 2, maxAttempts: 3, maxAgeMs: 4 }), state: fc.oneof(fc.record({ kind: oneOf('waiting'), dueAt: time }), fc.record({ kind: oneOf('leased'), token, until: time }), fc.record({ kind: oneOf('dead'), at: time, reason: oneOf('permanent'), told: fc.boolean() })) },
	['id', 'because', 'parkedAt', 'content', 'receipts', 'retryCreates', 'attempts', 'terms', 'state'],
);
const queued = fc.oneof(
	fc.record({ kind: oneOf('record'), target: name, record: text, jobs: fc.array(job, { maxLength: 3 }) }),
	fc.record({ kind: oneOf('target'), target: name, failuresInRow: count, lastFailureAt: time, pausedUntil: time, counts: fc.constant({ parked: 1 }) }),
	fc.record({ kind: oneOf('saga'), id: text, record: text, keepMs: count, expiresAt: time, steps: fc.array(optional({ target: name, operation: oneOf('update'), before: json, final: fc.boolean(), tries: fc.constant([]), state: fc.oneof(fc.record({ kind: oneOf('done'), at: time }), fc.record({ kind: oneOf('compensating'), since: time, attempts: count, dueAt: time })) }, ['target', 'operation', 'final', 'tries', 'state']), { maxLength: 2 }) }),
);
const checkpoint = optional({ name: text, kind: oneOf('time', 'page'), at: fc.oneof(count, text), edge: fc.array(fc.record({ at: count, ids: text }), { maxLength: 2 }), overlap: count, moves: count, setToken: token, open: fc.array(json, { maxLength: 2 }), trail: text }, ['name', 'kind', 'edge', 'overlap', 'moves', 'setToken', 'open', 'trail']);
const echo = fc.record({ expected: fc.array(optional({ sums, fields: fc.array(text, { maxLength: 2 }), change: token, until: time, state: oneOf('landed', 'passed') }, ['until']), { minLength: 1, maxLength: 3 }) });
const waiting = fc.tuple(text, fc.record({ until: time, json, events: count })).map(([key, entry]): [string, unknown] => [key, { key, ...entry }]);
const drift = fc.record({ fields: fc.array(json, { maxLength: 3 }) });

/** Entries whose key is any text. */
const under = (entry: fc.Arbitrary<unknown>): fc.Arbitrary<[string, unknown]> => fc.tuple(text, entry);
const filled = (collection: string, form: string, entry: fc.Arbitrary<[string, unknown]>, most = 8): fc.Arbitrary<Filling> =>
	fc.uniqueArray(entry, { maxLength: most, selector: ([key]) => key }).map((entries) => {
		const found = findCollection(collection, form);
		if (found === undefined) throw new Error(`no collection ${collection}`);
		return { collection: found, entries };
	});

/** A random memory of a sync, over all collections. */
export const anyMemory: fc.Arbitrary<Filling[]> = fc
	.tuple(name, name)
	.chain(([one, other]) =>
		fc.tuple(
			filled('guard', 'guard.1', under(guardEntry), 20),
			filled('crosswalk', 'crosswalk.1', under(link)),
			filled('echoes', 'echo/1', under(echo)),
			filled('changes', 'change/1', change),
			filled(`changes of ${one}`, 'change/1', change),
			filled('waiting', 'waiting/1', waiting),
			filled(`waiting of ${other}`, 'waiting/1', waiting),
			filled('changeFields', 'changeFields/1', under(fc.record({ names: fc.array(text, { maxLength: 4 }) }))),
			filled('queue', 'queue.1', under(queued)),
			filled('checkpoints', 'checkpoint/1', under(checkpoint)),
			filled('shape', 'shape/1', under(fc.constant({ signature: shape.signature })), 1),
			filled('records', shape.signature, under(record)),
			filled('health', 'document', under(fc.constant(writeDocument(emptyHealth()))), 1),
			filled('drift', 'drift.1', under(drift)),
		),
	);

export function memoryOf(fillings: readonly Filling[], clock: () => number, lastToken = 0): MemoryState {
	const state = MemoryState.from({ token: lastToken, tables: [] }, clock);
	for (const { collection, entries } of fillings) {
		if (entries.length === 0) continue;
		state.transactNow(collection, entries.map(([key]) => keyHash(key)), (tx) => entries.forEach(([, entry], i) => tx.set(i, entry)));
	}
	return state;
}
