-- Who owns which function, and who may execute it. Nobody may by default.

SELECT sync.generate();

DO $$
DECLARE
    v_function record;
    v_owner text;
BEGIN
    FOR v_function IN
        SELECT p.oid::regprocedure AS signature, n.nspname AS place, p.proname AS name
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname IN ('sync', 'recyclique_api_v1')
    LOOP
        v_owner := CASE
            WHEN v_function.place = 'recyclique_api_v1' AND v_function.name IN ('enrol', 'revoke')
                OR v_function.place = 'sync' AND v_function.name = 'enrol_password' THEN 'recyclique_admin'
            WHEN v_function.place = 'sync'
                AND v_function.name IN ('answer', 'ensure', 'settle', 'note_change', 'number_changes')
                THEN 'recyclique_shared'
            ELSE 'recyclique_api'
        END;
        IF v_function.name <> 'fingerprint' THEN
            EXECUTE format('ALTER FUNCTION %s OWNER TO %I', v_function.signature, v_owner);
        END IF;
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', v_function.signature);
        IF v_function.place = 'sync' THEN
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO recyclique_api, recyclique_shared, recyclique_admin',
                v_function.signature);
        ELSIF v_function.name = 'enrol' THEN
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO recyclique_enrol', v_function.signature);
        ELSE
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO recyclique_device', v_function.signature);
        END IF;
    END LOOP;
END $$;

GRANT USAGE, UPDATE, SELECT ON SEQUENCE sync.wrong_codes, sync.enrolment_closed_until TO recyclique_admin;
GRANT SELECT ON sync.table_columns, sync.refers, sync.derivations, sync.placeholders TO recyclique_api, recyclique_shared, recyclique_admin;
GRANT SELECT, INSERT, UPDATE, DELETE ON sync.stubs TO recyclique_shared;
