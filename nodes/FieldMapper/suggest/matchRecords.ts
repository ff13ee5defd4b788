import { compilePath } from '../../shared/record/path';
import { agreement, type Match } from './agreement';
import type { FieldKinds } from './fieldKinds';
import { looseKey } from './looseKey';
import { matchNames } from './names';
import type { JsonRecord } from './profile';

/** Two fields that name the same record in both systems, and the records they match. */
export interface KeyPair {
	readonly source: string;
	readonly target: string;
	/** Places in the records of each side. */
	readonly matches: readonly Match[];
}

interface Side {
	/** What a sample of the records holds. */
	readonly fields: readonly FieldKinds[];
	/** The sample. */
	readonly records: readonly JsonRecord[];
}

/** So many pairs of fields are tried: each costs one pass over the records. */
const MOST_TRIED = 12;
const LEAST_MATCHES = 3;
/** How much is looked at to tell whether matched records are the same thing. */
const MOST_COMPARED = 60;

/**
 * Finds the pair of fields by which records of the two sides match one to one: fields in which nearly every record
 * has a value of its own. Of several such pairs the one wins whose matched records agree in the most other fields:
 * two systems that both count from 1 match by number, and agree in nothing.
 *
 * @returns undefined where fewer than three records, or a twentieth of the smaller side, would match
 */
export function matchRecords(source: Side, target: Side): KeyPair | undefined {
	const [a, b] = [source.fields.filter(isKeyLike), target.fields.filter(isKeyLike)];
	const tries = a
		.flatMap((one) => b.map((other) => ({ one, other, name: matchNames(one.field.name, other.field.name).score })))
		.sort((x, y) => y.name - x.name || named(y.one) - named(x.one) || (pathsOf(x) < pathsOf(y) ? -1 : 1))
		.slice(0, MOST_TRIED);
	const smaller = Math.min(source.records.length, target.records.length);
	let best: { pair: KeyPair; worth: number } | undefined;
	for (const { one, other } of tries) {
		const matches = join(placesBy(one.field.path, source.records), placesBy(other.field.path, target.records));
		if (matches.length < LEAST_MATCHES || matches.length < smaller / 20) continue;
		const agreeing = agreeingFields(source, target, matches, one, other);
		if (agreeing === 0 && !tellsByItself(one)) continue;
		const worth = matches.length * (1 + agreeing);
		if (best === undefined || worth > best.worth) best = { pair: { source: one.field.path, target: other.field.path, matches }, worth };
	}
	return best?.pair;
}

const pathsOf = ({ one, other }: { one: FieldKinds; other: FieldKinds }): string => JSON.stringify([one.field.path, other.field.path]);

/** Whether a field is called like a key. */
function named({ field }: FieldKinds): number {
	return field.name.leaf.some((word) => ['id', 'number', 'code', 'email'].includes(word)) ? 1 : 0;
}

function agreeingFields(source: Side, target: Side, matches: readonly Match[], ...keys: readonly FieldKinds[]): number {
	const some = matches.slice(0, MOST_COMPARED);
	const others = ({ fields }: Side): FieldKinds[] => fields.filter((one) => !keys.includes(one)).slice(0, MOST_COMPARED);
	const targets = others(target);
	return others(source).filter((one) => targets.some((other) => agreement(one.loose, other.loose, some).beyondChance > 0.5)).length;
}

/** Codes with letters and long numbers are not equal by chance, as counted numbers are. */
function tellsByItself({ loose }: FieldKinds): boolean {
	const keys = loose.filter((key) => key !== undefined);
	return keys.filter((key) => key.length >= 8 || (key.length >= 4 && /[a-z]/.test(key))).length > keys.length / 2;
}

/** Nearly always filled, and nearly always different. */
function isKeyLike({ field, loose }: FieldKinds): boolean {
	const keys = loose.filter((key) => key !== undefined);
	return keys.length >= LEAST_MATCHES && keys.length >= 0.8 * field.values.length && new Set(keys).size >= 0.9 * keys.length;
}

/** @returns the place of each key that one record alone has */
function placesBy(path: string, records: readonly JsonRecord[]): Map<string, number> {
	const places = new Map<string, number>();
	const compiled = compilePath(path);
	if (!compiled.ok) return places;
	records.forEach((record, i) => {
		const key = looseKey(compiled.path.get(record));
		if (key !== undefined) places.set(key, places.has(key) ? -1 : i);
	});
	return places;
}

function join(source: ReadonlyMap<string, number>, target: ReadonlyMap<string, number>): Match[] {
	const matches: Match[] = [];
	for (const [key, i] of source) {
		const j = target.get(key);
		if (i >= 0 && j !== undefined && j >= 0) matches.push([i, j]);
	}
	return matches;
}
