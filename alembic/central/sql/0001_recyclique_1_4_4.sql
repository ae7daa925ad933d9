-- The schema of RecyClique 1.4.4 as its own migrations leave it, on which everything of ours is built.
-- Tables stand parents first; what has no name here has the one that PostgreSQL gives.

CREATE TYPE buttontype AS ENUM ('DONATION', 'RECYCLING');

CREATE TYPE cashsessionstatus AS ENUM ('OPEN', 'CLOSED');

CREATE TYPE cashsessionstep AS ENUM ('ENTRY', 'SALE', 'EXIT');

CREATE TYPE depositstatus AS ENUM (
    'PENDING_AUDIO', 'AUDIO_PROCESSING', 'PENDING_VALIDATION', 'CLASSIFICATION_FAILED', 'CLASSIFIED', 'VALIDATED',
    'COMPLETED'
);

CREATE TYPE destinationenum AS ENUM ('MAGASIN', 'RECYCLAGE', 'DECHETERIE');

CREATE TYPE eeecategory AS ENUM (
    'SMALL_APPLIANCE', 'LARGE_APPLIANCE', 'IT_EQUIPMENT', 'LIGHTING', 'TOOLS', 'TOYS', 'MEDICAL_DEVICES',
    'MONITORING_CONTROL', 'AUTOMATIC_DISPENSERS', 'OTHER'
);

CREATE TYPE emailstatus AS ENUM ('pending', 'sent', 'delivered', 'opened', 'clicked', 'bounced', 'failed');

CREATE TYPE emailtype AS ENUM ('password_reset', 'welcome', 'notification', 'admin_notification', 'other');

CREATE TYPE registrationstatus AS ENUM ('PENDING', 'APPROVED', 'REJECTED');

CREATE TYPE userrole AS ENUM ('super-admin', 'admin', 'user');

CREATE TYPE userstatus AS ENUM ('pending', 'approved', 'rejected', 'active');

