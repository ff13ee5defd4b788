import { Problem } from '../problem';

/** Which ways a row is used. */
export const WAYS = ['both', 'forward', 'reverse'] as const;
export type Way = (typeof WAYS)[number];

/** The record a value stands in, for types that look at another field of it (the currency of an amount). */
export type Context = Readonly<Record<string, unknown>> | undefined;

/** Reads and writes one side's way of spelling a value of type `T`. */
export interface Codec<T> {
	/**
	 * @param value never undefined, null or '' unless the row lets '' through as a value
	 * @param record the record the value stands in; undefined where there is none (the proof, a default)
	 */
	readonly read: (value: unknown, record?: Context) => T | Problem;
	/** @returns the value as this side spells it, or a Problem where it has no spelling for it */
	readonly write: (inner: T) => unknown;
}

/** The `write` of a side that spells values as they are inside: the mapper then saves itself the call. */
export function asItIs<T>(inner: T): T {
	return inner;
}

/** One row's type with its settings applied. Mapping is `target.write(source.read(x))`, and back. */
export interface CompiledType<T = unknown> {
	readonly source: Codec<T>;
	readonly target: Codec<T>;
	/** Reads what a person typed as a default. */
	fromText(text: string): T | Problem;
	/** Values the proof of losslessness tries: the edges of the type. */
	readonly samples: readonly T[];
	/** The same for a type that looks at other fields: what these hold (on both sides) beside which samples. */
	readonly samplesInRecords?: readonly { readonly record: Context; readonly samples: readonly T[] }[];
	/** The other fields it looks at when it reads a side, as paths; '' for none. */
	readonly looksAt?: { readonly source: string; readonly target: string };
	/** Clean-up of text before anything looks at it, the check for "empty" included. */
	readonly clean?: (text: string) => string;
	/** Why these settings cannot be used this way, with a value that shows it; undefined if they can. */
	refuse?(way: Way): Problem | undefined;
	/** Text that means "no value" in the source is not looked for. */
	readonly opaque?: true;
}

/** What a setting may be. The first choice is its default. */
export type SettingSpec =
	| { readonly choice: readonly [string, ...string[]] }
	| { readonly text: string }
	| { readonly flag: boolean }
	| { readonly count: number }
	/** The settings of another type, such as a list's values have: read by the type itself. */
	| { readonly nested: string };

export type SettingSpecs = Readonly<Record<string, SettingSpec>>;

type SettingValue<S> = S extends { choice: readonly (infer C)[] }
	? C
	: S extends { text: string }
		? string
		: S extends { flag: boolean }
			? boolean
			: S extends { nested: string }
				? Readonly<Record<string, unknown>>
				: number | undefined;

export type SettingsOf<Specs extends SettingSpecs> = { readonly [K in keyof Specs]: SettingValue<Specs[K]> };

/** A pair of an enum's value map, as typed in. */
export interface ValuePair {
	readonly source: string;
	readonly target: string;
}

export interface FieldType {
	readonly settings: SettingSpecs;
	compile(settings: Readonly<Record<string, unknown>>, pairs: readonly ValuePair[]): CompiledType | Problem;
}

/** Keeps a type's settings typed inside, while the registry sees all types alike. */
export function defineType<Specs extends SettingSpecs, T>(
	settings: Specs,
	compile: (settings: SettingsOf<Specs>, pairs: readonly ValuePair[]) => CompiledType<T> | Problem,
): FieldType {
	return { settings, compile: compile as unknown as FieldType['compile'] };
}
