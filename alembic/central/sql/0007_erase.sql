-- Forgetting a person: her row keeps its id and its operator code, personal columns and personal bytes go. What sells,
-- signs and counts stays, and still verifies: only the digest of erased bytes is in the chain.

-- Whether a personal payload speaks of a person, or of a row that is about her.
CREATE FUNCTION sync.speaks_of(p_payload bytea, p_user text, p_rows text[]) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM (SELECT sync.parsed(p_payload)) AS e(p), LATERAL (
            SELECT row->>'table', row->>'id'
            FROM jsonb_array_elements(coalesce(p->'rows', '[]') || coalesce(p->'requests', '[]')) AS rows(row)
            UNION ALL
            SELECT split_part(k, '/', 1), split_part(k, '/', 2)
            FROM jsonb_object_keys(coalesce(p->'refused', '{}')) AS keys(k)
        ) AS named(name, id)
        WHERE name = 'users' AND id = p_user OR name || '/' || id = ANY (p_rows))
$$;

CREATE FUNCTION sync.erase_person(p_user uuid) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_person public.users;
    v_rows text[];
BEGIN
    SELECT * INTO v_person FROM public.users WHERE id = p_user;
    SELECT array_agg(name) INTO v_rows FROM (
        SELECT 'users/' || alias_id AS name FROM sync.id_aliases WHERE table_name = 'users' AND centre_id = p_user
        UNION ALL SELECT 'login_history/' || id FROM public.login_history WHERE user_id = p_user
        UNION ALL SELECT 'user_sessions/' || id FROM public.user_sessions WHERE user_id = p_user
        UNION ALL SELECT 'email_logs/' || id FROM public.email_logs WHERE user_id = p_user
        UNION ALL SELECT 'deposits/' || id FROM public.deposits WHERE user_id = p_user
        UNION ALL SELECT 'user_status_history/' || id FROM public.user_status_history
            WHERE user_id = p_user AND kind IS DISTINCT FROM 'erasure'
        UNION ALL SELECT 'registration_requests/' || r.id FROM public.registration_requests r
            WHERE r.username <> '' AND lower(r.username) = lower(v_person.username)
                OR r.email <> '' AND lower(r.email) = lower(v_person.email)
                OR r.telegram_id <> '' AND r.telegram_id = v_person.telegram_id
                -- A namesake has another address: names decide only about a request that gives nothing else.
                OR concat(r.username, r.email, r.telegram_id) = ''
                    AND (r.first_name, r.last_name) = (v_person.first_name, v_person.last_name)) AS rows;
    UPDATE sync.ledger l SET payload = '' WHERE class = 'personal' AND octet_length(payload) > 0
        AND sync.speaks_of(payload, p_user::text, v_rows);
    UPDATE sync.centre_entries SET payload = ''
    WHERE strpos(convert_from(header, 'UTF8'), '"class":"personal"') > 0 AND octet_length(payload) > 0
        AND sync.speaks_of(payload, p_user::text, v_rows);
    UPDATE sync.conflicts SET centre_value = NULL, workstation_value = NULL
    WHERE table_name = 'users' AND row_id = p_user::text;
    UPDATE public.audit_logs SET details_json = NULL, description = '(effacé)'  -- rows of 1.4.4: ours hold no name
    WHERE v_person.username IS DISTINCT FROM v_person.operator_code AND substr(id::text, 15, 1) = '4'
        AND strpos(concat(description, details_json::text), v_person.username) > 0;
    UPDATE public.audit_logs SET actor_username = NULL, ip_address = NULL, user_agent = NULL WHERE actor_id = p_user;
    UPDATE public.login_history SET username = NULL, client_ip = NULL WHERE user_id = p_user;
    UPDATE public.user_sessions SET last_ip = NULL, user_agent = NULL, access_token_jti = NULL WHERE user_id = p_user;
    UPDATE public.email_logs SET recipient_email = '', recipient_name = NULL, subject = '', body_text = NULL,
        body_html = NULL, error_message = NULL, additional_data = NULL WHERE user_id = p_user;
    UPDATE public.deposits SET telegram_user_id = NULL WHERE user_id = p_user;
    UPDATE public.user_status_history SET reason = NULL WHERE user_id = p_user AND kind IS DISTINCT FROM 'erasure';
    UPDATE public.registration_requests SET telegram_id = '', username = NULL, first_name = NULL, last_name = NULL,
        email = NULL, phone = NULL, notes = NULL WHERE 'registration_requests/' || id = ANY (v_rows);
    UPDATE public.users SET username = coalesce(operator_code, 'op-' || left(id::text, 8)), email = NULL,
        hashed_password = '!', hashed_pin = NULL, telegram_id = NULL, first_name = NULL, last_name = NULL,
        phone_number = NULL, address = NULL, notes = NULL, skills = NULL, availability = NULL
    WHERE id = p_user;
    IF to_regclass('legacy_144.users') IS NOT NULL THEN  -- the tables of 1.4.4 that adoption set aside
        PERFORM sync.erase_archived(p_user);
    END IF;
