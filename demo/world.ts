import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Crm, Erp, freePort, N8n, Postgres, QueueMode, removePostgresData, ServerProcess } from './platform';
import { fillIn, inPostgres, readTemplate } from './template';
import { during } from './terminal';

export interface WorldOptions {
	/** Where everything is kept; what was there of an earlier run is removed. */
	folder: string;
	/** The packed package. */
	tarball: string | undefined;
	/** The workflow's file; by default the template of this package. */
	template?: string | undefined;
	/** n8n in queue mode, with state in PostgreSQL. */
	queue?: boolean;
}

const WORKERS = 2;

/** Everything that runs: the two systems, and n8n with the sync between them. */
export interface World {
	crm: Crm;
	erp: Erp;
	n8n: N8n;
	/** Where n8n runs in queue mode. */
	queue: QueueMode | undefined;
	postgres: Postgres;
	workflowId: string;
	folder: string;
}

/** Stops what was started, the last first. Whoever asks, it happens once, and everyone waits for its end. */
export class Stopper {
	private readonly parts: (() => Promise<void>)[] = [];
	private stopping: Promise<void> | undefined;

	add(stop: () => Promise<void>): void {
		this.parts.push(stop);
	}

	async stop(): Promise<void> {
		this.stopping ??= this.stopAll();
		await this.stopping;
	}

	/** It has begun: what fails from now on fails because of that. */
	get begun(): boolean {
		return this.stopping !== undefined;
	}

	private async stopAll(): Promise<void> {
		for (let stop = this.parts.pop(); stop !== undefined; stop = this.parts.pop()) {
			await stop().catch((error: unknown) => process.stderr.write(`while stopping: ${String(error)}\n`));
		}
		await ServerProcess.stopAll();
	}
}

/** Starts the CRM, the ERP and n8n with the template active. What is up is handed to `stopper` at once. */
export async function startWorld({ folder, tarball, template, queue: queued = false }: WorldOptions, stopper: Stopper): Promise<World> {
	const place = (name: string): string => join(folder, name);
	removePostgresData(place('postgres'));
	for (const name of ['n8n', 'queue', 'logs']) rmSync(place(name), { recursive: true, force: true });
	mkdirSync(place('logs'), { recursive: true });
	const definition = readTemplate(template);

	const crm = await during('the CRM with 91 customers', async () => await Crm.start({ rateLimitEvery: 40 }));
	stopper.add(async () => await crm.stop());

	const postgres = await during('PostgreSQL', async () => await Postgres.start({ folder: place('postgres'), log: place('logs/postgres.log') }));
	stopper.add(async () => await postgres.stop());
	const erp = await during('the ERP with 91 customers', async () => await Erp.create(postgres));

	const options = { port: await freePort(5678), ...(tarball === undefined ? {} : { tarball }) };
	const queue = queued
		? await during(`n8n in queue mode with the package installed: one main, ${WORKERS} workers, Redis`, async () =>
				await QueueMode.start({ ...options, folder: place('queue'), workers: WORKERS, postgres }),
			)
		: undefined;
	const n8n = queue?.main ?? (await during('n8n with the package installed', async () => await N8n.start({ ...options, userFolder: place('n8n'), log: place('logs/n8n.log') })));
	stopper.add(async () => await (queue ?? n8n).stop());

	const workflowId = await during('the workflow, active', async () => {
		const { client } = n8n;
		const credentials = {
			postgres: await client.createCredential('ERP database', 'postgres', { ...erp.syncLogin, ssl: 'disable' }),
			httpHeaderAuth: await client.createCredential('CRM API key', 'httpHeaderAuth', { name: 'x-api-key', value: crm.apiKeys.sync }),
		};
		const filled = fillIn(definition, { crmUrl: crm.url, credentials });
		const { id } = await client.createWorkflow(queue === undefined ? filled : inPostgres(filled, await queue.stateCredential()));
		await client.activate(id);
		return id;
	});
	return { crm, erp, n8n, queue, postgres, workflowId, folder };
}
