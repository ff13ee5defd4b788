import { SYNC_KEY } from '../../shared/record/envelope';
import { isRecord } from '../../shared/record/json';
import { pathText } from '../unmapped';
import { nameParts, type NameParts } from './names';
import type { FieldSteps } from './steps';

export type JsonRecord = Readonly<Record<string, unknown>>;

/** One field as a sample of records shows it. */
export interface FieldProfile {
	readonly path: string;
	readonly steps: FieldSteps;
	readonly name: NameParts;
	/** By record of the sample; undefined where the field is absent, null where it is null or a word that says so. */
	readonly values: unknown[];
	/** In how many records it has a value other than null and ''. */
	filled: number;
}

const MOST_FIELDS = 200;
const MOST_DEPTH = 8;
/** Entries of a list of records that are looked into: `emails[0].value` and the next. */
const MOST_ENTRIES = 3;

/**
 * Lists the fields of some records, nested ones by path, in the order in which they are first met. Objects and lists
 * of records are looked into; a list of plain values is one field.
 *
 * @param noValueWords texts that count as null
 */
export function profileFields(records: readonly JsonRecord[], noValueWords: ReadonlySet<string>): FieldProfile[] {
	const fields = new Map<string, FieldProfile>();
	const visit = (steps: FieldSteps, value: unknown, at: number): void => {
		if (isRecord(value) && steps.length < MOST_DEPTH && Object.keys(value).length > 0) {
			for (const key of Object.keys(value)) if (steps.length > 0 || key !== SYNC_KEY) visit([...steps, key], value[key], at);
			return;
		}
		if (Array.isArray(value) && steps.length < MOST_DEPTH && value.some(isRecord)) {
			value.slice(0, MOST_ENTRIES).forEach((entry, i) => visit([...steps, i], entry, at));
			return;
		}
		if (steps.length === 0 || value === undefined) return;
		const path = pathText(steps);
		let field = fields.get(path);
		if (field === undefined) {
			if (fields.size >= MOST_FIELDS) return;
			field = { path, steps, name: nameParts(steps), values: new Array<unknown>(records.length).fill(undefined), filled: 0 };
			fields.set(path, field);
		}
		const known = typeof value === 'string' && noValueWords.has(value.trim()) ? null : value;
		field.values[at] = known;
		if (known !== null && known !== '') field.filled += 1;
	};
	records.forEach((record, at) => visit([], record, at));
	return [...fields.values()];
}

/** At most so many records, spread evenly over all of them; always the same ones. */
export function sample<T>(records: readonly T[], most: number): T[] {
	if (records.length <= most) return [...records];
	return Array.from({ length: most }, (_, i) => records[Math.floor((i * records.length) / most)]!);
}
