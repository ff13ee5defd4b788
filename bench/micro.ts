// tsx bench/micro.ts: what the small steps cost that every item takes. Not part of npm run bench.
import { createHash, hash } from 'node:crypto';
import { canonicalJson } from '../nodes/shared/record/canonical';
import { valueFingerprint } from '../nodes/shared/reconcile/valueFingerprint';
import { customer } from './items';
import { median } from './race';
import { startWatch } from './time';

const records = Array.from({ length: 10_000 }, (_, n) => customer(n));
const texts = records.map((record) => record['email'] as string);
const ROUNDS = 30;
const WARM = 10;
let sink: unknown;

function measure<T>(name: string, inputs: readonly T[], work: (input: T) => unknown): void {
	const samples: number[] = [];
	for (let round = 0; round < ROUNDS; round += 1) {
		const stop = startWatch();
		for (const input of inputs) sink = work(input);
		samples.push((1000 * stop().cpu) / inputs.length);
	}
	process.stdout.write(`${name.padEnd(50)} ${median(samples.slice(WARM)).toFixed(2)} µs\n`);
}

measure('crypto.hash(text, "binary")', texts, (text) => hash('sha256', text, 'binary'));
measure('crypto.hash(text, "hex")', texts, (text) => hash('sha256', text, 'hex'));
measure('crypto.hash(text, "buffer")', texts, (text) => hash('sha256', text, 'buffer'));
measure('createHash().update(text).digest("hex")', texts, (text) => createHash('sha256').update(text).digest('hex'));
measure('valueFingerprint(text)', texts, (text) => valueFingerprint(text));
measure('canonicalJson(record of 12 fields)', records, (record) => canonicalJson(record));
measure('JSON.stringify(record of 12 fields)', records, (record) => JSON.stringify(record));
measure('crypto.hash(canonicalJson(record), "binary")', records, (record) => hash('sha256', canonicalJson(record), 'binary'));
if (sink === undefined) process.exitCode = 1;
