/**
 * The two messages of a batch as functions of the database: it plans what is in them once for each connection, and
 * not again for each batch, which for a small one costs as much as all the rest. Plans are made for any number of
 * keys and any size of the table: one made for the keys at hand would be made again each time, and one made while the
 * table was small would read all of it when it is large. Compiling them (jit) would take a thousand times as long as they do.
 *
 * Processes of older versions of the package may still call them while tables are upgraded, and learn from their
 * answer that they are too old: a later version may add to them, and leaves their parameters as they are.
 */
export const BATCH_FUNCTIONS = `
CREATE FUNCTION {s}.begin_batch(locks bigint[], blocks integer, of_namespace text, of_sync text, of_collection text, note text, keys bytea[], most_bytes integer)
	RETURNS json LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off AS $$
DECLARE
	more_tokens bigint[];
	answer json;
BEGIN
	PERFORM count(CASE WHEN l.i = 1 THEN pg_advisory_xact_lock_shared(l.id) ELSE pg_advisory_xact_lock(l.id) END)
		FROM unnest(locks) WITH ORDINALITY AS l (id, i);
	-- Each statement sees what was committed before it began: from here on all that was done under the locks.
	IF blocks > 1 THEN
		more_tokens := ARRAY(SELECT nextval('{s}.tokens') FROM generate_series(2, blocks));
	END IF;
	SELECT json_build_object(
			'version', v.version, 'now', {s}.now_ms(), 'tokens', more_tokens || nextval('{s}.tokens'), 'id', c.id, 'form', c.form, 'note', n.form,
			'entries', found.small, 'large', found.large)
		INTO answer
		FROM {s}.schema_version v
		LEFT JOIN {s}.collections c ON c.namespace = of_namespace AND c.sync = of_sync AND c.collection = of_collection AND c.forgotten_at IS NULL
		LEFT JOIN {s}.collections n ON n.namespace = of_namespace AND n.sync = of_sync AND n.collection = note AND n.forgotten_at IS NULL
		LEFT JOIN LATERAL (
			SELECT json_agg(json_build_array(encode(e.key, 'hex'), e.entry)) FILTER (WHERE octet_length(e.entry::text) <= most_bytes) AS small,
				json_agg(encode(e.key, 'hex')) FILTER (WHERE octet_length(e.entry::text) > most_bytes) AS large
			FROM {s}.entries e WHERE e.collection_id = c.id AND e.key = ANY (begin_batch.keys)
		) found ON true;
	RETURN answer;
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
`;

function insert(): string {
	return `INSERT INTO {s}.entries (collection_id, key, entry, expires_at, rank, lane, due_at, updated_at)
		SELECT of_collection, n.key, n.entry, to_timestamp(n.expire_ms / 1000), n.rank, n.lane, to_timestamp(n.due_ms / 1000), to_timestamp(now_ms / 1000.0)
		FROM ROWS FROM (unnest(keys), json_array_elements(entries), unnest(remember.expire_ms), unnest(ranks), json_array_elements_text(lanes), unnest(remember.due_ms))
			AS n (key, entry, expire_ms, rank, lane, due_ms)`;
}
