import assert from 'node:assert/strict';
import fc from 'fast-check';
import { confirmChanges } from '../../nodes/shared/changes/confirmChanges';
import { MemoryState } from '../../nodes/shared/state/memoryState';
import { definition, runDetector, settings, Target, type Row, type Told } from './detectWorld';

const RUNS = Number(process.env['FC_RUNS'] ?? 5000);
const runs = { numRuns: RUNS };
jest.setTimeout(Math.max(120_000, RUNS * 60));

const START = Date.UTC(2026, 2, 1);
const KEYS = ['1', '2', 'a-key-that-is-longer-than-sixteen', '__proto__'];
const FIELDS = ['name', 'city', 'zip', 'phone', 'constructor'];
const KEY_AND_VERSION = new Set(['id', 'v']);

/** Mostly the same, so that many things happen to it. */
const key = fc.oneof({ weight: 3, arbitrary: fc.constant('1') }, fc.constantFrom(...KEYS));
const edit = fc.record({ do: fc.constant('edit' as const), key, set: fc.dictionary(fc.constantFrom(...FIELDS), fc.constantFrom('a', 'b', null), { maxKeys: 2, size: 'max', noNullPrototype: true }), drop: fc.option(fc.constantFrom(...FIELDS), { nil: undefined, freq: 1 }) });
const remove = fc.record({ do: fc.constant('remove' as const), key });
const undo = fc.record({ do: fc.constant('undo' as const), key });
/** What becomes of the writes of a run, by turns. */
const luck = fc.array(fc.constantFrom('confirmed', 'confirmed', 'lost write', 'lost confirm', 'late confirm'), { minLength: 1, maxLength: 5 });
type Luck = 'confirmed' | 'lost write' | 'lost confirm' | 'late confirm';

/** A source with versions that grow with every change. */
class Source {
	readonly rows = new Map<string, Row>();
	version = 0;

	private readonly earlier = new Map<string, Row | undefined>();

	/** Puts a record back as it was before its last edit. */
	undo(key: string): Row | undefined {
		const row = this.earlier.get(key);
		if (row === undefined) return undefined;
		this.earlier.set(key, this.rows.get(key));
		const back = { ...row, v: (this.version += 1) };
		this.rows.set(key, back);
		return back;
	}

	edit({ key, set, drop }: { key: string; set: Record<string, unknown>; drop: string | undefined }): Row {
		const row: Row = { ...this.rows.get(key), ...set, id: key, v: (this.version += 1) };
		if (drop !== undefined) delete row[drop];
		this.earlier.set(key, this.rows.get(key));
		this.rows.set(key, row);
		return row;
	}

	remove(key: string): Row | undefined {
		this.earlier.set(key, this.rows.get(key));
		if (!this.rows.delete(key)) return undefined;
		return { id: key, v: (this.version += 1), event: 'deleted' };
	}

	/** As the target should show it. */
	shown(): Map<string, Row> {
		return new Map([...this.rows].map(([key, row]) => [key, Object.fromEntries(Object.entries(row).filter(([name]) => !KEY_AND_VERSION.has(name)))]));
	}
}

const plain = (rows: ReadonlyMap<string, Row>): unknown =>
	[...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, row]) => [key, Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1))]);

class Flow {
	now = START;
	readonly state = new MemoryState(() => this.now);
	readonly target = new Target();
	private late: Told[] = [];

	async deliver(told: readonly Told[], lucks: readonly Luck[]): Promise<void> {
		for (const [i, one] of told.entries()) {
			const what = lucks[i % lucks.length]!;
			if (what !== 'lost write') this.target.write(one, KEY_AND_VERSION);
			if (what === 'confirmed') await confirmChanges(this.state, [one.receipt]);
			if (what === 'late confirm') this.late.push(one);
		}
	}

	/** Confirmations that come only now, whatever has been reported in between. */
	async lateConfirms(): Promise<void> {
		await confirmChanges(this.state, this.late.map(({ receipt }) => receipt));
		this.late = [];
	}
}