END $$;

-- The same in the tables of 1.4.4 that adoption set aside, whatever columns they have.
CREATE FUNCTION sync.erase_archived(p_user uuid) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_table record;
BEGIN
    FOR v_table IN
        SELECT t.name, t.of, string_agg(format('%I = %s', a.attname, CASE
            WHEN a.attname = 'username' AND t.name = 'users' THEN quote_literal('op-' || left(p_user::text, 8))
            WHEN a.attnotnull THEN quote_literal('') ELSE 'NULL' END), ', ') AS changes
        FROM (VALUES ('users', 'id'), ('login_history', 'user_id'), ('audit_logs', 'actor_id'),
            ('email_logs', 'user_id')) AS t(name, of)
        JOIN pg_attribute a ON a.attrelid = to_regclass(format('legacy_144.%I', t.name)) AND a.attnum > 0
            AND NOT a.attisdropped AND a.attname = ANY (ARRAY['username', 'email', 'hashed_password', 'hashed_pin',
                'telegram_id', 'first_name', 'last_name', 'phone_number', 'address', 'notes', 'skills', 'availability',
                'client_ip', 'actor_username', 'ip_address', 'user_agent', 'recipient_email', 'recipient_name',
                'subject', 'body_text', 'body_html', 'error_message', 'additional_data', 'details_json'])
        GROUP BY t.name, t.of
    LOOP
        EXECUTE format('UPDATE legacy_144.%I SET %s WHERE %I::text = $1', v_table.name, v_table.changes, v_table.of)
            USING p_user::text;
    END LOOP;
END $$;

CREATE FUNCTION sync.on_erasure() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM sync.erase_person(NEW.user_id);
    RETURN NULL;
END $$;

CREATE TRIGGER recyclique_erase AFTER INSERT ON public.user_status_history
    FOR EACH ROW WHEN (NEW.kind = 'erasure') EXECUTE FUNCTION sync.on_erasure();

ALTER TABLE public.user_status_history ENABLE ALWAYS TRIGGER recyclique_erase;

GRANT UPDATE ON sync.centre_entries, sync.conflicts, public.audit_logs TO recyclique_api;

-- Job of an office, under its lease: forget sign-ins from before a day at least six months past, and erase again
-- whatever of forgotten people arrived since. Answers how many rows went.
CREATE FUNCTION recyclique_api_v1.purge(p_before timestamptz) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    v_caller constant sync.calling := sync.office();
    v_sign_ins bigint;
    v_sessions bigint;
BEGIN
    IF p_before > now() - interval '6 months' THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ400', MESSAGE = 'too recent to be forgotten', DETAIL = 'shape';
    END IF;
    UPDATE sync.ledger l SET payload = '' WHERE class = 'personal' AND act = 'person.sign_in_failed'
        AND octet_length(payload) > 0 AND received_at < p_before;
    DELETE FROM public.login_history WHERE created_at < p_before;
    GET DIAGNOSTICS v_sign_ins = ROW_COUNT;
    DELETE FROM public.user_sessions WHERE created_at < p_before AND expires_at < p_before;
    GET DIAGNOSTICS v_sessions = ROW_COUNT;
    UPDATE public.audit_logs SET actor_username = NULL, ip_address = NULL, user_agent = NULL
    WHERE "timestamp" < p_before AND (actor_username, ip_address, user_agent) IS DISTINCT FROM (NULL, NULL, NULL);
    PERFORM sync.erase_person(user_id) FROM public.user_status_history WHERE kind = 'erasure';
    RETURN jsonb_build_object('sign_ins', v_sign_ins, 'sessions', v_sessions);
END $$;

GRANT DELETE ON public.login_history, public.user_sessions TO recyclique_api;
