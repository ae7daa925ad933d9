-- What a workstation that is no office keeps of a person: enough to let her in and to say her name, nothing else.

CREATE FUNCTION sync.at_tills(p_table text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE p_table WHEN 'users'
        THEN ARRAY['first_name', 'hashed_password', 'hashed_pin', 'last_name', 'username']
        ELSE ARRAY[]::text[] END
$$;

-- SQL that writes row "x" of a shared table as such a workstation may read it.
CREATE FUNCTION sync.till_text(p_table text) RETURNS text
LANGUAGE sql STABLE STRICT SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE count(*) WHEN 0 THEN '''{}''' ELSE format('''{'' || substr(concat(%s), 2) || ''}''', string_agg(
        format('%L || %s', ',"' || name || '":', sync.written(name, type)), ', ' ORDER BY name COLLATE "C")) END
    FROM sync.columns_of(p_table)
    WHERE NOT private OR name = ANY (sync.at_tills(p_table))
$$;

CREATE OR REPLACE FUNCTION sync.readable_row(p_caller sync.calling, p_table text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN p_table = 'audit_logs' THEN 'to_jsonb(x)::text'
        WHEN p_caller.kind = 'office' THEN sync.row_text(p_table, 'whole')
        WHEN r.owner = 'centre' THEN sync.till_text(p_table)
        ELSE format('CASE WHEN x.workstation_id = %L THEN %s ELSE %s END', p_caller.workstation_id,
            sync.row_text(p_table, 'whole'), sync.row_text(p_table, 'open'))
    END
    FROM (SELECT) AS one LEFT JOIN sync.registry r ON r.table_name = p_table
$$;

-- Personal bytes reach such a workstation only if all they hold is that, and of people of its site.
CREATE OR REPLACE FUNCTION sync.may_read(p_caller sync.calling, p_payload bytea) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT p_caller.kind = 'office' OR NOT EXISTS (
        SELECT FROM (SELECT sync.parsed(p_payload)) AS e(p), LATERAL (
            SELECT row->>'table', row->>'id', k
            FROM jsonb_array_elements(p->'rows') AS rows(row), jsonb_object_keys(coalesce(row->'set', '{}')) AS keys(k)
            UNION ALL
            SELECT split_part(k, '/', 1), split_part(k, '/', 2), split_part(k, '/', 3)
            FROM jsonb_object_keys(coalesce(p->'refused', '{}')) AS keys(k)
        ) AS named(name, id, col)
        LEFT JOIN public.users u ON name = 'users' AND u.id::text = named.id
        WHERE u.id IS NULL OR u.site_id <> p_caller.site_id OR col <> ALL (sync.at_tills(name)))
$$;

-- Of personal rows, the part that such a workstation may have, or the rest.
CREATE FUNCTION sync.part_of(p_closed jsonb[], p_at_tills boolean) RETURNS jsonb[]
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(row || jsonb_build_object('set', kept) ORDER BY place), '{}')
    FROM unnest(p_closed) WITH ORDINALITY AS e(row, place), LATERAL (
        SELECT coalesce(jsonb_object_agg(k, v), '{}') FROM jsonb_each(row->'set') AS s(k, v)
        WHERE (k = ANY (sync.at_tills(row->>'table'))) = p_at_tills) AS f(kept)
    WHERE kept <> '{}'
$$;

-- The entry that everybody may keep, and the erasable ones for personal columns, refused values of theirs included: one
-- that tills of the site may read, one for offices.
CREATE OR REPLACE FUNCTION sync.append_pair(p_tx uuid, p_actor text, p_answer jsonb, p_open jsonb[], p_closed jsonb[],
    p_secret jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_act constant text := CASE WHEN p_answer IS NOT NULL THEN 'centre.answered' ELSE sync.act_of(p_open) END;
    v_actor constant text := coalesce(p_actor, 'centre');
    v_at_tills boolean;
    v_rows jsonb[];
    v_secret jsonb;
BEGIN
    PERFORM sync.append('operational', v_act, v_actor, p_tx,
        jsonb_build_object('v', 1, 'rows', to_jsonb(p_open))
            || CASE WHEN p_answer->'refused' = '{}' THEN p_answer - 'refused' ELSE coalesce(p_answer, '{}') END);
    FOREACH v_at_tills IN ARRAY ARRAY[true, false] LOOP
        v_rows := sync.part_of(p_closed, v_at_tills);
        SELECT coalesce(jsonb_object_agg(k, v), '{}') INTO v_secret FROM jsonb_each(p_secret) AS s(k, v)
        WHERE (split_part(k, '/', 3) = ANY (sync.at_tills(split_part(k, '/', 1)))) = v_at_tills;
        IF cardinality(v_rows) > 0 OR v_secret <> '{}' THEN
            PERFORM sync.append('personal', v_act, v_actor, p_tx, jsonb_build_object('v', 1, 'rows', to_jsonb(v_rows),
                    'salt', replace(gen_random_uuid()::text, '-', ''))
                || CASE WHEN v_secret = '{}' THEN '{}'
                    ELSE jsonb_build_object('answers', p_answer->'answers', 'refused', v_secret) END);
        END IF;
    END LOOP;
END $$;

-- Versions of workstations' files that this centre knows every column of.
CREATE OR REPLACE FUNCTION sync.known_schemas() RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT ARRAY['0001', '0002', '0003', '0004', '0005'] $$;
