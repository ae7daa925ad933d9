-- Who owns and may execute what this revision brought.

DO $$
DECLARE
    v_function record;
BEGIN
    FOR v_function IN
        SELECT p.oid::regprocedure AS signature, n.nspname AS place
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_roles r ON r.oid = p.proowner
        WHERE n.nspname IN ('sync', 'recyclique_api_v1') AND p.proname <> 'fingerprint'
            AND r.rolname NOT IN ('recyclique_api', 'recyclique_shared', 'recyclique_admin')
    LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO recyclique_api', v_function.signature);
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', v_function.signature);
        EXECUTE format(CASE v_function.place WHEN 'sync'
            THEN 'GRANT EXECUTE ON FUNCTION %s TO recyclique_api, recyclique_shared, recyclique_admin'
            ELSE 'GRANT EXECUTE ON FUNCTION %s TO recyclique_device' END, v_function.signature);
    END LOOP;
    IF to_regnamespace('legacy_144') IS NOT NULL THEN
        GRANT USAGE ON SCHEMA legacy_144 TO recyclique_api;
        GRANT SELECT, UPDATE ON ALL TABLES IN SCHEMA legacy_144 TO recyclique_api;
    END IF;
END $$;
