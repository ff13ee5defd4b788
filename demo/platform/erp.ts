import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { query, type Postgres, type PostgresLogin } from './postgres';

/** A row of the ERP's customer table. */
export interface ErpCustomer {
	customer_id: string;
	company_name: string;
	contact_name: string | null;
	contact_title: string | null;
	address: string | null;
	city: string | null;
	region: string | null;
	postal_code: string | null;
	country: string | null;
	phone: string | null;
	fax: string | null;
	updated_at: Date;
	/** Counts its changes, from 1. */
	version: number;
}

/** One write the table received. */
export interface ErpWrite {
	seq: number;
	at: Date;
	action: 'INSERT' | 'UPDATE' | 'DELETE';
	customer_id: string;
	/** Column → [before, after]; empty if an UPDATE changed nothing. `updated_at` and `version` are left out. */
	changed: Record<string, [unknown, unknown]>;
	/** The database role that wrote: `sync` is n8n, `postgres` a person at the ERP. */
	by: string;
}

const SYNC_ROLE = 'sync';
/** Roles belong to the whole server: several ERPs on one share theirs, and its password. */
const passwords = new WeakMap<Postgres, string>();

/** The ERP: a database with the customer table, where every write is recorded by a trigger. */
export class Erp {
	private constructor(
		private readonly postgres: Postgres,
		private readonly database: string,
		private readonly syncPassword: string,
	) {}

	/** Creates the database afresh, with the 91 customers as they are in demo/data. */
	static async create(postgres: Postgres, database = 'erp'): Promise<Erp> {
		const syncPassword = passwords.get(postgres) ?? randomBytes(9).toString('base64url');
		passwords.set(postgres, syncPassword);
		await postgres.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
		await postgres.query(`CREATE DATABASE ${database}`);
		const role = await postgres.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [SYNC_ROLE]);
		await postgres.query(`${role.length === 0 ? 'CREATE' : 'ALTER'} ROLE ${SYNC_ROLE} LOGIN PASSWORD '${syncPassword}'`);
		const erp = new Erp(postgres, database, syncPassword);
		await erp.query(readFileSync(join(__dirname, '..', 'data', 'erp_customers.sql'), 'utf8'));
		await erp.query(SET_UP);
		return erp;
	}

	/** How n8n connects: as a role of its own, which may read and write customers and nothing else. */
	get syncLogin(): PostgresLogin {
		return this.postgres.login(this.database, SYNC_ROLE, this.syncPassword);
	}

	/** All customers, by id. */
	async customers(): Promise<ErpCustomer[]> {
		return await this.query<ErpCustomer>('SELECT * FROM customers ORDER BY customer_id COLLATE "C"');
	}

	/** A person at the ERP edits a customer. @throws Error when there is no such customer */
	async edit(customerId: string, change: Partial<Omit<ErpCustomer, 'customer_id' | 'updated_at' | 'version'>>): Promise<void> {
		const columns = Object.keys(change);
		const sets = columns.map((column, index) => `"${column}" = $${index + 2}`).join(', ');
		const rows = await this.query(`UPDATE customers SET ${sets} WHERE customer_id = $1 RETURNING customer_id`, [customerId, ...Object.values(change)]);
		if (rows.length !== 1) throw new Error(`The ERP has no customer ${customerId}`);
	}

	/** A person at the ERP deletes a customer. @throws Error when there is no such customer */
	async remove(customerId: string): Promise<void> {
		const rows = await this.query('DELETE FROM customers WHERE customer_id = $1 RETURNING customer_id', [customerId]);
		if (rows.length !== 1) throw new Error(`The ERP has no customer ${customerId}`);
	}

	/** The writes after number `since`, oldest first. */
	async writes(since = 0): Promise<ErpWrite[]> {
		return await this.query<ErpWrite & { seq: number }>(
			`SELECT seq::int, at, action, customer_id, changed, "by" FROM customers_audit WHERE seq > $1 ORDER BY seq`,
			[since],
		);
	}

	/** The number of the last write. */
	async lastWrite(): Promise<number> {
		const [row] = await this.query<{ last: number }>('SELECT coalesce(max(seq), 0)::int AS last FROM customers_audit');
		return row?.last ?? 0;
	}

	/** Makes the next writes of n8n to one customer fail, as a lock or a failing rule of the ERP would. */
	async failWrites(customerId: string, message = 'the record is locked by another user'): Promise<void> {
		await this.query('INSERT INTO customers_locked VALUES ($1, $2) ON CONFLICT (customer_id) DO UPDATE SET message = $2', [customerId, message]);
	}

	/** Undoes `failWrites`. */
	async allowWrites(): Promise<void> {
		await this.query('DELETE FROM customers_locked');
	}

	/** Makes each so many-th write of n8n fail for the moment (a serialization failure, 40001: try again); 0: none. */
	async failEvery(nth: number): Promise<void> {
		await this.query('UPDATE customers_faults SET nth = $1', [nth]);
	}

	/** Runs one statement as the ERP's administrator. */
	async query<Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> {
		return await query<Row>(this.postgres.login(this.database), sql, values);
	}
}

