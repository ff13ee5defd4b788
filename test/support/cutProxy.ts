import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A wire to PostgreSQL that can be cut at the moment a batch is committed. */
export class CutProxy {
	/** `before`: the commit never arrives. `after`: it arrives, its answer does not. */
	cut: 'never' | 'before' | 'after' = 'never';
	/** Refuse new connections, as if the server were gone. */
	refuse = false;
	refuseAfterCut = false;
	cuts = 0;
	private readonly sockets = new Set<Socket>();

	private constructor(private readonly server: Server) {}

	static async start(port: number): Promise<CutProxy> {
		const server = createServer();
		const proxy = new CutProxy(server);
		server.on('connection', (client) => proxy.join(client, connect(port, '127.0.0.1')));
		await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
		return proxy;
	}

	get port(): number {
		return (this.server.address() as AddressInfo).port;
	}

	async stop(): Promise<void> {
		for (const socket of this.sockets) socket.destroy();
		await new Promise((done) => void this.server.close(done));
	}

	private join(client: Socket, server: Socket): void {
		let answersLost = false;
		const end = (): void => {
			client.destroy();
			server.destroy();
		};
		for (const socket of [client, server]) {
			this.sockets.add(socket);
			socket.on('error', end);
			socket.on('close', () => {
				this.sockets.delete(socket);
				end();
			});
		}
		if (this.refuse) {
			end();
			return;
		}
		client.on('data', (data) => {
			const commits = data.includes('COMMIT') && (data.includes(".remember('") || data.includes(".remember_new('") || data.includes("', true)"));
			if (commits && this.cut !== 'never') {
				this.cuts += 1;
				this.refuse = this.refuseAfterCut;
				if (this.cut === 'before') {
					end();
					return;
				}
				answersLost = true;
			}
			server.write(data);
		});
		server.on('data', (data) => {
			if (answersLost) end();
			else client.write(data);
		});
	}
}
