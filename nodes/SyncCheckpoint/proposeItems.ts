import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { CHECKPOINTS } from '../shared/checkpoint/collection';
import type { Cursor } from '../shared/checkpoint/cursor';
import { SPLIT } from '../shared/checkpoint/markCheckpoints';
import { parseCursor } from '../shared/checkpoint/parseCursor';
import { propose, type Place, type Proposed, type ReadItem, type WentBack } from '../shared/checkpoint/propose';
import { receiptsBeside } from '../shared/checkpoint/receipts';
import { failNode, passOn } from '../shared/n8n/items';
import { openState } from '../shared/n8n/openState';
import { SYNC_KEY, type CheckpointReceipt, type SyncEnvelope } from '../shared/record/envelope';
import { keyToHex } from '../shared/record/fingerprint';
import { isRecord } from '../shared/record/json';
import { readItems, type Unread } from './readItems';
import { readProposeSettings, type ProposeSettings } from './settings';
import { called, failOtherKind, shown } from './words';

/** Where each kind of item comes out. */
const ITEMS = 0, HANDLED = 1;
export const REJECTED = 2;

/** Gives every item that was read a receipt; the checkpoint moves when Sync Outcome has settled them. */
export async function proposeItems(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const input = ctx.getInputData();
	const settings = readProposeSettings(ctx);
	const { sync, name, kind, key } = settings;
	const isEmpty = isEmptyList(input);
	const read = readItems(isEmpty ? [] : input, settings);
	const reached = settings.cursor === undefined ? readReached(ctx, settings) : undefined;
	const items = withReached(read.items, reached);
	const store = await openState(ctx, sync, settings.ifStateLost);
	const proposed = await store.transact(CHECKPOINTS, [key], (tx): Proposed => {
		const result = propose(tx.get(0), items, settings.terms, { now: tx.now, nextToken: () => tx.nextToken() }, items.length === 0 && read.unread.length === 0 ? reached : undefined);
		if (result.kind === 'proposed' && result.entry !== undefined) tx.set(0, result.entry);
		return result;
	});
	if (proposed.kind === 'otherKind') return failOtherKind(ctx, sync, name, proposed.has, kind);
	if (proposed.kind === 'stopped') return failWentBack(ctx, settings, proposed.wentBack);

	const outputs: INodeExecutionData[][] = [[], [], []];
	const hex = keyToHex(key);
	proposed.places.forEach((place, i) => emit(input, read.from[i]!, settings, hex, proposed.token, place, outputs));
	for (const one of read.unread) outputs[REJECTED]!.push(rejected(input, one.item, settings, one.code, one.message));
	giveHints(ctx, settings, proposed, read.unread, input.length);
	return outputs;
}

/** n8n runs no node without items: an empty answer arrives as one empty item, from a node that is to always output data. */
function isEmptyList(items: readonly INodeExecutionData[]): boolean {
	const json: unknown = items[0]?.json;
	return items.length === 1 && isRecord(json) && Object.keys(json).every((name) => name === SYNC_KEY);
}

/** One value for the whole read: reached when all its items are dealt with. */
function readReached(ctx: IExecuteFunctions, { kind, zone }: ProposeSettings): Cursor | undefined {
	const value = ctx.getNodeParameter('cursorValue', 0, '');
	if (value === '' || value === null || value === undefined) return undefined;
	return parseCursor(kind, value, zone) ?? failNode(ctx, `"Cursor" is ${JSON.stringify(value)}, which cannot be read as what "Cursor Is" says`, 'Correct the expression under Cursor: it gives one value for the whole read.');
}

function withReached(items: readonly ReadItem[], reached: Cursor | undefined): readonly ReadItem[] {
	const last = items.at(-1);
	return last === undefined || reached === undefined ? items : [...items.slice(0, -1), { ...last, cursor: reached }];
}

