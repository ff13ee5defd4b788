import { compilePath, type FieldPath } from './path';

export type PathListResult = { ok: true; paths: FieldPath[] } | { ok: false; problem: string };

/**
 * Reads field paths separated by commas, as people type them: `order.id, event`. A comma inside a quoted name
 * (`["a,b"]`) does not separate.
 */
export function compilePathList(text: string): PathListResult {
	const paths: FieldPath[] = [];
	for (const part of text.match(/(?:\["[^"]*"\]|\['[^']*'\]|[^,])+/g) ?? []) {
		if (part.trim() === '') continue;
		const result = compilePath(part.trim());
		if (!result.ok) return result;
		paths.push(result.path);
	}
	return { ok: true, paths };
}
