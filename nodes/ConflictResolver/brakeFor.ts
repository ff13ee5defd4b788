import { brakeDeletes, heldIn, type Brake, type DeleteCount, type RecordMemory } from '../shared/reconcile';
import type { Transaction } from '../shared/state/port';
import type { Busy, Task } from './resolve';

/** Counts what each system's deletes amount to. Events name their deletes one by one: only their number is looked at. */
export function brakeFor(task: Task, tx: Transaction<RecordMemory>, busy: readonly Busy[], deletes: readonly { at: number }[]): Brake {
	const { settings, policy, listing } = task;
	const isEvent = settings.event !== undefined;
	const known = settings.systems.map(() => 0);
	if (!isEvent) {
		listing.records.forEach((_, i) => {
			const held = heldIn(tx.get(i), policy.shape);
			policy.systems.forEach((place, input) => {
				if ((held & (1 << place)) !== 0) known[input]! += 1;
			});
		});
	}
	const deletedBy = ({ before, rows }: Busy, place: number): boolean => {
		const row = rows[place];
		if (row === undefined ? isEvent : row.deleted !== true) return false;
		return (heldIn(before, policy.shape) & (1 << place)) !== 0;
	};
	const counts = settings.systems.map(({ name }, input): DeleteCount => ({
		system: name,
		known: isEvent ? undefined : known[input]!,
		listed: isEvent ? undefined : listing.items[input]!.length,
		deletes: deletes.filter(({ at }) => deletedBy(busy[at]!, policy.systems[input]!)).length,
	}));
	return brakeDeletes(counts, { count: settings.deletes.mostRecords, percent: settings.deletes.mostPercent });
}
