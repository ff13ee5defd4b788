import { guardCollection } from '../../nodes/shared/idempotency/entry';
import { claim, complete, type ClaimTerms } from '../../nodes/shared/idempotency/protocol';
import { keyHash } from '../../nodes/shared/record/fingerprint';
import { readImage, writeImage } from '../../nodes/shared/state/durableImage';
import { MemoryState } from '../../nodes/shared/state/memoryState';
import { StaticDataStates, type StaticDataHost } from '../../nodes/shared/state/staticData';

const NOW = Date.UTC(2026, 4, 1, 12);
const terms: ClaimTerms = { leaseMs: 600_000, rememberMs: 86_400_000, repeatable: false, completeAtOnce: true };
const claimIn = (state: MemoryState, key: string, more: Partial<ClaimTerms> = {}): ReturnType<typeof claim> =>
	state.transactNow(guardCollection(), [keyHash(key)], (tx) => claim(tx, 0, 1, { ...terms, ...more }));
const kind = (state: MemoryState, key: string): string => claimIn(state, key).kind;

let blob: string;
let marks: Set<string>;
beforeEach(() => {
	blob = '{}';
	marks = new Set();
});

const host = (more: Partial<StaticDataHost> = {}): StaticDataHost => ({
	workflowId: 'w',
	data: JSON.parse(blob) as Record<string, unknown>,
	clock: () => NOW,
	setMark: async (name) => void marks.add(name),
	hasMark: async (name) => marks.has(name),
	...more,
});
const save = ({ data }: StaticDataHost): void => void (blob = JSON.stringify(data));
const images = (): Record<string, string> => (JSON.parse(blob) as { syncKit: Record<string, string> }).syncKit;

/** A run that claims one key and ends. */
const run = async (process: StaticDataStates, key: string, sync = 'orders'): Promise<string> => {
	const mine = host();
	const { state } = await process.open(mine, sync, 'stop');
	const verdict = kind(state, key);
	save(mine);
	return verdict;
};

describe('several syncs of one workflow', () => {
	test('a run that ends last does not put back an older image of a sync it did not touch', async () => {
		await run(new StaticDataStates(), 'old', 'invoices');
		const process = new StaticDataStates();
		const long = host();
		await process.open(long, 'orders', 'stop');
		await run(process, 'acknowledged', 'invoices');
		save(long);
		expect(await run(new StaticDataStates(), 'acknowledged', 'invoices')).toBe('duplicate');
	});

	test('nor does it drop one that came to life while it ran', async () => {
		const process = new StaticDataStates();
		const long = host();
		await process.open(long, 'orders', 'stop');
		await run(process, 'acknowledged', 'invoices');
		save(long);
		expect(await run(new StaticDataStates(), 'acknowledged', 'invoices')).toBe('duplicate');
	});

	test('one that cannot be read is kept as it is, for the day it can', async () => {
		const damaged = { syncKit: { orders: 'sync-kit/1 damaged', invoices: 'sync-kit/9 future' } };
		blob = JSON.stringify(damaged);
		await run(new StaticDataStates(), 'a', 'new one');
		expect(images()).toMatchObject(damaged.syncKit);
	});
});

describe('runs without the workflow\'s memory', () => {
	test('the second run ever, continued after a Wait and a restart, is refused: the first save set the mark', async () => {
		await run(new StaticDataStates(), 'a');
		await expect(new StaticDataStates().open(host({ data: {} }), 'orders', 'stop')).rejects.toMatchObject({ kind: 'lost' });
	});

	test('a sync that was never used does not let such a run wipe the others', async () => {
		await run(new StaticDataStates(), 'a');
		await expect(new StaticDataStates().open(host({ data: {} }), 'another', 'stop')).rejects.toMatchObject({ kind: 'lost' });
		const normal = host();
		await new StaticDataStates().open(normal, 'another', 'stop');
		save(normal);
		expect(Object.keys(images()).sort()).toEqual(['another', 'orders']);
	});

	test('starting over is said, and what a later run brings is taken in', async () => {
		await run(new StaticDataStates(), 'a');
		const process = new StaticDataStates();
		expect((await process.open(host({ data: {} }), 'orders', 'startOver')).notices).toEqual(['startedOver']);
		expect(await run(process, 'a')).toBe('duplicate');
	});

	test('a database that does not answer is said, and nothing is let through', async () => {
		const hasMark = async (): Promise<boolean> => await Promise.reject(new Error('SQLITE_BUSY'));
		const process = new StaticDataStates();
		await expect(process.open(host({ hasMark }), 'orders', 'startOver')).rejects.toMatchObject({ kind: 'unreachable', message: 'SQLITE_BUSY' });
		expect(await run(process, 'a')).toBe('new');
		const setMark = async (): Promise<void> => await Promise.reject(new Error('SQLITE_BUSY'));
		await expect(new StaticDataStates().open(host({ setMark }), 'orders', 'stop')).rejects.toMatchObject({ kind: 'unreachable' });
	});

	test('a mark that could not be set at a save is set by the next run', async () => {
		const process = new StaticDataStates();
		const first = host({ setMark: async () => await Promise.reject(new Error('SQLITE_BUSY')) });
		await process.open(first, 'orders', 'stop');
		save(first);
		await new Promise((resolve) => setImmediate(resolve));
		await run(process, 'a');
		expect([...marks]).toEqual(['sync-kit used', 'sync-kit used orders']);
	});
});

