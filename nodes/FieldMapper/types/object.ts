import { splitWords } from '../../shared/record/words';
import { isRecord, setOwn } from '../../shared/record/json';
import { Problem, show } from '../problem';
import { findNotPlain } from './plainData';
import { asItIs, defineType } from './type';

/** An object as a whole, handed on as it is once it has been looked through. */
export const object = defineType(
	{
		keys: { text: '' },
		requiredKeys: { text: '' },
		otherKeys: { choice: ['reject', 'drop'] },
	},
	(settings) => {
		const required = splitWords(settings.requiredKeys);
		const allowed = new Set([...splitWords(settings.keys), ...required]);
		const isOpen = splitWords(settings.keys).length === 0;
		const read = (value: unknown): Readonly<Record<string, unknown>> | Problem => {
			if (!isRecord(value)) {
				return new Problem('notObject', `The value is ${show(value)}, and this row takes an object.`, fixFor(value));
			}
			const missing = required.find((key) => !Object.hasOwn(value, key) || value[key] === undefined);
			if (missing !== undefined) {
				return new Problem('missingKey', `The object has no ${show(missing)}.`, 'Fill it in the system it comes from, or take it out of Required Keys.');
			}
			const bad = findNotPlain(value);
			if (bad !== undefined) return bad;
			const other = isOpen ? undefined : Object.keys(value).find((key) => !allowed.has(key));
			if (other === undefined) return value;
			if (settings.otherKeys === 'drop') return only(value, allowed);
			return new Problem('unknownKey', `The object has ${show(other)}, which is not among the allowed keys.`, 'Add it to Allowed Keys, or choose Drop under Other Keys in a row that works one way.');
		};
		const codec = { read, write: asItIs };
		return {
			source: codec,
			target: codec,
			fromText: (text) => read(parsed(text)),
			samples: [Object.fromEntries([...allowed].map((key) => [key, 'a'])), ...(required.length === 0 ? [{}] : [])],
			refuse: (way) =>
				way === 'both' && !isOpen && settings.otherKeys === 'drop'
					? new Problem(
							'lossy',
							`dropping other keys cannot be undone: {${show([...allowed][0])}: 1, "other": 2} would come back without "other"`,
							'Choose Reject under Other Keys, or use one row for each way.',
						)
					: undefined,
		};
	},
);

function fixFor(value: unknown): string {
	if (Array.isArray(value)) return 'Choose the type List, or a path to one object of it.';
	return typeof value === 'string' && value.trimStart().startsWith('{') ? 'It looks like JSON text: choose the type JSON Text.' : 'Choose the type that fits.';
}

function only(value: Readonly<Record<string, unknown>>, allowed: ReadonlySet<string>): Record<string, unknown> {
	const kept: Record<string, unknown> = {};
	for (const key of Object.keys(value)) {
		if (allowed.has(key)) setOwn(kept, key, value[key]);
	}
	return kept;
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return text;
	}
}
