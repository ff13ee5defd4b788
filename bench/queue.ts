/** Retry Queue in n8n's engine, with little and with much parked, what n8n then saves included; beside a list in static data. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sleep, type IDataObject, type INodeExecutionData } from 'n8n-workflow';
import { Postgres, removePostgresData } from '../demo/platform/postgres';
import { plainNode, type Engine, type NodeRun } from './engine';
import { customer, items } from './items';
import { addRow, comparison, within, type Outcome } from './outcome';
import type { Plan } from './plan';
import { progress } from './progress';
import { collectGarbage, median, type Measured } from './race';
import { startWatch, type Time } from './time';
import { newWorkflow } from './workflows';

const DUE = 100;
const FEW = 10, MANY = 100_000;
const SYNC = 'bench';
const AT_ONCE = 10_000;
/** The first few samples are of code V8 has not optimised yet. */
const WARM_UPS = 10;

const NOTES = [
	`Each sample parks ${DUE} records of 12 fields (one more is sent, and uses up the second's quota), then, the clock put forward, takes these ${DUE} that are due; all others are due tomorrow. Both nodes run in n8n's engine with their state in static data; what was taken is discarded, untimed.`,
	'"With saving" is the node and what n8n does after the run: the whole static data as text, in which our state encodes what changed. "Loading" is what n8n does before each run, whatever its nodes are: JSON.parse of that text.',
	'Beside 100,000, most of "saving" is in proportion to the text: n8n writes all of it after every run. What JSON.stringify alone needs for a text of that size is n8n\'s share; ours is to put the parts together and to make the checksum.',
	'In PostgreSQL nothing is saved after the run. Time on the clock, with fsync, since the database works in processes of its own.',
	'The list is what a Code node would keep: all jobs in one JSON text in static data, read, looked through or added to, and written again. It knows no order of a record, no leases that anybody has to hold, no quotas, no breaker, and no fingerprints.',
];

export async function benchQueue(engine: Engine, plan: Plan): Promise<Outcome> {
	const outcome: Outcome = { title: 'Retry Queue', rows: [], goals: [], notes: [...NOTES] };
	progress('queue, parking');
	const worlds = [await ours(engine, FEW), await ours(engine, MANY), await list(engine, FEW), await list(engine, MANY)];
	progress('queue, samples');
	const runs = await inTurn(worlds, WARM_UPS, plan.quick ? 9 : 21);
	for (const part of ['park', 'take'] as const) {
		const measured = worlds.map(({ name }, w) => {
			const of = (pick: (run: NodeRun) => Time): Measured => medianOf(name, runs[w]!.map((cycle) => pick(cycle[part])));
			return { all: of(({ time, saving }) => sum(time, saving)), node: of(({ time }) => time), saving: of(({ saving }) => saving) };
		});
		const what = part === 'park' ? `${DUE} parked` : `${DUE} due`;
		const [few, many] = measured as [(typeof measured)[0], (typeof measured)[0]];
		for (const one of measured) addRow(outcome, `${what}, with saving`, one.all, comparison(one.all, few.all));
		for (const one of [few, many]) {
			addRow(outcome, `${what}, the node`, one.node, comparison(one.node, few.node));
			addRow(outcome, `${what}, saving`, one.saving, comparison(one.saving, few.saving));
		}
		const label = part === 'park' ? 'Send or Park, 100 beside' : 'Take Due, 100 due beside';
		outcome.goals.push(
			within(`${label} 100,000 parked within 3 × of beside 10, the node`, many.node, few.node, 3),
			within(`${label} 100,000 parked within 3 × of beside 10, with saving`, many.all, few.all, 3),
		);
		const floor = writing(worlds[1]!.size(), many.saving.samples);
		addRow(outcome, `${what}, saving`, floor, comparison(floor, few.saving));
	}
	worlds.forEach(({ name }, w) => addRow(outcome, 'loading, before any run', medianOf(name, runs[w]!.map(({ take }) => take.loading)), ''));
	await inPostgres(engine, plan, outcome);
	outcome.notes.push(`State as saved: ${worlds.map(({ name, size }) => `${name}: ${(size() / 1e6).toFixed(1)} MB`).join('; ')}.`);
	return outcome;
}