const lists = settings({ definition: definition({ ignore: ['v'] }) });
const shuffled = <T>(list: readonly T[], turn: number): T[] => [...list.slice(turn % (list.length || 1)), ...list.slice(0, turn % (list.length || 1))];

test('full lists: after any edits, deletes, lost writes and lost confirmations, one run without losses makes both sides equal, and the next finds nothing', async () => {
	const run = fc.record({ do: fc.constant('run' as const), luck, turn: fc.nat({ max: 5 }), repeat: fc.boolean() });
	const late = fc.constant({ do: 'late' as const });
	const partial = fc.record({ do: fc.constant('partial' as const), luck });
	await fc.assert(
		fc.asyncProperty(fc.array(fc.oneof({ weight: 4, arbitrary: edit }, remove, { weight: 2, arbitrary: undo }, { weight: 4, arbitrary: run }, late, partial), { maxLength: 25, size: 'max' }), async (steps) => {
			const source = new Source();
			const flow = new Flow();
			for (const step of steps) {
				flow.now += 1000;
				if (step.do === 'edit') source.edit(step);
				else if (step.do === 'remove') source.remove(step.key);
				else if (step.do === 'undo') source.undo(step.key);
				else if (step.do === 'late') await flow.lateConfirms();
				else if (step.do === 'partial') {
					// An item without a key: what is missing may be that one.
					const { changed, deleted } = await runDetector(flow.state, lists, [{ name: 'no key' }, ...[...source.rows.values()].slice(1)]);
					assert.deepEqual(deleted, []);
					await flow.deliver(changed, step.luck as Luck[]);
				} else {
					const list = shuffled([...source.rows.values()], step.turn);
					const { changed, deleted } = await runDetector(flow.state, lists, step.repeat ? [...list, ...list] : list);
					if (list.length === 0) assert.deepEqual(deleted, []);
					for (const { key } of deleted) assert.ok(!source.rows.has(key));
					await flow.deliver([...changed, ...deleted], step.luck as Luck[]);
				}
			}
			// An empty list deletes nothing: the end needs a record.
			source.edit({ key: 'last', set: { name: 'x' }, drop: undefined });
			const end = await runDetector(flow.state, lists, [...source.rows.values()]);
			await flow.deliver([...end.changed, ...end.deleted], ['confirmed']);
			assert.deepEqual(plain(flow.target.rows), plain(source.shown()));
			await flow.lateConfirms();
			const quiet = await runDetector(flow.state, lists, shuffled([...source.rows.values()], 1));
			assert.deepEqual([quiet.changed, quiet.deleted], [[], []]);
			assert.equal(quiet.quiet.length, source.rows.size);
		}),
		runs,
	);
});

test('events with versions: lost writes repeated by the sender, duplicates and reorderings end with both sides equal', async () => {
	const set = settings({ isList: false, reportsMissing: false, definition: definition({ version: 'v', deleteField: 'event' }) });
	const send = fc.record({ do: fc.constant('send' as const), luck, order: fc.array(fc.nat({ max: 20 }), { maxLength: 6 }) });
	await fc.assert(
		fc.asyncProperty(fc.array(fc.oneof({ weight: 4, arbitrary: edit }, remove, { weight: 2, arbitrary: undo }, { weight: 4, arbitrary: send }), { maxLength: 25, size: 'max' }), async (steps) => {
			const source = new Source();
			const flow = new Flow();
			/** Every event there ever was: old ones come again. */
			const all: Row[] = [];
			let unsent = 0;
			for (const step of steps) {
				flow.now += 1000;
				if (step.do === 'edit') all.push(source.edit(step));
				else if (step.do === 'remove' || step.do === 'undo') {
					const event = step.do === 'undo' ? source.undo(step.key) : source.remove(step.key);
					if (event !== undefined) all.push(event);
				} else if (all.length > 0) {
					const batch = [...all.slice(unsent), ...step.order.map((i) => all[i % all.length]!)];
					unsent = all.length;
					const { changed, deleted } = await runDetector(flow.state, set, step.order.length % 2 === 0 ? batch : batch.reverse());
					await flow.deliver([...changed, ...deleted], step.luck as Luck[]);
				}
			}
			// The sender repeats what it got no answer for; here, everything, in any order.
			const end = await runDetector(flow.state, set, shuffled(all, 3));
			await flow.deliver([...end.changed, ...end.deleted], ['confirmed']);
			assert.deepEqual(plain(flow.target.rows), plain(source.shown()));
			for (let i = 0; i < all.length; i += 3) {
				const again = await runDetector(flow.state, set, [all[i]!]);
				assert.deepEqual([again.changed, again.deleted], [[], []], 'an old event came through');
			}
		}),
		runs,
	);
});

