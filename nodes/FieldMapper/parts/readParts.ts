import { compileSelector, type FieldSelector } from '../selector/selector';
import { Problem } from '../problem';

/** A text such as `{first} {last}`: fields, and what stands around them. */
export interface Parts {
	readonly text: string;
	readonly fields: readonly FieldSelector[];
	/** What stands before each field, and after the last: one more than there are fields. */
	readonly literals: readonly string[];
}

const FIELD = /\{\{|\}\}|\{([^{}]*)\}|[{}]/g;

export function hasParts(text: string): boolean {
	return text.replace(/\{\{|\}\}/g, '').includes('{');
}

/**
 * Reads a template: each `{…}` holds the path of a field; `{{` and `}}` stand for braces, `\n` for a new line.
 *
 * @returns its parts, or what is wrong with it
 */
export function readParts(text: string): Parts | Problem {
	const fields: FieldSelector[] = [];
	const literals: string[] = [];
	let literal = '';
	let at = 0;
	for (const match of text.matchAll(FIELD)) {
		literal += text.slice(at, match.index);
		at = match.index + match[0].length;
		if (match[0] === '{{' || match[0] === '}}') {
			literal += match[0][0]!;
			continue;
		}
		if (match[1] === undefined) return badTemplate(`the template "${text}" has a brace without its partner`);
		const result = compileSelector(match[1].trim());
		if (!result.ok) return badTemplate(result.problem);
		if (result.selector.lists.length > 0) return badTemplate(`{${match[1]}} goes through a list, and a template holds single values`);
		fields.push(result.selector);
		literals.push(typed(literal));
		literal = '';
	}
	literals.push(typed(literal + text.slice(at)));
	return { text, fields, literals };
}

function typed(literal: string): string {
	return literal.replace(/\\n/g, '\n').replace(/\\t/g, '\t');
}

function badTemplate(message: string): Problem {
	return new Problem('badTemplate', message, 'Write each field in braces, for example {first} {last}. Braces that are meant as such stand twice.');
}
