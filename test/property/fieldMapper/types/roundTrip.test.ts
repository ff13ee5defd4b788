import fc from 'fast-check';
import type { TypeName } from '../../../../nodes/FieldMapper/types';
import { compile, compiled, through, type Settings, type Through } from '../../../unit/fieldMapper/types/codec';
import { byteForms, dateForms, day, durationForms, instant, instantForms, length, timeForms, timeOfDay, type Form } from './forms';

const runs = { numRuns: 6000 };
const known = new Map<string, Through>();

function pairOf(name: TypeName, settings: Settings): Through {
	const key = JSON.stringify([name, settings]);
	const pair = known.get(key) ?? through(name, settings);
	known.set(key, pair);
	return pair;
}

const onSide = (side: 'source' | 'target', settings: Record<string, unknown>): Settings =>
	Object.fromEntries(Object.entries(settings).map(([name, value]) => [side + name, value]));

/** For any two forms, either way round: forward spells the value in the other form, and reverse as it was. */
function holds<V>(name: TypeName, forms: readonly Form<V>[], values: fc.Arbitrary<V>, onGrain: (value: V, grain: number) => V, more: Settings = {}): void {
	const seen = new Set<string>();
	fc.assert(
		fc.property(fc.constantFrom(...forms), fc.constantFrom(...forms), values, (from, to, any) => {
			const value = onGrain(any, Math.max(from.grain, to.grain));
			const settings = { ...more, ...onSide('source', from.side), ...onSide('target', to.side) };
			seen.add(JSON.stringify([from.side, to.side]));
			const [start, end] = [from.spell(value), to.spell(value)];
			const { forward, reverse } = pairOf(name, settings);
			expect([settings, start, forward(start)]).toEqual([settings, start, end]);
			expect([settings, end, reverse(end)]).toEqual([settings, end, start]);
		}),
		runs,
	);
	expect(seen.size).toBe(forms.length ** 2);
}

const floor = (value: number, grain: number): number => Math.floor(value / grain) * grain + 0;

describe('a value goes there as another library spells it, and comes back as it was', () => {
	it('for dates', () => holds('date', dateForms, day, (value) => value));
	it('for times of day', () => holds('time', timeForms, timeOfDay, floor));
	it('for moments, in forms of any fineness', () =>
		holds(
			'moment',
			instantForms,
			instant,
			({ ms, rest }, grain) => ({ ms: grain <= 1e6 ? ms : floor(ms, grain / 1e6), rest: grain >= 1e6 ? 0 : floor(rest, grain) }),
			{ finer: 'keep' },
		));
	// 125 ms, 7.5 s, 7.5 min and 3 h are eighths: every coarser grain is a multiple of the finer ones.
	it('for durations', () => holds('duration', durationForms, length, (value, grain) => floor(value, lcm(grain)), { day: 'hours24' }));
	it('for bytes', () => holds('base64', byteForms, fc.uint8Array({ maxLength: 40 }), (value) => value));

	function lcm(grain: number): number {
		return grain < 1e8 ? grain : grain <= 125e6 ? 125e6 : grain <= 7.5e9 ? 7.5e9 * 5 : grain <= 60e9 ? 60e9 * 5 : 86_400e9 / 8;
	}
});

