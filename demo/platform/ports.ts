import { createServer } from 'node:net';

/** A port on 127.0.0.1 that nobody listens on at this moment: `preferred` if that is one. */
export async function freePort(preferred = 0): Promise<number> {
	return await new Promise((resolve, reject) => {
		const server = createServer();
		server.once('error', (error) => {
			if (preferred === 0) reject(error);
			else resolve(freePort());
		});
		server.listen(preferred, '127.0.0.1', () => {
			const address = server.address();
			server.close(() => {
				if (address === null || typeof address === 'string') reject(new Error('no port was given'));
				else resolve(address.port);
			});
		});
	});
}
