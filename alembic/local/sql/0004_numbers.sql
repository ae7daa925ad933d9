DROP INDEX uq_sales_number;

DROP INDEX uq_sales_disposal_number;

DROP INDEX uq_cash_sessions_number;

DROP INDEX uq_closures_number;

DROP INDEX uq_ticket_depot_number;

CREATE INDEX ix_sales_number ON sales (workstation_id, number) WHERE kind <> 'disposal';

CREATE INDEX ix_sales_disposal_number ON sales (workstation_id, number) WHERE kind = 'disposal';

CREATE INDEX ix_cash_sessions_number ON cash_sessions (workstation_id, number);

CREATE INDEX ix_closures_number ON closures (workstation_id, number);

CREATE INDEX ix_ticket_depot_number ON ticket_depot (workstation_id, number);

DROP TRIGGER sales_no_replace;

CREATE TRIGGER sales_no_replace BEFORE INSERT ON sales WHEN EXISTS (SELECT 1 FROM sales WHERE (id = NEW.id)) BEGIN SELECT RAISE(ABORT, 'sales: append only'); END;

DROP TRIGGER closures_no_replace;

CREATE TRIGGER closures_no_replace BEFORE INSERT ON closures WHEN EXISTS (SELECT 1 FROM closures WHERE (id = NEW.id)) BEGIN SELECT RAISE(ABORT, 'closures: append only'); END;

DROP TRIGGER cash_sessions_no_replace;

CREATE TRIGGER cash_sessions_no_replace BEFORE INSERT ON cash_sessions WHEN EXISTS (SELECT 1 FROM cash_sessions WHERE (id = NEW.id) OR (workstation_id = NEW.workstation_id AND operator_id = NEW.operator_id AND (status = 'OPEN' AND session_type = 'real' AND NEW.status = 'OPEN' AND NEW.session_type = 'real')) OR (workstation_id = NEW.workstation_id AND register_id = NEW.register_id AND (status = 'OPEN' AND session_type = 'real' AND NEW.status = 'OPEN' AND NEW.session_type = 'real'))) BEGIN SELECT RAISE(ABORT, 'cash_sessions: append only'); END;
