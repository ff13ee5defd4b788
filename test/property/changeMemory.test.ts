import assert from 'node:assert/strict';
import fc from 'fast-check';
import { entryExpiresAt, LAST_STEP, type ChangeEntry } from '../../nodes/shared/changes/entry';
import { changeCollection } from '../../nodes/shared/changes/entryLayout';
import { locate } from '../../nodes/shared/changes/locate';
import { factorOf, FULL_SUMS, lanesOf, PRIME, sameSums, SHORT_SUMS, sumsOf, times } from '../../nodes/shared/changes/sums';
import { valueFingerprint } from '../../nodes/shared/reconcile/valueFingerprint';
import { keyHash } from '../../nodes/shared/record/fingerprint';
import { Table } from '../../nodes/shared/state/table';

const RUNS = Number(process.env['FC_RUNS'] ?? 5000);
const runs = { numRuns: RUNS };
jest.setTimeout(Math.max(60_000, RUNS * 60));

const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.array(fc.nat({ max: 3 })), fc.constant(undefined));
const names = fc.uniqueArray(fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom('__proto__', 'constructor', 'name', 'email')), { minLength: 1, maxLength: 14 });
const contents = names.chain((fields) =>
	fc.record({ fields: fc.constant(fields), before: fc.array(value, { minLength: fields.length, maxLength: fields.length }), after: fc.array(value, { minLength: fields.length, maxLength: fields.length }) }),
);
const print = (one: unknown): number | undefined => (one === undefined ? undefined : valueFingerprint(one));
const sums = (fields: readonly string[], values: readonly unknown[]): number[] => sumsOf(fields.map(factorOf), values.map(print));

test('products are those of exact arithmetic', () => {
	fc.assert(
		fc.property(fc.nat({ max: PRIME - 1 }), fc.nat({ max: PRIME - 1 }), (a, b) => {
			assert.equal(times(a, b), Number((BigInt(a) * BigInt(b)) % BigInt(PRIME)));
		}),
		runs,
	);
});

test('two different fingerprints are two different pairs of lanes', () => {
	fc.assert(
		fc.property(fc.nat({ max: 2 ** 31 - 1 }), fc.nat({ max: 127 }), fc.nat({ max: 2 ** 31 - 1 }), fc.nat({ max: 127 }), fc.string(), (low, high, otherLow, otherHigh, name) => {
			const [one, other] = [high * 2 ** 31 + low, otherHigh * 2 ** 31 + otherLow];
			const field = factorOf(name);
			assert.equal(lanesOf(one, field).join() === lanesOf(other, field).join(), one === other);
			for (const lane of lanesOf(one, field)) assert.ok(lane >= 0 && lane < 2 ** 19);
		}),
		runs,
	);
});

test('contents have the same sums exactly when they are the same, in any order of fields', () => {
	fc.assert(
		fc.property(contents, ({ fields, before, after }) => {
			const same = fields.every((_, i) => print(before[i]) === print(after[i]));
			const backwards = sumsOf([...fields].reverse().map(factorOf), [...after].reverse().map(print));
			assert.equal(sameSums(sums(fields, before), backwards), same);
			assert.equal(sameSums(sums(fields, before).slice(0, SHORT_SUMS), backwards), same);
		}),
		runs,
	);
});

test('two fields that swap their values change both', () => {
	fc.assert(
		fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (a, b, x, y) => {
			fc.pre(a !== b && x !== y);
			const [one, other] = [sums([a, b], [x, y]), sums([a, b], [y, x])];
			assert.ok(!sameSums(one, other));
			assert.deepEqual(locate(one, other, [a, b].map(factorOf))?.map(({ name }) => name), [a, b]);
		}),
		runs,
	);
});

test('up to three changed fields are named, with short sums one; more are never mistaken for fewer', () => {
	fc.assert(
		fc.property(contents, fc.boolean(), ({ fields, before, after }, short) => {
			const changed = fields.filter((_, i) => print(before[i]) !== print(after[i]));
			const length = short ? SHORT_SUMS : FULL_SUMS;
			const found = locate(sums(fields, before).slice(0, length), sums(fields, after), fields.map(factorOf));
			if (changed.length <= (short ? 1 : 3)) assert.deepEqual(found?.map(({ name }) => name).sort(), [...changed].sort());
			else assert.equal(found, undefined);
		}),
		runs,
	);
});

const sum = fc.nat({ max: PRIME - 1 });
const someSums = fc.oneof(fc.array(sum, { minLength: FULL_SUMS, maxLength: FULL_SUMS }), fc.array(sum, { minLength: SHORT_SUMS, maxLength: SHORT_SUMS }));
const time = fc.nat({ max: 2 ** 31 }).map((n) => n * 1000);
const entry = fc.record<ChangeEntry>(
	{
		key: fc.oneof(fc.string({ unit: 'binary' }), fc.uuid(), fc.nat().map(String)),
		step: fc.nat({ max: LAST_STEP }),
		sums: someSums,
		version: fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.bigInt({ min: 2n ** 53n, max: 2n ** 80n }).map(String)),
		deletedUntil: time,
		pending: fc.record({ token: fc.maxSafeNat(), at: time, sums: someSums, unsure: fc.constant(true as const) }, { requiredKeys: ['token', 'at'], noNullPrototype: true }),
	},
	{ requiredKeys: ['key', 'step'], noNullPrototype: true },
);

test('every entry comes back from the compact form, and is over when it says', () => {
	const collection = changeCollection('');
	fc.assert(
		fc.property(fc.uniqueArray(entry, { selector: ({ key }) => key, maxLength: 8 }), (entries) => {
			const table = new Table<ChangeEntry>(collection.layout);
			for (const one of entries) table.set(keyHash(one.key), one);
			const again = Table.load(collection, table.image());
			for (const one of entries) {
				assert.deepEqual(table.get(keyHash(one.key)), one);
				assert.deepEqual(again.get(keyHash(one.key)), one);
				const bytes = Buffer.alloc(collection.layout.stride, 0xff);
				if (!collection.layout.pack(one, bytes, 0)) continue;
				assert.equal(collection.layout.expiresAt(bytes, 0), entryExpiresAt(one));
				assert.equal(collection.layout.rank(bytes, 0), collection.rank!(one, 0));
				// What lies behind the used bytes does not count.
				const used = collection.layout.named!.used(bytes, 0);
				assert.ok(used <= collection.layout.stride);
				assert.deepEqual(collection.layout.unpack(Buffer.concat([bytes.subarray(0, used), Buffer.alloc(80)]), 0, one.key), one);
			}
		}),
		runs,
	);
});
