import { setTimeout as sleep } from 'node:timers/promises';
import type { CrmCustomer } from './records';

export interface CrmEvent {
	/** The same for every delivery of one event. */
	id: string;
	type: 'customer.created' | 'customer.updated' | 'customer.deleted';
	occurredAt: string;
	data: CrmCustomer;
}

export interface Delivery {
	url: string;
	event: string;
	customer: string;
	/** From 1; more than one when earlier attempts failed. */
	attempt: number;
	/** The answer's status, or why there was none. */
	result: number | string;
	at: string;
}

const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 250;
const ANSWER_WITHIN_MS = 30_000;

/** Tells the registered addresses what changed; a delivery that is not answered with 2xx is tried again. */
export class Webhooks {
	private readonly urls = new Map<string, string>();
	private readonly pending = new Set<Promise<void>>();
	private readonly stopping = new AbortController();
	private nextId = 1;
	readonly deliveries: Delivery[] = [];

	/** @returns the registration's id */
	register(url: string): string {
		const id = `hook_${this.nextId++}`;
		this.urls.set(id, url);
		return id;
	}

	/** @returns false if there is no such registration */
	remove(id: string): boolean {
		return this.urls.delete(id);
	}

	list(): { id: string; url: string }[] {
		return [...this.urls].map(([id, url]) => ({ id, url }));
	}

	/** Delivers an event to every address, `times` times at once, after `lateMs`. Returns at once. */
	send(event: CrmEvent, times = 1, lateMs = 0): void {
		for (const url of this.urls.values()) {
			for (let copy = 0; copy < times; copy++) {
				const delivery = this.deliver(url, event, lateMs);
				this.pending.add(delivery);
				void delivery.finally(() => this.pending.delete(delivery));
			}
		}
	}

	/** Resolves when nothing is being delivered. */
	async idle(): Promise<void> {
		while (this.pending.size > 0) await Promise.all(this.pending);
	}

	/** Gives up what is being delivered. */
	async stop(): Promise<void> {
		this.stopping.abort();
		await this.idle();
	}

	private async deliver(url: string, event: CrmEvent, lateMs: number): Promise<void> {
		if (lateMs > 0) await sleep(lateMs, undefined, { signal: this.stopping.signal }).catch(() => {});
		for (let attempt = 1; attempt <= ATTEMPTS && !this.stopping.signal.aborted; attempt++) {
			const result = await this.attempt(url, event);
			this.deliveries.push({ url, event: event.id, customer: event.data.customerID, attempt, result, at: new Date().toISOString() });
			if (typeof result === 'number' && result >= 200 && result < 300) return;
			if (attempt < ATTEMPTS) await sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1), undefined, { signal: this.stopping.signal }).catch(() => {});
		}
	}

	private async attempt(url: string, event: CrmEvent): Promise<number | string> {
		try {
			const answer = await fetch(url, {
				method: 'POST',
				headers: { 'content-type': 'application/json', 'x-event-id': event.id },
				body: JSON.stringify(event),
				signal: AbortSignal.any([this.stopping.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
			});
			await answer.arrayBuffer();
			return answer.status;
		} catch (error) {
			return error instanceof Error ? error.message : String(error);
		}
	}
}
