import { BATCH_FUNCTIONS } from './batchFunctions';
import { quoteText } from './quote';

/** Raised with every change of the tables. */
export const SCHEMA_VERSION = 2;

/** Oldest PostgreSQL the tests run on; older ones are out of support. */
export const OLDEST_SERVER = 14;

/** Tokens are handed out in blocks of this many, one block or more a batch. */
export const TOKENS_A_BLOCK = 1000;

const COMMENTS: readonly [what: string, text: string][] = [
	['TABLE {s}.schema_version', 'Which form these tables have. n8n-nodes-sync-kit upgrades them by itself.'],
	['TABLE {s}.collections', 'What is remembered, by sync and kind: guard (idempotency keys), changes, crosswalk (links), records, health and so on.'],
	['COLUMN {s}.collections.namespace', 'Keeps syncs of one name apart; empty if the nodes name none.'],
	['COLUMN {s}.collections.sync', 'The Sync Name of the nodes.'],
	['COLUMN {s}.collections.form', 'The form of its entries; a version of the package that does not know it refuses to work with them. Of the collection "moved": when and where to the memory was copied; nothing of the sync is used here since.'],
	['COLUMN {s}.collections.forgotten_at', 'When its memory was reset. Its entries no longer count and are removed step by step.'],
	['TABLE {s}.entries', 'One row for each thing remembered. Read it through the view "remembered".'],
	['COLUMN {s}.entries.key', 'The first 8 bytes of the SHA-256 of the key: what was a key, and no more, is kept of it.'],
	['COLUMN {s}.entries.entry', 'What is remembered of the key. Field values only where a node was asked to keep them.'],
	['COLUMN {s}.entries.expires_at', 'From then on it does not count; it is removed some time later. Null: it stays.'],
	['COLUMN {s}.entries.rank', 'When there are more than the node may remember, those with the lowest rank are forgotten.'],
	['COLUMN {s}.entries.lane', 'For what waits for a time: among whose turns, mostly the target system. Null: it waits for nothing.'],
	['COLUMN {s}.entries.due_at', 'For what waits for a time: when its turn comes.'],
	['COLUMN {s}.entries.updated_at', 'When it was last written, by the clock of this database.'],
	['TABLE {s}.commits', 'Which batches were written, for a few minutes: how a node whose connection was cut finds out.'],
	['COLUMN {s}.commits.id', 'Begins with the time, so that the oldest are found first.'],
	['COLUMN {s}.commits.took_effect', 'False: a node asked before the batch was written, and since then it cannot be any more.'],
	['SEQUENCE {s}.tokens', 'Numbers for claims, which only grow. Never set it back.'],
	['FUNCTION {s}.now_ms()', 'The clock all leases and lifetimes follow, in milliseconds since 1970.'],
	['VIEW {s}.remembered', 'What is remembered and counts right now.'],
];

/** The steps from each version to the next. `{s}` stands for the schema. */
const STEPS: readonly string[] = [
	`
CREATE TABLE {s}.schema_version (
	only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
	version integer NOT NULL,
	changed_at timestamptz NOT NULL
);
CREATE TABLE {s}.collections (
	id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	namespace text NOT NULL,
	sync text NOT NULL,
	collection text NOT NULL,
	form text NOT NULL,
	created_at timestamptz NOT NULL DEFAULT now(),
	forgotten_at timestamptz
);
CREATE UNIQUE INDEX collections_in_use ON {s}.collections (namespace, sync, collection) WHERE forgotten_at IS NULL;
CREATE TABLE {s}.entries (
	collection_id integer NOT NULL,
	key bytea NOT NULL,
	entry json NOT NULL,
	expires_at timestamptz,
	rank double precision NOT NULL,
	lane text COLLATE "C",
	due_at timestamptz,
	updated_at timestamptz NOT NULL,
	PRIMARY KEY (collection_id, key)
) WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
CREATE INDEX entries_over ON {s}.entries (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX entries_due ON {s}.entries (collection_id, lane, due_at, key) WHERE lane IS NOT NULL;
CREATE TABLE {s}.commits (
	id uuid PRIMARY KEY,
	took_effect boolean NOT NULL,
	at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE FUNCTION {s}.now_ms() RETURNS bigint LANGUAGE sql VOLATILE
	AS $$ SELECT floor(extract(epoch FROM pg_catalog.clock_timestamp()) * 1000)::bigint $$;
CREATE SEQUENCE {s}.tokens AS bigint INCREMENT BY ${TOKENS_A_BLOCK};
SELECT setval('{s}.tokens', {s}.now_ms() * 1000);
CREATE VIEW {s}.remembered AS
	SELECT c.namespace, c.sync, c.collection, encode(e.key, 'hex') AS key, e.entry, e.expires_at, e.lane, e.due_at, e.updated_at
	FROM {s}.entries e JOIN {s}.collections c ON c.id = e.collection_id
	WHERE c.forgotten_at IS NULL AND (e.expires_at IS NULL OR e.expires_at > now());
${COMMENTS.map(([what, text]) => `COMMENT ON ${what} IS ${quoteText(text)};`).join('\n')}
`,
	BATCH_FUNCTIONS,
];

/**
 * @param from the version found; 0 if there are no tables yet
 * @param schema quoted
 * @returns the statements that bring the tables to this package's version
 */
export function upgradeFrom(from: number, schema: string): string {
	const steps = STEPS.slice(from).join('').replaceAll('{s}', schema.replaceAll('$', '$$$$'));
	return `${steps}
INSERT INTO ${schema}.schema_version (version, changed_at) VALUES (${SCHEMA_VERSION}, clock_timestamp())
ON CONFLICT (only_row) DO UPDATE SET version = EXCLUDED.version, changed_at = EXCLUDED.changed_at;`;
}
