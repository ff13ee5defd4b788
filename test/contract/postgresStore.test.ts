import { Database } from '../../nodes/shared/state/postgres/database';
import { PostgresStore } from '../../nodes/shared/state/postgres/postgresStore';
import { pause, setClock, startPostgres } from '../support/postgres';
import { describeStateStore } from './stateStore';

const database = startPostgres();
let login: ReturnType<typeof database.login> | undefined;
let syncs = 0;

describeStateStore(
	'PostgreSQL',
	async () => {
		login ??= database.login();
		const { schema } = login;
		await new Database(login).prepare();
		// Every state is another sync of the same schema: what they have in common must not matter.
		const open = (sync: string): PostgresStore => new PostgresStore({ login: login!, namespace: '', sync, pause });
		const sync = `sync ${(syncs += 1)}`;
		return {
			store: open(sync),
			setClock: async (now) => await setClock(database, schema, now),
			reopen: async () => open(sync),
		};
	},
	40,
);
