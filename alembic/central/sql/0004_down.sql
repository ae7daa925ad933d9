-- Take the API away: schema, functions, triggers, rights in this database. The roles stay, other databases may use them.

-- Not DROP OWNED: it would take these roles' rights on the server's other databases away as well.
DO $$
DECLARE
    v_roles constant text := 'recyclique_api, recyclique_shared, recyclique_admin, recyclique_device, recyclique_enrol';
    v_functions text;
BEGIN
    SELECT string_agg(p.oid::regprocedure::text, ', ') INTO v_functions
    FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner
    WHERE p.pronamespace IN ('sync'::regnamespace, 'recyclique_api_v1'::regnamespace)
        AND r.rolname = ANY (string_to_array(v_roles, ', '));
    EXECUTE 'DROP FUNCTION ' || v_functions || ' CASCADE';
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA public, sync FROM %s', v_roles);
    EXECUTE format('REVOKE ALL ON ALL SEQUENCES IN SCHEMA public, sync FROM %s', v_roles);
    EXECUTE format('REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public, sync FROM %s', v_roles);
    EXECUTE format('REVOKE ALL ON SCHEMA public, sync, recyclique_api_v1 FROM %s', v_roles);
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM %s', current_database(), v_roles);
END $$;

DO $$
DECLARE
    v_trigger record;
BEGIN
    FOR v_trigger IN
        SELECT t.tgname AS name, t.tgrelid::regclass AS place FROM pg_trigger t
        WHERE NOT t.tgisinternal AND t.tgfoid IN (SELECT oid FROM pg_proc WHERE pronamespace = 'sync'::regnamespace)
    LOOP
        EXECUTE format('DROP TRIGGER %I ON %s', v_trigger.name, v_trigger.place);
    END LOOP;
END $$;

DROP SCHEMA recyclique_api_v1;
DROP MATERIALIZED VIEW sync.table_columns;
DROP VIEW sync.refers, sync.derivations, sync.placeholders;
DROP TYPE sync.calling;
DROP SEQUENCE sync.wrong_codes, sync.enrolment_closed_until;

DO $$
BEGIN
    EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO PUBLIC', current_database());
END $$;

GRANT USAGE ON SCHEMA public TO PUBLIC;
