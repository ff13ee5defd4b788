import type { Operation, Receipt } from '../record/envelope';
import type { StateStore } from '../state/port';
import type { Job, ParkedBecause, RetryTerms } from './entry';
import { Gatekeeper, type Limits } from './gatekeeper';
import { canFold, fold, type Change } from './job';
import { isPassed, isUnderWay, onLedger, withJob, type Ledger } from './ledger';
import { isFull } from './report';
import { isHeldBy, supersededBy, withLater } from './supersede';

/** Something that is about to be written. */
export interface Outgoing {
	readonly target: string;
	readonly record: string;
	readonly operation: Operation | undefined;
	readonly targetId?: unknown;
	/** What goes to the app. */
	readonly payload: unknown;
	/** What is kept of it if it must wait: all, some fields, or nothing but the key. */
	readonly kept?: unknown;
	/** 32 bits of the payload's fingerprint. */
	readonly content: number;
	readonly receipts: readonly Receipt[];
	readonly saga?: string;
	readonly before?: unknown;
}

export interface AdmitTerms {
	readonly later: 'supersede' | 'wait';
	readonly terms: RetryTerms;
	readonly retryCreates: boolean;
	/** At most this many jobs of a system may be parked. */
	readonly cap: number;
	readonly limits: Limits;
	/** How long what is sent has before what stands behind it is tried. */
	readonly leaseMs: number;
	/** All or none: if there is no room for one, nothing of the batch is remembered, and the answers are not to be acted on. */
	readonly allOrNone: boolean;
}

export type Admission =
	/** To be written now. `since` is to come back with its report. */
	| { kind: 'send'; change: Change; since: number; batch: number }
	| { kind: 'parked'; because: ParkedBecause; job: number; dueAt: number }
	/** The same was refused for good, or was to be created and may have been: not again before a person says so. */
	| { kind: 'held'; job: number; maybeCreated: boolean }
	/** It is part of what an earlier one of this batch writes: its place. */
	| { kind: 'folded'; into: number }
	| { kind: 'full' };

/**
 * Lets through what its system takes now, and parks the rest. Behind what waits for the same record nothing goes ahead.
 * One transaction for the whole batch.
 */
export async function admit(store: StateStore, outgoing: readonly Outgoing[], terms: AdmitTerms): Promise<Admission[]> {
	return await onLedger(store, { records: outgoing }, (ledger) => {
		const gatekeeper = new Gatekeeper(ledger, terms.limits, terms.leaseMs);
		const results: Admission[] = [];
		const sent = new Map<string, number>();
		outgoing.forEach((one, i) => {
			const place = JSON.stringify([one.target, one.record]);
			const first = sent.get(place);
			const result = first === undefined ? admitOne(ledger, gatekeeper, one, terms) : another(ledger, one, terms, results, first);
			if (result.kind === 'send') sent.set(place, i);
			results.push(result);
		});
		if (terms.allOrNone && results.some(({ kind }) => kind === 'full')) ledger.abandon();
		return results;
	});
}

function admitOne(ledger: Ledger, gatekeeper: Gatekeeper, one: Outgoing, terms: AdmitTerms): Admission {
	const entry = ledger.record(one.target, one.record);
	const { jobs } = entry;
	if (isUnderWay(entry, ledger.now)) return park(ledger, one, terms, 'order', entry.sent!.until);
	// What was let through past a dead letter is newer, and takes it along when it is over.
	const dead = jobs.find((job) => isHeldBy(job, one) && !isPassed(entry, job.id) && (terms.later === 'supersede' || job.content === one.content));
	if (dead !== undefined) return hold(ledger, one, dead);
	if (jobs.some(({ state }) => state.kind !== 'dead') || (jobs.length > 0 && terms.later === 'wait')) return park(ledger, one, terms, 'order', ledger.now);
	const passage = gatekeeper.pass(one.target, one.operation, one.payload);
	if (!passage.ok) return park(ledger, one, terms, passage.because, passage.at);
	const sent = { since: ledger.nextToken(), until: ledger.now + terms.leaseMs, operation: one.operation, content: one.content };
	ledger.setRecord({ ...entry, sent });
	return { kind: 'send', change: changeOf(one, one.payload), since: sent.since, batch: passage.batch };
}

/** A dead letter stays one; where it may exist already, with what it is to be like now. */
function hold(ledger: Ledger, one: Outgoing, dead: Job): Admission {
	const isSame = dead.content === one.content;
	if (!isSame) ledger.setRecord(withJob(ledger.record(one.target, one.record), withLater(dead, { ...changeOf(one, one.kept), content: one.content })));
	return { kind: 'held', job: dead.id, maybeCreated: !isSame };
}

/** A second change of a record that goes out with this batch: with it, or behind it. */
function another(ledger: Ledger, one: Outgoing, terms: AdmitTerms, results: Admission[], first: number): Admission {
	const before = results[first]!;
	const change = changeOf(one, one.payload);
	if (terms.later === 'wait' || before.kind !== 'send' || !canFold(before.change, change)) return park(ledger, one, terms, 'order', ledger.now + terms.leaseMs);
	results[first] = { ...before, change: fold(before.change, change) };
	return { kind: 'folded', into: first };
}

function park(ledger: Ledger, one: Outgoing, { later, ...terms }: AdmitTerms, because: Exclude<ParkedBecause, 'failed'>, dueAt: number): Admission {
	const entry = ledger.record(one.target, one.record);
	const last = entry.jobs.at(-1);
	const change = changeOf(one, one.kept);
	// What was let through in between would take it along when it is over.
	if (last?.state.kind === 'waiting' && later === 'supersede' && !isPassed(entry, last.id) && canFold(last, change)) {
		ledger.setRecord(withJob(entry, withLater(last, { ...change, content: one.content })));
		return { kind: 'parked', because, job: last.id, dueAt: last.state.dueAt };
	}
	if (isFull(ledger, one.target, terms.cap)) return { kind: 'full' };
	const { operation, targetId, kept, content, receipts, saga, before } = one;
	const job: Job = {
		id: ledger.nextToken(),
		because,
		parkedAt: ledger.now,
		operation,
		...(targetId === undefined ? {} : { targetId }),
		...(kept === undefined ? {} : { payload: kept }),
		content,
		receipts: [...receipts],
		...(saga === undefined ? {} : { saga }),
		...(before === undefined ? {} : { before }),
		retryCreates: terms.retryCreates,
		...(later === 'supersede' ? { supersedes: true } : {}),
		terms: terms.terms,
		attempts: 0,
		state: { kind: 'waiting', dueAt },
	};
	const next = { ...entry, jobs: [...entry.jobs, job] };
	ledger.setRecord(next);
	// Behind what was let through it is no longer the same again.
	const instead = last === undefined ? undefined : supersededBy(next, last, dueAt, isPassed(entry, last.id));
	if (instead !== undefined) ledger.setRecord(instead.entry, 'discarded');
	return { kind: 'parked', because, job: job.id, dueAt };
}

function changeOf({ operation, receipts, targetId }: Outgoing, payload: unknown): Change {
	return { operation, receipts, ...(payload === undefined ? {} : { payload }), ...(targetId === undefined ? {} : { targetId }) };
}
