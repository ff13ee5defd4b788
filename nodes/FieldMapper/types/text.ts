import { Problem, show } from '../problem';
import { plainFromNumber } from './plainDecimal';
import { asItIs, defineType, type Codec } from './type';

/** Text, kept letter for letter unless clean-up is asked for. */
export const text = defineType(
	{
		spaces: { choice: ['keep', 'trim', 'collapse'] },
		case: { choice: ['keep', 'lower', 'upper'] },
		unicode: { choice: ['keep', 'nfc'] },
		acceptNumbers: { flag: false },
	},
	(settings) => {
		const readOther = settings.acceptNumbers ? readNumber : refuseOther;
		const read = (value: unknown): string | Problem => {
			if (typeof value !== 'string') return readOther(value);
			return value.isWellFormed() ? value : brokenText();
		};
		const codec: Codec<string> = { read, write: asItIs };
		const steps: ((text: string) => string)[] = [];
		if (settings.spaces === 'trim') steps.push((value) => value.trim());
		if (settings.spaces === 'collapse') steps.push((value) => value.trim().replace(/\s+/g, ' '));
		if (settings.case === 'lower') steps.push((value) => value.toLowerCase());
		if (settings.case === 'upper') steps.push((value) => value.toUpperCase());
		if (settings.unicode === 'nfc') steps.push((value) => value.normalize('NFC'));
		return {
			source: codec,
			target: codec,
			fromText: (value) => read(value) as string | Problem,
			samples: ['a', 'Straße 1', '007', ' two  spaces ', 'é'.normalize('NFD'), '0', 'false', '𝄞'],
			...(steps.length === 0 ? {} : { clean: (value: string) => steps.reduce((done, step) => step(done), value) }),
			refuse: (way) => {
				if (way !== 'both' || settings.case === 'keep') return undefined;
				const becomes = settings.case === 'lower' ? 'mcdonald' : 'MCDONALD';
				return new Problem(
					'lossy',
					`changing upper and lower case cannot be undone: "McDonald" would come back as "${becomes}"`,
					'Keep the case, or use one row for each way.',
				);
			},
		};
	},
);

function brokenText(): Problem {
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
