/** At most this many systems are remembered for one sync: each takes a bit in every remembered field. */
export const MAX_SYSTEMS = 10;
/** At most this many fields are compared: the memory has six bytes for each in every record. */
export const MAX_FIELDS = 250;

/**
 * What the places in a memory mean: the system behind each bit and the field behind each word, by name. Reordering
 * or renaming inputs therefore never lends one system's memory to another.
 */
export interface Shape {
	readonly systems: readonly string[];
	readonly fields: readonly string[];
	/** Both lists in one text; equal exactly when the shapes are. */
	readonly signature: string;
}

export function makeShape(systems: readonly string[], fields: readonly string[]): Shape {
	return { systems, fields, signature: JSON.stringify([1, systems, fields]) };
}

/** @returns the shape that has this signature, or undefined if no version of this file wrote it */
export function parseShape(signature: string): Shape | undefined {
	let parts: unknown;
	try {
		parts = JSON.parse(signature);
	} catch {
		return undefined;
	}
	if (!Array.isArray(parts) || parts.length !== 3 || parts[0] !== 1) return undefined;
	const [, systems, fields] = parts as unknown[];
	return isNames(systems) && isNames(fields) ? makeShape(systems, fields) : undefined;
}

function isNames(value: unknown): value is string[] {
	return Array.isArray(value) && value.every((name) => typeof name === 'string');
}

/**
 * The shape that has room for what is in use now and keeps what was remembered before, so that a field missing
 * from one batch, or a second node of the same sync, costs nobody their memory. Names no longer in use are dropped
 * only when there is no room for all.
 */
export function extendShape(known: Shape | undefined, systems: readonly string[], fields: readonly string[]): Shape {
	return makeShape(
		extend(known?.systems ?? [], systems, MAX_SYSTEMS),
		extend(known?.fields ?? [], fields, MAX_FIELDS),
	);
}

function extend(known: readonly string[], used: readonly string[], max: number): readonly string[] {
	const missing = used.filter((name) => !known.includes(name));
	if (missing.length === 0) return known;
	if (known.length + missing.length <= max) return [...known, ...missing];
	return [...known.filter((name) => used.includes(name)), ...missing];
}
