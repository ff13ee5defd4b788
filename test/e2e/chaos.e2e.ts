import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { N8n, Postgres, QueueMode, removePostgresData, sleep, until } from '../../demo/platform';
import { oneProcess, queueMode, type Host } from './support/chaos/host';
import { REFUSED } from './support/chaos/people';
import { storm } from './support/chaos/storm';
import { table, type Column } from './support/chaos/table';
import { LOG_PREFIX, tally, wrong } from './support/chaos/tally';
import { whoWrote } from './support/chaos/whoWrote';
import { askQueue, withPack } from './support/chaos/withPack';
import { withoutPack } from './support/chaos/withoutPack';
import { startWorld, switchOffFaults, switchOnFaults, type World } from './support/chaos/world';
import { figure } from './support/deliveries';

// Everything goes wrong at once, and people go on editing both sides: docs/reliability.md says what, and shows the table.
// Takes too long for every run: CHAOS_EDITS=200 switches it on, CHAOS_EDITS=1000 is the long one; CHAOS_WITHOUT_PACK=0
// leaves the comparison out. CHAOS_WORKERS=3 runs it in queue mode, and workers are killed (CHAOS_KILLS times).

const EDITS = Number(process.env['CHAOS_EDITS'] ?? 0);
const LONG = EDITS > 500;
const WITHOUT_PACK = process.env['CHAOS_WITHOUT_PACK'] !== '0';
/** 0: n8n in one process. */
const WORKERS = Number(process.env['CHAOS_WORKERS'] ?? 0);
const KILLS = Number(process.env['CHAOS_KILLS'] ?? 5);
/** Edits wait for each other so long, at least (ms). */
const EDIT_EVERY_MS = Number(process.env['CHAOS_EDIT_EVERY_MS'] ?? (LONG ? 250 : 500));
/** How often both compare. On a machine with much else to do, longer: runs that overtake each other only pile up. */
const EVERY_SECONDS = Number(process.env['CHAOS_EVERY_SECONDS'] ?? 5);

let folder: string;
let host: Host;
/** The ERP's: another server than the one that holds what the pack remembers, since it is stopped. */
let postgres: Postgres;
const worlds: World[] = [];

async function startHost(): Promise<Host> {
	const tarball = process.env['SYNC_KIT_TARBALL']!;
	if (WORKERS > 0) return queueMode(await QueueMode.start({ tarball, folder: join(folder, 'queue'), workers: WORKERS, env: { QUEUE_WORKER_STALLED_INTERVAL: '5000' } }), Math.random);
	const n8n = await N8n.start({ tarball, userFolder: join(folder, 'n8n'), log: join(folder, 'n8n.log') });
	return oneProcess(n8n, await Postgres.start({ folder: join(folder, 'memory'), log: join(folder, 'memory.log') }));
}

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'sync-kit-chaos-'));
	postgres = await Postgres.start({ folder: join(folder, 'postgres'), log: join(folder, 'postgres.log'), settings: { log_line_prefix: LOG_PREFIX } });
	host = await startHost();
	const login = { ...host.memory!.login(), schema: 'sync_kit', tls: 'disable', poolSize: 5, ca: '', encryptionSecret: '' };
	const state = await host.client.createCredential('State', 'syncStatePostgreSqlApi', login);
	const servers = { client: host.client, postgres };
	worlds.push(await startWorld('with the pack', servers, (crmUrl, credentials) => withPack(crmUrl, credentials, EVERY_SECONDS, state)));
	if (WITHOUT_PACK) worlds.push(await startWorld('n8n alone', servers, (crmUrl, credentials) => withoutPack(crmUrl, credentials, EVERY_SECONDS)));
}, 400_000);
afterAll(async () => {
	for (const world of worlds) await world.stop().catch(() => {});
	await host?.stop();
	await postgres?.stop();
	for (const name of ['postgres', 'memory', 'queue/postgres']) removePostgresData(join(folder, name));
	rmSync(folder, { recursive: true, force: true });
});

/** A first comparison has ended in each world: what they agree on is known, as in any sync that has run before. */
async function firstRuns(): Promise<void> {
	for (const { name, workflowId } of worlds) {
		await until(`the first run of ${name}`, async () => ((await host.runs(workflowId)).some(({ status }) => status === 'success') ? true : undefined), { timeoutMs: 120_000, everyMs: 300 });
	}
}

