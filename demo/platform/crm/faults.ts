import { isObject } from './records';

/**
 * What can be made to go wrong, counted, not by chance, so that a run can be repeated.
 *
 * - `fail`: the next `times` matching requests are answered with `status`, and nothing is written.
 * - `timeout`: matching requests are carried out, but the answer never comes: the connection is cut after `afterMs`. The
 *   next `times` of them, or for ever each `nth`.
 * - `every`: each `nth` matching request is answered with `status` (20th: 5 %; 1st: always).
 * - `burst`: after `after` matching requests within `withinMs`, the next `times` are answered with 429 and told to wait
 *   `retryAfterSeconds`; then it counts afresh.
 * - `duplicates`: the next `times` events are delivered `count` times at once.
 * - `late`: the next `times` events are delivered after `afterMs`, so that later ones overtake them.
 */
export type Fault =
	| ({ kind: 'fail'; status: number; times: number } & Match)
	| ({ kind: 'timeout'; afterMs: number } & ({ times: number } | { nth: number }) & Match)
	| ({ kind: 'every'; status: number; nth: number } & Match)
	| ({ kind: 'burst'; after: number; withinMs: number; times: number; retryAfterSeconds: number } & Match)
	| { kind: 'duplicates'; count: number; times: number; id?: string }
	| { kind: 'late'; afterMs: number; times: number; id?: string };

/** Which requests a fault is about; what is left out matches all. */
interface Match {
	method?: string;
	/** The customer's id. */
	id?: string;
}

export type Outcome = { kind: 'normal' } | { kind: 'fail'; status: number; retryAfterSeconds?: number } | { kind: 'timeout'; afterMs: number };

type RequestFault = Exclude<Fault, { kind: 'duplicates' | 'late' }>;

/** A fault that is switched on. */
interface Active {
	fault: Fault;
	/** Requests (or events) it has seen; of a burst, those since it counts afresh. */
	seen: number;
	/** Of a burst: since when it counts (ms since 1970). */
	since: number;
}

/** The faults that are switched on. */
export class Faults {
	private active: Active[] = [];
	private askedToWaitUntil = 0;
	/** Requests that came although the client had been told to wait longer. */
	impatient = 0;

	add(fault: Fault): void {
		this.active.push({ fault, seen: 0, since: Number.NEGATIVE_INFINITY });
	}

	clear(): void {
		this.active = [];
	}

	list(): Fault[] {
		return this.active.map(({ fault }) => fault);
	}

	/**
	 * What happens to this request; a fault that was to happen so many times is used up by it.
	 * @param now ms since 1970
	 */
	onRequest(method: string, id: string | undefined, now: number): Outcome {
		if (now < this.askedToWaitUntil) this.impatient += 1;
		for (const entry of this.active) {
			const { fault } = entry;
			if (fault.kind === 'duplicates' || fault.kind === 'late' || !matches(fault, method, id)) continue;
			entry.seen += 1;
			const outcome = this.outcomeOf(entry, fault, now);
			if (outcome === undefined) continue;
			if (outcome.kind === 'fail' && outcome.retryAfterSeconds !== undefined) this.askedToWaitUntil = now + outcome.retryAfterSeconds * 1_000;
			return outcome;
		}
		return { kind: 'normal' };
	}

	private outcomeOf(entry: Active, fault: RequestFault, now: number): Outcome | undefined {
		if (fault.kind === 'burst') return burst(entry, fault, now);
		if ('nth' in fault) {
			if (entry.seen % fault.nth !== 0) return undefined;
		} else if (entry.seen >= fault.times) {
			this.active = this.active.filter((other) => other !== entry);
		}
		return fault.kind === 'timeout' ? { kind: 'timeout', afterMs: fault.afterMs } : { kind: 'fail', status: fault.status };
	}

	/** How often an event about this customer is delivered at once, and how late. */
	deliveriesOf(id: string): { count: number; lateMs: number } {
		const found = { count: 1, lateMs: 0 };
		for (const entry of [...this.active]) {
			const { fault } = entry;
			if (fault.kind !== 'duplicates' && fault.kind !== 'late') continue;
			if (fault.id !== undefined && fault.id !== id) continue;
			entry.seen += 1;
			if (entry.seen >= fault.times) this.active = this.active.filter((other) => other !== entry);
			if (fault.kind === 'duplicates') found.count = fault.count;
			else found.lateMs = fault.afterMs;
		}
		return found;
	}
}

/** A fault from a request's body, with defaults filled in; a text says what is wrong with it. */
export function readFault(body: unknown): Fault | string {
	if (!isObject(body)) return 'The body must be a JSON object';
	const number = (key: string, or: number): number => (typeof body[key] === 'number' && body[key] > 0 ? body[key] : or);
	const match: Match = {
		...(typeof body['method'] === 'string' ? { method: body['method'].toUpperCase() } : {}),
		...(typeof body['id'] === 'string' ? { id: body['id'] } : {}),
	};
	const times = number('times', 1);
	switch (body['kind']) {
		case 'fail':
			return { kind: 'fail', status: number('status', 500), times, ...match };
		case 'timeout':
			return { kind: 'timeout', afterMs: number('afterMs', 30_000), ...(typeof body['nth'] === 'number' ? { nth: number('nth', 20) } : { times }), ...match };
		case 'every':
			return { kind: 'every', status: number('status', 500), nth: number('nth', 20), ...match };
		case 'burst':
			return { kind: 'burst', after: number('after', 40), withinMs: number('withinMs', 10_000), times: number('times', 5), retryAfterSeconds: number('retryAfterSeconds', 2), ...match };
		case 'duplicates':
			return { kind: 'duplicates', count: number('count', 5), times, ...(match.id === undefined ? {} : { id: match.id }) };
		case 'late':
			return { kind: 'late', afterMs: number('afterMs', 1_000), times, ...(match.id === undefined ? {} : { id: match.id }) };
		default:
			return 'kind must be one of fail, timeout, every, burst, duplicates, late';
	}
}

function burst(entry: Active, { after, withinMs, times, retryAfterSeconds }: Extract<Fault, { kind: 'burst' }>, now: number): Outcome | undefined {
	// A burst under way goes on, however long the client waits.
	if (entry.seen <= after && now - entry.since > withinMs) [entry.seen, entry.since] = [1, now];
	if (entry.seen <= after) return undefined;
	if (entry.seen >= after + times) entry.seen = 0;
	if (entry.seen === 0) entry.since = now;
	return { kind: 'fail', status: 429, retryAfterSeconds };
}

function matches(fault: Match, method: string, id: string | undefined): boolean {
	return (fault.method === undefined || fault.method === method) && (fault.id === undefined || fault.id === id);
}
