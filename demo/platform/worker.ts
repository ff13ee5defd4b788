import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inherited } from './n8n';
import { freePort } from './ports';
import { ServerProcess } from './server-process';
import { until } from './wait';

const READY_TIMEOUT_MS = 180_000;

export interface WorkerOptions {
	name: string;
	/** A folder of its own, made anew at each start, as a container's is. */
	folder: string;
	/** The user folder of the main process: the package is installed there. */
	mainFolder: string;
	log: string;
	/** The folder with `node_modules/n8n`. */
	home: string;
	/** How many executions it works on at a time. */
	concurrency: number;
	/** What main and workers share: the database, Redis, the encryption key. */
	env: Record<string, string>;
}

/** One worker of n8n in queue mode: a process that can be held, let go on, killed and started again. */
export class Worker {
	private process: ServerProcess | undefined;
	private held = false;

	constructor(private readonly options: WorkerOptions) {}

	get name(): string {
		return this.options.name;
	}

	get running(): boolean {
		return this.process?.running === true;
	}

	/** Starts it (again); returns when it takes jobs. */
	async start(): Promise<void> {
		const { name, folder, mainFolder, log, home, concurrency, env } = this.options;
		rmSync(folder, { recursive: true, force: true });
		const packages = join(mainFolder, '.n8n', 'nodes');
		mkdirSync(join(folder, '.n8n'), { recursive: true });
		if (existsSync(packages)) cpSync(packages, join(folder, '.n8n', 'nodes'), { recursive: true });
		const health = await freePort();
		const server = await ServerProcess.start({
			name,
			command: process.execPath,
			args: [join(home, 'node_modules', 'n8n', 'bin', 'n8n'), 'worker', `--concurrency=${concurrency}`],
			env: {
				...inherited(),
				...env,
				N8N_USER_FOLDER: folder,
				QUEUE_HEALTH_CHECK_ACTIVE: 'true',
				QUEUE_HEALTH_CHECK_PORT: String(health),
				N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
				N8N_RUNNERS_BROKER_PORT: String(await freePort()),
			},
			cwd: folder,
			log,
		});
		this.process = server;
		this.held = false;
		const ready = await until(
			`${name} to be ready`,
			async () => {
				if (!server.running) return false;
				const answer = await fetch(`http://127.0.0.1:${health}/healthz/readiness`, { signal: AbortSignal.timeout(2_000) });
				return answer.status === 200 ? true : undefined;
			},
			{ timeoutMs: READY_TIMEOUT_MS, everyMs: 250 },
		).catch(async (error: unknown) => {
			await server.stop('SIGTERM', 5_000);
			throw new Error(`${error instanceof Error ? error.message : String(error)}. The end of its log:\n${server.logTail()}`);
		});
		if (!ready) throw new Error(`${name} ended while starting:\n${server.logTail()}`);
	}

	/** SIGSTOP: it does nothing any more and does not know it, as under a machine that hangs. */
	hold(): void {
		this.signal('SIGSTOP');
		this.held = true;
	}

	/** SIGCONT: it goes on where it was. */
	goOn(): void {
		this.signal('SIGCONT');
		this.held = false;
	}

	/** kill -9: what it was at is left as it is. */
	async kill9(): Promise<void> {
		await this.process?.kill9();
	}

	/** Stops it; it ends what it is at first. */
	async stop(): Promise<void> {
		if (this.held && this.running) this.goOn();
		await this.process?.stop('SIGTERM', 20_000);
	}

	/** Whether it has begun this execution, by its log, which goes on over its starts. */
	hasBegun(executionId: string): boolean {
		return this.everything().includes(`Worker started execution ${executionId} `);
	}

	/** The executions it has begun and not ended, by its log. */
	openExecutions(): ReadonlySet<string> {
		const open = new Set<string>();
		for (const [, word, id] of this.everything().matchAll(/Worker (started|finished) execution (\S+) /g)) {
			if (word === 'started') open.add(id!);
			else open.delete(id!);
		}
		return open;
	}

	/** How many executions it has begun. */
	begun(): number {
		return this.everything().split('Worker started execution ').length - 1;
	}

	private everything(): string {
		return this.process?.logTail(Infinity) ?? '';
	}

	logTail(lines = 30): string {
		return this.process?.logTail(lines) ?? '';
	}

	private signal(signal: NodeJS.Signals): void {
		if (!this.running) throw new Error(`${this.name} does not run`);
		process.kill(this.process!.pid, signal);
	}
}
