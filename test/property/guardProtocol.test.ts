import assert from 'node:assert/strict';
import fc from 'fast-check';
import { guardCollection, type GuardEntry } from '../../nodes/shared/idempotency/entry';
import { claim, complete, forget, release, type ClaimTerms } from '../../nodes/shared/idempotency/protocol';
import { keyHash } from '../../nodes/shared/record/fingerprint';
import { readImage, writeImage } from '../../nodes/shared/state/durableImage';
import { MemoryState } from '../../nodes/shared/state/memoryState';

const runs = { numRuns: Number(process.env['FC_RUNS'] ?? 1000) };
jest.setTimeout(Math.max(60_000, runs.numRuns * 60));

const START = Date.UTC(2026, 2, 29, 0, 59, 59);
const KEYS = ['a', 'b', 'c'].map((name) => keyHash(name));

type Entry = { state: 'claimed' | 'completed'; fingerprint: number; token: number; leaseUntil: number; expiresAt: number; rememberMs: number; result?: unknown };
interface Receipt { key: number; token: number }

const copy = (model: Map<number, Entry>): Map<number, Entry> => new Map(JSON.parse(JSON.stringify([...model])) as [number, Entry][]);
const plain = (value: unknown): unknown => (value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown));

/** The system under test, with a clock and a disk, and beside it what the protocol's table says should be so. */
class World {
	now = START;
	/** The latest the clock ever said. */
	latest = START;
	state = new MemoryState(() => this.now);
	disk: { text: string; model: Map<number, Entry> } | undefined;
	model = new Map<number, Entry>();
	/** Everything ever handed to anybody, so that stale holders can try. */
	receipts: Receipt[] = [];
	highest = 0;

	do<R>(key: number, decide: (tx: Parameters<typeof claim>[0]) => R): R {
		return this.state.transactNow(guardCollection(), [KEYS[key]!], decide);
	}

	known(key: number): Entry | undefined {
		const entry = this.model.get(key);
		return entry !== undefined && entry.expiresAt > this.now ? entry : undefined;
	}

	save(): void {
		this.disk = { text: writeImage({ writer: 'w', revision: this.state.revision, workflow: 'f' }, this.state.image()), model: copy(this.model) };
	}

	/** The process is gone; another one starts from what was saved last. It takes it a while. */
	crash(): void {
		this.now = this.latest = Math.max(this.latest, this.now) + 1;
		if (this.disk === undefined) {
			this.state = new MemoryState(() => this.now);
			this.model = new Map();
			return;
		}
		const read = readImage(this.disk.text);
		assert.ok(read.ok);
		this.state = MemoryState.from(read.image, () => this.now);
		this.model = copy(this.disk.model);
	}

	/** Both show the same for every key, at this very millisecond. */
	check(): void {
		for (const key of KEYS.keys()) {
			const entry = this.do(key, (tx) => tx.get(0));
			const expected = this.known(key);
			assert.equal(entry?.state, expected?.state);
			if (entry === undefined || expected === undefined) continue;
			assert.equal(entry.fingerprint, expected.fingerprint);
			assert.equal(entry.expiresAt, expected.expiresAt);
			if (entry.state === 'completed') assert.equal(JSON.stringify(entry.result), JSON.stringify(expected.result));
			else assert.deepEqual([entry.token, entry.leaseUntil], [expected.token, expected.leaseUntil]);
		}
	}
}

const key = fc.nat({ max: KEYS.length - 1 });
const terms = fc.record<ClaimTerms>({
	leaseMs: fc.integer({ min: 1, max: 100 }),
	rememberMs: fc.integer({ min: 1, max: 300 }),
	repeatable: fc.boolean(),
	completeAtOnce: fc.boolean(),
});

