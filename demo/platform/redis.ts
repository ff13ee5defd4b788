import { createConnection } from 'node:net';
import { mkdirSync } from 'node:fs';
import { freePort } from './ports';
import { ServerProcess } from './server-process';
import { until } from './wait';

export interface RedisOptions {
	/** Where it runs; it keeps nothing there. */
	folder: string;
	/** The file its output goes to. */
	log: string;
	/** The program redis-server; by default the environment's SYNC_KIT_REDIS, set by the scripts, or the one on PATH. */
	program?: string;
}

/** A real Redis on 127.0.0.1, which n8n's queue mode hands its jobs through. It keeps nothing when it ends. */
export class Redis {
	private constructor(
		private readonly process: ServerProcess,
		readonly port: number,
	) {}

	static async start({ folder, log, program = process.env['SYNC_KIT_REDIS'] ?? 'redis-server' }: RedisOptions): Promise<Redis> {
		mkdirSync(folder, { recursive: true });
		const port = await freePort();
		const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--daemonize', 'no', '--dir', folder];
		const server = await ServerProcess.start({ name: 'Redis', command: program, args: settings, env: { PATH: process.env['PATH'], LC_ALL: 'C' }, cwd: folder, log });
		const answered = await until('Redis to answer', async () => (server.running ? ((await ping(port)) ? true : undefined) : false));
		if (!answered) throw new Error(`Redis ended while starting:\n${server.logTail()}`);
		return new Redis(server, port);
	}

	async stop(): Promise<void> {
		await this.process.stop('SIGTERM', 5_000);
	}
}

async function ping(port: number): Promise<boolean> {
	return await new Promise((resolve, reject) => {
		const socket = createConnection({ host: '127.0.0.1', port, timeout: 1_000 }, () => socket.write('PING\r\n'));
		socket.once('data', (answer) => {
			socket.destroy();
			resolve(String(answer).startsWith('+PONG'));
		});
		socket.once('timeout', () => socket.destroy(new Error('no answer')));
		socket.once('error', reject);
	});
}
