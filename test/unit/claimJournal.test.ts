import { ClaimJournal, type JournalHost } from '../../nodes/shared/state/claimJournal';
import { MemoryState } from '../../nodes/shared/state/memoryState';
import { keyHash } from '../../nodes/shared/record/fingerprint';

/** n8n's table of processed items: a list for each node. */
class Lists {
	readonly names = new Map<string, Set<string>>();

	of(list: string): JournalHost {
		const names = this.names.get(list) ?? new Set();
		this.names.set(list, names);
		return {
			list,
			async record(given) {
				const before = given.filter((name) => names.has(name));
				given.forEach((name) => names.add(name));
				return before;
			},
			async remove(given) {
				given.forEach((name) => names.delete(name));
			},
		};
	}
}

const keys = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, i) => keyHash(`${prefix}${i}`));
const newState = (): MemoryState => new MemoryState(() => 0);
const DURABLE = Number.MAX_SAFE_INTEGER;

let lists: Lists;
let state: MemoryState;
let journal: ClaimJournal;
beforeEach(() => {
	lists = new Lists();
	state = newState();
	journal = new ClaimJournal('orders', state);
});

test('a key that a killed process had claimed is found, by a process that remembers nothing of it', async () => {
	expect(await journal.record(lists.of('A'), keys('k', 2), 0)).toEqual([]);
	const next = new ClaimJournal('orders', newState());
	expect(await next.record(lists.of('A'), keys('k', 3), 0)).toEqual(keys('k', 2));
});

test('a key whose claim was settled may be claimed again without being found', async () => {
	await journal.record(lists.of('A'), keys('k', 1), 0);
	journal.settle(keys('k', 1));
	expect(await journal.record(lists.of('A'), keys('k', 1), 0)).toEqual([]);
	const next = new ClaimJournal('orders', state);
	next.settle(keys('k', 1));
	expect(await next.record(lists.of('A'), keys('k', 1), 0)).toEqual([]);
});

test('names go once their settlement is durable, not before, each from the list it stands in', async () => {
	await journal.record(lists.of('A'), keys('a', 100), 0);
	await journal.record(lists.of('B'), keys('b', 100), 0);
	journal.settle([...keys('a', 100), ...keys('b', 100)]);
	await journal.record(lists.of('A'), keys('later', 1), -1);
	expect([lists.names.get('A')!.size, lists.names.get('B')!.size]).toEqual([101, 100]);
	await journal.record(lists.of('A'), [], DURABLE);
	expect([lists.names.get('A')!.size, lists.names.get('B')!.size]).toEqual([1, 100]);
	await journal.record(lists.of('B'), [], DURABLE);
	expect([lists.names.get('A')!.size, lists.names.get('B')!.size]).toEqual([1, 0]);
});

test('a year of claims by three nodes does not fill their lists', async () => {
	for (let i = 0; i < 3_000; i += 1) {
		const key = keys(`run ${i} `, 1);
		await journal.record(lists.of(`node ${i % 3}`), key, DURABLE);
		journal.settle(key);
	}
	for (const names of lists.names.values()) expect(names.size).toBeLessThan(200);
});

test('after a reset, names from before mean nothing', async () => {
	await journal.record(lists.of('A'), keys('k', 1), 0);
	const next = new ClaimJournal('orders', newState());
	next.beginAnew();
	expect(await next.record(lists.of('A'), keys('k', 1), 0)).toEqual([]);
});

test('a batch too large to be journaled is let through, and leaves no names', async () => {
	expect(await journal.record(lists.of('A'), keys('k', 1_001), 0)).toEqual([]);
	expect(lists.names.get('A')!.size).toBe(0);
});
