import { sleep, until, type Postgres } from '../../../../demo/platform';
import type { Host } from './host';
import { plan, type Edit } from './people';
import { carryOut, type World } from './world';

export interface Storm {
	/** How many edits people make in each world. */
	edits: number;
	/** How long after an edit the next one comes (ms). */
	everyMs: number;
	/** How long the database is away (ms). */
	databaseAwayMs: number;
	/** How often n8n, or one of its workers, is killed. */
	kills: number;
}

/** When n8n was killed, and when the database was away: what was written around then had no known outcome. */
export interface Incidents {
	kills: { at: number; backAt: number }[];
	away: { from: number; to: number };
}

export interface Servers {
	host: Host;
	postgres: Postgres;
}

/**
 * People edit both sides of every world, the same edits in each, while n8n is killed again and again in the middle of a
 * write, and the database is stopped once, in the middle of it all.
 */
export async function storm({ edits, everyMs, databaseAwayMs, kills }: Storm, worlds: readonly World[], servers: Servers): Promise<Incidents> {
	const incidents: Incidents = { kills: [], away: { from: 0, to: 0 } };
	const people = new People(worlds, plan(edits), everyMs);
	let database: Promise<void> | undefined;
	const share = edits / kills;
	const trouble = async (): Promise<void> => {
		for (let round = 0; round < kills; round += 1) {
			// Some are left to be made while n8n is away, so that there is always something to write when it is back.
			people.upTo = share * (round + 1);
			await until('people to edit', () => (people.made >= share * (round + 0.6) ? true : undefined), { timeoutMs: 300_000 });
			if (round === Math.floor(kills / 2)) database = stopDatabase(people, servers.postgres, databaseAwayMs, incidents);
			await killInTheMiddle(servers.host, worlds[round % worlds.length]!, incidents);
		}
		await database;
	};
	const failed = (error: unknown): never => {
		people.goHome();
		throw error;
	};
	await Promise.all([people.work(), trouble().catch(failed)]);
	return incidents;
}

/** Makes the edits in their order; those of the ERP are put off while its database is away. */
class People {
	/** So many may be made by now. */
	upTo = 0;
	made = 0;
	private isOver = false;
	private database = true;
	private readonly putOff: Edit[] = [];
	private busy: Promise<void> = Promise.resolve();

	constructor(
		private readonly worlds: readonly World[],
		private readonly edits: readonly Edit[],
		private readonly everyMs: number,
	) {}

	async work(): Promise<void> {
		for (const edit of this.edits) {
			await until('the next edit to be allowed', () => (this.made < this.upTo || this.isOver ? true : undefined), { timeoutMs: 600_000, everyMs: 20 });
			if (this.isOver) return;
			if (edit.side === 'erp' && (!this.database || this.putOff.length > 0)) this.putOff.push(edit);
			else await this.make(edit);
			await this.catchUp();
			this.made += 1;
			await sleep(this.everyMs);
		}
		await until('the database to be back', () => (this.database ? true : undefined), { timeoutMs: 300_000 });
		await this.catchUp();
	}

	/** The test has failed: the rest need not be made. */
	goHome(): void {
		this.isOver = true;
	}

	/** From now on nobody is at the ERP; resolves when the last statement is through. */
	async leaveErp(): Promise<void> {
		this.database = false;
		await this.busy;
	}

	backAtErp(): void {
		this.database = true;
	}

	private async catchUp(): Promise<void> {
		while (this.database && this.putOff.length > 0) await this.make(this.putOff.shift()!);
	}

	private async make(edit: Edit): Promise<void> {
		this.busy = (async () => {
			for (const world of this.worlds) await carryOut(world, edit);
		})();
		await this.busy;
	}
}

async function stopDatabase(people: People, postgres: Postgres, awayMs: number, incidents: Incidents): Promise<void> {
	await people.leaveErp();
	incidents.away.from = Date.now();
	await postgres.stop();
	await sleep(awayMs);
	await postgres.start();
	incidents.away.to = Date.now();
	people.backAtErp();
}

/** Waits for a write to reach the CRM, and kills n8n at once; then starts it again. */
async function killInTheMiddle(host: Host, { crm, name }: World, incidents: Incidents): Promise<void> {
	const before = crm.lastWrite();
	await until(`a write by the workflow ${name}`, () => (crm.writes(before).some(({ by }) => by === 'sync') ? true : undefined), { everyMs: 2, timeoutMs: 180_000 });
	incidents.kills.push(await host.kill());
}
