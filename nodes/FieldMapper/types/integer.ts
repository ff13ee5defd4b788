import { Problem, show } from '../problem';
import { beyondExact } from './text';
import { asItIs, defineType, type Codec } from './type';

/** A whole number: a JavaScript number while that is exact, its digits as text beyond 2^53. */
type Whole = number | string;

const AS = ['number', 'text'] as const;
const DIGITS = /^-?\d+$/;

/** Whole numbers of any size, exact. */
export const integer = defineType(
	{ sourceAs: { choice: AS }, targetAs: { choice: AS } },
	(settings) => ({
		source: codec(settings.sourceAs),
		target: codec(settings.targetAs),
		fromText: (text) => readText(text.trim()),
		samples: [0, 1, -1, 42, Number.MAX_SAFE_INTEGER, '9007199254740993', '-123456789012345678901234567890'],
	}),
);

function codec(as: (typeof AS)[number]): Codec<Whole> {
	return { read, write: as === 'number' ? asItIs : (value) => String(value) };
}

function read(value: unknown): Whole | Problem {
	if (typeof value === 'number') {
		if (Number.isSafeInteger(value)) return value === 0 ? 0 : value;
		if (Number.isInteger(value)) return beyondExact(value);
		return Number.isFinite(value)
			? new Problem('notInteger', `${value} has a fraction, and this row takes whole numbers.`, 'Choose the type Decimal.')
			: new Problem('notFinite', `${value} is not a number.`, 'Correct it in the system it comes from.');
	}
	if (typeof value === 'string') return readText(value);
	if (typeof value === 'bigint') return readText(String(value));
	return new Problem('notInteger', `The value is ${show(value)}, and this row takes whole numbers.`, 'Choose the type that fits.');
}

function readText(text: string): Whole | Problem {
	if (!DIGITS.test(text)) {
		return new Problem(
			'notInteger',
			`${show(text)} is not a whole number.`,
			text.trim() === ''
				? 'Choose under When There Is No Value what an empty text means.'
				: 'Only digits with an optional minus are taken. For a decimal or thousands sign choose the type Decimal.',
		);
	}
	const digits = text.startsWith('-') ? text.slice(1) : text;
	if (digits.length > 1 && digits.startsWith('0')) return leadingZero(text);
	const value = Number(text);
	return Number.isSafeInteger(value) ? (value === 0 ? 0 : value) : text;
}

/** A leading zero says that it is a code: as a number it would be another one. */
export function leadingZero(text: string): Problem {
	return new Problem(
		'leadingZero',
		`${show(text)} starts with a zero that a number would lose.`,
		'If it is a code (a postal code, an article number), choose the type Text.',
	);
}
