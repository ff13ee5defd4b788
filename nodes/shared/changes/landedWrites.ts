import type { ChangeReceipt } from '../record/envelope';
import { keyHash } from '../record/fingerprint';
import type { StateStore } from '../state/port';
import type { Settled } from './confirmChanges';
import type { Write } from './echoLedger';
import { changeCollection } from './entryLayout';
import { sameSums } from './sums';

/**
 * What was confirmed, and whether the system has shown it: an echo that came before the confirmation is none to wait
 * for. A record the system's detector knows nothing of is there from now on, so that deleting it is a change.
 */
export async function landedWrites(store: StateStore, system: string, receipts: readonly ChangeReceipt[], settled: readonly Settled[]): Promise<Write[]> {
	const done = settled.flatMap((one, r) => (one.kind === 'confirmed' ? [{ ...one.entry, change: receipts[r]!.token }] : []));
	return await store.transact(changeCollection(system), done.map(({ key }) => keyHash(key)), (tx) =>
		done.map(({ key, step, sums, change }, i): Write => {
			const seen = tx.get(i);
			const content = seen?.pending === undefined ? seen?.sums : seen.pending.sums;
			const wasSeen = sums === undefined || content === undefined ? seen !== undefined && sums === content : sameSums(content, sums);
			if (sums !== undefined && seen?.sums === undefined && seen?.pending === undefined) {
				tx.set(i, { key, step, sums, ...(seen?.version === undefined ? {} : { version: seen.version }) });
			}
			return { key, written: { ...(sums === undefined ? {} : { sums }), change, state: 'landed' }, wasSeen };
		}),
	);
}
