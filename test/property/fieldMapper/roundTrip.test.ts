import fc from 'fast-check';
import { compileMapping } from '../../../nodes/FieldMapper/compileMapping';
import { LEAVE_OUT } from '../../../nodes/FieldMapper/compileRow';
import { readDefinition, type Direction } from '../../../nodes/FieldMapper/definition';
import { Problem } from '../../../nodes/FieldMapper/problem';
import { anyRow, anyValue, dateText, decimalText, millisecond, wellFormedText, wholeText, zone, type Row } from './generators';

const runs = { numRuns: 5000 };

/** One row as two functions; undefined where the table is refused. */
function pairOf(row: Row, words: readonly string[] = []): [(value: unknown) => unknown, (value: unknown) => unknown] | undefined {
	const definition = readDefinition([{ source: 's', target: 't', ...row }]);
	const convert = (direction: Direction): ((value: unknown) => unknown) | undefined => {
		const result = compileMapping(definition, direction, words);
		return result.kind === 'mapping' ? result.mapping.rows[0]!.convert : undefined;
	};
	const [forward, reverse] = [convert('forward'), convert('reverse')];
	return forward === undefined || reverse === undefined ? undefined : [forward, reverse];
}

function comesBack<T>(row: Row, values: fc.Arbitrary<T>): void {
	const pair = pairOf(row);
	if (pair === undefined) throw new Error('refused');
	const [forward, reverse] = pair;
	fc.assert(
		fc.property(values, (value) => {
			const there = forward(value);
			expect(there).not.toBeInstanceOf(Problem);
			expect(reverse(there)).toEqual(value);
		}),
		runs,
	);
}

const safe = fc.maxSafeInteger().map((value) => value + 0);
const iso = millisecond.map((ms) => new Date(ms).toISOString());

describe('reverse(forward(x)) is x, exactly', () => {
	it.each<[string, Row, fc.Arbitrary<unknown>]>([
		['text', { type: 'text' }, wellFormedText],
		['integers as numbers', { type: 'integer', integerSettings: { targetAs: 'text' } }, safe],
		['integers as text, of any size', { type: 'integer', integerSettings: { sourceAs: 'text' } }, wholeText],
		['decimals as numbers', { type: 'decimal', decimalSettings: { targetAs: 'dotComma' } }, fc.double({ noNaN: true, min: -9e15, max: 9e15 }).map((value) => value + 0)],
		['decimals as plain text, of any length', { type: 'decimal', decimalSettings: { sourceAs: 'dot' } }, decimalText],
		['money with two decimals and thousands', { type: 'decimal', decimalSettings: { sourceAs: 'dot', sourceDecimals: 2, targetAs: 'spaceComma' } }, fc.integer().map((cents) => (cents / 100).toFixed(2)).filter((text) => text !== '-0.00')],
		['yes and no', { type: 'boolean', booleanSettings: { targetAs: 'words' } }, fc.boolean()],
		['dates', { type: 'date', dateSettings: { targetPattern: 'd.M.yyyy' } }, dateText],
		['moments as ISO', { type: 'moment', momentSettings: { targetAs: 'epochMs' } }, iso],
		['moments as epoch', { type: 'moment', momentSettings: { sourceAs: 'epochMs', targetZone: 'Asia/Kathmandu' } }, millisecond],
		['enums', { type: 'enum', enumValues: { pair: [{ source: 'A', target: '1' }, { source: 'B', target: '0' }] }, enumSettings: { targetKind: 'number' } }, fc.constantFrom('A', 'B')],
		['lists of whole numbers', { type: 'list', listSettings: { itemType: 'integer', targetAs: 'text' } }, fc.array(safe)],
		['raw', { type: 'raw' }, fc.jsonValue()],
	])('for %s', (_, row, values) => {
		comesBack(row, values);
	});
});

describe('a row that is accepted for both ways', () => {
	const same = (a: unknown, b: unknown): boolean => inWords(a) === inWords(b);
	const missing = (value: unknown): boolean => value === undefined || value === LEAVE_OUT || value === null || value === '' || value === 'NULL';

	it('keeps every value it lets through, whatever its type and settings, starting from either side', () => {
		let accepted = 0;
		let travelled = 0;
		fc.assert(
			fc.property(anyRow, fc.array(anyValue, { minLength: 8, maxLength: 16 }), (row, values) => {
				const pair = pairOf(row, ['NULL']);
				if (pair === undefined) return;
				accepted += 1;
				for (const [there, back] of [pair, [pair[1], pair[0]]] as const) {
					for (const start of values) {
						const middle = there(start);
						if (middle instanceof Problem) continue;
						const end = back(middle === LEAVE_OUT ? undefined : middle);
						if (end instanceof Problem) continue;
						travelled += 1;
						const again = there(end === LEAVE_OUT ? undefined : end);
						if (same(start, end)) continue;
						if (missing(middle)) expect([row, start, end, missing(again) || again instanceof Problem]).toEqual([row, start, end, true]);
						else expect([row, start, end, inWords(again)]).toEqual([row, start, end, inWords(middle)]);
					}
				}
			}),
			{ numRuns: 6000 },
		);
		// The test says something only if it met enough tables and values that pass.
		expect(accepted).toBeGreaterThan(2000);
		expect(travelled).toBeGreaterThan(5000);
	});

	function inWords(value: unknown): string {
		if (value === undefined || value === LEAVE_OUT) return 'absent';
		return value instanceof Problem ? `rejected (${value.rule})` : JSON.stringify(value);
	}
});

describe('a moment in local time', () => {
	it('is the instant at which the zone\'s clocks show it, or it is rejected', () => {
		fc.assert(
			fc.property(zone, millisecond, (name, ms) => {
				const pair = pairOf({ type: 'moment', momentSettings: { sourceAs: 'local', sourceZone: name } });
				const [forward, reverse] = pair!;
				const local = reverse(new Date(ms).toISOString());
				if (local instanceof Problem) {
					expect(local.rule).toBe('notExpressible');
					return;
				}
				expect(clock(name, ms)).toBe(String(local).slice(0, 19));
				expect(forward(local)).toBe(new Date(ms).toISOString());
			}),
			{ numRuns: 5000 },
		);
	});

	/** What the clocks show, asked of the runtime's own calendar and not of the library under test. */
	function clock(timeZone: string, ms: number): string {
		return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(ms).replace(' ', 'T');
	}
});
