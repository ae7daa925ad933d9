-- A shop that worked alone meets a centre that is in use. Its machine joins as a new one, and hands its past in: the
-- same category under two ids becomes one (an alias), what the centre lacks is made, and the signed entries are taken as
-- they are. Their rows reach the others through the centre's own stream, with the centre's ids: nobody else can read the
-- entries themselves, whose ids mean nothing here.

GRANT INSERT ON sync.id_aliases TO recyclique_api;
GRANT INSERT, UPDATE ON sync.ledger, sync.parked TO recyclique_shared;
GRANT INSERT ON sync.entry_ids TO recyclique_shared;

DO $$
DECLARE
    v_table record;
BEGIN
    FOR v_table IN SELECT table_name AS name FROM sync.registry WHERE owner = 'device' LOOP
        EXECUTE format('GRANT INSERT, UPDATE ON public.%I TO recyclique_shared', v_table.name);
        CONTINUE WHEN v_table.name NOT IN ('cash_counts', 'cash_movements', 'closures', 'corrections', 'prints');
        EXECUTE format('CREATE TRIGGER recyclique_note AFTER INSERT OR UPDATE OR DELETE ON public.%I'
            ' FOR EACH ROW WHEN (current_user <> ''recyclique_api'') EXECUTE FUNCTION sync.note_change()', v_table.name);
        EXECUTE format('ALTER TABLE public.%I ENABLE ALWAYS TRIGGER recyclique_note', v_table.name);
    END LOOP;
END $$;

-- Shared rows that only the shop had. People come in switched off, unless an office brings them.
CREATE FUNCTION sync.take_past_rows(p_caller sync.calling, p_past uuid, p_rows jsonb) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_row jsonb;
    v_set jsonb;
    v_count int := 0;
BEGIN
    FOR v_row IN
        SELECT r FROM jsonb_array_elements(p_rows) WITH ORDINALITY AS e(r, i)
        JOIN sync.registry k ON k.table_name = r->>'table' AND k.owner = 'centre'
        WHERE k.table_name IN ('categories', 'preset_buttons', 'payment_methods', 'cash_registers', 'users')
        ORDER BY k.rank, i
    LOOP
        CONTINUE WHEN sync.locked(v_row->>'table', v_row->'id') IS NOT NULL;
        v_set := sync.unaliased(jsonb_build_object('rows', jsonb_build_array(v_row)), ARRAY[p_past])#>'{rows,0,set}';
        IF v_row->>'table' = 'users' AND p_caller.kind <> 'office' THEN
            v_set := v_set || '{"is_active": false, "role": "user"}';
        END IF;
        PERFORM sync.create_wished(jsonb_build_object('entry_id', gen_random_uuid()), p_caller.workstation_id,
            v_row->>'table', v_row->'id', (
                SELECT jsonb_object_agg(k, jsonb_build_array(NULL, v)) FROM jsonb_each(v_set - 'row_version') AS e(k, v)));
        v_count := v_count + 1;
    END LOOP;
    RETURN v_count;
END $$;

CREATE FUNCTION sync.take_past_place(p_caller sync.calling, p_past jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_id constant uuid := (p_past->>'workstation_id')::uuid;
BEGIN
    INSERT INTO public.workstations (id, code, kind, name, site_id, public_key, status, revoked_at, created_at, updated_at)
    VALUES (v_id, sync.free_code(p_caller.kind, p_past->>'code', v_id), p_caller.kind, left(p_past->>'name', 100),
        p_caller.site_id, decode(p_past->>'public_key', 'hex'), 'revoked', clock_timestamp(), clock_timestamp(),
        clock_timestamp())
    ON CONFLICT (id) DO NOTHING;
    UPDATE public.workstations SET successor_of = v_id, updated_at = clock_timestamp()
    WHERE id = p_caller.workstation_id AND successor_of IS NULL;
END $$;

-- Say who one was: {workstation_id, code, name, public_key, stream_id}, which of one's shared rows are which of the
-- centre's [{table, alias, centre}], and the rest [{table, id, set}]. Twice is once.
CREATE FUNCTION recyclique_api_v1.adopt_past(p_past jsonb, p_aliases jsonb, p_rows jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    v_caller constant sync.calling := sync.caller();
    v_past constant uuid := (p_past->>'workstation_id')::uuid;
    v_made int;
BEGIN
    IF v_past IS NULL OR jsonb_array_length(p_aliases) > 5000 OR jsonb_array_length(p_rows) > 5000 THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ400', MESSAGE = 'bad past', DETAIL = 'shape';
    ELSIF EXISTS (SELECT FROM sync.devices WHERE workstation_id = v_past)
        OR EXISTS (SELECT FROM public.workstations WHERE successor_of = v_past AND id <> v_caller.workstation_id)
    THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ409', MESSAGE = 'known already', DETAIL = 'enrolled';
    END IF;
    PERFORM sync.take_past_place(v_caller, p_past);
    IF v_past <> ALL (sync.writers(v_caller.workstation_id)) THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ409', MESSAGE = 'another past already', DETAIL = 'succeeded';
    END IF;
    INSERT INTO sync.streams (stream_id, workstation_id, epoch, last_hash, public_key, created_at)
    SELECT (p_past->>'stream_id')::uuid, v_past, epoch, decode(repeat('00', 32), 'hex'),
        decode(p_past->>'public_key', 'hex'), clock_timestamp()
    FROM sync.centre ON CONFLICT (stream_id) DO NOTHING;
    INSERT INTO sync.id_aliases (table_name, alias_id, centre_id, workstation_id, created_at)
    SELECT a->>'table', (a->>'alias')::uuid, (a->>'centre')::uuid, v_past, clock_timestamp()
    FROM jsonb_array_elements(p_aliases) AS e(a) ON CONFLICT (table_name, alias_id) DO NOTHING;
    v_made := sync.take_past_rows(v_caller, v_past, p_rows);
    RETURN jsonb_build_object('made', v_made, 'code', (SELECT code FROM public.workstations WHERE id = v_past));
END $$;

-- Take entries of one's past. Applied by recyclique_shared: the row triggers tell everybody.
CREATE FUNCTION sync.take_past(p_caller sync.calling, p_stream sync.streams, p_first bigint, p_headers bytea[],
    p_payloads bytea[], p_hashes bytea[], p_signatures bytea[]) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN sync.take(p_caller, p_stream, p_first, p_headers, p_payloads, p_hashes, p_signatures);
END $$;

CREATE FUNCTION recyclique_api_v1.push_past(p_stream uuid, p_first bigint, p_headers bytea[], p_payloads bytea[],
    p_hashes bytea[], p_signatures bytea[]) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    v_caller constant sync.calling := sync.caller();
    v_stream sync.streams;
BEGIN
    PERFORM set_config('synchronous_commit', 'on', true);
    PERFORM sync.check_batch(p_first, p_headers, p_payloads, p_hashes, p_signatures);
    v_stream := sync.lock_stream(v_caller.workstation_id, v_caller.site_id, p_stream, NULL, NULL);
    IF v_stream.site_id IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ409', MESSAGE = 'not a past', DETAIL = 'stream';
    END IF;
    RETURN sync.take_past(v_caller, v_stream, p_first, p_headers, p_payloads, p_hashes, p_signatures);
END $$;
