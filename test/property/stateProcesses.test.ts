/**
 * Workflow static data as n8n handles it: a run gets the blob (or nothing) when it starts, and the whole of it is
 * written when the run ends. Several processes, runs that overlap in any way, crashes in between.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { guardCollection } from '../../nodes/shared/idempotency/entry';
import { claim, type ClaimTerms } from '../../nodes/shared/idempotency/protocol';
import { keyHash } from '../../nodes/shared/record/fingerprint';
import type { MemoryState } from '../../nodes/shared/state/memoryState';
import { StateProblem } from '../../nodes/shared/state/port';
import { StaticDataStates, type StaticDataHost, type StateNotice } from '../../nodes/shared/state/staticData';

const runs = { numRuns: Number(process.env['FC_RUNS'] ?? 1000) };
jest.setTimeout(Math.max(60_000, runs.numRuns * 60));
const terms: ClaimTerms = { leaseMs: 600_000, rememberMs: 10 ** 10, repeatable: false, completeAtOnce: true };

const claimIn = (state: MemoryState, key: string): string =>
	state.transactNow(guardCollection(), [keyHash(key)], (tx) => claim(tx, 0, 1, terms).kind);

/** n8n's database: the blob of one workflow, and the marks. */
class Database {
	now = Date.UTC(2026, 9, 25, 0, 30);
	blob = '{}';
	readonly marks = new Set<string>();
	readonly pause: () => Promise<unknown>;

	constructor(pause: () => Promise<unknown> = async () => undefined) {
		this.pause = pause;
	}

	/** What a run is given. */
	host(empty = false, workflowId = 'w'): StaticDataHost {
		return {
			workflowId,
			data: empty ? {} : (JSON.parse(this.blob) as Record<string, unknown>),
			clock: () => (this.now += 1),
			setMark: async (name) => {
				await this.pause();
				this.marks.add(name);
			},
			hasMark: async (name) => {
				await this.pause();
				return this.marks.has(name);
			},
		};
	}

	/** The end of a run. */
	save(host: StaticDataHost): void {
		this.blob = JSON.stringify(host.data);
	}
}

const SYNCS = ['orders', '__proto__', 'toJSON', '"\\ud800\u2028'];

interface Run {
	host: StaticDataHost;
	empty: boolean;
	changed: boolean;
}

/** What must be known, by sync. Exactly: no key more, no key less. */
type Known = Map<string, Set<string>>;
const copyOf = (known: Known): Known => new Map([...known].map(([sync, keys]) => [sync, new Set(keys)]));

class World {
	database = new Database();
	process = new StaticDataStates();
	running: Run[] = [];
	memory: Known = new Map();
	disk: Known = new Map();
	everSaved = false;
	/** The process has been given something of this workflow, or has begun it. */
	seen = false;

	start(empty: boolean): void {
		this.running.push({ host: this.database.host(empty), empty, changed: false });
	}

	run(n: number): Run {
		if (this.running.length === 0) this.start(false);
		return this.running[n % this.running.length]!;
	}

	/** Whether this run must be refused: it brings nothing, nobody here knows anything, and there was something. */
	isLost(run: Run): boolean {
		return (run.empty || run.host.data['syncKit'] === undefined) && !this.seen && this.everSaved;
	}

	async claim(run: Run, sync: string, key: string): Promise<void> {
		if (this.isLost(run)) {
			const blob = this.database.blob;
			await assert.rejects(this.process.open(run.host, sync, 'stop'), (error) => error instanceof StateProblem && error.kind === 'lost');
			assert.equal(this.database.blob, blob);
			assert.equal(run.host.data['syncKit'], undefined, 'a refused run would write');
			return;
		}
		const { state, notices } = await this.process.open(run.host, sync, 'stop');
		assert.deepEqual(notices, []);
		this.seen = true;
		run.changed = true;
		const known = this.memory.get(sync) ?? new Set();
		assert.equal(claimIn(state, key), known.has(key) ? 'duplicate' : 'new');
		this.memory.set(sync, known.add(key));
	}

	async scratch(run: Run, sync: string, key: string): Promise<void> {
		const nothing = (run.empty || run.host.data['syncKit'] === undefined) && !this.seen;
		const before = { ...run.host.data };
		const { state } = await this.process.openScratch(run.host, sync, 'stop');
		assert.equal(claimIn(state, key), !nothing && this.memory.get(sync)?.has(key) === true ? 'duplicate' : 'new');
		assert.equal(claimIn(state, key), 'duplicate');
		assert.deepEqual(run.host.data, before);
	}

