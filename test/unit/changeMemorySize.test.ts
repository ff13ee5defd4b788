import { createHash } from 'node:crypto';
import { confirmChanges } from '../../nodes/shared/changes/confirmChanges';
import { changeCollection } from '../../nodes/shared/changes/entryLayout';
import { keyHash } from '../../nodes/shared/record/fingerprint';
import { StaticDataStates, type StaticDataHost } from '../../nodes/shared/state/staticData';
import { customer } from '../../bench/items';
import { runDetector, settings } from '../property/detectWorld';

const RECORDS = 100_000;
const NOW = Date.UTC(2026, 2, 1);

/** The same random-looking digits in every run. */
const hex = (n: number): string => createHash('sha256').update(String(n)).digest('hex');
const uuid = (n: number): string => {
	const digits = hex(n);
	return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
};
const letters = (n: number, length: number): string => Buffer.from(hex(n), 'hex').toString('base64').replace(/[+/=]/g, 'x').slice(0, length);

const host = (data: Record<string, unknown>): StaticDataHost => ({ workflowId: 'w', data, clock: () => NOW, setMark: async () => undefined, hasMark: async () => false });

/** As many sums as the detector keeps for a key; to whoever compresses them they are random, as those of any content. */
const sumsFor = (key: string, n: number): number[] => {
	const digits = hex(-1 - n);
	return Array.from({ length: key.length <= 16 ? 8 : 3 }, (_, i) => Number(`0x${digits.slice(i * 5, i * 5 + 5)}`) % 1_048_573);
};

/** What n8n writes to its database for so many delivered records, in bytes. How many fields they have does not matter. */
async function savedBytes(keyOf: (n: number) => string): Promise<number> {
	const data: Record<string, unknown> = {};
	const { state } = await new StaticDataStates().open(host(data), 'size', 'stop');
	const collection = changeCollection('');
	const entries = Array.from({ length: RECORDS }, (_, n) => ({ key: keyOf(n), step: 4, sums: sumsFor(keyOf(n), n) }));
	state.transactNow(collection, entries.map(({ key }) => keyHash(key)), (tx) => entries.forEach((entry, i) => tx.set(i, entry)));
	const blob = JSON.stringify(data);
	// What is saved is enough: another process knows all of it.
	const again = await new StaticDataStates().open(host(JSON.parse(blob) as Record<string, unknown>), 'size', 'stop');
	const read = again.state.transactNow(collection, entries.slice(0, 100).map(({ key }) => keyHash(key)), (tx) => entries.slice(0, 100).map((_, i) => tx.get(i)));
	expect(read).toEqual(entries.slice(0, 100));
	return Buffer.byteLength(blob);
}

// The figures of docs/change-detector.md.
test.each<[string, (n: number) => string, number]>([
	['numbers in sequence', (n: number) => String(n + 1), 3],
	['customer-00001 and on', (n: number) => `customer-${String(n).padStart(5, '0')}`, 3],
	['customer-1 and on', (n: number) => `customer-${n}`, 3],
	['UUIDs', uuid, 3],
	['ObjectIds of a database (24 hex digits)', (n: number) => hex(n).slice(0, 24), 3],
	['18 random letters and digits', (n: number) => letters(n, 18), 3],
	['e-mail addresses', (n: number) => `${letters(n, 6)}.${letters(n + RECORDS, 6)}@example.com`, 4.1],
	['12 random digits', (n: number) => String(BigInt(`0x${hex(n).slice(0, 14)}`)).slice(0, 12), 3.2],
])('100,000 delivered records, keys %s: what n8n saves stays under the size that is published', async (what, keyOf, most) => {
	const bytes = await savedBytes(keyOf);
	if (process.env['SIZES'] !== undefined) process.stdout.write(`${what}: ${(bytes / 1e6).toFixed(2)} MB\n`);
	expect(bytes).toBeLessThan(most * 1e6);
}, 120_000);

test('what is saved of delivered records is enough: another process names what is missing, what has changed, and in which field', async () => {
	const data: Record<string, unknown> = {};
	const { state } = await new StaticDataStates().open(host(data), 'size', 'stop');
	const list = Array.from({ length: 2_000 }, (_, n) => ({ ...customer(n), id: uuid(n) }));
	const first = await runDetector(state, settings(), list);
	await confirmChanges(state, first.changed.map(({ receipt }) => receipt));
	const again = await new StaticDataStates().open(host(JSON.parse(JSON.stringify(data)) as Record<string, unknown>), 'size', 'stop');
	const next = await runDetector(again.state, settings(), [...list.slice(1, 471), { ...list[471], city: 'Elsewhere' }, ...list.slice(472)]);
	expect(next.changed.map(({ key, changed }) => [key, changed])).toEqual([[uuid(471), ['city']]]);
	expect(next.deleted.map(({ key }) => key)).toEqual([uuid(0)]);
});
