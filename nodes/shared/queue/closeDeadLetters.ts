import type { Receipt } from '../record/envelope';
import { withAlertOver, type Alert } from './alert';
import type { SagaEntry } from './entry';
import { freed, withoutJobs, type Ledger } from './ledger';
import { isRolledBack, tellSteps } from './rollBack';

export interface ClosedLetters {
	/** That it is over, for each that a person was told of. */
	readonly over: readonly Alert[];
	/** What was promised for them. */
	readonly rolledBack: readonly Receipt[];
}

/**
 * When all of an effect over several systems is taken back, its dead letters need nobody any more: what they were to
 * write would be half of something that is not there.
 *
 * @returns undefined if there are none, or not all is taken back
 */
export function closeDeadLetters(ledger: Ledger, saga: SagaEntry): ClosedLetters | undefined {
	if (!isRolledBack(saga)) return undefined;
	const over: Alert[] = [], rolledBack: Receipt[] = [];
	let count = 0;
	for (const { target } of saga.steps) {
		const entry = ledger.findRecord(target, saga.record);
		const dead = entry.jobs.filter((job) => job.saga === saga.id && job.state.kind === 'dead');
		if (dead.length === 0) continue;
		count += dead.length;
		const { entry: left, alert } = withAlertOver(withoutJobs(entry, new Set(dead.map(({ id }) => id))));
		ledger.setRecord(freed(left, ledger.now), 'discarded');
		if (alert !== undefined) over.push({ ...alert, reason: 'rolledBack', tried: tellSteps(saga) });
		rolledBack.push(...dead.flatMap(({ receipts }) => receipts));
	}
	return count === 0 ? undefined : { over, rolledBack };
}
