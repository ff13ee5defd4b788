import { LEAVE_OUT } from '../compileRow';
import { preview, Problem } from '../problem';

/** A value of the items, and what became of it. A part that is not there was absent. */
export interface Example {
	/** The item's place in the input. */
	item: number;
	value?: unknown;
	there?: unknown;
	back?: unknown;
}

const MOST_SHOWN = 200;

/** The first few examples of one finding, each with another value. */
export class Examples {
	readonly list: Example[] = [];
	private readonly seen = new Set<string>();

	constructor(private readonly most: number) {}

	/** @param journey `[value]`, `[value, there]` or `[value, there, back]` */
	add(item: number, journey: readonly unknown[]): void {
		if (this.list.length >= this.most) return;
		const [value] = journey;
		// Objects are not compared: to write them out for each item would cost more than the example is worth.
		const key = typeof value === 'object' && value !== null ? `${item}` : `${typeof value} ${String(value)}`;
		if (this.seen.has(key)) return;
		this.seen.add(key);
		const [start, there, back] = journey.map(shown);
		this.list.push({
			item,
			...(start === undefined ? {} : { value: start }),
			...(there === undefined ? {} : { there }),
			...(back === undefined ? {} : { back }),
		});
	}
}

/** @returns the value short enough for a report; undefined where there is none */
export function shown(value: unknown): unknown {
	if (value === undefined || value === LEAVE_OUT) return undefined;
	if (value instanceof Problem) return `rejected: ${value.message}`;
	if (typeof value !== 'object' || value === null) return preview(value);
	try {
		const text = JSON.stringify(value);
		return text.length <= MOST_SHOWN ? text.toWellFormed() : `${text.slice(0, MOST_SHOWN).toWellFormed()}…`;
	} catch {
		// Too deep for JSON.stringify.
		return preview(value);
	}
}
