import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { N8nClient, type Owner } from './n8n-client';
import { freePort } from './ports';
import { ServerProcess } from './server-process';
import { until } from './wait';

const READY_TIMEOUT_MS = 180_000;

export interface N8nOptions {
	/** The packed package; it is installed as n8n installs community packages. None: a bare n8n. */
	tarball?: string;
	/** Everything n8n keeps: its database, its settings, the package. */
	userFolder: string;
	/** The file n8n's output is appended to. */
	log: string;
	/** Free if not given. */
	port?: number;
	/** By default demo@example.com with a password of its own, kept in the user folder. */
	owner?: Owner;
	/** Further settings of n8n, for example `{ EXECUTIONS_MODE: 'queue' }`. */
	env?: Record<string, string>;
	/** The folder with `node_modules/n8n`; by default the environment's SYNC_KIT_N8N, set by the scripts. */
	home?: string;
}

/** A real n8n on 127.0.0.1. It can be stopped, or killed, and started again on the same user folder. */
export class N8n {
	readonly url: string;
	readonly client: N8nClient;
	private process: ServerProcess | undefined;

	private constructor(
		private readonly options: N8nOptions,
		/** The folder with `node_modules/n8n`. */
		readonly home: string,
		readonly port: number,
		readonly owner: Owner,
	) {
		this.url = `http://127.0.0.1:${port}`;
		this.client = new N8nClient(this.url);
	}

	/** Installs the package, starts n8n, sets up the owner and logs in. */
	static async start(options: N8nOptions): Promise<N8n> {
		const home = options.home ?? process.env['SYNC_KIT_N8N'];
		if (home === undefined) throw new Error('SYNC_KIT_N8N is not set: start this through "npm run demo" or "npm run test:e2e"');
		mkdirSync(options.userFolder, { recursive: true });
		if (options.tarball !== undefined) await installPackage(options.tarball, options.userFolder);
		const n8n = new N8n(options, home, options.port ?? (await freePort()), options.owner ?? ownerOf(options.userFolder));
		await n8n.start();
		return n8n;
	}

	/** The process id, while it runs. */
	get pid(): number | undefined {
		return this.process?.running ? this.process.pid : undefined;
	}

	/** Starts it (again); returns when it is ready and the client is logged in. */
	async start(): Promise<void> {
		const server = await ServerProcess.start({
			name: 'n8n',
			command: process.execPath,
			args: [join(this.home, 'node_modules', 'n8n', 'bin', 'n8n'), 'start'],
			env: { ...inherited(), ...settings(this.options.userFolder, this.port, await freePort()), ...this.options.env },
			cwd: this.options.userFolder,
			log: this.options.log,
		});
		this.process = server;
		try {
			await until(
				'n8n to be ready',
				async () => {
					if (!server.running) return false;
					const answer = await fetch(`${this.url}/healthz/readiness`, { signal: AbortSignal.timeout(2_000) });
					return answer.status === 200 ? true : undefined;
				},
				{ timeoutMs: READY_TIMEOUT_MS, everyMs: 200 },
			);
			if (!server.running) throw new Error('n8n ended while starting');
			// Ready means the database is; the editor's requests are served a moment later.
			await until('n8n to let the owner in', async () => {
				await this.client.logIn(this.owner);
				return true;
			});
		} catch (error) {
			await server.stop('SIGTERM', 5_000);
			throw new Error(`${error instanceof Error ? error.message : String(error)}. The end of its log:\n${server.logTail()}`);
		}
	}

	/** Stops it; n8n finishes what runs (up to 30 s by its own rules). */
	async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
		await this.process?.stop(signal, 45_000);
	}

	/** kill -9: n8n gets no chance to save anything. */
	async kill9(): Promise<void> {
		await this.process?.kill9();
	}

	/** Stops it with SIGTERM and starts it again. */
	async restart(): Promise<void> {
		await this.stop();
		await this.start();
	}

	/** The end of n8n's log. */
	logTail(lines = 30): string {
		return this.process?.logTail(lines) ?? '';
	}

	/**
	 * A workflow's static data as n8n's database has it at this moment, read past n8n.
	 * @returns the JSON text, or null if there is none
	 */
	staticDataText(workflowId: string): string | null {
		const [row] = this.database<{ staticData: string | null }>('SELECT staticData FROM workflow_entity WHERE id = ?', workflowId);
		if (row === undefined) throw new Error(`n8n's database has no workflow ${workflowId}`);
		return row.staticData;
	}

	/** The same, parsed. */
	staticData(workflowId: string): Record<string, unknown> | null {
		const text = this.staticDataText(workflowId);
		return text === null ? null : (JSON.parse(text) as Record<string, unknown>);
	}

	/** Runs a query on n8n's own SQLite database, read-only. n8n may be running or not. */
	database<Row>(sql: string, ...values: (string | number | null)[]): Row[] {
		const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
		const database = new DatabaseSync(join(this.options.userFolder, '.n8n', 'database.sqlite'), { readOnly: true, timeout: 5_000 });
		try {
			return database.prepare(sql).all(...values) as Row[];
		} finally {
			database.close();
		}
	}
}

/** Puts a packed package where n8n keeps community packages: only what is in the tarball, no peers, no scripts. */
async function installPackage(tarball: string, userFolder: string): Promise<void> {
	const folder = join(userFolder, '.n8n', 'nodes');
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, 'package.json'), '{ "name": "installed-nodes", "private": true, "dependencies": {} }\n');
	const args = ['install', tarball, '--prefix', folder, '--ignore-scripts', '--omit=dev', '--omit=peer', '--legacy-peer-deps'];
	await promisify(execFile)('npm', [...args, '--package-lock=false', '--no-audit', '--no-fund', '--silent'], { cwd: folder });
}

function ownerOf(userFolder: string): Owner {
	const file = join(userFolder, 'owner.json');
	if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Owner;
	// n8n wants a digit and a capital letter in a password.
	const owner = { email: 'demo@example.com', password: `Sync1-${randomBytes(6).toString('hex')}` };
	writeFileSync(file, `${JSON.stringify(owner)}\n`, { mode: 0o600 });
	return owner;
}

/** This process's environment without what belongs to npm, a test runner or another Node. */
export function inherited(): NodeJS.ProcessEnv {
	const foreign = /^(npm_|NODE_|JEST_|N8N_|DB_|EXECUTIONS_|QUEUE_|SYNC_KIT_)/i;
	return Object.fromEntries(Object.entries(process.env).filter(([key]) => !foreign.test(key)));
}

function settings(userFolder: string, port: number, brokerPort: number): Record<string, string> {
	return {
		...commonSettings(),
		N8N_USER_FOLDER: userFolder,
		N8N_PORT: String(port),
		N8N_HOST: '127.0.0.1',
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		WEBHOOK_URL: `http://127.0.0.1:${port}/`,
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
		N8N_SECURE_COOKIE: 'false',
	};
}

/** What every process of n8n is told: to be quiet, and to stay on this machine. */
export function commonSettings(): Record<string, string> {
	return {
		NODE_ENV: 'production',
		N8N_RUNNERS_BROKER_LISTEN_ADDRESS: '127.0.0.1',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		// It only asks n8n's servers for a list, and complains when it cannot.
		N8N_DISABLED_MODULES: 'mcp-registry',
		GENERIC_TIMEZONE: 'UTC',
	};
}