/** The dump has neither key nor times; the records were all last touched when they were taken over. */
const SET_UP = `
ALTER TABLE customers ADD PRIMARY KEY (customer_id);
ALTER TABLE customers ADD COLUMN updated_at timestamptz NOT NULL DEFAULT '2025-03-01T08:00:00Z';
ALTER TABLE customers ALTER COLUMN updated_at SET DEFAULT clock_timestamp();
ALTER TABLE customers ADD COLUMN version integer NOT NULL DEFAULT 1;

CREATE TABLE customers_audit (
	seq bigserial PRIMARY KEY,
	at timestamptz NOT NULL DEFAULT clock_timestamp(),
	action text NOT NULL,
	customer_id text NOT NULL,
	changed jsonb NOT NULL,
	"by" text NOT NULL DEFAULT session_user
);

CREATE TABLE customers_locked (customer_id text PRIMARY KEY, message text NOT NULL);

-- The sequence counts writes that fail, too: it takes no part in transactions.
CREATE TABLE customers_faults (nth integer NOT NULL);
INSERT INTO customers_faults VALUES (0);
CREATE SEQUENCE customers_tries;

CREATE FUNCTION customers_before() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE reason text;
BEGIN
	SELECT message INTO reason FROM customers_locked WHERE customer_id = NEW.customer_id;
	IF session_user = '${SYNC_ROLE}' THEN
		IF reason IS NOT NULL THEN RAISE EXCEPTION '%', reason; END IF;
		IF (SELECT nth > 0 AND nextval('customers_tries') % nth = 0 FROM customers_faults) THEN
			RAISE EXCEPTION 'could not serialize access due to concurrent update' USING ERRCODE = '40001';
		END IF;
	END IF;
	NEW.updated_at := clock_timestamp();
	NEW.version := CASE WHEN TG_OP = 'INSERT' THEN 1 ELSE OLD.version + 1 END;
	RETURN NEW;
END $$;
CREATE TRIGGER customers_before BEFORE INSERT OR UPDATE ON customers FOR EACH ROW EXECUTE FUNCTION customers_before();

CREATE FUNCTION customers_after() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
	before jsonb := CASE WHEN TG_OP = 'INSERT' THEN '{}' ELSE to_jsonb(OLD) END;
	after jsonb := CASE WHEN TG_OP = 'DELETE' THEN '{}' ELSE to_jsonb(NEW) END;
BEGIN
	INSERT INTO customers_audit (action, customer_id, changed)
	SELECT TG_OP, coalesce(after ->> 'customer_id', before ->> 'customer_id'),
		coalesce(jsonb_object_agg(key, jsonb_build_array(before -> key, after -> key)), '{}')
	FROM (SELECT jsonb_object_keys(before || after) AS key) AS keys
	WHERE key NOT IN ('updated_at', 'version') AND (before -> key) IS DISTINCT FROM (after -> key);
	-- Whoever listens is told what the row is now (or was last): n8n's Postgres Trigger takes it from there.
	PERFORM pg_notify('customers_changed', jsonb_build_object(
		'operation', lower(TG_OP), 'customer', (CASE WHEN TG_OP = 'DELETE' THEN before ELSE after END))::text);
	RETURN NULL;
END $$;
CREATE TRIGGER customers_after AFTER INSERT OR UPDATE OR DELETE ON customers FOR EACH ROW EXECUTE FUNCTION customers_after();

GRANT SELECT, INSERT, UPDATE, DELETE ON customers TO ${SYNC_ROLE};
`;
