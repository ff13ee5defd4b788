import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { createKey, releaseClaim, unlink, type RecordRef } from '../shared/crosswalk';
import { runBatch } from './batch';
import { withEnvelope } from './emit';
import { fieldParameter, systemParameter } from './parameters';
import { createFinder } from './promises';
import { readSettings, readText } from './readDefinition';
import { readRef } from './records';

/** Takes ids out of the crosswalk, or gives the promise of a create back that failed. */
export async function unlinkItems(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const { sync } = readSettings(ctx);
	const emit = (item: INodeExecutionData, i: number, known: boolean) => ({
		output: known ? 0 : 1,
		item: withEnvelope(item, i, sync, { verdict: known ? 'unlinked' : 'notLinked' }),
	});
	if (readText(ctx, 'unlinkWhat') === 'failed') {
		const promised = createFinder(ctx, sync);
		return await runBatch(ctx, {
			outputs: 2,
			failed: 1,
			read: (item, i) => promised(item, i),
			wanted: ({ system, id, target }) => ({ ids: [], claims: [createKey({ system, id }, target)] }),
			decide: (book, { system, id, target, token }) => releaseClaim(book, createKey({ system, id }, target), token),
			emit,
		});
	}
	const system = systemParameter(ctx, 'system', 'System');
	const field = fieldParameter(ctx, 'idField', 'ID Field');
	return await runBatch<RecordRef, boolean>(ctx, {
		outputs: 2,
		failed: 1,
		read: (item) => {
			const read = readRef(item, system, field);
			return read.ok ? { ok: true, value: read.ref } : read;
		},
		wanted: (ref) => ({ ids: [ref] }),
		decide: (book, ref) => unlink(book, ref),
		emit,
	});
}
