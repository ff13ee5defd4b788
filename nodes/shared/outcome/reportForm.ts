import type { DeadReason, Failure, FailureAt, RetryTerms } from '../queue/entry';
import type { Compensation, RollBackPolicy } from '../queue/rollBack';
import type { Operation, Receipt, RetryReceipt, RollBackReceipt } from '../record/envelope';

/** What becomes of an effect over several systems, and what is known of this one's part. */
export interface SagaReport {
	id: string;
	policy: RollBackPolicy;
	/** What was there before an update or a delete. */
	before?: unknown;
	/** Neither this nor what was done before it is taken back. */
	final: boolean;
	targets?: readonly string[];
	keepMs: number;
}

interface ReportBase {
	target: string;
	record: string;
	operation?: Operation;
	targetId?: unknown;
	retry?: RetryReceipt;
	rollBack?: RollBackReceipt;
	saga?: SagaReport;
}

export interface Park {
	payload?: unknown;
	content: number;
	receipts: Receipt[];
	terms: RetryTerms;
	later: 'supersede' | 'wait';
	retryCreates: boolean;
}

/** What one item tells the queue. */
export type Report = ReportBase & ({ ok: true } | { ok: false; failure: Failure; park?: Park });

/** What a person must be told: when something first needs one, when the reason changes, and when it is over. */
export interface Alert {
	kind: 'new' | 'over';
	reason: string;
	record: string;
	target: string;
	targetId?: unknown;
	failure?: FailureAt;
	tried?: string;
	whatToDo?: string;
}

export interface ReportResult {
	kind: 'done' | 'cleared' | 'parked' | 'dead' | 'released' | 'refused';
	because?: 'full' | 'stale';
	reason?: DeadReason;
	/** Tries so far, this one included. */
	attempts?: number;
	dueAt?: number;
	job?: number;
	first?: FailureAt;
	alert?: Alert;
	compensations?: Compensation[];
	/** Promises to settle now if the work succeeded, or to give back if not. */
	closed?: Receipt[];
}
