import { heading, say } from './terminal';
import type { World } from './world';

/** Who did the work in queue mode, and what PostgreSQL remembers of it. */
export interface Shares {
	/** How many executions each worker began. */
	workers: Record<string, number>;
	/** How many entries each kind of memory holds. */
	remembered: Record<string, number>;
}

/** @returns undefined where n8n is one process */
export async function sharesOf({ queue }: World): Promise<Shares | undefined> {
	if (queue === undefined) return undefined;
	const rows = await queue.database<{ collection: string; count: number }>('SELECT collection, count(*)::int AS count FROM sync_kit.remembered GROUP BY collection ORDER BY collection');
	return {
		workers: Object.fromEntries(queue.workers.map((worker) => [worker.name, worker.begun()])),
		remembered: Object.fromEntries(rows.map(({ collection, count }) => [collection, count])),
	};
}

export function tellShares({ workers, remembered }: Shares): void {
	const list = (counts: Record<string, number>): string => Object.entries(counts).map(([name, count]) => `${name} ${count}`).join(', ');
	heading('Queue mode');
	say(`  runs by worker            ${list(workers)}`);
	say(`  remembered in PostgreSQL  ${list(remembered)}`);
}
