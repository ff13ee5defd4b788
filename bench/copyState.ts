/**
 * Copy State with real amounts: from static data to PostgreSQL and back, by the number of entries.
 * Run by hand: `npx tsx bench/copyState.ts [--quick]`. The server writes to disk as it does in production (fsync on).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Postgres, removePostgresData } from '../demo/platform/postgres';
import { findCollection } from '../nodes/SyncHealthReporter/copy/collections';
import { changeCollection } from '../nodes/shared/changes/entryLayout';
import { guardCollection } from '../nodes/shared/idempotency/entry';
import { queue } from '../nodes/shared/queue/collection';
import { keyHash } from '../nodes/shared/record/fingerprint';
import { copyBetweenStores } from '../nodes/shared/state/copy/betweenStores';
import { MemoryState } from '../nodes/shared/state/memoryState';
import { Database } from '../nodes/shared/state/postgres/database';
import type { DatabaseLogin } from '../nodes/shared/state/postgres/login';
import { closePools } from '../nodes/shared/state/postgres/pools';

const SIZES = process.argv.includes('--quick') ? [10_000] : [10_000, 100_000, 300_000];
const clock = (): number => Date.now();
const pause = async (ms: number): Promise<void> => await new Promise((done) => void setTimeout(done, ms));

/** Half keys of the Guard, four tenths records of a Change Detector, the rest parked work with a payload. */
function fill(size: number): MemoryState {
	const memory = new MemoryState(clock);
	const expiresAt = Date.now() + 30 * 86_400_000;
	const keys = (what: string, n: number): string[] => Array.from({ length: n }, (_, i) => keyHash(`${what} ${i}`));
	memory.transactNow(guardCollection(), keys('order', size / 2), (tx) => {
		for (let i = 0; i < size / 2; i += 1) tx.set(i, { state: 'completed', fingerprint: i, expiresAt });
	});
	memory.transactNow(changeCollection('crm'), keys('record', size * 0.4), (tx) => {
		for (let i = 0; i < size * 0.4; i += 1) tx.set(i, { key: `record ${i}`, step: 7, sums: [1, 2, 3, 4, 5, 6, 7, i % 1_000_000] });
	});
	memory.transactNow(queue, keys('job', size * 0.1), (tx) => {
		for (let i = 0; i < size * 0.1; i += 1) {
			const job = { id: i, because: 'failed', parkedAt: 0, payload: { id: i, name: 'Ann Example', mail: 'ann@example.com' }, state: { kind: 'waiting', dueAt: i } };
			tx.set(i, { kind: 'record', target: 'erp', record: `job ${i}`, jobs: [job as never] });
		}
	});
	return memory;
}

async function main(): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'sync-kit-copy-'));
	const server = await Postgres.start({ folder: join(folder, 'data'), log: join(folder, 'log') });
	const login: DatabaseLogin = { ...server.login(), schema: 'sync_kit', tls: 'disable', poolSize: 5, encryptionKey: 'bench' };
	try {
		const database = new Database(login);
		await database.prepare();
		for (const size of SIZES) {
			const copy = async (state: MemoryState, way: 'to PostgreSQL' | 'to static data'): Promise<void> => {
				const places = [{ kind: 'staticData', words: 'here' }, { kind: 'postgres', words: 'there' }] as const;
				const [from, to] = way === 'to PostgreSQL' ? places : [places[1], places[0]];
				const started = performance.now();
				const result = await copyBetweenStores(
					{ opened: { state, mark: async () => undefined }, database, place: { namespace: '', sync: `sync ${size}` }, clock, pause },
					{ from, to, find: findCollection, ifNotEmpty: 'stop', close: true, lookOnly: false, now: clock() },
				);
				const verified = result.kind === 'copied' ? result.collections.reduce((sum, one) => sum + one.verified, 0) : 0;
				if (verified !== size) throw new Error(`${verified} of ${size} entries: ${JSON.stringify(result)}`);
				process.stdout.write(`${size.toLocaleString('en')} entries ${way}: ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
			};
			await copy(fill(size), 'to PostgreSQL');
			await copy(new MemoryState(clock), 'to static data');
		}
	} finally {
		await closePools();
		await server.stop();
		removePostgresData(join(folder, 'data'));
		rmSync(folder, { recursive: true, force: true });
	}
}

void main();
