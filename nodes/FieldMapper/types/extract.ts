import { LEAVE_OUT, Problem, show } from '../problem';
import { compileRegex, type Regex } from './regex';
import { envelopeOf, type Envelope } from './regexEnvelope';
import { asItIs, defineType, type Codec } from './type';

const NO_MATCH = ['reject', 'leaveOut', 'null'] as const;
type NoMatch = (typeof NO_MATCH)[number];

/**
 * The part of a text that a regular expression finds. RE2 rules: time grows with the text, whatever the pattern.
 * Inside: the part found. It works one way only, unless the pattern says exactly what stands around the part.
 */
export const extract = defineType(
	{
		pattern: { text: '' },
		group: { text: '' },
		from: { choice: ['source', 'target'] },
		noMatch: { choice: NO_MATCH },
	},
	(settings) => {
		const regex = compileRegex(settings.pattern, settings.group.trim());
		if (regex instanceof Problem) return regex;
		const around = settings.noMatch === 'reject' ? envelopeOf(settings.pattern, regex.group) : undefined;
		const long: Codec<unknown> = {
			read: around === undefined ? (value) => find(value, regex, settings.noMatch) : (value) => unwrap(value, around, regex),
			write: around === undefined ? asItIs : (part) => wrap(part as string, around, regex),
		};
		const short: Codec<unknown> = { read: readText, write: asItIs };
		const fromSource = settings.from === 'source';
		return {
			source: fromSource ? long : short,
			target: fromSource ? short : long,
			fromText: readText,
			samples: around === undefined ? [] : ['1', 'a', 'A', '0042', 'a b'].filter((part) => regex.find(around.before + part + around.after) === part),
			refuse: (way) => {
				if (way === (fromSource ? 'forward' : 'reverse') || around !== undefined) return undefined;
				return new Problem(
					'lossy',
					settings.noMatch === 'reject'
						? `what stands around the part found cannot be put back: ${show('see 4711, please')} and ${show('4711')} could both give ${show('4711')}`
						: 'a text without a match would not come back',
					`Use the row ${fromSource ? 'forward' : 'reverse'} only, or write the pattern as ^text before(part)text after$ and choose Reject under No Match.`,
				);
			},
		};
	},
);

function readText(value: unknown): string | Problem {
	if (typeof value !== 'string') {
		return new Problem('notText', `The value is ${show(value)}, and this row takes text.`, 'Choose the type that fits, or a field path that leads to text.');
	}
	if (value.isWellFormed()) return value;
	return new Problem('brokenText', 'The text holds half of a two-part character: its encoding was broken on the way here.', 'Correct it in the system it comes from.');
}

function find(value: unknown, regex: Regex, noMatch: NoMatch): unknown {
	const text = readText(value);
	if (text instanceof Problem) return text;
	if (text.length > regex.longest) {
		return new Problem('tooLong', `The text has ${text.length} characters, and this pattern is applied to ${regex.longest} at most.`, 'Take a shorter text, or a simpler pattern.');
	}
	const part = regex.find(text);
	if (part !== undefined) return part;
	if (noMatch === 'leaveOut') return LEAVE_OUT;
	return noMatch === 'null'
		? null
		: new Problem('noMatch', `The pattern ${show(regex.text)} finds nothing in ${show(text)}.`, 'Correct the value or the pattern, or choose under No Match what to do then.');
}

function unwrap(value: unknown, { before, after }: Envelope, regex: Regex): unknown {
	const part = find(value, regex, 'reject');
	if (typeof part !== 'string' || value === before + part + after) return part;
	return new Problem('noMatch', `Around ${show(part)}, ${show(value)} has more than ${show(before)} and ${show(after)}.`, 'Correct the value or the pattern.');
}

function wrap(part: string, { before, after }: Envelope, regex: Regex): unknown {
	const whole = before + part + after;
	if (whole.length <= regex.longest && regex.find(whole) === part) return whole;
	return new Problem('notExpressible', `${show(part)} put back between ${show(before)} and ${show(after)} would not be found again by ${show(regex.text)}.`, 'Correct the value or the pattern.');
}
