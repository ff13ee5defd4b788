import { agreement, overlap, type Agreement, type Match } from './agreement';
import { guessEnum, MOST_VALUES } from './enumPairs';
import type { FieldKinds, Reading } from './fieldKinds';
import { settingsFor, type Kind } from './kinds';
import { matchNames } from './names';

/** The type and settings that bring two fields together best, and how well. */
export interface PairReading {
	readonly type: string;
	/** Settings of the row for this type. */
	readonly settings: Readonly<Record<string, unknown>>;
	readonly pairs?: readonly { readonly source: string; readonly target: string }[];
	/** Over matched records; undefined where there are none with a value in both. */
	readonly agreement: Agreement | undefined;
	/** Whether the values of both sides can be read this way. */
	readonly fits: boolean;
	/** What the two sides hold, for the reasons. */
	readonly words: string;
}

/** Names of codes: digits in them are no number to count with. */
const CODES = new Set(['code', 'phone', 'fax', 'number', 'id', 'postal', 'tax', 'iban', 'bic', 'ean', 'gtin', 'sku', 'isbn']);

/** A kind that is not asked for by a name must explain this much more than comparing texts does. */
const CLEARLY = 0.02;

export function readPair(source: FieldKinds, target: FieldKinds, matches: readonly Match[]): PairReading {
	const plain = agreeing(source.loose, target.loose, matches);
	const typed = bestTyped(source, target, matches, plain);
	if (typed !== undefined) return typed;
	const few = source.distinct <= MOST_VALUES && target.distinct <= MOST_VALUES;
	const enumeration = few && (plain?.beyondChance ?? 0) < 0.5 ? guessEnum(source, target, matches) : undefined;
	if (enumeration !== undefined) {
		const { pairs, settings, agreement: found } = enumeration;
		const words = `each of ${pairs.length} values stands for one of the other side: ${pairs.slice(0, 3).map((pair) => `${pair.source} = ${pair.target}`).join(', ')}${pairs.length > 3 ? ', …' : ''}`;
		return { type: 'enum', settings, pairs, agreement: found, fits: true, words };
	}
	if (source.isTextual && target.isTextual) {
		const settings = { ...(source.hasNumbers || target.hasNumbers ? { acceptNumbers: true } : {}), ...(differInSpaces(source, target, matches) ? { spaces: 'trim' } : {}) };
		const numbers = source.hasNumbers ? (source.hasTexts ? 'texts and numbers' : 'numbers') : 'texts';
		return { type: 'text', settings, agreement: plain, fits: true, words: source.hasNumbers ? `the source holds ${numbers}, taken as text` : 'both hold text' };
	}
	return { type: 'raw', settings: {}, agreement: plain, fits: false, words: 'the two sides hold different things' };
}

function bestTyped(source: FieldKinds, target: FieldKinds, matches: readonly Match[], plain: Agreement | undefined): PairReading | undefined {
	let best: { reading: PairReading; worth: number } | undefined;
	for (const one of source.readings) {
		for (const other of target.readings) {
			if (one.kind.type !== other.kind.type) continue;
			const found = agreeing(one.keys, other.keys, matches);
			const worth = worthOf(found, plain);
			const gain = worth - (plain?.beyondChance ?? 0);
			const sure = one.nearlyAll && other.nearlyAll;
			if (gain < -CLEARLY || (gain <= CLEARLY && !(sure && isExpected(one.kind, other.kind, source, target)))) continue;
			if (best === undefined || worth > best.worth + CLEARLY) best = { reading: typedReading(one, other, found), worth };
		}
	}
	return best?.reading;
}

/** What agrees counts for as much as it covers: records that cannot be read this way agree in nothing. */
function worthOf(found: Agreement | undefined, plain: Agreement | undefined): number {
	if (found === undefined) return 0;
	return found.beyondChance * Math.min(1, found.both / Math.max(1, plain?.both ?? 0));
}

