-- Who may do what at the centre. Roles belong to the whole server, so each is made only where it is missing.
--
-- recyclique_api     owns the functions that store and give facts; the row triggers of the centre stream let it pass.
-- recyclique_shared  owns the functions that change shared rows; the triggers note what it does.
-- recyclique_admin   makes and closes the logins of machines: owns enrol and revoke, and nothing else.
-- recyclique_device  is what every machine is a member of: it may execute the functions of recyclique_api_v1.
-- recyclique_enrol   is the login of a machine that has none yet: it may execute enrol.
--
-- recyclique_admin makes the last two itself: from PostgreSQL 16 on only the maker of a role may give it away.

DO $$
DECLARE
    v_name text;
BEGIN
    FOREACH v_name IN ARRAY ARRAY['recyclique_api', 'recyclique_shared'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = v_name) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', v_name);
        END IF;
    END LOOP;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'recyclique_admin') THEN
        CREATE ROLE recyclique_admin NOLOGIN CREATEROLE;
        GRANT pg_signal_backend TO recyclique_admin;
    END IF;
END $$;

SET LOCAL ROLE recyclique_admin;

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'recyclique_device') THEN
        CREATE ROLE recyclique_device NOLOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'recyclique_enrol') THEN
        CREATE ROLE recyclique_enrol LOGIN CONNECTION LIMIT 2;
    END IF;
END $$;

RESET ROLE;

CREATE SCHEMA recyclique_api_v1;

-- A new database lets everybody in, make temporary tables, and execute what is not said to be closed.
DO $$
BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO recyclique_device, recyclique_enrol', current_database());
END $$;

REVOKE ALL ON SCHEMA public, sync, recyclique_api_v1 FROM PUBLIC;
GRANT USAGE ON SCHEMA public, sync TO recyclique_api, recyclique_shared, recyclique_admin;
GRANT USAGE ON SCHEMA recyclique_api_v1 TO recyclique_device, recyclique_enrol;

-- What the API does not need today stays closed: no TRUNCATE, no DELETE but of links, of changes noted and of lines.
DO $$
DECLARE
    v_table record;
BEGIN
    FOR v_table IN SELECT table_name, owner, deletable FROM sync.registry LOOP
        EXECUTE format('GRANT SELECT ON public.%I TO recyclique_shared, recyclique_admin', v_table.table_name);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE ON public.%I TO recyclique_api', v_table.table_name);
        IF v_table.owner = 'centre' THEN
            EXECUTE format('GRANT INSERT, UPDATE ON public.%I TO recyclique_shared', v_table.table_name);
        END IF;
        IF v_table.deletable THEN
            EXECUTE format('GRANT DELETE ON public.%I TO recyclique_api', v_table.table_name);
            IF v_table.owner = 'centre' THEN
                EXECUTE format('GRANT DELETE ON public.%I TO recyclique_shared', v_table.table_name);
            END IF;
        END IF;
    END LOOP;
END $$;

GRANT SELECT, INSERT ON public.audit_logs TO recyclique_api, recyclique_shared;
GRANT SELECT, INSERT ON public.sync_logs TO recyclique_api;
GRANT INSERT, UPDATE ON public.workstations TO recyclique_admin;
GRANT SELECT ON public.recyclique_alembic_version TO recyclique_api, recyclique_shared;

GRANT SELECT ON ALL TABLES IN SCHEMA sync TO recyclique_api, recyclique_shared, recyclique_admin;
GRANT INSERT, UPDATE ON sync.streams, sync.ledger, sync.parked, sync.leases, sync.devices TO recyclique_api;
GRANT INSERT ON sync.entry_ids, sync.enrolment_codes TO recyclique_api;
GRANT INSERT ON sync.centre_entries TO recyclique_api, recyclique_shared;
GRANT UPDATE ON sync.centre TO recyclique_api, recyclique_admin;
GRANT DELETE ON sync.streams TO recyclique_api;
GRANT INSERT, UPDATE ON sync.conflicts TO recyclique_shared;
GRANT UPDATE ON sync.streams TO recyclique_shared;
GRANT INSERT, UPDATE, DELETE ON sync.pending TO recyclique_shared;
GRANT INSERT, UPDATE ON sync.streams, sync.devices TO recyclique_admin;
GRANT UPDATE ON sync.enrolment_codes TO recyclique_admin;