	end(n: number): void {
		const run = this.run(n);
		this.running = this.running.filter((other) => other !== run);
		if (!run.changed) return;
		this.database.save(run.host);
		this.everSaved = true;
		this.disk = copyOf(this.memory);
	}

	crash(): void {
		this.process = new StaticDataStates();
		this.running = [];
		this.memory = copyOf(this.disk);
		this.seen = false;
	}

	async reset(run: Run, sync: string): Promise<void> {
		// Where the run brings nothing, and nobody here knows anything, other syncs cannot be kept: see the ADR.
		if ((run.empty || run.host.data['syncKit'] === undefined) && !this.seen) return;
		await this.process.reset(run.host, sync);
		this.seen = true;
		run.changed = true;
		this.memory.set(sync, new Set());
	}
}

class Step implements fc.AsyncCommand<World, undefined> {
	constructor(readonly name: string, readonly work: (world: World) => void | Promise<void>) {}
	check = () => true;
	run = async (world: World): Promise<void> => await this.work(world);
	toString = () => this.name;
}

const sync = fc.constantFrom(...SYNCS);
const key = fc.constantFrom('a', 'b', 'c');
const which = fc.nat({ max: 5 });

test('one process, runs that overlap in any way, empty blobs, crashes: known is exactly what is to be known', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.commands<World, undefined>(
				[
					fc.boolean().map((empty) => new Step(`start${empty ? ' with nothing' : ''}`, (world) => world.start(empty))),
					fc.tuple(which, sync, key).map(([n, s, k]) => new Step(`claim ${k} of ${s} in ${n}`, async (world) => await world.claim(world.run(n), s, k))),
					fc.tuple(which, sync, key).map(([n, s, k]) => new Step(`try ${k} of ${s} in ${n}`, async (world) => await world.scratch(world.run(n), s, k))),
					which.map((n) => new Step(`end ${n}`, (world) => world.end(n))),
					fc.tuple(which, sync).map(([n, s]) => new Step(`reset ${s} in ${n}`, async (world) => await world.reset(world.run(n), s))),
					fc.constant(new Step('crash', (world) => world.crash())),
				],
				{ maxCommands: 50, size: 'max' },
			),
			async (commands) => {
				const world = new World();
				await fc.asyncModelRun(() => ({ model: world, real: undefined }), commands as Iterable<fc.AsyncCommand<World, undefined>>);
				// And all of it is in what the last run leaves behind.
				world.crash();
				world.start(false);
				for (const s of SYNCS) for (const k of ['a', 'b', 'c']) await world.claim(world.running[0]!, s, k);
			},
		),
		runs,
	);
});

test('concurrent runs under any schedule: one New a key, and nothing a run has ended with is lost in a crash', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.scheduler(),
			fc.array(fc.record({ sync: fc.constantFrom('orders', 'invoices'), key, empty: fc.boolean() }), { minLength: 1, maxLength: 8 }),
			fc.nat({ max: 40 }),
			fc.boolean(),
			async (scheduler, deliveries, crashAfter, usedBefore) => {
				const database = new Database(async () => await scheduler.schedule(Promise.resolve()));
				if (usedBefore) {
					const before = new Database();
					const host = before.host();
					claimIn((await new StaticDataStates().open(host, 'orders', 'stop')).state, 'before');
					before.save(host);
					await new Promise((resolve) => setImmediate(resolve));
					for (const mark of before.marks) database.marks.add(mark);
					database.blob = before.blob;
				}
				let process = new StaticDataStates();
				const life = async (list: typeof deliveries, granted: string[], acknowledged: string[]): Promise<void> => {
					await Promise.all(
						list.map(async ({ sync, key, empty }) => {
							await scheduler.schedule(Promise.resolve(), 'start');
							const states = process;
							const host = database.host(empty);
							try {
								const { state } = await states.open(host, sync, 'stop');
								if (claimIn(state, key) === 'new') granted.push(`${sync} ${key}`);
							} catch (error) {
								assert.ok(error instanceof StateProblem && error.kind === 'lost', String(error));
								return;
							}
							await scheduler.schedule(Promise.resolve(), 'effect');
							if (states !== process) return;
							database.save(host);
							acknowledged.push(`${sync} ${key}`);
						}),
					);
				};
				const granted: string[] = [];
				const acknowledged: string[] = usedBefore ? ['orders before'] : [];
				const living = life(deliveries, granted, acknowledged);
				for (let n = 0; n < crashAfter; n += 1) {
					if (scheduler.count() === 0) await new Promise((resolve) => setImmediate(resolve));
					if (scheduler.count() === 0) break;
					await scheduler.waitOne();
				}
				assert.equal(new Set(granted).size, granted.length, 'two New for one key');
				// kill -9: nothing that was running goes on.
				// The one gap: a sync's very first save and its mark are two writes, and this falls between them (see the ADR).
				const done = acknowledged.filter((name) => database.marks.has(`sync-kit used ${name.split(' ')[0]}`));
				process = new StaticDataStates();
				await scheduler.waitFor(living);
				database.now += 1000;
				const again: string[] = [];
				await scheduler.waitFor(life(deliveries, again, []));
				assert.equal(new Set(again).size, again.length, 'two New for one key');
				for (const name of again) assert.ok(!done.includes(name), `${name} was acknowledged, and is new again`);
				if (usedBefore) {
					const states = new StaticDataStates();
					const { state } = await scheduler.waitFor(states.open(database.host(), 'orders', 'stop'));
					assert.equal(claimIn(state, 'before'), 'duplicate');
				}
			},
		),
		runs,
	);
});

