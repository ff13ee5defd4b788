import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { itemsOf, QueueMode, removePostgresData, sleep, until, type WebhookAnswer } from '../../demo/platform';
import { count, figure } from './support/deliveries';
import { flood } from './support/flood';
import { closeGate, startApp, type App } from './support/queue/app';
import { killAtRandom } from './support/queue/killer';
import { carefully, claimEffectComplete, eachRecordOnce, inPostgres, inStaticData, type StateIn } from './support/queue/workflows';

// docs/queue-mode.md says what is promised, and shows the figures.
// QUEUE_STATE=staticData runs the same on static data: the tests fail, as they must.
// QUEUE_KEYS_PER_DELIVERY=1 delivers each of the 10,000 keys alone; QUEUE_KILL_SECONDS=300 is the long run of kills.
// A busy machine delivers fewer in the time it has (QUEUE_FLOOD_SECONDS, 0 for as long as it takes), and says how many.

const WORKERS = 3;
const DELIVERIES = Number(process.env['QUEUE_DELIVERIES'] ?? 1_000);
const KEYS = Number(process.env['QUEUE_KEYS'] ?? 10_000);
const KEYS_PER_DELIVERY = Number(process.env['QUEUE_KEYS_PER_DELIVERY'] ?? 50);
const FLOOD_SECONDS = Number(process.env['QUEUE_FLOOD_SECONDS'] ?? 60);
/** Not part of every run: a worker that was killed needs long to be back, and there must be time for several. */
const KILL_SECONDS = Number(process.env['QUEUE_KILL_SECONDS'] ?? 0);
const ON_STATIC_DATA = process.env['QUEUE_STATE'] === 'staticData';

let folder: string;
let queue: QueueMode;
let app: App;
let state: StateIn;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'sync-kit-queue-'));
	app = await startApp();
	queue = await QueueMode.start({
		tarball: process.env['SYNC_KIT_TARBALL']!,
		folder,
		workers: WORKERS,
		// Jobs that nobody is at are missed after seconds, not after half a minute.
		env: { QUEUE_WORKER_STALLED_INTERVAL: '5000' },
	});
	state = ON_STATIC_DATA ? inStaticData : inPostgres(await queue.stateCredential());
}, 400_000);
afterAll(async () => {
	await queue?.stop();
	app?.close();
	removePostgresData(join(folder, 'postgres'));
	rmSync(folder, { recursive: true, force: true });
});

/** The output of Complete for those who came too late. */
const REFUSED = 1;

interface Verdict {
	_sync: { verdict: string };
}

/** Delivers records and returns the verdict of each. */
async function deliver(path: string, ids: readonly string[]): Promise<string[]> {
	const answer = await queue.main.client.webhook(path, { records: ids.map((id) => ({ id })) });
	if (answer.status !== 200) throw new Error(`${answer.status}: ${answer.text}`);
	return (answer.body as Verdict[]).map(({ _sync }) => _sync.verdict);
}

/** Delivers one batch after the other over 40 connections while there is time. @returns the verdicts of those delivered */
async function deliverAll(path: string, batches: readonly (readonly string[])[]): Promise<{ verdicts: (string | Error)[]; delivered: number; seconds: number }> {
	const start = Date.now();
	const inTime = (): boolean => FLOOD_SECONDS === 0 || Date.now() - start < FLOOD_SECONDS * 1_000;
	const answers = await flood(batches, 40, async (batch) => (inTime() ? await deliver(path, batch) : undefined));
	const delivered = answers.filter((answer) => answer !== undefined);
	return { verdicts: delivered.flat(), delivered: delivered.length, seconds: Math.round((Date.now() - start) / 1_000) };
}

/** Whether an answer of `carefully` says that the effect was done: by this run (the app's answer), as it found, or before. */
function saysDone(body: unknown, id: string): boolean {
	const { id: done, done: found, _sync } = body as { id?: string; done?: boolean; _sync?: { verdict: string } };
	return done === id || found === true || _sync?.verdict === 'duplicate';
}

