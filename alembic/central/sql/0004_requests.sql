-- Wishes on shared rows: what may be asked, what is granted, what stays as the centre has it. Functions here belong to
-- recyclique_shared: their changes pass through the row triggers, and leave as entries that answer the wish.

-- Values for columns that may not be empty and that nobody gave yet.
CREATE VIEW sync.placeholders (table_name, column_name, value) AS VALUES
    ('users', 'role', 'user'),
    ('users', 'status', 'pending'),
    ('workstations', 'kind', 'till'),
    ('payment_methods', 'kind', 'other'),
    ('preset_buttons', 'button_type', 'DONATION');

CREATE FUNCTION sync.placeholder(p_table text, p_column text, p_type text, p_id text) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(
        (SELECT to_jsonb(value) FROM sync.placeholders WHERE table_name = p_table AND column_name = p_column),
        (SELECT to_jsonb(e.enumlabel::text) FROM pg_enum e WHERE p_type !~ '[( ]' AND e.enumtypid = to_regtype(p_type)
            ORDER BY e.enumsortorder LIMIT 1),
        CASE
            WHEN p_type ~ '^(numeric|bigint|integer|double)' THEN '0'::jsonb
            WHEN p_type = 'boolean' THEN 'false'
            WHEN p_type IN ('json', 'jsonb') THEN '{}'
            WHEN p_type = 'bytea' THEN '""'
            WHEN p_type = 'uuid' THEN to_jsonb(p_id)
            WHEN p_type = 'date' THEN to_jsonb(current_date)
            WHEN p_type LIKE 'timestamp%' THEN to_jsonb(now())
            WHEN p_type ~ '\((\d)\)' THEN to_jsonb('?' || right(p_id, substring(p_type FROM '\((\d)\)')::int - 1))
            ELSE to_jsonb('Inconnu ' || right(p_id, 12))
        END)
$$;

