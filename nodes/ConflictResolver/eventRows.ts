import type { INodeExecutionData } from 'n8n-workflow';
import type { FieldPath } from '../shared/record/path';
import { valueFingerprint, type RecordMemory, type Row, type Shape } from '../shared/reconcile';
import { reshape } from '../shared/reconcile/reshape';
import { compareVersions, type Version } from '../shared/reconcile/version';
import type { Change } from './readEvents';
import type { System } from './compileSystems';

/** What the changes of one system amount to, in one row. */
export interface Heard {
	readonly row: Row;
	/** How many changes were older than what is known, and left out. */
	readonly stale: number;
	/** Two changes give the same version and another content. */
	readonly contradicts: boolean;
	/** The versions that arrived, for telling a gap from what merely came in one batch. */
	readonly versions: readonly Version[];
}

/**
 * Puts a system's changes of one record into one row: a later change covers an earlier one field by field, so that
 * events that carry only what changed lose nothing. What is older than the version known is left out before, since
 * it would cover nothing and undo something.
 *
 * @param place the system's place in the shape
 */
export function hear(
	changes: readonly Change[],
	system: System,
	items: readonly INodeExecutionData[],
	paths: readonly (FieldPath | undefined)[],
	known: Version | undefined,
): Heard {
	const isNew = (change: Change): boolean =>
		known === undefined || change.version === undefined || compareVersions(change.version, known) >= 0;
	const fresh = changes.filter(isNew);
	// If nothing is new, the core says so: it is shown the newest of the old.
	const told = fresh.length > 0 ? fresh : changes.slice(-1);
	const last = told.at(-1)!;
	const json = items[last.index]!.json;
	const deletedAt = told.findLastIndex((change) => change.kind === 'deleted');
	const alive = told.slice(deletedAt + 1);
	const versions = changes.flatMap((change) => change.version ?? []);
	const stale = changes.length - told.length;
	const said = { modified: system.modified?.get(json), version: system.version?.get(json) };
	if (alive.length === 0) return { row: { values: [], ...said, deleted: true }, stale, contradicts: false, versions };

	const values = new Array<unknown>(paths.length).fill(undefined);
	let contradicts = false;
	alive.forEach((change, i) => {
		const before = alive[i - 1];
		const isRival = before?.version !== undefined && change.version !== undefined && compareVersions(before.version, change.version) === 0;
		paths.forEach((path, f) => {
			const value = path?.get(items[change.index]!.json);
			if (value === undefined) return;
			if (isRival && values[f] !== undefined && differ(values[f], value)) contradicts = true;
			values[f] = value;
		});
	});
	const restored = alive.some((change) => change.kind === 'restored');
	return { row: { values, ...said, ...(restored ? { restored } : {}) }, stale, contradicts, versions };
}

function differ(a: unknown, b: unknown): boolean {
	try {
		return valueFingerprint(a) !== valueFingerprint(b);
	} catch {
		// What JSON cannot hold is reported by itself.
		return false;
	}
}

/** The versions remembered, by place in the shape. */
export function versionsKnown(memory: RecordMemory | undefined, shape: Shape): readonly (Version | null)[] {
	if (memory?.versions === undefined) return [];
	return reshape(memory, shape).versions ?? [];
}
