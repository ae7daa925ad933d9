CREATE TABLE categories (
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    is_active INTEGER NOT NULL,
    parent_id BLOB,
    price INTEGER,
    max_price INTEGER,
    display_order INTEGER DEFAULT 0 NOT NULL,
    is_visible INTEGER DEFAULT 1 NOT NULL,
    shortcut_key TEXT,
    deleted_at TEXT,
    official_name TEXT,
    display_order_entry INTEGER DEFAULT 0 NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    row_version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT pk_categories PRIMARY KEY (id),
    CONSTRAINT ck_categories_price_positive CHECK (price IS NULL OR price >= 0),
    CONSTRAINT ck_categories_price_range CHECK (price IS NULL OR max_price IS NULL OR price <= max_price),
    CONSTRAINT ck_categories_not_own_parent CHECK (parent_id IS NULL OR parent_id <> id),
    CONSTRAINT fk_categories_parent_id FOREIGN KEY(parent_id) REFERENCES categories (id)
) STRICT;

CREATE INDEX ix_categories_deleted_at ON categories (deleted_at);

CREATE INDEX ix_categories_display_order ON categories (display_order);

CREATE INDEX ix_categories_display_order_entry ON categories (display_order_entry);

CREATE INDEX ix_categories_is_visible ON categories (is_visible);

CREATE INDEX ix_categories_name ON categories (name);

CREATE INDEX ix_categories_parent_id ON categories (parent_id);

CREATE UNIQUE INDEX uq_categories_child_name ON categories (parent_id, name) WHERE parent_id IS NOT NULL;

CREATE UNIQUE INDEX uq_categories_root_name ON categories (name) WHERE parent_id IS NULL;

CREATE TABLE counters (
    stream_id BLOB NOT NULL,
    series TEXT NOT NULL,
    last INTEGER NOT NULL,
    CONSTRAINT pk_counters PRIMARY KEY (stream_id, series),
    CONSTRAINT ck_counters_last_positive CHECK (last >= 0),
    CONSTRAINT ck_counters_series_known CHECK ("series" IN ('T', 'C', 'G', 'J', 'A', 'M', 'B'))
) STRICT;

CREATE TABLE email_events (
    id INTEGER NOT NULL,
    email_address TEXT NOT NULL,
    message_id TEXT,
    event_type TEXT NOT NULL,
    event_timestamp TEXT NOT NULL,
    webhook_timestamp TEXT NOT NULL,
    reason TEXT,
    error_code TEXT,
    user_agent TEXT,
    ip_address TEXT,
    webhook_data TEXT,
    processed TEXT DEFAULT 'pending' NOT NULL,
    row_version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT pk_email_events PRIMARY KEY (id),
    CONSTRAINT ck_email_events_event_type_known CHECK ("event_type" IN ('delivered', 'bounced', 'spam', 'blocked', 'opened', 'clicked', 'unsubscribed', 'error'))
) STRICT;

CREATE INDEX ix_email_events_email_address ON email_events (email_address);

CREATE INDEX ix_email_events_event_timestamp ON email_events (event_timestamp);

CREATE INDEX ix_email_events_event_type ON email_events (event_type);

CREATE INDEX ix_email_events_message_id ON email_events (message_id);

CREATE TABLE email_statuses (
    id INTEGER NOT NULL,
    email_address TEXT NOT NULL,
    message_id TEXT NOT NULL,
    current_status TEXT DEFAULT 'sent' NOT NULL,
    last_updated TEXT NOT NULL,
    sent_timestamp TEXT,
    subject TEXT,
    provider TEXT DEFAULT 'brevo' NOT NULL,
    bounced_reason TEXT,
    error_details TEXT,
    row_version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT pk_email_statuses PRIMARY KEY (id),
    CONSTRAINT ck_email_statuses_current_status_known CHECK ("current_status" IN ('pending', 'sent', 'delivered', 'opened', 'clicked', 'bounced', 'failed'))
) STRICT;

CREATE INDEX ix_email_statuses_email_address ON email_statuses (email_address);

CREATE UNIQUE INDEX ix_email_statuses_message_id ON email_statuses (message_id);

CREATE TABLE groups (
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    description TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    row_version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT pk_groups PRIMARY KEY (id)
) STRICT;

CREATE UNIQUE INDEX ix_groups_name ON groups (name);

CREATE TABLE journal (
    stream_id BLOB NOT NULL,
    seq INTEGER NOT NULL,
    entry_id BLOB NOT NULL,
    tx BLOB NOT NULL,
    header BLOB NOT NULL,
    payload BLOB NOT NULL,
    hash BLOB NOT NULL,
    signature BLOB,
    class TEXT NOT NULL,
    act TEXT NOT NULL,
    series TEXT,
    number INTEGER,
    hlc INTEGER NOT NULL,
    at TEXT NOT NULL,
    CONSTRAINT pk_journal PRIMARY KEY (stream_id, seq),
    CONSTRAINT uq_journal_entry_id UNIQUE (entry_id),
    CONSTRAINT ck_journal_seq_positive CHECK (seq >= 1),
    CONSTRAINT ck_journal_numbered_in_series CHECK ((series IS NULL) = (number IS NULL)),
    CONSTRAINT ck_journal_hash_length CHECK (length(hash) = 32),
    CONSTRAINT ck_journal_class_known CHECK ("class" IN ('fiscal', 'operational', 'personal')),
    CONSTRAINT ck_journal_series_known CHECK ("series" IN ('T', 'C', 'G', 'J', 'A', 'M', 'B'))
) STRICT;

CREATE INDEX ix_journal_act ON journal (act);

CREATE INDEX ix_journal_at ON journal (at);

CREATE INDEX ix_journal_tx ON journal (tx);

CREATE UNIQUE INDEX uq_journal_number ON journal (stream_id, series, number) WHERE series IS NOT NULL;

CREATE TABLE payment_methods (
    id BLOB NOT NULL,
    code TEXT NOT NULL,
    label TEXT NOT NULL,
    kind TEXT NOT NULL,
    gives_change INTEGER DEFAULT 0 NOT NULL,
    in_drawer INTEGER DEFAULT 0 NOT NULL,
    needs_reference INTEGER DEFAULT 0 NOT NULL,
    account TEXT,
    position INTEGER DEFAULT 0 NOT NULL,
    active INTEGER DEFAULT 1 NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    row_version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT pk_payment_methods PRIMARY KEY (id),
    CONSTRAINT uq_payment_methods_code UNIQUE (code),
    CONSTRAINT ck_payment_methods_kind_known CHECK ("kind" IN ('cash', 'check', 'card', 'transfer', 'other'))
) STRICT;

