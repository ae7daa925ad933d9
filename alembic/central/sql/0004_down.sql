-- Take the API away: schema, functions, triggers, rights in this database. The roles stay, other databases may use them.

DROP OWNED BY recyclique_api, recyclique_shared, recyclique_admin, recyclique_device, recyclique_enrol CASCADE;

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
