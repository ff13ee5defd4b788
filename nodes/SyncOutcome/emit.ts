import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { passOn, type ItemProblem } from '../shared/n8n/items';
import type { Trouble } from '../shared/outcome/accept';
import type { Settlement, Work } from '../shared/outcome/settle';
import { SYNC_KEY, type SyncEnvelope } from '../shared/record/envelope';
import { isRecord } from '../shared/record/json';
import { tellAlert, tellProblem, tellTrouble, type Attention, type Tried } from '../shared/outcome/attention';
import { compensationJson } from '../shared/outcome/compensationJson';
import type { Told } from './outcomeItems';
import type { OutcomeSettings } from './settings';

const SETTLED = 0, ROLL_BACK = 1, ATTENTION = 2;

/** Puts everything on its output: each item comes out once, and beside them what others have to do. */
export class Emitter {
	private readonly out: INodeExecutionData[][] = [[], [], []];
	private unsettledCount = 0;
	private firstProblem: ItemProblem | undefined;

	constructor(
		private readonly ctx: IExecuteFunctions,
		private readonly settings: OutcomeSettings,
	) {}

	/** An item whose work was told and settled. */
	settled(told: Told, work: Work, { result, troubles }: Settlement): void {
		const { sync } = this.settings;
		const { alert } = result;
		const envelope = this.envelopeOf(work, { result, troubles });
		const tries: Tried = { operation: work.operation, attempts: result.attempts, first: result.first, failure: work.ok ? undefined : work.failure };
		const notes: Attention[] = [];
		if (alert?.kind === 'new') notes.push(tellAlert(sync, alert, tries));
		else if (result.kind === 'refused' && result.because === 'full') notes.push(tellAlert(sync, { kind: 'new', reason: 'full', record: work.record, target: work.target }, tries));
		for (const trouble of troubles) if (trouble.kind === 'noId' || trouble.kind === 'link') notes.push(tellTrouble(sync, trouble, work));

		const [first, ...more] = notes;
		if (first === undefined) this.put(SETTLED, told, { ...plain(told.item), [SYNC_KEY]: envelope });
		else this.put(ATTENTION, told, { ...first, [SYNC_KEY]: envelope });
		// What else is to be said of it is said beside it.
		for (const note of more) this.put(ATTENTION, told, { ...note, [SYNC_KEY]: { ...envelope, verdict: 'alsoNeeded' } });
		const over = [...(alert?.kind === 'over' ? [alert] : []), ...(result.over ?? [])];
		for (const one of over) this.put(ATTENTION, told, { ...tellAlert(sync, one), [SYNC_KEY]: { sync, key: one.record, system: one.target, verdict: 'over' } });
		for (const compensation of result.compensations ?? []) this.put(ROLL_BACK, told, compensationJson(sync, compensation, this.settings.key));
	}

	/** An item of which nobody knows whose it is: its promises are left alone, and expire. */
	unsettled(told: Told, problem: ItemProblem): void {
		const { sync } = this.settings;
		this.unsettledCount += 1;
		this.firstProblem ??= problem;
		const answer = plain(told.item);
		this.put(ATTENTION, told, { ...tellProblem(sync, problem, told.input !== 0), answer, [SYNC_KEY]: { sync, verdict: 'unsettled' } });
	}

	outputs(): INodeExecutionData[][] {
		if (this.firstProblem !== undefined) {
			const { message, description } = this.firstProblem;
			this.ctx.addExecutionHints({
				message: `${this.unsettledCount} ${this.unsettledCount === 1 ? 'item was' : 'items were'} not settled, and came out of Needs Attention. ${message}. ${description}`,
				type: 'warning',
				location: 'outputPane',
			});
		}
		return this.out;
	}

	private put(output: number, { item, index, input }: Told, json: Record<string, unknown>): void {
		const passed = passOn(item, index, json as IDataObject, input);
		// Only the item itself keeps its files: messages about it need none.
		this.out[output]!.push(output === SETTLED ? passed : { json: passed.json, pairedItem: passed.pairedItem! });
	}

	private envelopeOf(work: Work, { result, troubles }: Settlement): SyncEnvelope {
		const { target, record, operation, targetId } = work;
		const { kind, attempts, dueAt, reason, because } = result;
		const refused = troubles.flatMap((one) => (one.kind === 'claim' && one.because !== 'alreadyCompleted' || one.kind === 'change' ? [tellRefused(one)] : []));
		return {
			sync: this.settings.sync,
			key: record,
			system: target,
			...(operation === undefined ? {} : { operation }),
			...(targetId === undefined ? {} : { targetId }),
			verdict: kind,
			...(work.promises.rollBack === undefined ? {} : { rollBack: true }),
			...(attempts === undefined ? {} : { attempt: attempts }),
			...(dueAt === undefined ? {} : { dueAt: new Date(dueAt).toISOString() }),
			...(reason === undefined && because === undefined ? {} : { reason: reason ?? because }),
			...(work.ok ? {} : { failure: work.failure }),
			...(refused.length === 0 ? {} : { refused }),
		};
	}
}

function tellRefused(trouble: Extract<Trouble, { kind: 'claim' | 'change' }>): { kind: string; code: string; message: string } {
	return { kind: trouble.kind, code: trouble.because, message: WHY[trouble.because] ?? trouble.because };
}

const WHY: Readonly<Record<string, string>> = {
	unknownKey: 'The claim is no longer known: it was forgotten or released, or its time was over. The effect may happen again.',
	newerClaim: 'The claim\'s lease had run out, and another run has the key now. The effect may have happened twice.',
	unknownRecord: 'Nothing is remembered of the record: the memory was reset, or it was forgotten.',
	newerChange: 'Another change of the record was reported since, and is still to be delivered.',
};

/** The item's data without what earlier nodes said about it. */
function plain({ json }: INodeExecutionData): Record<string, unknown> {
	if (!isRecord(json)) return {};
	const rest = { ...json };
	delete rest[SYNC_KEY];
	return rest;
}