CREATE TABLE pending_edits (
    table_name TEXT NOT NULL,
    row_id TEXT NOT NULL,
    column_name TEXT NOT NULL,
    base_version INTEGER NOT NULL,
    old TEXT,
    new TEXT,
    entry_id BLOB NOT NULL,
    created_at TEXT NOT NULL,
    CONSTRAINT pk_pending_edits PRIMARY KEY (table_name, row_id, column_name)
) STRICT;

CREATE INDEX ix_pending_edits_entry_id ON pending_edits (entry_id);

CREATE TABLE permissions (
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    description TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    row_version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT pk_permissions PRIMARY KEY (id)
) STRICT;

CREATE UNIQUE INDEX ix_permissions_name ON permissions (name);

CREATE TABLE setting_versions (
    id BLOB NOT NULL,
    "key" TEXT NOT NULL,
    scope TEXT DEFAULT '' NOT NULL,
    value TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    row_version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT pk_setting_versions PRIMARY KEY (id),
    CONSTRAINT uq_setting_versions_key_scope_valid_from UNIQUE ("key", scope, valid_from)
) STRICT;

CREATE INDEX ix_setting_versions_valid_from ON setting_versions (valid_from);

CREATE TABLE settings (
    id BLOB NOT NULL,
    "key" TEXT NOT NULL,
    value TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    row_version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT pk_settings PRIMARY KEY (id)
) STRICT;

CREATE UNIQUE INDEX ix_settings_key ON settings ("key");

CREATE TABLE sites (
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    address TEXT,
    city TEXT,
    postal_code TEXT,
    country TEXT,
    configuration TEXT,
    is_active INTEGER NOT NULL,
    legal_name TEXT,
    siret TEXT,
    rna TEXT,
    fiscal_regime TEXT,
    vat_code TEXT,
    time_zone TEXT DEFAULT 'Europe/Paris' NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    row_version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT pk_sites PRIMARY KEY (id),
    CONSTRAINT ck_sites_siret_digits CHECK (siret IS NULL OR length(siret) = 14),
    CONSTRAINT ck_sites_fiscal_regime_known CHECK ("fiscal_regime" IN ('exempt_261_7_1', 'franchise_206_1bis', 'franchise_293B', 'taxable'))
) STRICT;

CREATE TABLE sync_cursors (
    stream_id BLOB NOT NULL,
    epoch BLOB,
    acked INTEGER DEFAULT 0 NOT NULL,
    pulled INTEGER DEFAULT 0 NOT NULL,
    head_hash BLOB,
    updated_at TEXT NOT NULL,
    CONSTRAINT pk_sync_cursors PRIMARY KEY (stream_id),
    CONSTRAINT ck_sync_cursors_positive CHECK (acked >= 0 AND pulled >= 0)
) STRICT;

CREATE TABLE sync_logs (
    id BLOB NOT NULL,
    sync_type TEXT NOT NULL,
    status TEXT NOT NULL,
    message TEXT,
    error_details TEXT,
    records_count INTEGER,
    file_path TEXT,
    created_at TEXT NOT NULL,
    device_id BLOB,
    started_at TEXT,
    finished_at TEXT,
    pushed INTEGER DEFAULT 0 NOT NULL,
    pulled INTEGER DEFAULT 0 NOT NULL,
    parked INTEGER DEFAULT 0 NOT NULL,
    bytes INTEGER DEFAULT 0 NOT NULL,
    cause TEXT,
    repeats INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT pk_sync_logs PRIMARY KEY (id)
) STRICT;

CREATE INDEX ix_sync_logs_created_at ON sync_logs (created_at);

CREATE INDEX ix_sync_logs_device_id ON sync_logs (device_id);

CREATE TABLE tares (
    id BLOB NOT NULL,
    label TEXT NOT NULL,
    grams INTEGER NOT NULL,
    position INTEGER DEFAULT 0 NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    row_version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT pk_tares PRIMARY KEY (id),
    CONSTRAINT uq_tares_label UNIQUE (label),
    CONSTRAINT ck_tares_grams_positive CHECK (grams > 0)
) STRICT;

CREATE TABLE admin_settings (
    id BLOB NOT NULL,
    "key" TEXT NOT NULL,
    site_id BLOB,
    value_encrypted TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    row_version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT pk_admin_settings PRIMARY KEY (id),
    CONSTRAINT uq_admin_settings_key_site UNIQUE ("key", site_id),
    CONSTRAINT fk_admin_settings_site_id FOREIGN KEY(site_id) REFERENCES sites (id)
) STRICT;

CREATE INDEX ix_admin_settings_site_id ON admin_settings (site_id);

CREATE UNIQUE INDEX uq_admin_settings_key_everywhere ON admin_settings ("key") WHERE site_id IS NULL;

CREATE TABLE cash_registers (
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    location TEXT,
    site_id BLOB,
    is_active INTEGER NOT NULL,
    workflow_options TEXT DEFAULT '{}' NOT NULL,
    enable_virtual INTEGER DEFAULT 0 NOT NULL,
    enable_deferred INTEGER DEFAULT 0 NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    row_version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT pk_cash_registers PRIMARY KEY (id),
    CONSTRAINT fk_cash_registers_site_id FOREIGN KEY(site_id) REFERENCES sites (id)
) STRICT;

CREATE INDEX ix_cash_registers_name ON cash_registers (name);

CREATE INDEX ix_cash_registers_site_id ON cash_registers (site_id);

CREATE TABLE category_reclassifications (
    id BLOB NOT NULL,
    from_category_id BLOB NOT NULL,
    to_category_id BLOB NOT NULL,
    period_start TEXT,
    period_end TEXT,
    reason TEXT,
    closed_at TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    row_version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT pk_category_reclassifications PRIMARY KEY (id),
    CONSTRAINT ck_category_reclassifications_two_categories CHECK (from_category_id <> to_category_id),
    CONSTRAINT ck_category_reclassifications_period_in_order CHECK (period_end IS NULL OR period_start IS NULL OR period_start <= period_end),
    CONSTRAINT fk_category_reclassifications_from_category_id FOREIGN KEY(from_category_id) REFERENCES categories (id),
    CONSTRAINT fk_category_reclassifications_to_category_id FOREIGN KEY(to_category_id) REFERENCES categories (id)
) STRICT;

CREATE INDEX ix_category_reclassifications_from_category_id ON category_reclassifications (from_category_id);

CREATE INDEX ix_category_reclassifications_period_start ON category_reclassifications (period_start);

