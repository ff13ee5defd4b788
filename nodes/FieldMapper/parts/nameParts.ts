import { Problem, show } from '../problem';
import { notText } from './notText';
import { definePartsType } from './partsType';
import type { Parts } from './readParts';
import { joinPresent } from './template';

/**
 * A person's name and its parts: `{first} {last}`, `{first} {middle} {last}` or `{last}, {first}`, in the order in which
 * they stand in the full name. Taking a name apart follows a stated rule, and no rule is right for every name: such a
 * row works one way only.
 */
export const nameParts = definePartsType(
	{
		rule: { choice: ['lastWord', 'firstWord'] },
		particles: { text: '' },
		oneWord: { choice: ['reject', 'first', 'last'] },
		acceptNumbers: { flag: false },
	},
	(settings, parts, use) => {
		const count = parts.fields.length;
		if (count < 2 || count > 3 || parts.literals[0] !== '' || parts.literals.at(-1) !== '') return badForm(parts);
		const between = parts.literals.slice(1, -1);
		const comma = between[0]!.trim();
		if (count === 3 ? between.some((literal) => literal.trim() !== '' || literal === '') : between[0] === '') return badForm(parts);
		const particles = new Set(settings.particles.split(',').map((word) => word.trim().toLowerCase()).filter((word) => word !== ''));
		const split = (whole: unknown): readonly (string | null)[] | Problem => {
			if (typeof whole !== 'string') return notText(whole);
			const name = whole.trim().replace(/\s+/g, ' ');
			if (comma !== '') return splitAt(name, comma, parts);
			const words = name.split(' ');
			if (words.length === 1) return oneWord(name, settings.oneWord, count);
			if (settings.rule === 'firstWord' && count === 2) return [words[0]!, words.slice(1).join(' ')];
			let last = words.length - 1;
			while (last > 1 && particles.has(words[last - 1]!.toLowerCase())) last -= 1;
			const front = words.slice(0, last);
			const end = words.slice(last).join(' ');
			if (count === 2) return [front.join(' '), end];
			return [front[0]!, front.length > 1 ? front.slice(1).join(' ') : null, end];
		};
		if (use === 'both') return lossy(parts, split);
		return {
			join: (values) => joinPresent(values.map((value) => value?.trim()), parts),
			split,
			fromText: (text) => text,
			samples: { parts: [], wholes: [] },
			acceptNumbers: settings.acceptNumbers,
			trim: true,
		};
	},
);

function splitAt(name: string, comma: string, parts: Parts): readonly string[] | Problem {
	const pieces = name.split(comma).map((piece) => piece.trim());
	if (pieces.length === 2 && pieces.every((piece) => piece !== '')) return pieces;
	return new Problem('notOfThatForm', `The name ${show(name)} is not of the form ${parts.text}.`, 'Correct it where it comes from, or change the row.');
}

function oneWord(name: string, choice: 'reject' | 'first' | 'last', count: number): readonly (string | null)[] | Problem {
	if (choice === 'reject') {
		return new Problem('oneWord', `The name ${show(name)} is one word: nobody can tell which part it is.`, 'Choose under A Name of One Word where it goes, or correct it where it comes from.');
	}
	const place = choice === 'first' ? 0 : count - 1;
	return Array.from({ length: count }, (_, i) => (i === place ? name : null));
}

const NAMES: readonly (readonly [string, string])[] = [['Ana Maria', 'Lopez Garcia'], ['Vincent', 'van Gogh'], ['Lopez, Jr.', 'Ana']];

/** Shows with a real name what the rule would do to it. */
function lossy(parts: Parts, split: (name: string) => readonly (string | null)[] | Problem): Problem {
	const middle = parts.fields.length === 3;
	for (const [first, last] of NAMES) {
		const values = middle ? [first, null, last] : [first, last];
		const name = joinPresent(values, parts);
		const back = split(name);
		if (back instanceof Problem || back.every((value, i) => value === values[i])) continue;
		const told = (list: readonly (string | null)[]): string => list.filter((value) => value !== null).map(show).join(' + ');
		return new Problem(
			'lossy',
			`names cannot be taken apart with certainty: ${told(values)} become ${show(name)}, and would come back as ${told(back)}`,
			'Use one row for each way, or the type Template with a separator that no name holds, such as {last}, {first}.',
		);
	}
	return new Problem('lossy', 'names that hold the separator cannot be taken apart with certainty: "Lopez, Jr." + "Ana" could not go back', 'Use one row for each way, or the type Template.');
}

function badForm(parts: Parts): Problem {
	return new Problem('badTemplate', `"${parts.text}" does not name the parts of a name`, 'Write two or three fields as they stand in the full name: {first} {last}, {first} {middle} {last}, or {last}, {first}.');
}
