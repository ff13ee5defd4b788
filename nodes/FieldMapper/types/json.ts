import { canonicalJson } from '../../shared/record/canonical';
import { isRecord } from '../../shared/record/json';
import { Problem, show } from '../problem';
import { scanJson } from './jsonScan';
import { findNotPlain } from './plainData';
import { asItIs, defineType, type Codec } from './type';

const AS = ['text', 'value'] as const;
const TARGET_AS = ['value', 'text'] as const;
const SPELLING = ['compact', 'sorted', 'lines'] as const;
const HOLDS = ['any', 'object', 'list'] as const;
type Holds = (typeof HOLDS)[number];

/** JSON in a text on one side, the value itself on the other. Inside: the value. */
export const json = defineType(
	{
		sourceAs: { choice: AS },
		targetAs: { choice: TARGET_AS },
		holds: { choice: HOLDS },
		bigNumbers: { choice: ['reject', 'text'] },
		spelling: { choice: SPELLING },
	},
	(settings) => {
		const asText = settings.bigNumbers === 'text';
		const write = WRITERS[settings.spelling];
		const side = (as: (typeof AS)[number]): Codec<unknown> => ({
			read: as === 'text' ? (value) => readText(value, settings.holds, asText) : (value) => readValue(value, settings.holds),
			write: as === 'text' ? write : asItIs,
		});
		return {
			source: side(settings.sourceAs),
			target: side(settings.targetAs),
			fromText: (text) => readText(text, settings.holds, asText),
			samples: SAMPLES.filter((sample) => fits(sample, settings.holds)),
			refuse: (way) =>
				way === 'both' && asText && [settings.sourceAs, settings.targetAs].includes('text')
					? new Problem(
							'lossy',
							'long numbers that become text cannot be told from text: 12345678901234567890 would come back as "12345678901234567890"',
							'Choose Reject under Numbers Too Long, or use one row for each way.',
						)
					: undefined,
		};
	},
);

const SAMPLES: readonly unknown[] = [{}, [], { b: [1, null, ''], a: { c: false } }, [{}, [], null], 'text', '', 0, -1.5, false, true, '007'];

const WRITERS: Readonly<Record<(typeof SPELLING)[number], (value: unknown) => unknown>> = {
	compact: (value) => JSON.stringify(value),
	sorted: canonicalJson,
	lines: (value) => JSON.stringify(value, null, 2),
};

function fits(value: unknown, holds: Holds): boolean {
	return holds === 'any' || (holds === 'list' ? Array.isArray(value) : isRecord(value));
}

function misfit(value: unknown, holds: Holds): Problem {
	return new Problem(holds === 'list' ? 'notList' : 'notObject', `It is ${show(value)}, and this row takes ${holds === 'list' ? 'a list' : 'an object'}.`, 'Choose under Holds what it may be.');
}

function readValue(value: unknown, holds: Holds): unknown {
	if (!fits(value, holds)) return misfit(value, holds);
	return findNotPlain(value) ?? (Object.is(value, -0) ? 0 : value);
}

function readText(text: unknown, holds: Holds, numbersAsText: boolean): unknown {
	if (typeof text !== 'string') {
		return new Problem('notJson', `The value is ${show(text)}, and this row takes JSON text.`, 'Choose Value for this side in the JSON Text Settings of the row, if it is the value itself.');
	}
	if (!text.isWellFormed()) {
		return new Problem('brokenText', 'The text holds half of a two-part character: its encoding was broken on the way here.', 'Correct it in the system it comes from.');
	}
	const scanned = scanJson(text, numbersAsText);
	if (scanned instanceof Problem) return scanned;
	let value: unknown;
	try {
		value = JSON.parse(scanned) as unknown;
	} catch (error) {
		return notJson(text, error as Error);
	}
	// The text null and a field that is null are two things, and only one of them would come back.
	if (value === null) {
		return new Problem('jsonNull', 'The JSON text says null: whether that means "no value" the row cannot know.', 'If it does, add null under Text That Means No Value.');
	}
	return fits(value, holds) ? value : misfit(value, holds);
}

function notJson(text: string, error: Error): Problem {
	return new Problem('notJson', `${show(text)} is not JSON (${error.message.slice(0, 120).toWellFormed()}).`, text.trim() === '' ? 'Choose under When There Is No Value what an empty text means.' : 'Correct it in the system it comes from.');
}
