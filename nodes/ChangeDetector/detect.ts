import { decide, type Decision, type Terms } from '../shared/changes/decide';
import { matchEcho, overruled, type Arrived, type EchoEntry, type EchoMatch } from '../shared/changes/echoes';
import type { ChangeEntry } from '../shared/changes/entry';
import { sumsOf, type Sums } from '../shared/changes/sums';
import type { Transaction } from '../shared/state/port';
import type { Arrival, RecordArrivals } from './coalesce';
import type { RecordReading } from './readRecord';

/** What a run is to decide: the records that arrived, and those a full list lacks. */
export interface Task {
	/** The first keys of the transaction. */
	readonly records: readonly RecordArrivals[];
	/** Keys of records that may be missing: the keys that follow. */
	readonly missing: readonly string[];
	readonly isList: boolean;
	/** What is expected to come back, by record key. */
	readonly echoes: ReadonlyMap<string, EchoEntry>;
	readonly terms: Omit<Terms, 'now' | 'nextToken'>;
}

export interface Decided {
	readonly record: RecordArrivals;
	readonly arrival: Arrival;
	/** Undefined: a newer one of the same run counts. */
	readonly decision: Decision | undefined;
}

export interface Detected {
	readonly now: number;
	/** One for each arrival. */
	readonly arrivals: readonly Decided[];
	readonly missing: readonly { readonly key: string; readonly decision: Decision }[];
	/** The ledger's entries that echoes have changed, by record key. */
	readonly echoed: ReadonlyMap<string, EchoEntry>;
}

/** Decides about everything that arrived, at one instant. */
export function detect(tx: Transaction<ChangeEntry>, task: Task): Detected {
	const terms: Terms = { ...task.terms, now: tx.now, nextToken: () => tx.nextToken() };
	const arrivals: Decided[] = [];
	const echoed = new Map<string, EchoEntry>();
	task.records.forEach((record, i) => {
		let echoes = task.echoes.get(record.key);
		record.arrivals.forEach((arrival, a) => {
			const { reading } = arrival;
			const entry = tx.get(i);
			const match: EchoMatch = echoes === undefined ? { kind: 'none' } : matchEcho(echoes, arrivedOf(reading), contentOf(entry), tx.now);
			// An echo counts even where something newer follows: that is to be compared with it.
			if (a < record.arrivals.length - 1 && match.kind !== 'echo') {
				arrivals.push({ record, arrival, decision: undefined });
				return;
			}
			if (match.kind !== 'none') echoed.set(record.key, (echoes = match.entry));
			const decision = decide(
				entry,
				{
					key: reading.key,
					listed: task.isList,
					...(reading.isDeleted ? {} : { sums: reading.sums }),
					...(reading.version === undefined ? {} : { version: reading.version }),
					...(match.kind === 'none' ? {} : { echo: match.kind }),
				},
				terms,
			);
			if (decision.entry !== undefined) tx.set(i, decision.entry);
			if (echoes !== undefined && isNews(decision)) echoed.set(record.key, (echoes = overruled(echoes)));
			arrivals.push({ record, arrival, decision });
		});
	});
	const missing = task.missing.flatMap((key, m) => {
		const i = task.records.length + m;
		const entry = tx.get(i);
		// It may have come back, or gone, since the list was compared with the memory.
		if (entry === undefined) return [];
		const decision = decide(entry, { key, listed: true }, terms);
		if (decision.entry !== undefined) tx.set(i, decision.entry);
		return [{ key, decision }];
	});
	return { now: tx.now, arrivals, missing, echoed };
}

function isNews(decision: Decision): boolean {
	return (decision.verdict === 'changed' || decision.verdict === 'deleted') && decision.repeated !== true;
}

/** What the system itself was last seen to hold. */
function contentOf(entry: ChangeEntry | undefined): Sums | undefined {
	return entry?.pending === undefined ? entry?.sums : entry.pending.sums;
}

function arrivedOf(reading: RecordReading): Arrived {
	return {
		...(reading.isDeleted ? {} : { sums: reading.sums }),
		fields: reading.fields.map(({ name }) => name),
		sumsOf: (names) => {
			const wanted = new Set(names);
			const places = reading.fields.flatMap(({ name }, i) => (wanted.has(name) ? [i] : []));
			return sumsOf(places.map((i) => reading.fields[i]!), places.map((i) => reading.fingerprints[i]!));
		},
	};
}
