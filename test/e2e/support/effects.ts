import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An app whose writes are counted: each POST is an effect, done before it is answered. */
export interface Effects {
	readonly url: string;
	/** The `id` of each write that was done, in order. */
	readonly ids: string[];
	/** How long an answer takes; the write is done at once. */
	delayMs: number;
	/** So many of the next writes are refused with 500, and not done. */
	failNext: number;
	close(): void;
}

export async function startEffects(): Promise<Effects> {
	const effects = { url: '', ids: [] as string[], delayMs: 0, failNext: 0, close: () => void server.close() };
	const server = createServer((request, response) => {
		let body = '';
		request.on('data', (part) => (body += String(part)));
		request.on('end', () => {
			if (effects.failNext > 0) {
				effects.failNext -= 1;
				response.writeHead(500).end('{"error":"not now"}');
				return;
			}
			effects.ids.push((JSON.parse(body) as { id: string }).id);
			const answer = JSON.stringify({ number: effects.ids.length });
			setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).end(answer), effects.delayMs);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	effects.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
	return effects;
}
