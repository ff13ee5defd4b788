import type { RollBackReceipt } from '../record/envelope';
import { keyFromHex } from '../record/fingerprint';
import type { Alert } from './alert';
import { closeDeadLetters } from './closeDeadLetters';
import { TERMS } from './terms';
import type { Job, SagaEntry } from './entry';
import type { Ledger } from './ledger';
import type { Report, ReportResult, SagaReport } from './report';
import { failStep, isComplete, isRolledBack, newSaga, recordStep, settleCompensation, takeAlert, takeCompensation, tellSteps, type StepReport } from './rollBack';

/** What follows from what became of an effect over several systems. */
export type SagaFollowUp = Pick<ReportResult, 'alert' | 'over' | 'compensations' | 'rolledBack'>;

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
export function reportStep(ledger: Ledger, one: Report, report: SagaReport, result: ReportResult, leaseMs: number): SagaFollowUp & Partial<Pick<ReportResult, 'kind'>> {
	if (one.operation === undefined) return {};
	const { id, policy, before, final, targets = [], keepMs } = report;
	const saga: SagaEntry = { ...(ledger.saga(id) ?? newSaga(id, one.record, keepMs, ledger.now)), policy };
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
		if (!isComplete(next, targets)) return goOn(ledger, next, leaseMs);
		const { alert } = takeAlert(next);
		ledger.setSaga(id, undefined);
		return alert === undefined ? {} : { alert };
	}
	// Somebody newer has the job: how that one ends counts, but this one may have been the second to write.
	if (result.because === 'stale') return one.failure.mayHaveHappened ? goOn(ledger, recordStep(saga, step, 'unknown', ledger.now), leaseMs) : {};
	const isForGood = result.kind === 'dead' || result.kind === 'released' || result.because === 'full';
	if (isForGood) {
		const followed = goOn(ledger, failStep(saga, step, one.failure, policy, one.park?.terms ?? TERMS, ledger.now), leaseMs);
		const isClosed = result.kind === 'dead' && ledger.record(one.target, one.record).jobs.every((job) => job.id !== result.job);
		const alert = followed.alert ?? (result.alert?.kind === 'new' ? tellGivenUp(ledger, id, result.alert) : result.alert);
		return { ...followed, ...withoutOver(followed, alert), ...(alert === undefined ? {} : { alert }), ...(isClosed ? { kind: 'rolledBack' } : {}) };
	}
	return goOn(ledger, recordStep(saga, step, one.failure.mayHaveHappened ? 'unknown' : 'failed', ledger.now), leaseMs);
}

/**
 * A try of a job ended without a word: it may have happened, also after its step was taken back.
 *
 * @param token of the lost lease
 */
export function reportLostTry(ledger: Ledger, target: string, job: Job, token: number): void {
	const [saga, step] = partOf(ledger, target, job, token);
	if (saga !== undefined && step !== undefined) ledger.setSaga(saga.id, recordStep(saga, step, 'unknown', ledger.now));
}

/**
 * A job was given up without another try: its step has failed for good.
 *
 * @param alert what there is to be said of the dead letter; `letter` is that, with what becomes of its effect
 */
export function reportGivenUp(ledger: Ledger, target: string, job: Job, alert: Alert, leaseMs: number): SagaFollowUp & { letter: Alert } {
	const [saga, step] = partOf(ledger, target, job, 0);
	if (saga === undefined || step === undefined || job.last === undefined) return { letter: alert };
	const { message } = job.last;
	// What was told of its tries stands already.
	const followed = goOn(ledger, failStep(saga, step, { message, mayHaveHappened: false }, saga.policy ?? 'forward', job.terms, ledger.now), leaseMs);
	const letter = tellGivenUp(ledger, saga.id, alert);
	return { ...followed, ...withoutOver(followed, letter), letter };
}

/** What a person is told of a write that was refused, where its effect is taken back: there is nothing to redrive. */
function tellGivenUp(ledger: Ledger, id: string, alert: Alert): Alert {
	const saga = ledger.saga(id);
	if (saga?.rollBack === undefined) return alert;
	const now = isRolledBack(saga) ? 'Nothing of this effect is left in any system.' : 'Nothing for now: what the other systems took is being taken back, and it is told when that is over.';
	return { ...alert, tried: tellSteps(saga), whatToDo: `${now} To have the change after all, mend what ${alert.target} refuses and send all of it anew from its source.` };
}

/** Of what is told for the first time it is not said in the same breath that it is over. */
function withoutOver({ over }: SagaFollowUp, alert: Alert | undefined): Pick<SagaFollowUp, 'over'> {
	return over === undefined || alert?.kind !== 'new' ? {} : { over: over.filter(({ target }) => target !== alert.target) };
}

function partOf(ledger: Ledger, target: string, { saga: id, operation, targetId, before }: Job, attempt: number): [SagaEntry | undefined, StepReport | undefined] {
	const saga = id === undefined ? undefined : ledger.saga(id);
	if (operation === undefined) return [saga, undefined];
	const final = saga?.steps.find((step) => step.target === target)?.final ?? false;
	return [saga, { target, operation, final, attempt, ...(targetId === undefined ? {} : { targetId }), ...(before === undefined ? {} : { before }) }];
}

/**
 * Hands out what is to be taken back next (for no time: leaves it to Take Due), and says what a person must hear. When
 * all is taken back, nobody needs the dead letters any more that began it.
 */
export function goOn(ledger: Ledger, saga: SagaEntry, leaseMs: number): SagaFollowUp {
	const taken: ReturnType<typeof takeCompensation> = leaseMs > 0 ? takeCompensation(saga, ledger.now, leaseMs, () => ledger.nextToken()) : { saga };
	const told = takeAlert(taken.saga);
	ledger.setSaga(told.saga.id, told.saga);
	return {
		...(taken.compensation === undefined ? {} : { compensations: [taken.compensation] }),
		...(told.alert === undefined ? {} : { alert: told.alert }),
		...closeDeadLetters(ledger, told.saga),
	};
}
