import type { Problem } from '../problem';
import type { SettingsOf, SettingSpecs } from '../types/type';
import type { Parts } from './readParts';

/** What a row of several fields is used for: to make one value of them, to take it apart, or both. */
export type Use = 'join' | 'split' | 'both';

/** The value of one of the fields: text, or undefined, null or '' where it has none. */
export type Part = string | null | undefined;

/** A type whose one side is several fields, with its settings applied. */
export interface CompiledParts {
	/** @returns the one value, or why it cannot be made */
	join(parts: readonly Part[]): unknown;
	/**
	 * @param whole never undefined or null
	 * @returns one value a field: text, null, '' or LEAVE_OUT; or why it cannot be taken apart
	 */
	split(whole: unknown): readonly unknown[] | Problem;
	/** Reads a default of the one side, as typed in. */
	fromText(text: string): unknown;
	/** What the proof of losslessness tries. */
	readonly samples: { readonly parts: readonly (readonly Part[])[]; readonly wholes: readonly unknown[] };
	/** A number in one of the fields counts as text. */
	readonly acceptNumbers: boolean;
	/** Spaces before and after a field's text, and the one text, are removed. */
	readonly trim: boolean;
}

export interface PartsType {
	readonly settings: SettingSpecs;
	/** @returns the compiled type, or why it cannot be used so, with a value that shows it */
	compile(settings: Readonly<Record<string, unknown>>, parts: Parts, use: Use): CompiledParts | Problem;
}

/** Keeps a type's settings typed inside, as `defineType` does for types of one field. */
export function definePartsType<const Specs extends SettingSpecs>(
	settings: Specs,
	compile: (settings: SettingsOf<Specs>, parts: Parts, use: Use) => CompiledParts | Problem,
): PartsType {
	return { settings, compile: compile as unknown as PartsType['compile'] };
}

/** True where a field has no text. */
export function isMissingPart(part: unknown): boolean {
	return part === undefined || part === null || part === '' || typeof part === 'symbol';
}
