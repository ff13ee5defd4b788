import type { Execution } from '../platform';
import { ROUND_WEBHOOK } from '../template';
import type { World } from '../world';
import { explanationsIn, type Explanation } from './explain';

/** A write one of the systems saw. */
export interface Write {
	system: 'CRM' | 'ERP';
	id: string;
	/** Path or column → [before, after]. */
	changed: Record<string, [unknown, unknown]>;
	/** False: the system refused it. (The ERP rolls a refused write back, and keeps no trace.) */
	done: boolean;
	/** Whether n8n wrote it; the rest is people's work. */
	bySync: boolean;
}

export interface RoundResult {
	name: string;
	/** The workflow ran to its end without an error. Single writes may have failed. */
	ok: boolean;
	error: string | undefined;
	seconds: number;
	/** What n8n wrote, or tried to, in the order each system saw it. */
	writes: Write[];
	/** What our nodes said about their decisions. */
	explanations: Explanation[];
	/** The executions of the workflow in this round, oldest first. */
	executions: Execution[];
}

/** Runs the sync once, through its production webhook, and says what came of it. */
export async function runRound(world: World, name: string): Promise<RoundResult> {
	return await observe(world, name, async () => {
		const answer = await world.n8n.client.webhook(ROUND_WEBHOOK, { round: name });
		if (answer.status !== 200) throw new Error(`the webhook answered ${answer.status}: ${answer.text.slice(0, 300)}`);
	});
}

/** Watches both systems and n8n while `work` makes the workflow run, however often. */
export async function observe(world: World, name: string, work: () => Promise<void>): Promise<RoundResult> {
	const mark = await bookmark(world);
	const start = Date.now();
	let error: string | undefined;
	try {
		await work();
	} catch (problem) {
		error = problem instanceof Error ? problem.message : String(problem);
	}
	const executions = await executionsAfter(world, mark.execution);
	const failed = executions.find(({ status }) => status !== 'success');
	if (failed !== undefined) error = `${failed.error?.node?.name ?? failed.lastNode ?? 'the workflow'}: ${failed.error?.message ?? failed.status}`;
	if (executions.length === 0) error ??= 'the workflow did not run';
	return {
		name,
		ok: error === undefined,
		error,
		seconds: Math.round((Date.now() - start) / 100) / 10,
		writes: (await writesAfter(world, mark)).filter(({ bySync }) => bySync),
		explanations: executions.flatMap((execution) => explanationsIn(execution)),
		executions,
	};
}

interface Bookmark {
	crm: number;
	erp: number;
	execution: number;
}

async function bookmark({ crm, erp, n8n, workflowId }: World): Promise<Bookmark> {
	const [newest] = await n8n.client.executions(workflowId, { limit: 1 });
	return { crm: crm.lastWrite(), erp: await erp.lastWrite(), execution: Number(newest?.id ?? 0) };
}

async function executionsAfter({ n8n, workflowId }: World, last: number): Promise<Execution[]> {
	const ids = (await n8n.client.executions(workflowId, { limit: 50 })).map(({ id }) => Number(id)).filter((id) => id > last);
	const executions: Execution[] = [];
	for (const id of ids.sort((a, b) => a - b)) executions.push(await n8n.client.waitForExecution(String(id), 120_000));
	return executions;
}

async function writesAfter({ crm, erp }: World, mark: Bookmark): Promise<Write[]> {
	const inCrm = crm.writes(mark.crm).map(
		({ id, changed, status, by }): Write => ({ system: 'CRM', id, changed, done: status < 400, bySync: by === 'sync' }),
	);
	const inErp = (await erp.writes(mark.erp)).map(
		({ customer_id, changed, by }): Write => ({ system: 'ERP', id: customer_id, changed, done: true, bySync: by === 'sync' }),
	);
	return [...inCrm, ...inErp];
}
