-- A till may note that somebody asks to join; who answers is an office. What the request already says is not overwritten:
-- a wish on a row that is there is merged, column by column.

CREATE OR REPLACE FUNCTION sync.may_ask(p_kind text, p_actor text, p_request jsonb, p_row jsonb) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN p_request->>'table' = 'workstations' THEN p_kind = 'office'
            AND NOT coalesce(p_request->'set', '{}') ?| ARRAY['code', 'kind', 'public_key', 'site_id', 'status',
                'revoked_at', 'successor_of']
        WHEN p_kind = 'office' THEN true
        WHEN p_request->>'table' IN ('categories', 'preset_buttons') THEN true
        WHEN p_request->>'table' = 'users' THEN p_row->>'operator_code' = p_actor
            AND coalesce(p_request->'set', '{}') - ARRAY['hashed_pin', 'hashed_password'] = '{}'
        WHEN p_request->>'table' = 'registration_requests' THEN p_request->>'op' = 'I'
            AND coalesce(p_row->>'status', 'PENDING') = 'PENDING'
            AND coalesce(p_request->'set'->'status'->>1, 'PENDING') = 'PENDING'
            AND NOT coalesce(p_request->'set', '{}') ?| ARRAY['reviewed_by', 'reviewed_at', 'review_reason']
        ELSE false
    END
$$;

-- A wish of a joined workstation is about the row that it names, as a row that is written is.

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
        coalesce(CASE WHEN a.target IS NOT NULL THEN coalesce(
            jsonb_path_query_first(p, '$.rows[*] ? (@.table == $name && @.id.type() == "string").id',
                jsonb_build_object('name', a.target)),
            jsonb_path_query_first(p, '$.requests[*] ? (@.table == $name && @.id.type() == "string").id',
                jsonb_build_object('name', a.target))) #>> '{}' END) AS t(row_id)
    WHERE h->>'class' <> 'personal' AND (a.series IS NULL OR h ? 'number')
    ON CONFLICT (id) DO NOTHING
$$;