/** The same nodes with their state in PostgreSQL, where nothing is saved after the run. */
async function inPostgres(engine: Engine, plan: Plan, outcome: Outcome): Promise<void> {
	progress('queue, in PostgreSQL');
	const folder = mkdtempSync(join(tmpdir(), 'sync-kit-bench-'));
	const server = await Postgres.start({ folder: join(folder, 'data'), log: join(folder, 'postgres.log') });
	try {
		const { host, port, database, user, password } = server.login();
		const login = { host, port, database, user, password, schema: 'bench', tls: 'disable', poolSize: 5, encryptionSecret: '' };
		const worlds = [await ours(engine, FEW, login), await ours(engine, MANY, login)];
		const runs = await inTurn(worlds, 3, plan.quick ? 5 : 11);
		for (const part of ['park', 'take'] as const) {
			const what = part === 'park' ? `${DUE} parked, in PostgreSQL` : `${DUE} due, in PostgreSQL`;
			// The database works in processes of its own: only the clock on the wall tells what it costs.
			const [few, many] = worlds.map(({ name }, w): Measured => ({ ...medianOf(name, runs[w]!.map((cycle) => cycle[part].time)), elsewhere: true })) as [Measured, Measured];
			for (const one of [few, many]) addRow(outcome, what, one, comparison(one, few));
			outcome.goals.push(within(`${part === 'park' ? 'Send or Park, 100 beside' : 'Take Due, 100 due beside'} 100,000 parked within 3 × of beside 10, in PostgreSQL`, many, few, 3));
		}
	} finally {
		await server.stop();
		removePostgresData(join(folder, 'data'));
		rmSync(folder, { recursive: true, force: true });
	}
}

/** By turns, so that a busy moment of the machine hits all of them. */
async function inTurn(worlds: readonly World[], warmUps: number, samples: number): Promise<Cycle[][]> {
	const runs = worlds.map((): Cycle[] => []);
	for (let sample = -warmUps; sample < samples; sample += 1) {
		for (const [w, world] of worlds.entries()) {
			const cycle = await world.cycle();
			if (sample >= 0) runs[w]!.push(cycle);
		}
	}
	return runs;
}

interface Cycle {
	park: NodeRun;
	take: NodeRun;
}

interface World {
	name: string;
	cycle(): Promise<Cycle>;
	/** Characters of static data. */
	size(): number;
}

/** @param login of a database for the state; undefined: static data */
async function ours(engine: Engine, parked: number, login?: object): Promise<World> {
	const workflow = await newWorkflow(engine);
	const type = engine.n8n.kitNode('RetryQueue');
	const clock = new Clock();
	const place = login === undefined ? {} : { stateIn: 'postgres', stateNamespace: workflow };
	// A database has a clock of its own.
	const wait = async (): Promise<void> => (login === undefined ? clock.forward(2_000) : await sleep(1_100));
	let next = 0;
	const run = async (parameters: object, input: INodeExecutionData[]): Promise<NodeRun> =>
		await clock.during(async () => {
			collectGarbage();
			return await engine.run(workflow, { type, parameters: { sync: SYNC, ...place, ...parameters }, ...(login === undefined ? {} : { credentials: { syncStatePostgreSqlApi: login } }) }, [input]);
		});
	const park = async (count: number, limit: object): Promise<NodeRun> => {
		const batch = items(count, customer, next);
		next += count;
		const parameters = { operation: 'send', target: 'ERP', keyField: 'id', limits: { rows: [{ target: 'ERP', ...limit }] }, options: { mostParked: 1_000_000 } };
		return expectOutput(await run(parameters, batch), 1, undefined);
	};
	// The day's one call is used up by the first: all others are parked until tomorrow.
	for (let left = parked + 1; left > 0; left -= AT_ONCE) await park(Math.min(left, AT_ONCE), { day: 1 });
	return {
		name: `Retry Queue, ${parked.toLocaleString('en')} others parked`,
		size: () => engine.staticData.get(workflow)?.length ?? 0,
		async cycle() {
			await wait();
			const parking = expectOutput(await park(DUE + 1, { second: 1 }), 1, DUE);
			await wait();
			const take = expectOutput(await run({ operation: 'takeDue', atMost: 10 * DUE, options: { leaseMinutes: 0.001 } }, [{ json: {} }]), 0, DUE);
			await wait();
			expectOutput(await run({ operation: 'discard' }, take.outputs[0]!), 0, DUE);
			return { park: parking, take };
		},
	};
}

