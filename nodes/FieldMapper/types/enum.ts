import { Problem, show } from '../problem';
import { defineType, type Codec, type Way } from './type';

const KINDS = ['text', 'number', 'boolean'] as const;
type Kind = (typeof KINDS)[number];
type Value = string | number | boolean;

/** A fixed set of values, each with its counterpart. What is not in the list is rejected. Inside: the pair's place. */
export const enumeration = defineType(
	{ sourceKind: { choice: KINDS }, targetKind: { choice: KINDS } },
	(settings, pairs) => {
		if (pairs.length === 0) {
			return new Problem('noPairs', 'the list of values is empty', 'Add each source value with the target value it stands for.');
		}
		const source = valuesOf(pairs.map((pair) => pair.source), settings.sourceKind);
		if (source instanceof Problem) return source;
		const target = valuesOf(pairs.map((pair) => pair.target), settings.targetKind);
		if (target instanceof Problem) return target;
		const targetCodec = codec(target);
		const sourceCodec = codec(source);
		return {
			source: sourceCodec,
			target: targetCodec,
			fromText: (text) => {
				const inTarget = target.findIndex((value) => String(value) === text.trim());
				const place = inTarget >= 0 ? inTarget : source.findIndex((value) => String(value) === text.trim());
				return place >= 0 ? place : new Problem('unknownValue', `${show(text)} is not in the list of values.`, 'Choose one of them.');
			},
			samples: pairs.map((_, place) => place),
			refuse: (way) => refuse(way, source, target),
		};
	},
);

function valuesOf(texts: readonly string[], kind: Kind): Value[] | Problem {
	const values: Value[] = [];
	for (const text of texts) {
		const value = valueOf(text, kind);
		if (value instanceof Problem) return value;
		values.push(value);
	}
	return values;
}

function valueOf(text: string, kind: Kind): Value | Problem {
	if (kind === 'text') return text;
	if (kind === 'number') {
		const value = text.trim() === '' ? NaN : Number(text);
		if (Number.isFinite(value)) return value === 0 ? 0 : value;
	} else if (text === 'true' || text === 'false') {
		return text === 'true';
	}
	return new Problem('wrongKind', `the value ${show(text)} in the list is not a ${kind}`, 'Correct it, or choose what kind of values the list holds.');
}

function codec(values: readonly Value[]): Codec<number> {
	// Where a value stands twice, this side is only written (`refuse`).
	const places = new Map<unknown, number>(values.map((value, place) => [value, place]));
	return {
		read: (value) => places.get(value) ?? unknownValue(value, values),
		write: (place) => values[place],
	};
}

function unknownValue(value: unknown, values: readonly Value[]): Problem {
	const known = values.slice(0, 8).map(show).join(', ');
	const scalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
	const near = scalar ? values.find((one) => String(one).toLowerCase() === String(value).toLowerCase()) : undefined;
	return new Problem(
		'unknownValue',
		`The value ${show(value)} is not in the list of this row (${known}${values.length > 8 ? ', …' : ''}).`,
		near === undefined
			? 'Add it to the list with what it stands for, or correct it where it comes from.'
			: `Did you mean ${show(near)}? Upper and lower case, and text and numbers, are told apart.`,
	);
}

/** The value that stands twice, with the two things it would stand for. */
function twice(keys: readonly Value[], others: readonly Value[]): [Value, Value, Value] | undefined {
	const seen = new Map<Value, Value>();
	for (let i = 0; i < keys.length; i += 1) {
		const key = keys[i]!;
		const first = seen.get(key);
		if (first !== undefined) return [key, first, others[i]!];
		seen.set(key, others[i]!);
	}
	return undefined;
}

function refuse(way: Way, source: readonly Value[], target: readonly Value[]): Problem | undefined {
	const sourceTwice = way === 'reverse' ? undefined : twice(source, target);
	if (sourceTwice !== undefined) {
		const [value, a, b] = sourceTwice;
		return new Problem(
			'ambiguous',
			`the source value ${show(value)} stands twice in the list, for ${show(a)} and for ${show(b)}`,
			'Keep one of the two.',
		);
	}
	const targetTwice = way === 'forward' ? undefined : twice(target, source);
	if (targetTwice === undefined) return undefined;
	const [value, a, b] = targetTwice;
	return way === 'both'
		? new Problem(
				'lossy',
				`both ${show(a)} and ${show(b)} become ${show(value)}: ${show(b)} would come back as ${show(a)}`,
				'Give each its own target value, or use one row for each way.',
			)
		: new Problem(
				'ambiguous',
				`the target value ${show(value)} stands twice in the list, for ${show(a)} and for ${show(b)}`,
				'Keep one of the two.',
			);
}
