import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { decideOnLinks, type RecordRef } from '../shared/crosswalk';
import { openState } from '../shared/n8n/openState';
import { linksOf, operationFor, withEnvelope, withProblem } from './emit';
import { onLinks } from '../shared/n8n/onLinks';
import { idFieldOf, readText, readSettings } from './readDefinition';
import { readRef } from './records';
import { fieldNamed, systemParameter } from './parameters';

/** Reads the crosswalk and changes nothing. */
export async function lookUpItems(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = ctx.getInputData();
	const { sync, ifStateLost } = readSettings(ctx);
	const system = systemParameter(ctx, 'system', 'System');
	const field = fieldNamed(ctx, idFieldOf(ctx, 'idField', system, 'System'), 'ID Field');
	const target = readText(ctx, 'wantedSystem') === '' ? undefined : systemParameter(ctx, 'wantedSystem', 'Wanted System');
	const refs = items.map((item, i): RecordRef | INodeExecutionData => {
		const read = readRef(item, system, field);
		return read.ok ? read.ref : withProblem(ctx, item, i, read.problem);
	});
	const store = await openState(ctx, sync, ifStateLost);
	const ids = refs.filter(isRef);
	const found = await onLinks(ctx, decideOnLinks(store, { ids }, (book) => ids.map((ref) => book.find(ref))));
	const outputs: INodeExecutionData[][] = [[], []];
	let next = 0;
	items.forEach((item, i) => {
		const ref = refs[i]!;
		if (!isRef(ref)) {
			outputs[1]!.push(ref);
			return;
		}
		const entity = found[next];
		next += 1;
		const links = entity === undefined ? undefined : linksOf(entity.members);
		const targetId = entity?.members.find(([name]) => name === target)?.[1];
		const known = target === undefined ? entity !== undefined : targetId !== undefined;
		const says = {
			verdict: known ? 'linked' : 'notLinked',
			...(links === undefined ? {} : { links }),
			...(target === undefined ? {} : { system: target }),
			...(targetId === undefined ? {} : { targetId, ...operationFor(item.json, 'linked') }),
		};
		outputs[known ? 0 : 1]!.push(withEnvelope(item, i, sync, says));
	});
	return outputs;
}

const isRef = (one: RecordRef | INodeExecutionData): one is RecordRef => !('json' in one);
