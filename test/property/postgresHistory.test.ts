import fc from 'fast-check';
import { guardCollection, type GuardEntry } from '../../nodes/shared/idempotency/entry';
import { claim, complete, forget, release, type ClaimVerdict, type SettleVerdict } from '../../nodes/shared/idempotency/protocol';
import { keyHash } from '../../nodes/shared/record/fingerprint';
import type { StateStore } from '../../nodes/shared/state/port';
import { PostgresStore } from '../../nodes/shared/state/postgres/postgresStore';
import { isLinearisable, type Recorded } from '../support/linearisable';
import { pause, startPostgres } from '../support/postgres';

jest.setTimeout(120_000);

/** An operation on one key, with its answer. */
type Op =
	| { kind: 'claim'; answer: ClaimVerdict }
	| { kind: 'complete' | 'release'; token: number; answer: SettleVerdict }
	| { kind: 'forget'; answer: boolean }
	| { kind: 'look'; answer: KeyState };

/** What is true of a key: its claim's token, or that it is completed, or nothing. */
type KeyState = number | 'completed' | 'unknown';

const stateOf = (entry: GuardEntry | undefined): KeyState => (entry === undefined ? 'unknown' : entry.state === 'claimed' ? entry.token : 'completed');

/** The protocol as DESIGN.md tells it, one operation after the other. */
function step(state: KeyState, op: Op): KeyState | undefined {
	switch (op.kind) {
		case 'look':
			return op.answer === state ? state : undefined;
		case 'forget':
			return op.answer === (state !== 'unknown') ? 'unknown' : undefined;
		case 'claim':
			if (op.answer.kind === 'new') return state === 'unknown' ? op.answer.token : undefined;
			return (op.answer.kind === 'duplicate') === (state === 'completed') && state !== 'unknown' ? state : undefined;
		default: {
			const expected = state === 'unknown' ? 'unknownKey' : state === 'completed' ? 'alreadyCompleted' : state === op.token ? 'settled' : 'newerClaim';
			const told = op.answer.kind === 'settled' ? 'settled' : op.answer.because;
			if (told !== expected) return undefined;
			return told === 'settled' ? (op.kind === 'complete' ? 'completed' : 'unknown') : state;
		}
	}
}

const linearisable = (history: Recorded<Op>[]): boolean => isLinearisable<Op, KeyState>(history, 'unknown', step, String);

const database = startPostgres();
const guard = guardCollection();
const terms = { leaseMs: 3_600_000, rememberMs: 3_600_000, repeatable: false, completeAtOnce: false };
const CLIENTS = 8;
const KEYS = ['a', 'b', 'c', 'd'];

/** Eight clients, each with connections of its own, at work on four keys in batches of one to three. */
async function record(steps: number, stores: readonly StateStore[], random: () => number): Promise<Map<string, Recorded<Op>[]>> {
	const histories = new Map(KEYS.map((key) => [key, [] as Recorded<Op>[]]));
	const tokens = new Map(KEYS.map((key) => [key, [] as number[]]));
	const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
	await Promise.all(
		stores.map(async (store) => {
			for (let i = 0; i < steps; i += 1) {
				// Webhooks bring one item; a guess is right or wrong.
				const keys = random() < 0.5 ? [pick(KEYS)] : KEYS.filter(() => random() < 0.4);
				const likely = random() < 0.5 ? 'new' : undefined;
				const kinds = keys.map(() => pick(['claim', 'claim', 'claim', 'complete', 'release', 'look', 'forget'] as const));
				const held = keys.map((key) => pick(tokens.get(key)!.slice(-3)) ?? 1);
				const called = performance.now();
				const ops = await store.transact(guard, keys.map(keyHash), (tx) =>
					kinds.map((kind, k): Op => {
						switch (kind) {
							case 'claim': return { kind, answer: claim(tx, k, 0, terms) };
							case 'complete': return { kind, token: held[k]!, answer: complete(tx, k, held[k]!, undefined) };
							case 'release': return { kind, token: held[k]!, answer: release(tx, k, held[k]!) };
							case 'forget': return { kind, answer: forget(tx, k) };
							case 'look': return { kind, answer: stateOf(tx.get(k)) };
						}
					}),
					likely,
				);
				const answered = performance.now();
				ops.forEach((op, k) => {
					histories.get(keys[k]!)!.push({ called, answered, op });
					if (op.kind === 'claim' && op.answer.kind === 'new') tokens.get(keys[k]!)!.push(op.answer.token);
				});
			}
		}),
	);
	return histories;
}

test('whatever eight clients do at once could have happened one after the other, key by key', async () => {
	let operations = 0;
	await fc.assert(
		fc.asyncProperty(fc.noShrink(fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true }))), async (randoms) => {
			const login = database.login();
			const stores = Array.from({ length: CLIENTS }, (_, i) => new PostgresStore({ login: { ...login, poolSize: i + 1 }, namespace: '', sync: 's', pause }));
			const histories = await record(100, stores, () => randoms.next().value);
			for (const [key, history] of histories) {
				operations += history.length;
				expect([key, linearisable(history)]).toEqual([key, true]);
				const granted = history.flatMap(({ op }) => (op.kind === 'claim' && op.answer.kind === 'new' ? [op.answer.token] : []));
				expect(new Set(granted).size).toBe(granted.length);
			}
		}),
		{ numRuns: Number(process.env['FC_RUNS'] ?? 5) },
	);
	expect(operations).toBeGreaterThan(4_000);
});

describe('the checker', () => {
	const granted = (token: number): Op => ({ kind: 'claim', answer: { kind: 'new', token, interrupted: false } });

	test('accepts what overlaps in an order that fits', () => {
		expect(linearisable([{ called: 0, answered: 9, op: { kind: 'look', answer: 7 } }, { called: 1, answered: 2, op: granted(7) }])).toBe(true);
	});

	test('refuses two grants of one key, a look into the past, and a stale holder who is let through', () => {
		expect(linearisable([{ called: 0, answered: 5, op: granted(1) }, { called: 1, answered: 4, op: granted(2) }])).toBe(false);
		expect(linearisable([{ called: 0, answered: 1, op: granted(7) }, { called: 2, answered: 3, op: { kind: 'look', answer: 'unknown' } }])).toBe(false);
		expect(
			linearisable([
				{ called: 0, answered: 1, op: granted(1) },
				{ called: 2, answered: 3, op: { kind: 'forget', answer: true } },
				{ called: 4, answered: 5, op: granted(2) },
				{ called: 6, answered: 7, op: { kind: 'complete', token: 1, answer: { kind: 'settled' } } },
			]),
		).toBe(false);
	});
});
