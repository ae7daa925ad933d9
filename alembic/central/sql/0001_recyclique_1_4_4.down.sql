DROP TABLE user_status_history, user_sessions, user_groups, ligne_depot, ticket_depot, sale_items,
    payment_transactions, sales, registration_requests, poste_reception, email_logs, deposits, cash_sessions,
    audit_logs, users, sync_logs, cash_registers, admin_settings, sites, settings, preset_buttons, group_permissions,
    permissions, login_history, legacy_category_mapping_cache, groups, categories, alembic_version;

DROP TYPE buttontype, cashsessionstatus, cashsessionstep, depositstatus, destinationenum, eeecategory, emailstatus,
    emailtype, registrationstatus, userrole, userstatus;
