import type { Operation, Receipt, RecordVersion } from '../record/envelope';
import type { Collection } from '../state/port';

/**
 * What is remembered of work that could not be finished at once, of the systems it is for, and of effects that are to
 * be rolled back. All three are entries of one collection, so that one transaction can change them together.
 * Times are ms since 1970.
 */
export type QueueEntry = RecordEntry | TargetEntry | SagaEntry;

/** Why something failed, as far as that decides what happens next. */
export type ErrorClass = 'transient' | 'rateLimit' | 'conflict' | 'permanent' | 'unknown';

export interface Failure {
	class: ErrorClass;
	/** HTTP status, where there was one. */
	status?: number;
	/** What Node or a database calls it, e.g. `ECONNRESET`, `23505`. */
	code?: string;
	/** At most 300 characters, without credentials. */
	message: string;
	/** How long the target asked to be left alone. */
	retryAfterMs?: number;
	/** Nobody answered: the effect may have happened all the same. */
	mayHaveHappened: boolean;
}

/** A failure and when it was told. */
export interface FailureAt extends Failure {
	at: number;
}

/** How often, how long and how fast a job is tried again. Frozen when it is parked. */
export interface RetryTerms {
	/** The n-th delay is drawn from 0 to min(cap, base × 2ⁿ). */
	baseMs: number;
	capMs: number;
	maxAttempts: number;
	maxAgeMs: number;
}

/** Why a job waits. All but `failed` were never tried. */
export type ParkedBecause = 'failed' | 'quota' | 'breaker' | 'order';

/** One piece of parked work: a write to one system. */
export interface Job {
	/** A number of the state's own that only grows: jobs of a record stand in its order. */
	id: number;
	because: ParkedBecause;
	parkedAt: number;
	operation: Operation | undefined;
	/** The id of the record in that system; undefined where nobody knows it. */
	targetId?: unknown;
	/** What is to be written, as the node before the app had it. Left out: only the key is kept, and it is read again. */
	payload?: unknown;
	/** 32 bits of the payload's fingerprint: tells a change from the same thing again. */
	content: number;
	/** What nodes upstream promised for it; settled with it. */
	receipts: Receipt[];
	/** The effect over several systems it is a step of. */
	saga?: string;
	/** What was there before, for that effect. */
	before?: unknown;
	/** A create that may have happened is tried again like everything else. */
	retryCreates: boolean;
	/** It came while an earlier change of its record was being tried, and takes its place if that one is given up. */
	supersedes?: true;
	terms: RetryTerms;
	/** Tries that ended, lost leases included. */
	attempts: number;
	first?: FailureAt;
	last?: FailureAt;
	state: JobState;
}

export type JobState =
	| { kind: 'waiting'; dueAt: number }
	/** Handed out to a run until `until`; only the holder of `token` may settle it. */
	| { kind: 'leased'; token: number; until: number }
	/** Given up. `told`: it has come out once as a dead letter. */
	| { kind: 'dead'; at: number; reason: DeadReason; told: boolean };

export type DeadReason = 'permanent' | 'attempts' | 'age' | 'lostLeases' | 'mayHaveHappened' | 'conflict';

/** The waiting work for one record in one system, in the order it came: nothing is tried before the first is over. */
export interface RecordEntry {
	kind: 'record';
	target: string;
	/** The record's key as text: a person must be able to find it. */
	record: string;
	jobs: Job[];
	/** What was let through last, while nobody has said what became of it. */
	sent?: Sent;
	/** The reason a person was last told; undefined if nobody was. */
	alerted?: string;
	/** Writes that were refused in a row since the record had not the version they expected. */
	refusals?: { version?: RecordVersion; times: number; at: number };
}

/** A change that was let through: no later one of its record goes before it is over, or `until` then. */
export interface Sent {
	/** A number as jobs have: those parked later stand behind it. */
	since: number;
	until: number;
	operation: Operation | undefined;
	/** As a job's. */
	content: number;
}

/** What is known of a system as such. */
export interface TargetEntry {
	kind: 'target';
	target: string;
	/** Transient failures in a row; the breaker is open while they are too many and the last is not long ago. */
	failuresInRow: number;
	lastFailureAt: number;
	/** While the breaker is open, one job is let through to see; until when that one is waited for. */
	probe?: { token: number; until: number };
	/** The target asked to be left alone until then. */
	pausedUntil: number;
	/** Calls let through in the running second, minute and day. */
	used: { second: Used; minute: Used; day: Used };
	/** parked = waiting + leased + done + dead + discarded, at every moment. */
	counts: Record<'parked' | 'waiting' | 'leased' | 'done' | 'dead' | 'discarded', number>;
}

export interface Used {
	from: number;
	calls: number;
}

/** One effect over several systems: what was done so far, to be taken back if a step fails for good. */
export interface SagaEntry {
	kind: 'saga';
	id: string;
	/** The record's key as text. */
	record: string;
	/** One for each system, in the order they were reported. */
	steps: SagaStep[];
	/** Set once a step failed for good: from then on nothing but taking back. */
	rollBack?: FailedFor & { terms: RetryTerms };
	/** A step failed for good, and a person is to say what becomes of the others. */
	asked?: FailedFor & {
		terms: RetryTerms;
		/** A step that is not taken back was done already: the only way is forward. */
		final: boolean;
	};
	/** What becomes of it when a step fails for good where no app told of it: its job was given up. */
	policy?: 'forward' | 'rollBack' | 'ask';
	/** How long it is kept after the last thing that happened. */
	keepMs: number;
	/** When it is forgotten, with what was there before. */
	expiresAt: number;
	/** What a person was last told; undefined if nobody was, or if it is over. */
	alerted?: string;
}

/** The step that failed for good. */
export interface FailedFor {
	target: string;
	because: string;
	at: number;
}

export interface SagaStep {
	target: string;
	operation: Operation;
	/** The id of the record in that system; undefined where nobody knows it. */
	targetId?: unknown;
	/** What was there before an update or a delete. */
	before?: unknown;
	/** Neither this nor what was done before it is taken back any more. */
	final: boolean;
	/** The tries that had, or may have had, an effect: 0 is the first, others the token of the queue's lease. */
	tries: { attempt: number; done: boolean }[];
	state: StepState;
}

export type StepState =
	/** `unknown`: nobody answered; counts as executed. */
	| { kind: 'done' | 'unknown'; at: number }
	| { kind: 'failed'; at: number }
	/** Being taken back. With a token: handed out until `until`. `attempts`: tries that ended, lost leases included. */
	| { kind: 'compensating'; since: number; attempts: number; dueAt: number; token?: number; until?: number; last?: FailureAt }
	| { kind: 'compensated'; at: number; by: 'app' | 'person' }
	/** It could not be taken back: a person must look. */
	| { kind: 'stuck'; at: number; last: FailureAt };

export type QueueCollection = Collection<QueueEntry>;
