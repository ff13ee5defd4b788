import type { FieldPath } from '../shared/record/path';

/** A sign that an app which answered with success did not do what it was asked to. */
export interface AnswerRule {
	readonly path: FieldPath;
	readonly is: 'equals' | 'notEquals' | 'exists' | 'missing';
	/** As text: `false`, `0` and `failed` are compared as they are written. */
	readonly value: string;
}

/** Whether any row says that this answer is a failure. */
export function isFailure(answer: unknown, rules: readonly AnswerRule[]): boolean {
	return rules.some(({ path, is, value }) => {
		const found = path.get(answer);
		const there = found !== undefined && found !== null && found !== '';
		switch (is) {
			case 'exists':
				return there;
			case 'missing':
				return !there;
			case 'equals':
				return found !== undefined && asText(found) === value;
			case 'notEquals':
				return found === undefined || asText(found) !== value;
		}
	});
}

function asText(value: unknown): string {
	return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}
