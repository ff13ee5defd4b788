import type { FieldPath } from '../shared/record/path';
import type { Policy, RecordMemory, Row, Rows } from '../shared/reconcile';
import { hear, versionsKnown, type Heard } from './eventRows';
import type { Joined, Listing } from './listing';
import type { Settings } from './settings';

export interface RowTask {
	readonly settings: Settings;
	readonly policy: Policy;
	readonly paths: readonly (FieldPath | undefined)[];
	readonly listing: Listing;
}

/** What a record looks like now, and in the mode Event what was made of its changes, by system. */
export interface Seen {
	readonly rows: Rows;
	readonly heard?: readonly (Heard | undefined)[];
}

/** Reads a record's values into rows by place of the shape. */
export function rowReader(task: RowTask): (record: Joined, memory: RecordMemory | undefined) => Seen {
	return task.settings.event === undefined ? listReader(task) : eventReader(task);
}

/**
 * The rows are the same ones for every record: most records need nothing, and 10,000 of them would otherwise cost as
 * much to collect as to compare.
 */
function listReader({ settings, policy, paths, listing }: RowTask): (record: Joined) => Seen {
	const places = policy.systems;
	const fields = paths.length;
	const rows = policy.shape.systems.map((): Row | undefined => undefined);
	const ownRows = places.map(() => ({ values: new Array<unknown>(fields).fill(undefined), modified: undefined as unknown, version: undefined as unknown }));
	const seen: Seen = { rows };
	return (record) => {
		for (let input = 0; input < places.length; input += 1) {
			const index = record.at[input]!;
			const place = places[input]!;
			if (index < 0) {
				rows[place] = undefined;
				continue;
			}
			const { json } = listing.items[input]![index]!;
			const row = ownRows[input]!;
			for (let f = 0; f < fields; f += 1) {
				const path = paths[f];
				if (path !== undefined) row.values[f] = path.get(json);
			}
			const system = settings.systems[input]!;
			row.modified = system.modified?.get(json);
			row.version = system.version?.get(json);
			rows[place] = row;
		}
		return seen;
	};
}

function eventReader({ settings, policy, paths, listing }: RowTask): (record: Joined, memory: RecordMemory | undefined) => Seen {
	return (record, memory) => {
		const known = versionsKnown(memory, policy.shape);
		const rows = policy.shape.systems.map((): Row | undefined => undefined);
		const heard = settings.systems.map((system, input) => {
			const changes = record.changes![input];
			if (changes === undefined) return undefined;
			const place = policy.systems[input]!;
			const one = hear(changes, system, listing.items[input]!, paths, known[place] ?? undefined);
			rows[place] = one.row;
			return one;
		});
		return { rows, heard };
	};
}

/** Rows of a record's own, where the reader's are used again. */
export function keepRows(rows: Rows): Rows {
	return rows.map((row) => row && { ...row, values: [...row.values] });
}
