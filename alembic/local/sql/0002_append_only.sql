CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal WHEN NOT (OLD.class = 'personal' AND length(NEW.payload) = 0 AND NEW.stream_id IS OLD.stream_id AND NEW.seq IS OLD.seq AND NEW.entry_id IS OLD.entry_id AND NEW.tx IS OLD.tx AND NEW.header IS OLD.header AND NEW.hash IS OLD.hash AND NEW.signature IS OLD.signature AND NEW.class IS OLD.class AND NEW.act IS OLD.act AND NEW.at IS OLD.at AND NEW.series IS OLD.series AND NEW.number IS OLD.number AND NEW.hlc IS OLD.hlc) BEGIN SELECT RAISE(ABORT, 'journal: append only'); END;

CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'journal: append only'); END;

CREATE TRIGGER journal_dense BEFORE INSERT ON journal WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM journal WHERE stream_id = NEW.stream_id) OR EXISTS (SELECT 1 FROM journal WHERE entry_id = NEW.entry_id) BEGIN SELECT RAISE(ABORT, 'journal: append only, no holes'); END;

CREATE TRIGGER sales_no_update BEFORE UPDATE OF id, cash_session_id, operator_id, total_amount, donation, payment_method, sale_date, recorded_at, business_date, kind, number, pricing_mode, waived_amount, corrects_id, site_id, workstation_id, created_at, updated_at ON sales BEGIN SELECT RAISE(ABORT, 'sales: append only'); END;

CREATE TRIGGER sales_no_delete BEFORE DELETE ON sales BEGIN SELECT RAISE(ABORT, 'sales: append only'); END;

CREATE TRIGGER sales_no_replace BEFORE INSERT ON sales WHEN EXISTS (SELECT 1 FROM sales WHERE (id = NEW.id) OR (workstation_id = NEW.workstation_id AND number = NEW.number AND (kind = 'disposal' AND NEW.kind = 'disposal')) OR (workstation_id = NEW.workstation_id AND number = NEW.number AND (kind <> 'disposal' AND NEW.kind <> 'disposal'))) BEGIN SELECT RAISE(ABORT, 'sales: append only'); END;

CREATE TRIGGER sale_items_no_update BEFORE UPDATE OF id, sale_id, category, quantity, weight, unit_price, total_price, preset_id, line_no, category_id, category_label, list_price, preset_code, weight_source, site_id, workstation_id, created_at ON sale_items BEGIN SELECT RAISE(ABORT, 'sale_items: append only'); END;

CREATE TRIGGER sale_items_no_delete BEFORE DELETE ON sale_items BEGIN SELECT RAISE(ABORT, 'sale_items: append only'); END;

CREATE TRIGGER sale_items_no_replace BEFORE INSERT ON sale_items WHEN EXISTS (SELECT 1 FROM sale_items WHERE (id = NEW.id)) BEGIN SELECT RAISE(ABORT, 'sale_items: append only'); END;

CREATE TRIGGER payment_transactions_no_update BEFORE UPDATE OF id, sale_id, payment_method, amount, method_code, tendered, change, site_id, workstation_id, created_at ON payment_transactions BEGIN SELECT RAISE(ABORT, 'payment_transactions: append only'); END;

CREATE TRIGGER payment_transactions_no_delete BEFORE DELETE ON payment_transactions BEGIN SELECT RAISE(ABORT, 'payment_transactions: append only'); END;

CREATE TRIGGER payment_transactions_no_replace BEFORE INSERT ON payment_transactions WHEN EXISTS (SELECT 1 FROM payment_transactions WHERE (id = NEW.id)) BEGIN SELECT RAISE(ABORT, 'payment_transactions: append only'); END;

CREATE TRIGGER cash_movements_no_update BEFORE UPDATE OF id, session_id, operator_id, kind, amount, site_id, workstation_id, created_at ON cash_movements BEGIN SELECT RAISE(ABORT, 'cash_movements: append only'); END;

CREATE TRIGGER cash_movements_no_delete BEFORE DELETE ON cash_movements BEGIN SELECT RAISE(ABORT, 'cash_movements: append only'); END;

CREATE TRIGGER cash_movements_no_replace BEFORE INSERT ON cash_movements WHEN EXISTS (SELECT 1 FROM cash_movements WHERE (id = NEW.id)) BEGIN SELECT RAISE(ABORT, 'cash_movements: append only'); END;

CREATE TRIGGER cash_counts_no_update BEFORE UPDATE OF id, session_id, moment, method_code, denomination, quantity, amount, site_id, workstation_id, created_at ON cash_counts BEGIN SELECT RAISE(ABORT, 'cash_counts: append only'); END;

CREATE TRIGGER cash_counts_no_delete BEFORE DELETE ON cash_counts BEGIN SELECT RAISE(ABORT, 'cash_counts: append only'); END;

