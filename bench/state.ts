/**
 * What loading and saving a large memory costs beside what n8n does for any workflow's static data: parse the text
 * of the blob, and write it again.
 */
import { guardCollection } from '../nodes/shared/idempotency/entry';
import { agreedWord, type RecordMemory } from '../nodes/shared/reconcile/memory';
import { recordCollection } from '../nodes/shared/reconcile/memoryLayout';
import { makeShape } from '../nodes/shared/reconcile/shape';
import { valueFingerprint } from '../nodes/shared/reconcile/valueFingerprint';
import { keyHash } from '../nodes/shared/record/fingerprint';
import { MemoryState } from '../nodes/shared/state/memoryState';
import { StaticDataStates, type StaticDataHost } from '../nodes/shared/state/staticData';
import type { Collection } from '../nodes/shared/state/port';
import type { Engine } from './engine';
import { customer } from './items';
import { addRow, comparison, within, type Outcome } from './outcome';
import type { Plan } from './plan';
import { progress } from './progress';
import { collectGarbage, race, type Contender, type Measured } from './race';
import { startWatch, type Time } from './time';

const SYNC = 'bench';
const NOW = Date.UTC(2025, 0, 1);
const YEAR = 365 * 86_400_000;

export async function benchState(_engine: Engine, plan: Plan): Promise<Outcome> {
	const outcome: Outcome = {
		title: 'State',
		rows: [],
		goals: [],
		notes: [
			'Loading: JSON.parse of the blob\'s text (n8n\'s part), then opening the state until a lookup is answered. Saving: one entry changes, then JSON.stringify of the blob (n8n\'s part), which encodes the state. Against JSON.parse and JSON.stringify of the same blob as a plain string. Not in the engine.',
		],
	};
	const count = plan.state.toLocaleString('en');
	progress('state');
	for (const memory of [keys(plan.state), records(plan.state)]) {
		const measured = await race(await memory.contenders(), plan.rules);
		const [load, parse, save, stringify] = measured as [Measured, Measured, Measured, Measured];
		const work = `${count} ${memory.what}, ${(memory.bytes / 1e6).toFixed(1)} MB`;
		for (const one of [load, parse]) addRow(outcome, work, one, comparison(one, load));
		for (const one of [save, stringify]) addRow(outcome, work, one, comparison(one, save));
		outcome.goals.push(
			within(`Load within 3 × of JSON.parse, ${work}`, load, parse, 3),
			within(`Save within 3 × of JSON.stringify, ${work}`, save, stringify, 3),
		);
	}
	return outcome;
}

interface Memory {
	what: string;
	bytes: number;
	contenders(): Promise<Contender[]>;
}

function keys(count: number): Memory {
	const collection = guardCollection(count);
	return memoryOf('remembered keys', collection, count, (n) => ({
		state: 'completed' as const,
		fingerprint: (n * 2_654_435_761) >>> 0,
		expiresAt: NOW + YEAR + n,
	}));
}

function records(count: number): Memory {
	const fields = Object.keys(customer(0));
	const shape = makeShape(['CRM', 'ERP'], fields);
	return memoryOf('remembered records of 12 fields', recordCollection(shape, count), count, (n): RecordMemory => {
		const record = customer(n);
		const words = fields.map((field) => agreedWord(valueFingerprint(record[field]), 0b11));
		return { shape: shape.signature, seen: 0b11, gone: 0, day: 2000, words };
	});
}

function memoryOf<E>(what: string, collection: Collection<E>, count: number, entryOf: (n: number) => E): Memory {
	const hashes = Array.from({ length: count }, (_, n) => keyHash(`customer-${n}`));
	const host = (data: Record<string, unknown>): StaticDataHost => ({
		workflowId: 'bench',
		data,
		clock: () => NOW,
		setMark: async () => undefined,
		hasMark: async () => false,
	});
	const lookUp = (state: MemoryState, n: number): E => {
		const entry = state.transactNow(collection, [hashes[n]!], (tx) => tx.get(0));
		if (entry === undefined) throw new Error(`Entry ${n} is gone`);
		return entry;
	};
	const data: Record<string, unknown> = {};
	const memory: Memory = {
		what,
		bytes: 0,
		async contenders() {
			const { state } = await new StaticDataStates().open(host(data), SYNC, 'stop');
			state.transactNow(collection, hashes, (tx) => hashes.forEach((_hash, n) => tx.set(n, entryOf(n))));
			const blob = JSON.stringify(data);
			const plain = { text: longestText(JSON.parse(blob)) };
			const plainBlob = JSON.stringify(plain);
			memory.bytes = plain.text.length;
			return [
				{
					name: 'load: parse, open, first lookup',
					sample: () =>
						timed(async () => {
							const opened = await new StaticDataStates().open(host(JSON.parse(blob) as Record<string, unknown>), SYNC, 'stop');
							lookUp(opened.state, count - 1);
						}),
				},
				{ name: 'JSON.parse of one string of that size', sample: () => timed(() => JSON.parse(plainBlob)) },
				{
					name: 'save: encode and stringify',
					async sample() {
						state.transactNow(collection, [hashes[0]!], (tx) => tx.set(0, entryOf(0)));
						return await timed(() => JSON.stringify(data));
					},
				},
				{ name: 'JSON.stringify of one string of that size', sample: () => timed(() => JSON.stringify(plain)) },
			];
		},
	};
	return memory;
}

/** The state's text, wherever in the blob it stands. */
function longestText(value: unknown): string {
	if (typeof value === 'string') return value;
	if (typeof value !== 'object' || value === null) return '';
	return Object.values(value).map(longestText).reduce((a, b) => (b.length > a.length ? b : a), '');
}

async function timed(work: () => unknown): Promise<Time> {
	collectGarbage();
	const stop = startWatch();
	await work();
	return stop();
}
