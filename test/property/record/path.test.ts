import fc from 'fast-check';
import { compilePath } from '../../../nodes/shared/record/path';

const runs = { numRuns: 3000 };
const name = fc.oneof(
	fc.string({ maxLength: 6 }).filter((text) => !text.includes('"]')),
	fc.constantFrom('__proto__', 'constructor', 'toString', 'a.b', '0', ''),
);
const steps = fc.array(fc.oneof(name, fc.nat({ max: 5 })), { minLength: 1, maxLength: 5 }).filter(([first]) => typeof first === 'string');
const spelled = (path: readonly (string | number)[]): string =>
	path.map((step) => (typeof step === 'number' ? `[${step}]` : `["${step}"]`)).join('');

describe('a field path', () => {
	it('reads back what it wrote, and JSON can carry it', () => {
		fc.assert(
			fc.property(steps, fc.jsonValue(), (path, value) => {
				const compiled = compilePath(spelled(path));
				if (!compiled.ok) throw new Error(compiled.problem);
				const target = {};
				expect(compiled.path.set(target, value)).toBe(true);
				expect(compiled.path.get(target)).toBe(value);
				expect(JSON.stringify(compiled.path.get(JSON.parse(JSON.stringify(target))))).toBe(JSON.stringify(value));
			}),
			runs,
		);
	});

	it('never reaches into Object.prototype, whatever the path and the record', () => {
		const before = Object.getOwnPropertyNames(Object.prototype).sort();
		fc.assert(
			fc.property(steps, fc.jsonValue(), (path, record) => {
				const compiled = compilePath(spelled(path));
				if (!compiled.ok) throw new Error(compiled.problem);
				const found = compiled.path.get(record);
				expect(typeof found).not.toBe('function');
				compiled.path.set(typeof record === 'object' && record !== null ? record : {}, 'x');
				expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(before);
			}),
			runs,
		);
	});

	it('is compiled or refused in words, never an exception', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (text) => {
				const result = compilePath(text);
				if (!result.ok) expect(result.problem).toContain('The path');
			}),
			runs,
		);
	});
});
