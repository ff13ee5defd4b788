import { randomUUID } from 'crypto';
import type { MemoryState } from './memoryState';
import type { Collection, KeyHash } from './port';

/**
 * A write-ahead journal of claims. Static data is written when a run ends, so a claim made in a run that is killed
 * would be unknown afterwards and its effect could happen twice. Before an effect may begin, its claim is therefore
 * recorded in n8n's own table of processed items, which is written at once. A name found there whose claim nobody
 * remembers belongs to a run that was killed: the step was interrupted, not never begun.
 *
 * A name is taken back when its claim is settled and that has been seen in the database, some at a time.
 */
export interface JournalHost {
	/** n8n keeps one list of names for each node. */
	list: string;
	/** Records names. @returns those that stood there before */
	record(names: string[]): Promise<string[]>;
	remove(names: string[]): Promise<void>;
}

/** n8n rewrites the whole list at every change: larger batches and longer lists would cost more than they save. */
export const MOST_JOURNALED_AT_ONCE = 1_000;
const MOST_JOURNALED = 20_000;
const REMOVED_AT_ONCE = 64;
const ANY_LIST = '';

/** One small document in the state. */
interface SettledNames {
	/** Part of every name: after a reset the names from before mean nothing any more. */
	generation: string;
	/** By the key in base64: the state's revision that knows its claim is over, and the list its name stands in. */
	names: Record<string, [revision: number, list: string]>;
}

const DOCUMENT: KeyHash = 'settled\u0000';
export const settledNames: Collection<SettledNames> = {
	name: 'settledNames',
	cap: 1,
	layout: {
		signature: 'settledNames.1',
		stride: 0,
		pack: () => false,
		unpack: () => ({ generation: '', names: {} }),
		expiresAt: () => Infinity,
		rank: () => 0,
	},
	layoutOf: (signature) => (signature === settledNames.layout.signature ? settledNames.layout : undefined),
	expiresAt: () => Infinity,
};

export class ClaimJournal {
	/** Keys whose names this process has recorded and not removed, with the list they stand in. */
	private readonly recorded = new Map<KeyHash, string>();
	/** Keys whose names stand in the journal though their claims are over. */
	private readonly settled: Map<KeyHash, { revision: number; list: string }>;
	private generation: string;

	constructor(
		private readonly sync: string,
		private readonly state: MemoryState,
	) {
		const known = state.transactNow(settledNames, [DOCUMENT], (tx) => tx.get(0));
		this.generation = known?.generation ?? '';
		this.settled = new Map(
			Object.entries(known?.names ?? {}).map(([key, [revision, list]]) => [Buffer.from(key, 'base64').toString('latin1'), { revision, list }]),
		);
	}

	/**
	 * @param keys newly claimed, in this process
	 * @param durable the newest revision of the state seen in the database
	 * @returns those that a killed run had claimed before
	 */
	async record(host: JournalHost, keys: readonly KeyHash[], durable: number): Promise<KeyHash[]> {
		await this.removeSettled(host, durable);
		if (keys.length === 0 || keys.length > MOST_JOURNALED_AT_ONCE || this.recorded.size + keys.length > MOST_JOURNALED) return [];
		// Names that stand there for a known reason; from now on they stand for the new claims.
		const expected = new Set(keys.filter((key) => this.settled.has(key) || this.recorded.has(key)));
		for (const key of keys) {
			this.recorded.set(key, host.list);
			this.settled.delete(key);
		}
		if (expected.size > 0) this.save();
		const names = new Map(keys.map((key) => [this.nameOf(key), key]));
		const before = await host.record([...names.keys()]);
		return before.map((name) => names.get(name)!).filter((key) => !expected.has(key));
	}

	/** The claims of these keys are over, and the state says so. */
	settle(keys: readonly KeyHash[]): void {
		// Larger batches were not journaled, but for keys that single claims had recorded.
		const named = keys.length <= MOST_JOURNALED_AT_ONCE ? keys : keys.filter((key) => this.recorded.has(key));
		if (named.length === 0) return;
		const { revision } = this.state;
		// A claim from before a restart: nobody knows which list has its name, so whoever tidies next tries.
		for (const key of named) this.settled.set(key, { revision, list: this.recorded.get(key) ?? ANY_LIST });
		this.save();
	}

	/** The state begins anew: what stands in n8n's table from before is void. */
	beginAnew(): void {
		this.generation = randomUUID().slice(0, 8);
		this.recorded.clear();
		this.settled.clear();
		this.save();
	}

	private async removeSettled(host: JournalHost, durable: number): Promise<void> {
		if (this.settled.size < REMOVED_AT_ONCE) return;
		const due: KeyHash[] = [];
		for (const [key, { revision, list }] of this.settled) {
			if (revision <= durable && (list === host.list || list === ANY_LIST)) due.push(key);
		}
		if (due.length < REMOVED_AT_ONCE) return;
		for (const key of due) {
			this.settled.delete(key);
			this.recorded.delete(key);
		}
		this.save();
		await host.remove(due.map((key) => this.nameOf(key)));
	}

	private save(): void {
		const names: SettledNames['names'] = {};
		for (const [key, { revision, list }] of this.settled) names[Buffer.from(key, 'latin1').toString('base64')] = [revision, list];
		const { generation } = this;
		this.state.transactNow(settledNames, [DOCUMENT], (tx) => tx.set(0, { generation, names }));
	}

	private nameOf(key: KeyHash): string {
		return `sync-kit claim ${this.sync} ${this.generation} ${Buffer.from(key, 'latin1').toString('base64')}`;
	}
}
