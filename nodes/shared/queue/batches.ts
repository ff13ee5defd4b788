import type { Operation } from '../record/envelope';

/** How much goes into one call. */
export interface BatchSize {
	readonly records: number;
	/** Of the records' JSON in UTF-8. A record that is larger by itself goes alone. */
	readonly bytes: number;
}

interface Open {
	readonly batch: number;
	records: number;
	bytes: number;
}

/** Which records go together: those of one system and operation, in their order. */
export class Batches {
	private readonly last = new Map<string, Open>();
	private count = 0;

	/** @param size undefined: each record by itself */
	constructor(private readonly size: BatchSize | undefined) {}

	/** The batch under way that has room for it; it is in there from now on. */
	find(target: string, operation: Operation | undefined, payload: unknown): number | undefined {
		const { size } = this;
		const open = size === undefined ? undefined : this.last.get(keyFor(target, operation));
		if (size === undefined || open === undefined) return undefined;
		const bytes = bytesOf(payload);
		if (open.records >= size.records || open.bytes + bytes > size.bytes) return undefined;
		open.records += 1;
		open.bytes += bytes;
		return open.batch;
	}

	/** Begins a batch with it. */
	open(target: string, operation: Operation | undefined, payload: unknown): number {
		const batch = this.count++;
		if (this.size !== undefined) this.last.set(keyFor(target, operation), { batch, records: 1, bytes: bytesOf(payload) });
		return batch;
	}
}

const keyFor = (target: string, operation: Operation | undefined): string => JSON.stringify([target, operation ?? null]);

/** With the comma behind it. */
const bytesOf = (payload: unknown): number => Buffer.byteLength(JSON.stringify(payload) ?? '') + 1;