/** Waits until nothing has moved for some rounds. @returns when the last thing moved (ms since 1970) */
async function quiet(): Promise<number> {
	let last = '';
	let still = Date.now();
	const end = Date.now() + 300_000;
	while (Date.now() - still < 6 * EVERY_SECONDS * 1_000) {
		const now: unknown[] = [];
		for (const world of worlds) {
			const accepted = world.crm.writes(world.before.crm).filter(({ status }) => status < 300).length;
			now.push(await wrong(world), await world.erp.lastWrite(), accepted);
		}
		const { waiting, leased } = (await askQueue(host, worlds[0]!.workflowId)).counts;
		now.push(waiting, leased);
		if (JSON.stringify(now) !== last || waiting + leased > 0) [last, still] = [JSON.stringify(now), Date.now()];
		if (Date.now() > end) throw new Error(`It does not come to rest; ${waiting} wait, ${leased} are being tried: ${last}`);
		await sleep(1_000);
	}
	return still;
}

async function runsOf({ workflowId }: World): Promise<{ failed: number; all: number }> {
	const all = (await host.runs(workflowId)).filter(({ mode }) => mode === 'trigger');
	return { failed: all.filter(({ status }) => status === 'error' || status === 'crashed').length, all: all.length };
}

/** Why runs failed, each reason once with how often: for whoever reads the log. */
async function whyRunsFailed({ workflowId, name }: World): Promise<string> {
	const reasons = new Map<string, number>();
	for (const { id } of await host.client.executions(workflowId, { limit: 100, status: ['error'] })) {
		const { error } = await host.client.execution(id);
		const reason = `${error?.node?.name ?? '?'}: ${error?.message ?? '?'}`;
		reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
	}
	return [`${name}: runs that failed`, ...[...reasons].map(([reason, times]) => `  ${times} × ${reason}`)].join('\n');
}

(EDITS > 0 ? test : test.skip)('edits on both sides through 500s, 429s, cut answers, a refused record, a database away and five kills: nothing lost, nothing twice, all parked work accounted for', async () => {
	await firstRuns();
	for (const world of worlds) await switchOnFaults(world);
	const incidents = await storm({ edits: EDITS, everyMs: EDIT_EVERY_MS, databaseAwayMs: LONG ? 60_000 : 20_000, kills: KILLS }, worlds, { host, postgres });
	for (const world of worlds) await switchOffFaults(world);
	const over = Date.now();
	const still = await quiet();

	const { counts, jobs } = await askQueue(host, worlds[0]!.workflowId);
	const columns: Column[] = [];
	for (const [i, world] of worlds.entries()) {
		const runs = await host.runs(world.workflowId);
		const counted = await tally(world, incidents, host.interrupted(runs, incidents.kills), runs, join(folder, 'postgres.log'));
		const dead = i === 0 ? jobs.filter(({ state }) => state === 'dead').map(({ record }) => record) : [];
		columns.push({ name: world.name, edits: EDITS, tally: counted, runs: await runsOf(world), quietAfterMs: still - over, dead, counts: i === 0 ? counts : undefined });
	}
	figure(`chaos, ${EDITS} edits, the database away for ${Math.round((incidents.away.to - incidents.away.from) / 1_000)} s, ${incidents.kills.length} kills${WORKERS > 0 ? `, ${WORKERS} workers` : ''}\n\n${table(columns)}\n`);

	for (const world of worlds) process.stdout.write(`${await whyRunsFailed(world)}\n`);

	const [pack, alone] = columns;
	for (const { id, at, side } of [...pack!.tally.repeated, ...pack!.tally.createdTwice]) process.stdout.write(`repeated: ${id}, ${side}, ${new Date(at).toISOString()}\n${await whoWrote(host, worlds[0]!.workflowId, id, at)}\n`);
	// Both sides equal, but for what stands in dead letters: the customer that is always refused.
	expect(pack!.tally.wrong.filter(({ id, kind }) => kind === 'gone' || !pack!.dead.includes(id))).toEqual([]);
	expect(jobs.filter(({ record }) => record === REFUSED)).toEqual([{ record: REFUSED, target: 'CRM', state: 'dead', reason: 'permanent' }]);
	// Of everything else in dead letters nobody knew whether it was created; it was.
	expect(jobs.filter(({ record, reason }) => record !== REFUSED && reason !== 'mayHaveHappened')).toEqual([]);
	// Nothing twice.
	expect(pack!.tally.createdTwice).toEqual([]);
	expect(pack!.tally.repeated).toEqual([]);
	expect(pack!.tally.overwritten).toEqual([]);
	// Every parked item is accounted for.
	expect(counts.parked).toBe(counts.waiting + counts.leased + counts.done + counts.dead + counts.discarded);
	expect(counts.parked).toBeGreaterThan(0);
	expect(jobs).toHaveLength(counts.waiting + counts.leased + counts.dead);
	// The same faults, counted in the same way, do show where nothing guards against them.
	if (alone !== undefined) {
		expect(alone.tally.wrong.filter(({ kind }) => kind === 'gone').length).toBeGreaterThan(0);
		expect(alone.tally.triesOfRefused).toBeGreaterThan(pack!.tally.triesOfRefused);
	}
}, 1_500_000);