CREATE TABLE alembic_version (
    version_num varchar(32),
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

CREATE TABLE categories (
    id uuid PRIMARY KEY,
    name varchar NOT NULL,
    is_active boolean NOT NULL,
    parent_id uuid REFERENCES categories,
    price numeric(10,2),
    max_price numeric(10,2),
    created_at timestamptz DEFAULT now(),
    updated_at timestamptz DEFAULT now(),
    display_order integer NOT NULL DEFAULT 0,
    is_visible boolean NOT NULL DEFAULT true,
    shortcut_key varchar,
    deleted_at timestamptz,
    official_name varchar(255),
    display_order_entry integer NOT NULL DEFAULT 0
);

CREATE INDEX ix_categories_deleted_at ON categories (deleted_at);

CREATE INDEX ix_categories_display_order ON categories (display_order);

CREATE INDEX ix_categories_display_order_entry ON categories (display_order_entry);

CREATE INDEX ix_categories_is_visible ON categories (is_visible);

CREATE UNIQUE INDEX ix_categories_name ON categories (name);

CREATE INDEX ix_categories_parent_id ON categories (parent_id);

CREATE TABLE groups (
    id uuid PRIMARY KEY,
    name varchar NOT NULL,
    description text,
    created_at timestamptz DEFAULT now(),
    updated_at timestamptz DEFAULT now()
);

CREATE UNIQUE INDEX ix_groups_name ON groups (name);

CREATE TABLE legacy_category_mapping_cache (
    id uuid PRIMARY KEY,
    source_name_normalized varchar NOT NULL,
    target_category_id uuid NOT NULL,
    provider varchar NOT NULL,
    confidence double precision NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT uq_legacy_category_mapping_cache_source_name_normalized UNIQUE (source_name_normalized)
);

CREATE INDEX ix_legacy_category_mapping_cache_provider ON legacy_category_mapping_cache (provider);

CREATE INDEX ix_legacy_category_mapping_cache_source_name_normalized
    ON legacy_category_mapping_cache (source_name_normalized);

CREATE INDEX ix_legacy_category_mapping_cache_target_category_id ON legacy_category_mapping_cache (target_category_id);

CREATE TABLE login_history (
    id uuid PRIMARY KEY,
    user_id uuid,
    username varchar,
    success boolean NOT NULL,
    client_ip varchar,
    error_type varchar,
    created_at timestamptz NOT NULL
);

CREATE INDEX ix_login_history_created_at ON login_history (created_at);

CREATE INDEX ix_login_history_success ON login_history (success);

CREATE INDEX ix_login_history_user_id ON login_history (user_id);

CREATE INDEX ix_login_history_username ON login_history (username);

CREATE TABLE permissions (
    id uuid PRIMARY KEY,
    name varchar NOT NULL,
    description text,
    created_at timestamptz DEFAULT now(),
    updated_at timestamptz DEFAULT now()
);

CREATE UNIQUE INDEX ix_permissions_name ON permissions (name);

CREATE TABLE group_permissions (
    group_id uuid REFERENCES groups ON DELETE CASCADE,
    permission_id uuid REFERENCES permissions ON DELETE CASCADE,
    created_at timestamptz DEFAULT now(),
    PRIMARY KEY (group_id, permission_id)
);

CREATE TABLE preset_buttons (
    id uuid PRIMARY KEY,
    name varchar NOT NULL,
    category_id uuid NOT NULL REFERENCES categories,
    preset_price numeric(10,2) NOT NULL,
    button_type buttontype NOT NULL,
    sort_order integer NOT NULL,
    is_active boolean NOT NULL,
    created_at timestamptz DEFAULT now(),
    updated_at timestamptz DEFAULT now()
);

CREATE INDEX ix_preset_buttons_button_type ON preset_buttons (button_type);

CREATE INDEX ix_preset_buttons_category_id ON preset_buttons (category_id);

CREATE INDEX ix_preset_buttons_name ON preset_buttons (name);

CREATE INDEX ix_preset_buttons_sort_order ON preset_buttons (sort_order);

CREATE TABLE settings (
    id uuid PRIMARY KEY,
    key varchar NOT NULL,
    value varchar NOT NULL,
    created_at timestamptz DEFAULT now(),
    updated_at timestamptz DEFAULT now()
);

CREATE UNIQUE INDEX ix_settings_key ON settings (key);

CREATE TABLE sites (
    id uuid PRIMARY KEY,
    name varchar NOT NULL,
    address varchar,
    city varchar,
    postal_code varchar,
    country varchar,
    configuration json,
    is_active boolean NOT NULL,
    created_at timestamptz DEFAULT now(),
    updated_at timestamptz DEFAULT now()
);

CREATE TABLE admin_settings (
    id uuid PRIMARY KEY,
    key varchar(100) NOT NULL,
    site_id uuid REFERENCES sites,
    value_encrypted text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT uq_admin_settings_key_site UNIQUE (key, site_id)
);

CREATE TABLE cash_registers (
    id uuid PRIMARY KEY,
    name varchar(100) NOT NULL,
    location varchar(255),
    site_id uuid REFERENCES sites,
    is_active boolean NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    workflow_options jsonb NOT NULL DEFAULT '{}'::jsonb,
    enable_virtual boolean NOT NULL DEFAULT false,
    enable_deferred boolean NOT NULL DEFAULT false
);

CREATE INDEX ix_cash_registers_name ON cash_registers (name);

CREATE TABLE sync_logs (
    id uuid PRIMARY KEY,
    sync_type varchar NOT NULL,
    status varchar NOT NULL,
    message text,
    error_details text,
    records_count integer,
    file_path varchar,
    created_at timestamptz DEFAULT now()
);

CREATE TABLE users (
    id uuid PRIMARY KEY,
    username varchar NOT NULL,
    email varchar,
    hashed_password varchar NOT NULL,
    hashed_pin varchar,
    telegram_id varchar,
    first_name varchar,
    last_name varchar,
    phone_number varchar,
    address varchar,
    notes text,
    skills text,
    availability text,
    role userrole NOT NULL,
    status userstatus NOT NULL,
    is_active boolean NOT NULL,
    site_id uuid,
    created_at timestamptz DEFAULT now(),
    updated_at timestamptz DEFAULT now(),
    CONSTRAINT uq_users_email UNIQUE (email)
);

CREATE INDEX ix_users_telegram_id ON users (telegram_id);

CREATE UNIQUE INDEX ix_users_username ON users (username);

CREATE TABLE audit_logs (
    id uuid PRIMARY KEY,
    "timestamp" timestamptz NOT NULL DEFAULT now(),
    actor_id uuid REFERENCES users,
    actor_username varchar,
    action_type varchar NOT NULL,
    target_id uuid,
    target_type varchar,
    details_json jsonb,
    description text,
    ip_address varchar,
    user_agent text
);

CREATE INDEX ix_audit_logs_action_type ON audit_logs (action_type);

CREATE INDEX ix_audit_logs_actor_id ON audit_logs (actor_id);

CREATE INDEX ix_audit_logs_actor_username ON audit_logs (actor_username);

CREATE INDEX ix_audit_logs_target_id ON audit_logs (target_id);

CREATE INDEX ix_audit_logs_target_type ON audit_logs (target_type);

CREATE INDEX ix_audit_logs_timestamp ON audit_logs ("timestamp");

CREATE TABLE cash_sessions (
    id uuid PRIMARY KEY,
    operator_id uuid NOT NULL REFERENCES users,
    site_id uuid NOT NULL REFERENCES sites,
    register_id uuid REFERENCES cash_registers,
    initial_amount double precision NOT NULL,
    current_amount double precision NOT NULL,
    status cashsessionstatus NOT NULL,
    opened_at timestamptz NOT NULL,
    closed_at timestamptz,
    total_sales double precision,
    total_items integer,
    closing_amount double precision,
    actual_amount double precision,
    variance double precision,
    variance_comment varchar,
    current_step cashsessionstep,
    last_activity timestamptz,
    step_start_time timestamptz
);

CREATE TABLE deposits (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users,
    site_id uuid REFERENCES sites,
    telegram_user_id varchar,
    audio_file_path varchar,
    status depositstatus NOT NULL,
    category eeecategory,
    weight double precision,
    description varchar,
    transcription text,
    eee_category eeecategory,
    confidence_score double precision,
    alternative_categories json,
    ai_classification varchar,
    ai_confidence double precision,
    created_at timestamptz DEFAULT now(),
    updated_at timestamptz DEFAULT now()
);

CREATE TABLE email_logs (
    id uuid PRIMARY KEY,
    recipient_email varchar NOT NULL,
    recipient_name varchar,
    subject varchar NOT NULL,
    body_text text,
    body_html text,
    status emailstatus NOT NULL,
    email_type emailtype NOT NULL,
    external_id varchar,
    error_message text,
    sent_at timestamptz,
    delivered_at timestamptz,
    opened_at timestamptz,
    clicked_at timestamptz,
    bounced_at timestamptz,
    created_at timestamptz DEFAULT now(),
    updated_at timestamptz DEFAULT now(),
    user_id uuid REFERENCES users,
    additional_data text
);

CREATE INDEX ix_email_logs_email_type ON email_logs (email_type);

CREATE INDEX ix_email_logs_external_id ON email_logs (external_id);

CREATE INDEX ix_email_logs_recipient_email ON email_logs (recipient_email);

CREATE INDEX ix_email_logs_status ON email_logs (status);

CREATE INDEX ix_email_logs_user_id ON email_logs (user_id);

CREATE TABLE poste_reception (
    id uuid PRIMARY KEY,
    opened_by_user_id uuid NOT NULL REFERENCES users,
    opened_at timestamptz NOT NULL DEFAULT now(),
    closed_at timestamptz,
    status varchar(16) NOT NULL
);

CREATE TABLE registration_requests (
    id uuid PRIMARY KEY,
    telegram_id varchar NOT NULL,
    username varchar,
    first_name varchar,
    last_name varchar,
    email varchar,
    phone varchar,
    site_id uuid REFERENCES sites,
    notes text,
    status registrationstatus NOT NULL,
    reviewed_by uuid REFERENCES users,
    reviewed_at timestamptz,
    created_at timestamptz DEFAULT now(),
    updated_at timestamptz DEFAULT now()
);

CREATE INDEX ix_registration_requests_telegram_id ON registration_requests (telegram_id);

CREATE TABLE sales (
    id uuid PRIMARY KEY,
    cash_session_id uuid NOT NULL REFERENCES cash_sessions,
    operator_id uuid REFERENCES users,
    total_amount double precision NOT NULL,
    donation double precision,
    payment_method varchar(5),
    created_at timestamptz DEFAULT now(),
    updated_at timestamptz DEFAULT now(),
    note text,
    sale_date timestamptz
);

CREATE TABLE payment_transactions (
    id uuid PRIMARY KEY,
    sale_id uuid NOT NULL REFERENCES sales,
    payment_method varchar(50) NOT NULL,
    amount double precision NOT NULL,
    created_at timestamptz DEFAULT now()
);

CREATE INDEX ix_payment_transactions_sale_id ON payment_transactions (sale_id);

CREATE TABLE sale_items (
    id uuid PRIMARY KEY,
    sale_id uuid NOT NULL REFERENCES sales,
    category varchar(50) NOT NULL,
    quantity integer NOT NULL,
    weight double precision,
    unit_price double precision NOT NULL,
    total_price double precision NOT NULL,
    notes text,
    preset_id uuid CONSTRAINT fk_sale_items_preset_id REFERENCES preset_buttons ON DELETE SET NULL
);

CREATE TABLE ticket_depot (
    id uuid PRIMARY KEY,
    poste_id uuid NOT NULL REFERENCES poste_reception,
    benevole_user_id uuid NOT NULL REFERENCES users,
    created_at timestamptz NOT NULL DEFAULT now(),
    closed_at timestamptz,
    status varchar(16) NOT NULL
);

CREATE TABLE ligne_depot (
    id uuid PRIMARY KEY,
    ticket_id uuid NOT NULL REFERENCES ticket_depot,
    category_id uuid NOT NULL REFERENCES categories,
    poids_kg numeric(8,3) NOT NULL,
    destination destinationenum NOT NULL,
    notes varchar,
    is_exit boolean NOT NULL DEFAULT false
);

CREATE INDEX idx_ligne_depot_is_exit ON ligne_depot (is_exit);

CREATE TABLE user_groups (
    user_id uuid REFERENCES users ON DELETE CASCADE,
    group_id uuid REFERENCES groups ON DELETE CASCADE,
    created_at timestamptz DEFAULT now(),
    PRIMARY KEY (user_id, group_id)
);

CREATE TABLE user_sessions (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    refresh_token_hash varchar(255) NOT NULL,
    access_token_jti varchar(255),
    issued_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    last_used_at timestamptz NOT NULL DEFAULT now(),
    last_ip varchar(45),
    user_agent text,
    revoked_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX ix_user_sessions_expires_at ON user_sessions (expires_at);

CREATE UNIQUE INDEX ix_user_sessions_refresh_token_hash ON user_sessions (refresh_token_hash);

CREATE INDEX ix_user_sessions_revoked_at ON user_sessions (revoked_at);

CREATE INDEX ix_user_sessions_user_id ON user_sessions (user_id);

CREATE TABLE user_status_history (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users,
    changed_by_admin_id uuid NOT NULL REFERENCES users,
    old_status boolean,
    new_status boolean NOT NULL,
    change_date timestamptz NOT NULL DEFAULT now(),
    reason varchar
);

CREATE INDEX ix_user_status_history_changed_by_admin_id ON user_status_history (changed_by_admin_id);

CREATE INDEX ix_user_status_history_user_id ON user_status_history (user_id);

INSERT INTO alembic_version (version_num) VALUES ('b52_p1_payments');
