-- Letting machines in and out. These functions belong to recyclique_admin, the only role here that makes logins.

-- Wrong codes are counted in sequences: what a refused call counted must not go away with its transaction.
CREATE SEQUENCE sync.wrong_codes;
CREATE SEQUENCE sync.enrolment_closed_until MINVALUE 0 START 0;

CREATE FUNCTION sync.code_hash(p_code text) RETURNS bytea
LANGUAGE sql IMMUTABLE STRICT SET search_path = pg_catalog, pg_temp AS $$
    SELECT sha256(convert_to(upper(regexp_replace(p_code, '[\s-]', '', 'g')), 'UTF8'))
$$;

-- Eight letters and digits that cannot be taken for one another.
CREATE FUNCTION sync.random_code() RETURNS text
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
    SELECT left(code, 4) || '-' || right(code, 4)
    FROM (
        SELECT string_agg(substr('ABCDEFGHJKLMNPQRSTUVWXYZ23456789', (get_byte(chance, i) & 31) + 1, 1), '')
        FROM (SELECT sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))) AS d(chance),
            generate_series(0, 7) AS places(i)
    ) AS made(code)
$$;

-- Issue a one-time code. Without a site only while the centre has none: its first machine brings it.
CREATE FUNCTION sync.make_code(p_site uuid, p_kind text, p_minutes int, p_by uuid) RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_code constant text := sync.random_code();
BEGIN
    IF p_kind NOT IN ('till', 'reception', 'office') THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ400', MESSAGE = 'unknown kind of machine', DETAIL = 'kind';
    ELSIF p_site IS NULL AND EXISTS (SELECT FROM public.sites) THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ409', MESSAGE = 'which site?', DETAIL = 'site';
    END IF;
    INSERT INTO sync.enrolment_codes (id, code_hash, site_id, kind, issued_by, issued_at, expires_at)
    VALUES (sync.uuid7(), sync.code_hash(v_code), p_site, p_kind, p_by, clock_timestamp(),
        clock_timestamp() + make_interval(mins => least(greatest(coalesce(p_minutes, 60), 1), 10080)));
    RETURN v_code;
END $$;

-- The password of recyclique_enrol, which goes into code files; made when it is first wanted.
CREATE FUNCTION sync.enrol_password() RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_password text := (SELECT enrol_password FROM sync.centre);
BEGIN
    IF v_password IS NULL THEN
        v_password := encode(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), 'hex');
        EXECUTE format('ALTER ROLE recyclique_enrol PASSWORD %L', v_password);
        UPDATE sync.centre SET enrol_password = v_password;
    END IF;
    RETURN v_password;
END $$;

