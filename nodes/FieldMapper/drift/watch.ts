import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { IfStateLost } from '../../shared/n8n/descriptions';
import { openState } from '../../shared/n8n/openState';
import { keyHash } from '../../shared/record/fingerprint';
import { isRecord } from '../../shared/record/json';
import type { Direction } from '../definition';
import type { RecordPlan } from '../mapRecord';
import { compareFields, type Drift, type DriftChange } from './compare';
import { kindNames, Observed } from './observed';
import { fieldMemory } from './memory';
import { readFields } from './readFields';

/**
 * Compares the fields of the items with what this node remembers, and remembers them. In a test run nothing is
 * remembered.
 *
 * @returns the changes, those that break the mapping first
 */
export async function watchDrift(
	ctx: IExecuteFunctions,
	items: readonly INodeExecutionData[],
	direction: Direction,
	plan: RecordPlan,
): Promise<readonly DriftChange[]> {
	const observed = new Observed();
	let any = false;
	for (const { json } of items) {
		if (!isRecord(json)) continue;
		any = true;
		observed.add(json);
	}
	if (!any) return [];
	const sync = ctx.getNodeParameter('sync', 0, '') as string;
	const ifLost = ctx.getNodeParameter('options.ifStateLost', 0, 'stop') as IfStateLost;
	const state = await openState(ctx, sync, ifLost);
	const fields = observed.list();
	const read = readFields(plan.mapping);
	const { first, drift } = await state.transact(fieldMemory, [keyHash(JSON.stringify(['fields', ctx.getNode().id, direction]))], (tx) => {
		const known = tx.get(0)?.fields;
		const compared: Drift = compareFields(known, fields, (field) => read.has(field), plan.unmapped === 'reject');
		if (JSON.stringify(known) !== JSON.stringify(compared.next)) tx.set(0, { fields: compared.next });
		return { first: known === undefined, drift: compared };
	});
	const changes = [...drift.changes].sort((a, b) => Number(b.breaking) - Number(a.breaking));
	const message = first ? `The ${fields.length} fields of these items are what later runs are compared with.` : driftHint(changes);
	if (message !== undefined) {
		ctx.addExecutionHints({ message, type: changes.some(({ breaking }) => breaking) ? 'warning' : 'info', location: 'outputPane' });
	}
	return changes;
}

const MOST_TOLD = 8;

/** @returns a sentence about what changed; undefined if nothing did */
export function driftHint(changes: readonly DriftChange[]): string | undefined {
	if (changes.length === 0) return undefined;
	const told = (breaking: boolean): string => {
		const list = changes.filter((change) => change.breaking === breaking);
		const shown = list.slice(0, MOST_TOLD).map(tell).join(', ');
		return list.length > MOST_TOLD ? `${shown} and ${list.length - MOST_TOLD} more` : shown;
	};
	const [breaking, harmless] = [told(true), told(false)];
	return [
		'The source has changed since the last run.',
		...(breaking === '' ? [] : [`The table depends on it: ${breaking}.`]),
		...(harmless === '' ? [] : [`The table does not: ${harmless}.`]),
		'Items that show it name it under _sync.drift.',
	].join(' ');
}

function tell({ field, change, was, kinds = 0 }: DriftChange): string {
	return change === 'type' ? `${field} was ${was!} and is now ${kindNames(kinds)} too` : `${field} ${change === 'new' ? 'is new' : 'is gone'}`;
}
