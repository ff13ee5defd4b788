import { Database } from '../../nodes/shared/state/postgres/database';
import type { DatabaseLogin } from '../../nodes/shared/state/postgres/login';
import { passTime, stopClock } from './clock';
import { setClock, type TestDatabase } from './postgres';

/**
 * As `stopClock`, together with the clock of a schema in PostgreSQL, whose tables it makes.
 *
 * @param loginOf asked when the tests run
 */
export function stopClockOf(database: TestDatabase, loginOf: () => DatabaseLogin): { passTime(ms: number): Promise<void> } {
	const tellDatabase = async (): Promise<void> => await setClock(database, loginOf().schema, Date.now());
	stopClock();
	beforeAll(async () => await new Database(loginOf()).prepare());
	beforeEach(tellDatabase);
	return {
		async passTime(ms) {
			passTime(ms);
			await tellDatabase();
		},
	};
}
