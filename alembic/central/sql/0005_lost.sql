-- What a restore lost of shared rows: workstations tell what they knew otherwise. What was new is made again; of what
-- was changed the centre's value holds, and the other one is kept beside it for whoever administers to choose.
-- A conflict of column '*' is about a whole row.

CREATE FUNCTION sync.quarrel_once(p_epoch uuid, p_workstation uuid, p_table text, p_id text, p_column text,
    p_centre jsonb, p_known jsonb) RETURNS int
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM sync.conflicts WHERE table_name = p_table AND row_id = p_id AND column_name = p_column
            AND entry_id = p_epoch AND workstation_value IS NOT DISTINCT FROM p_known)
    THEN
        RETURN 0;
    END IF;
    PERFORM sync.quarrel(jsonb_build_object('entry_id', p_epoch), p_workstation, p_table, p_id, p_column, p_centre, p_known);
    RETURN 1;
END $$;

-- One row that a workstation knew: {table, id, set: {column: value}}. Answers how many values now wait for a choice.
CREATE FUNCTION sync.bring_one(p_caller sync.calling, p_epoch uuid, p_row jsonb) RETURNS int
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_table constant text := p_row->>'table';
    v_id constant jsonb := p_row->'id';
    v_text constant text := CASE jsonb_typeof(v_id) WHEN 'array' THEN sync.canonical(v_id) ELSE v_id #>> '{}' END;
    v_set constant jsonb := p_row->'set';
    v_known sync.registry;
    v_now jsonb;
    v_free text[];
    v_column text;
    v_count int := 0;
BEGIN
    SELECT * INTO v_known FROM sync.registry WHERE table_name = v_table AND owner = 'centre';
    IF v_known.table_name IS NULL OR sync.scope(p_caller, v_table) IS NULL THEN
        RETURN 0;
    END IF;
    v_now := sync.locked(v_table, v_id);
    IF v_now IS NULL THEN
        IF v_known.deletable OR v_table = 'workstations' OR NOT sync.may_ask(p_caller.kind, '', p_row, NULL) THEN
            RETURN sync.quarrel_once(p_epoch, p_caller.workstation_id, v_table, v_text, '*', NULL, v_set);
        END IF;
        PERFORM sync.create_wished(jsonb_build_object('entry_id', p_epoch), p_caller.workstation_id, v_table, v_id, (
            SELECT jsonb_object_agg(k, jsonb_build_array(NULL, v)) FROM jsonb_each(v_set) AS e(k, v)));
        RETURN 0;
    END IF;
    SELECT columns INTO v_free FROM sync.stubs WHERE table_name = v_table AND row_id = v_text;
    IF v_free IS NOT NULL AND sync.may_ask(p_caller.kind, '', p_row, NULL) THEN
        PERFORM sync.write_wished(v_table, v_id,
            (SELECT jsonb_object_agg(k, v) FROM jsonb_each(v_set) AS e(k, v) WHERE k <> 'row_version'), v_free);
        DELETE FROM sync.stubs WHERE table_name = v_table AND row_id = v_text;
        RETURN 0;
    ELSIF v_free IS NOT NULL THEN
        RETURN sync.quarrel_once(p_epoch, p_caller.workstation_id, v_table, v_text, '*', NULL, v_set);
    END IF;
    FOR v_column IN
        SELECT name FROM sync.columns_of(v_table) WHERE v_set ? name AND NOT (is_key OR private OR derived)
            AND name NOT IN ('row_version', 'created_at', 'updated_at')
    LOOP
        IF coalesce(v_now->v_column, 'null') <> v_set->v_column THEN
            v_count := v_count + sync.quarrel_once(p_epoch, p_caller.workstation_id, v_table, v_text, v_column,
                v_now->v_column, v_set->v_column);
        END IF;
    END LOOP;
    RETURN v_count;
END $$;

CREATE FUNCTION sync.bring_all(p_caller sync.calling, p_epoch uuid, p_rows jsonb) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_row jsonb;
    v_count int := 0;
BEGIN
    FOR v_row IN
        SELECT r FROM jsonb_array_elements(p_rows) WITH ORDINALITY AS e(r, i)
        LEFT JOIN sync.registry k ON k.table_name = r->>'table' ORDER BY k.rank, i
    LOOP
        v_count := v_count + sync.bring_one(p_caller, p_epoch, v_row);
    END LOOP;
    RETURN v_count;
END $$;

