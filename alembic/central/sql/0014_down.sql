-- Logins as 0004 made them.
SET LOCAL ROLE recyclique_admin;
DO $$
DECLARE
    v_name text;
    v_setting text;
BEGIN
    FOR v_name IN SELECT d.role_name FROM sync.devices d JOIN pg_roles r ON r.rolname = d.role_name LOOP
        EXECUTE format('ALTER ROLE %I CONNECTION LIMIT 3', v_name);
        FOREACH v_setting IN ARRAY ARRAY['tcp_keepalives_idle', 'tcp_keepalives_interval', 'tcp_keepalives_count',
            'tcp_user_timeout', 'idle_session_timeout']
        LOOP
            EXECUTE format('ALTER ROLE %I RESET %I', v_name, v_setting);
        END LOOP;
    END LOOP;
END $$;
RESET ROLE;
DROP FUNCTION sync.shape_login(text);
