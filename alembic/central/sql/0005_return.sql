-- A machine that lost its login comes back as the workstation it was: its journal goes on, no number begins again. A code
-- for it names it (workstation_id before it was used), and lets in nobody else.

CREATE FUNCTION sync.make_code_for(p_workstation uuid, p_minutes int, p_by uuid) RETURNS text
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

CREATE FUNCTION recyclique_api_v1.issue_code_for(p_machine text, p_minutes int DEFAULT 60) RETURNS jsonb
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

-- Whoever still holds the old login is out.
CREATE FUNCTION sync.drop_login(p_workstation uuid) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_role constant text := (SELECT role_name FROM sync.devices WHERE workstation_id = p_workstation);
BEGIN
    IF v_role IS NOT NULL AND EXISTS (SELECT FROM pg_roles WHERE rolname = v_role) THEN
        PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = v_role AND pid <> pg_backend_pid();
        EXECUTE format('DROP ROLE %I', v_role);
    END IF;
END $$;

CREATE FUNCTION sync.let_back_in(p_code sync.enrolment_codes, p_wish jsonb, p_public_key bytea, p_verifier text)
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

-- What an office still keeps of a machine that a restored centre never heard of: with its place and its stream back, its
-- entries can be handed over. It has no access: for that it comes with a code of its own.
CREATE FUNCTION sync.remember_place(p_site uuid, p_id jsonb, p_set jsonb) RETURNS void
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

-- {stream_id, id, set: the workstation's row as the office knows it}
CREATE FUNCTION recyclique_api_v1.remember(p_machine jsonb) RETURNS jsonb
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
