import { applyMapping, Rejected } from '../../../nodes/FieldMapper/applyMapping';
import { compileSelector } from '../../../nodes/FieldMapper/selector/selector';
import { stepsText } from '../../../nodes/FieldMapper/selector/step';
import { deepFreeze } from '../../property/fieldMapper/generators';
import { ready, refusal } from './harness';
import { HANGS_MS } from '../../support/hangs';

const row = (source: string, target: string, more: object = {}): object => ({ source, target, type: 'text', ...more });

function map(rows: object[], record: object, direction: 'forward' | 'reverse' = 'forward'): unknown {
	const result = applyMapping(ready(rows, direction), deepFreeze(record) as Record<string, unknown>);
	return result instanceof Rejected ? result.reasons.map(({ path, rule, value }) => ({ path, rule, value })) : result;
}

describe('a path', () => {
	const steps = (text: string): unknown => {
		const result = compileSelector(text);
		return result.ok ? result.selector.steps.map((step) => (typeof step === 'symbol' ? '*' : step)) : result.problem;
	};

	it.each([
		['address.street', ['address', 'street']],
		['emails[0].value', ['emails', 0, 'value']],
		['["a.b"].c', ['a.b', 'c']],
		['["x[*]"].c', ['x[*]', 'c']],
		['emails[type=work].value', ['emails', { key: 'type', value: 'work' }, 'value']],
		['emails[ type = my work ].value', ['emails', { key: 'type', value: 'my work' }, 'value']],
		['emails["my.type"="a]b"].value', ['emails', { key: 'my.type', value: 'a]b' }, 'value']],
		['ids[n=5].v', ['ids', { key: 'n', value: 5 }, 'v']],
		['ids[n="5"].v', ['ids', { key: 'n', value: '5' }, 'v']],
		['ids[n=007].v', ['ids', { key: 'n', value: '007' }, 'v']],
		['flags[on=true].v', ['flags', { key: 'on', value: true }, 'v']],
		['lines[*].sku', ['lines', '*', 'sku']],
		['tags[*]', ['tags', '*']],
		['orders[*].lines[*].sku', ['orders', '*', 'lines', '*', 'sku']],
	])('%s is read', (text, expected) => {
		expect(steps(text)).toEqual(expected);
	});

	it.each([
		['[*].a', 'begins with a list'],
		['emails[type=work]', 'ends with a condition'],
		['a[*]b', 'needs a dot or ['],
		['a[*].', 'ends with a dot'],
		['a[x=].b', 'needs a number or a quoted name'],
		['a[*][*]', 'straight into another list'],
		['a[*][0].b', 'straight into another list'],
		['a[t=x][u=y].b', 'straight into another list'],
		['a[*]..b', 'has an empty name'],
	])('%s is refused: %s', (text, words) => {
		expect(steps(text)).toEqual(expect.stringContaining(words));
		expect(steps(text)).toEqual(expect.stringContaining(`The path "${text}"`));
	});

	it.each(['a.b', 'a[0].b', '["a.b"].c', 'e[t=w].v', 'e[t="5"].v', 'e[t=5].v', 'e["a b"="x y"].v', 'l[*].s', "['a.\"b'].c"])('%s is written back as it was', (text) => {
		const result = compileSelector(text);
		expect(result.ok && stepsText(result.selector.steps)).toBe(text);
	});
});

describe('an element found by a condition', () => {
	const rows = [row('name', 'name'), row('emails[type=work].value', 'workEmail'), row('emails[type=home].value', 'homeEmail')];
	const source = { name: 'Ana', emails: [{ type: 'home', value: 'a@home' }, { type: 'work', value: 'a@work' }] };

	it('is read wherever it stands, and made when it is written', () => {
		expect(map(rows, source)).toEqual({ name: 'Ana', workEmail: 'a@work', homeEmail: 'a@home' });
		expect(map(rows, { name: 'Ana', workEmail: 'a@work', homeEmail: 'a@home' }, 'reverse')).toEqual({
			name: 'Ana',
			emails: [{ type: 'work', value: 'a@work' }, { type: 'home', value: 'a@home' }],
		});
	});

	it('is absent where no element fits, and is then not made', () => {
		expect(map(rows, { emails: [{ type: 'other', value: 'x' }, null, 'text'] })).toEqual({});
		expect(map(rows, { emails: [] })).toEqual({});
		expect(map(rows, { emails: null })).toEqual({});
		expect(map(rows, { homeEmail: 'h' }, 'reverse')).toEqual({ emails: [{ type: 'home', value: 'h' }] });
	});

	it('is rejected where two fit, without a value shown for the truth, and never guessed', () => {
		const two = { emails: [{ type: 'work', value: 'a' }, { type: 'work', value: 'b' }] };
		expect(map(rows, two)).toEqual([{ path: 'emails[type=work].value', rule: 'ambiguous', value: undefined }]);
	});

	it('is rejected where there is no list', () => {
		expect(map(rows, { emails: 'a@work' })).toMatchObject([{ rule: 'notList' }, { rule: 'notList' }]);
	});

	it('is told apart by text, number and true', () => {
		const ids = { ids: [{ n: 5, v: 'number' }, { n: '5', v: 'text' }, { n: true, v: 'flag' }] };
		expect(map([row('ids[n=5].v', 'a'), row('ids[n="5"].v', 'b'), row('ids[n=true].v', 'c')], ids)).toEqual({ a: 'number', b: 'text', c: 'flag' });
	});

	it('takes several fields, each in its own row', () => {
		const table = [row('p[k=x].a', 'a'), row('p[k=x].b.c', 'b')];
		expect(map(table, { a: '1', b: '2' }, 'reverse')).toEqual({ p: [{ k: 'x', a: '1', b: { c: '2' } }] });
	});

	it('with names that objects inherit is plain data', () => {
		const table = [row('l[__proto__=x].constructor', 'a')];
		const source = JSON.parse('{"l":[{"__proto__":"x","constructor":"c"}]}') as object;
		expect(map(table, source)).toEqual({ a: 'c' });
		expect(JSON.stringify(map(table, { a: 'c' }, 'reverse'))).toBe('{"l":[{"__proto__":"x","constructor":"c"}]}');
	});
});

