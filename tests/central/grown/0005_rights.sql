-- Who owns and may execute what this revision brought; run again after going back, for what that brought.

DO $$
DECLARE
    v_function record;
    v_owner text;
BEGIN
    FOR v_function IN
        SELECT p.oid::regprocedure AS signature, n.nspname AS place, p.proname AS name
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_roles r ON r.oid = p.proowner
        WHERE n.nspname IN ('sync', 'recyclique_api_v1') AND p.proname <> 'fingerprint'
            AND r.rolname NOT IN ('recyclique_api', 'recyclique_shared', 'recyclique_admin')
    LOOP
        v_owner := CASE
            WHEN v_function.name = 'succeed' THEN 'recyclique_admin'
            WHEN v_function.place = 'sync' AND v_function.name IN ('bring_all', 'settle_equal', 'take_past',
                'take_past_rows', 'take_past_place')
                THEN 'recyclique_shared'
            ELSE 'recyclique_api'
        END;
        EXECUTE format('ALTER FUNCTION %s OWNER TO %I', v_function.signature, v_owner);
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', v_function.signature);
        IF v_function.place = 'sync' THEN
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO recyclique_api, recyclique_shared, recyclique_admin',
                v_function.signature);
        ELSE
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO recyclique_device', v_function.signature);
        END IF;
    END LOOP;
END $$;
