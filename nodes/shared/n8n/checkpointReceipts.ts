import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { checkpointReceiptsIn } from '../checkpoint/receipts';
import { SYNC_KEY, type CheckpointReceipt } from '../record/envelope';
import { isRecord } from '../record/json';
import { findUpstream } from './upstream';

/**
 * Finds which reads of a sync wait for an item: on the item itself, or on what a Sync Checkpoint before this node put
 * out for it. Where item linking is broken there are none, and the checkpoint goes on waiting.
 *
 * @returns a function from an item and its place; only of the first input items are looked for upstream
 */
export function checkpointFinder(ctx: IExecuteFunctions, sync: string): (item: INodeExecutionData, index: number, input?: number) => CheckpointReceipt[] {
	const upstream = findUpstream(ctx, ['syncCheckpoint'], (envelope) => checkpointReceiptsIn(envelope, sync).length > 0);
	return (item, index, input = 0) => {
		const own = checkpointReceiptsIn(isRecord(item.json) ? item.json[SYNC_KEY] : undefined, sync);
		if (own.length > 0 || input !== 0) return own;
		const found = upstream(index);
		return found.kind === 'found' ? checkpointReceiptsIn(found.envelope, sync) : [];
	};
}