CREATE TRIGGER cash_counts_no_replace BEFORE INSERT ON cash_counts WHEN EXISTS (SELECT 1 FROM cash_counts WHERE (id = NEW.id)) BEGIN SELECT RAISE(ABORT, 'cash_counts: append only'); END;

CREATE TRIGGER closures_no_update BEFORE UPDATE OF id, session_id, kind, number, period, first_number, last_number, opened_at, closed_at, totals, perpetual_algebraic, perpetual_absolute, perpetual_donations, expected, counted, variance, auto, site_id, workstation_id, created_at ON closures BEGIN SELECT RAISE(ABORT, 'closures: append only'); END;

CREATE TRIGGER closures_no_delete BEFORE DELETE ON closures BEGIN SELECT RAISE(ABORT, 'closures: append only'); END;

CREATE TRIGGER closures_no_replace BEFORE INSERT ON closures WHEN EXISTS (SELECT 1 FROM closures WHERE (id = NEW.id) OR (workstation_id = NEW.workstation_id AND number = NEW.number)) BEGIN SELECT RAISE(ABORT, 'closures: append only'); END;

CREATE TRIGGER prints_no_update BEFORE UPDATE OF id, document_kind, document_id, copy_number, medium, site_id, workstation_id, created_at ON prints BEGIN SELECT RAISE(ABORT, 'prints: append only'); END;

CREATE TRIGGER prints_no_delete BEFORE DELETE ON prints BEGIN SELECT RAISE(ABORT, 'prints: append only'); END;

CREATE TRIGGER prints_no_replace BEFORE INSERT ON prints WHEN EXISTS (SELECT 1 FROM prints WHERE (id = NEW.id)) BEGIN SELECT RAISE(ABORT, 'prints: append only'); END;

CREATE TRIGGER corrections_no_update BEFORE UPDATE OF id, target_table, target_id, field, old, new, actor_id, at, site_id, workstation_id, created_at ON corrections BEGIN SELECT RAISE(ABORT, 'corrections: append only'); END;

CREATE TRIGGER corrections_no_delete BEFORE DELETE ON corrections BEGIN SELECT RAISE(ABORT, 'corrections: append only'); END;

CREATE TRIGGER corrections_no_replace BEFORE INSERT ON corrections WHEN EXISTS (SELECT 1 FROM corrections WHERE (id = NEW.id)) BEGIN SELECT RAISE(ABORT, 'corrections: append only'); END;

CREATE TRIGGER login_history_no_update BEFORE UPDATE OF id, user_id, success, error_type, method, attempts, site_id, workstation_id, created_at ON login_history BEGIN SELECT RAISE(ABORT, 'login_history: append only'); END;

CREATE TRIGGER login_history_no_delete BEFORE DELETE ON login_history BEGIN SELECT RAISE(ABORT, 'login_history: append only'); END;

CREATE TRIGGER login_history_no_replace BEFORE INSERT ON login_history WHEN EXISTS (SELECT 1 FROM login_history WHERE (id = NEW.id)) BEGIN SELECT RAISE(ABORT, 'login_history: append only'); END;

CREATE TRIGGER cash_sessions_fixed BEFORE UPDATE OF id, operator_id, site_id, register_id, initial_amount, opened_at, number, session_type, business_date, workflow_options, establishment, workstation_id, created_at ON cash_sessions BEGIN SELECT RAISE(ABORT, 'cash_sessions: fixed at opening'); END;

CREATE TRIGGER cash_sessions_closed BEFORE UPDATE OF current_amount, status, closed_at, total_sales, total_items, closing_amount, actual_amount, variance, current_step, last_activity, step_start_time, is_empty ON cash_sessions WHEN OLD.status = 'CLOSED' BEGIN SELECT RAISE(ABORT, 'cash_sessions: closed'); END;

CREATE TRIGGER cash_sessions_no_delete BEFORE DELETE ON cash_sessions BEGIN SELECT RAISE(ABORT, 'cash_sessions: append only'); END;

CREATE TRIGGER cash_sessions_no_replace BEFORE INSERT ON cash_sessions WHEN EXISTS (SELECT 1 FROM cash_sessions WHERE (id = NEW.id) OR (workstation_id = NEW.workstation_id AND number = NEW.number) OR (workstation_id = NEW.workstation_id AND operator_id = NEW.operator_id AND (status = 'OPEN' AND session_type = 'real' AND NEW.status = 'OPEN' AND NEW.session_type = 'real')) OR (workstation_id = NEW.workstation_id AND register_id = NEW.register_id AND (status = 'OPEN' AND session_type = 'real' AND NEW.status = 'OPEN' AND NEW.session_type = 'real'))) BEGIN SELECT RAISE(ABORT, 'cash_sessions: append only'); END;
