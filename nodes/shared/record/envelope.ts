/** What our nodes tell each other rides on the item under this one key (DESIGN.md, "What travels with an item"). */
export const SYNC_KEY = '_sync';

export type Operation = 'create' | 'update' | 'delete';

/** A record's version in the form its system gives it: a number, digits, a time, a tag. */
export type RecordVersion = string | number;

/** A promise made by a stateful node, to be settled by that node's own operation or by Sync Outcome. */
export type Receipt = ClaimReceipt | WriteReceipt | ChangeReceipt | LinkReceipt | CheckpointReceipt | RetryReceipt | RollBackReceipt;

/** Idempotency Guard: a key is claimed. */
export interface ClaimReceipt {
	kind: 'claim';
	sync: string;
	/** The key's hash in hex: enough to settle, and tells nothing about the key. */
	key: string;
	/** Only the holder of the newest token may settle. */
	token: number;
}

/** Conflict Resolver: a write is planned, and counts as done when it is confirmed or seen. */
export interface WriteReceipt {
	kind: 'write';
	sync: string;
	/** The record key's hash in hex. */
	key: string;
	system: string;
	operation: Operation;
	/** What is to be written, by field: fingerprints (`valueFingerprint`). A list of pairs, since any name may occur. */
	fields: [field: string, fingerprint: number][];
	/** `version` of the envelope, so that it stays with work that has to wait. */
	version?: RecordVersion;
}

/** Change Detector: a change is reported, and counts as delivered when it is confirmed. */
export interface ChangeReceipt {
	kind: 'change';
	sync: string;
	/** The system the change was seen in; empty if the detector has no name for it. */
	system: string;
	/** The record key's hash in hex. */
	key: string;
	/** Only the newest reported change of the record can be confirmed. */
	token: number;
}

/**
 * Record Linker: a record is being created in another system. Settled by linking it with the id it got there, or by
 * giving the claim back.
 */
export interface LinkReceipt {
	kind: 'link';
	sync: string;
	/** The claim's key in hex. */
	key: string;
	token: number;
	/** The record that is to be created elsewhere: its system and its id there, as text. */
	system: string;
	id: string;
	/** The system it is created in. */
	target: string;
}

/** Sync Checkpoint: an item was read, and the checkpoint waits for it to be settled or parked. */
export interface CheckpointReceipt {
	kind: 'checkpoint';
	sync: string;
	/** The checkpoint's key in hex. */
	key: string;
	/** The read it was part of. */
	token: number;
	/** Its place among the items of that read, in the order of their cursors. */
	at: number;
	/** How far the checkpoint may move once everything up to here is settled (null: no further), and the item's fingerprint. */
	cursor: [at: string | number | null, id: string];
	/** The item does not move the checkpoint, although it has a cursor. */
	still?: true;
	/** The item led to so many effects; settled when all are reported. */
	of: number;
	/** Which of them this is; empty for all. */
	part: string;
}

/** Retry Queue: a job was handed out. */
export interface RetryReceipt {
	kind: 'retry';
	sync: string;
	/** The key of the record's queue entry in hex. */
	key: string;
	/** Of the lease. */
	token: number;
	/** The job's id. */
	job: number;
}

/** A write that takes back a step of an effect over several systems was handed out. */
export interface RollBackReceipt {
	kind: 'rollBack';
	sync: string;
	/** The saga's key in hex. */
	key: string;
	/** Of the lease. */
	token: number;
	/** The step's place in the saga. */
	step: number;
}

/** Why a field has the value it has. */
export interface FieldReason {
	/** The rule that decided, e.g. `onlyOneChanged`, `owner`, `newest`, `priority`, `manual`, `tieBreak`, `adopted`. */
	rule: string;
	/** The system whose value won. */
	winner?: string;
	/** The values that lost, by system. */
	lost?: { system: string; value: unknown }[];
}

/** Everything under `_sync`. All parts are optional: each node adds what it knows. */
export interface SyncEnvelope {
	sync?: string;
	key?: string | number;
	operation?: Operation;
	/** The system this item is to be written to. */
	system?: string;
	/** The id of the record in that system, for the app node. */
	targetId?: unknown;
	/**
	 * The version that record had when the write was decided: a write on condition (`If-Match`, `WHERE version = …`) is
	 * refused where somebody changed the record since.
	 */
	version?: RecordVersion;
	changed?: string[];
	/** The same for two plans of the same change: the key for an Idempotency Guard in front of the write. */
	changeId?: string;
	/** The same for all writes that are all or nothing: what one of several systems refuses is taken back in the others. */
	effectId?: string;
	reasons?: Record<string, FieldReason>;
	/** When the newest change in this item happened at its source (ISO), for latency. */
	changedAt?: string;
	/** What a node decided about this item, e.g. `new`, `duplicate`, `inSync`, `review`, `rejected`. */
	verdict?: string;
	receipts?: Receipt[];
	[more: string]: unknown;
}
