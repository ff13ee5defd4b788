import { Problem, show } from '../problem';
import { plainFromNumber } from './plainDecimal';
import { CASES, compileCleaning, excess, refuseCleaning, SPACES, TOO_LONG, UNICODE } from './textCleaning';
import { asItIs, defineType, type Codec } from './type';

/** Text, kept letter for letter unless clean-up is asked for. */
export const text = defineType(
	{
		spaces: { choice: SPACES },
		case: { choice: CASES },
		unicode: { choice: UNICODE },
		acceptNumbers: { flag: false },
		maxLength: { count: 1_000_000 },
		tooLong: { choice: TOO_LONG },
	},
	(settings) => {
		const mostAllowed = settings.maxLength;
		if (mostAllowed === 0) return noRoom();
		const readOther = settings.acceptNumbers ? readNumber : refuseOther;
		const read = (value: unknown): string | Problem => {
			const given = typeof value === 'string' ? value : readOther(value);
			if (given instanceof Problem) return given;
			if (!given.isWellFormed()) return brokenText();
			return mostAllowed !== undefined && given.length > mostAllowed ? checkLength(given, mostAllowed) : given;
		};
		const codec: Codec<string> = { read, write: asItIs };
		const clean = compileCleaning(settings);
		return {
			source: codec,
			target: codec,
			fromText: (value) => read(value) as string | Problem,
			samples: ['a', 'Straße 1', '007', ' two  spaces ', 'é'.normalize('NFD'), '0', 'false', '𝄞'],
			...(clean === undefined ? {} : { clean }),
			refuse: (way) => refuseCleaning(way, settings),
		};
	},
);

function noRoom(): Problem {
	return new Problem('badSetting', 'a text of at most 0 characters holds nothing', 'Set Longest Text to 1 or more, or take it out.');
}

function checkLength(value: string, most: number): string | Problem {
	const over = excess(value, most);
	if (over === 0) return value;
	return new Problem(
		'tooLong',
		`${show(value)} has ${most + over} characters, and ${most} is the most allowed.`,
		'Shorten it in the system it comes from, or choose Cut under If Too Long (that row then works one way only).',
	);
}

export function brokenText(): Problem {
	return new Problem(
		'brokenText',
		'The text holds half of a two-part character: its encoding was broken on the way here.',
		'Correct it in the system it comes from.',
	);
}

function refuseOther(value: unknown): Problem {
	if (typeof value === 'number') {
		return new Problem(
			'notText',
			`The value is the number ${value}, and this row takes text.`,
			'If it is meant as text (a postal code, say), turn on Accept Numbers in the Text Settings of the row.',
		);
	}
	return new Problem(
		'notText',
		`The value is ${show(value)}, and this row takes text.`,
		'Choose the type that fits, or a field path that leads to text.',
	);
}

function readNumber(value: unknown): string | Problem {
	if (typeof value !== 'number') return refuseOther(value);
	if (!Number.isFinite(value)) return new Problem('notFinite', `${value} is not a value.`, 'Correct it in the system it comes from.');
	if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return beyondExact(value);
	return plainFromNumber(value);
}

/** A number this large has lost its last digits before it came here, or nobody can tell that it has not. */
export function beyondExact(value: number): Problem {
	return new Problem(
		'beyondExact',
		`The number ${value} is beyond 9007199254740991: its last digits may be lost already.`,
		'Have the system send it as text.',
	);
}
