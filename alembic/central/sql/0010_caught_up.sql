-- Functions that came or changed after their revision first ran somewhere, as 0005, 0008 and 0009 hold them today; and
-- what a reception sees of deposits announced, which is told here only.

CREATE OR REPLACE FUNCTION sync.take_keys(p_stream uuid, p_headers jsonb[], p_payloads jsonb[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_doc jsonb;
    v_new bytea;
BEGIN
    FOR v_doc IN
        SELECT p->'doc' FROM unnest(p_headers, p_payloads) WITH ORDINALITY AS e(h, p, i)
        WHERE h->>'act' = 'key.changed' AND p->'doc'->>'public_key' ~ '^[0-9a-f]{64}$' ORDER BY i
    LOOP
        v_new := decode(v_doc->>'public_key', 'hex');
        UPDATE sync.streams SET public_key = v_new WHERE stream_id = p_stream;
        UPDATE public.workstations w SET public_key = v_new, updated_at = clock_timestamp()
        FROM sync.streams s
        WHERE s.stream_id = p_stream AND w.id = s.workstation_id AND w.public_key <> v_new
            AND (NOT v_doc ? 'old_public_key' OR encode(w.public_key, 'hex') = v_doc->>'old_public_key');
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION sync.work(p_caller sync.calling, p_stream uuid, p_first bigint, p_headers jsonb[],
    p_payloads jsonb[], p_writers uuid[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_payloads constant jsonb[] := sync.translated(p_payloads, p_writers);
BEGIN
    IF array_position(v_payloads, NULL) IS NOT NULL THEN
        PERFORM sync.cannot('unreadable', NULL, NULL);
    ELSIF EXISTS (
        SELECT FROM unnest(p_headers, v_payloads) AS e(h, p)
        WHERE p->>'v' IS DISTINCT FROM '1' AND NOT (h->>'class' = 'personal' AND p = '{}'))
    THEN
        PERFORM sync.cannot('unknown_version', NULL, NULL);
    END IF;
    PERFORM sync.answer(p_caller, h, p)
    FROM unnest(p_headers, v_payloads) WITH ORDINALITY AS e(h, p, i) WHERE p ? 'requests' ORDER BY i;
    PERFORM sync.apply(p_headers, v_payloads, p_writers);
    INSERT INTO sync.entry_ids (entry_id, stream_id, seq)
    SELECT (h->>'entry_id')::uuid, p_stream, p_first + i - 1 FROM unnest(p_headers) WITH ORDINALITY AS e(h, i);
    PERFORM sync.audit(p_headers, v_payloads);
    IF EXISTS (SELECT FROM unnest(p_headers) AS e(h) WHERE h->>'act' = 'key.changed') THEN
        PERFORM sync.take_keys(p_stream, p_headers, v_payloads);
    END IF;
END $$;

CREATE OR REPLACE FUNCTION sync.rework(p_caller sync.calling, p_header jsonb, p_payload jsonb, p_writers uuid[])
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_payload constant jsonb := (sync.translated(ARRAY[p_payload], p_writers))[1];
BEGIN
    IF v_payload IS NULL OR v_payload->>'v' <> '1' THEN
        PERFORM sync.cannot('unknown_version', NULL, NULL);
    END IF;
    IF v_payload ? 'requests' THEN
        PERFORM sync.answer(p_caller, p_header, v_payload);
    END IF;
    PERFORM sync.apply(ARRAY[p_header], ARRAY[v_payload], p_writers);
    PERFORM sync.audit(ARRAY[p_header], ARRAY[v_payload]);
    IF p_header->>'act' = 'key.changed' THEN
        PERFORM sync.take_keys((SELECT stream_id FROM sync.entry_ids WHERE entry_id = (p_header->>'entry_id')::uuid),
            ARRAY[p_header], ARRAY[v_payload]);
    END IF;
END $$;

CREATE OR REPLACE FUNCTION sync.begin_life(p_by uuid, p_evidence jsonb) RETURNS uuid
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_centre sync.centre;
    v_epoch constant uuid := gen_random_uuid();
    v_stream constant uuid := gen_random_uuid();
BEGIN
    SELECT * INTO STRICT v_centre FROM sync.centre FOR UPDATE;
    PERFORM FROM sync.streams WHERE stream_id = v_centre.stream_id FOR UPDATE;
    INSERT INTO sync.streams (stream_id, epoch, parent_stream_id, parent_seq, last_seq, last_hash, created_at)
    SELECT v_stream, v_epoch, s.stream_id, s.last_seq, s.last_seq, s.last_hash, clock_timestamp()
    FROM sync.streams s WHERE s.stream_id = v_centre.stream_id;
    UPDATE sync.streams SET closed_at = clock_timestamp() WHERE stream_id = v_centre.stream_id;
    UPDATE sync.centre SET epoch = v_epoch, stream_id = v_stream;
    INSERT INTO sync.lives (epoch, previous, began_at, found_by, evidence)
    VALUES (v_epoch, v_centre.epoch, clock_timestamp(), p_by, p_evidence);
    -- Any machine may say so, a till alone in its shop too: history keeps which one did, and offices are told.
    PERFORM sync.append('operational', 'centre.restored', 'centre', sync.uuid7(), jsonb_build_object('v', 1, 'rows', '[]',
        'doc', jsonb_build_object('found_by', coalesce((SELECT code FROM public.workstations WHERE id = p_by), ''),
            'streams', (SELECT count(*) FROM jsonb_object_keys(p_evidence)))));
    RETURN v_epoch;
END $$;

CREATE OR REPLACE FUNCTION sync.make_code_for(p_workstation uuid, p_minutes int, p_by uuid) RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_code constant text := sync.random_code();
BEGIN
    IF NOT EXISTS (SELECT FROM public.workstations WHERE id = p_workstation) THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ409', MESSAGE = 'no such machine', DETAIL = 'unknown';
    ELSIF EXISTS (SELECT FROM public.workstations WHERE successor_of = p_workstation) THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ409', MESSAGE = 'another one carries on for it', DETAIL = 'succeeded';
    END IF;
    INSERT INTO sync.enrolment_codes (id, code_hash, site_id, kind, issued_by, issued_at, expires_at, workstation_id)
    SELECT sync.uuid7(), sync.code_hash(v_code), site_id, kind, p_by, clock_timestamp(),
        clock_timestamp() + make_interval(mins => least(greatest(coalesce(p_minutes, 60), 1), 10080)), id
    FROM public.workstations WHERE id = p_workstation;
    RETURN v_code;
END $$;

CREATE OR REPLACE FUNCTION recyclique_api_v1.issue_code_for(p_machine text, p_minutes int DEFAULT 60) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_caller constant sync.calling := sync.office();
    v_id constant uuid := sync.called(p_machine, v_caller.site_id);
BEGIN
    IF v_id = v_caller.workstation_id THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ409', MESSAGE = 'not oneself', DETAIL = 'self';
    END IF;
    RETURN (SELECT jsonb_build_object('code', sync.make_code_for(v_id, p_minutes, v_caller.workstation_id), 'kind', kind)
        FROM public.workstations WHERE id = v_id);
END $$;

CREATE OR REPLACE FUNCTION sync.drop_login(p_workstation uuid) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_role constant text := (SELECT role_name FROM sync.devices WHERE workstation_id = p_workstation);
BEGIN
    IF v_role IS NOT NULL AND EXISTS (SELECT FROM pg_roles WHERE rolname = v_role) THEN
        PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = v_role AND pid <> pg_backend_pid();
        EXECUTE format('DROP ROLE %I', v_role);
    END IF;
END $$;

CREATE OR REPLACE FUNCTION sync.let_back_in(p_code sync.enrolment_codes, p_wish jsonb, p_public_key bytea, p_verifier text)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_id constant uuid := p_code.workstation_id;
    v_stream constant uuid := (p_wish->>'stream_id')::uuid;
BEGIN
    IF (p_wish->>'workstation_id')::uuid IS DISTINCT FROM v_id
        OR EXISTS (SELECT FROM sync.streams WHERE stream_id = v_stream AND workstation_id IS DISTINCT FROM v_id)
    THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ409', MESSAGE = 'a code for another workstation', DETAIL = 'other';
    ELSIF EXISTS (SELECT FROM public.workstations WHERE successor_of = v_id) THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ409', MESSAGE = 'another one carries on for it', DETAIL = 'succeeded';
    END IF;
    PERFORM sync.drop_login(v_id);
    INSERT INTO sync.devices AS d (workstation_id, role_name, enrolled_at, protocol, schema_version, software)
    VALUES (v_id, sync.make_login(p_verifier), clock_timestamp(), (p_wish->>'protocol')::int, left(p_wish->>'schema', 32),
        left(p_wish->>'software', 64))
    ON CONFLICT (workstation_id) DO UPDATE SET role_name = excluded.role_name, enrolled_at = excluded.enrolled_at,
        revoked_at = NULL, protocol = excluded.protocol, schema_version = excluded.schema_version,
        software = excluded.software;
    INSERT INTO sync.streams (stream_id, workstation_id, site_id, epoch, last_hash, public_key, created_at)
    SELECT v_stream, v_id, p_code.site_id, epoch, decode(repeat('00', 32), 'hex'), p_public_key, clock_timestamp()
    FROM sync.centre
    ON CONFLICT (stream_id) DO UPDATE SET public_key = excluded.public_key;
    UPDATE sync.streams SET closed_at = NULL WHERE workstation_id = v_id AND closed_at IS NOT NULL;
    UPDATE public.workstations SET status = 'active', revoked_at = NULL, public_key = p_public_key,
        updated_at = clock_timestamp()
    WHERE id = v_id;
END $$;

CREATE OR REPLACE FUNCTION recyclique_api_v1.enrol(p_code text, p_wish jsonb, p_public_key bytea, p_verifier text)
RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    v_code sync.enrolment_codes;
    v_id constant uuid := coalesce((p_wish->>'workstation_id')::uuid, sync.uuid7());
    v_stream constant uuid := (p_wish->>'stream_id')::uuid;
    v_old uuid;
BEGIN
    PERFORM sync.check_protocol((p_wish->>'protocol')::int);
    v_code := sync.admitting(p_code, p_wish, p_public_key);
    IF v_code.used_at IS NOT NULL THEN
        PERFORM sync.renew_login(v_code.workstation_id, p_verifier);
        RETURN sync.enrolled(v_code, v_code.workstation_id);
    ELSIF octet_length(p_public_key) <> 32 OR v_stream IS NULL OR length(p_wish->>'name') NOT BETWEEN 1 AND 100 THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ400', MESSAGE = 'incomplete wish', DETAIL = 'wish';
    ELSIF v_code.workstation_id IS NOT NULL THEN
        PERFORM sync.let_back_in(v_code, p_wish, p_public_key, p_verifier);
        UPDATE sync.enrolment_codes SET used_at = clock_timestamp() WHERE id = v_code.id;
        RETURN sync.enrolled(v_code, v_id);
    ELSIF EXISTS (SELECT FROM sync.devices WHERE workstation_id = v_id)
        OR EXISTS (SELECT FROM public.workstations WHERE id = v_id)
        OR EXISTS (SELECT FROM sync.streams WHERE stream_id = v_stream)
    THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ409', MESSAGE = 'known already', DETAIL = 'enrolled';
    END IF;
    IF p_wish->>'replaces' IS NOT NULL THEN
        v_old := sync.called(p_wish->>'replaces', v_code.site_id);
        PERFORM sync.check_replaced(v_old, v_code.site_id), sync.shut_out(v_old);
    END IF;
    IF v_code.site_id IS NOT NULL THEN
        LOCK TABLE public.workstations IN SHARE ROW EXCLUSIVE MODE;  -- two machines never get one code
        INSERT INTO public.workstations (id, code, kind, name, site_id, public_key, status, successor_of, created_at,
            updated_at)
        VALUES (v_id, sync.free_code(v_code.kind, p_wish->>'code', v_id), v_code.kind, p_wish->>'name', v_code.site_id,
            p_public_key, 'active', v_old, clock_timestamp(), clock_timestamp());
    END IF;
    INSERT INTO sync.devices (workstation_id, role_name, enrolled_at, protocol, schema_version, software)
    VALUES (v_id, sync.make_login(p_verifier), clock_timestamp(), (p_wish->>'protocol')::int, left(p_wish->>'schema', 32),
        left(p_wish->>'software', 64));
    INSERT INTO sync.streams (stream_id, workstation_id, site_id, epoch, last_hash, public_key, created_at)
    SELECT v_stream, v_id, v_code.site_id, epoch, decode(repeat('00', 32), 'hex'), p_public_key, clock_timestamp()
    FROM sync.centre;
    UPDATE sync.enrolment_codes SET used_at = clock_timestamp(), workstation_id = v_id WHERE id = v_code.id;
    RETURN sync.enrolled(v_code, v_id);
END $$;

CREATE OR REPLACE FUNCTION sync.remember_place(p_site uuid, p_id jsonb, p_set jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    LOCK TABLE public.workstations IN SHARE ROW EXCLUSIVE MODE;
    IF sync.locked('workstations', p_id) IS NULL THEN
        PERFORM sync.replay_insert('workstations', p_id,
            p_set - ARRAY['row_version', 'created_at', 'updated_at', 'register_id', 'successor_of']
            || jsonb_build_object('site_id', p_site,
                'code', sync.free_code(p_set->>'kind', p_set->>'code', (p_id #>> '{}')::uuid)), false);
    END IF;
END $$;

CREATE OR REPLACE FUNCTION recyclique_api_v1.remember(p_machine jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    v_office constant sync.calling := sync.office();
BEGIN
    IF p_machine->>'stream_id' IS NULL OR p_machine->>'id' IS NULL OR jsonb_typeof(p_machine->'set') <> 'object'
        OR p_machine->'set'->>'kind' NOT IN ('till', 'reception', 'office')
    THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ400', MESSAGE = 'bad machine', DETAIL = 'shape';
    ELSIF NOT EXISTS (SELECT FROM sync.lives) THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ409', MESSAGE = 'this centre forgot nothing', DETAIL = 'epoch';
    END IF;
    PERFORM sync.remember_place(v_office.site_id, p_machine->'id', p_machine->'set');
    INSERT INTO sync.streams (stream_id, workstation_id, site_id, epoch, last_hash, public_key, created_at)
    SELECT (p_machine->>'stream_id')::uuid, w.id, w.site_id, c.epoch, decode(repeat('00', 32), 'hex'), w.public_key,
        clock_timestamp()
    FROM sync.centre c, public.workstations w
    WHERE w.id = (p_machine->>'id')::uuid AND w.site_id = v_office.site_id
    ON CONFLICT (stream_id) DO NOTHING;
    RETURN jsonb_build_object('workstation_id', p_machine->'id');
END $$;

CREATE OR REPLACE FUNCTION sync.audit(p_headers jsonb[], p_payloads jsonb[]) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO public.audit_logs
        (id, "timestamp", actor_id, action_type, target_id, target_type, details_json, description)
    SELECT overlay(overlay(digest PLACING '3' FROM 13)
            PLACING translate(substr(digest, 17, 1), '0123456789abcdef', '89ab89ab89ab89ab') FROM 17)::uuid,
        (h->>'at')::timestamptz, u.id, a.audit, row_id::uuid, CASE WHEN row_id IS NOT NULL THEN a.target END,
        nullif(CASE WHEN a.class <> 'fiscal' THEN coalesce(p->'doc', '{}') ELSE '{}' END
            || CASE WHEN p ? 'approved_by' THEN jsonb_build_object('approved_by', p->'approved_by') ELSE '{}' END, '{}'),
        a.label
    FROM unnest(p_headers, p_payloads) AS e(h, p)
    JOIN sync.acts a ON a.name = h->>'act'
    LEFT JOIN public.users u ON u.operator_code = h->>'actor',
        md5(uuid_send((h->>'entry_id')::uuid) || '0'::bytea) AS d(digest),
        coalesce(CASE WHEN a.target IS NOT NULL THEN coalesce(
            jsonb_path_query_first(p, '$.rows[*] ? (@.table == $name && @.id.type() == "string").id',
                jsonb_build_object('name', a.target)),
            jsonb_path_query_first(p, '$.requests[*] ? (@.table == $name && @.id.type() == "string").id',
                jsonb_build_object('name', a.target))) #>> '{}' END) AS t(row_id)
    WHERE h->>'class' <> 'personal' AND (a.series IS NULL OR h ? 'number')
    ON CONFLICT (id) DO NOTHING
$$;

CREATE OR REPLACE FUNCTION sync.known_schemas() RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT ARRAY['0001', '0002', '0003', '0004', '0005', '0006'] $$;

CREATE OR REPLACE FUNCTION sync.raise_version() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.row_version := OLD.row_version;
    IF to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD) THEN
        NEW.row_version := OLD.row_version + 1;
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION sync.may_ask(p_kind text, p_actor text, p_request jsonb, p_row jsonb) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN p_request->>'table' = 'workstations' THEN p_kind = 'office'
            AND NOT coalesce(p_request->'set', '{}') ?| ARRAY['code', 'kind', 'public_key', 'site_id', 'status',
                'revoked_at', 'successor_of']
        WHEN p_kind = 'office' THEN true
        WHEN p_request->>'table' IN ('categories', 'preset_buttons') THEN true
        WHEN p_request->>'table' = 'deposits' THEN p_row IS NULL
            OR coalesce(p_request->'set', '{}') - ARRAY['status', 'category', 'weight', 'rejected_reason'] = '{}'
        WHEN p_request->>'table' = 'users' THEN p_row->>'operator_code' = p_actor
            AND coalesce(p_request->'set', '{}') - ARRAY['hashed_pin', 'hashed_password'] = '{}'
        WHEN p_request->>'table' = 'registration_requests' THEN p_request->>'op' = 'I'
            AND coalesce(p_row->>'status', 'PENDING') = 'PENDING'
            AND coalesce(p_request->'set'->'status'->>1, 'PENDING') = 'PENDING'
            AND NOT coalesce(p_request->'set', '{}') ?| ARRAY['reviewed_by', 'reviewed_at', 'review_reason']
        ELSE false
    END
$$;

-- Which rows of a table "x" the caller sees, as SQL; NULL for a table that it does not get. Facts: those of its site,
-- for a till of the last 13 months and of whatever is open. Deposits announced: a reception weighs those of its site, and
-- those of which nobody said where.
CREATE OR REPLACE FUNCTION sync.scope(p_caller sync.calling, p_table text) RETURNS text
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
    ELSIF p_table = 'deposits' AND p_caller.kind = 'reception' THEN
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

-- Say again what is announced and waits: a reception that joined before it was shown any takes it as new.
CREATE OR REPLACE FUNCTION sync.tell_announced() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_rows jsonb;
BEGIN
    IF NOT EXISTS (SELECT FROM public.workstations WHERE kind = 'reception') THEN
        RETURN;
    END IF;
    PERFORM FROM sync.streams s JOIN sync.centre c USING (stream_id) FOR UPDATE OF s;
    FOR v_rows IN
        SELECT jsonb_agg(row ORDER BY place) FROM (
            SELECT row_number() OVER (ORDER BY d.created_at, d.id) AS place, jsonb_build_object('table', 'deposits',
                'op', 'I', 'id', d.id, 'set', sync.journal_row('deposits', to_jsonb(d), 'public')) AS row
            FROM public.deposits d
            WHERE d.status NOT IN ('COMPLETED', 'VALIDATED') AND d.rejected_reason IS NULL) AS waiting
        GROUP BY (place - 1) / 100 ORDER BY min(place)
    LOOP
        PERFORM sync.append('operational', 'centre.changed', 'centre', sync.uuid7(),
            jsonb_build_object('v', 1, 'rows', v_rows));
    END LOOP;
END $$;

SELECT sync.tell_announced();
