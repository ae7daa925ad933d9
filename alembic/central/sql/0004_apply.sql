-- Payloads become rows. Nothing here is written for one table: what a table is comes from the registry, and the one
-- function per table that inserts facts is generated from it.

-- What this side computes itself in a fact (sync.md §8.6), as SQL over the row "x" of the payload.
CREATE VIEW sync.derivations (table_name, column_name, expression) AS VALUES
    ('*', 'updated_at', 'x.created_at'),
    ('cash_sessions', 'current_amount', 'x.initial_amount'),
    ('cash_sessions', 'last_activity', 'x.opened_at'),
    ('cash_sessions', 'total_sales', '0'),
    ('cash_sessions', 'total_items', '0');

-- SQL of the value that an inserted fact gets in a column: as said, or derived, or the default of a column that an
-- older program does not know, or a placeholder until the personal entry brings a column that may not be empty.
CREATE FUNCTION sync.inserted(p_table text) RETURNS TABLE (name text, expression text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT c.name, CASE
        WHEN c.is_key THEN format('k.id::%s', c.type)
        WHEN c.derived THEN d.expression
        WHEN c.private AND c.needed THEN format('coalesce(x.%I, ''desktop:'' || k.id)', c.name)
        WHEN a.attnotnull AND a.atthasdef THEN format('coalesce(x.%I, %s)', c.name, pg_get_expr(b.adbin, b.adrelid))
        ELSE format('x.%I', c.name)
    END
    FROM sync.columns_of(p_table) c
    JOIN pg_attribute a ON a.attrelid = format('public.%I', p_table)::regclass AND a.attname = c.name
    LEFT JOIN pg_attrdef b ON b.adrelid = a.attrelid AND b.adnum = a.attnum
    LEFT JOIN sync.derivations d ON d.column_name = c.name AND d.table_name IN ('*', p_table)
    WHERE NOT c.derived OR d.expression IS NOT NULL
$$;

-- SQL of the shared rows that new facts name and that are not there; those that facts of ours cannot lack aside.
CREATE FUNCTION sync.lacking_query(p_table text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(string_agg(format(
        'SELECT %L AS target, m.%I AS id FROM made m WHERE m.%2$I IS NOT NULL'
        ' AND NOT EXISTS (SELECT FROM public.%I s WHERE s.id = m.%2$I)', f.target, f.column_name, f.target),
        ' UNION ' ORDER BY f.column_name), 'SELECT NULL::text AS target, NULL::uuid AS id WHERE false')
    FROM sync.refers f JOIN sync.registry r ON r.table_name = f.target AND r.owner = 'centre'
    WHERE f.table_name = p_table AND f.target NOT IN ('sites', 'workstations')
$$;

-- Generate for every fact insert_<table>(ids, sets), which answers how many rows it made and which shared rows it names
-- that are not there, and change_<table>(id, old, new, writers), which answers whether the row could be changed: it is
-- one of the writers', and has the old values or the new ones. Run again by any revision that changes a fact.
CREATE FUNCTION sync.generate() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_table text;
BEGIN
    REFRESH MATERIALIZED VIEW sync.table_columns;
    FOR v_table IN SELECT table_name FROM sync.registry WHERE owner = 'device' LOOP
        EXECUTE sync.insert_source(v_table);
        EXECUTE sync.change_source(v_table);
        EXECUTE format('ALTER FUNCTION sync.%I(text[], jsonb[]) OWNER TO recyclique_api', 'insert_' || v_table);
        EXECUTE format('REVOKE ALL ON FUNCTION sync.%I(text[], jsonb[]) FROM PUBLIC', 'insert_' || v_table);
        EXECUTE format('ALTER FUNCTION sync.%I(uuid, jsonb, jsonb, uuid[]) OWNER TO recyclique_api', 'change_' || v_table);
        EXECUTE format('REVOKE ALL ON FUNCTION sync.%I(uuid, jsonb, jsonb, uuid[]) FROM PUBLIC', 'change_' || v_table);
    END LOOP;
END $$;

CREATE FUNCTION sync.insert_source(p_table text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT format($f$
        CREATE OR REPLACE FUNCTION sync.%1$I(p_ids text[], p_sets jsonb[], OUT made bigint, OUT lacking jsonb)
        LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
        BEGIN
            WITH made AS (
                INSERT INTO public.%2$I AS t (%3$s)
                SELECT %4$s
                FROM unnest(p_ids, p_sets) AS k(id, set), jsonb_populate_record(NULL::public.%2$I, k.set) AS x
                ON CONFLICT (id) DO NOTHING RETURNING %6$s
            ), named AS (%5$s)
            SELECT (SELECT count(*) FROM made),
                (SELECT jsonb_agg(jsonb_build_array(target, id)) FROM named)
            INTO made, lacking;
        END $body$ $f$,
        'insert_' || p_table, p_table, string_agg(quote_ident(name), ', ' ORDER BY name),
        string_agg(expression, ', ' ORDER BY name), sync.lacking_query(p_table), (
            SELECT string_agg(DISTINCT format('t.%I', n), ', ') FROM (
                SELECT column_name FROM sync.refers WHERE table_name = p_table UNION ALL SELECT 'id') AS named(n)))
    FROM sync.inserted(p_table)
$$;

CREATE FUNCTION sync.change_source(p_table text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT format($f$
        CREATE OR REPLACE FUNCTION sync.%1$I(p_id uuid, p_old jsonb, p_new jsonb, p_writers uuid[]) RETURNS boolean
        LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
        BEGIN
            UPDATE public.%2$I AS t SET %3$s
            FROM jsonb_populate_record(NULL::public.%2$I, p_new) AS x, jsonb_populate_record(NULL::public.%2$I, p_old) AS o
            WHERE t.id = p_id AND t.workstation_id = ANY (p_writers) AND (%4$s OR %5$s);
            RETURN FOUND;
        END $body$ $f$,
        'change_' || p_table, p_table,
        string_agg(format('%1$I = CASE WHEN p_new ? %1$L THEN x.%1$I ELSE t.%1$I END', name), ', ' ORDER BY name),
        string_agg(format('(NOT p_old ? %1$L OR t.%1$I IS NOT DISTINCT FROM o.%1$I)', name), ' AND ' ORDER BY name),
        string_agg(format('(NOT p_new ? %1$L OR t.%1$I IS NOT DISTINCT FROM x.%1$I)', name), ' AND ' ORDER BY name))
    FROM sync.columns_of(p_table)
    WHERE NOT (is_key OR derived) AND name NOT IN ('site_id', 'workstation_id')
$$;

-- Why an entry cannot be applied: caught where entries are parked.
CREATE FUNCTION sync.cannot(p_cause text, p_table text, p_id text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'RQ460', MESSAGE = p_cause, TABLE = coalesce(p_table, ''), DETAIL = coalesce(p_id, '');
END $$;

-- Apply the rows of entries: all new facts by table, with the personal columns of the same batch, then changes and
-- whatever personal columns are left, in their order. Raises if any of them cannot be applied.
CREATE FUNCTION sync.apply(p_headers jsonb[], p_payloads jsonb[], p_writers uuid[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_lot record;
    v_done record;
    v_sessions uuid[] := '{}';
BEGIN
    FOR v_lot IN
        WITH written AS MATERIALIZED (
            SELECT row->>'table' AS name, row->>'id' AS id, row->'set' AS set, h->>'class' = 'personal' AS personal
            FROM unnest(p_headers, p_payloads) AS e(h, p), jsonb_array_elements(p->'rows') AS rows(row)
            WHERE row->>'op' = 'I')
        SELECT w.name, r.owner, array_agg(w.id) AS ids,
            array_agg(CASE WHEN c.set IS NULL THEN w.set ELSE w.set || c.set END) AS sets,
            coalesce(bool_and(w.set->>'workstation_id' = ANY (p_writers::text[])), false) AS ours
        FROM written w
        LEFT JOIN written c ON c.personal AND c.name = w.name AND c.id = w.id
        LEFT JOIN sync.registry r ON r.table_name = w.name
        WHERE NOT w.personal
        GROUP BY w.name, r.owner, r.rank ORDER BY r.rank
    LOOP
        PERFORM sync.check_owner(v_lot.name, v_lot.owner, v_lot.ours);
        EXECUTE format('SELECT * FROM sync.%I($1, $2)', 'insert_' || v_lot.name) INTO v_done
            USING v_lot.ids, v_lot.sets;
        IF v_done.made < cardinality(v_lot.ids) THEN
            PERFORM sync.require_same(v_lot.name, v_lot.ids, v_lot.sets);
        END IF;
        IF v_done.lacking IS NOT NULL THEN
            PERFORM sync.ensure(lack->>0, (lack->>1)::uuid) FROM jsonb_array_elements(v_done.lacking) AS l(lack);
        END IF;
        IF v_lot.name = 'sales' THEN
            v_sessions := ARRAY(SELECT DISTINCT (s->>'cash_session_id')::uuid FROM unnest(v_lot.sets) AS e(s));
        END IF;
    END LOOP;
    FOR v_lot IN
        WITH written AS MATERIALIZED (
            SELECT row, row->>'table' AS name, row->>'id' AS id, row->>'op' AS op, h->>'class' = 'personal' AS personal,
                place, line
            FROM unnest(p_headers, p_payloads) WITH ORDINALITY AS e(h, p, place),
                jsonb_array_elements(p->'rows') WITH ORDINALITY AS rows(row, line))
        SELECT w.row
        FROM written w LEFT JOIN written o
            ON w.personal AND w.op = 'I' AND o.op = 'I' AND NOT o.personal AND o.name = w.name AND o.id = w.id
        WHERE o.id IS NULL AND (w.personal OR w.op <> 'I')
        ORDER BY w.place, w.line
    LOOP
        PERFORM sync.change(v_lot.row, p_writers);
        IF v_lot.row->>'table' = 'cash_sessions' THEN
            v_sessions := v_sessions || (v_lot.row->>'id')::uuid;
        END IF;
    END LOOP;
    IF cardinality(v_sessions) > 0 THEN
        PERFORM sync.total_sessions(v_sessions);
    END IF;
END $$;

CREATE FUNCTION sync.check_owner(p_table text, p_owner text, p_ours boolean) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF p_owner IS NULL THEN
        PERFORM sync.cannot('unknown_table', p_table, NULL);
    ELSIF p_owner <> 'device' THEN
        PERFORM sync.cannot('not_a_fact', p_table, NULL);
    ELSIF NOT p_ours THEN
        PERFORM sync.cannot('other_workstation', p_table, NULL);
    END IF;
END $$;

-- A fact that is there already must say the same: a cloned or restored till sends it again.
CREATE FUNCTION sync.require_same(p_table text, p_ids text[], p_sets jsonb[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_columns constant text := (
        SELECT string_agg(format('%I', name), ', ' ORDER BY name) FROM sync.columns_of(p_table)
        WHERE NOT (is_key OR derived OR private));
    v_other text;
BEGIN
    EXECUTE format('SELECT k.id FROM unnest($1, $2) AS k(id, set)'
        ' JOIN public.%1$I t ON t.id = k.id::uuid, jsonb_populate_record(t, k.set) AS x'
        ' WHERE (%2$s) IS DISTINCT FROM (%3$s) LIMIT 1', p_table,
        (SELECT string_agg('t.' || c, ', ') FROM unnest(string_to_array(v_columns, ', ')) AS e(c)),
        (SELECT string_agg('x.' || c, ', ') FROM unnest(string_to_array(v_columns, ', ')) AS e(c)))
        INTO v_other USING p_ids, p_sets;
    IF v_other IS NOT NULL THEN
        PERFORM sync.cannot('row_exists', p_table, v_other);
    END IF;
END $$;

-- Change or remove one row of a payload.
CREATE FUNCTION sync.change(p_row jsonb, p_writers uuid[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_table constant text := p_row->>'table';
    v_id constant text := p_row->>'id';
    v_set constant jsonb := coalesce(p_row->'set', '{}');
    v_known sync.registry;
    v_old jsonb := '{}';
    v_new jsonb := v_set;
    v_changed boolean;
BEGIN
    SELECT * INTO v_known FROM sync.registry WHERE table_name = v_table;
    PERFORM sync.check_owner(v_table, v_known.owner, true);
    IF p_row->>'op' = 'D' THEN
        PERFORM sync.remove(v_known, v_id, p_writers);
        RETURN;
    ELSIF v_set = '{}' THEN
        RETURN;
    ELSIF p_row->>'op' = 'U' THEN
        SELECT jsonb_object_agg(key, value->0), jsonb_object_agg(key, value->1) INTO v_old, v_new FROM jsonb_each(v_set);
    END IF;
    EXECUTE format('SELECT sync.%I($1::uuid, $2, $3, $4)', 'change_' || v_table) INTO v_changed
        USING v_id, v_old, v_new, p_writers;
    IF NOT v_changed THEN
        PERFORM sync.cannot(sync.why_not(v_table, v_id, p_writers), v_table, v_id);
    END IF;
END $$;

CREATE FUNCTION sync.why_not(p_table text, p_id text, p_writers uuid[]) RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_ours boolean;
BEGIN
    EXECUTE format('SELECT coalesce(workstation_id = ANY ($2), false) FROM public.%I WHERE id = $1::uuid', p_table)
        INTO v_ours USING p_id, p_writers;
    RETURN CASE WHEN v_ours IS NULL THEN 'missing_row' WHEN v_ours THEN 'old_differs' ELSE 'other_workstation' END;
END $$;

-- Remove a line, where the registry allows it, while what it belongs to is open.
CREATE FUNCTION sync.remove(p_known sync.registry, p_id text, p_writers uuid[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_parent record;
    v_status text;
    v_why constant text := sync.why_not(p_known.table_name, p_id, p_writers);
BEGIN
    IF v_why = 'missing_row' THEN
        RETURN;  -- gone already
    ELSIF v_why = 'other_workstation' THEN
        PERFORM sync.cannot(v_why, p_known.table_name, p_id);
    ELSIF NOT p_known.deletable THEN
        PERFORM sync.cannot('never_removed', p_known.table_name, p_id);
    END IF;
    FOR v_parent IN
        SELECT f.column_name, f.target FROM sync.refers f JOIN sync.registry r ON r.table_name = f.target
        WHERE f.table_name = p_known.table_name AND r.owner = 'device' AND r.columns ? 'status'
    LOOP
        EXECUTE format('SELECT p.status::text FROM public.%I t JOIN public.%I p ON p.id = t.%I WHERE t.id = $1::uuid',
            p_known.table_name, v_parent.target, v_parent.column_name) INTO v_status USING p_id;
        IF lower(v_status) NOT LIKE 'open%' THEN
            PERFORM sync.cannot('parent_closed', p_known.table_name, p_id);
        END IF;
    END LOOP;
    EXECUTE format('DELETE FROM public.%I WHERE id = $1::uuid', p_known.table_name) USING p_id;
END $$;

-- What 1.4.4 reads of a session, summed anew as the workstation sums it.
CREATE FUNCTION sync.total_sessions(p_sessions uuid[]) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    UPDATE public.cash_sessions c SET total_sales = s.goods, total_items = s.tickets,
        current_amount = c.initial_amount + s.goods, last_activity = greatest(c.opened_at, c.closed_at, s.last_at)
    FROM (
        SELECT w.id, coalesce(sum(total_amount), 0) AS goods, count(t.id)::int AS tickets, max(t.created_at) AS last_at
        FROM (SELECT DISTINCT e.id FROM unnest(p_sessions) AS e(id)) AS w
        LEFT JOIN public.sales t ON t.cash_session_id = w.id AND t.kind <> 'disposal'
        GROUP BY w.id) AS s
    WHERE c.id = s.id
$$;
