/** At most this many systems are remembered for one sync: each takes a bit in every remembered field. */
export const MAX_SYSTEMS = 10;
/** At most this many fields are compared: the memory has six bytes for each in every record. */
export const MAX_FIELDS = 250;

/** The first part of a signature; what 0.1.0 wrote is the plain form. */
const PLAIN = 1;
const WITH_VERSIONS = 2;

/**
 * What the places in a memory mean: the system behind each bit and the field behind each word, by name. Reordering
 * or renaming inputs therefore never lends one system's memory to another.
 */
export interface Shape {
	readonly systems: readonly string[];
	readonly fields: readonly string[];
	/** Some system gives versions: the memory has room for them. */
	readonly versioned: boolean;
	/** All of it in one text; equal exactly when the shapes are. */
	readonly signature: string;
}

export function makeShape(systems: readonly string[], fields: readonly string[], versioned = false): Shape {
	return { systems, fields, versioned, signature: JSON.stringify([versioned ? WITH_VERSIONS : PLAIN, systems, fields]) };
}

/** @returns the shape that has this signature, or undefined if no version of this file wrote it */
export function parseShape(signature: string): Shape | undefined {
	let parts: unknown;
	try {
		parts = JSON.parse(signature);
	} catch {
		return undefined;
	}
	if (!Array.isArray(parts) || parts.length !== 3) return undefined;
	const [form, systems, fields] = parts as unknown[];
	if (form !== PLAIN && form !== WITH_VERSIONS) return undefined;
	return isNames(systems) && isNames(fields) ? makeShape(systems, fields, form === WITH_VERSIONS) : undefined;
}

function isNames(value: unknown): value is string[] {
	return Array.isArray(value) && value.every((name) => typeof name === 'string');
}

/**
 * The shape that has room for what is in use now and keeps what was remembered before, so that a field missing
 * from one batch, or a second node of the same sync, costs nobody their memory. Names no longer in use are dropped
 * only when there is no room for all.
 */
export function extendShape(
	known: Shape | undefined,
	systems: readonly string[],
	fields: readonly string[],
	versioned = false,
): Shape {
	return makeShape(
		extend(known?.systems ?? [], systems, MAX_SYSTEMS),
		extend(known?.fields ?? [], fields, MAX_FIELDS),
		versioned || known?.versioned === true,
	);
}

function extend(known: readonly string[], used: readonly string[], max: number): readonly string[] {
	const missing = used.filter((name) => !known.includes(name));
	if (missing.length === 0) return known;
	if (known.length + missing.length <= max) return [...known, ...missing];
	return [...known.filter((name) => used.includes(name)), ...missing];
}
