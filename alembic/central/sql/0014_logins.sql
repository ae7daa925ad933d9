-- How many connections a machine's login may have, and how soon one is noticed whose machine is gone.

-- One worker needs one, an office a few. A till's disk copied to others by mistake is one login for all of them: each
-- must be able to say so here. One whose machine lost its power, or its network, says no goodbye: the server's own
-- patience of two hours would keep the place taken, and a few such mornings would keep the machine out.
CREATE OR REPLACE FUNCTION sync.shape_login(p_name text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    EXECUTE format('ALTER ROLE %I CONNECTION LIMIT 8', p_name);
    -- A call that the machine gave up ends here too, or it would keep a place.
    EXECUTE format('ALTER ROLE %I SET statement_timeout = %L', p_name, '60s');
    EXECUTE format('ALTER ROLE %I SET idle_in_transaction_session_timeout = %L', p_name, '60s');
    EXECUTE format('ALTER ROLE %I SET client_connection_check_interval = %L', p_name, '2s');
    -- Silence: no answer to three questions, an answer that nobody takes, or nothing asked for ten minutes.
    EXECUTE format('ALTER ROLE %I SET tcp_keepalives_idle = %L', p_name, '30s');
    EXECUTE format('ALTER ROLE %I SET tcp_keepalives_interval = %L', p_name, '10s');
    EXECUTE format('ALTER ROLE %I SET tcp_keepalives_count = %L', p_name, '3');
    EXECUTE format('ALTER ROLE %I SET tcp_user_timeout = %L', p_name, '60s');
    EXECUTE format('ALTER ROLE %I SET idle_session_timeout = %L', p_name, '10min');
END $$;

CREATE OR REPLACE FUNCTION sync.make_login(p_verifier text) RETURNS text
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
            EXECUTE format('CREATE ROLE %I LOGIN PASSWORD %L IN ROLE recyclique_device', v_name, p_verifier);
            EXIT;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            CONTINUE;  -- another enrolment took it
        END;
    END LOOP;
    PERFORM sync.shape_login(v_name);
    RETURN v_name;
END $$;

ALTER FUNCTION sync.shape_login(text) OWNER TO recyclique_admin;
REVOKE ALL ON FUNCTION sync.shape_login(text) FROM PUBLIC;

-- Machines that are in already. Only the maker of a login may change it.
SET LOCAL ROLE recyclique_admin;
DO $$
BEGIN
    PERFORM sync.shape_login(d.role_name) FROM sync.devices d JOIN pg_roles r ON r.rolname = d.role_name;
END $$;
RESET ROLE;