class Claim implements fc.Command<World, undefined> {
	constructor(readonly key: number, readonly fingerprint: number, readonly terms: ClaimTerms) {}
	check = () => true;
	run(world: World): void {
		const { key, fingerprint, terms } = this;
		const before = world.known(key);
		const verdict = world.do(key, (tx) => claim(tx, 0, fingerprint, terms));
		const samePayload = before === undefined || before.fingerprint === 0 || fingerprint === 0 || before.fingerprint === fingerprint;
		const over = before !== undefined && before.leaseUntil <= world.now;
		if (before !== undefined && !samePayload) {
			assert.deepEqual(verdict, { kind: 'mismatch' });
		} else if (before?.state === 'completed') {
			assert.deepEqual(verdict, before.result === undefined ? { kind: 'duplicate' } : { kind: 'duplicate', result: before.result });
		} else if (before !== undefined && !(over && terms.repeatable)) {
			assert.deepEqual(verdict, { kind: 'inProgress', interrupted: over, leaseUntil: before.leaseUntil });
		} else {
			assert.ok(verdict.kind === 'new');
			assert.equal(verdict.interrupted, before !== undefined);
			assert.ok(verdict.token > world.highest, 'a token that does not grow');
			world.highest = verdict.token;
			world.receipts.push({ key, token: verdict.token });
			const { leaseMs, rememberMs, completeAtOnce } = terms;
			world.model.set(key, {
				state: completeAtOnce ? 'completed' : 'claimed',
				fingerprint,
				token: verdict.token,
				leaseUntil: world.now + leaseMs,
				expiresAt: world.now + (completeAtOnce ? rememberMs : Math.max(leaseMs, rememberMs)),
				rememberMs,
			});
		}
	}
	toString = () => `claim(${this.key}, ${this.fingerprint}, ${JSON.stringify(this.terms)})`;
}

/** Anybody who ever held a claim comes back with it, however late. */
class Settle implements fc.Command<World, undefined> {
	constructor(readonly which: number, readonly operation: 'complete' | 'release', readonly result: unknown) {}
	check = () => true;
	run(world: World): void {
		const receipt = world.receipts[this.which % Math.max(1, world.receipts.length)];
		if (receipt === undefined) return;
		const before = world.known(receipt.key);
		const verdict = world.do(receipt.key, (tx) =>
			this.operation === 'complete' ? complete(tx, 0, receipt.token, this.result) : release(tx, 0, receipt.token),
		);
		if (before?.state === 'claimed' && before.token === receipt.token) {
			assert.deepEqual(verdict, { kind: 'settled' });
			if (this.operation === 'release') world.model.delete(receipt.key);
			else {
				const { fingerprint, rememberMs } = before;
				world.model.set(receipt.key, { ...before, state: 'completed', fingerprint, result: this.result, expiresAt: world.now + rememberMs });
			}
		} else {
			const because = before === undefined ? 'unknownKey' : before.state === 'completed' ? 'alreadyCompleted' : 'newerClaim';
			assert.deepEqual(verdict, { kind: 'refused', because });
		}
	}
	toString = () => `${this.operation}(${this.which})`;
}

class Do implements fc.Command<World, undefined> {
	constructor(readonly name: string, readonly work: (world: World) => void) {}
	check = () => true;
	run = (world: World): void => this.work(world);
	toString = () => this.name;
}

