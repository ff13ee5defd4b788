import { applyMapping, Rejected } from '../../../nodes/FieldMapper/applyMapping';
import { ready, refusal } from './harness';

type Row = Record<string, unknown>;

function map(row: Row, record: object, direction: 'forward' | 'reverse' = 'forward', words: string[] = []): unknown {
	const result = applyMapping(ready([row], direction, words), Object.freeze(record) as Row);
	return result instanceof Rejected ? result.reasons.map(({ rule, path, value }) => ({ rule, path, value })) : result;
}

const template = (settings: object = {}, more: object = {}): Row => ({ source: '{city} / {zip}', target: 'place', type: 'template', templateSettings: settings, ...more });

describe('a template', () => {
	it('joins fields, and takes them apart again', () => {
		expect(map(template(), { city: 'Bern', zip: '3000' })).toEqual({ place: 'Bern / 3000' });
		expect(map(template(), { place: 'Bern / 3000' }, 'reverse')).toEqual({ city: 'Bern', zip: '3000' });
	});

	it('may stand on the target side, with any paths, new lines and braces', () => {
		const row: Row = { source: 'text', target: '{{{a.b[0]}}}\\n{e[t=w].v}', type: 'template' };
		expect(map(row, { text: '{x}\ny' })).toEqual({ a: { b: ['x'] }, e: [{ t: 'w', v: 'y' }] });
		expect(map(row, { a: { b: ['x'] }, e: [{ t: 'w', v: 'y' }] }, 'reverse')).toEqual({ text: '{x}\ny' });
	});

	it('of one field adds what stands around it', () => {
		const row: Row = { source: 'C-{id}', target: 'key', type: 'template' };
		expect(map(row, { id: '7' })).toEqual({ key: 'C-7' });
		expect(map(row, { key: 'C-7' }, 'reverse')).toEqual({ id: '7' });
		expect(map(row, { key: 'D-7' }, 'reverse')).toMatchObject([{ rule: 'notOfThatForm' }]);
	});

	it('used both ways rejects values that hold the separator, from both sides', () => {
		expect(map(template(), { city: 'A / B', zip: '1' })).toEqual([{ rule: 'ambiguous', path: '{city} / {zip}', value: { city: 'A / B', zip: '1' } }]);
		expect(map(template(), { place: 'A / B / 1' }, 'reverse')).toMatchObject([{ rule: 'ambiguous', value: 'A / B / 1' }]);
		expect(map(template(), { place: 'Bern 3000' }, 'reverse')).toMatchObject([{ rule: 'notOfThatForm' }]);
		expect(map(template({}, { way: 'forward' }), { city: 'A / B', zip: '1' })).toEqual({ place: 'A / B / 1' });
	});

	it('tells apart what comes apart in one way only, wherever the separators stand', () => {
		const row: Row = { source: '{a}-{b}:{c}', target: 't', type: 'template' };
		expect(map(row, { t: 'x-y:z:' }, 'reverse')).toMatchObject([{ rule: 'ambiguous' }]);
		expect(map(row, { t: 'x:y-z:w' }, 'reverse')).toEqual({ a: 'x:y', b: 'z', c: 'w' });
		const twice: Row = { source: '{a}aa{b}', target: 't', type: 'template' };
		expect(map(twice, { t: 'xaaay' }, 'reverse')).toMatchObject([{ rule: 'ambiguous' }]);
	});

	it('keeps absent, null and empty apart where no field has a value', () => {
		for (const [from, to] of [[{}, {}], [{ city: null, zip: null }, { place: null }], [{ city: '', zip: '' }, { place: '' }]] as const) {
			expect(map(template(), from)).toEqual(to);
			expect(map(template(), to, 'reverse')).toEqual(from);
		}
	});

	it('says which part is missing, or leaves it out with its separator', () => {
		expect(map(template(), { city: 'Bern' })).toEqual([{ rule: 'partMissing', path: '{city} / {zip}', value: { city: 'Bern' } }]);
		const skip = template({ whenPartMissing: 'skip' }, { way: 'forward' });
		expect(map(skip, { city: 'Bern', zip: null })).toEqual({ place: 'Bern' });
		expect(map(skip, { zip: '3000' })).toEqual({ place: '3000' });
	});

	it('takes text, and numbers only if asked; a word for no value is none', () => {
		expect(map(template(), { city: 'Bern', zip: 3000 })).toMatchObject([{ rule: 'notText' }]);
		expect(map(template({ acceptNumbers: true }), { city: 'Bern', zip: 3000 })).toEqual({ place: 'Bern / 3000' });
		expect(map(template(), { city: 'NULL', zip: 'NULL' }, 'forward', ['NULL'])).toEqual({ place: null });
		expect(map(template(), { place: 'NULL / 1' }, 'reverse', ['NULL'])).toMatchObject([{ rule: 'noValueWord' }]);
	});

	it('has defaults for both sides', () => {
		const row = template({}, { way: 'reverse', missingReverse: { absent: 'default', default: 'Bern / 3000' } });
		expect(map(row, {}, 'reverse')).toEqual({ city: 'Bern', zip: '3000' });
	});

	it.each([
		['without a separator', { source: '{a}{b}', target: 't' }, '"ab" and "c" would come back as "a" and "bc"'],
		['that skips, used both ways', { source: '{a} {b}', target: 't', templateSettings: { whenPartMissing: 'skip' } }, 'without a, "x0 x1" would become "x1"'],
		['without fields', { source: 'a', target: 'b' }, 'needs a template on one side'],
		['on both sides', { source: '{a}', target: '{b}' }, 'needs a template on one side'],
		['with a brace left open', { source: '{a} {b', target: 't' }, 'brace without its partner'],
		['with a broken path', { source: '{a..b}', target: 't' }, 'has an empty name'],
		['that goes through a list', { source: '{a[*].b}', target: 't' }, 'goes through a list'],
		['that null would turn into a value of', { source: '{a} {b}', target: 't', missing: { null: 'default', default: 'x y' } }, '[null, null] in {a} {b} would become "x y" in t'],
	])('%s is refused', (_, row, words) => {
		expect(refusal([{ type: 'template', ...row }])).toContain(words);
	});

	it('that writes a field another row writes is refused', () => {
		expect(refusal([{ source: 't', target: '{a} {b}', type: 'template' }, { source: 'x', target: 'b' }])).toContain('writes the same field as Row 1');
	});
});