-- Placeholders for the columns of a new row that may not be empty and that nobody gave.
CREATE FUNCTION sync.missing(p_table text, p_id jsonb, p_values jsonb) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(jsonb_object_agg(name, sync.placeholder(p_table, name, type, p_id #>> '{}')), '{}')
    FROM sync.columns_of(p_table) WHERE needed AND NOT is_key AND coalesce(p_values->name, 'null') = 'null'
$$;

-- Make sure that a shared row exists: an inactive stub where nobody described it yet.
CREATE FUNCTION sync.ensure(p_table text, p_id uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_there boolean;
BEGIN
    IF NOT EXISTS (SELECT FROM sync.registry WHERE table_name = p_table AND owner = 'centre' AND key = ARRAY['id']) THEN
        RETURN;
    END IF;
    EXECUTE format('SELECT EXISTS (SELECT FROM public.%I WHERE id = $1)', p_table) INTO v_there USING p_id;
    IF NOT v_there THEN
        PERFORM sync.make(p_table, to_jsonb(p_id), (
            SELECT coalesce(jsonb_object_agg(name, 'false'::jsonb), '{}') FROM sync.columns_of(p_table)
            WHERE name IN ('active', 'is_active', 'is_visible')), true);
    END IF;
END $$;

-- Insert a shared row from the values given, placeholders for what is missing; the rows it names are there first.
CREATE FUNCTION sync.make(p_table text, p_id jsonb, p_values jsonb, p_stub boolean) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_key constant jsonb := sync.key_columns(p_table, p_id);
    v_text constant text := CASE jsonb_typeof(p_id) WHEN 'array' THEN sync.canonical(p_id) ELSE p_id #>> '{}' END;
    v_missing jsonb;
    v_row jsonb;
BEGIN
    v_missing := sync.missing(p_table, p_id, p_values);
    v_row := (SELECT coalesce(jsonb_object_agg(k, v), '{}') FROM jsonb_each(p_values) AS e(k, v) WHERE v <> 'null')
        || v_missing || v_key;
    PERFORM sync.ensure(f.target, (v_row->>f.column_name)::uuid)
    FROM sync.refers f WHERE f.table_name = p_table AND v_row->>f.column_name IS NOT NULL
        AND (f.target <> p_table OR v_row->>f.column_name <> v_text);
    EXECUTE format('INSERT INTO public.%I (%s) SELECT %s FROM jsonb_populate_record(NULL::public.%1$I, $1) AS x', p_table,
        (SELECT string_agg(quote_ident(name), ', ' ORDER BY name) FROM sync.columns_of(p_table) WHERE v_row ? name),
        (SELECT string_agg('x.' || quote_ident(name), ', ' ORDER BY name) FROM sync.columns_of(p_table)
            WHERE v_row ? name)) USING sync.readable(p_table, v_row);
    IF p_stub OR v_missing <> '{}' THEN
        INSERT INTO sync.stubs (table_name, row_id, columns, made_at)
        VALUES (p_table, v_text, ARRAY(SELECT jsonb_object_keys(
            CASE WHEN p_stub THEN p_values || v_missing ELSE v_missing END)), clock_timestamp())
        ON CONFLICT (table_name, row_id) DO NOTHING;
    END IF;
END $$;

-- A shared row as the journal writes it, locked; NULL if there is none.
CREATE FUNCTION sync.locked(p_table text, p_id jsonb) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_found text;
BEGIN
    EXECUTE format('SELECT %s FROM public.%I AS x WHERE %s FOR UPDATE', sync.row_text(p_table, 'whole'), p_table, (
        SELECT string_agg(format('x.%I = (jsonb_populate_record(NULL::public.%I, $1)).%1$I', k, p_table), ' AND ')
        FROM sync.registry r, unnest(r.key) AS e(k) WHERE r.table_name = p_table))
        INTO v_found USING sync.key_columns(p_table, p_id);
    RETURN v_found::jsonb;
END $$;

-- What a machine may wish for. From a till: categories, presets, the person's own secrets; from an office: everything
-- but what enrolment and revocation decide.
CREATE FUNCTION sync.may_ask(p_kind text, p_actor text, p_request jsonb, p_row jsonb) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN p_request->>'table' = 'workstations' THEN p_kind = 'office'
            AND NOT coalesce(p_request->'set', '{}') ?| ARRAY['code', 'kind', 'public_key', 'site_id', 'status',
                'revoked_at', 'successor_of']
        WHEN p_kind = 'office' THEN true
        WHEN p_request->>'table' IN ('categories', 'preset_buttons') THEN true
        WHEN p_request->>'table' = 'users' THEN p_row->>'operator_code' = p_actor
            AND coalesce(p_request->'set', '{}') - ARRAY['hashed_pin', 'hashed_password'] = '{}'
        ELSE false
    END
$$;

-- Columns of a wish as {column: [old, new]}, without what only the centre sets.
CREATE FUNCTION sync.wished(p_table text, p_set jsonb) RETURNS TABLE (name text, old jsonb, new jsonb)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT c.name, coalesce(p_set->c.name->0, 'null'), coalesce(p_set->c.name->1, 'null')
    FROM sync.columns_of(p_table) c
    WHERE p_set ? c.name AND NOT c.is_key AND c.name <> 'row_version' AND jsonb_typeof(p_set->c.name) = 'array'
$$;

CREATE FUNCTION sync.quarrel(p_header jsonb, p_workstation uuid, p_table text, p_id text, p_column text, p_centre jsonb,
    p_wish jsonb) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO sync.conflicts (id, table_name, row_id, column_name, centre_value, workstation_value, workstation_id,
        entry_id, found_at)
    VALUES (sync.uuid7(), p_table, p_id, p_column, p_centre, p_wish, p_workstation, (p_header->>'entry_id')::uuid,
        clock_timestamp())
$$;

-- Whether a secret that a person set for herself is the newest one she set anywhere.
CREATE FUNCTION sync.newest_secret(p_header jsonb, p_id text, p_column text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT NOT EXISTS (
        SELECT FROM sync.ledger l, jsonb_array_elements(sync.parsed(l.payload)->'requests') AS w(wish)
        WHERE l.class = 'personal' AND l.act = p_header->>'act' AND l.status = 'applied'
            AND l.hlc > (p_header->>'hlc')::bigint AND octet_length(l.payload) > 0
            AND wish->>'table' = 'users' AND wish->>'id' = p_id AND wish->'set' ? p_column)
$$;

-- The column of a broken unique rule that gives way, and the next name to try.
CREATE FUNCTION sync.giving_way(p_table text, p_constraint text, p_values jsonb) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT a.attname::text
    FROM pg_index i
    JOIN pg_class c ON c.oid = i.indexrelid AND c.relname = p_constraint
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey::smallint[])
    WHERE i.indrelid = format('public.%I', p_table)::regclass AND jsonb_typeof(p_values->a.attname) = 'string'
        AND a.atttypid IN ('text'::regtype, 'varchar'::regtype)
    ORDER BY a.attnum DESC LIMIT 1
$$;

CREATE FUNCTION sync.next_name(p_name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN p_name ~ ' \(\d+\)$'
        THEN regexp_replace(p_name, '\d+\)$', '') || (substring(p_name FROM '(\d+)\)$')::int + 1) || ')'
        ELSE p_name || ' (2)' END
$$;

-- Make the row that was wished for; a taken name gets « (2) ». Answers what became of the wish where it differs.
CREATE FUNCTION sync.create_wished(p_header jsonb, p_workstation uuid, p_table text, p_id jsonb, p_set jsonb)
RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_wish constant jsonb := (SELECT coalesce(jsonb_object_agg(name, new), '{}') FROM sync.wished(p_table, p_set));
    v_text constant text := CASE jsonb_typeof(p_id) WHEN 'array' THEN sync.canonical(p_id) ELSE p_id #>> '{}' END;
    v_values jsonb := v_wish;
    v_refused jsonb := '{}';
    v_rule text;
    v_column text;
BEGIN
    FOR i IN 1 .. 50 LOOP
        BEGIN
            PERFORM sync.make(p_table, p_id, v_values, false);
            EXIT;
        EXCEPTION WHEN unique_violation THEN
            GET STACKED DIAGNOSTICS v_rule = CONSTRAINT_NAME;
            v_column := sync.giving_way(p_table, v_rule, v_values);
            IF v_column IS NULL THEN
                RAISE;
            END IF;
            v_values := jsonb_set(v_values, ARRAY[v_column], to_jsonb(sync.next_name(v_values->>v_column)));
        END;
    END LOOP;
    FOR v_column IN SELECT k FROM jsonb_object_keys(v_wish) AS keys(k) WHERE v_wish->k <> v_values->k LOOP
        PERFORM sync.quarrel(p_header, p_workstation, p_table, v_text, v_column, v_values->v_column, v_wish->v_column);
        v_refused := v_refused || jsonb_build_object(concat_ws('/', p_table, v_text, v_column), v_values->v_column);
    END LOOP;
    RETURN v_refused;
END $$;

-- Write columns of a shared row. A name that is taken gives way if the row was a stub, else it stays.
CREATE FUNCTION sync.write_wished(p_table text, p_id jsonb, p_values jsonb, p_free text[]) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_values jsonb := p_values;
    v_rule text;
    v_column text;
BEGIN
    PERFORM sync.ensure(f.target, (v_values->>f.column_name)::uuid)
    FROM sync.refers f WHERE f.table_name = p_table AND v_values->>f.column_name IS NOT NULL;
    FOR i IN 1 .. 50 LOOP
        EXIT WHEN v_values = '{}';
        BEGIN
            PERFORM sync.update_shared(p_table, p_id, v_values);
            EXIT;
        EXCEPTION WHEN unique_violation THEN
            GET STACKED DIAGNOSTICS v_rule = CONSTRAINT_NAME;
            v_column := sync.giving_way(p_table, v_rule, v_values);
            IF v_column IS NULL THEN
                RAISE;
            ELSIF v_column = ANY (p_free) THEN
                v_values := jsonb_set(v_values, ARRAY[v_column], to_jsonb(sync.next_name(v_values->>v_column)));
            ELSE
                v_values := v_values - v_column;
            END IF;
        END;
    END LOOP;
    RETURN v_values;
END $$;

CREATE FUNCTION sync.update_shared(p_table text, p_id jsonb, p_values jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_stamped constant boolean := (SELECT columns ? 'updated_at' FROM sync.registry WHERE table_name = p_table);
    v_values constant jsonb := p_values
        || CASE WHEN v_stamped THEN jsonb_build_object('updated_at', clock_timestamp()) ELSE '{}' END;
BEGIN
    EXECUTE format('UPDATE public.%1$I AS t SET (%2$s) = ROW (%3$s)'
        ' FROM jsonb_populate_record(NULL::public.%1$I, $1) AS x WHERE %4$s', p_table,
        (SELECT string_agg(quote_ident(k), ', ' ORDER BY k) FROM jsonb_object_keys(v_values) AS keys(k)),
        (SELECT string_agg('x.' || quote_ident(k), ', ' ORDER BY k) FROM jsonb_object_keys(v_values) AS keys(k)),
        (SELECT string_agg(format('t.%I = x.%1$I', k), ' AND ') FROM sync.registry r, unnest(r.key) AS e(k)
            WHERE r.table_name = p_table))
        USING sync.readable(p_table, v_values || sync.key_columns(p_table, p_id));
END $$;

-- Merge a wish into the row as it stands, column by column. Answers what the centre kept.
CREATE FUNCTION sync.merge_wished(p_header jsonb, p_workstation uuid, p_table text, p_id jsonb, p_row jsonb, p_set jsonb)
RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_text constant text := CASE jsonb_typeof(p_id) WHEN 'array' THEN sync.canonical(p_id) ELSE p_id #>> '{}' END;
    v_free constant text[] := coalesce(
        (SELECT columns FROM sync.stubs WHERE table_name = p_table AND row_id = v_text), '{}');
    v_wish record;
    v_now jsonb;
    v_taken jsonb := '{}';
    v_written jsonb;
    v_refused jsonb := '{}';
BEGIN
    FOR v_wish IN SELECT * FROM sync.wished(p_table, p_set) LOOP
        v_now := coalesce(p_row->v_wish.name, 'null');
        CONTINUE WHEN v_now = v_wish.new OR v_wish.name IN ('created_at', 'updated_at') AND v_now <> 'null';
        IF v_now = v_wish.old OR v_wish.name = ANY (v_free) OR sync.is_own_secret(p_header, p_table, p_row, v_wish.name)
        THEN
            v_taken := v_taken || jsonb_build_object(v_wish.name, v_wish.new);
        ELSE
            v_refused := v_refused || jsonb_build_object(v_wish.name, v_now);
        END IF;
    END LOOP;
    v_written := sync.write_wished(p_table, p_id, v_taken, v_free);
    FOR v_wish IN SELECT * FROM sync.wished(p_table, p_set) WHERE v_taken ? name AND v_written->name IS DISTINCT FROM new LOOP
        v_refused := v_refused || jsonb_build_object(v_wish.name, coalesce(v_written->v_wish.name, p_row->v_wish.name));
    END LOOP;
    PERFORM sync.quarrel(p_header, p_workstation, p_table, v_text, name, v_refused->name, new)
    FROM sync.wished(p_table, p_set) WHERE v_refused ? name AND name NOT IN ('hashed_pin', 'hashed_password');
    UPDATE sync.stubs SET columns = ARRAY(SELECT unnest(columns) EXCEPT SELECT jsonb_object_keys(v_written))
    WHERE table_name = p_table AND row_id = v_text;
    DELETE FROM sync.stubs WHERE table_name = p_table AND row_id = v_text AND columns = '{}';
    RETURN (SELECT coalesce(jsonb_object_agg(concat_ws('/', p_table, v_text, k), v_refused->k), '{}')
        FROM jsonb_object_keys(v_refused) AS keys(k));
END $$;

CREATE FUNCTION sync.is_own_secret(p_header jsonb, p_table text, p_row jsonb, p_column text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT p_table = 'users' AND p_column IN ('hashed_pin', 'hashed_password')
        AND p_row->>'operator_code' = p_header->>'actor' AND sync.newest_secret(p_header, p_row->>'id', p_column)
$$;

-- One wish on one row. Answers what was refused, as {"table/id/column": the centre's value}.
CREATE FUNCTION sync.answer_one(p_caller sync.calling, p_header jsonb, p_request jsonb) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_table constant text := p_request->>'table';
    v_id constant jsonb := p_request->'id';
    v_known sync.registry;
    v_row jsonb;
    v_text constant text := CASE jsonb_typeof(v_id) WHEN 'array' THEN sync.canonical(v_id) ELSE v_id #>> '{}' END;
BEGIN
    SELECT * INTO v_known FROM sync.registry WHERE table_name = v_table AND owner = 'centre';
    IF v_known.table_name IS NULL THEN
        PERFORM sync.cannot('unknown_table', v_table, NULL);
    END IF;
    v_row := sync.locked(v_table, v_id);
    IF NOT sync.may_ask(p_caller.kind, p_header->>'actor', p_request, v_row)
        OR p_request->>'op' = 'D' AND NOT v_known.deletable
    THEN
        RETURN coalesce((
            SELECT jsonb_object_agg(concat_ws('/', v_table, v_text, c.name),
                CASE WHEN c.private THEN 'null' ELSE coalesce(v_row->c.name, 'null') END)
            FROM sync.wished(v_table, coalesce(p_request->'set', '{}')) w JOIN sync.columns_of(v_table) c USING (name)),
            jsonb_build_object(concat_ws('/', v_table, v_text), NULL));
    ELSIF p_request->>'op' = 'D' THEN
        PERFORM sync.unlink(v_table, v_id);
        RETURN '{}';
    ELSIF v_row IS NULL THEN
        RETURN sync.create_wished(p_header, p_caller.workstation_id, v_table, v_id, coalesce(p_request->'set', '{}'));
    END IF;
    RETURN sync.merge_wished(p_header, p_caller.workstation_id, v_table, v_id, v_row, coalesce(p_request->'set', '{}'));
END $$;

CREATE FUNCTION sync.unlink(p_table text, p_id jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    EXECUTE format('DELETE FROM public.%I AS t USING jsonb_populate_record(NULL::public.%1$I, $1) x WHERE %s', p_table,
        (SELECT string_agg(format('t.%I = x.%1$I', k), ' AND ') FROM sync.registry r, unnest(r.key) AS e(k)
            WHERE r.table_name = p_table)) USING sync.key_columns(p_table, p_id);
END $$;

-- Answer the wishes of an entry: what was changed for it becomes the entry of the centre's stream that names it.
CREATE FUNCTION sync.answer(p_caller sync.calling, p_header jsonb, p_payload jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_before constant bigint := (SELECT coalesce(max(n), 0) FROM sync.pending);
    v_entry constant uuid := (p_header->>'entry_id')::uuid;
    v_request jsonb;
    v_refused jsonb := '{}';
BEGIN
    FOR v_request IN SELECT r FROM jsonb_array_elements(p_payload->'requests') WITH ORDINALITY AS e(r, i) ORDER BY i LOOP
        v_refused := v_refused || sync.answer_one(p_caller, p_header, v_request);
    END LOOP;
    UPDATE sync.pending SET request = v_entry WHERE xid = pg_current_xact_id() AND n > v_before;
    INSERT INTO sync.pending (xid, table_name, op, row_id, new, request)
    VALUES (pg_current_xact_id(), '', 'A', '', jsonb_build_object('answers', v_entry)
        || CASE v_refused WHEN '{}' THEN '{}' ELSE jsonb_build_object('refused', v_refused) END, v_entry);
END $$;