CREATE FUNCTION sync.refuse_code(p_why text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF nextval('sync.wrong_codes') >= 10 THEN
        PERFORM setval('sync.enrolment_closed_until', floor(extract(epoch FROM clock_timestamp()))::bigint + 600),
            setval('sync.wrong_codes', 1, false);
    END IF;
    RAISE EXCEPTION USING ERRCODE = 'RQ401', MESSAGE = 'this code does not let in', DETAIL = p_why;
END $$;

-- The code, locked, if it still lets somebody in; the same machine asking again, its answer having been lost, is let in.
CREATE FUNCTION sync.admitting(p_code text, p_wish jsonb, p_public_key bytea) RETURNS sync.enrolment_codes
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_code sync.enrolment_codes;
BEGIN
    IF (SELECT last_value FROM sync.enrolment_closed_until) > extract(epoch FROM clock_timestamp()) THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ409', MESSAGE = 'too many wrong codes', DETAIL = 'paused';
    END IF;
    SELECT * INTO v_code FROM sync.enrolment_codes WHERE code_hash = sync.code_hash(p_code) FOR UPDATE;
    IF v_code.id IS NULL THEN
        PERFORM sync.refuse_code('unknown');
    ELSIF v_code.used_at IS NOT NULL AND NOT EXISTS (
        SELECT FROM sync.streams s WHERE s.stream_id = (p_wish->>'stream_id')::uuid
            AND s.workstation_id = v_code.workstation_id AND s.public_key = p_public_key)
    THEN
        PERFORM sync.refuse_code('used');
    ELSIF v_code.expires_at < clock_timestamp() THEN
        PERFORM sync.refuse_code('expired');
    END IF;
    PERFORM setval('sync.wrong_codes', 1, false);
    RETURN v_code;
END $$;

-- The code a workstation will print: the one it has, if nobody else does, else the next of its kind.
CREATE FUNCTION sync.free_code(p_kind text, p_wanted text, p_id uuid) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN p_wanted ~ '^[A-Z][0-9]{2,6}$' AND NOT EXISTS (
            SELECT FROM public.workstations WHERE code = p_wanted AND id <> p_id) THEN p_wanted
        ELSE letter || lpad((
            SELECT coalesce(max(substr(w.code, 2)::int), 0) + 1
            FROM public.workstations w WHERE w.code ~ ('^' || letter || '[0-9]{1,6}$'))::text, 2, '0')
    END
    FROM (SELECT CASE p_kind WHEN 'till' THEN 'C' WHEN 'reception' THEN 'R' ELSE 'B' END) AS l(letter)
$$;

-- A login for one machine: the next free dev_<n> of the whole server.
CREATE FUNCTION sync.make_login(p_verifier text) RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_number int := (SELECT coalesce(max(substr(rolname, 5)::int), 0) FROM pg_roles WHERE rolname ~ '^dev_[0-9]{1,8}$');
    v_name text;
BEGIN
    IF p_verifier !~ '^SCRAM-SHA-256\$\d+:[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+$' THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ400', MESSAGE = 'not a SCRAM verifier', DETAIL = 'verifier';
    END IF;
    LOOP
        v_number := v_number + 1;
        v_name := 'dev_' || v_number;
        BEGIN
            EXECUTE format('CREATE ROLE %I LOGIN CONNECTION LIMIT 3 PASSWORD %L IN ROLE recyclique_device',
                v_name, p_verifier);
            EXIT;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            CONTINUE;  -- another enrolment took it
        END;
    END LOOP;
    -- A call that the machine gave up ends here too, or three of them would keep it out.
    EXECUTE format('ALTER ROLE %I SET statement_timeout = %L', v_name, '60s');
    EXECUTE format('ALTER ROLE %I SET idle_in_transaction_session_timeout = %L', v_name, '60s');
    EXECUTE format('ALTER ROLE %I SET client_connection_check_interval = %L', v_name, '2s');
    RETURN v_name;
END $$;

-- Close a machine's login and say so in its workstation. Nothing of what it sent goes away.
CREATE FUNCTION sync.shut_out(p_workstation uuid) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_role text;
BEGIN
    UPDATE sync.devices SET revoked_at = clock_timestamp()
    WHERE workstation_id = p_workstation AND revoked_at IS NULL RETURNING role_name INTO v_role;
    UPDATE public.workstations SET status = 'revoked', revoked_at = clock_timestamp(), updated_at = clock_timestamp()
    WHERE id = p_workstation AND status <> 'revoked';
    UPDATE sync.streams SET closed_at = clock_timestamp() WHERE workstation_id = p_workstation AND closed_at IS NULL;
    IF v_role IS NOT NULL AND EXISTS (SELECT FROM pg_roles WHERE rolname = v_role) THEN
        EXECUTE format('ALTER ROLE %I NOLOGIN', v_role);
        PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = v_role AND pid <> pg_backend_pid();
    END IF;
END $$;

-- Whether a workstation may be replaced: it exists at this site, and its till is closed.
CREATE FUNCTION sync.check_replaced(p_old uuid, p_site uuid) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.workstations WHERE id = p_old AND site_id = p_site) THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ409', MESSAGE = 'no such workstation to replace', DETAIL = 'replaces';
    ELSIF EXISTS (SELECT FROM public.cash_sessions WHERE workstation_id = p_old AND status = 'OPEN') THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ409', MESSAGE = 'a session is open there', DETAIL = 'session_open';
    END IF;
END $$;

-- The workstation of this site that somebody calls by its code (C01), or by its id.
CREATE FUNCTION sync.called(p_words text, p_site uuid) RETURNS uuid
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT id FROM public.workstations
    WHERE site_id = p_site AND (id::text = lower(p_words) OR code = upper(trim(p_words)))
$$;

CREATE FUNCTION sync.enrolled(p_code sync.enrolment_codes, p_workstation uuid) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT jsonb_build_object('workstation_id', p_workstation, 'code', w.code, 'site_id', p_code.site_id,
        'role', d.role_name, 'kind', p_code.kind, 'epoch', c.epoch, 'centre_stream', c.stream_id)
    FROM sync.centre c JOIN sync.devices d ON d.workstation_id = p_workstation
    LEFT JOIN public.workstations w ON w.id = p_workstation
$$;

CREATE FUNCTION recyclique_api_v1.enrol(p_code text, p_wish jsonb, p_public_key bytea, p_verifier text) RETURNS jsonb
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

CREATE FUNCTION sync.renew_login(p_workstation uuid, p_verifier text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF p_verifier !~ '^SCRAM-SHA-256\$\d+:[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+$' THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ400', MESSAGE = 'not a SCRAM verifier', DETAIL = 'verifier';
    END IF;
    EXECUTE (SELECT format('ALTER ROLE %I PASSWORD %L', role_name, p_verifier)
        FROM sync.devices WHERE workstation_id = p_workstation AND revoked_at IS NULL);
END $$;

CREATE FUNCTION recyclique_api_v1.revoke(p_workstation uuid) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    v_caller constant sync.calling := sync.office();
BEGIN
    IF p_workstation = v_caller.workstation_id THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ409', MESSAGE = 'not oneself', DETAIL = 'self';
    ELSIF NOT EXISTS (SELECT FROM sync.devices WHERE workstation_id = p_workstation) THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ409', MESSAGE = 'no such machine', DETAIL = 'unknown';
    END IF;
    PERFORM sync.shut_out(p_workstation);
    RETURN jsonb_build_object('revoked', p_workstation);
END $$;
