-- What only offices may do: codes, machines, what is parked, conflicts, hand-over, jobs done once.

CREATE FUNCTION recyclique_api_v1.issue_code(p_kind text, p_minutes int DEFAULT 60) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_caller constant sync.calling := sync.office();
BEGIN
    RETURN sync.make_code(v_caller.site_id, p_kind, p_minutes, v_caller.workstation_id);
END $$;

-- What a code file holds beside the code: the login that can only enrol.
CREATE FUNCTION recyclique_api_v1.enrol_access() RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM sync.office();
    RETURN jsonb_build_object('role', 'recyclique_enrol', 'password', sync.enrol_password());
END $$;

CREATE FUNCTION sync.device_list() RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object(
        'workstation_id', d.workstation_id, 'role', d.role_name, 'code', w.code, 'name', w.name, 'kind', w.kind,
        'site_id', w.site_id, 'enrolled_at', sync.moment(d.enrolled_at), 'revoked_at', sync.moment(d.revoked_at),
        'last_seen_at', sync.moment(d.last_seen_at), 'protocol', d.protocol, 'schema', d.schema_version,
        'software', d.software,
        'last_seq', (SELECT max(s.last_seq) FROM sync.streams s WHERE s.workstation_id = d.workstation_id),
        'parked', (SELECT count(*) FROM sync.parked k JOIN sync.streams s USING (stream_id)
            WHERE s.workstation_id = d.workstation_id AND k.settled_at IS NULL)) ORDER BY w.code, d.enrolled_at), '[]')
    FROM sync.devices d LEFT JOIN public.workstations w ON w.id = d.workstation_id
$$;

CREATE FUNCTION recyclique_api_v1.devices() RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM sync.office();
    RETURN sync.device_list();
END $$;

CREATE FUNCTION recyclique_api_v1.parked() RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM sync.office();
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
            'stream_id', k.stream_id, 'seq', k.seq, 'workstation', w.code, 'act', l.act, 'label', a.label,
            'series', l.series, 'number', l.number, 'at', convert_from(l.header, 'UTF8')::jsonb->>'at', 'cause', k.cause,
            'detail', k.detail, 'waits_for_table', k.waits_for_table, 'waits_for_id', k.waits_for_id,
            'retries', k.retries, 'parked_at', sync.moment(k.parked_at)) ORDER BY k.stream_id, k.seq), '[]')
        FROM sync.parked k JOIN sync.ledger l USING (stream_id, seq) JOIN sync.streams s USING (stream_id)
        LEFT JOIN public.workstations w ON w.id = s.workstation_id LEFT JOIN sync.acts a ON a.name = l.act
        WHERE k.settled_at IS NULL);
END $$;

CREATE FUNCTION recyclique_api_v1.retry(p_stream uuid, p_seq bigint) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    v_caller constant sync.calling := sync.office();
    v_applied constant boolean := sync.retry(p_stream, p_seq, v_caller.workstation_id);
BEGIN
    RETURN jsonb_build_object('applied', v_applied,
        'parked', (SELECT count(*) FROM sync.parked WHERE settled_at IS NULL));
END $$;

CREATE FUNCTION recyclique_api_v1.conflicts() RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM sync.office();
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
            'id', k.id, 'table', k.table_name, 'row', k.row_id, 'column', k.column_name, 'centre', k.centre_value,
            'workstation', k.workstation_value, 'workstation_id', k.workstation_id, 'code', w.code,
            'entry_id', k.entry_id, 'found_at', sync.moment(k.found_at)) ORDER BY k.found_at, k.id), '[]')
        FROM sync.conflicts k LEFT JOIN public.workstations w ON w.id = k.workstation_id WHERE k.settled_at IS NULL);
END $$;

-- Settle a conflict: keep the centre's value, or give the row the workstation's after all.
CREATE FUNCTION sync.settle(p_id uuid, p_keep text, p_by uuid) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_conflict sync.conflicts;
    v_written jsonb;
