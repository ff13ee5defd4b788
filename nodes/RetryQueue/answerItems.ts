import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { withError } from '../shared/n8n/failClosed';
import { failItem, passOn } from '../shared/n8n/items';
import { openState } from '../shared/n8n/openState';
import { tellAlert } from '../shared/outcome/attention';
import { compensationJson } from '../shared/outcome/compensationJson';
import { rollBackPromises } from '../shared/outcome/keep';
import { promisesIn } from '../shared/outcome/promises';
import type { Alert } from '../shared/queue/alert';
import { answerSaga, openSagas, type SagaAnswer, type SagaAnswered } from '../shared/queue/manage';
import type { SagaEntry } from '../shared/queue/entry';
import { SYNC_KEY } from '../shared/record/envelope';
import { readRef } from './readRef';
import { readBasics, readKeyField, readLimits } from './settings';

type Choice = SagaAnswer['kind'];

/** A person's answer about effects over several systems: take back, keep, try again, or taken back by hand. */
export async function answerItems(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const { sync, ifStateLost, options } = readBasics(ctx);
	const { leaseMs } = readLimits(ctx, options);
	const keyField = readKeyField(ctx);
	const choice = ctx.getNodeParameter('answer', 0, 'rollBack') as Choice;
	const store = await openState(ctx, sync, ifStateLost);
	const outputs: [INodeExecutionData[], INodeExecutionData[], INodeExecutionData[]] = [[], [], []];
	// All are read before the first is answered: an item that stops the node must not leave others answered unheard.
	const asked = ctx.getInputData().flatMap((item, i) => {
		const ref = readRef(item);
		if (ref.ok) return [{ item, i, ref: ref.value }];
		outputs[2].push(withError(failItem(ctx, item, i, ref.problem)));
		return [];
	});
	for (const { item, i, ref: { target, record } } of asked) {
		// Each answer may end what the next would find: one after the other.
		const saga = (await openSagas(store, record)).find((one) => isMeant(one, choice, target));
		const said: SagaAnswer = choice === 'again' || choice === 'handled' ? { kind: choice, target } : { kind: choice };
		const result: SagaAnswered = saga === undefined ? { kind: 'refused', because: 'unknown' } : await answerSaga(store, saga.id, said, leaseMs);
		if (result.kind === 'refused') {
			const refused = { code: result.because, message: WHY[result.because] };
			outputs[2].push(passOn(item, i, { ...item.json, [SYNC_KEY]: { sync, key: record, system: target, verdict: 'refused', refused } }));
			continue;
		}
		if (result.rolledBack.length > 0) await rollBackPromises(store, [promisesIn([{ receipts: result.rolledBack }], sync)]);
		outputs[1].push(passOn(item, i, { ...item.json, [SYNC_KEY]: { sync, key: record, system: target, verdict: 'answered', answer: choice, ...toldOver(sync, result.over) } }));
		for (const one of result.compensations) outputs[0].push({ json: compensationJson(sync, one, keyField) as IDataObject, pairedItem: { item: i } });
	}
	return outputs;
}

/** For those who were told of it before. */
function toldOver(sync: string, over: readonly Alert[]): { over?: string[] } {
	return over.length === 0 ? {} : { over: over.map((alert) => tellAlert(sync, alert).text) };
}

function isMeant({ asked, steps }: SagaEntry, choice: Choice, target: string): boolean {
	if (choice === 'rollBack' || choice === 'forward') return asked !== undefined;
	return steps.some((step) => step.target === target && step.state.kind === 'stuck');
}

const WHY: Record<Extract<SagaAnswered, { kind: 'refused' }>['because'], string> = {
	unknown: 'No effect over several systems waits for an answer about this record.',
	nobodyAsked: 'Nobody is asked about this effect any more.',
	final: 'A final step of this effect is done: it is not taken back. Mend what was refused and Redrive it.',
	notStuck: 'Nothing in this system is stuck.',
};