const HOUR = 3_600_000;
const commands = fc.commands(
	[
		fc.tuple(key, fc.nat({ max: 2 }), terms).map(([k, fingerprint, t]) => new Claim(k, fingerprint, t)),
		fc.tuple(key, terms).map(([k, t]) => new Claim(k, 1, { ...t, completeAtOnce: false })),
		fc.tuple(fc.nat({ max: 30 }), fc.constantFrom('complete' as const, 'release' as const), fc.option(fc.jsonValue(), { nil: undefined })).map(([n, o, r]) => new Settle(n, o, plain(r))),
		key.map((k) => new Do(`forget(${k})`, (world) => {
			assert.equal(world.do(k, (tx) => forget(tx, 0)), world.known(k) !== undefined);
			world.model.delete(k);
		})),
		fc.nat({ max: 120 }).map((ms) => new Do(`+${ms}ms`, (world) => {
			world.now += ms;
			world.latest = Math.max(world.latest, world.now);
		})),
		fc.constant(new Do('the clock jumps back an hour', (world) => void (world.now -= HOUR))),
		fc.constant(new Do('the clock jumps on an hour', (world) => {
			world.now += HOUR;
			world.latest = Math.max(world.latest, world.now);
			// What is over now stays over: an hour forward may sweep it.
			for (const [k, entry] of world.model) if (entry.expiresAt <= world.now) world.model.delete(k);
			for (const k of KEYS.keys()) world.do(k, (tx) => tx.get(0) === undefined && tx.delete(0));
		})),
		fc.constant(new Do('save', (world) => world.save())),
		fc.constant(new Do('crash', (world) => world.crash())),
		fc.constant(new Do('reset', (world) => {
			world.state.resetNow();
			world.model.clear();
		})),
	],
	{ maxCommands: 60, size: 'max' },
);

test('whatever holders, clocks and crashes do, verdicts are those of the protocol table, and tokens only grow', () => {
	fc.assert(
		fc.property(commands, (list) => {
			fc.modelRun(() => {
				const world = new World();
				const real = undefined;
				return { model: world, real };
			}, checked(list));
		}),
		runs,
	);
});

/** The state is compared after every step, not only where a step looks. */
function checked(list: Iterable<fc.Command<World, undefined>>): Iterable<fc.Command<World, undefined>> {
	return [...list].map((command) => ({
		check: () => true,
		run(world: World) {
			command.run(world, undefined);
			// A packed entry that is over is gone for good once swept, also if the clock jumps back: keep the model so.
			for (const [k, entry] of world.model) if (entry.expiresAt <= world.now) {
				world.model.delete(k);
				world.do(k, (tx) => tx.delete(0));
			}
			world.check();
		},
		toString: () => command.toString(),
	}));
}

const defaults: ClaimTerms = { leaseMs: 600_000, rememberMs: 86_400_000, repeatable: false, completeAtOnce: false };

test('leases and lifetimes end at their millisecond, neither before nor after', () => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 10 ** 9 }), fc.integer({ min: 1, max: 10 ** 11 }), fc.boolean(), (leaseMs, rememberMs, atOnce) => {
			const world = new World();
			const on = { ...defaults, leaseMs, rememberMs };
			const verdictAt = (ms: number) => {
				world.now = START + ms;
				return world.do(0, (tx) => claim(tx, 0, 1, { ...on, completeAtOnce: atOnce }));
			};
			assert.equal(verdictAt(0).kind, 'new');
			if (atOnce) {
				assert.equal(verdictAt(rememberMs - 1).kind, 'duplicate');
				assert.equal(verdictAt(rememberMs).kind, 'new');
				return;
			}
			assert.deepEqual(verdictAt(leaseMs - 1), { kind: 'inProgress', interrupted: false, leaseUntil: START + leaseMs });
			if (rememberMs <= leaseMs) {
				assert.equal(verdictAt(leaseMs).kind, 'new');
				return;
			}
			assert.deepEqual(verdictAt(leaseMs), { kind: 'inProgress', interrupted: true, leaseUntil: START + leaseMs });
			assert.equal(verdictAt(rememberMs - 1).kind, 'inProgress');
			assert.equal(verdictAt(rememberMs).kind, 'new');
		}),
		runs,
	);
});

test('a clock that jumps back an hour ends nothing early and gives no token twice', () => {
	fc.assert(
		fc.property(fc.array(fc.tuple(key, fc.constantFrom(0, 1, 1000, -HOUR)), { minLength: 1, maxLength: 40 }), (list) => {
			const world = new World();
			const until = new Map<number, number>();
			for (const [k, ms] of list) {
				world.now += ms;
				const verdict = world.do(k, (tx) => claim(tx, 0, 1, defaults));
				const alive = world.now < (until.get(k) ?? -Infinity);
				if (alive) assert.equal(verdict.kind, 'inProgress');
				if (verdict.kind !== 'new') continue;
				assert.ok(verdict.token > world.highest);
				world.highest = verdict.token;
				until.set(k, world.now + defaults.leaseMs);
			}
		}),
		runs,
	);
});

