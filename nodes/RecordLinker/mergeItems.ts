import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { merge, type Members, type MergeVerdict } from '../shared/crosswalk';
import { runBatch } from './batch';
import { linksOf, withEnvelope } from './emit';
import { fieldParameter, systemParameter } from './parameters';
import { readOptions, readSettings } from './readDefinition';
import { readRef } from './records';

interface Task {
	merged: string;
	survivor: string;
}

/** Two ids of one system are one record from now on. */
export async function mergeItems(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const { sync } = readSettings(ctx);
	const system = systemParameter(ctx, 'system', 'System');
	const mergedField = fieldParameter(ctx, 'mergedIdField', 'Merged ID Field');
	const survivorField = fieldParameter(ctx, 'survivorIdField', 'Surviving ID Field');
	const othersToo = readOptions(ctx).othersToo === true;
	return await runBatch<Task, { verdict: MergeVerdict; members: Members }>(ctx, {
		outputs: 2,
		failed: 1,
		read: (item) => {
			const merged = readRef(item, system, mergedField);
			if (!merged.ok) return merged;
			const survivor = readRef(item, system, survivorField);
			return survivor.ok ? { ok: true, value: { merged: merged.ref.id, survivor: survivor.ref.id } } : survivor;
		},
		wanted: ({ merged, survivor }) => ({ ids: [{ system, id: merged }, { system, id: survivor }], newEntities: 1 }),
		decide: (book, { merged, survivor }) => {
			const verdict = merge(book, system, merged, survivor, othersToo);
			return { verdict, members: book.find({ system, id: survivor })?.members ?? [] };
		},
		emit: (item, i, { verdict, members }, task) => {
			const links = members.length === 0 ? {} : { links: linksOf(members) };
			if (verdict.kind !== 'refused') return { output: 0, item: withEnvelope(item, i, sync, { verdict: verdict.kind, ...links }) };
			return { output: 1, item: withEnvelope(item, i, sync, { verdict: 'refused', ...links, refused: { code: verdict.because, message: whyNotMerged(system, task, verdict) } }) };
		},
	});
}

function whyNotMerged(system: string, { merged, survivor }: Task, verdict: MergeVerdict & { kind: 'refused' }): string {
	if (verdict.because === 'sameId') return `${system} ${merged} cannot be merged into itself.`;
	return `${system} ${merged} and ${survivor} are linked with two records of ${verdict.system} (${verdict.merged} and ${verdict.survivor}). Unlink one of these, or set the option Merge in Other Systems Too if they are one record as well.`;
}
