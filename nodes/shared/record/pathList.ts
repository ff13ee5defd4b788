import { compilePath, type FieldPath } from './path';

export type PathListResult = { ok: true; paths: FieldPath[] } | { ok: false; problem: string };

/**
 * Reads field paths separated by commas, as people type them: `order.id, event`. A comma inside a quoted name
 * (`["a,b"]`) does not separate.
 */
export function compilePathList(text: string): PathListResult {
	const paths: FieldPath[] = [];
	for (const part of splitList(text)) {
		const result = compilePath(part);
		if (!result.ok) return result;
		paths.push(result.path);
	}
	return { ok: true, paths };
}

/** The parts of a list separated by commas, trimmed, without empty ones. A comma inside `["…"]` does not separate. */
export function splitList(text: string): string[] {
	const parts = text.match(/(?:\["[^"]*"\]|\['[^']*'\]|[^,])+/g) ?? [];
	return parts.map((part) => part.trim()).filter((part) => part !== '');
}
