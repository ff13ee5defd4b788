import fc from 'fast-check';
import { canonicalJson } from '../../../nodes/shared/record/canonical';

const runs = { numRuns: 3000 };
const json = fc.jsonValue({ maxDepth: 5, stringUnit: 'grapheme' });

describe('canonical JSON', () => {
	it('says the same as the data it came from', () => {
		fc.assert(
			fc.property(json, (value) => {
				expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
			}),
			runs,
		);
	});

	it('does not depend on the order of keys', () => {
		fc.assert(
			fc.property(json, fc.nat(), (value, seed) => {
				expect(canonicalJson(shuffled(value, seed))).toBe(canonicalJson(value));
			}),
			runs,
		);
	});

	it('differs for different data', () => {
		fc.assert(
			fc.property(json, json, (a, b) => {
				const same = canonicalJson(a) === canonicalJson(b);
				expect(same).toBe(equal(JSON.parse(JSON.stringify(a)), JSON.parse(JSON.stringify(b))));
			}),
			runs,
		);
	});

	it('is its own canonical form', () => {
		fc.assert(
			fc.property(json, (value) => {
				const once = canonicalJson(value);
				expect(canonicalJson(JSON.parse(once))).toBe(once);
			}),
			runs,
		);
	});

	it('reads frozen data and changes nothing', () => {
		fc.assert(
			fc.property(json, (value) => {
				const before = JSON.stringify(value);
				canonicalJson(deepFreeze(value));
				expect(JSON.stringify(value)).toBe(before);
			}),
			{ numRuns: 500 },
		);
	});
});

function shuffled(value: unknown, seed: number): unknown {
	if (Array.isArray(value)) return value.map((entry) => shuffled(entry, seed));
	if (typeof value !== 'object' || value === null) return value;
	const order = (key: string): number => [...key].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)! + seed) % 9973, 7);
	const entries = Object.entries(value).sort(([a], [b]) => order(a) - order(b));
	return Object.fromEntries(entries.map(([key, entry]) => [key, shuffled(entry, seed)]));
}

function equal(a: unknown, b: unknown): boolean {
	if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
	if (Array.isArray(a) !== Array.isArray(b)) return false;
	const keys = Object.keys(a);
	return (
		keys.length === Object.keys(b).length &&
		keys.every((key) => Object.hasOwn(b, key) && equal((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]))
	);
}

function deepFreeze<T>(value: T): T {
	if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
	return value;
}
