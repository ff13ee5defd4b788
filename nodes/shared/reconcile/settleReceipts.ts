import type { WriteReceipt } from '../record/envelope';
import { keyFromHex } from '../record/fingerprint';
import { receiptsIn } from '../record/receipts';
import type { StateStore } from '../state/port';
import { withoutWriting } from '../state/withoutWriting';
import { recordCollection } from './memoryLayout';
import { settleWrite, type SettledWrite } from './settle';
import type { Shape } from './shape';
import { shapeFor } from './shapeMemory';

/**
 * Tells the memory of a sync what became of planned writes, all in one transaction.
 *
 * @param receipts as the Conflict Resolver put them on its items, all of the sync the store belongs to
 * @param done true: written. false: known not to have been written. What is not known is not to be settled.
 * @param versions by place of the receipt, the record's version after the write as the system answered it; undefined
 * where it said none
 * @returns for each receipt whether it changed anything: not if it was settled before, or the matter moved on
 */
export async function settleReceipts(
	state: StateStore,
	receipts: readonly WriteReceipt[],
	done: boolean,
	versions: readonly unknown[] = [],
): Promise<boolean[]> {
	// Only a comparison says what is compared: this takes the names as they are known.
	const shape = await shapeFor(withoutWriting(state), [], []);
	const keys = receipts.map(({ key }) => keyFromHex(key));
	// Nothing is to be forgotten here: how much is remembered, and how long, is the comparison's to say.
	return await state.transact(recordCollection(shape, Infinity, Infinity), keys, (tx) =>
		receipts.map((receipt, i) => {
			const write = placed(receipt, shape, done, tx.now);
			// Events of before the write may still be on their way, whether or not this sync has heard any yet.
			const memory = write === undefined ? undefined : settleWrite(shape, tx.get(i), { ...write, version: versions[i], events: true });
			if (memory !== undefined) tx.set(i, memory);
			return memory !== undefined;
		}),
	);
}

/** @returns undefined for a system the sync no longer knows */
function placed(receipt: WriteReceipt, shape: Shape, done: boolean, now: number): SettledWrite | undefined {
	const system = shape.systems.indexOf(receipt.system);
	if (system < 0) return undefined;
	const fields = receipt.fields.map(([name, fingerprint]) => ({ field: shape.fields.indexOf(name), fingerprint }));
	return { system, operation: receipt.operation, fields: fields.filter(({ field }) => field >= 0), done, now };
}

/** @param envelope an item's `_sync`, of whatever kind */
export function writeReceiptsIn(envelope: unknown, sync: string): WriteReceipt[] {
	return receiptsIn(
		envelope, 'write', sync,
		({ system, operation, fields }) =>
			typeof system === 'string' &&
			['create', 'update', 'delete'].includes(operation as string) &&
			Array.isArray(fields) &&
			fields.every((one) => Array.isArray(one) && typeof one[0] === 'string' && typeof one[1] === 'number'),
	);
}
