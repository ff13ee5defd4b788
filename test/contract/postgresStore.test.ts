import type { StateStore } from '../../nodes/shared/state/port';
import { Database } from '../../nodes/shared/state/postgres/database';
import { PostgresStore } from '../../nodes/shared/state/postgres/postgresStore';
import { pause, setClock, startPostgres } from '../support/postgres';
import { describeStateStore, guessing, type StoreUnderTest } from './stateStore';

const database = startPostgres();
let login: ReturnType<typeof database.login> | undefined;
let syncs = 0;

const underTest = async (wrap: (store: PostgresStore) => StateStore): Promise<StoreUnderTest> => {
	login ??= database.login();
	const { schema } = login;
	await new Database(login).prepare();
	// Every state is another sync of the same schema: what they have in common must not matter.
	const open = (sync: string): StateStore => wrap(new PostgresStore({ login: login!, namespace: '', sync, pause }));
	const sync = `sync ${(syncs += 1)}`;
	return {
		store: open(sync),
		setClock: async (now) => await setClock(database, schema, now),
		reopen: async () => open(sync),
	};
};

describeStateStore('PostgreSQL', async () => await underTest((store) => store), 40);
describeStateStore('PostgreSQL, told that every key is new', async () => await underTest(guessing), 40);
