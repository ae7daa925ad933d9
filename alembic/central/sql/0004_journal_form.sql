-- The centre speaks the journal's language: canonical JSON, UUIDs made from time or from a name, rows in journal form.
-- The same bytes as domain/journal.py and data/types.py make; the tests write and compare both.

CREATE FUNCTION sync.canonical(p_value jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_kind constant text := jsonb_typeof(p_value);
BEGIN
    IF v_kind = 'object' THEN
        RETURN '{' || coalesce((
            SELECT string_agg(to_json(key)::text || ':' || sync.canonical(value), ',' ORDER BY key COLLATE "C")
            FROM jsonb_each(p_value)), '') || '}';
    ELSIF v_kind = 'array' THEN
        RETURN '[' || coalesce((
            SELECT string_agg(sync.canonical(value), ',' ORDER BY place)
            FROM jsonb_array_elements(p_value) WITH ORDINALITY AS e(value, place)), '') || ']';
    ELSIF v_kind = 'number' AND strpos(p_value::text, '.') > 0 THEN
        RETURN '"' || p_value::text || '"';  -- the journal knows whole numbers only
    END IF;
    RETURN p_value::text;
END $$;

-- A UUID of version 7: milliseconds, then chance.
CREATE FUNCTION sync.uuid7() RETURNS uuid
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
    SELECT encode(
        set_byte(
            substr(int8send(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint), 3)
                || substr(uuid_send(gen_random_uuid()), 7),
            6, get_byte(uuid_send(gen_random_uuid()), 0) & 15 | 112),
        'hex')::uuid
$$;

CREATE FUNCTION sync.moment(p_at timestamptz) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT to_char(p_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;

CREATE FUNCTION sync.real_text(p_value double precision) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN p_value::text ~ '^-?\d+$' THEN p_value::text || '.0' ELSE p_value::text END
$$;

-- SQL that writes column p_column of row "x" as JSON, or NULL.
CREATE FUNCTION sync.written(p_column text, p_type text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN p_type IN ('bigint', 'integer', 'smallint', 'boolean') THEN format('x.%I::text', p_column)
        WHEN p_type = 'uuid' OR p_type LIKE 'numeric%' THEN format('''"'' || x.%I::text || ''"''', p_column)
        WHEN p_type = 'timestamp with time zone' THEN format('''"'' || sync.moment(x.%I) || ''"''', p_column)
        WHEN p_type = 'date' THEN format('''"'' || to_char(x.%I, ''YYYY-MM-DD'') || ''"''', p_column)
        WHEN p_type IN ('json', 'jsonb') THEN format('sync.canonical(x.%I::jsonb)', p_column)
        WHEN p_type = 'bytea' THEN format('''"'' || encode(x.%I, ''hex'') || ''"''', p_column)
        WHEN p_type = 'double precision' THEN format('''"'' || sync.real_text(x.%I) || ''"''', p_column)
        ELSE format('to_json(x.%I::text)::text', p_column)
    END
$$;

-- Columns of the registered tables with their types and marks, worked out once: "generate" does it again.
CREATE MATERIALIZED VIEW sync.table_columns AS
    SELECT r.table_name, c.key AS name, format_type(a.atttypid, a.atttypmod) AS type, c.key = ANY (r.key) AS is_key,
        (c.value->>'private')::boolean AS private, (c.value->>'derived')::boolean AS derived,
        (c.value->>'needed')::boolean AS needed
    FROM sync.registry r
    CROSS JOIN jsonb_each(r.columns) AS c
    JOIN pg_attribute a ON a.attrelid = format('public.%I', r.table_name)::regclass AND a.attname = c.key
        AND a.attnum > 0 AND NOT a.attisdropped;

-- Those of one table. A table outside the registry has none.
CREATE FUNCTION sync.columns_of(p_table text)
RETURNS TABLE (name text, type text, is_key boolean, private boolean, derived boolean, needed boolean)
LANGUAGE sql STABLE AS $$
    SELECT c.name, c.type, c.is_key, c.private, c.derived, c.needed FROM sync.table_columns c WHERE c.table_name = p_table
$$;

-- SQL that writes row "x" of a table as canonical JSON: 'public' what every payload may hold, 'private' what only
-- erasable ones may, 'known' keys and public columns, 'open' derived columns too, 'whole' everything.
CREATE FUNCTION sync.row_text(p_table text, p_part text) RETURNS text
LANGUAGE sql STABLE STRICT SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE count(*) WHEN 0 THEN '''{}''' ELSE format('''{'' || substr(concat(%s), 2) || ''}''', string_agg(
        format('%L || %s', ',"' || name || '":', sync.written(name, type)), ', ' ORDER BY name COLLATE "C")) END
    FROM sync.columns_of(p_table)
    WHERE CASE p_part
        WHEN 'public' THEN NOT (is_key OR derived OR private)
        WHEN 'private' THEN private
        WHEN 'known' THEN is_key OR NOT (derived OR private)
        WHEN 'open' THEN NOT private
        ELSE true
    END
$$;

-- The id of row "x": text, or an array for a composite key.
CREATE FUNCTION sync.key_text(p_table text) RETURNS text
LANGUAGE sql STABLE STRICT SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN cardinality(key) = 1 THEN format('x.%I::text', key[1])
        ELSE format('sync.canonical(jsonb_build_array(%s))',
            (SELECT string_agg(format('x.%I', k), ', ' ORDER BY place) FROM unnest(key) WITH ORDINALITY AS e(k, place)))
    END
    FROM sync.registry WHERE table_name = p_table
$$;

-- A row image of a trigger, or of a payload, as journal payloads write it.
CREATE FUNCTION sync.journal_row(p_table text, p_image jsonb, p_part text) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_written text;
BEGIN
    EXECUTE format('SELECT %s FROM jsonb_populate_record(NULL::public.%I, $1) AS x',
        sync.row_text(p_table, p_part), p_table) INTO v_written USING p_image;
    RETURN v_written::jsonb;
END $$;

-- A row of a payload as jsonb_populate_record reads it: the journal writes bytes as bare hexadecimal.
CREATE FUNCTION sync.readable(p_table text, p_set jsonb) RETURNS jsonb
LANGUAGE sql STABLE STRICT SET search_path = pg_catalog, pg_temp AS $$
    SELECT p_set || coalesce((
        SELECT jsonb_object_agg(name, '\x' || (p_set->>name))
        FROM sync.columns_of(p_table) WHERE type = 'bytea' AND p_set->>name IS NOT NULL), '{}')
$$;

-- The id of a payload as columns: one name for text, several for an array.
CREATE FUNCTION sync.key_columns(p_table text, p_id jsonb) RETURNS jsonb
LANGUAGE sql STABLE STRICT SET search_path = pg_catalog, pg_temp AS $$
    SELECT jsonb_object_agg(k, CASE jsonb_typeof(p_id) WHEN 'array' THEN p_id->(place::int - 1) ELSE p_id END)
    FROM sync.registry r, unnest(r.key) WITH ORDINALITY AS e(k, place)
    WHERE r.table_name = p_table
$$;

-- How long local schema numbers have been known here: an entry of a newer one may hold columns that are not.
CREATE FUNCTION sync.known_schemas() RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT ARRAY['0001', '0002', '0003'] $$;

CREATE FUNCTION sync.schema_version() RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT version_num FROM public.recyclique_alembic_version
$$;