describe('the parts of a name', () => {
	const name = (parts: string, settings: object = {}): Row => ({ source: 'name', target: parts, type: 'nameParts', way: 'forward', namePartsSettings: settings });

	it.each([
		['{first} {last}', {}, 'Ana Maria  Lopez ', { first: 'Ana Maria', last: 'Lopez' }],
		['{first} {last}', { rule: 'firstWord' }, 'Ana Maria Lopez', { first: 'Ana', last: 'Maria Lopez' }],
		['{first} {last}', { particles: 'van, de, la' }, 'Vincent Willem van de la Gogh', { first: 'Vincent Willem', last: 'van de la Gogh' }],
		['{first} {last}', { particles: 'van' }, 'Van Morrison', { first: 'Van', last: 'Morrison' }],
		['{first} {middle} {last}', {}, 'Johann Sebastian Bach', { first: 'Johann', middle: 'Sebastian', last: 'Bach' }],
		['{first} {middle} {last}', {}, 'Ana Lopez', { first: 'Ana', middle: null, last: 'Lopez' }],
		['{last}, {first}', {}, 'Lopez Garcia,Ana Maria', { last: 'Lopez Garcia', first: 'Ana Maria' }],
		['{first} {last}', { oneWord: 'last' }, 'Madonna', { first: null, last: 'Madonna' }],
	])('%s %j: %s', (parts, settings, full, expected) => {
		expect(map(name(parts, settings), { name: full })).toEqual(expected);
	});

	it('are rejected where the rule has no answer', () => {
		expect(map(name('{first} {last}'), { name: 'Madonna' })).toMatchObject([{ rule: 'oneWord', value: 'Madonna' }]);
		expect(map(name('{last}, {first}'), { name: 'Ana Lopez' })).toMatchObject([{ rule: 'notOfThatForm' }]);
	});

	it('make a full name, without what is missing', () => {
		const row: Row = { source: 'name', target: '{first} {middle} {last}', type: 'nameParts', way: 'reverse' };
		expect(map(row, { first: 'Ana', middle: null, last: 'Lopez' }, 'reverse')).toEqual({ name: 'Ana Lopez' });
		expect(map(row, {}, 'reverse')).toEqual({});
	});

	it.each([
		['{first} {last}', {}, '"Ana Maria" + "Lopez Garcia" become "Ana Maria Lopez Garcia", and would come back as "Ana Maria Lopez" + "Garcia"'],
		['{first} {last}', { rule: 'firstWord' }, 'would come back as "Ana" + "Maria Lopez Garcia"'],
		['{last}, {first}', {}, 'cannot be taken apart with certainty'],
	])('are refused both ways, with a name that shows it: %s', (parts, settings, words) => {
		expect(refusal([{ ...name(parts, settings), way: 'both' }])).toContain(words);
	});

	it('need two or three fields', () => {
		expect(refusal([name('{a} {b} {c} {d}')])).toContain('does not name the parts of a name');
		expect(refusal([name('{a}{b}')])).toContain('does not name the parts of a name');
	});
});