/** How many keys of a sync stand in the database. */
async function stored(sync: string): Promise<number> {
	const [row] = await queue.database<{ count: number }>("SELECT count(*)::int AS count FROM sync_kit.remembered WHERE sync = $1 AND collection = 'guard'", sync);
	return row!.count;
}

/** What the database holds of the only key of a sync. */
async function entryOf(sync: string): Promise<{ state: string; token?: number }> {
	const [row] = await queue.database<{ entry: { state: string; token?: number } }>("SELECT entry FROM sync_kit.remembered WHERE sync = $1 AND collection = 'guard'", sync);
	return row!.entry;
}

const activate = async (definition: Parameters<typeof queue.main.client.createWorkflow>[0]): Promise<string> => {
	const { id } = await queue.main.client.createWorkflow(definition);
	await queue.main.client.activate(id);
	return id;
};

test(`${DELIVERIES} deliveries of one key, over ${WORKERS} workers: one New`, async () => {
	await activate(eachRecordOnce('one-key', 'one-key', state));
	const { verdicts, delivered, seconds } = await deliverAll('one-key', Array.from({ length: DELIVERIES }, () => ['the key']));
	figure(`${WORKERS} workers: ${delivered} deliveries of one key in ${seconds} s: ${JSON.stringify(count(verdicts))}`);
	expect(count(verdicts)).toEqual({ new: 1, duplicate: delivered - 1 });
	expect(delivered).toBeGreaterThanOrEqual(Math.min(DELIVERIES, 100));
	// All workers had a part in it, or it shows nothing.
	const shares = queue.workers.map((worker) => worker.begun());
	figure(`the workers' shares: ${shares.join(', ')}`);
	expect(Math.min(...shares)).toBeGreaterThan(delivered / 20);
}, 1_200_000);

test(`${KEYS} different keys, over ${WORKERS} workers: ${KEYS} stored`, async () => {
	await activate(eachRecordOnce('many-keys', 'many-keys', state));
	const ids = Array.from({ length: KEYS }, (_, i) => `key ${i}`);
	const batches = Array.from({ length: Math.ceil(KEYS / KEYS_PER_DELIVERY) }, (_, i) => ids.slice(i * KEYS_PER_DELIVERY, (i + 1) * KEYS_PER_DELIVERY));
	const { verdicts, delivered, seconds } = await deliverAll('many-keys', batches);
	const keys = batches.slice(0, delivered).flat().length;
	figure(`${WORKERS} workers: ${keys} different keys in ${delivered} deliveries in ${seconds} s: ${JSON.stringify(count(verdicts))}`);
	expect(count(verdicts)).toEqual({ new: keys });
	expect(delivered).toBeGreaterThanOrEqual(Math.min(batches.length, 100));
	if (ON_STATIC_DATA) {
		const again = await deliverAll('many-keys', batches.slice(0, delivered));
		figure(`delivered again: ${JSON.stringify(count(again.verdicts))}`);
		expect(count(again.verdicts)).toEqual({ duplicate: keys });
	} else {
		expect(await stored('many-keys')).toBe(keys);
	}
}, 1_200_000);

