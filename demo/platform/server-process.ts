import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface ServerOptions {
	/** For messages: "n8n", "PostgreSQL". */
	name: string;
	command: string;
	args: string[];
	env: NodeJS.ProcessEnv;
	cwd?: string;
	/** The file its output is appended to. */
	log: string;
	/** Another user to run as; only root can. */
	uid?: number;
	gid?: number;
}

/** How a server ended. */
export interface Ended {
	code: number | null;
	signal: NodeJS.Signals | null;
}

/**
 * A server in a process of its own, and in a process group of its own: Ctrl-C in the terminal does not reach it
 * directly, so it is stopped in order by whoever started it. If that one dies, the leash ends it.
 */
export class ServerProcess {
	private static readonly all = new Set<ServerProcess>();

	/** Ends every server this process has started and not ended, those that are just starting too. */
	static async stopAll(): Promise<void> {
		await Promise.all([...ServerProcess.all].map(async (server) => await server.stop('SIGTERM', 5_000)));
	}

	/** Resolves when the process has ended; never rejects. */
	readonly ended: Promise<Ended>;

	private constructor(
		readonly name: string,
		readonly pid: number,
		private readonly log: string,
		child: ChildProcess,
	) {
		leash().write(`+${pid}\n`);
		ServerProcess.all.add(this);
		this.ended = new Promise((resolve) => {
			child.once('exit', (code, signal) => {
				this.running = false;
				ServerProcess.all.delete(this);
				// What it started itself (n8n's task runner) goes with it.
				this.send('SIGKILL');
				leash().write(`-${pid}\n`);
				resolve({ code, signal });
			});
		});
	}

	running = true;

	/** @throws Error when the program cannot be started */
	static async start({ name, command, args, env, cwd, log, uid, gid }: ServerOptions): Promise<ServerProcess> {
		mkdirSync(dirname(log), { recursive: true });
		const output = openSync(log, 'a');
		const child = spawn(command, args, {
			env,
			...(cwd === undefined ? {} : { cwd }),
			...(uid === undefined ? {} : { uid }),
			...(gid === undefined ? {} : { gid }),
			stdio: ['ignore', output, output],
			detached: true,
		});
		closeSync(output);
		await new Promise<void>((resolve, reject) => {
			child.once('spawn', resolve);
			child.once('error', (error) => reject(new Error(`Could not start ${name}: ${error.message}`)));
		});
		if (child.pid === undefined) throw new Error(`Could not start ${name}`);
		// A server that was forgotten does not keep this process waiting: the leash ends it.
		child.unref();
		return new ServerProcess(name, child.pid, log, child);
	}

	/** Sends `signal` and waits for the end; after `graceMs` it is killed. */
	async stop(signal: NodeJS.Signals = 'SIGTERM', graceMs = 30_000): Promise<Ended> {
		if (this.running) {
			process.kill(this.pid, signal);
			const timer = setTimeout(() => this.send('SIGKILL'), graceMs);
			await this.ended;
			clearTimeout(timer);
		}
		return await this.ended;
	}

	/** kill -9: no chance to save anything. */
	async kill9(): Promise<Ended> {
		if (this.running) process.kill(this.pid, 'SIGKILL');
		return await this.waited();
	}

	/** The end of it; unlike `ended` alone, waiting for it keeps this process alive. */
	private async waited(): Promise<Ended> {
		const alive = setInterval(() => {}, 1_000);
		return await this.ended.finally(() => clearInterval(alive));
	}

	/** The end of what it wrote, for error messages. */
	logTail(lines = 30): string {
		return readFileSync(this.log, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
	}

	private send(signal: NodeJS.Signals): void {
		try {
			process.kill(-this.pid, signal);
		} catch {
			// already gone
		}
	}
}

let stdin: NonNullable<ChildProcess['stdin']> | undefined;

/** The one watcher of this process (see leash.mjs). It does not keep this process alive. */
function leash(): NonNullable<ChildProcess['stdin']> {
	if (stdin === undefined) {
		const child = spawn(process.execPath, [join(__dirname, 'leash.mjs')], {
			stdio: ['pipe', 'ignore', 'ignore'],
			detached: true,
		});
		child.unref();
		stdin = child.stdin;
		stdin.on('error', () => {});
		if ('unref' in stdin && typeof stdin.unref === 'function') stdin.unref();
	}
	return stdin;
}