describe('the lines of an address', () => {
	const lines = (settings: object = {}, more: object = {}): Row => ({ source: 'street', target: '{line1}{line2}{line3}', type: 'addressLines', addressLinesSettings: settings, ...more });

	it('go into their fields and back; unused fields are cleared', () => {
		expect(map(lines(), { street: 'c/o Lopez\r\nMain St 1' })).toEqual({ line1: 'c/o Lopez', line2: 'Main St 1', line3: null });
		expect(map(lines(), { line1: 'c/o Lopez', line2: 'Main St 1', line3: null }, 'reverse')).toEqual({ street: 'c/o Lopez\nMain St 1' });
		expect(map(lines({ unusedFields: 'leaveOut' }), { street: 'a' })).toEqual({ line1: 'a' });
	});

	it('may be a list, or a text with another separator', () => {
		expect(map(lines({ linesAs: 'list' }), { street: ['a', 'b'] })).toEqual({ line1: 'a', line2: 'b', line3: null });
		expect(map(lines({ linesAs: 'list' }), { line1: 'a', line2: 'b' }, 'reverse')).toEqual({ street: ['a', 'b'] });
		expect(map(lines({ separator: '; ' }), { street: 'a; b' })).toEqual({ line1: 'a', line2: 'b', line3: null });
		expect(map(lines({ separator: '; ' }), { line1: 'a; b' }, 'reverse')).toMatchObject([{ rule: 'notExpressible' }]);
	});

	it('are rejected where they do not fit', () => {
		expect(map(lines(), { street: 'a\nb\nc\nd' })).toMatchObject([{ rule: 'tooManyLines' }]);
		expect(map(lines({ tooManyLines: 'joinLast' }, { way: 'forward' }), { street: 'a\nb\nc\nd' })).toEqual({ line1: 'a', line2: 'b', line3: 'c, d' });
		expect(map(lines(), { line1: 'a', line3: 'c' }, 'reverse')).toMatchObject([{ rule: 'partMissing' }]);
		expect(map(lines({ emptyLines: 'close' }, { way: 'reverse' }), { line1: 'a', line3: 'c' }, 'reverse')).toEqual({ street: 'a\nc' });
	});

	it.each([
		[{ tooManyLines: 'joinLast' }, '"line 1 / line 2 / line 3 / line 4" would come back as "line 3, line 4"'],
		[{ emptyLines: 'close' }, 'would come back as "a", "c", nothing'],
		[{ separator: '' }, 'the separator is missing'],
	])('%j is refused both ways', (settings, words) => {
		expect(refusal([lines(settings)])).toContain(words);
	});
});
