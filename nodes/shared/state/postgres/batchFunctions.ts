/**
 * The messages of a batch as functions of the database: it plans what is in them once for each connection, and
 * not again for each batch, which for a small one costs as much as all the rest. Plans are made for any number of
 * keys and any size of the table: one made for the keys at hand would be made again each time, and one made while the
 * table was small would read all of it when it is large. Compiling them (jit) would take a thousand times as long as they do.
 *
 * Processes of older versions of the package may still call them while tables are upgraded, and learn from their
 * answer that they are too old: a later version may add to them, and leaves their parameters as they are.
 */
export const BATCH_FUNCTIONS = `
CREATE FUNCTION {s}.begin_batch(locks bigint[], blocks integer, of_namespace text, of_sync text, of_collection text, of_note text, keys bytea[], most_bytes integer,
	OUT version integer, OUT now bigint, OUT tokens bigint[], OUT id integer, OUT form text, OUT note text, OUT entries json, OUT large json)
	LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off AS $$
BEGIN
	PERFORM count(CASE WHEN l.i = 1 THEN pg_advisory_xact_lock_shared(l.id) ELSE pg_advisory_xact_lock(l.id) END)
		FROM unnest(locks) WITH ORDINALITY AS l (id, i);
	-- Each statement sees what was committed before it began: from here on all that was done under the locks.
	IF blocks > 1 THEN
		tokens := ARRAY(SELECT nextval('{s}.tokens') FROM generate_series(2, blocks));
	END IF;
	SELECT v.version, {s}.now_ms(), tokens || nextval('{s}.tokens'), c.id, c.form, n.form, found.small, found.large
		INTO begin_batch.version, begin_batch.now, begin_batch.tokens, begin_batch.id, begin_batch.form, begin_batch.note, begin_batch.entries, begin_batch.large
		FROM {s}.schema_version v
		LEFT JOIN {s}.collections c ON c.namespace = of_namespace AND c.sync = of_sync AND c.collection = of_collection AND c.forgotten_at IS NULL
		LEFT JOIN {s}.collections n ON n.namespace = of_namespace AND n.sync = of_sync AND n.collection = of_note AND n.forgotten_at IS NULL
		LEFT JOIN LATERAL (
			SELECT json_agg(json_build_array(encode(e.key, 'hex'), e.entry)) FILTER (WHERE octet_length(e.entry::text) <= most_bytes) AS small,
				json_agg(encode(e.key, 'hex')) FILTER (WHERE octet_length(e.entry::text) > most_bytes) AS large
			FROM {s}.entries e WHERE e.collection_id = c.id AND e.key = ANY (keys)
		) found ON true;
END $$;
COMMENT ON FUNCTION {s}.begin_batch IS 'Takes the locks of a batch and reads what is remembered of its keys. Locks: that of the sync first, shared. Entries larger than most_bytes are only named.';

CREATE FUNCTION {s}.remember(proof uuid, of_collection integer, known boolean, now_ms bigint, keys bytea[], entries json, expire_ms float8[], ranks float8[], lanes json, due_ms float8[])
	RETURNS void LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan SET jit = off AS $$
BEGIN
	IF proof IS NOT NULL THEN
		INSERT INTO {s}.commits (id, took_effect) VALUES (proof, true);
	END IF;
	IF known THEN
		${insert()}
		ON CONFLICT (collection_id, key) DO UPDATE SET entry = EXCLUDED.entry, expires_at = EXCLUDED.expires_at, rank = EXCLUDED.rank,
			lane = EXCLUDED.lane, due_at = EXCLUDED.due_at, updated_at = EXCLUDED.updated_at;
	ELSE
		${insert()};
	END IF;
END $$;
COMMENT ON FUNCTION {s}.remember IS 'Writes entries. Known: some of them are there already. With a proof: writes into commits that the batch was written.';

CREATE FUNCTION {s}.remember_new(proof uuid, locks bigint[], of_namespace text, of_sync text, of_collection text, of_note text, keys bytea[], most_bytes integer,
	of_version integer, of_form text, of_ms bigint, most_ahead_ms integer, pieces text[], expire_ms float8, rank float8)
	RETURNS json LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan SET jit = off AS $$
DECLARE
	found record;
	is_new boolean;
BEGIN
	SELECT * INTO found FROM {s}.begin_batch(locks, 1, of_namespace, of_sync, of_collection, of_note, keys, most_bytes);
	is_new := found.entries IS NULL AND found.large IS NULL AND found.note IS NULL
		AND found.version = of_version AND found.form = of_form AND of_ms - found.now BETWEEN 0 AND most_ahead_ms;
	IF is_new THEN
		INSERT INTO {s}.commits (id, took_effect, token) VALUES (proof, true, found.tokens[1]);
		INSERT INTO {s}.entries (collection_id, key, entry, expires_at, rank, updated_at)
			VALUES (found.id, keys[1], array_to_string(pieces, found.tokens[1]::text)::json, to_timestamp(expire_ms / 1000), rank, to_timestamp(of_ms / 1000.0));
	END IF;
	RETURN json_build_object('found', found, 'written', is_new);
END $$;
COMMENT ON FUNCTION {s}.remember_new IS 'Begins a batch of one key. If that is not there, and all is true that was supposed when its entry was decided (the version of the tables, the form of the entries, the time), writes it; its token comes between the pieces of its text.';
ALTER TABLE {s}.commits ADD COLUMN token bigint;
COMMENT ON COLUMN {s}.commits.token IS 'Of a claim that was decided before the number was known.';
`;

function insert(): string {
	return `INSERT INTO {s}.entries (collection_id, key, entry, expires_at, rank, lane, due_at, updated_at)
		SELECT of_collection, n.key, n.entry, to_timestamp(n.expire_ms / 1000), n.rank, n.lane, to_timestamp(n.due_ms / 1000), to_timestamp(now_ms / 1000.0)
		FROM ROWS FROM (unnest(keys), json_array_elements(entries), unnest(remember.expire_ms), unnest(ranks), json_array_elements_text(lanes), unnest(remember.due_ms))
			AS n (key, entry, expire_ms, rank, lane, due_ms)`;
}
