import { ElementProblems, Problem, Tolerated } from '../problem';
import { sameValue, survives } from '../proveLossless';
import type { CheckedRow } from './checkTable';
import { doubtOf, type Doubt } from './doubts';
import { EnumTally } from './enumTally';
import { Examples } from './examples';
import { nameChange, type Change } from './nameChange';

/** What values of a row end in: each item in exactly one of them. */
export const FATES = ['same', 'respelled', 'lost', 'oneWay', 'letPass', 'rejected'] as const;
export type Fate = (typeof FATES)[number];

export const STATES = ['filled', 'absent', 'null', 'empty'] as const;
export type State = (typeof STATES)[number];

export interface Finding {
	count: number;
	readonly examples: Examples;
}

export interface RejectionFinding extends Finding {
	readonly rule: string;
	readonly message: string;
	readonly fix: string;
}

/** One value's journey; `end` is a Problem where the value could not go back. */
export interface FieldTrip {
	readonly item: number;
	readonly start: unknown;
	readonly middle: unknown;
	readonly end: unknown;
	readonly again: () => unknown;
}

/** Counts what one row does to the items, with a few examples of everything worth seeing. */
export class FieldTally {
	items = 0;
	readonly states: Record<State, number> = { filled: 0, absent: 0, null: 0, empty: 0 };
	readonly fates: Record<Fate, number> = { same: 0, respelled: 0, lost: 0, oneWay: 0, letPass: 0, rejected: 0 };
	readonly rejections = new Map<string, RejectionFinding>();
	readonly respelled = new Map<Change, Finding>();
	readonly lost = new Map<Change, Finding>();
	readonly doubts = new Map<Doubt, Finding>();
	readonly values: EnumTally | undefined;

	constructor(
		readonly checked: CheckedRow,
		side: 'source' | 'target',
		private readonly mostExamples: number,
	) {
		this.values = checked.row?.type === 'enum' ? new EnumTally(checked.row, side) : undefined;
	}

	/** @returns whether the row took the value */
	add(trip: FieldTrip): boolean {
		const { start, middle } = trip;
		this.items += 1;
		this.states[this.stateOf(start)] += 1;
		const problem = middle instanceof Problem ? middle : undefined;
		const letPass = problem instanceof Tolerated;
		if (this.values !== undefined && !this.checked.isMissing(start)) this.values.add(start, problem !== undefined);
		if (problem === undefined) return this.bring(trip);
		this.fates[letPass ? 'letPass' : 'rejected'] += 1;
		this.note(trip, problem);
		return letPass;
	}

	private stateOf(start: unknown): State {
		if (start === undefined) return 'absent';
		if (start === null) return 'null';
		if (!this.checked.isMissing(start)) return 'filled';
		if (Array.isArray(start)) return stateOfParts(start);
		return typeof start === 'string' && this.checked.clean(start) === '' ? 'empty' : 'null';
	}

	private find<K>(findings: Map<K, Finding>, key: K, item: number, journey: readonly unknown[]): void {
		let finding = findings.get(key);
		if (finding === undefined) findings.set(key, (finding = { count: 0, examples: new Examples(this.mostExamples) }));
		finding.count += 1;
		finding.examples.add(item, journey);
	}

	/** Notes why a value does not fit; in a list, once for each rule that its elements break. */
	private note({ item, start }: FieldTrip, problem: Problem): void {
		const elements = problem instanceof ElementProblems ? problem.elements : [{ value: start, problem }];
		const counted = new Set<string>();
		for (const { value, problem: { rule, message, fix } } of elements) {
			let finding = this.rejections.get(rule);
			if (finding === undefined) this.rejections.set(rule, (finding = { rule, message, fix, count: 0, examples: new Examples(this.mostExamples) }));
			if (!counted.has(rule)) finding.count += 1;
			counted.add(rule);
			finding.examples.add(item, [value]);
		}
	}

	private bring(trip: FieldTrip): boolean {
		const { item, start, middle, end } = trip;
		if (this.checked.back === undefined) {
			this.fates.oneWay += 1;
			return true;
		}
		const fate = fateOf(trip, this.checked);
		if (fate instanceof Problem) {
			this.fates.rejected += 1;
			this.note(trip, fate);
			return false;
		}
		this.fates[fate.kind] += 1;
		if (fate.kind === 'same') {
			const doubt = doubtOf(start);
			if (doubt !== undefined) this.find(this.doubts, doubt, item, [start]);
			return true;
		}
		this.find(this[fate.kind], fate.change, item, [start, middle, end]);
		return true;
	}
}

/** Of several fields none of which has a value: absent where all are, else null where one is. */
function stateOfParts(parts: readonly unknown[]): State {
	if (parts.every((part) => part === undefined)) return 'absent';
	return parts.includes(null) ? 'null' : 'empty';
}

type Arrival = { kind: 'same' } | { kind: 'respelled' | 'lost'; change: Change };

function fateOf(trip: FieldTrip, checked: CheckedRow): Arrival | Problem {
	const { start, end } = trip;
	try {
		if (sameValue(start, end)) return { kind: 'same' };
		const survived = survives(trip, checked);
		const change = nameChange(start, end, checked.isMissing, survived);
		// What the settings give up comes back the same every time, and is lost all the same.
		return { kind: survived && !(checked.givesUp && OF_THE_VALUE.has(change)) ? 'respelled' : 'lost', change };
	} catch (error) {
		// What JSON cannot say, or nests too deep, cannot be compared.
		return new Problem('notData', `${(error as Error).message}.`, 'Correct it in the system it comes from.');
	}
}

/** Changes that may be more than another spelling. */
const OF_THE_VALUE: ReadonlySet<Change> = new Set(['letterCase', 'spelling', 'listEntries']);