test('a worker is held past its lease and goes on: its late completion is refused, and the newer claim stands', async () => {
	const workflow = await activate(claimEffectComplete('held', 'held', state, app.url, 0.1));
	const { client } = queue.main;
	const answerFirst = closeGate(app);
	void client.webhook('held', { id: 'x' }).catch(() => {});
	await until('the effect to have happened', () => (app.done.get('x') === 1 ? true : undefined), { everyMs: 20 });
	const [execution] = await client.executions(workflow, { limit: 1 });
	const worker = queue.workerOf(execution!.id);
	if (worker === undefined) throw new Error('no worker says that it began the execution');
	const older = await entryOf('held');
	worker.hold();
	const answerSecond = closeGate(app);
	answerFirst();
	await sleep(6_500);
	// The lease is over: another worker takes the key and does the effect (repeating was declared safe). The worker that
	// is held may take a job from Redis yet, and not do it: senders deliver again, and the answer that counts is that of the last.
	let delivery: Promise<WebhookAnswer>;
	await until('another worker to do it', async () => {
		delivery = client.webhook('held', { id: 'x' });
		await Promise.race([delivery, until('it', () => (app.done.get('x') === 2 ? true : undefined), { timeoutMs: 60_000 })]);
		return app.done.get('x') === 2 ? true : undefined;
	}, { timeoutMs: 90_000, everyMs: 500 });
	const newer = await entryOf('held');
	expect(newer.token).toBeGreaterThan(older.token!);

	worker.goOn();
	const said = await until('the late completion to be refused', async () => {
		const [refused] = itemsOf(await client.execution(execution!.id), 'Complete', REFUSED);
		return refused?.json['_sync'] as { verdict: string; refused: { code: string; message: string } } | undefined;
	}, { timeoutMs: 60_000 });
	figure(`a worker held past its lease goes on, and is refused: ${said.refused.message}`);
	expect([said.verdict, said.refused.code]).toEqual(['refused', 'newerClaim']);
	expect(await entryOf('held')).toEqual(newer);

	answerSecond();
	const answer = await delivery!;
	expect([answer.status, answer.body]).toEqual([200, { id: 'x' }]);
	expect(await entryOf('held')).toMatchObject({ state: 'completed' });
}, 240_000);

(KILL_SECONDS > 0 ? test : test.skip)(`workers are killed -9 at random for ${KILL_SECONDS} s while the app fails: no effect is lost, none happens twice`, async () => {
	const sync = 'kills';
	await activate(carefully(sync, sync, state, app.url, 0.15));
	Object.assign(app, { refuseEvery: 20, cutEvery: 15, delayMs: 200 });
	const end = Date.now() + KILL_SECONDS * 1_000;
	const over = (): boolean => Date.now() > end;
	let sent = 0;
	let tries = 0;
	const latest = (): number => end + 90_000;
	/** As senders of webhooks do: again and again, until it is said to be done. */
	const send = async (id: string): Promise<void> => {
		for (;;) {
			tries += 1;
			const answer = await queue.main.client.webhook(sync, { id }, { timeoutMs: 10_000 }).catch(() => undefined);
			if (answer?.status === 200 && saysDone(answer.body, id)) return;
			if (Date.now() > latest()) throw new Error(`${id} is not done long after the last kill (last answer: ${answer?.status} ${answer?.text})`);
			await sleep(500 + Math.random() * 1_000);
		}
	};
	const sender = async (): Promise<void> => {
		while (!over()) {
			const id = `effect ${(sent += 1)}`;
			// Each third is delivered twice at once.
			await Promise.all(sent % 3 === 0 ? [send(id), send(id)] : [send(id)]);
		}
	};
	const senders = Promise.all(Array.from({ length: 12 }, sender));
	const [kills] = await Promise.all([killAtRandom(queue.workers, over, [4_000, 10_000]), senders]);

	const ids = Array.from({ length: sent }, (_, i) => `effect ${i + 1}`);
	const lost = ids.filter((id) => !app.done.has(id));
	const twice = ids.filter((id) => (app.done.get(id) ?? 0) > 1);
	figure(
		`${kills} kills -9 of ${WORKERS} workers in ${KILL_SECONDS} s: ${sent} effects wanted, ${tries} deliveries, ${app.faults.refused} refused, ${app.faults.cut} answers cut; ${lost.length} lost, ${twice.length} twice`,
	);
	expect({ lost, twice }).toEqual({ lost: [], twice: [] });
	expect(kills).toBeGreaterThan(1);
	expect(await stored(sync)).toBe(sent);
}, (KILL_SECONDS + 240) * 1_000);