CREATE INDEX ix_category_reclassifications_to_category_id ON category_reclassifications (to_category_id);

CREATE TABLE group_permissions (
    group_id BLOB NOT NULL,
    permission_id BLOB NOT NULL,
    created_at TEXT NOT NULL,
    row_version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT pk_group_permissions PRIMARY KEY (group_id, permission_id),
    CONSTRAINT fk_group_permissions_group_id FOREIGN KEY(group_id) REFERENCES groups (id) ON DELETE CASCADE,
    CONSTRAINT fk_group_permissions_permission_id FOREIGN KEY(permission_id) REFERENCES permissions (id) ON DELETE CASCADE
) STRICT;

CREATE INDEX ix_group_permissions_permission_id ON group_permissions (permission_id);

CREATE TABLE legacy_category_mapping_cache (
    id BLOB NOT NULL,
    source_name_normalized TEXT NOT NULL,
    target_category_id BLOB NOT NULL,
    provider TEXT NOT NULL,
    confidence REAL NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    row_version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT pk_legacy_category_mapping_cache PRIMARY KEY (id),
    CONSTRAINT uq_legacy_category_mapping_cache_source_name_normalized UNIQUE (source_name_normalized),
    CONSTRAINT ck_legacy_category_mapping_cache_confidence_range CHECK (confidence BETWEEN 0 AND 100),
    CONSTRAINT fk_legacy_category_mapping_cache_target_category_id FOREIGN KEY(target_category_id) REFERENCES categories (id)
) STRICT;

CREATE INDEX ix_legacy_category_mapping_cache_provider ON legacy_category_mapping_cache (provider);

CREATE INDEX ix_legacy_category_mapping_cache_target_category_id ON legacy_category_mapping_cache (target_category_id);

CREATE TABLE preset_buttons (
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    category_id BLOB NOT NULL,
    preset_price INTEGER NOT NULL,
    button_type TEXT NOT NULL,
    sort_order INTEGER NOT NULL,
    is_active INTEGER NOT NULL,
    code TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    row_version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT pk_preset_buttons PRIMARY KEY (id),
    CONSTRAINT uq_preset_buttons_code UNIQUE (code),
    CONSTRAINT ck_preset_buttons_preset_price_positive CHECK (preset_price >= 0),
    CONSTRAINT fk_preset_buttons_category_id FOREIGN KEY(category_id) REFERENCES categories (id),
    CONSTRAINT ck_preset_buttons_button_type_known CHECK ("button_type" IN ('DONATION', 'RECYCLING'))
) STRICT;

CREATE INDEX ix_preset_buttons_button_type ON preset_buttons (button_type);

CREATE INDEX ix_preset_buttons_category_id ON preset_buttons (category_id);

CREATE INDEX ix_preset_buttons_name ON preset_buttons (name);

CREATE INDEX ix_preset_buttons_sort_order ON preset_buttons (sort_order);

CREATE TABLE users (
    id BLOB NOT NULL,
    username TEXT NOT NULL,
    email TEXT,
    hashed_password TEXT NOT NULL,
    hashed_pin TEXT,
    telegram_id TEXT,
    first_name TEXT,
    last_name TEXT,
    phone_number TEXT,
    address TEXT,
    notes TEXT,
    skills TEXT,
    availability TEXT,
    role TEXT NOT NULL,
    status TEXT NOT NULL,
    is_active INTEGER NOT NULL,
    site_id BLOB,
    operator_code TEXT,
    sessions_valid_from TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    row_version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT pk_users PRIMARY KEY (id),
    CONSTRAINT uq_users_email UNIQUE (email),
    CONSTRAINT uq_users_operator_code UNIQUE (operator_code),
    CONSTRAINT fk_users_site_id FOREIGN KEY(site_id) REFERENCES sites (id),
    CONSTRAINT ck_users_role_known CHECK ("role" IN ('super-admin', 'admin', 'user')),
    CONSTRAINT ck_users_status_known CHECK ("status" IN ('pending', 'approved', 'rejected', 'active'))
) STRICT;

CREATE INDEX ix_users_site_id ON users (site_id);

CREATE INDEX ix_users_telegram_id ON users (telegram_id);

CREATE UNIQUE INDEX ix_users_username ON users (username);

