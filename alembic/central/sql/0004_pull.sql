-- What a machine may see, given out: entries by stream, rows by page, digests to compare.

-- Streams of the caller's site, the centre's own first. Its own stream only if it asks for it, after a restore.
CREATE FUNCTION sync.visible(p_caller sync.calling) RETURNS TABLE (stream_id uuid, last_seq bigint, is_centre boolean)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT s.stream_id, s.last_seq, s.stream_id = c.stream_id
    FROM sync.streams s, sync.centre c
    WHERE s.stream_id = c.stream_id OR s.site_id = p_caller.site_id OR s.workstation_id = p_caller.workstation_id
$$;

CREATE FUNCTION recyclique_api_v1.hello(p_stream uuid, p_seq bigint, p_hash bytea, p_protocol int, p_schema text,
    p_software text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    v_caller constant sync.calling := sync.caller();
    v_writers constant uuid[] := sync.writers(v_caller.workstation_id);
    v_stream sync.streams;
BEGIN
    PERFORM sync.check_protocol(p_protocol);
    SELECT * INTO v_stream FROM sync.streams WHERE stream_id = p_stream;
    IF v_stream.workstation_id <> ALL (v_writers) OR p_stream = (SELECT stream_id FROM sync.centre) THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ403', MESSAGE = 'stream of another machine', DETAIL = 'stream';
    END IF;
    UPDATE sync.devices SET last_seen_at = clock_timestamp(), protocol = p_protocol, schema_version = left(p_schema, 32),
        software = left(p_software, 64) WHERE role_name = session_user;
    RETURN (
        SELECT jsonb_build_object(
            'last_seq', coalesce(v_stream.last_seq, 0),
            'last_hash', encode(coalesce(v_stream.last_hash, decode(repeat('00', 32), 'hex')), 'hex'),
            'hash_at', sync.hash_of(p_stream, least(p_seq, v_stream.last_seq)),
            'epoch', c.epoch, 'centre_stream', c.stream_id, 'site_id', v_caller.site_id, 'kind', v_caller.kind,
            'streams', (SELECT jsonb_object_agg(stream_id, last_seq) FROM sync.visible(v_caller)),
            'now', sync.moment(clock_timestamp()), 'min_protocol', 1, 'max_protocol', 1,
            'schema', sync.schema_version(), 'revoked', false, 'fingerprint',
            CASE v_caller.kind WHEN 'office' THEN sync.fingerprint() ELSE c.fingerprint END,
            'parked', (SELECT count(*) FROM sync.parked k JOIN sync.streams s USING (stream_id)
                WHERE k.settled_at IS NULL AND s.workstation_id = ANY (v_writers)),
            'conflicts', (SELECT count(*) FROM sync.conflicts k WHERE k.settled_at IS NULL
                AND (v_caller.kind = 'office' OR k.workstation_id = v_caller.workstation_id)))
        FROM sync.centre c);
END $$;

CREATE FUNCTION sync.check_protocol(p_protocol int) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF p_protocol IS DISTINCT FROM 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ426', MESSAGE = 'this centre speaks protocol 1',
            DETAIL = CASE WHEN p_protocol > 1 THEN 'newer' ELSE 'older' END;
    END IF;
END $$;

CREATE FUNCTION sync.hash_of(p_stream uuid, p_seq bigint) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT encode(hash, 'hex') FROM sync.ledger WHERE stream_id = p_stream AND seq = p_seq
    UNION ALL
    SELECT encode(e.hash, 'hex') FROM sync.centre_entries e JOIN sync.centre c ON c.stream_id = p_stream
    WHERE e.seq = p_seq
    LIMIT 1
$$;

CREATE FUNCTION recyclique_api_v1.hash_at(p_stream uuid, p_seq bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_caller constant sync.calling := sync.caller();
BEGIN
    RETURN jsonb_build_object('hash', (
        SELECT sync.hash_of(p_stream, p_seq) FROM sync.visible(v_caller) v WHERE v.stream_id = p_stream));
END $$;

-- Whether the caller gets the bytes of a personal entry: offices all, tills those of their own and of their operators.
CREATE FUNCTION sync.may_read(p_caller sync.calling, p_payload bytea) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT p_caller.kind = 'office' OR NOT EXISTS (
        SELECT FROM (SELECT sync.parsed(p_payload)) AS e(p), LATERAL (
            SELECT row->>'table', row->>'id' FROM jsonb_array_elements(p->'rows') AS rows(row)
            UNION ALL
            SELECT split_part(k, '/', 1), split_part(k, '/', 2) FROM jsonb_object_keys(coalesce(p->'refused', '{}')) AS keys(k)
        ) AS named(name, id)
        LEFT JOIN public.users u ON name = 'users' AND u.id::text = named.id
        WHERE u.id IS NULL OR u.site_id <> p_caller.site_id)
$$;

-- Entries past the cursors: the centre's stream first, then each other one, whole entries, no holes. One snapshot.
CREATE FUNCTION recyclique_api_v1.pull(p_cursors jsonb, p_epoch uuid, p_limit int, p_bytes int)
RETURNS TABLE (stream_id uuid, seq bigint, header bytea, payload bytea, hash bytea, signature bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v_caller constant sync.calling := sync.caller();
    v_limit constant int := least(greatest(coalesce(p_limit, 500), 1), 2000);
    v_bytes constant bigint := least(greatest(coalesce(p_bytes, 1048576), 1), 8388608);
BEGIN
    IF p_epoch IS DISTINCT FROM (SELECT epoch FROM sync.centre) THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ409', MESSAGE = 'the centre began a new life', DETAIL = 'epoch';
    END IF;
    RETURN QUERY
        WITH wanted AS MATERIALIZED (
            SELECT v.stream_id, v.is_centre, s.workstation_id, coalesce((p_cursors->>v.stream_id::text)::bigint, 0) AS after
            FROM sync.visible(v_caller) v JOIN sync.streams s USING (stream_id)
            WHERE s.workstation_id IS DISTINCT FROM v_caller.workstation_id OR p_cursors ? v.stream_id::text
        ), found AS (
            SELECT true AS is_centre, w.stream_id, e.seq, e.header, e.payload, e.hash, NULL::bytea AS signature,
                strpos(convert_from(e.header, 'UTF8'), '"class":"personal"') > 0 AS personal, NULL::uuid AS workstation_id
            FROM wanted w CROSS JOIN LATERAL (
                SELECT c.seq, c.header, c.payload, c.hash FROM sync.centre_entries c
                WHERE c.epoch = p_epoch AND c.seq > w.after ORDER BY c.seq LIMIT v_limit) AS e
            WHERE w.is_centre
            UNION ALL
            SELECT false, w.stream_id, e.seq, e.header, e.payload, e.hash, e.signature, e.class = 'personal',
                w.workstation_id
            FROM wanted w CROSS JOIN LATERAL (
                SELECT l.seq, l.header, l.payload, l.hash, l.signature, l.class FROM sync.ledger l
                WHERE l.stream_id = w.stream_id AND l.seq > w.after ORDER BY l.seq LIMIT v_limit) AS e
            WHERE NOT w.is_centre
        ), counted AS (
            SELECT f.*, row_number() OVER walk AS place,
                sum(octet_length(f.header) + octet_length(f.payload) + 96) OVER walk AS size
            FROM found f WINDOW walk AS (ORDER BY f.is_centre DESC, f.stream_id, f.seq)
        )
        SELECT c.stream_id, c.seq, c.header,
            CASE WHEN NOT c.personal OR c.workstation_id = v_caller.workstation_id
                OR CASE WHEN c.is_centre THEN sync.may_read(v_caller, c.payload) ELSE v_caller.kind = 'office' END
                THEN c.payload ELSE ''::bytea END,
            c.hash, c.signature
        FROM counted c WHERE c.place <= v_limit AND (c.size <= v_bytes OR c.place = 1)
        ORDER BY c.place;
END $$;

-- Which rows of a table "x" the caller sees, as SQL; NULL for a table that it does not get. Facts: those of its site,
-- for a till of the last 13 months and of whatever is open.
CREATE FUNCTION sync.scope(p_caller sync.calling, p_table text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_owner constant text := (SELECT owner FROM sync.registry WHERE table_name = p_table);
    v_office constant boolean := p_caller.kind = 'office';
    v_site constant text := format('%L::uuid', p_caller.site_id);
    v_recent constant text := '(date_trunc(''day'', now()) - interval ''13 months'')';
    v_parent record;
BEGIN
    IF v_owner = 'device' THEN
        IF v_office OR p_table IN ('cash_sessions', 'poste_reception') THEN
            RETURN format('x.site_id = %s', v_site) || CASE WHEN v_office THEN ''
                ELSE format(' AND (x.opened_at >= %s OR lower(x.status::text) LIKE ''open%%'')', v_recent) END;
        END IF;
        SELECT f.column_name, f.target INTO v_parent FROM sync.refers f JOIN sync.registry r ON r.table_name = f.target
        WHERE f.table_name = p_table AND r.owner = 'device' AND f.target <> p_table;
        IF v_parent.target IS NULL OR p_table = 'closures' THEN
            RETURN format('x.site_id = %s AND x.created_at >= %s', v_site, v_recent);
        END IF;
        RETURN format('x.%I IN (SELECT x.id FROM public.%I AS x WHERE %s)', v_parent.column_name, v_parent.target,
            sync.scope(p_caller, v_parent.target));
    ELSIF v_owner IS NULL AND (p_table <> 'audit_logs' OR NOT v_office) THEN
        RETURN NULL;
    ELSIF v_office THEN
        RETURN 'true';
    ELSIF p_table = 'users' THEN
        RETURN format('(x.site_id IS NULL OR x.site_id = %s)', v_site);
    ELSIF p_table IN ('admin_settings', 'registration_requests', 'email_events', 'email_statuses', 'deposits',
        'legacy_category_mapping_cache', 'user_status_history')
    THEN
        RETURN NULL;
    ELSIF p_table = 'user_groups' THEN
        RETURN format('x.user_id IN (SELECT u.id FROM public.users u WHERE u.site_id IS NULL OR u.site_id = %s)', v_site);
    END IF;
    RETURN 'true';
END $$;

-- SQL of a row "x" as the caller may read it: tills get personal columns of their own facts only.
CREATE FUNCTION sync.readable_row(p_caller sync.calling, p_table text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN p_table = 'audit_logs' THEN 'to_jsonb(x)::text'
        WHEN p_caller.kind = 'office' OR r.owner = 'centre' THEN sync.row_text(p_table, 'whole')
        ELSE format('CASE WHEN x.workstation_id = %L THEN %s ELSE %s END', p_caller.workstation_id,
            sync.row_text(p_table, 'whole'), sync.row_text(p_table, 'open'))
    END
    FROM (SELECT) AS one LEFT JOIN sync.registry r ON r.table_name = p_table
$$;

CREATE FUNCTION recyclique_api_v1.bootstrap_begin() RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_caller constant sync.calling := sync.caller();
    v_table record;
    v_count bigint;
    v_tables jsonb := '[]';
BEGIN
    FOR v_table IN
        SELECT table_name AS name, sync.scope(v_caller, table_name) AS scope FROM sync.registry ORDER BY rank
    LOOP
        CONTINUE WHEN v_table.scope IS NULL;
        EXECUTE format('SELECT count(*) FROM public.%I AS x WHERE %s', v_table.name, v_table.scope) INTO v_count;
        v_tables := v_tables || jsonb_build_object('name', v_table.name, 'rows', v_count);
    END LOOP;
    RETURN (
        SELECT jsonb_build_object('epoch', c.epoch, 'centre_stream', c.stream_id, 'tables', v_tables,
            'streams', (SELECT jsonb_object_agg(v.stream_id, v.last_seq) FROM sync.visible(v_caller) v))
        FROM sync.centre c);
END $$;

-- A page of a table, by primary key; the whole of it inside one REPEATABLE READ transaction of the caller.
CREATE FUNCTION recyclique_api_v1.bootstrap_page(p_table text, p_after text, p_limit int)
RETURNS TABLE (id text, "row" jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_caller constant sync.calling := sync.caller();
    v_scope constant text := sync.scope(v_caller, p_table);
    v_keys constant text := (
        SELECT string_agg(format('x.%I', k), ', ' ORDER BY i)
        FROM sync.registry r, unnest(r.key) WITH ORDINALITY AS e(k, i) WHERE r.table_name = p_table);
    v_after text := '';
BEGIN
    IF v_scope IS NULL OR v_keys IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ403', MESSAGE = 'not for this machine', DETAIL = 'table';
    END IF;
    IF p_after IS NOT NULL THEN
        v_after := format(' AND (%s) > (%s)', v_keys, (
            SELECT string_agg(format('(jsonb_populate_record(NULL::public.%I, $1)).%I', p_table, k), ', ' ORDER BY i)
            FROM sync.registry r, unnest(r.key) WITH ORDINALITY AS e(k, i) WHERE r.table_name = p_table));
    END IF;
    RETURN QUERY EXECUTE format('SELECT %s, (%s)::jsonb FROM public.%I AS x WHERE %s%s ORDER BY %s LIMIT $2',
        sync.key_text(p_table), sync.readable_row(v_caller, p_table), p_table, v_scope, v_after, v_keys)
        USING sync.key_columns(p_table, CASE WHEN p_after LIKE '[%' THEN p_after::jsonb ELSE to_jsonb(p_after) END),
            least(greatest(coalesce(p_limit, 500), 1), 5000);
END $$;

-- Rows by id, whole, as the caller may read them.
CREATE FUNCTION recyclique_api_v1.fetch(p_table text, p_ids jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_caller constant sync.calling := sync.caller();
    v_scope constant text := CASE (SELECT owner FROM sync.registry WHERE table_name = p_table)
        WHEN 'device' THEN format('x.site_id = %L::uuid', v_caller.site_id) ELSE sync.scope(v_caller, p_table) END;
    v_rows jsonb;
BEGIN
    IF v_scope IS NULL OR sync.key_text(p_table) IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ403', MESSAGE = 'not for this machine', DETAIL = 'table';
    ELSIF jsonb_typeof(p_ids) <> 'array' OR jsonb_array_length(p_ids) > 500 THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ400', MESSAGE = 'bad list of ids', DETAIL = 'shape';
    END IF;
    EXECUTE format('SELECT coalesce(jsonb_agg((%s)::jsonb), ''[]'') FROM public.%I AS x, (
            SELECT (jsonb_populate_record(NULL::public.%2$I, sync.key_columns(%3$L, i))).* FROM jsonb_array_elements($1) AS e(i)
        ) AS w WHERE (%s) AND %s', sync.readable_row(v_caller, p_table), p_table, p_table, v_scope,
        (SELECT string_agg(format('x.%I = w.%1$I', k), ' AND ') FROM sync.registry r, unnest(r.key) AS e(k)
            WHERE r.table_name = p_table)) INTO v_rows USING p_ids;
    RETURN v_rows;
END $$;

-- Count, digest and cents of what the caller sees of a table, for the cross-check at the end of a round. The digest is
-- the sum, modulo 2^64, of the first 8 bytes of the SHA-256 of each row's canonical JSON (keys and public columns).
CREATE FUNCTION recyclique_api_v1.digest(p_table text, p_since timestamptz DEFAULT NULL) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_caller constant sync.calling := sync.caller();
    v_scope text := sync.scope(v_caller, p_table);
    v_cents constant text := (
        SELECT string_agg(format('coalesce(x.%I, 0)', name), ' + ') FROM sync.columns_of(p_table)
        WHERE type = 'numeric(12,2)' AND NOT derived);
    v_count bigint;
    v_digest numeric;
    v_sum bigint;
BEGIN
    IF v_scope IS NULL OR sync.key_text(p_table) IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ403', MESSAGE = 'not for this machine', DETAIL = 'table';
    END IF;
    IF p_since IS NOT NULL THEN
        v_scope := format('(%s) AND x.created_at >= %L', v_scope, p_since);
    END IF;
    EXECUTE format('SELECT count(*), coalesce(sum((''x'' || encode(substr(sha256(convert_to(%s, ''UTF8'')), 1, 8),'
        ' ''hex''))::bit(64)::bigint::numeric), 0), (sum(%s) * 100)::bigint FROM public.%I AS x WHERE %s',
        sync.row_text(p_table, 'known'), coalesce(v_cents, '0'), p_table, v_scope) INTO v_count, v_digest, v_sum;
    RETURN jsonb_build_object('rows', v_count, 'digest', sync.modulo64(v_digest))
        || CASE WHEN v_cents IS NULL THEN '{}' ELSE jsonb_build_object('cents', coalesce(v_sum, 0)) END;
END $$;

CREATE FUNCTION sync.modulo64(p_sum numeric) RETURNS text
LANGUAGE sql IMMUTABLE STRICT SET search_path = pg_catalog, pg_temp AS $$
    SELECT lpad(to_hex(high::bigint), 8, '0') || lpad(to_hex((rest - high * 4294967296)::bigint), 8, '0')
    FROM (SELECT rest, div(rest, 4294967296) AS high
        FROM (SELECT mod(mod(p_sum, 18446744073709551616) + 18446744073709551616, 18446744073709551616) AS rest) AS a) AS b
$$;
