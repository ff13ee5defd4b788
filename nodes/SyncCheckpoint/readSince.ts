import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { CHECKPOINTS } from '../shared/checkpoint/collection';
import type { Cursor } from '../shared/checkpoint/cursor';
import { parseCursor } from '../shared/checkpoint/parseCursor';
import { timeSince, type SinceForm } from '../shared/checkpoint/sinceValue';
import { readOn, type Standing } from '../shared/checkpoint/standing';
import { failNode, passOn } from '../shared/n8n/items';
import { openState } from '../shared/n8n/openState';
import { SYNC_KEY } from '../shared/record/envelope';
import { isRecord } from '../shared/record/json';
import { compilePath, type FieldPath } from '../shared/record/path';
import { readOverlap, readSettings, type Settings } from './settings';
import { failOtherKind, shown } from './words';

/** Puts on every item where to read on. */
export async function readSince(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = ctx.getInputData();
	const settings = readSettings(ctx);
	const { sync, name, kind, key } = settings;
	const overlap = readOverlap(ctx, kind);
	const start = readStart(ctx, settings);
	const into = readInto(ctx);
	const store = await openState(ctx, sync, settings.ifStateLost);
	const read = await store.transact(CHECKPOINTS, [key], (tx) => {
		const result = readOn(tx.get(0), name, kind, overlap, tx.now);
		if (result.kind === 'standing' && result.entry !== undefined) tx.set(0, result.entry);
		return result;
	});
	if (read.kind === 'otherKind') return failOtherKind(ctx, sync, name, read.has, kind);
	const { standing } = read;
	const since = sinceOf(ctx, settings, standing.since ?? start);
	const envelope = describe(settings, standing, since);
	return [items.map((item, i) => {
		const json: IDataObject = isRecord(item.json) ? { ...item.json } : {};
		const before = json[SYNC_KEY];
		json[SYNC_KEY] = { ...(isRecord(before) ? (before as IDataObject) : {}), sync, checkpoint: envelope };
		// The user's own objects on the way are shared with other items.
		const own = into.steps.length > 1 ? (structuredClone(json) as IDataObject) : json;
		if (!into.set(own, since)) failNode(ctx, `Field for the Value: "${into.text}" cannot be set on item ${i}`, 'Something else stands in its way. Choose another field, for example since.');
		return passOn(item, i, own);
	})];
}

function readStart(ctx: IExecuteFunctions, { kind, zone }: Settings): Cursor | undefined {
	const value = ctx.getNodeParameter('startFrom', 0, '');
	if (value === '' || value === null || value === undefined) return undefined;
	const start = parseCursor(kind, value, zone);
	if (start !== undefined) return start;
	return failNode(
		ctx,
		`"Start From" is ${JSON.stringify(value)}, which is no ${kind === 'time' ? 'time to read from' : 'number'}`,
		kind === 'time' ? 'Use a time with an offset or Z, for example 2026-01-01T00:00:00Z, or name the Time Zone under Options.' : 'Use a whole number, for example 0.',
	);
}

function readInto(ctx: IExecuteFunctions): FieldPath {
	const result = compilePath(ctx.getNodeParameter('into', 0, 'since') as string);
	return result.ok ? result.path : failNode(ctx, `Field for the Value: ${result.problem}`, 'Name a field, for example since.');
}

/** @param cursor undefined: from the beginning */
function sinceOf(ctx: IExecuteFunctions, { kind, zone }: Settings, cursor: Cursor | undefined): string | number {
	if (kind === 'page') return cursor ?? '';
	if (kind === 'number') return cursor ?? 0;
	const form = ctx.getNodeParameter('form', 0, 'iso') as SinceForm;
	const pattern = form === 'pattern' ? (ctx.getNodeParameter('pattern', 0) as string) : '';
	if (form === 'pattern' && pattern.trim() === '') failNode(ctx, 'Pattern is empty', 'Write how the query wants the time, for example yyyy-MM-dd\'T\'HH:mm:ss.');
	return timeSince(cursor ?? 0, form, zone, pattern) ?? failNode(ctx, `The time cannot be written as "${pattern}"`, 'Correct the pattern: its letters are those of Luxon, for example yyyy-MM-dd HH:mm.');
}

/** What a person (or a report) wants to know of the checkpoint. */
function describe({ name, kind }: Settings, { at, open, movedAt }: Standing, since: string | number): IDataObject {
	return {
		...(name === '' ? {} : { name }),
		at: shown(kind, at),
		since,
		first: at === undefined,
		openReads: open,
		movedAt: movedAt === undefined ? null : new Date(movedAt).toISOString(),
	};
}
