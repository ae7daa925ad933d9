-- Versions of workstations' files that this centre knows every column of.

CREATE OR REPLACE FUNCTION sync.known_schemas() RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT ARRAY['0001', '0002', '0003', '0004'] $$;

-- Payloads of other versions are read as version 1 is: one function each, applied one after the other. A version that
-- has none here waits, parked, for a centre that knows it.
CREATE VIEW sync.upcasters (version, function_name) AS VALUES
    (2, 'with_common');

-- Version 2 says once, under "common", what every row made by the entry repeats (site, workstation, moment).
CREATE FUNCTION sync.with_common(p_payload jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE STRICT SET search_path = pg_catalog, pg_temp AS $$
    SELECT (p_payload - 'common') || jsonb_build_object('v', 1, 'rows', coalesce((
        SELECT jsonb_agg(CASE row->>'op'
            WHEN 'I' THEN row || jsonb_build_object('set', coalesce(p_payload->'common', '{}') || (row->'set'))
            ELSE row END ORDER BY i)
        FROM jsonb_array_elements(p_payload->'rows') WITH ORDINALITY AS e(row, i)), '[]'))
$$;

CREATE FUNCTION sync.upcast(p_payload jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_payload jsonb := p_payload;
    v_function text;
BEGIN
    WHILE v_payload->>'v' <> '1' LOOP
        SELECT function_name INTO v_function FROM sync.upcasters WHERE version::text = v_payload->>'v';
        EXIT WHEN v_function IS NULL;
        EXECUTE format('SELECT sync.%I($1)', v_function) INTO v_payload USING v_payload;
    END LOOP;
    RETURN v_payload;
END $$;

-- Payloads as they are applied: of version 1, naming the centre's own rows where a shop brought others for the same.
CREATE FUNCTION sync.translated(p_payloads jsonb[], p_writers uuid[]) RETURNS jsonb[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_payloads jsonb[] := p_payloads;
BEGIN
    IF EXISTS (SELECT FROM unnest(v_payloads) AS e(p) WHERE p->>'v' <> '1') THEN
        v_payloads := ARRAY(SELECT sync.upcast(p) FROM unnest(v_payloads) WITH ORDINALITY AS e(p, i) ORDER BY i);
    END IF;
    IF EXISTS (SELECT FROM sync.id_aliases WHERE workstation_id = ANY (p_writers)) THEN
        v_payloads := ARRAY(
            SELECT sync.unaliased(p, p_writers) FROM unnest(v_payloads) WITH ORDINALITY AS e(p, i) ORDER BY i);
    END IF;
    RETURN v_payloads;
END $$;

CREATE FUNCTION sync.centre_id(p_table text, p_value jsonb, p_writers uuid[]) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE jsonb_typeof(p_value)
        WHEN 'array' THEN (
            SELECT jsonb_agg(sync.centre_id(p_table, v, p_writers) ORDER BY i)
            FROM jsonb_array_elements(p_value) WITH ORDINALITY AS e(v, i))
        WHEN 'string' THEN coalesce((
            SELECT to_jsonb(a.centre_id) FROM sync.id_aliases a
            WHERE a.table_name = p_table AND a.alias_id::text = p_value #>> '{}' AND a.workstation_id = ANY (p_writers)
            LIMIT 1), p_value)
        ELSE p_value
    END
$$;

CREATE FUNCTION sync.unaliased(p_payload jsonb, p_writers uuid[]) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN p_payload ? 'rows' THEN p_payload || jsonb_build_object('rows', coalesce((
        SELECT jsonb_agg(CASE WHEN row ? 'set' THEN row || jsonb_build_object('set', (row->'set') || coalesce((
            SELECT jsonb_object_agg(f.column_name, sync.centre_id(f.target, row->'set'->f.column_name, p_writers))
            FROM sync.refers f WHERE f.table_name = row->>'table' AND row->'set' ? f.column_name), '{}')) ELSE row END
            ORDER BY i)
        FROM jsonb_array_elements(p_payload->'rows') WITH ORDINALITY AS e(row, i)), '[]')) ELSE p_payload END
$$;

CREATE OR REPLACE FUNCTION sync.work(p_caller sync.calling, p_stream uuid, p_first bigint, p_headers jsonb[],
    p_payloads jsonb[], p_writers uuid[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_payloads constant jsonb[] := sync.translated(p_payloads, p_writers);
BEGIN
    IF array_position(v_payloads, NULL) IS NOT NULL THEN
        PERFORM sync.cannot('unreadable', NULL, NULL);
    ELSIF EXISTS (
        SELECT FROM unnest(p_headers, v_payloads) AS e(h, p)
        WHERE p->>'v' IS DISTINCT FROM '1' AND NOT (h->>'class' = 'personal' AND p = '{}'))
    THEN
        PERFORM sync.cannot('unknown_version', NULL, NULL);
    END IF;
    PERFORM sync.answer(p_caller, h, p)
    FROM unnest(p_headers, v_payloads) WITH ORDINALITY AS e(h, p, i) WHERE p ? 'requests' ORDER BY i;
    PERFORM sync.apply(p_headers, v_payloads, p_writers);
    INSERT INTO sync.entry_ids (entry_id, stream_id, seq)
    SELECT (h->>'entry_id')::uuid, p_stream, p_first + i - 1 FROM unnest(p_headers) WITH ORDINALITY AS e(h, i);
    PERFORM sync.audit(p_headers, v_payloads);
END $$;

CREATE OR REPLACE FUNCTION sync.rework(p_caller sync.calling, p_header jsonb, p_payload jsonb, p_writers uuid[])
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_payload constant jsonb := (sync.translated(ARRAY[p_payload], p_writers))[1];
BEGIN
    IF v_payload IS NULL OR v_payload->>'v' <> '1' THEN
        PERFORM sync.cannot('unknown_version', NULL, NULL);
    END IF;
    IF v_payload ? 'requests' THEN
        PERFORM sync.answer(p_caller, p_header, v_payload);
    END IF;
    PERFORM sync.apply(ARRAY[p_header], ARRAY[v_payload], p_writers);
    PERFORM sync.audit(ARRAY[p_header], ARRAY[v_payload]);
END $$;

GRANT SELECT ON sync.upcasters TO recyclique_api, recyclique_shared, recyclique_admin;
