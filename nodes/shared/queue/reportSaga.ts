import type { RollBackReceipt } from '../record/envelope';
import { keyFromHex } from '../record/fingerprint';
import { TERMS } from './terms';
import type { SagaEntry } from './entry';
import type { Ledger } from './ledger';
import type { Report, ReportResult, SagaReport } from './report';
import { failStep, isComplete, newSaga, recordStep, settleCompensation, takeAlert, takeCompensation } from './rollBack';

/** A compensation was made, or not. */
export function reportCompensation(ledger: Ledger, one: Report, receipt: RollBackReceipt, random: number, leaseMs: number): ReportResult {
	const saga = ledger.at(keyFromHex(receipt.key));
	if (saga?.kind !== 'saga') return { kind: 'refused', because: 'stale' };
	const settled = settleCompensation(saga, receipt.token, one.ok ? undefined : one.failure, random, ledger.now);
	if (settled.kind === 'stale') return { kind: 'refused', because: 'stale' };
	const kind = settled.kind === 'compensated' ? 'done' : settled.kind === 'again' ? 'parked' : 'dead';
	return { kind, ...goOn(ledger, settled.saga, leaseMs) };
}

/** What became of one system's part of an effect, and what follows for the others. */
export function reportStep(ledger: Ledger, one: Report, report: SagaReport, result: ReportResult, leaseMs: number): Pick<ReportResult, 'alert' | 'compensations'> {
	if (one.operation === undefined) return {};
	const { id, policy, before, final, targets = [], keepMs } = report;
	const saga = ledger.saga(id) ?? newSaga(id, one.record, keepMs, ledger.now);
	const step = {
		target: one.target,
		operation: one.operation,
		...(one.targetId === undefined ? {} : { targetId: one.targetId }),
		...(before === undefined ? {} : { before }),
		final,
		attempt: one.retry?.token ?? 0,
	};
	if (one.ok) {
		const next = recordStep(saga, step, 'done', ledger.now);
		if (isComplete(next, targets)) {
			ledger.setSaga(id, undefined);
			return {};
		}
		return goOn(ledger, next, leaseMs);
	}
	const isForGood = result.kind === 'dead' || result.kind === 'released' || result.because === 'full';
	if (isForGood) return goOn(ledger, failStep(saga, step, one.failure, policy, one.park?.terms ?? TERMS, ledger.now), leaseMs);
	return goOn(ledger, recordStep(saga, step, one.failure.mayHaveHappened ? 'unknown' : 'failed', ledger.now), leaseMs);
}

/** Hands out what is to be taken back next (for no time: leaves it to Take Due), and says what a person must hear. */
export function goOn(ledger: Ledger, saga: SagaEntry, leaseMs: number): Pick<ReportResult, 'alert' | 'compensations'> {
	const taken: ReturnType<typeof takeCompensation> = leaseMs > 0 ? takeCompensation(saga, ledger.now, leaseMs, () => ledger.nextToken()) : { saga };
	const told = takeAlert(taken.saga);
	ledger.setSaga(told.saga.id, told.saga);
	return {
		...(taken.compensation === undefined ? {} : { compensations: [taken.compensation] }),
		...(told.alert === undefined ? {} : { alert: told.alert }),
	};
}

