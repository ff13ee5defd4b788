import { waitingCollection } from '../../ChangeDetector/waiting';
import { fieldMemory } from '../../FieldMapper/drift/memory';
import { echoCollection } from '../../shared/changes/echoes';
import { changeCollection } from '../../shared/changes/entryLayout';
import { fieldNames } from '../../shared/changes/fieldNames';
import { CHECKPOINTS } from '../../shared/checkpoint/collection';
import { crosswalk } from '../../shared/crosswalk/entry';
import { guardCollection } from '../../shared/idempotency/entry';
import { queue } from '../../shared/queue/collection';
import type { RecordMemory } from '../../shared/reconcile/memory';
import { recordCollection, RECORDS_COLLECTION } from '../../shared/reconcile/memoryLayout';
import { parseShape, type Shape } from '../../shared/reconcile/shape';
import { SHAPES } from '../../shared/reconcile/shapeMemory';
import type { Collection } from '../../shared/state/port';
import { healthCollection } from '../document';

/** Those of which a sync has one. */
const SINGLE = [guardCollection(), crosswalk, echoCollection, fieldNames, queue, CHECKPOINTS, SHAPES, healthCollection, fieldMemory] as readonly unknown[] as readonly Collection<unknown>[];

/** Those of which it has one for each system, the system's name being part of theirs. */
const BY_SYSTEM = [changeCollection, waitingCollection] as readonly unknown[] as readonly ((system: string) => Collection<unknown>)[];

/**
 * How everything is read that any node of the package remembers: the one list of it. A copy brings along all there
 * is, so it has no limits of its own: what is too much, the node that owns it forgets with its next write.
 *
 * @returns undefined for a collection that this version does not know
 */
export function findCollection(name: string, form: string): Collection<unknown> | undefined {
	if (name === RECORDS_COLLECTION) {
		const shape = parseShape(form);
		return shape && (recordsAsTheyAre(shape) as unknown as Collection<unknown>);
	}
	const single = SINGLE.find((collection) => collection.name === name);
	if (single !== undefined) return { ...single, cap: Infinity };
	for (const make of BY_SYSTEM) {
		const alone = make('').name;
		const withSystem = make('x').name.slice(0, -1);
		if (name === alone) return make('');
		if (name.startsWith(withSystem) && name.length > withSystem.length) return make(name.slice(withSystem.length));
	}
	return undefined;
}

/**
 * Records in the form they were last written in. One that was written under another, as when two runs with different
 * fields overlap, is not bent into it: that could lose fields. How long deleted records count is a setting of the
 * node, which looks at it itself; here they are never over.
 */
function recordsAsTheyAre(shape: Shape): Collection<RecordMemory> {
	const records = recordCollection(shape, Infinity, Infinity);
	const { layout } = records;
	return { ...records, layout: { ...layout, pack: (entry, bytes, at) => entry.shape === shape.signature && layout.pack(entry, bytes, at) } };
}
