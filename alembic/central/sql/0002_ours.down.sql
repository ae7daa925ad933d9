-- Back to the schema of RecyClique 1.4.4: what only ours holds is lost, and rows must suit its rules again.

DROP SCHEMA sync CASCADE;

DROP TABLE closures, cash_movements, cash_counts, prints, import_batches, corrections, workstations,
    category_reclassifications, tares, setting_versions, payment_methods, email_statuses, email_events;

DROP INDEX ix_sale_items_preset_id, ix_sale_items_sale_id, ix_ligne_depot_category_id, ix_ligne_depot_ticket_id,
    ix_ticket_depot_benevole_user_id, ix_ticket_depot_created_at, ix_ticket_depot_poste_id, ix_ticket_depot_status,
    ix_sales_cash_session_id, ix_sales_operator_id, ix_sales_sale_date, ix_poste_reception_opened_at,
    ix_poste_reception_opened_by_user_id, ix_poste_reception_status, ix_email_logs_created_at,
    ix_cash_sessions_opened_at, ix_cash_sessions_operator_id, ix_cash_sessions_register_id, ix_cash_sessions_site_id,
    ix_cash_sessions_status, ix_user_status_history_change_date, ix_user_groups_group_id,
    ix_registration_requests_reviewed_by, ix_registration_requests_site_id, ix_deposits_site_id, ix_deposits_status,
    ix_deposits_user_id, ix_users_site_id, ix_group_permissions_permission_id, ix_cash_registers_site_id,
    ix_admin_settings_site_id, ix_sync_logs_created_at, uq_categories_child_name, uq_categories_root_name;

ALTER TABLE sale_items
    ADD CONSTRAINT fk_sale_items_preset_id FOREIGN KEY (preset_id) REFERENCES preset_buttons ON DELETE SET NULL,
    ADD CONSTRAINT sale_items_sale_id_fkey FOREIGN KEY (sale_id) REFERENCES sales,
    ALTER COLUMN weight TYPE double precision,
    ALTER COLUMN weight DROP DEFAULT,
    ALTER COLUMN unit_price TYPE double precision,
    ALTER COLUMN total_price TYPE double precision,
    DROP COLUMN line_no,
    DROP COLUMN category_id,
    DROP COLUMN category_label,
    DROP COLUMN list_price,
    DROP COLUMN preset_code,
    DROP COLUMN weight_source,
    DROP COLUMN site_id,
    DROP COLUMN workstation_id,
    DROP COLUMN created_at;

ALTER TABLE payment_transactions
    ADD CONSTRAINT payment_transactions_sale_id_fkey FOREIGN KEY (sale_id) REFERENCES sales,
    ALTER COLUMN amount TYPE double precision,
    DROP COLUMN method_code,
    DROP COLUMN tendered,
    DROP COLUMN change,
    DROP COLUMN reference,
    DROP COLUMN site_id,
    DROP COLUMN workstation_id;

ALTER TABLE ligne_depot
    ADD CONSTRAINT ligne_depot_category_id_fkey FOREIGN KEY (category_id) REFERENCES categories,
    ADD CONSTRAINT ligne_depot_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket_depot,
    ALTER COLUMN poids_kg TYPE numeric(8,3),
    DROP COLUMN line_no,
    DROP COLUMN created_by,
    DROP COLUMN weight_source,
    DROP COLUMN tare,
    DROP COLUMN deposit_id,
    DROP COLUMN site_id,
    DROP COLUMN workstation_id,
    DROP COLUMN created_at;

ALTER TABLE ticket_depot
    ADD CONSTRAINT ticket_depot_benevole_user_id_fkey FOREIGN KEY (benevole_user_id) REFERENCES users,
    ADD CONSTRAINT ticket_depot_poste_id_fkey FOREIGN KEY (poste_id) REFERENCES poste_reception,
    DROP COLUMN number,
    DROP COLUMN is_deferred,
    DROP COLUMN business_date,
    DROP COLUMN notes,
    DROP COLUMN origin_channel,
    DROP COLUMN insee,
    DROP COLUMN site_id,
    DROP COLUMN workstation_id;

ALTER TABLE sales
    ADD CONSTRAINT sales_cash_session_id_fkey FOREIGN KEY (cash_session_id) REFERENCES cash_sessions,
    ADD CONSTRAINT sales_operator_id_fkey FOREIGN KEY (operator_id) REFERENCES users,
    ALTER COLUMN total_amount TYPE double precision,
    ALTER COLUMN donation TYPE double precision,
    ALTER COLUMN donation DROP DEFAULT,
    ALTER COLUMN sale_date DROP DEFAULT,
    DROP COLUMN recorded_at,
    DROP COLUMN business_date,
    DROP COLUMN kind,
    DROP COLUMN number,
    DROP COLUMN pricing_mode,
    DROP COLUMN waived_amount,
    DROP COLUMN corrects_id,
    DROP COLUMN site_id,
    DROP COLUMN workstation_id;

