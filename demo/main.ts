// The demo: a real n8n keeps a CRM and an ERP in step. Started by `npm run demo` (scripts/demo.mjs).
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compare } from './compare';
import { sharesOf, tellShares } from './queue';
import { healthReport, tellComparison, tellRound } from './report';
import type { Round } from './rounds/check';
import { edits } from './rounds/edits';
import { first } from './rounds/first';
import { quiet } from './rounds/quiet';
import { untilQuiet } from './rounds/untilQuiet';
import { bold, dim, heading, say } from './terminal';
import { startWorld, Stopper, type World } from './world';

const FOLDER = join(__dirname, '..', '.demo');
const RUNNING = join(FOLDER, 'running.pid');
const ROUNDS = [first, quiet, edits, untilQuiet];

async function main(): Promise<void> {
	const once = process.argv.includes('--once');
	const start = Date.now();
	claimFolder();
	const stopper = new Stopper();
	stopper.add(async () => rmSync(RUNNING, { force: true }));
	const interrupted = whenInterrupted();
	const aborted = interrupted.then(async () => {
		say(dim('\nstopping …'));
		await stopper.stop();
		process.exit(once ? 130 : 0);
	});

	try {
		heading('Starting');
		const world = await startWorld({ folder: FOLDER, tarball: process.env['SYNC_KIT_TARBALL'], template: process.env['SYNC_KIT_TEMPLATE'], queue: process.argv.includes('--queue') }, stopper);
		const before = compare(world.crm.dump(), await world.erp.customers());
		heading('Before the sync');
		tellComparison('CRM and ERP', before);

		const rounds: Round[] = [];
		for (const play of ROUNDS) {
			const round = await play(world);
			tellRound(round);
			rounds.push(round);
		}

		const after = compare(world.crm.dump(), await world.erp.customers());
		heading('After the sync');
		tellComparison('CRM and ERP', after);
		const report = await healthReport(world, rounds.flatMap(({ runs }) => runs.flatMap(({ executions }) => executions)));
		if (report.text !== undefined) say(`\n${report.text.trim()}`);
		const shares = await sharesOf(world);
		if (shares !== undefined) tellShares(shares);
		tellWhereToLook(world, report.page);

		const failed = rounds.flatMap(({ checks }) => checks).filter(({ ok }) => !ok);
		if (!once) {
			say(`\n${failed.length === 0 ? 'Everything held.' : `${failed.length} checks failed.`} Ctrl-C stops everything; "npm run demo -- --clean" removes what it leaves.`);
			await aborted;
			return;
		}
		await stopper.stop();
		process.exitCode = failed.length === 0 ? 0 : 1;
		say(
			JSON.stringify({
				ok: failed.length === 0,
				seconds: Math.round((Date.now() - start) / 1000),
				rounds: rounds.map(({ name, runs, checks }) => ({
					name,
					runs: runs.map((run) => ({
						name: run.name,
						ok: run.ok,
						seconds: run.seconds,
						writes: { CRM: written(run.writes, 'CRM'), ERP: written(run.writes, 'ERP') },
						refused: run.writes.filter(({ done }) => !done).length,
					})),
					checks,
				})),
				before,
				after,
				healthReport: report.page ?? null,
				...(shares === undefined ? {} : { queue: shares }),
			}),
		);
	} catch (error) {
		if (stopper.begun) await aborted;
		await stopper.stop();
		throw error;
	}
}

function written(writes: { system: string; done: boolean }[], system: string): number {
	return writes.filter((write) => write.done && write.system === system).length;
}

function tellWhereToLook({ n8n, crm, workflowId }: World, page: string | undefined): void {
	heading('Where to look');
	say(`  the workflow   ${bold(`${n8n.url}/workflow/${workflowId}`)}`);
	say(`  login          ${n8n.owner.email} / ${n8n.owner.password}`);
	say(`  health report  ${page ?? 'none was made'}`);
	say(`  the CRM        ${crm.url}/_dump`);
	say(`  run a round    curl -X POST ${n8n.url}/webhook/sync-customers`);
}

/** Resolves at Ctrl-C; a second one ends the process at once (the servers are then ended by their leash). */
async function whenInterrupted(): Promise<void> {
	await new Promise<void>((resolve) => {
		// Servers do not keep this process alive; this does, until it ends itself.
		setInterval(() => {}, 60_000);
		let times = 0;
		for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
			process.on(signal, () => {
				times += 1;
				if (times > 1) process.exit(130);
				resolve();
			});
		}
	});
}

/** Two demos at once would share their data. */
function claimFolder(): void {
	mkdirSync(FOLDER, { recursive: true });
	if (existsSync(RUNNING) && alive(Number(readFileSync(RUNNING, 'utf8')))) {
		throw new Error('A demo is already running in this folder: stop it with Ctrl-C first.');
	}
	writeFileSync(RUNNING, String(process.pid));
}

function alive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}

main().then(
	() => process.exit(),
	(error: unknown) => {
		process.stderr.write(`\n✖ ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
		process.exit(1);
	},
);
