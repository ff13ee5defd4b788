import type { Host } from './host';

/** How far around a write its run may have begun and ended (ms). */
const AROUND = 60_000;

/**
 * What every run around a moment did to a record, node by node: for whoever has to find out why something was written.
 * A run that n8n was killed in has left nothing.
 */
export async function whoWrote(host: Host, workflowId: string, record: string, at: number): Promise<string> {
	const lines: string[] = [];
	for (const { id, startedAt, stoppedAt = startedAt, status, mode } of await host.runs(workflowId)) {
		if (mode !== 'trigger' || stoppedAt < at - AROUND || startedAt > at + AROUND / 4) continue;
		const execution = await host.client.execution(id);
		const nodes = Object.entries(execution.runs).flatMap(([name, runs]) => runs.flatMap((run) => (run.data?.main ?? []).flatMap((items, output) =>
			(items ?? []).filter(({ json }) => JSON.stringify(json).includes(`"${record}"`)).map(({ json }) => ({ name, output, start: Number(run['startTime']), json })))));
		lines.push(`run ${id} ${status} ${clock(startedAt)} to ${clock(stoppedAt)}`);
		for (const { name, output, start, json } of nodes.sort((a, b) => a.start - b.start)) lines.push(`  ${clock(start)} ${name} [${output}] ${JSON.stringify(json).slice(0, 900)}`);
	}
	return lines.join('\n');
}

const clock = (at: number): string => new Date(at).toISOString().slice(11, 23);
