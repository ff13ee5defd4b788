import { Problem, show } from '../problem';
import { notText } from './notText';
import { definePartsType, isMissingPart, type Part } from './partsType';
import type { Parts } from './readParts';

/**
 * Several fields in one text: `{first} {last}`. It is taken apart only where that is possible in one way, and a row
 * used both ways makes only texts that come apart again.
 */
export const template = definePartsType(
	{
		whenPartMissing: { choice: ['reject', 'skip'] },
		spaces: { choice: ['keep', 'trim'] },
		acceptNumbers: { flag: false },
	},
	(settings, parts, use) => {
		const touching = use === 'join' ? -1 : parts.literals.slice(1, -1).indexOf('');
		if (touching >= 0) return noSeparator(parts, touching);
		const skip = settings.whenPartMissing === 'skip';
		const join = (values: readonly Part[]): unknown => {
			const missing = values.findIndex((value) => value === undefined || value === null || (skip && value === ''));
			if (missing >= 0) return skip ? joinPresent(values, parts) : partMissing(parts, missing);
			if (values.every((value) => value === '')) return '';
			const text = joinAll(values, parts);
			if (use !== 'both') return text;
			const back = split(text, parts);
			return Array.isArray(back) && back.every((value, i) => value === values[i]) ? text : notSeparable(text, parts);
		};
		if (use === 'both' && skip) {
			const values = parts.fields.map((_, i) => (i === 0 ? null : `x${i}`));
			const text = joinPresent(values, parts);
			return new Problem(
				'lossy',
				`a field that is left out cannot be told apart: without ${parts.fields[0]!.text}, "${joinAll(parts.fields.map((_, i) => `x${i}`), parts)}" would become ${show(text)}, and nobody can tell which field is missing`,
				'Choose Reject under When a Part Is Missing, or use one row for each way.',
			);
		}
		return {
			join,
			split: (whole) => (typeof whole !== 'string' ? notText(whole) : whole === '' ? parts.fields.map(() => '') : split(whole, parts)),
			fromText: (text) => text,
			samples: {
				parts: SAMPLES.map((sample) => parts.fields.map((_, i) => sample[i % sample.length]!)),
				wholes: [...SAMPLES.map((sample) => joinAll(parts.fields.map((_, i) => sample[i % sample.length]!), parts)), 'x', '007', ' '],
			},
			acceptNumbers: settings.acceptNumbers,
			trim: settings.spaces === 'trim',
		};
	},
);

const SAMPLES: readonly (readonly string[])[] = [['a', 'b', 'c'], ['Ana Maria', 'Lopez'], ['007', '0'], ['Straße', '𝄞'], ['', '']];

export function joinAll(values: readonly Part[], { literals }: Parts): string {
	let text = literals[0]!;
	values.forEach((value, i) => (text += (value ?? '') + literals[i + 1]!));
	return text;
}

/** Leaves out fields without a value, each with what stands before it (the first one present: with what stands between). */
export function joinPresent(values: readonly Part[], { literals }: Parts): string {
	let text = '';
	let any = false;
	values.forEach((value, i) => {
		if (isMissingPart(value)) return;
		text += (any || i === 0 ? literals[i]! : literals[0]!) + value!;
		any = true;
	});
	return any ? text + literals.at(-1)! : '';
}

/** @returns the parts if the text comes apart in exactly one way */
function split(text: string, parts: Parts): string[] | Problem {
	const { literals } = parts;
	const first = literals[0]!;
	const last = literals.at(-1)!;
	if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return notOfThatForm(text, parts);
	const inside = text.slice(first.length, text.length - last.length);
	const between = literals.slice(1, -1);
	// Taking every separator as early as possible and as late as possible gives the same places only if there is one way.
	const early: number[] = [];
	let from = 0;
	for (const literal of between) {
		const at = inside.indexOf(literal, from);
		if (at < 0) return notOfThatForm(text, parts);
		early.push(at);
		from = at + literal.length;
	}
	let to = inside.length;
	for (let i = between.length - 1; i >= 0; i -= 1) {
		const at = inside.lastIndexOf(between[i]!, to - between[i]!.length);
		if (at !== early[i]) return notSeparable(text, parts);
		to = at;
	}
	from = 0;
	const values = [...early, inside.length].map((at, i) => {
		const value = inside.slice(from, at);
		from = at + (between[i]?.length ?? 0);
		return value;
	});
	// Separators alone: fields that are all empty make an empty text, so this is something else.
	return values.every((value) => value === '') ? notOfThatForm(text, parts) : values;
}

function notOfThatForm(text: string, parts: Parts): Problem {
	return new Problem('notOfThatForm', `The text ${show(text)} is not of the form ${parts.text}.`, 'Correct it where it comes from, or change the template of the row.');
}

function notSeparable(text: string, parts: Parts): Problem {
	return new Problem(
		'ambiguous',
		`The text ${show(text)} comes apart as ${parts.text} in more than one way.`,
		'Choose a separator that no value holds, or use one row for each way.',
	);
}

function partMissing(parts: Parts, i: number): Problem {
	return new Problem(
		'partMissing',
		`The field ${parts.fields[i]!.text} has no value, and ${parts.text} needs it.`,
		'Fill it in the system it comes from, or choose under When a Part Is Missing to leave it out.',
	);
}

function noSeparator(parts: Parts, i: number): Problem {
	const [a, b] = [parts.fields[i]!.text, parts.fields[i + 1]!.text];
	return new Problem(
		'lossy',
		`nothing stands between {${a}} and {${b}}: "ab" and "c" would come back as "a" and "bc"`,
		'Put a separator between them that no value holds, or use the row to join only.',
	);
}
