import { LIKELY_NO_VALUE } from '../likelyNoValue';

/** What may be meant otherwise than the table takes it. */
export const DOUBTS = {
	noValueText: 'it may mean that there is no value: add it to Text That Means No Value if so',
	outerSpaces: 'it begins or ends with a space: choose Spaces: Trim if that means nothing',
} as const;
export type Doubt = keyof typeof DOUBTS;

/** Only text that arrived as it was: what the table says about a word or a space shows in what came back. */
export function doubtOf(start: unknown): Doubt | undefined {
	if (typeof start !== 'string') return undefined;
	const text = start.trim();
	if (LIKELY_NO_VALUE.has(text)) return 'noValueText';
	return text.length < start.length && text !== '' ? 'outerSpaces' : undefined;
}