describe('reset', () => {
	test('is durable after the next save, and tokens go on', async () => {
		const process = new StaticDataStates();
		const first = host();
		const { state } = await process.open(first, 'orders', 'stop');
		const before = claimIn(state, 'a', { completeAtOnce: false });
		await process.reset(first, 'orders');
		save(first);
		const after = claimIn((await new StaticDataStates().open(host(), 'orders', 'stop')).state, 'a');
		expect(before.kind === 'new' && after.kind === 'new' && after.token > before.token).toBe(true);
	});

	test('runs that hold the state while it is reset see it empty, and their late completions are refused', async () => {
		const process = new StaticDataStates();
		const holder = (await process.open(host(), 'orders', 'stop')).state;
		const held = claimIn(holder, 'a', { completeAtOnce: false });
		await process.reset(host(), 'orders');
		expect(claimIn(holder, 'a', { completeAtOnce: false }).kind).toBe('new');
		if (held.kind !== 'new') throw new Error(held.kind);
		const late = holder.transactNow(guardCollection(), [keyHash('a')], (tx) => complete(tx, 0, held.token, undefined));
		expect(late).toEqual({ kind: 'refused', because: 'newerClaim' });
	});

	test('before anybody opened the sync in this process: the image it replaces does not come back', async () => {
		await run(new StaticDataStates(), 'a');
		const process = new StaticDataStates();
		const later = host();
		await process.reset(host(), 'orders');
		expect(kind((await process.open(later, 'orders', 'stop')).state, 'a')).toBe('new');
	});

	test('also from a test run that was given no static data', async () => {
		await run(new StaticDataStates(), 'a');
		const process = new StaticDataStates();
		await process.reset(host({ data: {} }), 'orders');
		const { state, notices } = await process.open(host(), 'orders', 'stop');
		expect(notices).toEqual([]);
		expect(kind(state, 'a')).toBe('new');
	});

	test('while another run is opening the same sync, it is not undone by it', async () => {
		await run(new StaticDataStates(), 'a');
		let go = (): void => undefined;
		const process = new StaticDataStates();
		const slow = host({ setMark: async () => await new Promise((resolve) => (go = resolve)) });
		const opening = process.open(slow, 'orders', 'stop');
		await new Promise((resolve) => setImmediate(resolve));
		const resetting = process.reset(host(), 'orders');
		for (let n = 0; n < 3; n += 1) {
			go();
			await new Promise((resolve) => setImmediate(resolve));
		}
		await Promise.all([opening, resetting]);
		expect(kind((await process.open(host(), 'orders', 'stop')).state, 'a')).toBe('new');
	});

	test.each([['damaged', 'sync-kit/1 damaged'], ['newer', 'sync-kit/9 future'], ['no text', 7]])('helps where the state is %s', async (_name, image) => {
		blob = JSON.stringify({ syncKit: { orders: image } });
		const process = new StaticDataStates();
		const parallel = host();
		await process.reset(host(), 'orders');
		expect((await process.open(parallel, 'orders', 'stop')).notices).toEqual([]);
		save(parallel);
		expect(await run(new StaticDataStates(), 'a')).toBe('new');
	});
});

