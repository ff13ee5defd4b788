import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readHead, readImage, writeImage, type ImageHead } from '../../nodes/shared/state/durableImage';
import type { StateImage } from '../../nodes/shared/state/memoryState';
import { StateProblem } from '../../nodes/shared/state/port';

const runs = { numRuns: Number(process.env['FC_RUNS'] ?? 1000) };
jest.setTimeout(Math.max(60_000, runs.numRuns * 60));

const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.constantFrom('__proto__', 'constructor', '"\\\n', '\u2028', '\ufffd', ''));
const base64 = fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes).toString('base64'));
const image = fc.record<StateImage>({
	token: fc.maxSafeNat(),
	tables: fc.array(
		fc.record({
			name: anyText,
			signature: anyText,
			stride: fc.nat({ max: 64 }),
			packed: base64,
			loose: fc.oneof(fc.constant(''), fc.jsonValue({ maxDepth: 1 }).map((value) => JSON.stringify(value))),
		}),
		{ maxLength: 3 },
	),
});
const head = fc.record<ImageHead>({ writer: anyText, revision: fc.nat(), workflow: anyText });

/** What is left of an image must be refused, and the refusal must be a value. */
function assertRefused(text: string): void {
	const read = readImage(text);
	assert.ok(!read.ok, `read although damaged: ${text}`);
	assert.ok(read.problem instanceof StateProblem);
	const who = readHead(text);
	assert.ok(who instanceof StateProblem || typeof who.writer === 'string');
}

test('what was written is read back, whatever the names and numbers', () => {
	fc.assert(
		fc.property(head, image, (written, state) => {
			const text = writeImage(written, state);
			const read = readImage(text);
			assert.ok(read.ok);
			assert.deepEqual({ ...read.image, tables: read.image.tables.map((table) => ({ ...table })) }, { token: state.token, tables: state.tables.map((table) => ({ ...table })) });
			const { writer, revision, workflow } = read.head;
			assert.deepEqual({ writer, revision, workflow }, { ...written });
			const who = readHead(text);
			assert.ok(!(who instanceof StateProblem));
			assert.equal(who.revision, written.revision);
			assert.equal(JSON.parse(JSON.stringify(text)), text);
		}),
		runs,
	);
});

const SPOILERS = ['0', '1', '9', ' ', '{', 'A', 'f', '\ud800', '\ufffd', '\0'];

test('every truncation of an image is refused, at its end and at its beginning', () => {
	fc.assert(
		fc.property(head, image, fc.array(fc.nat({ max: 10_000 }), { minLength: 10, maxLength: 10 }), (written, state, cuts) => {
			const text = writeImage(written, state);
			for (const cut of cuts) assertRefused(text.slice(0, cut % text.length));
			for (const cut of cuts) assertRefused(text.slice(1 + (cut % text.length)));
		}),
		runs,
	);
});

test('every character put in place of another is refused', () => {
	fc.assert(
		fc.property(head, image, fc.array(fc.tuple(fc.nat({ max: 10_000 }), fc.oneof(fc.constantFrom(...SPOILERS), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }))), { minLength: 10, maxLength: 10 }), (written, state, changes) => {
			const text = writeImage(written, state);
			for (const [place, char] of changes) {
				const at = place % text.length;
				if (text[at] !== char) assertRefused(text.slice(0, at) + char + text.slice(at + 1));
			}
		}),
		runs,
	);
});

test('of one image, all truncations and all changes of one character are refused', () => {
	const tables = [{ name: 'guard', signature: 'guard.1', stride: 9, packed: Buffer.alloc(34, 7).toString('base64'), loose: '[["AAAAAAAAAAA=",{"result":"\\ufffd"}]]' }];
	for (const state of [{ token: 12, tables }, { token: 0, tables: [] }]) {
		const text = writeImage({ writer: 'writer', revision: 3, workflow: 'workflow' }, state);
		for (let at = 0; at < text.length; at += 1) {
			assertRefused(text.slice(0, at));
			for (const char of SPOILERS) if (text[at] !== char) assertRefused(text.slice(0, at) + char + text.slice(at + 1));
		}
	}
});

test('any text at all is refused or read, never a throw', () => {
	fc.assert(
		fc.property(fc.oneof(anyText, fc.tuple(fc.nat(), fc.nat(), fc.json()).map(([form, length, json]) => `sync-kit/${form % 3} 0123456789abcdef ${length} ${json}`)), assertRefused),
		runs,
	);
});

test('a newer form is refused as newer, whatever follows its number', () => {
	fc.assert(
		fc.property(fc.integer({ min: 2, max: 1_000_000 }), fc.string({ unit: 'binary' }), (form, rest) => {
			const read = readImage(`sync-kit/${form} ${rest}`);
			assert.ok(!read.ok);
			assert.equal(read.problem.kind, 'newer');
			assert.equal((readHead(`sync-kit/${form} ${rest}`) as StateProblem).kind, 'newer');
		}),
		runs,
	);
});

test('only this form is written: 0 and 01 are damage', () => {
	const text = writeImage({ writer: 'w', revision: 1, workflow: 'f' }, { token: 1, tables: [] });
	for (const form of ['0', '01', '1.0', '-1', '']) {
		const read = readImage(text.replace('sync-kit/1', `sync-kit/${form}`));
		expect(read).toMatchObject({ ok: false, problem: { kind: 'corrupt' } });
	}
});
