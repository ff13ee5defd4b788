import { stepsText } from '../selector/step';
import { kindNames, KINDS, MOST_FIELDS, stepsOf, type FieldNames, type ObservedField } from './observed';

/** A field as it is remembered: where it is, what it held, and whether it was in every record so far. Plain JSON. */
export type RememberedField = readonly [path: FieldNames, kinds: number, always: 0 | 1];

/** What is different from the runs before. */
export interface DriftChange {
	readonly path: FieldNames;
	readonly field: string;
	readonly change: 'new' | 'vanished' | 'type';
	/** The table reads this field, or rejects items for it. */
	readonly breaking: boolean;
	/** What it held, and the bits of what it holds now; for `type`. */
	readonly was?: string;
	readonly kinds?: number;
}

export interface Drift {
	readonly changes: readonly DriftChange[];
	/** What to remember from now on. */
	readonly next: readonly RememberedField[];
}

/**
 * A field is new if no run before had it, though its place was known. It has vanished if every record so far had it and
 * none of these has it, though they could: what stands in an object that is itself gone, or null, is not named. From
 * then on it counts as one that may be absent, so that nothing is reported twice. Null is no type.
 *
 * @param remembered undefined the first time: then nothing is reported
 * @param observed of at least one record
 * @param isRead whether the table reads this field, or inside it; by its path as text
 * @param newIsBreaking whether items are rejected for fields that no row reads
 */
export function compareFields(
	remembered: readonly RememberedField[] | undefined,
	observed: readonly ObservedField[],
	isRead: (field: string) => boolean,
	newIsBreaking: boolean,
): Drift {
	const here = new Map(observed.map((field) => [JSON.stringify(field.path), field]));
	const holdNow = new Set(observed.filter(({ kinds }) => (kinds & HOLDS) !== 0).map(({ path }) => JSON.stringify(path)));
	holdNow.add('[]');
	const known = new Set<string>();
	// Lists that were empty, and objects that were null, could not show before what they hold.
	const heldBefore = new Set<string>(remembered === undefined ? [] : ['[]']);
	const changes: DriftChange[] = [];
	const next: RememberedField[] = [];

	for (const [path, kinds, always] of remembered ?? []) {
		const key = JSON.stringify(path);
		known.add(key);
		heldBefore.add(holderOf(path));
		if ((kinds & KINDS.object) !== 0) heldBefore.add(key);
		const now = here.get(key);
		const field = stepsText(stepsOf(path));
		if (now === undefined) {
			const gone = always === 1 && holdNow.has(holderOf(path));
			if (gone) changes.push({ path, field, change: 'vanished', breaking: isRead(field) });
			next.push([path, kinds, gone ? 0 : always]);
			continue;
		}
		const other = now.kinds & ~kinds;
		if (kinds !== 0 && other !== 0) changes.push({ path, field, change: 'type', breaking: isRead(field), was: kindNames(kinds), kinds: other });
		next.push([path, kinds | now.kinds, always === 1 && now.always ? 1 : 0]);
	}
	for (const { path, kinds, always } of observed) {
		if (known.has(JSON.stringify(path)) || next.length >= MOST_FIELDS) continue;
		const isNew = heldBefore.has(holderOf(path));
		next.push([path, kinds, always && !isNew ? 1 : 0]);
		if (!isNew) continue;
		const field = stepsText(stepsOf(path));
		changes.push({ path, field, change: 'new', breaking: newIsBreaking && !isRead(field) });
	}
	return { changes, next };
}

/** Bits of the kinds that hold fields or elements. */
const HOLDS = KINDS.object | KINDS.list;

function holderOf(path: FieldNames): string {
	return JSON.stringify(path.slice(0, -1));
}
