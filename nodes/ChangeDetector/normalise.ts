import { canonicalJson, MAX_DEPTH } from '../shared/record/canonical';
import { isRecord, setOwn } from '../shared/record/json';
import type { TextNoise } from './definition';

export type Normalise = (value: unknown) => unknown;

/** @returns how a value is brought into the form that is compared; undefined stands for "not there" */
export function normaliser(noise: ReadonlySet<TextNoise>): Normalise {
	const inside = insideTexts(noise);
	if (!noise.has('empty')) return inside;
	return (value) => {
		const normal = inside(value);
		return normal === null || normal === '' ? undefined : normal;
	};
}

function insideTexts(noise: ReadonlySet<TextNoise>): Normalise {
	const trim = noise.has('trim'), lower = noise.has('case'), number = noise.has('number');
	if (!trim && !lower && !number) return (value) => value;
	const ofText = (text: string): string => {
		const trimmed = trim ? text.trim().replace(/\s+/gu, ' ') : text;
		// Not by locale: the same everywhere.
		return lower ? trimmed.toLowerCase() : trimmed;
	};
	const visit = (value: unknown, depth: number): unknown => {
		if (typeof value === 'string') return ofText(value);
		// What is no number anywhere stays, so that it is refused as it would be without.
		if (typeof value === 'number') return number && Number.isFinite(value) ? String(value + 0) : value;
		// Deeper than can be compared: left as it is, and refused there.
		if (depth > MAX_DEPTH || typeof value !== 'object' || value === null) return value;
		if (Array.isArray(value)) return value.map((one) => visit(one, depth + 1));
		if (!isRecord(value)) return value;
		const copy = {};
		for (const name of Object.keys(value)) setOwn(copy, name, visit(value[name], depth + 1));
		return copy;
	};
	return (value) => visit(value, 0);
}

/** A list as a set: ordered by its texts, each once. Anything else as it is. */
export function asSet(value: unknown): unknown {
	if (!Array.isArray(value)) return value;
	const byText = new Map((value as unknown[]).map((one) => [canonicalJson(one ?? null), one ?? null]));
	return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}