ALTER TABLE user_sessions
    ADD CONSTRAINT user_sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users ON DELETE CASCADE,
    DROP COLUMN method,
    DROP COLUMN locked_at,
    DROP COLUMN site_id,
    DROP COLUMN workstation_id;

ALTER TABLE poste_reception
    ADD CONSTRAINT poste_reception_opened_by_user_id_fkey FOREIGN KEY (opened_by_user_id) REFERENCES users,
    DROP COLUMN is_deferred,
    DROP COLUMN business_date,
    DROP COLUMN notes,
    DROP COLUMN site_id,
    DROP COLUMN workstation_id,
    DROP COLUMN created_at;

ALTER TABLE login_history
    DROP COLUMN method,
    DROP COLUMN attempts,
    DROP COLUMN site_id,
    DROP COLUMN workstation_id;

ALTER TABLE email_logs
    ADD CONSTRAINT email_logs_user_id_fkey FOREIGN KEY (user_id) REFERENCES users,
    DROP COLUMN site_id,
    DROP COLUMN workstation_id;

ALTER TABLE cash_sessions
    ADD CONSTRAINT cash_sessions_operator_id_fkey FOREIGN KEY (operator_id) REFERENCES users,
    ADD CONSTRAINT cash_sessions_register_id_fkey FOREIGN KEY (register_id) REFERENCES cash_registers,
    ADD CONSTRAINT cash_sessions_site_id_fkey FOREIGN KEY (site_id) REFERENCES sites,
    ALTER COLUMN initial_amount TYPE double precision,
    ALTER COLUMN current_amount TYPE double precision,
    ALTER COLUMN total_sales TYPE double precision,
    ALTER COLUMN total_sales DROP DEFAULT,
    ALTER COLUMN total_items DROP DEFAULT,
    ALTER COLUMN closing_amount TYPE double precision,
    ALTER COLUMN actual_amount TYPE double precision,
    ALTER COLUMN variance TYPE double precision,
    DROP COLUMN number,
    DROP COLUMN session_type,
    DROP COLUMN is_empty,
    DROP COLUMN business_date,
    DROP COLUMN workflow_options,
    DROP COLUMN establishment,
    DROP COLUMN workstation_id,
    DROP COLUMN created_at;

ALTER TABLE user_status_history
    DROP COLUMN kind,
    DROP COLUMN old_state,
    DROP COLUMN new_state,
    DROP COLUMN row_version;

ALTER TABLE user_groups
    DROP COLUMN row_version;

ALTER TABLE registration_requests
    DROP COLUMN review_reason,
    DROP COLUMN row_version;

ALTER TABLE deposits
    ALTER COLUMN weight TYPE double precision,
    DROP COLUMN rejected_reason,
    DROP COLUMN row_version;

ALTER TABLE audit_logs
    ADD CONSTRAINT audit_logs_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES users;

ALTER TABLE users
    DROP COLUMN operator_code,
    DROP COLUMN sessions_valid_from,
    DROP COLUMN row_version,
    DROP CONSTRAINT fk_users_site_id;

ALTER TABLE preset_buttons
    ALTER COLUMN preset_price TYPE numeric(10,2),
    DROP COLUMN code,
    DROP COLUMN row_version;

ALTER TABLE legacy_category_mapping_cache
    DROP COLUMN row_version,
    DROP CONSTRAINT fk_legacy_category_mapping_cache_target_category_id;

ALTER TABLE group_permissions
    DROP COLUMN row_version;

ALTER TABLE cash_registers
    DROP COLUMN row_version;

ALTER TABLE admin_settings
    DROP CONSTRAINT uq_admin_settings_key_site,
    ADD CONSTRAINT uq_admin_settings_key_site UNIQUE (key, site_id),
    DROP COLUMN row_version;

ALTER TABLE sync_logs
    DROP COLUMN device_id,
    DROP COLUMN started_at,
    DROP COLUMN finished_at,
    DROP COLUMN pushed,
    DROP COLUMN pulled,
    DROP COLUMN parked,
    DROP COLUMN bytes,
    DROP COLUMN cause,
    DROP COLUMN repeats;

ALTER TABLE sites
    ALTER COLUMN configuration TYPE json USING configuration::json,
    DROP COLUMN legal_name,
    DROP COLUMN siret,
    DROP COLUMN rna,
    DROP COLUMN fiscal_regime,
    DROP COLUMN vat_code,
    DROP COLUMN time_zone,
    DROP COLUMN row_version;

ALTER TABLE settings
    DROP COLUMN row_version;

ALTER TABLE permissions
    DROP COLUMN row_version;

ALTER TABLE groups
    DROP COLUMN row_version;

ALTER TABLE categories
    ALTER COLUMN price TYPE numeric(10,2),
    ALTER COLUMN max_price TYPE numeric(10,2),
    DROP COLUMN row_version;

DROP INDEX ix_categories_name;

CREATE UNIQUE INDEX ix_categories_name ON categories (name);
