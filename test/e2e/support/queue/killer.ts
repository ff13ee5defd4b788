import { sleep, type Worker } from '../../../../demo/platform';

/**
 * Kills workers with -9 at random moments and starts them again, until `over` says so; one of them is always left alone.
 *
 * @returns how many were killed
 */
export async function killAtRandom(workers: readonly Worker[], over: () => boolean, [least, most]: readonly [number, number]): Promise<number> {
	let kills = 0;
	const starting = new Set<Promise<void>>();
	const down = new Set<Worker>();
	while (!over()) {
		await sleep(least + Math.random() * (most - least));
		const up = workers.filter((worker) => !down.has(worker));
		if (over() || up.length < 2) continue;
		const victim = up[Math.floor(Math.random() * up.length)]!;
		down.add(victim);
		await victim.kill9();
		kills += 1;
		const start = victim.start().then(() => void down.delete(victim));
		starting.add(start);
		// Looked at below; until then it must not end this process.
		start.catch(() => {});
	}
	await Promise.all(starting);
	return kills;
}
