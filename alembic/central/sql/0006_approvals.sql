-- Audit details name the manager who allowed an act ("approved_by" of the payload), for fiscal acts too.

CREATE OR REPLACE FUNCTION sync.audit(p_headers jsonb[], p_payloads jsonb[]) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO public.audit_logs
        (id, "timestamp", actor_id, action_type, target_id, target_type, details_json, description)
    SELECT overlay(overlay(digest PLACING '3' FROM 13)
            PLACING translate(substr(digest, 17, 1), '0123456789abcdef', '89ab89ab89ab89ab') FROM 17)::uuid,
        (h->>'at')::timestamptz, u.id, a.audit, row_id::uuid, CASE WHEN row_id IS NOT NULL THEN a.target END,
        nullif(CASE WHEN a.class <> 'fiscal' THEN coalesce(p->'doc', '{}') ELSE '{}' END
            || CASE WHEN p ? 'approved_by' THEN jsonb_build_object('approved_by', p->'approved_by') ELSE '{}' END, '{}'),
        a.label
    FROM unnest(p_headers, p_payloads) AS e(h, p)
    JOIN sync.acts a ON a.name = h->>'act'
    LEFT JOIN public.users u ON u.operator_code = h->>'actor',
        md5(uuid_send((h->>'entry_id')::uuid) || '0'::bytea) AS d(digest),
        coalesce(CASE WHEN a.target IS NOT NULL THEN jsonb_path_query_first(p,
            '$.rows[*] ? (@.table == $name && @.id.type() == "string").id',
            jsonb_build_object('name', a.target)) #>> '{}' END) AS t(row_id)
    WHERE h->>'class' <> 'personal' AND (a.series IS NULL OR h ? 'number')
    ON CONFLICT (id) DO NOTHING
$$;
