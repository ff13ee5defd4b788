import fc from 'fast-check';
import { anyRow, type Row } from './generators';

/** Paths of every kind, few enough that rows meet. */
const path = fc.constantFrom('a', 'b', 'c', 'deep.x', 'deep.y', 'list[0]', 'e[t=w].v', 'e[t=h].v', 'e[t="5"].n.m', 'l[*].a', 'l[*].b', 'm[*].c', 'tags[*]', 'o[*].l[*].s', '["a.b"]', '__proto__', 'constructor.x');
const way = fc.constantFrom('both', 'both', 'forward', 'reverse');

const oneField = fc.tuple(anyRow, path, path, way).map(([row, source, target, ways]): Row => ({ ...row, source, target, way: ways }));

const whole = fc.constantFrom('a', 'deep.x', 'e[t=w].v', 'whole');
const several = fc.constantFrom('{a} {b}', '{first}-{last}', '{deep.x}/{deep.y}: {c}', 'C{n}', '{l1}{l2}', '{last}, {first}', '{e[t=w].v} {b}');

const severalFields = fc
	.record({
		type: fc.constantFrom('template', 'template', 'nameParts', 'addressLines'),
		parts: several,
		whole,
		partsFirst: fc.boolean(),
		way,
		templateSettings: fc.record({ whenPartMissing: fc.constantFrom('reject', 'skip'), spaces: fc.constantFrom('keep', 'trim'), acceptNumbers: fc.boolean() }),
		namePartsSettings: fc.record({ rule: fc.constantFrom('lastWord', 'firstWord'), oneWord: fc.constantFrom('reject', 'first', 'last') }),
		addressLinesSettings: fc.record({ linesAs: fc.constantFrom('text', 'list'), unusedFields: fc.constantFrom('null', 'emptyText', 'leaveOut'), tooManyLines: fc.constantFrom('reject', 'joinLast'), emptyLines: fc.constantFrom('reject', 'close') }),
		missing: fc.oneof(fc.constant({}), fc.record({ null: fc.constantFrom('clear', 'leaveOut', 'reject'), empty: fc.constantFrom('asIs', 'null') })),
	})
	.map(({ parts, whole: one, partsFirst, ...row }): Row => ({ ...row, source: partsFirst ? parts : one, target: partsFirst ? one : parts }));

/** Tables of any rows; many of them are refused. */
export const anyTable = fc.array(fc.oneof({ weight: 2, arbitrary: oneField }, { weight: 1, arbitrary: severalFields }), { minLength: 1, maxLength: 4 });

export const severalFieldsRow = severalFields;

/** Tables whose rows do not meet: forward, each to a field of its own. */
export const workingTable = fc
	.array(fc.tuple(anyRow, path), { minLength: 2, maxLength: 4 })
	.map((rows) => rows.map(([row, source], i): Row => ({ ...row, source, target: `t${i}${'[*].v'.repeat(source.split('[*]').length - 1)}`, way: 'forward' })));
