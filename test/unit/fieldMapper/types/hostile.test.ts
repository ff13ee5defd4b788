import { Problem } from '../../../../nodes/FieldMapper/problem';
import type { TypeName } from '../../../../nodes/FieldMapper/types';
import { compiled, type Settings } from './codec';

/**
 * What no system should send and some node one day will. Whatever it is: a value or a Problem, never an error, never an
 * endless run, and a message that fits a report.
 */
const BIG = 300_000;
const HUGE = 50_000_000;
const deep = (levels: number): unknown => {
	let value: unknown = 1;
	for (let i = 0; i < levels; i += 1) value = i % 2 === 0 ? [value] : { a: value };
	return value;
};
const circle: Record<string, unknown> = { a: 1 };
circle['self'] = circle;
/** Two references at each of 60 levels: 2⁶⁰ ways down. */
const lattice = (): unknown => {
	let value: unknown = {};
	for (let i = 0; i < 60; i += 1) value = { a: value, b: value };
	return value;
};

const hostile: readonly (readonly [string, unknown])[] = [
	['NaN', NaN],
	['Infinity', -Infinity],
	['minus zero', -0],
	['2^53', 2 ** 53],
	['1e308', 1e308],
	['5e-324', 5e-324],
	['a bigint', 10n ** 40n],
	['a symbol', Symbol('x')],
	['a function', () => 1],
	['an invalid date', new Date(NaN)],
	['a date at the end of time', new Date(8.64e15)],
	['a map', new Map([[1, 2]])],
	['a regular expression', /x/],
	['half a character', '\ud800'],
	['half a character within', 'a\udc00b'],
	['a zero byte', '\u0000'],
	['digits of another script', '２０２４-０３-０１'],
	['direction marks', '\u202e2024-03-01'],
	['__proto__ as a key', JSON.parse('{"__proto__":{"polluted":true}}')],
	['__proto__ as text', '__proto__'],
	['constructor as text', 'constructor'],
	['__proto__ in JSON text', '{"__proto__":{"polluted":true}}'],
	['a list with holes', new Array(3)],
	['a long list with holes', new Array(4_000_000)],
	['a circle', circle],
	['a lattice', lattice()],
	['400 levels', deep(400)],
	['10,000 levels', deep(10_000)],
	['10,000 levels of JSON text', '['.repeat(10_000) + ']'.repeat(10_000)],
	['many brackets', '['.repeat(BIG)],
	['many quotes', '"'.repeat(BIG)],
	['a long string that does not end', `"${'a'.repeat(BIG)}`],
	['many backslashes', '\\'.repeat(BIG)],
	['many digits', '9'.repeat(BIG)],
	['many signs and digits', '-1'.repeat(BIG / 2)],
	['many commas', ','.repeat(BIG)],
	['many spaces', ' '.repeat(BIG)],
	['many zeros after the point', `1.${'0'.repeat(BIG)}`],
	['a date and many zeros', `2024-03-01T09:30:00.${'0'.repeat(BIG)}Z`],
	['a duration with many digits', `PT${'1'.repeat(BIG)}S`],
	['many letters', 'a'.repeat(BIG)],
	['many =', '='.repeat(BIG)],
];

const forms: readonly (readonly [TypeName, Settings])[] = [
	['date', {}],
	['date', { sourceAs: 'number', sourcePattern: 'yyyyMMdd', targetAs: 'serial' }],
	['date', { sourcePattern: 'd.M.yy', yearsFrom: 1970, targetPattern: 'EEEE, MMMM d, y' }],
	['time', { targetAs: 'pattern', targetPattern: 'h:mm:ss.SSS a' }],
	['time', { sourceAs: 'seconds', targetAs: 'minutes' }],
	['moment', { finer: 'keep' }],
	['moment', { sourceAs: 'local', sourceZone: 'Europe/Berlin', targetAs: 'epochNanos' }],
	['moment', { sourceAs: 'epochMs', targetAs: 'epochSeconds' }],
	['moment', { sourceAs: 'epochMicros', targetAs: 'pattern', targetPattern: 'yyyy-MM-dd HH:mm:ss.SSS z' }],
	['duration', { targetAs: 'clock' }],
	['duration', { sourceAs: 'hours', targetAs: 'letters', day: 'hours24' }],
	['list', { duplicates: 'remove', order: 'ascending' }],
	['list', { sourceAs: 'text', targetAs: 'text', targetSeparator: ';', sourceQuotes: 'double', targetQuotes: 'backslash' }],
	['list', { itemType: 'moment', sourceAs: 'text', sourceSeparator: ' ' }],
	['object', {}],
	['object', { keys: 'a', otherKeys: 'drop' }],
	['json', {}],
	['json', { spelling: 'sorted', bigNumbers: 'text' }],
	['base64', {}],
	['base64', { sourceAs: 'hex', targetAs: 'base64url' }],
	['extract', { pattern: '(a+)+$' }],
	['extract', { pattern: '^a(.*)$' }],
];

describe.each(forms)('%s with %j', (name, settings) => {
	const { source, target } = compiled(name, settings);
	it('gives a value or a reason for everything', () => {
		for (const [what, value] of hostile) {
			for (const [from, to] of [[source, target], [target, source]] as const) {
				const inner = from.read(value);
				const result = inner instanceof Problem ? inner : to.write(inner);
				if (!(result instanceof Problem)) continue;
				expect([what, result.message.length < 600, result.fix.length < 400]).toEqual([what, true, true]);
				expect([what, (result.message + result.fix).isWellFormed()]).toEqual([what, true]);
				expect([what, /undefined|\[object/.test(result.message + result.fix)]).toEqual([what, false]);
			}
		}
		expect('polluted' in {}).toBe(false);
	});
});

describe('50 MB of text', () => {
	it.each<[TypeName, Settings, string, string | undefined]>([
		['date', {}, '2', 'notDate'],
		['time', {}, '0', 'notTime'],
		['moment', {}, '2', 'notMoment'],
		['duration', { sourceAs: 'hours' }, '1', 'notDuration'],
		['list', { sourceAs: 'text' }, ',', 'wrongCount'],
		['list', { sourceAs: 'text', sourceQuotes: 'double' }, ',', 'wrongCount'],
		['json', {}, '[', 'tooDeep'],
		['json', {}, '9', 'beyondExact'],
		['json', {}, '"', 'notJson'],
		['base64', {}, '!', 'notBase64'],
		['base64', { sourceAs: 'hex' }, 'x', 'notHex'],
		['base64', { sourceAs: 'hex', targetAs: 'base64' }, '0', undefined],
		['extract', { pattern: '(a+)+$' }, 'a', 'tooLong'],
	])('%s with %j of %p', (name, settings, sign, rule) => {
		const inner = compiled(name, settings).source.read(sign.repeat(HUGE));
		expect(inner instanceof Problem ? inner.rule : undefined).toBe(rule);
	});
});