/** The same without anything that makes it safe. */
async function list(engine: Engine, parked: number): Promise<World> {
	const workflow = await newWorkflow(engine);
	let next = 0;
	interface Job { key: unknown; dueAt: number; until: number; json: IDataObject }
	const change = async (input: INodeExecutionData[], work: (jobs: Job[], input: INodeExecutionData[]) => [Job[], INodeExecutionData[]]): Promise<NodeRun> => {
		const type = plainNode('list', 1, 1, () => []);
		type.execute = async function execute() {
			const data = this.getWorkflowStaticData('global');
			const [jobs, out] = work(JSON.parse((data['jobs'] as string | undefined) ?? '[]') as Job[], this.getInputData());
			data['jobs'] = JSON.stringify(jobs);
			return [out];
		};
		collectGarbage();
		return await engine.run(workflow, { type }, [input]);
	};
	const park = async (count: number, dueAt: number): Promise<NodeRun> => {
		const batch = items(count, customer, next);
		next += count;
		return await change(batch, (jobs, input) => [[...jobs, ...input.map(({ json }) => ({ key: json['id'], dueAt, until: 0, json }))], input]);
	};
	await park(parked, 2);
	return {
		name: `a list in static data, ${parked.toLocaleString('en')} others in it`,
		size: () => engine.staticData.get(workflow)!.length,
		async cycle() {
			const parking = await park(DUE, 0);
			const take = await change([{ json: {} }], (jobs) => {
				const due = jobs.filter(({ dueAt }) => dueAt <= 1).map((job) => Object.assign(job, { until: 1 }));
				return [jobs, due.map(({ json }) => ({ json, pairedItem: { item: 0 } }))];
			});
			expectOutput(take, 0, DUE);
			await change([{ json: {} }], (jobs) => [jobs.filter(({ until }) => until === 0), []]);
			return { park: parking, take };
		},
	};
}

function expectOutput(run: NodeRun, output: number, count: number | undefined): NodeRun {
	const found = run.outputs[output]?.length;
	if (count !== undefined && found !== count) throw new Error(`${found} came out of output ${output}, not ${count}`);
	return run;
}

/** A time of its own for a world: it goes on while something runs there, and is put forward in between. */
class Clock {
	private ahead = 0;

	forward(ms: number): void {
		this.ahead += ms;
	}

	async during<T>(work: () => Promise<T>): Promise<T> {
		const real = Date.now;
		Date.now = () => real() + this.ahead;
		try {
			return await work();
		} finally {
			Date.now = real;
		}
	}
}

/** What n8n itself needs for a text of that size, whoever made it. */
function writing(size: number, samples: number): Measured {
	const text = Buffer.alloc(size, 'x').toString('latin1');
	const times = Array.from({ length: samples }, (): Time => {
		collectGarbage();
		const stop = startWatch();
		JSON.stringify({ text });
		return stop();
	});
	return medianOf(`JSON.stringify of one text of that size (${(size / 1e6).toFixed(1)} MB)`, times);
}

const sum = (a: Time, b: Time): Time => ({ wall: a.wall + b.wall, cpu: a.cpu + b.cpu });

function medianOf(name: string, times: readonly Time[]): Measured {
	return { name, samples: times.length, time: { wall: median(times.map(({ wall }) => wall)), cpu: median(times.map(({ cpu }) => cpu)) }, elsewhere: false };
}