-- Tell what this workstation knew otherwise before the centre was put back; only in its first days of a new life.
CREATE FUNCTION recyclique_api_v1.bring_back(p_epoch uuid, p_rows jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    v_caller constant sync.calling := sync.caller();
BEGIN
    IF NOT EXISTS (SELECT FROM sync.centre c JOIN sync.lives l USING (epoch) WHERE c.epoch = p_epoch) THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ409', MESSAGE = 'not the life of this centre', DETAIL = 'epoch';
    ELSIF jsonb_typeof(p_rows) <> 'array' OR jsonb_array_length(p_rows) > 500 THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ400', MESSAGE = 'bad list of rows', DETAIL = 'shape';
    END IF;
    RETURN jsonb_build_object('to_settle', sync.bring_all(v_caller, p_epoch, p_rows));
END $$;

-- A value that came back by itself since (its own workstation said it again) needs no choice any more.
CREATE FUNCTION sync.settle_equal() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_one record;
    v_now jsonb;
BEGIN
    FOR v_one IN
        SELECT k.id, k.table_name, k.column_name, k.workstation_value,
            CASE WHEN k.row_id LIKE '[%' THEN k.row_id::jsonb ELSE to_jsonb(k.row_id) END AS row_id,
            EXISTS (SELECT FROM sync.stubs s WHERE (s.table_name, s.row_id) = (k.table_name, k.row_id)) AS is_stub
        FROM sync.conflicts k JOIN sync.lives l ON l.epoch = k.entry_id WHERE k.settled_at IS NULL
    LOOP
        v_now := sync.locked(v_one.table_name, v_one.row_id);
        IF v_now IS NOT NULL AND NOT v_one.is_stub
            AND (v_one.column_name = '*' OR coalesce(v_now->v_one.column_name, 'null') = v_one.workstation_value)
        THEN
            UPDATE sync.conflicts SET settled_at = clock_timestamp() WHERE id = v_one.id;
        END IF;
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION recyclique_api_v1.conflicts() RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM sync.office(), sync.settle_equal();
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
            'id', k.id, 'table', k.table_name, 'row', k.row_id, 'column', k.column_name, 'centre', k.centre_value,
            'workstation', k.workstation_value, 'workstation_id', k.workstation_id, 'code', w.code,
            'entry_id', k.entry_id, 'found_at', sync.moment(k.found_at),
            'restored', EXISTS (SELECT FROM sync.lives l WHERE l.epoch = k.entry_id)) ORDER BY k.found_at, k.id), '[]')
        FROM sync.conflicts k LEFT JOIN public.workstations w ON w.id = k.workstation_id WHERE k.settled_at IS NULL);
END $$;

-- Give a whole row back, or leave it switched off where its users still name it.
CREATE FUNCTION sync.settle_row(p_conflict sync.conflicts, p_keep text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_id constant jsonb := CASE WHEN p_conflict.row_id LIKE '[%' THEN p_conflict.row_id::jsonb
        ELSE to_jsonb(p_conflict.row_id) END;
    v_values constant jsonb := p_conflict.workstation_value - 'row_version';
    v_off constant jsonb := (
        SELECT coalesce(jsonb_object_agg(name, false), '{}') FROM sync.columns_of(p_conflict.table_name)
        WHERE name IN ('active', 'is_active', 'is_visible'));
    v_there constant jsonb := sync.locked(p_conflict.table_name, v_id);
BEGIN
    IF p_conflict.table_name = 'workstations' AND p_keep = 'workstation' THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ409', MESSAGE = 'a machine comes back by a code', DETAIL = 'enrol';
    ELSIF p_keep = 'centre' AND (v_there IS NOT NULL OR v_off = '{}') THEN
        RETURN;
    ELSIF v_there IS NULL THEN
        PERFORM sync.create_wished(jsonb_build_object('entry_id', p_conflict.entry_id), p_conflict.workstation_id,
            p_conflict.table_name, v_id, (
            SELECT jsonb_object_agg(k, jsonb_build_array(NULL, v))
            FROM jsonb_each(v_values || CASE p_keep WHEN 'centre' THEN v_off ELSE '{}' END) AS e(k, v)));
    ELSE
        PERFORM sync.write_wished(p_conflict.table_name, v_id, v_values,
            ARRAY(SELECT name FROM sync.columns_of(p_conflict.table_name)));
        DELETE FROM sync.stubs WHERE (table_name, row_id) = (p_conflict.table_name, p_conflict.row_id);
    END IF;
END $$;

CREATE OR REPLACE FUNCTION sync.settle(p_id uuid, p_keep text, p_by uuid) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_conflict sync.conflicts;
    v_written jsonb;
BEGIN
    SELECT * INTO v_conflict FROM sync.conflicts WHERE id = p_id AND settled_at IS NULL FOR UPDATE;
    IF v_conflict.id IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ409', MESSAGE = 'settled already', DETAIL = 'settled';
    ELSIF p_keep IS NULL OR p_keep NOT IN ('centre', 'workstation') THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ400', MESSAGE = 'keep whose value?', DETAIL = 'keep';
    ELSIF v_conflict.column_name = '*' THEN
        PERFORM sync.settle_row(v_conflict, p_keep);
    ELSIF p_keep = 'workstation' THEN
        v_written := sync.write_wished(v_conflict.table_name,
            CASE WHEN v_conflict.row_id LIKE '[%' THEN v_conflict.row_id::jsonb ELSE to_jsonb(v_conflict.row_id) END,
            jsonb_build_object(v_conflict.column_name, v_conflict.workstation_value), '{}');
        IF v_written = '{}' THEN
            RAISE EXCEPTION USING ERRCODE = 'RQ409', MESSAGE = 'this name is still taken', DETAIL = 'taken';
        END IF;
    END IF;
    UPDATE sync.conflicts SET settled_at = clock_timestamp(), settled_by = p_by WHERE id = p_id;
    RETURN jsonb_build_object('settled', p_id, 'kept', p_keep);
END $$;
