import { connect, type Socket } from 'node:net';

/** As much of Redis's protocol (RESP) as a pipeline of `SET key value NX PX` needs. */
export class RedisClaims {
	private buffered = '';
	private waiting: { replies: number; oks: number; done: (oks: number) => void; failed: (error: Error) => void } | undefined;

	private constructor(private readonly socket: Socket) {
		socket.setNoDelay(true);
		socket.setEncoding('latin1');
		socket.on('data', (text: string) => this.read(text));
	}

	static async connect(port: number): Promise<RedisClaims> {
		return await new Promise((resolve, reject) => {
			const socket = connect(port, '127.0.0.1', () => resolve(new RedisClaims(socket)));
			socket.once('error', reject);
		});
	}

	/** @returns how many of the keys were not there */
	async claim(keys: readonly string[], value: string, rememberMs: number): Promise<number> {
		return await this.send(keys.map((key) => ['SET', key, value, 'NX', 'PX', String(rememberMs)]));
	}

	/** @returns how many of the commands were answered with OK */
	async send(commands: readonly (readonly string[])[]): Promise<number> {
		const text = commands.map((words) => `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`).join('');
		return await new Promise((done, failed) => {
			this.waiting = { replies: commands.length, oks: 0, done, failed };
			this.socket.write(text, 'latin1');
		});
	}

	close(): void {
		this.socket.destroy();
	}

	private read(text: string): void {
		const lines = (this.buffered + text).split('\r\n');
		this.buffered = lines.pop()!;
		const { waiting } = this;
		if (waiting === undefined) return;
		for (const line of lines) {
			if (line.startsWith('-')) waiting.failed(new Error(`Redis: ${line.slice(1)}`));
			waiting.replies -= 1;
			if (line === '+OK') waiting.oks += 1;
		}
		if (waiting.replies > 0) return;
		this.waiting = undefined;
		waiting.done(waiting.oks);
	}
}
