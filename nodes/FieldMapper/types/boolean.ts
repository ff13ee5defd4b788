import { splitWords } from '../../shared/record/words';
import { Problem, show } from '../problem';
import { asItIs, defineType, type Codec } from './type';

const AS = ['boolean', 'number', 'words'] as const;

/** Yes or no, in the words each system has for it. */
export const boolean = defineType(
	{
		sourceAs: { choice: AS },
		sourceTrue: { text: 'yes' },
		sourceFalse: { text: 'no' },
		targetAs: { choice: AS },
		targetTrue: { text: 'yes' },
		targetFalse: { text: 'no' },
	},
	(settings) => {
		const source = codec(settings.sourceAs, settings.sourceTrue, settings.sourceFalse);
		if (source instanceof Problem) return source;
		const target = codec(settings.targetAs, settings.targetTrue, settings.targetFalse);
		if (target instanceof Problem) return target;
		return { source, target, fromText, samples: [true, false] };
	},
);

function fromText(text: string): boolean | Problem {
	const word = text.trim().toLowerCase();
	if (word === 'true') return true;
	if (word === 'false') return false;
	return new Problem('notBoolean', `${show(text)} is neither true nor false.`, 'Write true or false.');
}

function notBoolean(value: unknown): Problem {
	return new Problem(
		'notBoolean',
		`The value is ${show(value)}, which this row does not know as yes or no.`,
		'Choose in the Boolean Settings of the row how this system writes yes and no.',
	);
}

function codec(as: (typeof AS)[number], yes: string, no: string): Codec<boolean> | Problem {
	if (as === 'words') return wordsCodec(yes, no);
	return {
		read: (value) => {
			if (typeof value === 'boolean') return value;
			if (as === 'number' && value === 1) return true;
			if (as === 'number' && value === 0) return false;
			return notBoolean(value);
		},
		write: as === 'number' ? (value) => (value ? 1 : 0) : asItIs,
	};
}

function wordsCodec(yes: string, no: string): Codec<boolean> | Problem {
	const meanings = new Map<string, boolean>();
	const yesWords = splitWords(yes);
	const noWords = splitWords(no);
	const [firstYes, firstNo] = [yesWords[0], noWords[0]];
	if (firstYes === undefined || firstNo === undefined) {
		return new Problem('noWords', 'the words for yes or no are missing', 'Name at least one word for each, for example: yes, y');
	}
	for (const word of yesWords) meanings.set(word.toLowerCase(), true);
	for (const word of noWords) {
		if (meanings.get(word.toLowerCase()) === true) {
			return new Problem('sameWord', `"${word}" stands for both yes and no`, 'Take it out of one of the two lists.');
		}
		meanings.set(word.toLowerCase(), false);
	}
	return {
		read: (value) => {
			if (typeof value === 'boolean') return value;
			const meaning = typeof value === 'string' ? meanings.get(value.trim().toLowerCase()) : undefined;
			return meaning ?? notBoolean(value);
		},
		write: (value) => (value ? firstYes : firstNo),
	};
}
