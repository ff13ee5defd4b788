/** Retry Queue: what it costs to take what is due, when little and when much is parked, beside a bare list. */
import { admit, type Outgoing } from '../nodes/shared/queue/admit';
import { takeDue } from '../nodes/shared/queue/takeDue';
import { MemoryState } from '../nodes/shared/state/memoryState';
import type { Engine } from './engine';
import { customer, items } from './items';
import { addRow, comparison, within, type Outcome } from './outcome';
import type { Plan } from './plan';
import { progress } from './progress';
import { collectGarbage, race, type Contender, type Measured } from './race';
import { startWatch } from './time';

const DUE = 100;
const FEW = 100, MANY = 100_000;
const BREAKER = { failures: 5, pauseMs: 60_000 };
const TERMS = { baseMs: 1_000, capMs: 60_000, maxAttempts: 1e9, maxAgeMs: 1e15 };

export async function benchQueue(_engine: Engine, plan: Plan): Promise<Outcome> {
	const outcome: Outcome = {
		title: 'Retry Queue',
		rows: [],
		goals: [],
		notes: [
			`Take Due hands out ${DUE} records of 12 fields that are due, each with a lease; the others are due tomorrow. The core over state in memory, without the node around it and without n8n saving static data at the end of the run.`,
			'The array knows no order of a record, no leases that anybody has to hold, no quotas and no breaker: it is the floor.',
		],
	};
	progress('queue, take due');
	const [few, many, floor] = (await race([await taking(FEW), await taking(MANY), filtering(MANY)], plan.rules)) as [Measured, Measured, Measured];
	for (const one of [few, many, floor]) addRow(outcome, `${DUE} due`, one, comparison(one, few));
	outcome.goals.push(within('100 due out of 100,000 parked within 3 × of 100 out of 100', many, few, 3));
	return outcome;
}

/** A queue in which the first hundred fall due again and again: each lease is lost until the next sample. */
async function taking(parked: number): Promise<Contender> {
	let now = Date.parse('2026-01-01T00:00:00Z');
	const state = new MemoryState(() => now);
	const park = async (from: number, to: number, quota: object): Promise<void> => {
		const outgoing = items(to, customer).slice(from).map(({ json }, i): Outgoing => ({ target: 'ERP', record: String(from + i), operation: 'update', payload: json, kept: json, content: i, receipts: [] }));
		await admit(state, outgoing, { later: 'supersede', terms: TERMS, retryCreates: false, cap: Infinity, limits: { breaker: BREAKER, quotaOf: () => quota }, leaseMs: 1_000, allOrNone: false });
	};
	// The first is let through and uses up both quotas; the others are parked until the window is over.
	await park(0, DUE + 1, { second: 1 });
	await park(DUE + 1, parked + 1, { day: 1 });
	return {
		name: `Retry Queue, Take Due, ${parked.toLocaleString('en')} parked`,
		async sample() {
			now += 2_000;
			collectGarbage();
			const stop = startWatch();
			const { jobs } = await takeDue(state, { limit: DUE, leaseMs: 1_000, limits: { breaker: BREAKER, quotaOf: () => ({}) } });
			const time = stop();
			if (jobs.length !== DUE) throw new Error(`${jobs.length} were handed out, not ${DUE}`);
			return time;
		},
	};
}

function filtering(parked: number): Contender {
	const jobs = items(parked, customer).map(({ json }, i) => ({ json, dueAt: i < DUE ? 0 : Infinity, until: 0 }));
	return {
		name: `an array looked through, ${parked.toLocaleString('en')} in it`,
		async sample() {
			collectGarbage();
			const stop = startWatch();
			const due = jobs.filter(({ dueAt }) => dueAt <= 1).map((job) => Object.assign(job, { until: 1 }));
			const time = stop();
			if (due.length !== DUE) throw new Error('the array lost some');
			return time;
		},
	};
}