function emit(input: readonly INodeExecutionData[], i: number, settings: ProposeSettings, hex: string, token: number | undefined, place: Place, outputs: INodeExecutionData[][]): void {
	const item = input[i]!;
	const before = envelopeOf(item);
	switch (place.kind) {
		case 'handled':
			outputs[HANDLED]!.push(withEnvelope(item, i, { ...before, sync: before.sync ?? settings.sync, verdict: 'handled', handled: place.because }));
			return;
		case 'future':
			outputs[REJECTED]!.push(rejected(input, i, settings, 'future', `The value at "${settings.cursor!.text}" lies in the future, so the checkpoint cannot move there.`));
			return;
		case 'read': {
			const envelope = { ...before, sync: before.sync ?? settings.sync, ...told(item.json, before, settings, place), verdict: 'read', receipts: [...receiptsBeside(before.receipts, settings.sync, hex), receiptFor(settings, hex, token!, place)] };
			outputs[ITEMS]!.push(withEnvelope(item, i, envelope));
		}
	}
}

function receiptFor({ sync, reports }: ProposeSettings, key: string, token: number, place: Extract<Place, { kind: 'read' }>): CheckpointReceipt {
	return {
		kind: 'checkpoint', sync, key, token, at: place.at, cursor: [place.cursor ?? null, place.id],
		...(place.still && place.cursor !== undefined ? { still: true as const } : {}),
		of: reports, part: reports === 1 ? '' : SPLIT,
	};
}

/** What the nodes behind can use: the record's key, and when it changed. */
function told(json: IDataObject, before: SyncEnvelope, { id, kind }: ProposeSettings, { cursor }: Extract<Place, { kind: 'read' }>): Pick<SyncEnvelope, 'key' | 'changedAt'> {
	const key = id?.get(json);
	return {
		...(before.key === undefined && (typeof key === 'string' || typeof key === 'number') ? { key } : {}),
		...(before.changedAt === undefined && id !== undefined && kind === 'time' && cursor !== undefined ? { changedAt: String(shown(kind, cursor)) } : {}),
	};
}

function rejected(input: readonly INodeExecutionData[], i: number, { sync }: ProposeSettings, code: string, message: string): INodeExecutionData {
	const before = envelopeOf(input[i]!);
	return withEnvelope(input[i]!, i, { ...before, sync: before.sync ?? sync, verdict: 'rejected', rejected: { code, message } });
}

function envelopeOf(item: INodeExecutionData): SyncEnvelope {
	const before = isRecord(item.json) ? item.json[SYNC_KEY] : undefined;
	return isRecord(before) ? before : {};
}

function withEnvelope(item: INodeExecutionData, i: number, envelope: SyncEnvelope): INodeExecutionData {
	const json = isRecord(item.json) ? item.json : {};
	return passOn(item, i, { ...json, [SYNC_KEY]: envelope as IDataObject });
}

function failWentBack(ctx: IExecuteFunctions, { sync, name, kind }: ProposeSettings, { highest, at }: WentBack): never {
	return failNode(
		ctx,
		kind === 'page'
			? `The source of ${called(sync, name)} hands out a page cursor again that it has moved on from`
			: `The source of ${called(sync, name)} has gone back: the highest value read is ${shown(kind, highest)}, and the checkpoint stands at ${shown(kind, at)}`,
		'It may have been restored from a backup, its numbering or clock may have begun anew, or Cursor Field names another field than before. Nothing was let through, and the checkpoint stays where it is. ' +
			'When you know what happened, use the operation Set to say where to read on; or choose under "If the Source Went Back" what to do in such a case.',
	);
}

function giveHints(ctx: IExecuteFunctions, settings: ProposeSettings, { wentBack, places }: Extract<Proposed, { kind: 'proposed' }>, unread: readonly Unread[], count: number): void {
	const warn = (message: string): void => ctx.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
	if (wentBack !== undefined) {
		const { sync, name, kind } = settings;
		warn(`The source of ${called(sync, name)} has gone back: the highest value read is ${shown(kind, wentBack.highest)}, and the checkpoint stands at ${shown(kind, wentBack.at)}, where it stays.`);
	}
	if (unread.length > 0) warn(`${unread.length} of ${count} items went to Rejected: ${unread[0]!.message} The checkpoint does not wait for them.`);
	const ahead = places.filter((place) => place.kind === 'future' || (place.kind === 'read' && place.still && place.cursor !== undefined)).length;
	if (ahead > 0) warn(`${ahead} items have a time in the future. The checkpoint does not move there.`);
}
