import type { Operation } from '../record/envelope';
import { Batches, type BatchSize } from './batches';
import { gateOf, probeUntil, reopensAt, type BreakerSettings } from './breaker';
import type { ParkedBecause } from './entry';
import type { Ledger } from './ledger';
import { nextCallAt, withCall, type Quota } from './quota';

/** What a system takes, and when it is to be left alone. */
export interface Limits {
	readonly breaker: BreakerSettings;
	readonly quotaOf: (target: string) => Quota;
	/** Undefined: one call a record. */
	readonly batch?: BatchSize | undefined;
}

export type Passage =
	/** `batch`: which call it is part of; a number that means nothing but that. */
	| { ok: true; batch: number; probe: boolean }
	| { ok: false; because: Exclude<ParkedBecause, 'failed' | 'order'>; at: number };

/** Decides, one after the other, what may be sent now. */
export class Gatekeeper {
	private readonly batches: Batches;

	constructor(
		private readonly ledger: Ledger,
		private readonly limits: Limits,
		private readonly leaseMs: number,
	) {
		this.batches = new Batches(limits.batch);
	}

	pass(target: string, operation: Operation | undefined, payload: unknown): Passage {
		const { ledger, limits } = this;
		const { now } = ledger;
		const state = ledger.target(target);
		// A clock that was set back must not keep a system paused for longer than a day.
		if (state.pausedUntil > now && state.pausedUntil - now <= 86_400_000) return { ok: false, because: 'quota', at: state.pausedUntil };
		const gate = gateOf(state, limits.breaker, now);
		if (gate === 'open') return { ok: false, because: 'breaker', at: reopensAt(state, limits.breaker, now) };
		const room = gate === 'closed' ? this.batches.find(target, operation, payload) : undefined;
		if (room !== undefined) return { ok: true, batch: room, probe: false };
		const at = nextCallAt(state, limits.quotaOf(target), now);
		if (at > now) return { ok: false, because: 'quota', at };
		const called = withCall(state, now);
		ledger.setTarget(gate === 'probe' ? { ...called, probe: { token: ledger.nextToken(), until: probeUntil(now, this.leaseMs, limits.breaker) } } : called);
		return { ok: true, batch: this.batches.open(target, operation, payload), probe: gate === 'probe' };
	}
}
