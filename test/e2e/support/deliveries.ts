import { appendFileSync } from 'node:fs';
import type { N8n, SavedWorkflow, WorkflowDefinition } from '../../../demo/platform';
import { guardCollection } from '../../../nodes/shared/idempotency/entry';
import { hashKey } from '../../../nodes/IdempotencyGuard/fingerprints';
import { readImage } from '../../../nodes/shared/state/durableImage';
import { MemoryState } from '../../../nodes/shared/state/memoryState';
import type { Verdict } from './guardWorkflow';

export const activate = async (n8n: N8n, definition: WorkflowDefinition): Promise<SavedWorkflow> =>
	await n8n.client.activate((await n8n.client.createWorkflow(definition)).id);

/** Puts another version of a workflow into force: no call is answered by the old one any more. */
export async function replace(n8n: N8n, id: string, { nodes, connections }: WorkflowDefinition): Promise<void> {
	await n8n.client.deactivate(id);
	await n8n.client.updateWorkflow(id, { nodes, connections });
	await n8n.client.activate(id);
}

/** Calls the webhook and returns the verdict that came back, or throws what n8n answered. */
export async function deliver(n8n: N8n, path: string, body: object): Promise<string> {
	const answer = await n8n.client.webhook(path, body);
	if (answer.status !== 200) throw new Error(`${answer.status}: ${answer.text}`);
	return (answer.body as Verdict)._sync.verdict;
}

/** What the database itself holds of a sync, read without n8n and without our nodes. */
export function stored(n8n: N8n, workflowId: string, sync = 'deliveries'): { has(id: unknown): Promise<boolean>; size(): Promise<number>; bytes: number } {
	const data = n8n.staticData(workflowId) as { global?: { syncKit?: Record<string, string> } } | null;
	const text = data?.global?.syncKit?.[sync];
	if (text === undefined) throw new Error('nothing is stored');
	const read = readImage(text);
	if (!read.ok) throw read.problem;
	const state = MemoryState.from(read.image, () => Date.now());
	return {
		bytes: text.length,
		async has(id) {
			const key = hashKey([{ called: 'id', value: id }]);
			return await state.transact(guardCollection(1_000_000), [key.ok ? key.value : ''], (tx) => tx.get(0) !== undefined);
		},
		size: async () => (await state.sizes()).find(({ collection }) => collection === 'guard')?.entries ?? 0,
	};
}

/** How often each verdict came; errors count under their message. */
export function count(verdicts: readonly (string | Error)[]): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const verdict of verdicts) {
		const name = verdict instanceof Error ? `error: ${verdict.message.slice(0, 60)}` : verdict;
		counts[name] = (counts[name] ?? 0) + 1;
	}
	return counts;
}

/** Prints a figure of this run, and keeps it in the file that SYNC_KIT_FIGURES names. */
export function figure(line: string): void {
	process.stdout.write(`      ${line}\n`);
	const file = process.env['SYNC_KIT_FIGURES'];
	if (file !== undefined) appendFileSync(file, `${line}\n`);
}
