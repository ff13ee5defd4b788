import { changeCollection } from '../../nodes/shared/changes/entryLayout';
import { crosswalk, claimCreate, createKey, decideOnLinks, listLinks, type CreateVerdict } from '../../nodes/shared/crosswalk';
import { isClaim } from '../../nodes/shared/crosswalk/entry';
import { guardCollection, type GuardEntry } from '../../nodes/shared/idempotency/entry';
import { claim, type ClaimTerms, type ClaimVerdict } from '../../nodes/shared/idempotency/protocol';
import type { Promises } from '../../nodes/shared/outcome/promises';
import type { Parking, Work } from '../../nodes/shared/outcome/settle';
import type { ChangeReceipt, ClaimReceipt, LinkReceipt, RetryReceipt } from '../../nodes/shared/record/envelope';
import { keyFromHex, keyHash, keyToHex } from '../../nodes/shared/record/fingerprint';
import type { ErrorClass } from '../../nodes/shared/queue/entry';
import type { Collection, StateStore } from '../../nodes/shared/state/port';
import { MemoryState } from '../../nodes/shared/state/memoryState';

export const SYNC = 's', SOURCE = 'CRM', TARGET = 'ERP';
export const LEASE_MS = 100, AGE_MS = 5_000, REMEMBER_MS = 20_000;
export const PARKING: Parking = {
	terms: { baseMs: 10, capMs: 50, maxAttempts: 3, maxAgeMs: AGE_MS }, later: 'supersede', retryCreates: false, cap: 1_000,
};

export class Crash extends Error {}

/** A store whose caller dies at its n-th call: before it, or when it is done. What was done stays done. */
export function dying(store: StateStore, calls: number, after: boolean): StateStore {
	let left = calls;
	const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
		if (left === 0 && !after) throw new Crash();
		const result = await work();
		if (left === 0) throw new Crash();
		left -= 1;
		return result;
	};
	return {
		transact: async (collection, keys, decide) => await guarded(async () => await store.transact(collection, keys, decide)),
		scan: async (collection, visit) => await guarded(async () => await store.scan(collection, visit)),
		due: async (collection, lane, until, limit) => await guarded(async () => await store.due(collection, lane, until, limit)),
		lanes: async (collection) => await guarded(async () => await store.lanes(collection)),
		recordClaims: async (keys) => await guarded(async () => await store.recordClaims(keys)),
		settleClaims: async (keys) => await guarded(async () => await store.settleClaims(keys)),
		sizes: async () => await store.sizes(),
		reset: async () => await store.reset(),
	};
}

/** What the app answers. */
export type Fate = 'success' | ErrorClass;

/** One sync in a durable store, and what really happened in the target system. */
export class World {
	now = Date.UTC(2026, 0, 1);
	state = new MemoryState(() => this.now);
	/** How often each effect happened. */
	readonly effects = new Map<string, number>();
	private changes = 0;

	copy(): World {
		const other = new World();
		other.now = this.now;
		other.changes = this.changes;
		other.state = MemoryState.from(this.state.image(), () => other.now);
		return other;
	}

	guardEntry(key: string): GuardEntry | undefined {
		return this.state.transactNow(guardCollection(), [keyFromHex(key)], (tx) => tx.get(0));
	}

	/** What the nodes of a flow promise for a record with this content; undefined where the Guard lets nothing through. */
	async promise(record: number, content: number, terms: Partial<ClaimTerms> = {}): Promise<Promises | undefined> {
		const key = keyHash(`${record}/${content}`);
		const verdict: ClaimVerdict = await this.state.transact(guardCollection(), [key], (tx) =>
			claim(tx, 0, content + 1, { leaseMs: LEASE_MS, rememberMs: REMEMBER_MS, repeatable: false, completeAtOnce: false, ...terms }));
		if (verdict.kind !== 'new') return undefined;
		const claims: ClaimReceipt[] = [{ kind: 'claim', sync: SYNC, key: keyToHex(key), token: verdict.token }];
		return { claims, changes: [await this.change(record)], writes: [], links: await this.create(record), checkpoints: [] };
	}

	private async change(record: number): Promise<ChangeReceipt> {
		const key = keyHash(String(record));
		const sums = [(this.changes += 1), 2, 3, 4, 5, 6, 7, 8];
		const token = await this.state.transact(changeCollection(SOURCE), [key], (tx) => {
			const next = tx.nextToken();
			tx.set(0, { ...tx.get(0), key: String(record), step: 1, pending: { token: next, at: tx.now, sums } });
			return next;
		});
		return { kind: 'change', sync: SYNC, system: SOURCE, key: keyToHex(key), token };
	}

	private async create(record: number): Promise<LinkReceipt[]> {
		const ref = { system: SOURCE, id: String(record) };
		const own = createKey(ref, TARGET);
		const match = keyHash(`match ${record}`);
		const verdict = await decideOnLinks(this.state, { ids: [ref], claims: [own, match] }, (book): CreateVerdict | undefined =>
			book.idIn(book.find(ref), TARGET) === undefined ? claimCreate(book, ref, TARGET, [match], LEASE_MS) : undefined);
		if (verdict?.kind !== 'granted') return [];
		return [{ kind: 'link', sync: SYNC, key: keyToHex(own), token: verdict.token, ...ref, target: TARGET }];
	}

	/** The app's part: what happens, and what it says. */
	answer(record: number, content: number, promises: Promises, fate: Fate): Work {
		const base = { target: TARGET, record: String(record), operation: promises.links.length > 0 ? 'create' as const : 'update' as const, promises };
		if (fate !== 'success') {
			return { ...base, ok: false, failure: { class: fate, message: fate, mayHaveHappened: false }, payload: { content }, content };
		}
		const effect = `${record}/${content}`;
		this.effects.set(effect, (this.effects.get(effect) ?? 0) + 1);
		return { ...base, ok: true, madeId: { ok: true, id: `made ${record}` } };
	}

	/** Everything that is remembered of promises, for comparing two worlds. */
	async promised(): Promise<unknown> {
		const guard: unknown[] = [], claims: unknown[] = [], changes: unknown[] = [];
		await this.state.scan(guardCollection(), (key, entry) => guard.push([keyToHex(key), entry]));
		await this.state.scan(changeCollection(SOURCE), (key, entry) => changes.push([keyToHex(key), entry]));
		await this.state.scan(crosswalk, (key, entry) => isClaim(entry) && claims.push([keyToHex(key), entry]));
		return { guard: sorted(guard), claims: sorted(claims), changes: sorted(changes), links: await listLinks(this.state) };
	}

	/** The claim of a record's creation, if it is claimed. */
	createClaim(record: number): { until: number; token: number } | undefined {
		return this.state.transactNow(crosswalk as Collection<unknown>, [createKey({ system: SOURCE, id: String(record) }, TARGET)], (tx) => tx.get(0)) as never;
	}

	linked(record: number): Promise<boolean> {
		return listLinks(this.state).then((links) => links.some((members) => members.some(([system, id]) => system === SOURCE && id === String(record))));
	}

	pending(record: number): boolean {
		return this.state.transactNow(changeCollection(SOURCE), [keyHash(String(record))], (tx) => tx.get(0)?.pending !== undefined);
	}
}

const sorted = (list: unknown[]): unknown[] => list.map((one) => JSON.stringify(one)).sort();

export const withRetry = (promises: Promises, retry: RetryReceipt): Promises => ({ ...promises, retry });
