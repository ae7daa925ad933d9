CREATE UNIQUE INDEX uq_cash_sessions_open_notebook ON cash_sessions (workstation_id, register_id, business_date) WHERE status = 'OPEN' AND session_type = 'deferred';

DROP TRIGGER cash_sessions_no_replace;

CREATE TRIGGER cash_sessions_no_replace BEFORE INSERT ON cash_sessions WHEN EXISTS (SELECT 1 FROM cash_sessions WHERE (id = NEW.id) OR (workstation_id = NEW.workstation_id AND register_id = NEW.register_id AND business_date = NEW.business_date AND (status = 'OPEN' AND session_type = 'deferred' AND NEW.status = 'OPEN' AND NEW.session_type = 'deferred')) OR (workstation_id = NEW.workstation_id AND operator_id = NEW.operator_id AND (status = 'OPEN' AND session_type = 'real' AND NEW.status = 'OPEN' AND NEW.session_type = 'real')) OR (workstation_id = NEW.workstation_id AND register_id = NEW.register_id AND (status = 'OPEN' AND session_type = 'real' AND NEW.status = 'OPEN' AND NEW.session_type = 'real'))) BEGIN SELECT RAISE(ABORT, 'cash_sessions: append only'); END;

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
    CASE WHEN EXISTS (SELECT 1 FROM corrections c WHERE c.target_id = t.id AND c.field = 'business_date' AND c.target_table = 'cash_sessions') THEN (SELECT json_extract(c.new, '$') FROM corrections c WHERE c.target_id = t.id AND c.field = 'business_date' AND c.target_table = 'cash_sessions' ORDER BY c.at DESC, c.id DESC LIMIT 1) ELSE t.business_date END AS business_date,
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
    CASE WHEN EXISTS (SELECT 1 FROM corrections c WHERE c.target_id = t.cash_session_id AND c.field = 'business_date' AND c.target_table = 'cash_sessions') THEN (SELECT json_extract(c.new, '$') FROM corrections c WHERE c.target_id = t.cash_session_id AND c.field = 'business_date' AND c.target_table = 'cash_sessions' ORDER BY c.at DESC, c.id DESC LIMIT 1) ELSE t.business_date END AS business_date,
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
