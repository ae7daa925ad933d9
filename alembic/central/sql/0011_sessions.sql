-- The day of a notebook as its corrections leave it; its sales follow.

CREATE INDEX ix_cash_sessions_open_notebook ON cash_sessions (workstation_id, register_id, business_date)
    WHERE status = 'OPEN' AND session_type = 'deferred';

CREATE VIEW v_cash_sessions AS SELECT
    t.id,
    t.operator_id,
    t.site_id,
    t.register_id,
    t.initial_amount,
    t.current_amount,
    t.status,
    t.opened_at,
    t.closed_at,
    t.total_sales,
    t.total_items,
    t.closing_amount,
    t.actual_amount,
    t.variance,
    t.variance_comment,
    t.current_step,
    t.last_activity,
    t.step_start_time,
    t.number,
    t.session_type,
    t.is_empty,
    CASE WHEN EXISTS (SELECT 1 FROM corrections c WHERE c.target_id = t.id AND c.field = 'business_date' AND c.target_table = 'cash_sessions') THEN (SELECT (c.new #>> '{}')::date FROM corrections c WHERE c.target_id = t.id AND c.field = 'business_date' AND c.target_table = 'cash_sessions' ORDER BY c.at DESC, c.id DESC LIMIT 1) ELSE t.business_date END AS business_date,
    t.workflow_options,
    t.establishment,
    t.workstation_id,
    t.created_at
FROM cash_sessions t;

CREATE VIEW v_sales AS SELECT
    t.id,
    t.cash_session_id,
    t.operator_id,
    t.total_amount,
    t.donation,
    t.payment_method,
    t.note,
    t.sale_date,
    t.recorded_at,
    CASE WHEN EXISTS (SELECT 1 FROM corrections c WHERE c.target_id = t.cash_session_id AND c.field = 'business_date' AND c.target_table = 'cash_sessions') THEN (SELECT (c.new #>> '{}')::date FROM corrections c WHERE c.target_id = t.cash_session_id AND c.field = 'business_date' AND c.target_table = 'cash_sessions' ORDER BY c.at DESC, c.id DESC LIMIT 1) ELSE t.business_date END AS business_date,
    t.kind,
    t.number,
    t.pricing_mode,
    t.waived_amount,
    t.corrects_id,
    t.site_id,
    t.workstation_id,
    t.created_at,
    t.updated_at
FROM sales t;

GRANT SELECT ON v_cash_sessions, v_sales TO recyclique_api, recyclique_shared, recyclique_admin;

CREATE OR REPLACE FUNCTION sync.known_schemas() RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT ARRAY['0001', '0002', '0003', '0004', '0005', '0006', '0007'] $$;