describe('every element of a list', () => {
	const rows = [row('lines[*].sku', 'items[*].code'), row('lines[*].qty', 'items[*].quantity', { type: 'integer' }), row('id', 'id')];
	const source = { id: '1', lines: [{ sku: 'a', qty: 1 }, { sku: 'b' }, {}] };
	const target = { items: [{ code: 'a', quantity: 1 }, { code: 'b' }, {}], id: '1' };

	it('is mapped on its own, and the length is kept', () => {
		expect(map(rows, source)).toEqual(target);
		expect(map(rows, target, 'reverse')).toEqual(source);
	});

	it.each([
		['absent', {}, {}],
		['null', { lines: null }, { items: null }],
		['empty', { lines: [] }, { items: [] }],
	])('a list that is %s stays so', (_, from, to) => {
		expect(map(rows.slice(0, 2), from)).toEqual(to);
		expect(map(rows.slice(0, 2), to, 'reverse')).toEqual(from);
	});

	it('may be a plain value', () => {
		expect(map([row('tags[*].name', 'tags[*]')], { tags: [{ name: 'x' }, { name: 'y' }] })).toEqual({ tags: ['x', 'y'] });
		expect(map([row('tags[*].name', 'tags[*]')], { tags: ['x', 'y'] }, 'reverse')).toEqual({ tags: [{ name: 'x' }, { name: 'y' }] });
		expect(map([row('tags[*].name', 'tags[*]')], { tags: [{ name: 'x' }, {}] })).toEqual([{ path: 'tags[1].name', rule: 'noHole', value: undefined }]);
	});

	it('may hold lists itself', () => {
		const nested = [row('orders[*].lines[*].sku', 'o[*].l[*].s'), row('orders[*].no', 'o[*].n')];
		const from = { orders: [{ lines: [{ sku: 'a' }, { sku: 'b' }], no: '1' }, { lines: [], no: '2' }, { lines: null }, {}] };
		const to = { o: [{ l: [{ s: 'a' }, { s: 'b' }], n: '1' }, { l: [], n: '2' }, { l: null }, {}] };
		expect(map(nested, from)).toEqual(to);
		expect(map(nested, to, 'reverse')).toEqual(from);
	});

	it('is named by its position where it is at fault, and all of them are', () => {
		expect(map(rows, { lines: [{ sku: 1 }, { sku: 'x', qty: 'y' }, 'text'] })).toEqual([
			{ path: 'lines[0].sku', rule: 'notText', value: 1 },
			{ path: 'lines[2].sku', rule: 'notRecord', value: 'text' },
			{ path: 'lines[1].qty', rule: 'notInteger', value: 'y' },
			{ path: 'lines[2].qty', rule: 'notRecord', value: 'text' },
		]);
		expect(map(rows, { lines: { sku: 'a' } })).toMatchObject([{ path: 'lines[*].sku', rule: 'notList' }, { rule: 'notList' }]);
	});

	it('follows what the row says about no value', () => {
		const strict = [row('l[*].a', 'm[*].b', { missing: { null: 'reject', absent: 'null' }, way: 'forward' })];
		expect(map(strict, { l: [{ a: 'x' }, {}] })).toEqual({ m: [{ b: 'x' }, { b: null }] });
		expect(map(strict, { l: [{ a: null }] })).toMatchObject([{ path: 'l[0].a', rule: 'null' }]);
	});

	it('is proved for rows used both ways', () => {
		expect(refusal([row('l[*].a', 'm[*].b', { missing: { null: 'default', default: '-' } })])).toContain('null in l[*].a would become "-" in m[*].b');
	});

	it('of 100,000 takes no quadratic time', () => {
		const lines = Array.from({ length: 100_000 }, (_, i) => ({ sku: `s${i}`, qty: i }));
		const mapping = ready(rows);
		const start = performance.now();
		expect((applyMapping(mapping, { lines }) as { items: unknown[] }).items).toHaveLength(100_000);
		expect(performance.now() - start).toBeLessThan(HANGS_MS);
	});
});

describe('a table is refused, before the first item, where lists would be mixed up', () => {
	it.each([
		['[*] on one side only', [row('a[*].b', 'c')], 'do not go through the same number of lists'],
		['one list filled from two', [row('a[*].b', 'x[*].b'), row('c[*].d', 'x[*].d')], 'going forward, it fills x from c, and Row 1 (a[*].b → x[*].b) fills it from a'],
		['two lists filled from one, going back', [row('a[*].b', 'x[*].b'), row('a[*].d', 'y[*].d')], 'going back, it fills a from y'],
		['positions and conditions', [row('a', 'e[0].v'), row('b', 'e[t=w].v')], 'name the elements of one list in two ways'],
		['conditions on two fields', [row('a', 'e[t=w].v'), row('b', 'e[u=w].v')], 'name the elements of one list in two ways'],
		['all elements and one', [row('l[*].a', 'e[*].v'), row('b', 'e[0].w')], 'name the elements of one list in two ways'],
		['the field of the condition', [row('a', 'e[t=w].t')], 'the field that its own condition names'],
		['the same element twice', [row('a', 'e[t=w].v'), row('b', 'e[t="w"].v')], 'writes the same field as Row 1'],
	])('%s', (_, rows, words) => {
		expect(refusal(rows)).toContain(words);
	});
});