BEGIN
    SELECT * INTO v_conflict FROM sync.conflicts WHERE id = p_id AND settled_at IS NULL FOR UPDATE;
    IF v_conflict.id IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ409', MESSAGE = 'settled already', DETAIL = 'settled';
    ELSIF p_keep = 'workstation' THEN
        v_written := sync.write_wished(v_conflict.table_name,
            CASE WHEN v_conflict.row_id LIKE '[%' THEN v_conflict.row_id::jsonb ELSE to_jsonb(v_conflict.row_id) END,
            jsonb_build_object(v_conflict.column_name, v_conflict.workstation_value), '{}');
        IF v_written = '{}' THEN
            RAISE EXCEPTION USING ERRCODE = 'RQ409', MESSAGE = 'this name is still taken', DETAIL = 'taken';
        END IF;
    ELSIF p_keep IS DISTINCT FROM 'centre' THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ400', MESSAGE = 'keep whose value?', DETAIL = 'keep';
    END IF;
    UPDATE sync.conflicts SET settled_at = clock_timestamp(), settled_by = p_by WHERE id = p_id;
    RETURN jsonb_build_object('settled', p_id, 'kept', p_keep);
END $$;

CREATE FUNCTION recyclique_api_v1.settle(p_id uuid, p_keep text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    v_caller constant sync.calling := sync.office();
BEGIN
    RETURN sync.settle(p_id, p_keep, v_caller.workstation_id);
END $$;

-- Do a job of the site once per period: true for whoever holds the lease, until it ends or is done.
CREATE FUNCTION recyclique_api_v1.lease(p_job text, p_period text, p_minutes int, p_done boolean DEFAULT false)
RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    v_caller constant sync.calling := sync.office();
    v_lease sync.leases;
BEGIN
    INSERT INTO sync.leases AS l (job, period, workstation_id, taken_at, expires_at, done_at)
    VALUES (p_job, p_period, v_caller.workstation_id, clock_timestamp(),
        clock_timestamp() + make_interval(mins => least(greatest(p_minutes, 1), 1440)),
        CASE WHEN p_done THEN clock_timestamp() END)
    ON CONFLICT (job, period) DO UPDATE SET workstation_id = excluded.workstation_id, taken_at = excluded.taken_at,
        expires_at = excluded.expires_at, done_at = excluded.done_at
    WHERE l.done_at IS NULL AND (l.workstation_id = excluded.workstation_id OR l.expires_at < clock_timestamp());
    SELECT * INTO v_lease FROM sync.leases WHERE job = p_job AND period = p_period;
    RETURN jsonb_build_object('held', v_lease.workstation_id = v_caller.workstation_id AND (v_lease.done_at IS NULL OR p_done),
        'workstation_id', v_lease.workstation_id, 'expires_at', sync.moment(v_lease.expires_at),
        'done_at', sync.moment(v_lease.done_at));
END $$;

-- The centre's own history of runs: a backup says in "streams" what it covers, once it was read back.
CREATE FUNCTION recyclique_api_v1.log_run(p_run jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_caller constant sync.calling := sync.office();
    v_id constant uuid := sync.uuid7();
BEGIN
    INSERT INTO public.sync_logs (id, sync_type, status, message, error_details, records_count, created_at, device_id,
        started_at, finished_at, pushed, pulled, parked, bytes, cause, repeats)
    VALUES (v_id, left(coalesce(p_run->>'sync_type', 'run'), 32), left(coalesce(p_run->>'status', 'success'), 32),
        CASE WHEN p_run ? 'streams' THEN (p_run->'streams')::text ELSE p_run->>'message' END, p_run->>'error_details',
        (p_run->>'records_count')::int, clock_timestamp(), v_caller.workstation_id, (p_run->>'started_at')::timestamptz,
        (p_run->>'finished_at')::timestamptz, coalesce((p_run->>'pushed')::int, 0), coalesce((p_run->>'pulled')::int, 0),
        coalesce((p_run->>'parked')::int, 0), coalesce((p_run->>'bytes')::bigint, 0), left(p_run->>'cause', 64), 1);
    RETURN jsonb_build_object('id', v_id);
END $$;

-- How far each stream is covered by a backup that was read back: nothing beyond may be pruned anywhere.
CREATE FUNCTION recyclique_api_v1.watermark() RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM sync.caller();
    RETURN (
        SELECT jsonb_build_object('streams', coalesce((array_agg(message::jsonb ORDER BY created_at DESC))[1], '{}'),
            'at', sync.moment(max(created_at)))
        FROM public.sync_logs WHERE sync_type = 'backup' AND status = 'verified' AND message LIKE '{%');
END $$;

-- Take entries in for another machine: a broken one's journal file, or, into an empty centre, the centre stream of the
-- shop that founds it, byte for byte.
CREATE FUNCTION recyclique_api_v1.import_entries(p_stream uuid, p_first bigint, p_headers bytea[], p_payloads bytea[],
    p_hashes bytea[], p_signatures bytea[], p_centre boolean DEFAULT false) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    v_stream sync.streams;
BEGIN
    PERFORM set_config('synchronous_commit', 'on', true);
    PERFORM sync.check_batch(p_first, p_headers, p_payloads, p_hashes, p_signatures);
    IF p_centre THEN
        RETURN sync.found_by_import(sync.caller(), p_stream, p_first, p_headers, p_payloads, p_hashes, p_signatures);
    END IF;
    PERFORM sync.office();
    SELECT * INTO v_stream FROM sync.streams WHERE stream_id = p_stream AND workstation_id IS NOT NULL FOR UPDATE;
    IF v_stream.stream_id IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ409', MESSAGE = 'no such stream', DETAIL = 'stream';
    END IF;
    RETURN sync.take((
            SELECT ROW(w.id, w.site_id, w.kind)::sync.calling FROM public.workstations w
            WHERE w.id = v_stream.workstation_id),
        v_stream, p_first, p_headers, p_payloads, p_hashes, p_signatures);
END $$;

-- Become the centre of a shop that worked alone: its centre stream becomes ours. Several calls, as long as nothing else
-- was written here.
CREATE FUNCTION sync.found_by_import(p_caller sync.calling, p_stream uuid, p_first bigint, p_headers bytea[],
    p_payloads bytea[], p_hashes bytea[], p_signatures bytea[]) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_centre sync.centre;
    v_head sync.streams;
    v_parsed constant jsonb[] := sync.parsed(p_headers);
    v_good int;
BEGIN
    SELECT * INTO v_centre FROM sync.centre FOR UPDATE;
    IF v_centre.stream_id <> p_stream THEN
        PERFORM sync.adopt_stream(p_caller, v_centre, p_stream);
    END IF;
    SELECT * INTO v_head FROM sync.streams WHERE stream_id = p_stream FOR UPDATE;
    IF (SELECT count(*) FROM sync.devices) > 1 OR EXISTS (SELECT FROM sync.ledger) THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ409', MESSAGE = 'this centre has a life of its own', DETAIL = 'not_empty';
    ELSIF p_first <> v_head.last_seq + 1 THEN
        RETURN sync.receipt('gap', p_stream, '{}');
    END IF;
    v_good := sync.valid(ARRAY[p_stream::text], p_first, v_head.last_hash, p_headers, p_payloads, p_hashes, p_signatures,
        v_parsed);
    IF v_good < cardinality(p_headers) THEN
        RETURN sync.receipt(CASE WHEN v_good = 0 AND p_first > 1 THEN 'fork' ELSE 'bad' END, p_stream, '{}');
    END IF;
    PERFORM sync.replay(v_parsed, sync.parsed(p_payloads));
    INSERT INTO sync.centre_entries (epoch, seq, entry_id, header, payload, hash, at)
    SELECT v_centre.epoch, p_first + i - 1, (h->>'entry_id')::uuid, e.header, e.payload, e.hash, (h->>'at')::timestamptz
    FROM unnest(p_headers, p_payloads, p_hashes, v_parsed) WITH ORDINALITY AS e(header, payload, hash, h, i);
    PERFORM sync.audit(v_parsed, sync.parsed(p_payloads));
    UPDATE sync.streams SET last_seq = p_first + v_good - 1, last_hash = p_hashes[v_good] WHERE stream_id = p_stream;
    UPDATE sync.streams s SET site_id = w.site_id FROM public.workstations w
    WHERE w.id = s.workstation_id AND s.site_id IS NULL;
    RETURN sync.receipt('ok', p_stream, jsonb_build_object('stored', v_good));
END $$;

CREATE FUNCTION sync.adopt_stream(p_caller sync.calling, p_centre sync.centre, p_stream uuid) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM public.sites) OR EXISTS (SELECT FROM public.users) OR EXISTS (SELECT FROM public.categories)
        OR EXISTS (SELECT FROM sync.centre_entries) OR EXISTS (SELECT FROM sync.streams WHERE stream_id = p_stream)
    THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ409', MESSAGE = 'this centre has a life of its own', DETAIL = 'not_empty';
    END IF;
    INSERT INTO sync.streams (stream_id, epoch, last_hash, created_at)
    VALUES (p_stream, p_centre.epoch, decode(repeat('00', 32), 'hex'), clock_timestamp());
    UPDATE sync.centre SET stream_id = p_stream;
    DELETE FROM sync.streams WHERE stream_id = p_centre.stream_id;
END $$;

-- Shared rows as a stand-alone shop wrote them, in order. A row and the personal columns of the same transaction are
-- one insert; versions and moments stay as they are.
CREATE FUNCTION sync.replay(p_headers jsonb[], p_payloads jsonb[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_change record;
BEGIN
    FOR v_change IN
        SELECT h->>'class' = 'personal' AS personal, row->>'table' AS name, row->>'op' AS op, row->'id' AS id,
            coalesce(row->'set', '{}') AS set, coalesce((
                SELECT r->'set' FROM unnest(p_headers, p_payloads) AS o(oh, op), jsonb_array_elements(op->'rows') AS x(r)
                WHERE oh->>'tx' = h->>'tx' AND oh->>'class' = 'personal'
                    AND r->>'table' = row->>'table' AND r->'id' = row->'id' LIMIT 1), '{}') AS private
        FROM unnest(p_headers, p_payloads) WITH ORDINALITY AS e(h, p, i),
            jsonb_array_elements(p->'rows') WITH ORDINALITY AS rows(row, j)
        ORDER BY i, j
    LOOP
        IF NOT EXISTS (SELECT FROM sync.registry WHERE table_name = v_change.name AND owner = 'centre') THEN
            PERFORM sync.cannot('not_shared', v_change.name, v_change.id::text);
        ELSIF v_change.op = 'I' THEN
            PERFORM sync.replay_insert(v_change.name, v_change.id, v_change.set || v_change.private, v_change.personal);
        ELSIF v_change.op = 'U' AND v_change.set <> '{}' THEN
            PERFORM sync.replay_update(v_change.name, v_change.id, (
                SELECT jsonb_object_agg(k, v->1) FROM jsonb_each(v_change.set) AS e(k, v)));
        ELSIF v_change.op = 'D' AND NOT v_change.personal THEN
            PERFORM sync.unlink(v_change.name, v_change.id);
        END IF;
    END LOOP;
END $$;

CREATE FUNCTION sync.replay_insert(p_table text, p_id jsonb, p_values jsonb, p_personal boolean) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_row jsonb := sync.readable(p_table, p_values) || sync.key_columns(p_table, p_id);
BEGIN
    IF p_personal THEN
        PERFORM sync.replay_update(p_table, p_id, p_values);
        RETURN;
    END IF;
    v_row := v_row || sync.missing(p_table, p_id, p_values);  -- names may come with the next piece
    EXECUTE format('INSERT INTO public.%I (%s) SELECT %s FROM jsonb_populate_record(NULL::public.%1$I, $1) AS x', p_table,
        (SELECT string_agg(quote_ident(name), ', ' ORDER BY name) FROM sync.columns_of(p_table) WHERE v_row ? name),
        (SELECT string_agg('x.' || quote_ident(name), ', ' ORDER BY name) FROM sync.columns_of(p_table)
            WHERE v_row ? name)) USING v_row;
END $$;

CREATE FUNCTION sync.replay_update(p_table text, p_id jsonb, p_values jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_names constant text[] := ARRAY(
        SELECT name FROM sync.columns_of(p_table) WHERE p_values ? name AND NOT is_key ORDER BY name);
BEGIN
    IF v_names = '{}' THEN
        RETURN;
    END IF;
    EXECUTE format('UPDATE public.%1$I AS t SET (%2$s) = ROW (%3$s)'
        ' FROM jsonb_populate_record(NULL::public.%1$I, $1) AS x WHERE %4$s', p_table,
        (SELECT string_agg(quote_ident(n), ', ') FROM unnest(v_names) AS e(n)),
        (SELECT string_agg('x.' || quote_ident(n), ', ') FROM unnest(v_names) AS e(n)),
        (SELECT string_agg(format('t.%I = x.%1$I', k), ' AND ') FROM sync.registry r, unnest(r.key) AS e(k)
            WHERE r.table_name = p_table))
        USING sync.readable(p_table, p_values) || sync.key_columns(p_table, p_id);
END $$;