describe('state that cannot be used', () => {
	test.each([
		['damaged', { orders: 'sync-kit/1 damaged' }, 'corrupt'],
		['cut off', { orders: '' }, 'corrupt'],
		['null', { orders: null }, 'corrupt'],
		['a number', { orders: 0 }, 'corrupt'],
		['a number in place of all', 0, 'corrupt'],
		['a list in place of all', [], 'corrupt'],
		['of a newer form', { orders: 'sync-kit/2 whatever comes' }, 'newer'],
	])('%s: refused, also in a test run, left alone, and started over only on request', async (_name, syncKit, expected) => {
		blob = JSON.stringify({ syncKit });
		const before = blob;
		const mine = host();
		await expect(new StaticDataStates().open(mine, 'orders', 'stop')).rejects.toMatchObject({ name: 'StateProblem', kind: expected });
		await expect(new StaticDataStates().openScratch(mine, 'orders', 'stop')).rejects.toMatchObject({ kind: expected });
		save(mine);
		expect(blob).toBe(before);
		const process = new StaticDataStates();
		const parallel = host();
		const { state } = await process.open(mine, 'orders', 'startOver');
		expect(kind(state, 'a')).toBe('new');
		expect((await process.open(parallel, 'orders', 'startOver')).notices).toEqual([]);
		save(mine);
		expect(await run(new StaticDataStates(), 'a')).toBe('duplicate');
	});

	test('entries of a form nobody here knows are refused when they are first used, and dropped only on request', async () => {
		const table = { name: 'guard', signature: 'guard.99', stride: 9, packed: '', loose: '' };
		blob = JSON.stringify({ syncKit: { orders: writeImage({ writer: 'w', revision: 1, workflow: 'w' }, { token: 5, tables: [table] }) } });
		const mine = host();
		const { state } = await new StaticDataStates().open(mine, 'orders', 'stop');
		expect(() => claimIn(state, 'a')).toThrow(expect.objectContaining({ kind: 'newer' }));
		expect(() => claimIn(state, 'a')).toThrow(expect.objectContaining({ kind: 'newer' }));
		save(mine);
		expect(images()['orders']).toContain('guard.99');
		expect(state.dropIfUnreadable(guardCollection())).toBe(true);
		expect(state.dropIfUnreadable(guardCollection())).toBe(false);
		expect(kind(state, 'a')).toBe('new');
		save(mine);
		expect(await run(new StaticDataStates(), 'a')).toBe('duplicate');
	});

	test('what a newer version of another process writes while this one lives is not overwritten', async () => {
		const process = new StaticDataStates();
		await run(process, 'a');
		const future = { syncKit: { orders: 'sync-kit/2 future' } };
		blob = JSON.stringify(future);
		const mine = host();
		await expect(process.open(mine, 'orders', 'stop')).rejects.toMatchObject({ kind: 'severalProcesses' });
		save(mine);
		expect(JSON.parse(blob)).toEqual(future);
	});
});

describe('copies', () => {
	test('a duplicated workflow starts fresh, says so, and leaves the original alone', async () => {
		await run(new StaticDataStates(), 'a');
		const process = new StaticDataStates();
		const original = { marks, blob };
		marks = new Set(); // n8n keeps them by workflow.
		const copy = host({ workflowId: 'copy' });
		const { state, notices } = await process.open(copy, 'orders', 'stop');
		expect(notices).toEqual(['foreignCopyIgnored']);
		expect(kind(state, 'a')).toBe('new');
		save(copy);
		const again = await new StaticDataStates().open(host({ workflowId: 'copy' }), 'orders', 'stop');
		expect(again.notices).toEqual([]);
		expect(kind(again.state, 'a')).toBe('duplicate');
		({ marks, blob } = original);
		expect(await run(process, 'a')).toBe('duplicate');
	});

	test('a scratch copy shares nothing with the original, in both directions', async () => {
		const process = new StaticDataStates();
		const { state } = await process.open(host(), 'orders', 'stop');
		const held = claimIn(state, 'a', { completeAtOnce: false });
		const scratch = (await process.openScratch(host(), 'orders', 'stop')).state;
		expect(kind(scratch, 'a')).toBe('inProgress');
		expect(kind(scratch, 'b')).toBe('new');
		expect(kind(state, 'b')).toBe('new');
		expect(kind((await process.openScratch(host(), 'orders', 'stop')).state, 'c')).toBe('new');
		if (held.kind !== 'new') throw new Error(held.kind);
		state.transactNow(guardCollection(), [keyHash('a')], (tx) => complete(tx, 0, held.token, { n: 1 }));
		expect(kind(scratch, 'a')).toBe('inProgress');
		// The image that was made for the copy is not taken for the state as it is now.
		expect(claimIn((await process.openScratch(host(), 'orders', 'stop')).state, 'a')).toEqual({ kind: 'duplicate', result: { n: 1 } });
	});
});

describe('what another image knows', () => {
	const imageWith = (...keys: string[]): Parameters<MemoryState['adopt']>[0] => {
		const state = new MemoryState(() => NOW);
		for (const key of keys) claimIn(state, key);
		return state.image();
	};

	test('is in the image at once, also of collections nobody has used yet', () => {
		const state = MemoryState.from(imageWith('ours'), () => NOW);
		state.adopt(imageWith('theirs'), 'they');
		const written = readImage(writeImage({ writer: 'us', revision: 1, workflow: 'w' }, state.image()));
		if (!written.ok) throw written.problem;
		const again = MemoryState.from(written.image, () => NOW);
		expect(['ours', 'theirs', 'nobody'].map((key) => kind(again, key))).toEqual(['duplicate', 'duplicate', 'new']);
	});

	test('does not pile up when one writer comes again and again', () => {
		const state = MemoryState.from(imageWith('ours'), () => NOW);
		for (let n = 0; n < 5; n += 1) state.adopt(imageWith('theirs', `theirs ${n}`), 'they');
		expect(state.image().tables).toHaveLength(2);
		expect(kind(state, 'theirs 4')).toBe('duplicate');
	});

	test('that a key was completed counts more than that it was claimed', () => {
		const state = new MemoryState(() => NOW);
		claimIn(state, 'a', { completeAtOnce: false });
		state.adopt(imageWith('a'), 'they');
		expect(kind(state, 'a')).toBe('duplicate');
	});
});
