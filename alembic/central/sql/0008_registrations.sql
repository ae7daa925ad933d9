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