test('a run with an empty blob right after a restart is refused, whichever sync it asks for, and writes nothing', async () => {
	await fc.assert(
		fc.asyncProperty(fc.uniqueArray(sync, { minLength: 1 }), sync, async (used, asked) => {
			const database = new Database();
			const first = database.host();
			const process = new StaticDataStates();
			for (const name of used) claimIn((await process.open(first, name, 'stop')).state, 'a');
			database.save(first);
			const blob = database.blob;
			const repeated = database.host(true);
			await assert.rejects(new StaticDataStates().open(repeated, asked, 'stop'), { kind: 'lost' });
			assert.deepEqual(repeated.data, {});
			assert.equal(database.blob, blob);
		}),
		runs,
	);
});

test('two processes writing in turn: noticed, then refused, and neither is taken for the other\'s restart', async () => {
	await fc.assert(
		fc.asyncProperty(fc.integer({ min: 3, max: 8 }), async (rounds) => {
			const database = new Database();
			const processes = [new StaticDataStates(), new StaticDataStates()];
			const told: (StateNotice | 'severalProcesses')[][] = [[], []];
			for (let round = 0; round < rounds * 2; round += 1) {
				const turn = round % 2;
				const host = database.host();
				try {
					const { state, notices } = await processes[turn]!.open(host, 'orders', 'stop');
					told[turn]!.push(...notices);
					// What the other one knew by then is known.
					assert.equal(claimIn(state, `key ${round}`), 'new');
					if (round > 0 && told.flat().every((what) => what !== 'severalProcesses')) assert.equal(claimIn(state, `key ${round - 1}`), 'duplicate');
					database.save(host);
				} catch (error) {
					assert.ok(error instanceof StateProblem && error.kind === 'severalProcesses', String(error));
					told[turn]!.push(error.kind);
					// Somebody else's later run writes on.
					const other = database.host();
					const { state } = await processes[1 - turn]!.open(other, 'orders', 'stop').catch(() => ({ state: undefined }));
					if (state === undefined) return;
				}
			}
			assert.ok(told.flat().includes('anotherProcess'));
			if (rounds > 4) assert.ok(told.flat().includes('severalProcesses'));
			for (const list of told) {
				const stop = list.indexOf('severalProcesses');
				if (stop >= 0) assert.ok(list.slice(0, stop).length >= 1, 'stopped without a notice before');
			}
		}),
		runs,
	);
});

test('the images of a restart may come by in any order, many times: no stranger is seen in them', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 30 }), async (order) => {
			const database = new Database();
			const save = async (process: StaticDataStates, name: string): Promise<string> => {
				const host = database.host();
				claimIn((await process.open(host, 'orders', 'stop')).state, name);
				database.save(host);
				return database.blob;
			};
			const grandparent = await save(new StaticDataStates(), 'a');
			const parent = await save(new StaticDataStates(), 'b');
			const now = new StaticDataStates();
			const hosts = order.map((older) => {
				database.blob = older ? grandparent : parent;
				return database.host();
			});
			let strangers = 0;
			for (const host of hosts) strangers += (await now.open(host, 'orders', 'stop')).notices.length;
			assert.ok(strangers <= 1, `${strangers} strangers`);
			for (const name of order.includes(false) ? ['a', 'b'] : ['a']) {
				assert.equal(claimIn((await now.open(database.host(), 'orders', 'stop')).state, name), 'duplicate');
			}
		}),
		runs,
	);
});
