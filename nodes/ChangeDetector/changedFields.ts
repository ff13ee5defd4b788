import type { Report } from '../shared/changes/decide';
import { locate } from '../shared/changes/locate';
import { factorOf } from '../shared/changes/sums';
import type { RecordReader, RecordReading } from './readRecord';

export interface ChangedFields {
	readonly names: readonly string[];
	/** False: more have changed than can be told, so all are listed. */
	readonly areKnown: boolean;
}

/** @param known the names of all fields ever compared. @returns how to name the fields a report is about */
export function fieldNamer(reader: RecordReader, known: readonly string[]): (report: Report, reading: RecordReading) => ChangedFields {
	const candidates = known.map(factorOf);
	const compared = known.filter((name) => reader.compares(name));
	return (report, reading) => {
		const present = (): string[] => reading.fields.map(({ name }) => name);
		if (report.operation === 'create') return { names: present(), areKnown: true };
		const found = new Set<string>();
		let areKnown = report.before !== undefined;
		for (const before of report.before ?? []) {
			const fields = locate(before, reading.sums, candidates);
			if (fields === undefined) areKnown = false;
			for (const { name } of fields ?? []) if (reader.compares(name)) found.add(name);
		}
		// Nothing differs from what was delivered: it is reported because the target may hold something else.
		// And a field that the record has lost is among those that may have changed.
		if (!areKnown || found.size === 0) return { names: [...new Set([...present(), ...compared])], areKnown: false };
		return { names: [...found], areKnown: true };
	};
}
