import type { N8n, N8nClient, Postgres, QueueMode, Worker } from '../../../../demo/platform';
import type { Cut } from './tally';

/** A run of a workflow, as n8n's database has it. */
export interface Run {
	id: string;
	/** success · error · crashed · running · … */
	status: string;
	/** trigger · webhook · … */
	mode: string;
	/** ms since 1970 */
	startedAt: number;
	/** ms since 1970; undefined while it runs, and where n8n was killed in it. */
	stoppedAt: number | undefined;
}

/** The n8n that the worlds run on: one process, or one with workers. */
export interface Host {
	readonly client: N8nClient;
	/** The runs of a workflow, the oldest first. */
	runs(workflowId: string): Promise<Run[]>;
	/**
	 * Kills what is at work with -9, and starts it again.
	 * @returns when (ms since 1970) it was killed and was back
	 */
	kill(): Promise<{ at: number; backAt: number }>;
	/** The runs that were under way when something was killed: nobody could note what they wrote. */
	interrupted(runs: readonly Run[], kills: readonly { at: number; backAt: number }[]): Cut[];
	/** Where what the pack remembers is kept, if not in static data. */
	readonly memory?: Postgres;
	stop(): Promise<void>;
}

/** Kills of the only process hit every run that is under way. */
export function oneProcess(n8n: N8n, memory?: Postgres): Host {
	return {
		client: n8n.client,
		...(memory === undefined ? {} : { memory }),
		runs: async (workflowId) => {
			const rows = n8n.database<{ id: number; status: string; mode: string; startedAt: string | null; stoppedAt: string | null }>('SELECT id, status, mode, startedAt, stoppedAt FROM execution_entity WHERE workflowId = ? ORDER BY id', workflowId);
			const time = (text: string): number => Date.parse(`${text.replace(' ', 'T')}Z`);
			return rows.map(({ id, status, mode, startedAt, stoppedAt }) => ({ id: String(id), status, mode, startedAt: startedAt === null ? 0 : time(startedAt), stoppedAt: stoppedAt === null ? undefined : time(stoppedAt) }));
		},
		kill: async () => {
			const at = Date.now();
			await n8n.kill9();
			await n8n.start();
			return { at, backAt: Date.now() };
		},
		interrupted: (runs, kills) => runs.flatMap(({ status, startedAt }) => {
			const kill = status === 'crashed' ? kills.find(({ at }) => at >= startedAt) : undefined;
			return kill === undefined ? [] : [{ from: startedAt, to: kill.backAt }];
		}),
		stop: async () => {
			await n8n.stop();
			await memory?.stop();
		},
	};
}

/** Workers are killed at random; main and Redis stay. The memory stands in n8n's own database, in a schema of its own. */
export function queueMode(queue: QueueMode, random: () => number): Host {
	const killed: { worker: Worker; at: number; begun: ReadonlySet<string> }[] = [];
	return {
		client: queue.main.client,
		memory: queue.postgres,
		runs: async (workflowId) => {
			const rows = await queue.database<{ id: number; status: string; mode: string; startedAt: Date | null; stoppedAt: Date | null }>('SELECT id, status, mode, "startedAt", "stoppedAt" FROM execution_entity WHERE "workflowId" = $1 ORDER BY id', workflowId);
			return rows.map(({ id, status, mode, startedAt, stoppedAt }) => ({ id: String(id), status, mode, startedAt: startedAt?.getTime() ?? 0, stoppedAt: stoppedAt?.getTime() }));
		},
		kill: async () => {
			const up = queue.workers.filter(({ running }) => running);
			const worker = up[Math.floor(random() * up.length)]!;
			const at = Date.now();
			await worker.kill9();
			killed.push({ worker, at, begun: worker.openExecutions() });
			await worker.start();
			return { at, backAt: Date.now() };
		},
		// A run that lost its worker counts as failed after a minute; what else is under way elsewhere goes on.
		interrupted: (runs) => runs.flatMap(({ id, startedAt }) => {
			const kill = killed.find(({ begun }) => begun.has(id));
			return kill === undefined ? [] : [{ from: startedAt, to: kill.at + 1_000 }];
		}),
		stop: async () => await queue.stop(),
	};
}
