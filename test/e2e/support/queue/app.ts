import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * An app in front of which things go wrong. `POST /` does an effect and counts it, `GET /<id>` says whether it was done.
 * It does not itself notice repeats: whoever asks twice gets it twice.
 */
export interface App {
	readonly url: string;
	/** How often each effect was done, by its id. */
	readonly done: ReadonlyMap<string, number>;
	/** One in so many requests is refused with 500 or 429, and does nothing; 0: none. */
	refuseEvery: number;
	/** One in so many effects is done, and its answer cut off; 0: none. */
	cutEvery: number;
	/** How long an answer takes after the effect (ms). */
	delayMs: number;
	/** What an answer waits for besides: what stands here when the effect is done. */
	gate: Promise<void>;
	/** How often each fault was met. */
	readonly faults: { refused: number; cut: number };
	close(): void;
}

export async function startApp(): Promise<App> {
	const done = new Map<string, number>();
	const faults = { refused: 0, cut: 0 };
	let requests = 0;
	let effects = 0;
	const app = { url: '', done, faults, refuseEvery: 0, cutEvery: 0, delayMs: 0, gate: Promise.resolve(), close: () => void server.close() };
	const server = createServer((request, response) => {
		let body = '';
		request.on('data', (part) => (body += String(part)));
		request.on('end', () => {
			const answer = (status: number, json: object, headers = {}): void => {
				response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(json));
			};
			requests += 1;
			if (app.refuseEvery > 0 && requests % app.refuseEvery === 0) {
				faults.refused += 1;
				if (faults.refused % 2 === 0) answer(429, { error: 'too many requests' }, { 'retry-after': '1' });
				else answer(500, { error: 'not now' });
				return;
			}
			if (request.method === 'GET') {
				answer(200, { done: done.has(decodeURIComponent(request.url!.slice(1))) });
				return;
			}
			const { id } = JSON.parse(body) as { id: string };
			done.set(id, (done.get(id) ?? 0) + 1);
			effects += 1;
			if (app.cutEvery > 0 && effects % app.cutEvery === 0) {
				faults.cut += 1;
				response.destroy();
				return;
			}
			void app.gate.then(() => setTimeout(() => answer(200, { id }), app.delayMs));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	app.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
	return app;
}

/** Effects from now on are not answered until the function that comes back is called. */
export function closeGate(app: App): () => void {
	let open = (): void => {};
	app.gate = new Promise((resolve) => (open = resolve));
	return () => open();
}
