import type { N8n } from '../../../../demo/platform';

/** How far around a write its run may have begun and ended (ms). */
const AROUND = 60_000;

/**
 * What every run around a moment did to a record, node by node: for whoever has to find out why something was written.
 * A run that n8n was killed in has left nothing.
 */
export async function whoWrote(n8n: N8n, workflowId: string, record: string, at: number): Promise<string> {
	const rows = n8n.database<{ id: number; startedAt: string; stoppedAt: string | null; status: string }>(
		"SELECT id, startedAt, stoppedAt, status FROM execution_entity WHERE workflowId = ? AND mode = 'trigger' ORDER BY id", workflowId);
	const lines: string[] = [];
	for (const { id, startedAt, stoppedAt, status } of rows) {
		const from = time(startedAt);
		const to = stoppedAt === null ? from : time(stoppedAt);
		if (to < at - AROUND || from > at + AROUND / 4) continue;
		const execution = await n8n.client.execution(String(id));
		const nodes = Object.entries(execution.runs).flatMap(([name, runs]) => runs.flatMap((run) => (run.data?.main ?? []).flatMap((items, output) =>
			(items ?? []).filter(({ json }) => JSON.stringify(json).includes(`"${record}"`)).map(({ json }) => ({ name, output, start: Number(run['startTime']), json })))));
		lines.push(`run ${id} ${status} ${clock(from)} to ${clock(to)}`);
		for (const { name, output, start, json } of nodes.sort((a, b) => a.start - b.start)) lines.push(`  ${clock(start)} ${name} [${output}] ${JSON.stringify(json).slice(0, 900)}`);
	}
	return lines.join('\n');
}

const time = (text: string): number => Date.parse(`${text.replace(' ', 'T')}Z`);
const clock = (at: number): string => new Date(at).toISOString().slice(11, 23);