test('history is bounded by eviction, never an error: the newest completed keys stay, and living claims before all', () => {
	fc.assert(
		fc.property(
			fc.integer({ min: 1, max: 30 }),
			fc.array(fc.record({ atOnce: fc.boolean(), settle: fc.boolean(), result: fc.boolean(), ms: fc.nat({ max: 3 }) }), { maxLength: 120, size: 'max' }),
			(cap, list) => {
				let now = START;
				const state = new MemoryState(() => now);
				let highest = 0;
				let living: string[] = [];
				const done = new Map<string, number>();
				list.forEach(({ atOnce, settle, result, ms }, n) => {
					now += ms;
					const name = [keyHash(String(n))];
					const verdict = state.transactNow(guardCollection(cap), name, (tx) => claim(tx, 0, 1, { ...defaults, completeAtOnce: atOnce }));
					assert.ok(verdict.kind === 'new' && verdict.token > highest);
					highest = verdict.token;
					if (!atOnce && settle) state.transactNow(guardCollection(), name, (tx) => complete(tx, 0, verdict.token, result ? { n } : undefined));
					if (atOnce || settle) done.set(name[0]!, now);
					else living.push(name[0]!);
					const count = (names: readonly string[]) => state.transactNow(guardCollection(), names, (tx) => names.filter((_, i) => tx.get(i) !== undefined));
					const alive = count(living);
					const remembered = count([...done.keys()]);
					assert.ok(alive.length + remembered.length <= cap);
					// A claim goes only when there are no completed keys left to forget.
					if (alive.length < living.length) assert.ok(remembered.length <= 1, 'a living claim was forgotten before completed keys');
					const oldest = Math.min(...remembered.map((key) => done.get(key)!));
					for (const [key, at] of done) assert.ok(at <= oldest || remembered.includes(key), 'not the newest were kept');
					for (const key of done.keys()) if (!remembered.includes(key)) done.delete(key);
					living = alive;
				});
			},
		),
		runs,
	);
});

test('what a later node does to a result it was handed does not reach a decision that was undone', () => {
	const world = new World();
	assert.throws(() =>
		world.do(0, (tx) => {
			claim(tx, 0, 1, defaults);
			throw new Error('in the middle');
		}),
	);
	assert.equal(world.do(0, (tx) => claim(tx, 0, 2, defaults)).kind, 'new');
});

const entries: fc.Arbitrary<GuardEntry> = fc.oneof(
	fc.record({ state: fc.constant('completed' as const), fingerprint: fc.nat({ max: 0xffffffff }), expiresAt: fc.integer({ min: 0, max: Date.UTC(2100, 0) }) }, { noNullPrototype: true }),
	fc.record({ state: fc.constant('completed' as const), fingerprint: fc.nat({ max: 0xffffffff }), expiresAt: fc.integer({ min: 0, max: Date.UTC(2100, 0) }), result: fc.jsonValue().map(plain) }, { noNullPrototype: true }),
);

test('an entry comes out of the state as it went in, also through its image, in and out of the years it is compact for', () => {
	fc.assert(
		fc.property(fc.array(entries, { maxLength: 20 }), (list) => {
			const state = new MemoryState(() => -1);
			const keys = list.map((_, i) => keyHash(String(i)));
			state.transactNow(guardCollection(), keys, (tx) => list.forEach((entry, i) => tx.set(i, entry)));
			const read = readImage(writeImage({ writer: 'w', revision: 1, workflow: 'f' }, state.image()));
			assert.ok(read.ok);
			const again = MemoryState.from(read.image, () => -1).transactNow(guardCollection(), keys, (tx) => keys.map((_, i) => tx.get(i)));
			assert.deepEqual(again, list);
		}),
		runs,
	);
});
