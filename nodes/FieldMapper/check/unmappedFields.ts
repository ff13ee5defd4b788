import { growTree, type PathTree } from '../pathTree';
import { eachUnmapped, pathText } from '../unmapped';
import type { CheckTable } from './checkTable';

/** A field of the items that no row reads. */
export interface UnmappedField {
	readonly path: string;
	/** In how many items it stands, and in how many with something other than "no value". */
	items: number;
	filled: number;
}

/** So many different fields are told apart; a stream of ever new names must not fill the memory. */
const MOST_FIELDS = 200;

/** Counts the fields that no row reads. */
export class UnmappedFields {
	readonly fields = new Map<string, UnmappedField>();
	/** There were more fields than are told apart. */
	isCut = false;
	private readonly read: PathTree;

	constructor(private readonly table: CheckTable) {
		this.read = growTree(table.rows.flatMap(({ there }) => (there === undefined ? [] : there.from.fields))).tree;
	}

	add(record: Readonly<Record<string, unknown>>): void {
		// In a list one field may stand many times, and counts once.
		const seen = new Map<string, boolean>();
		eachUnmapped(record, this.read, (steps, value) => {
			const path = pathText(steps);
			seen.set(path, seen.get(path) === true || this.isValue(value));
		});
		for (const [path, filled] of seen) {
			const field = this.fieldAt(path);
			if (field === undefined) continue;
			field.items += 1;
			if (filled) field.filled += 1;
		}
	}

	private fieldAt(path: string): UnmappedField | undefined {
		const known = this.fields.get(path);
		if (known !== undefined) return known;
		if (this.fields.size >= MOST_FIELDS) {
			this.isCut = true;
			return undefined;
		}
		const field: UnmappedField = { path, items: 0, filled: 0 };
		this.fields.set(path, field);
		return field;
	}

	private isValue(value: unknown): boolean {
		return value !== null && value !== '' && !(typeof value === 'string' && this.table.isNoValueWord?.(value) === true);
	}
}