function typedReading({ kind: one }: Reading, { kind: other }: Reading, found: Agreement | undefined): PairReading {
	const words = one === other ? `both hold ${one.words}` : `the source holds ${one.words}, the target ${other.words}`;
	return { type: one.type, settings: settingsFor(one, other), agreement: found, fits: true, words };
}

/** Whether a type is the natural one where comparing texts explains as much. */
function isExpected(one: Kind, other: Kind, source: FieldKinds, target: FieldKinds): boolean {
	const words = new Set([...source.field.name.leaf, ...target.field.name.leaf]);
	const named = [one, other].flatMap((kind) => kind.named ?? []);
	if (named.length > 0 && !named.some((word) => words.has(word))) return false;
	// Where both sides spell countries alike, text keeps their spelling.
	if (one.type === 'country' && one === other) return false;
	const numbers = [one, other].filter((kind) => kind.of === 'number').length;
	if (one.type === 'moment' && numbers === 2) return words.has('time') || words.has('date') || words.has('created') || words.has('changed');
	if (one.type !== 'integer' && one.type !== 'decimal') return true;
	if (numbers === 2) return true;
	// Digits as text on a side: a postal code, an article number. Only real numbers on the other side make it a number.
	return numbers === 1 && ![...words].some((word) => CODES.has(word));
}

function agreeing(a: FieldKinds['loose'], b: FieldKinds['loose'], matches: readonly Match[]): Agreement | undefined {
	const found = agreement(a, b, matches);
	return found.both === 0 ? undefined : found;
}

/** Whether matched texts are the same but for spaces around them. */
function differInSpaces({ field: one }: FieldKinds, { field: other }: FieldKinds, matches: readonly Match[]): boolean {
	return matches.some(([i, j]) => {
		const [a, b] = [one.values[i], other.values[j]];
		return typeof a === 'string' && typeof b === 'string' && a !== b && a.trim() === b.trim();
	});
}

export interface PairEvidence {
	readonly reading: PairReading;
	readonly confidence: number;
	readonly reasons: readonly string[];
}

/** Weighs name, type and values of two fields. */
export function weighPair(source: FieldKinds, target: FieldKinds, matches: readonly Match[]): PairEvidence | undefined {
	const name = matchNames(source.field.name, target.field.name);
	const plain = agreement(source.loose, target.loose, matches);
	const shared = matches.length === 0 ? overlap(source.loose, target.loose) : 0;
	// Most pairs have nothing in common: they are not worth reading by type.
	const mayBeTyped = source.readings.some((one) => target.readings.some((other) => one.kind.type === other.kind.type));
	if (name.score < 0.3 && plain.beyondChance < 0.2 && shared < 0.3 && !mayBeTyped && matches.length === 0) return undefined;
	const reading = readPair(source, target, matches);
	const found = reading.agreement;
	// A few records prove less than many.
	const trust = found === undefined ? 0 : found.both / (found.both + 2);
	const values = found === undefined ? 0.6 * shared : trust * found.beyondChance;
	let confidence = 1 - (1 - 0.75 * name.score) * (1 - 0.95 * values);
	if (found !== undefined && found.beyondChance < 0.1 && found.same < found.both) confidence *= found.both >= 5 ? 0.6 : 0.85;
	if (!reading.fits) confidence *= 0.5;
	if (confidence < 0.2) return undefined;
	const reasons = [
		...(name.reason === undefined ? [] : [name.reason]),
		...(found === undefined ? [] : [`${found.same} of ${found.both} matched records agree`]),
		...(shared > 0.2 ? [`${Math.round(100 * shared)} % of the different values stand in both`] : []),
		reading.words,
		...(found === undefined && shared <= 0.2 ? [emptyWords(source, target, matches)] : []),
	];
	return { reading, confidence: Math.min(0.99, Math.round(confidence * 100) / 100), reasons };
}

function emptyWords(source: FieldKinds, target: FieldKinds, matches: readonly Match[]): string {
	if (source.field.filled === 0 || target.field.filled === 0) return 'one of the two has no value in the sample';
	return matches.length === 0 ? 'no records of the two sides could be matched' : 'no matched record has a value in both';
}
