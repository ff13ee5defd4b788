import type { MappingRow } from '../definition';
import { show } from '../problem';

/** So many different values are counted: a field that is no enum must not fill the memory. */
const MOST_COUNTED = 1000;
const MOST_SHOWN = 50;

export interface UnknownValue {
	value: string | number | boolean;
	items: number;
}

/** Which values an enum row meets that its list does not have, and which of its list it never meets. */
export class EnumTally {
	private readonly listed: Map<string, boolean>;
	private readonly unknown = new Map<string, UnknownValue>();
	private more = 0;

	/** @param side the side of the list that the items hold */
	constructor({ pairs }: MappingRow, side: 'source' | 'target') {
		this.listed = new Map(pairs.map((pair) => [pair[side], false]));
	}

	/** @param refused whether the row would not take it: `1` is not "1" */
	add(value: unknown, refused: boolean): void {
		if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return;
		const text = String(value);
		if (this.listed.has(text) && !refused) {
			this.listed.set(text, true);
			return;
		}
		const key = `${typeof value} ${text}`;
		const known = this.unknown.get(key);
		if (known !== undefined) known.items += 1;
		else if (this.unknown.size < MOST_COUNTED) this.unknown.set(key, { value: typeof value === 'string' ? cut(value) : value, items: 1 });
		else this.more += 1;
	}

	/** Values that are not in the list, the most frequent first. */
	unknownValues(): UnknownValue[] {
		const sorted = [...this.unknown].sort(([a, one], [b, other]) => other.items - one.items || (a < b ? -1 : 1));
		return sorted.slice(0, MOST_SHOWN).map(([, value]) => value);
	}

	/** @returns how many different values `unknownValues` leaves out; `atLeast` where not all could be counted */
	get unshown(): { values: number; atLeast: boolean } {
		return { values: Math.max(0, this.unknown.size - MOST_SHOWN), atLeast: this.more > 0 };
	}

	/** Values of the list that no item has. */
	unusedValues(): string[] {
		return [...this.listed].filter(([, seen]) => !seen).map(([value]) => value);
	}
}

function cut(text: string): string {
	return text.length > 200 ? show(text) : text.toWellFormed();
}
