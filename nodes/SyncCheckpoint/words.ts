import type { IExecuteFunctions } from 'n8n-workflow';
import type { Cursor, CursorKind } from '../shared/checkpoint/cursor';
import { failNode } from '../shared/n8n/items';

const KINDS: Record<CursorKind, string> = { time: 'a timestamp', number: 'a number', page: 'a page cursor' };
const CHOICES: Record<CursorKind, string> = { time: 'Timestamp', number: 'Number', page: 'Page Cursor' };

/** @param name empty for the sync's only checkpoint */
export function called(sync: string, name: string): string {
	return name === '' ? `"${sync}"` : `"${name}" of "${sync}"`;
}

/** A cursor as people read it. */
export function shown(kind: CursorKind, cursor: Cursor | undefined): string | number | null {
	if (cursor === undefined) return null;
	return kind === 'time' ? new Date(Number(cursor)).toISOString() : cursor;
}

export function failOtherKind(ctx: IExecuteFunctions, sync: string, name: string, has: CursorKind, wanted: CursorKind): never {
	return failNode(
		ctx,
		`The checkpoint ${called(sync, name)} holds ${KINDS[has]}, and "Cursor Is" says ${CHOICES[wanted]}`,
		`Choose ${CHOICES[has]} under "Cursor Is" in all nodes of this checkpoint, give this one another name under Checkpoint, or begin anew with the operation Set.`,
	);
}