test('waiting until quiet loses nothing: what waits comes out once it was quiet, the newest of each record', async () => {
	const set = settings({ isList: false, reportsMissing: false, quietMs: 5000, definition: definition({ version: 'v', deleteField: 'event' }) });
	await fc.assert(
		fc.asyncProperty(fc.array(fc.tuple(fc.oneof({ weight: 3, arbitrary: edit }, remove), fc.nat({ max: 8000 }), luck), { maxLength: 20 }), async (steps) => {
			const source = new Source();
			const flow = new Flow();
			const lastAt = new Map<string, number>();
			for (const [step, pause, lucks] of steps) {
				flow.now += pause;
				const event = step.do === 'edit' ? source.edit(step) : source.remove(step.key);
				if (event === undefined) continue;
				const { changed, deleted, quiet } = await runDetector(flow.state, set, [event]);
				for (const { key } of [...changed, ...deleted]) assert.ok(flow.now - lastAt.get(key)! >= 5000, 'it was not quiet yet');
				assert.equal(quiet.filter(({ verdict }) => verdict === 'waiting').length, 1);
				lastAt.set(step.key, flow.now);
				// A lost write of an event is the sender's or the Retry Queue's to repeat: not here.
				await flow.deliver([...changed, ...deleted], (lucks as Luck[]).map((one) => (one === 'lost write' ? 'lost confirm' : one)));
			}
			flow.now += 5000;
			const end = await runDetector(flow.state, set, []);
			await flow.deliver([...end.changed, ...end.deleted], ['confirmed']);
			assert.deepEqual(plain(flow.target.rows), plain(source.shown()));
			assert.equal((await runDetector(flow.state, set, [])).changed.length, 0);
		}),
		runs,
	);
});

test('counted as delivered at once, a change is reported once and never again', async () => {
	const set = settings({ atOnce: true, definition: definition({ ignore: ['v'] }) });
	await fc.assert(
		fc.asyncProperty(fc.array(fc.oneof(edit, remove), { maxLength: 15 }), async (steps) => {
			const source = new Source();
			const flow = new Flow();
			source.edit({ key: 'always', set: {}, drop: undefined });
			for (const step of steps) {
				flow.now += 1000;
				if (step.do === 'edit') source.edit(step);
				else source.remove(step.key);
				const { changed, deleted } = await runDetector(flow.state, set, [...source.rows.values()]);
				await flow.deliver([...changed, ...deleted], ['lost confirm']);
				assert.deepEqual(plain(flow.target.rows), plain(source.shown()));
				const again = await runDetector(flow.state, set, [...source.rows.values()]);
				assert.deepEqual([again.changed, again.deleted], [[], []]);
			}
		}),
		runs,
	);
});

test('a change has one id until it is confirmed, and no two changes of a record have the same', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.boolean()), { minLength: 1, maxLength: 20 }), async (steps) => {
			const flow = new Flow();
			const tokens = new Map<number, string>();
			let last: { name: string; token: number } | undefined;
			for (const [name, confirmed] of steps) {
				flow.now += 1000;
				const { changed } = await runDetector(flow.state, lists, [{ id: 1, name }]);
				if (changed.length === 0) continue;
				const token = changed[0]!.report.token!;
				if (last?.name === name) assert.equal(token, last.token);
				else assert.ok(!tokens.has(token));
				tokens.set(token, name);
				last = { name, token };
				if (!confirmed) continue;
				await confirmChanges(flow.state, [changed[0]!.receipt]);
				last = undefined;
			}
		}),
		runs,
	);
});