describe('what is read comes back', () => {
	const text = fc.string({ unit: 'grapheme', maxLength: 12 });
	const comesBack = <V>(name: TypeName, settings: Settings, values: fc.Arbitrary<V>): void => {
		for (const { forward, reverse } of [through(name, settings), turned(name, settings)]) {
			fc.assert(fc.property(values, (value) => expect(reverse(forward(value))).toEqual(value)), runs);
		}
	};
	/** The same two codecs, the other way round. */
	function turned(name: TypeName, settings: Settings): Through {
		const swapped = Object.entries(settings).map(([key, value]) => [key.replace(/^(source|target)(?=[A-Z])/, (side) => (side === 'source' ? 'target' : 'source')), value]);
		const { forward, reverse } = through(name, { targetAs: 'source', ...Object.fromEntries(swapped as [string, unknown][]) });
		return { forward: reverse, reverse: forward };
	}

	it('as text in UTF-8', () => comesBack('base64', { sourceAs: 'text', targetAs: 'base64url' }, text));

	/** Without quotes, one empty text cannot be told from no text at all. */
	const isNothing = (values: unknown, quotes: string): boolean => quotes !== 'double' && JSON.stringify(values) === '[""]';

	it('from lists of any text, with quotes or backslashes', () => {
		const pieces = fc.array(fc.oneof(text, fc.constantFrom('', ' ', ',', '"', '""', '\\', 'a,b', '", "', '\\,', '\n', ' a ', '--', '-')), { maxLength: 5 });
		for (const quotes of ['double', 'backslash']) {
			for (const separator of [',', ';', '--', '\\n', ' | ', 'ab']) {
				const { forward, reverse } = through('list', { targetAs: 'text', targetSeparator: separator, targetQuotes: quotes });
				fc.assert(
					fc.property(pieces, (values) => {
						const joined = forward(values);
						// A separator such as -- can arise at the edge of a value; then it is refused, never mistaken.
						if (joined !== 'rule: notExpressible') expect(reverse(joined)).toEqual(values);
						else expect([values, separator.length > 1 || isNothing(values, quotes)]).toEqual([values, true]);
					}),
					{ numRuns: 5000 },
				);
			}
		}
	});

	it('from text to lists and back, up to its own spelling', () => {
		const typed = fc.array(fc.constantFrom('a', 'b', ',', '"', '\\', ' ', '\n', '𝄞'), { maxLength: 12 }).map((signs) => signs.join(''));
		for (const sourceQuotes of ['none', 'double', 'backslash']) {
			const { forward, reverse } = through('list', { sourceAs: 'text', sourceQuotes });
			fc.assert(
				fc.property(typed, (value) => {
					const there = forward(value);
					if (typeof there === 'string') return expect(there).toBe('rule: brokenList');
					const back = reverse(there);
					if (back === 'rule: notExpressible') return expect([there, sourceQuotes === 'none' || isNothing(there, sourceQuotes)]).toEqual([there, true]);
					return expect(forward(back)).toEqual(there);
				}),
				{ numRuns: 5000 },
			);
		}
	});

	const json = fc.jsonValue({ stringUnit: 'grapheme' }).filter((value) => value !== null && fits(value)).map((value) => JSON.parse(JSON.stringify(value)) as unknown);
	function fits(value: unknown): boolean {
		if (typeof value === 'number') return Math.abs(value) <= Number.MAX_SAFE_INTEGER;
		return typeof value !== 'object' || value === null || Object.values(value).every(fits);
	}

	it('as JSON text, in each spelling', () => {
		for (const spelling of ['compact', 'sorted', 'lines']) comesBack('json', { sourceAs: 'value', targetAs: 'text', spelling }, json);
	});

	it('as an object', () => comesBackAsItIs(fc.dictionary(text, json, { noNullPrototype: false })));
	function comesBackAsItIs(values: fc.Arbitrary<unknown>): void {
		const { forward, reverse } = through('object');
		fc.assert(fc.property(values, (value) => expect(reverse(forward(value))).toBe(value)), runs);
	}

	it('from between any two texts', () => {
		const escape = (value: string): string => value.replace(/[^A-Za-z0-9\s\u0080-\u{10ffff}]/gu, '\\$&');
		fc.assert(
			fc.property(text, text, fc.string({ maxLength: 8 }), fc.constantFrom('source', 'target'), (before, after, part, from) => {
				const type = compile('extract', { pattern: `^${escape(before)}([\\s\\S]*)${escape(after)}$`, from });
				if (!('refuse' in type)) throw new Error('refused');
				expect([before, after, type.refuse!('both')]).toEqual([before, after, undefined]);
				const [long, short] = from === 'source' ? [type.source, type.target] : [type.target, type.source];
				expect(long.write(short.read(part))).toBe(before + part + after);
				expect(short.write(long.read(before + part + after))).toBe(part);
			}),
			runs,
		);
	});
});

describe('a JSON number', () => {
	it('is taken exactly if the number that is made of it says the same', () => {
		const digits = fc.stringMatching(/^(0|[1-9]\d{0,19})(\.\d{1,20})?(e[+-]?\d{1,3})?$/);
		const { source } = compiled('json');
		let taken = 0;
		fc.assert(
			fc.property(fc.constantFrom('', '-'), digits, (minus, literal) => {
				const value = source.read(`[${minus}${literal}]`);
				const exact = sameValue(literal, Math.abs(Number(literal))) && Math.abs(Number(literal)) <= Number.MAX_SAFE_INTEGER;
				expect([literal, Array.isArray(value)]).toEqual([literal, exact]);
				if (exact) taken += 1;
			}),
			runs,
		);
		expect(taken).toBeGreaterThan(500);
	});

	/** By whole numbers of any size: a literal and the shortest digits of a number, over a common power of ten. */
	function sameValue(literal: string, number: number): boolean {
		const [a, b] = [fraction(literal), fraction(String(number))];
		const scale = Math.max(a.scale, b.scale);
		return a.digits * 10n ** BigInt(scale - a.scale) === b.digits * 10n ** BigInt(scale - b.scale);
	}
	function fraction(text: string): { digits: bigint; scale: number } {
		const [mantissa, exponent = '0'] = text.split('e') as [string, string?];
		if (mantissa === 'Infinity') return { digits: -1n, scale: 0 };
		const [int, frac = ''] = mantissa.split('.') as [string, string?];
		const scale = frac.length - Number(exponent);
		return scale >= 0 ? { digits: BigInt(int + frac), scale } : { digits: BigInt(int + frac) * 10n ** BigInt(-scale), scale: 0 };
	}
});

describe('an extract', () => {
	it('finds what the language itself finds, for patterns both understand', () => {
		const patterns = ['(\\d+)', '[a-c]+', '^(.)(.*)$', '(a|ab)(c|bcd)', '(?:x|(y))z?', 'b*?c', '\\bb\\w*', '(a{2,3})', '[^\\s]+$', '(?<n>b)', '𝄞.', '(é|e)'];
		fc.assert(
			fc.property(fc.constantFrom(...patterns), fc.array(fc.constantFrom('a', 'b', 'c', 'd', '1', '42', ' ', 'x', 'y', 'z', '𝄞', 'é'), { maxLength: 12 }).map((signs) => signs.join('')), (pattern, value) => {
				const match = new RegExp(pattern, 'u').exec(value);
				const expected = match === null ? undefined : match[match.length > 1 ? 1 : 0];
				expect([pattern, value, through('extract', { pattern }).forward(value)]).toEqual([pattern, value, expected ?? 'rule: noMatch']);
			}),
			runs,
		);
	});
});
