import { valueFingerprint, type Rows } from '../shared/reconcile';
import type { BadItem, Joined } from './listing';
import type { RowTask } from './rowReader';

/** Which items of the record hold what JSON cannot, and where. */
export function badValues({ settings, policy, paths, listing }: RowTask, record: Joined, rows: Rows): BadItem[] {
	const found: BadItem[] = [];
	policy.systems.forEach((place, input) => {
		for (const [f, shown] of (rows[place]?.values ?? []).entries()) {
			if (shown === undefined) continue;
			try {
				valueFingerprint(shown);
			} catch (error) {
				const index = itemWith(record, input, (at) => Object.is(paths[f]!.get(listing.items[input]![at]!.json), shown));
				const where = settings.event === undefined ? `Item ${index} of ${settings.systems[input]!.name}` : `Item ${index}`;
				found.push({
					input: listing.inputs[input]!,
					index,
					problem: {
						message: `${where}, field "${paths[f]!.text}": ${(error as Error).message}`,
						description: 'The record was not reconciled. Correct the value before this node, or leave the field out of the comparison.',
					},
				});
				return;
			}
		}
	});
	return found;
}

/** In the mode Event the value may have come with an earlier change than the last. */
function itemWith(record: Joined, input: number, holds: (index: number) => boolean): number {
	const changes = record.changes?.[input] ?? [];
	return changes.map((change) => change.index).findLast(holds) ?? record.at[input]!;
}

/** Not a value's fault, so ours: said on the record's first item, so that the others go on. */
export function unexpected({ listing }: RowTask, record: Joined, error: Error): BadItem {
	const input = record.at.findIndex((index) => index >= 0);
	return {
		input: listing.inputs[input]!,
		index: record.at[input]!,
		problem: { message: `The record could not be reconciled: ${error.message}`, description: 'This is an error of this node. Please report it.' },
	};
}