CREATE TABLE audit_logs (
    id BLOB NOT NULL,
    timestamp TEXT NOT NULL,
    actor_id BLOB,
    actor_username TEXT,
    action_type TEXT NOT NULL,
    target_id BLOB,
    target_type TEXT,
    details_json TEXT,
    description TEXT,
    ip_address TEXT,
    user_agent TEXT,
    CONSTRAINT pk_audit_logs PRIMARY KEY (id),
    CONSTRAINT fk_audit_logs_actor_id FOREIGN KEY(actor_id) REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_audit_logs_action_type ON audit_logs (action_type);

CREATE INDEX ix_audit_logs_actor_id ON audit_logs (actor_id);

CREATE INDEX ix_audit_logs_actor_username ON audit_logs (actor_username);

CREATE INDEX ix_audit_logs_target_id ON audit_logs (target_id);

CREATE INDEX ix_audit_logs_target_type ON audit_logs (target_type);

CREATE INDEX ix_audit_logs_timestamp ON audit_logs (timestamp);

CREATE TABLE deposits (
    id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    site_id BLOB,
    telegram_user_id TEXT,
    audio_file_path TEXT,
    status TEXT NOT NULL,
    category TEXT,
    weight INTEGER,
    description TEXT,
    transcription TEXT,
    eee_category TEXT,
    confidence_score REAL,
    alternative_categories TEXT,
    ai_classification TEXT,
    ai_confidence REAL,
    rejected_reason TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    row_version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT pk_deposits PRIMARY KEY (id),
    CONSTRAINT fk_deposits_user_id FOREIGN KEY(user_id) REFERENCES users (id),
    CONSTRAINT fk_deposits_site_id FOREIGN KEY(site_id) REFERENCES sites (id),
    CONSTRAINT ck_deposits_status_known CHECK ("status" IN ('PENDING_AUDIO', 'AUDIO_PROCESSING', 'PENDING_VALIDATION', 'CLASSIFICATION_FAILED', 'CLASSIFIED', 'VALIDATED', 'COMPLETED')),
    CONSTRAINT ck_deposits_category_known CHECK ("category" IN ('SMALL_APPLIANCE', 'LARGE_APPLIANCE', 'IT_EQUIPMENT', 'LIGHTING', 'TOOLS', 'TOYS', 'MEDICAL_DEVICES', 'MONITORING_CONTROL', 'AUTOMATIC_DISPENSERS', 'OTHER')),
    CONSTRAINT ck_deposits_eee_category_known CHECK ("eee_category" IN ('SMALL_APPLIANCE', 'LARGE_APPLIANCE', 'IT_EQUIPMENT', 'LIGHTING', 'TOOLS', 'TOYS', 'MEDICAL_DEVICES', 'MONITORING_CONTROL', 'AUTOMATIC_DISPENSERS', 'OTHER'))
) STRICT;

CREATE INDEX ix_deposits_site_id ON deposits (site_id);

CREATE INDEX ix_deposits_status ON deposits (status);

CREATE INDEX ix_deposits_user_id ON deposits (user_id);

CREATE TABLE registration_requests (
    id BLOB NOT NULL,
    telegram_id TEXT NOT NULL,
    username TEXT,
    first_name TEXT,
    last_name TEXT,
    email TEXT,
    phone TEXT,
    site_id BLOB,
    notes TEXT,
    status TEXT NOT NULL,
    reviewed_by BLOB,
    reviewed_at TEXT,
    review_reason TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    row_version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT pk_registration_requests PRIMARY KEY (id),
    CONSTRAINT fk_registration_requests_site_id FOREIGN KEY(site_id) REFERENCES sites (id),
    CONSTRAINT fk_registration_requests_reviewed_by FOREIGN KEY(reviewed_by) REFERENCES users (id),
    CONSTRAINT ck_registration_requests_status_known CHECK ("status" IN ('PENDING', 'APPROVED', 'REJECTED'))
) STRICT;

CREATE INDEX ix_registration_requests_reviewed_by ON registration_requests (reviewed_by);

CREATE INDEX ix_registration_requests_site_id ON registration_requests (site_id);

CREATE INDEX ix_registration_requests_telegram_id ON registration_requests (telegram_id);

CREATE TABLE user_groups (
    user_id BLOB NOT NULL,
    group_id BLOB NOT NULL,
    created_at TEXT NOT NULL,
    row_version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT pk_user_groups PRIMARY KEY (user_id, group_id),
    CONSTRAINT fk_user_groups_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT fk_user_groups_group_id FOREIGN KEY(group_id) REFERENCES groups (id) ON DELETE CASCADE
) STRICT;

CREATE INDEX ix_user_groups_group_id ON user_groups (group_id);

CREATE TABLE user_status_history (
    id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    changed_by_admin_id BLOB NOT NULL,
    old_status INTEGER,
    new_status INTEGER NOT NULL,
    change_date TEXT NOT NULL,
    reason TEXT,
    kind TEXT,
    old_state TEXT,
    new_state TEXT,
    row_version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT pk_user_status_history PRIMARY KEY (id),
    CONSTRAINT fk_user_status_history_user_id FOREIGN KEY(user_id) REFERENCES users (id),
    CONSTRAINT fk_user_status_history_changed_by_admin_id FOREIGN KEY(changed_by_admin_id) REFERENCES users (id),
    CONSTRAINT ck_user_status_history_old_state_known CHECK ("old_state" IN ('pending', 'approved', 'rejected', 'active')),
    CONSTRAINT ck_user_status_history_new_state_known CHECK ("new_state" IN ('pending', 'approved', 'rejected', 'active'))
) STRICT;

CREATE INDEX ix_user_status_history_change_date ON user_status_history (change_date);

CREATE INDEX ix_user_status_history_changed_by_admin_id ON user_status_history (changed_by_admin_id);

CREATE INDEX ix_user_status_history_user_id ON user_status_history (user_id);

CREATE TABLE workstations (
    id BLOB NOT NULL,
    code TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    site_id BLOB NOT NULL,
    register_id BLOB,
    public_key BLOB NOT NULL,
    recovery_public_key BLOB,
    status TEXT DEFAULT 'active' NOT NULL,
    revoked_at TEXT,
    successor_of BLOB,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    row_version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT pk_workstations PRIMARY KEY (id),
    CONSTRAINT uq_workstations_code UNIQUE (code),
    CONSTRAINT fk_workstations_site_id FOREIGN KEY(site_id) REFERENCES sites (id),
    CONSTRAINT fk_workstations_register_id FOREIGN KEY(register_id) REFERENCES cash_registers (id),
    CONSTRAINT fk_workstations_successor_of FOREIGN KEY(successor_of) REFERENCES workstations (id),
    CONSTRAINT ck_workstations_kind_known CHECK ("kind" IN ('till', 'reception', 'office')),
    CONSTRAINT ck_workstations_status_known CHECK ("status" IN ('active', 'revoked'))
) STRICT;

CREATE INDEX ix_workstations_register_id ON workstations (register_id);

CREATE INDEX ix_workstations_site_id ON workstations (site_id);

CREATE INDEX ix_workstations_successor_of ON workstations (successor_of);

CREATE TABLE cash_sessions (
    id BLOB NOT NULL,
    operator_id BLOB NOT NULL,
    site_id BLOB NOT NULL,
    register_id BLOB,
    initial_amount INTEGER NOT NULL,
    current_amount INTEGER NOT NULL,
    status TEXT NOT NULL,
    opened_at TEXT NOT NULL,
    closed_at TEXT,
    total_sales INTEGER DEFAULT 0 NOT NULL,
    total_items INTEGER DEFAULT 0 NOT NULL,
    closing_amount INTEGER,
    actual_amount INTEGER,
    variance INTEGER,
    variance_comment TEXT,
    current_step TEXT,
    last_activity TEXT,
    step_start_time TEXT,
    number TEXT,
    session_type TEXT DEFAULT 'real' NOT NULL,
    is_empty INTEGER DEFAULT 0 NOT NULL,
    business_date TEXT,
    workflow_options TEXT,
    establishment TEXT,
    workstation_id BLOB,
    created_at TEXT NOT NULL,
    CONSTRAINT pk_cash_sessions PRIMARY KEY (id),
    CONSTRAINT ck_cash_sessions_own_complete CHECK (workstation_id IS NULL OR (number IS NOT NULL AND business_date IS NOT NULL)),
    CONSTRAINT ck_cash_sessions_float_positive CHECK (workstation_id IS NULL OR (initial_amount >= 0)),
    CONSTRAINT ck_cash_sessions_closed_whole CHECK (workstation_id IS NULL OR (status = 'OPEN' OR (closed_at IS NOT NULL AND closing_amount IS NOT NULL))),
    CONSTRAINT fk_cash_sessions_operator_id FOREIGN KEY(operator_id) REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_cash_sessions_site_id FOREIGN KEY(site_id) REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_cash_sessions_register_id FOREIGN KEY(register_id) REFERENCES cash_registers (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_cash_sessions_workstation_id FOREIGN KEY(workstation_id) REFERENCES workstations (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_cash_sessions_status_known CHECK ("status" IN ('OPEN', 'CLOSED')),
    CONSTRAINT ck_cash_sessions_current_step_known CHECK ("current_step" IN ('ENTRY', 'SALE', 'EXIT')),
    CONSTRAINT ck_cash_sessions_session_type_known CHECK ("session_type" IN ('real', 'deferred', 'legacy'))
) STRICT;

CREATE INDEX ix_cash_sessions_business_date ON cash_sessions (business_date);

CREATE INDEX ix_cash_sessions_opened_at ON cash_sessions (opened_at);

CREATE INDEX ix_cash_sessions_operator_id ON cash_sessions (operator_id);

CREATE INDEX ix_cash_sessions_register_id ON cash_sessions (register_id);

CREATE INDEX ix_cash_sessions_site_id ON cash_sessions (site_id);

CREATE INDEX ix_cash_sessions_status ON cash_sessions (status);

CREATE UNIQUE INDEX uq_cash_sessions_number ON cash_sessions (workstation_id, number);

CREATE UNIQUE INDEX uq_cash_sessions_open_operator ON cash_sessions (workstation_id, operator_id) WHERE status = 'OPEN' AND session_type = 'real';

CREATE UNIQUE INDEX uq_cash_sessions_open_register ON cash_sessions (workstation_id, register_id) WHERE status = 'OPEN' AND session_type = 'real';

CREATE TABLE corrections (
    id BLOB NOT NULL,
    target_table TEXT NOT NULL,
    target_id BLOB NOT NULL,
    field TEXT NOT NULL,
    old TEXT,
    new TEXT,
    reason TEXT,
    actor_id BLOB NOT NULL,
    at TEXT NOT NULL,
    site_id BLOB NOT NULL,
    workstation_id BLOB NOT NULL,
    created_at TEXT NOT NULL,
    CONSTRAINT pk_corrections PRIMARY KEY (id),
    CONSTRAINT fk_corrections_actor_id FOREIGN KEY(actor_id) REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_corrections_site_id FOREIGN KEY(site_id) REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_corrections_workstation_id FOREIGN KEY(workstation_id) REFERENCES workstations (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_corrections_actor_id ON corrections (actor_id);

CREATE INDEX ix_corrections_at ON corrections (at);

CREATE INDEX ix_corrections_target_id ON corrections (target_id);

CREATE TABLE email_logs (
    id BLOB NOT NULL,
    recipient_email TEXT NOT NULL,
    recipient_name TEXT,
    subject TEXT NOT NULL,
    body_text TEXT,
    body_html TEXT,
    status TEXT NOT NULL,
    email_type TEXT NOT NULL,
    external_id TEXT,
    error_message TEXT,
    sent_at TEXT,
    delivered_at TEXT,
    opened_at TEXT,
    clicked_at TEXT,
    bounced_at TEXT,
    user_id BLOB,
    additional_data TEXT,
    site_id BLOB,
    workstation_id BLOB,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    CONSTRAINT pk_email_logs PRIMARY KEY (id),
    CONSTRAINT fk_email_logs_user_id FOREIGN KEY(user_id) REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_email_logs_site_id FOREIGN KEY(site_id) REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_email_logs_workstation_id FOREIGN KEY(workstation_id) REFERENCES workstations (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_email_logs_status_known CHECK ("status" IN ('pending', 'sent', 'delivered', 'opened', 'clicked', 'bounced', 'failed')),
    CONSTRAINT ck_email_logs_email_type_known CHECK ("email_type" IN ('password_reset', 'welcome', 'notification', 'admin_notification', 'other'))
) STRICT;

CREATE INDEX ix_email_logs_created_at ON email_logs (created_at);

CREATE INDEX ix_email_logs_email_type ON email_logs (email_type);

CREATE INDEX ix_email_logs_external_id ON email_logs (external_id);

CREATE INDEX ix_email_logs_recipient_email ON email_logs (recipient_email);

CREATE INDEX ix_email_logs_status ON email_logs (status);

CREATE INDEX ix_email_logs_user_id ON email_logs (user_id);

CREATE TABLE import_batches (
    id BLOB NOT NULL,
    file_name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    kind TEXT NOT NULL,
    rows INTEGER DEFAULT 0 NOT NULL,
    totals TEXT,
    state TEXT DEFAULT 'started' NOT NULL,
    operator_id BLOB,
    site_id BLOB NOT NULL,
    workstation_id BLOB NOT NULL,
    created_at TEXT NOT NULL,
    CONSTRAINT pk_import_batches PRIMARY KEY (id),
    CONSTRAINT fk_import_batches_operator_id FOREIGN KEY(operator_id) REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_import_batches_site_id FOREIGN KEY(site_id) REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_import_batches_workstation_id FOREIGN KEY(workstation_id) REFERENCES workstations (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_import_batches_state_known CHECK ("state" IN ('started', 'committed', 'undone'))
) STRICT;

CREATE INDEX ix_import_batches_operator_id ON import_batches (operator_id);

CREATE INDEX ix_import_batches_sha256 ON import_batches (sha256);

CREATE TABLE login_history (
    id BLOB NOT NULL,
    user_id BLOB,
    username TEXT,
    success INTEGER NOT NULL,
    client_ip TEXT,
    error_type TEXT,
    method TEXT,
    attempts INTEGER,
    site_id BLOB,
    workstation_id BLOB,
    created_at TEXT NOT NULL,
    CONSTRAINT pk_login_history PRIMARY KEY (id),
    CONSTRAINT fk_login_history_site_id FOREIGN KEY(site_id) REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_login_history_workstation_id FOREIGN KEY(workstation_id) REFERENCES workstations (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_login_history_method_known CHECK ("method" IN ('pin', 'password'))
) STRICT;

CREATE INDEX ix_login_history_created_at ON login_history (created_at);

CREATE INDEX ix_login_history_success ON login_history (success);

CREATE INDEX ix_login_history_user_id ON login_history (user_id);

CREATE INDEX ix_login_history_username ON login_history (username);

CREATE TABLE poste_reception (
    id BLOB NOT NULL,
    opened_by_user_id BLOB NOT NULL,
    opened_at TEXT NOT NULL,
    closed_at TEXT,
    status TEXT NOT NULL,
    is_deferred INTEGER DEFAULT 0 NOT NULL,
    business_date TEXT,
    notes TEXT,
    site_id BLOB,
    workstation_id BLOB,
    created_at TEXT NOT NULL,
    CONSTRAINT pk_poste_reception PRIMARY KEY (id),
    CONSTRAINT ck_poste_reception_own_complete CHECK (workstation_id IS NULL OR (site_id IS NOT NULL AND business_date IS NOT NULL)),
    CONSTRAINT fk_poste_reception_opened_by_user_id FOREIGN KEY(opened_by_user_id) REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_poste_reception_site_id FOREIGN KEY(site_id) REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_poste_reception_workstation_id FOREIGN KEY(workstation_id) REFERENCES workstations (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_poste_reception_status_known CHECK ("status" IN ('opened', 'closed'))
) STRICT;

CREATE INDEX ix_poste_reception_business_date ON poste_reception (business_date);

CREATE INDEX ix_poste_reception_opened_at ON poste_reception (opened_at);

CREATE INDEX ix_poste_reception_opened_by_user_id ON poste_reception (opened_by_user_id);

CREATE INDEX ix_poste_reception_status ON poste_reception (status);

CREATE TABLE prints (
    id BLOB NOT NULL,
    document_kind TEXT NOT NULL,
    document_id BLOB NOT NULL,
    copy_number INTEGER NOT NULL,
    medium TEXT NOT NULL,
    site_id BLOB NOT NULL,
    workstation_id BLOB NOT NULL,
    created_at TEXT NOT NULL,
    CONSTRAINT pk_prints PRIMARY KEY (id),
    CONSTRAINT ck_prints_copy_counted CHECK (copy_number >= 1),
    CONSTRAINT fk_prints_site_id FOREIGN KEY(site_id) REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_prints_workstation_id FOREIGN KEY(workstation_id) REFERENCES workstations (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_prints_document_id ON prints (document_id);

CREATE TABLE user_sessions (
    id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    refresh_token_hash TEXT NOT NULL,
    access_token_jti TEXT,
    issued_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    last_used_at TEXT NOT NULL,
    last_ip TEXT,
    user_agent TEXT,
    revoked_at TEXT,
    method TEXT,
    locked_at TEXT,
    site_id BLOB,
    workstation_id BLOB,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    CONSTRAINT pk_user_sessions PRIMARY KEY (id),
    CONSTRAINT fk_user_sessions_user_id FOREIGN KEY(user_id) REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_user_sessions_site_id FOREIGN KEY(site_id) REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_user_sessions_workstation_id FOREIGN KEY(workstation_id) REFERENCES workstations (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_user_sessions_method_known CHECK ("method" IN ('pin', 'password'))
) STRICT;

CREATE INDEX ix_user_sessions_expires_at ON user_sessions (expires_at);

CREATE UNIQUE INDEX ix_user_sessions_refresh_token_hash ON user_sessions (refresh_token_hash);

CREATE INDEX ix_user_sessions_revoked_at ON user_sessions (revoked_at);

CREATE INDEX ix_user_sessions_user_id ON user_sessions (user_id);

CREATE TABLE cash_counts (
    id BLOB NOT NULL,
    session_id BLOB NOT NULL,
    moment TEXT NOT NULL,
    method_code TEXT NOT NULL,
    denomination INTEGER,
    quantity INTEGER,
    amount INTEGER NOT NULL,
    site_id BLOB NOT NULL,
    workstation_id BLOB NOT NULL,
    created_at TEXT NOT NULL,
    CONSTRAINT pk_cash_counts PRIMARY KEY (id),
    CONSTRAINT ck_cash_counts_quantity_positive CHECK (quantity IS NULL OR quantity >= 0),
    CONSTRAINT ck_cash_counts_denomination_positive CHECK (denomination IS NULL OR denomination > 0),
    CONSTRAINT fk_cash_counts_session_id FOREIGN KEY(session_id) REFERENCES cash_sessions (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_cash_counts_site_id FOREIGN KEY(site_id) REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_cash_counts_workstation_id FOREIGN KEY(workstation_id) REFERENCES workstations (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_cash_counts_moment_known CHECK ("moment" IN ('open', 'close', 'hand-over'))
) STRICT;

CREATE INDEX ix_cash_counts_session_id ON cash_counts (session_id);

CREATE TABLE cash_movements (
    id BLOB NOT NULL,
    session_id BLOB NOT NULL,
    operator_id BLOB,
    kind TEXT NOT NULL,
    amount INTEGER NOT NULL,
    reason TEXT,
    site_id BLOB NOT NULL,
    workstation_id BLOB NOT NULL,
    created_at TEXT NOT NULL,
    CONSTRAINT pk_cash_movements PRIMARY KEY (id),
    CONSTRAINT ck_cash_movements_amount_moves CHECK (amount <> 0),
    CONSTRAINT fk_cash_movements_session_id FOREIGN KEY(session_id) REFERENCES cash_sessions (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_cash_movements_operator_id FOREIGN KEY(operator_id) REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_cash_movements_site_id FOREIGN KEY(site_id) REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_cash_movements_workstation_id FOREIGN KEY(workstation_id) REFERENCES workstations (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_cash_movements_kind_known CHECK ("kind" IN ('in', 'out', 'bank', 'safe'))
) STRICT;

CREATE INDEX ix_cash_movements_operator_id ON cash_movements (operator_id);

CREATE INDEX ix_cash_movements_session_id ON cash_movements (session_id);

CREATE TABLE closures (
    id BLOB NOT NULL,
    session_id BLOB,
    kind TEXT NOT NULL,
    number TEXT NOT NULL,
    period TEXT NOT NULL,
    first_number TEXT,
    last_number TEXT,
    opened_at TEXT NOT NULL,
    closed_at TEXT NOT NULL,
    totals TEXT NOT NULL,
    perpetual_algebraic INTEGER NOT NULL,
    perpetual_absolute INTEGER NOT NULL,
    perpetual_donations INTEGER NOT NULL,
    expected INTEGER,
    counted INTEGER,
    variance INTEGER,
    auto INTEGER DEFAULT 0 NOT NULL,
    site_id BLOB NOT NULL,
    workstation_id BLOB NOT NULL,
    created_at TEXT NOT NULL,
    CONSTRAINT pk_closures PRIMARY KEY (id),
    CONSTRAINT ck_closures_session_known CHECK (kind <> 'session' OR session_id IS NOT NULL),
    CONSTRAINT fk_closures_session_id FOREIGN KEY(session_id) REFERENCES cash_sessions (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_closures_site_id FOREIGN KEY(site_id) REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_closures_workstation_id FOREIGN KEY(workstation_id) REFERENCES workstations (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_closures_kind_known CHECK ("kind" IN ('session', 'day', 'month', 'year'))
) STRICT;

CREATE INDEX ix_closures_closed_at ON closures (closed_at);

CREATE INDEX ix_closures_kind ON closures (kind);

CREATE INDEX ix_closures_period ON closures (period);

CREATE INDEX ix_closures_session_id ON closures (session_id);

CREATE UNIQUE INDEX uq_closures_number ON closures (workstation_id, number);

CREATE TABLE draft_sales (
    sale_id BLOB NOT NULL,
    session_id BLOB NOT NULL,
    workstation_id BLOB NOT NULL,
    basket TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    CONSTRAINT pk_draft_sales PRIMARY KEY (sale_id),
    CONSTRAINT fk_draft_sales_session_id FOREIGN KEY(session_id) REFERENCES cash_sessions (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_draft_sales_workstation_id FOREIGN KEY(workstation_id) REFERENCES workstations (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_draft_sales_session_id ON draft_sales (session_id);

CREATE INDEX ix_draft_sales_workstation_id ON draft_sales (workstation_id);

CREATE TABLE mail_queue (
    id BLOB NOT NULL,
    email_log_id BLOB NOT NULL,
    recipient_email TEXT NOT NULL,
    recipient_name TEXT,
    subject TEXT NOT NULL,
    body_text TEXT,
    body_html TEXT,
    attachments TEXT,
    attempts INTEGER DEFAULT 0 NOT NULL,
    next_attempt_at TEXT NOT NULL,
    last_error TEXT,
    created_at TEXT NOT NULL,
    CONSTRAINT pk_mail_queue PRIMARY KEY (id),
    CONSTRAINT fk_mail_queue_email_log_id FOREIGN KEY(email_log_id) REFERENCES email_logs (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX ix_mail_queue_email_log_id ON mail_queue (email_log_id);

CREATE INDEX ix_mail_queue_next_attempt_at ON mail_queue (next_attempt_at);

CREATE TABLE sales (
    id BLOB NOT NULL,
    cash_session_id BLOB NOT NULL,
    operator_id BLOB,
    total_amount INTEGER NOT NULL,
    donation INTEGER DEFAULT 0 NOT NULL,
    payment_method TEXT,
    note TEXT,
    sale_date TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    business_date TEXT,
    kind TEXT DEFAULT 'sale' NOT NULL,
    number TEXT,
    pricing_mode TEXT DEFAULT 'itemized' NOT NULL,
    waived_amount INTEGER DEFAULT 0 NOT NULL,
    corrects_id BLOB,
    site_id BLOB,
    workstation_id BLOB,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    CONSTRAINT pk_sales PRIMARY KEY (id),
    CONSTRAINT ck_sales_own_complete CHECK (workstation_id IS NULL OR (site_id IS NOT NULL AND number IS NOT NULL AND business_date IS NOT NULL)),
    CONSTRAINT ck_sales_sign CHECK (workstation_id IS NULL OR ((corrects_id IS NULL AND total_amount >= 0 AND donation >= 0) OR corrects_id IS NOT NULL)),
    CONSTRAINT ck_sales_reversal_points_back CHECK (workstation_id IS NULL OR ((kind = 'reversal') = (corrects_id IS NOT NULL))),
    CONSTRAINT fk_sales_cash_session_id FOREIGN KEY(cash_session_id) REFERENCES cash_sessions (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_sales_operator_id FOREIGN KEY(operator_id) REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_sales_corrects_id FOREIGN KEY(corrects_id) REFERENCES sales (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_sales_site_id FOREIGN KEY(site_id) REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_sales_workstation_id FOREIGN KEY(workstation_id) REFERENCES workstations (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_sales_payment_method_known CHECK ("payment_method" IN ('CASH', 'CARD', 'CHECK', 'FREE')),
    CONSTRAINT ck_sales_kind_known CHECK ("kind" IN ('sale', 'disposal', 'reversal')),
    CONSTRAINT ck_sales_pricing_mode_known CHECK ("pricing_mode" IN ('itemized', 'global'))
) STRICT;

CREATE INDEX ix_sales_business_date ON sales (business_date);

CREATE INDEX ix_sales_cash_session_id ON sales (cash_session_id);

CREATE INDEX ix_sales_corrects_id ON sales (corrects_id) WHERE corrects_id IS NOT NULL;

CREATE INDEX ix_sales_operator_id ON sales (operator_id);

CREATE INDEX ix_sales_sale_date ON sales (sale_date);

CREATE UNIQUE INDEX uq_sales_disposal_number ON sales (workstation_id, number) WHERE kind = 'disposal';

CREATE UNIQUE INDEX uq_sales_number ON sales (workstation_id, number) WHERE kind <> 'disposal';

CREATE TABLE ticket_depot (
    id BLOB NOT NULL,
    poste_id BLOB NOT NULL,
    benevole_user_id BLOB NOT NULL,
    closed_at TEXT,
    status TEXT NOT NULL,
    number TEXT,
    is_deferred INTEGER DEFAULT 0 NOT NULL,
    business_date TEXT,
    notes TEXT,
    origin_channel TEXT,
    insee TEXT,
    site_id BLOB,
    workstation_id BLOB,
    created_at TEXT NOT NULL,
    CONSTRAINT pk_ticket_depot PRIMARY KEY (id),
    CONSTRAINT ck_ticket_depot_own_complete CHECK (workstation_id IS NULL OR (site_id IS NOT NULL AND business_date IS NOT NULL)),
    CONSTRAINT fk_ticket_depot_poste_id FOREIGN KEY(poste_id) REFERENCES poste_reception (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_ticket_depot_benevole_user_id FOREIGN KEY(benevole_user_id) REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_ticket_depot_site_id FOREIGN KEY(site_id) REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_ticket_depot_workstation_id FOREIGN KEY(workstation_id) REFERENCES workstations (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_ticket_depot_status_known CHECK ("status" IN ('opened', 'closed'))
) STRICT;

CREATE INDEX ix_ticket_depot_benevole_user_id ON ticket_depot (benevole_user_id);

CREATE INDEX ix_ticket_depot_business_date ON ticket_depot (business_date);

CREATE INDEX ix_ticket_depot_created_at ON ticket_depot (created_at);

CREATE INDEX ix_ticket_depot_insee ON ticket_depot (insee);

CREATE INDEX ix_ticket_depot_origin_channel ON ticket_depot (origin_channel);

CREATE INDEX ix_ticket_depot_poste_id ON ticket_depot (poste_id);

CREATE INDEX ix_ticket_depot_status ON ticket_depot (status);

CREATE UNIQUE INDEX uq_ticket_depot_number ON ticket_depot (workstation_id, number);

CREATE TABLE ligne_depot (
    id BLOB NOT NULL,
    ticket_id BLOB NOT NULL,
    category_id BLOB NOT NULL,
    poids_kg INTEGER NOT NULL,
    destination TEXT NOT NULL,
    notes TEXT,
    is_exit INTEGER DEFAULT 0 NOT NULL,
    line_no INTEGER,
    created_by BLOB,
    weight_source TEXT DEFAULT 'none' NOT NULL,
    tare INTEGER,
    deposit_id BLOB,
    site_id BLOB,
    workstation_id BLOB,
    created_at TEXT NOT NULL,
    CONSTRAINT pk_ligne_depot PRIMARY KEY (id),
    CONSTRAINT ck_ligne_depot_poids_positive CHECK (workstation_id IS NULL OR (poids_kg > 0)),
    CONSTRAINT ck_ligne_depot_exit_leaves_shop CHECK (workstation_id IS NULL OR (NOT is_exit OR destination <> 'MAGASIN')),
    CONSTRAINT ck_ligne_depot_own_complete CHECK (workstation_id IS NULL OR (line_no IS NOT NULL AND created_by IS NOT NULL)),
    CONSTRAINT ck_ligne_depot_tare_positive CHECK (tare IS NULL OR tare >= 0),
    CONSTRAINT fk_ligne_depot_ticket_id FOREIGN KEY(ticket_id) REFERENCES ticket_depot (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_ligne_depot_category_id FOREIGN KEY(category_id) REFERENCES categories (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_ligne_depot_created_by FOREIGN KEY(created_by) REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_ligne_depot_deposit_id FOREIGN KEY(deposit_id) REFERENCES deposits (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_ligne_depot_site_id FOREIGN KEY(site_id) REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_ligne_depot_workstation_id FOREIGN KEY(workstation_id) REFERENCES workstations (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_ligne_depot_destination_known CHECK ("destination" IN ('MAGASIN', 'RECYCLAGE', 'DECHETERIE')),
    CONSTRAINT ck_ligne_depot_weight_source_known CHECK ("weight_source" IN ('scale', 'typed', 'estimated', 'none'))
) STRICT;

CREATE INDEX idx_ligne_depot_is_exit ON ligne_depot (is_exit);

CREATE INDEX ix_ligne_depot_category_id ON ligne_depot (category_id);

CREATE INDEX ix_ligne_depot_created_at ON ligne_depot (created_at);

CREATE INDEX ix_ligne_depot_created_by ON ligne_depot (created_by);

CREATE INDEX ix_ligne_depot_deposit_id ON ligne_depot (deposit_id) WHERE deposit_id IS NOT NULL;

CREATE INDEX ix_ligne_depot_ticket_id ON ligne_depot (ticket_id);

CREATE TABLE payment_transactions (
    id BLOB NOT NULL,
    sale_id BLOB NOT NULL,
    payment_method TEXT NOT NULL,
    amount INTEGER NOT NULL,
    method_code TEXT,
    tendered INTEGER,
    change INTEGER,
    reference TEXT,
    site_id BLOB,
    workstation_id BLOB,
    created_at TEXT NOT NULL,
    CONSTRAINT pk_payment_transactions PRIMARY KEY (id),
    CONSTRAINT ck_payment_transactions_own_complete CHECK (workstation_id IS NULL OR (method_code IS NOT NULL AND tendered IS NOT NULL AND change IS NOT NULL)),
    CONSTRAINT ck_payment_transactions_change_positive CHECK (workstation_id IS NULL OR (change >= 0)),
    CONSTRAINT ck_payment_transactions_tendered_less_change CHECK (workstation_id IS NULL OR (amount < 0 OR tendered - change = amount)),
    CONSTRAINT fk_payment_transactions_sale_id FOREIGN KEY(sale_id) REFERENCES sales (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_payment_transactions_site_id FOREIGN KEY(site_id) REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_payment_transactions_workstation_id FOREIGN KEY(workstation_id) REFERENCES workstations (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_payment_transactions_payment_method_known CHECK ("payment_method" IN ('CASH', 'CARD', 'CHECK', 'FREE'))
) STRICT;

CREATE INDEX ix_payment_transactions_sale_id ON payment_transactions (sale_id);

CREATE TABLE sale_items (
    id BLOB NOT NULL,
    sale_id BLOB NOT NULL,
    category TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    weight INTEGER DEFAULT 0 NOT NULL,
    unit_price INTEGER NOT NULL,
    total_price INTEGER NOT NULL,
    notes TEXT,
    preset_id BLOB,
    line_no INTEGER,
    category_id BLOB,
    category_label TEXT,
    list_price INTEGER,
    preset_code TEXT,
    weight_source TEXT DEFAULT 'none' NOT NULL,
    site_id BLOB,
    workstation_id BLOB,
    created_at TEXT NOT NULL,
    CONSTRAINT pk_sale_items PRIMARY KEY (id),
    CONSTRAINT ck_sale_items_sign CHECK (workstation_id IS NULL OR ((quantity > 0 AND weight >= 0 AND total_price >= 0) OR (quantity < 0 AND weight <= 0 AND total_price <= 0))),
    CONSTRAINT ck_sale_items_own_complete CHECK (workstation_id IS NULL OR (line_no IS NOT NULL AND category_label IS NOT NULL)),
    CONSTRAINT ck_sale_items_list_price_positive CHECK (list_price IS NULL OR list_price >= 0),
    CONSTRAINT fk_sale_items_sale_id FOREIGN KEY(sale_id) REFERENCES sales (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_sale_items_preset_id FOREIGN KEY(preset_id) REFERENCES preset_buttons (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_sale_items_category_id FOREIGN KEY(category_id) REFERENCES categories (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_sale_items_site_id FOREIGN KEY(site_id) REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_sale_items_workstation_id FOREIGN KEY(workstation_id) REFERENCES workstations (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_sale_items_weight_source_known CHECK ("weight_source" IN ('scale', 'typed', 'estimated', 'none'))
) STRICT;

CREATE INDEX ix_sale_items_category_id ON sale_items (category_id);

CREATE INDEX ix_sale_items_preset_id ON sale_items (preset_id) WHERE preset_id IS NOT NULL;

CREATE INDEX ix_sale_items_sale_id ON sale_items (sale_id);
