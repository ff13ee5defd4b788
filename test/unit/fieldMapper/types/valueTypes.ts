import { applyMapping, Rejected } from '../../../../nodes/FieldMapper/applyMapping';
import type { Direction } from '../../../../nodes/FieldMapper/definition';
import { ready, rule, type RowInput } from '../harness';

/** A row of a type with its settings. */
export const typed = (name: string, settings: object = {}, more: object = {}): RowInput => ({ type: name, [`${name}Settings`]: settings, ...more });

/** A row made ready once: forward and reverse. A rejection is thrown. */
export function bothWays(row: RowInput): [(value: unknown) => unknown, (value: unknown) => unknown] {
	const way = (direction: Direction, from: string, to: string): ((value: unknown) => unknown) => {
		const mapping = ready([{ source: 's', target: 't', ...row }], direction);
		return (value) => {
			const result = applyMapping(mapping, { [from]: value });
			if (result instanceof Rejected) throw new Error(result.reasons[0]!.message);
			return result[to];
		};
	};
	return [way('forward', 's', 't'), way('reverse', 't', 's')];
}

/** What a row from `s` to `t` makes of a whole record: the value, or `rule: message`. */
export function inRecord(row: RowInput, record: Record<string, unknown>, direction: Direction = 'forward'): unknown {
	const mapping = ready([{ source: 's', target: 't', ...row }], direction);
	const result = applyMapping(mapping, record);
	if (result instanceof Rejected) return `${result.reasons[0]!.rule}: ${result.reasons[0]!.message}`;
	return result[direction === 'forward' ? 't' : 's'];
}

/** Values that no scalar type may choke on, nor take. */
export const hostile: readonly unknown[] = [
	NaN,
	Infinity,
	-Infinity,
	{},
	[],
	[[[]]],
	{ __proto__: null },
	JSON.parse('{"__proto__": {"a": 1}}') as unknown,
	'__proto__',
	'constructor',
	'toString',
	true,
	false,
	new Date(0),
	() => 0,
	Symbol('s'),
	'\ud800',
	'x\udfff',
	'\u0000',
	'x'.repeat(1_000_000),
	'-'.repeat(100_000),
	'+'.repeat(100_000),
	`${' '.repeat(100_000)}x`,
	'('.repeat(50_000) + ')'.repeat(50_000),
	deep(10_000),
];

function deep(levels: number): unknown {
	let value: unknown = 1;
	for (let i = 0; i < levels; i += 1) value = { value };
	return value;
}

/** The rules by which the hostile values are rejected, or an error for one that is let through. */
export function rejections(row: RowInput): string[] {
	return hostile.map((value) => rule(row, value));
}
