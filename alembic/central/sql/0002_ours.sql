-- What this program makes sound in the schema of RecyClique 1.4.4, and what it adds.
--
-- Money and weight become exact. Facts lose their foreign keys, since they arrive in any order, and gain indexes in
-- their place. Moments added to older rows stay NULL: the default comes after the column, for rows to come.

CREATE SCHEMA sync;

ALTER TABLE categories
    ALTER COLUMN price TYPE numeric(12,2),
    ALTER COLUMN max_price TYPE numeric(12,2),
    ADD COLUMN row_version bigint NOT NULL DEFAULT 1;

DROP INDEX ix_categories_name;

CREATE INDEX ix_categories_name ON categories (name);

CREATE UNIQUE INDEX uq_categories_child_name ON categories (parent_id, name) WHERE parent_id IS NOT NULL;

CREATE UNIQUE INDEX uq_categories_root_name ON categories (name) WHERE parent_id IS NULL;

ALTER TABLE groups
    ADD COLUMN row_version bigint NOT NULL DEFAULT 1;

ALTER TABLE permissions
    ADD COLUMN row_version bigint NOT NULL DEFAULT 1;

ALTER TABLE settings
    ADD COLUMN row_version bigint NOT NULL DEFAULT 1;

ALTER TABLE sites
    ALTER COLUMN configuration TYPE jsonb USING configuration::jsonb,
    ADD COLUMN legal_name varchar,
    ADD COLUMN siret varchar(14),
    ADD COLUMN rna varchar(10),
    ADD COLUMN fiscal_regime varchar(32),
    ADD COLUMN vat_code varchar(16),
    ADD COLUMN time_zone varchar(64) NOT NULL DEFAULT 'Europe/Paris',
    ADD COLUMN row_version bigint NOT NULL DEFAULT 1;

ALTER TABLE sync_logs
    ADD COLUMN device_id uuid,
    ADD COLUMN started_at timestamptz,
    ADD COLUMN finished_at timestamptz,
    ADD COLUMN pushed integer NOT NULL DEFAULT 0,
    ADD COLUMN pulled integer NOT NULL DEFAULT 0,
    ADD COLUMN parked integer NOT NULL DEFAULT 0,
    ADD COLUMN bytes bigint NOT NULL DEFAULT 0,
    ADD COLUMN cause varchar(64),
    ADD COLUMN repeats integer NOT NULL DEFAULT 1;

CREATE INDEX ix_sync_logs_created_at ON sync_logs (created_at);

CREATE INDEX ix_sync_logs_device_id ON sync_logs (device_id);

ALTER TABLE admin_settings
    DROP CONSTRAINT uq_admin_settings_key_site,
    ADD CONSTRAINT uq_admin_settings_key_site UNIQUE NULLS NOT DISTINCT (key, site_id),
    ADD COLUMN row_version bigint NOT NULL DEFAULT 1;

CREATE INDEX ix_admin_settings_site_id ON admin_settings (site_id);

ALTER TABLE cash_registers
    ADD COLUMN row_version bigint NOT NULL DEFAULT 1;

CREATE INDEX ix_cash_registers_site_id ON cash_registers (site_id);

ALTER TABLE group_permissions
    ADD COLUMN row_version bigint NOT NULL DEFAULT 1;

CREATE INDEX ix_group_permissions_permission_id ON group_permissions (permission_id);

ALTER TABLE legacy_category_mapping_cache
    ADD COLUMN row_version bigint NOT NULL DEFAULT 1,
    ADD CONSTRAINT fk_legacy_category_mapping_cache_target_category_id
        FOREIGN KEY (target_category_id) REFERENCES categories;

ALTER TABLE preset_buttons
    ALTER COLUMN preset_price TYPE numeric(12,2),
    ADD COLUMN code varchar(64),
    ADD COLUMN row_version bigint NOT NULL DEFAULT 1,
    ADD CONSTRAINT uq_preset_buttons_code UNIQUE (code);

ALTER TABLE users
    ADD COLUMN operator_code varchar(32),
    ADD COLUMN sessions_valid_from timestamptz,
    ADD COLUMN row_version bigint NOT NULL DEFAULT 1,
    ADD CONSTRAINT uq_users_operator_code UNIQUE (operator_code),
    ADD CONSTRAINT fk_users_site_id FOREIGN KEY (site_id) REFERENCES sites;

CREATE INDEX ix_users_site_id ON users (site_id);

ALTER TABLE audit_logs
    DROP CONSTRAINT audit_logs_actor_id_fkey;

ALTER TABLE deposits
    ALTER COLUMN weight TYPE numeric(10,3) USING round(weight::numeric, 3),
    ADD COLUMN rejected_reason varchar,
    ADD COLUMN row_version bigint NOT NULL DEFAULT 1;

CREATE INDEX ix_deposits_site_id ON deposits (site_id);

CREATE INDEX ix_deposits_status ON deposits (status);

CREATE INDEX ix_deposits_user_id ON deposits (user_id);

ALTER TABLE registration_requests
    ADD COLUMN review_reason varchar,
    ADD COLUMN row_version bigint NOT NULL DEFAULT 1;

CREATE INDEX ix_registration_requests_reviewed_by ON registration_requests (reviewed_by);

CREATE INDEX ix_registration_requests_site_id ON registration_requests (site_id);

ALTER TABLE user_groups
    ADD COLUMN row_version bigint NOT NULL DEFAULT 1;

CREATE INDEX ix_user_groups_group_id ON user_groups (group_id);

ALTER TABLE user_status_history
    ADD COLUMN kind varchar(32),
    ADD COLUMN old_state varchar(16),
    ADD COLUMN new_state varchar(16),
    ADD COLUMN row_version bigint NOT NULL DEFAULT 1;

CREATE INDEX ix_user_status_history_change_date ON user_status_history (change_date);

ALTER TABLE cash_sessions
    DROP CONSTRAINT cash_sessions_operator_id_fkey,
    DROP CONSTRAINT cash_sessions_register_id_fkey,
    DROP CONSTRAINT cash_sessions_site_id_fkey,
    ALTER COLUMN initial_amount TYPE numeric(12,2) USING round(initial_amount::numeric, 2),
    ALTER COLUMN current_amount TYPE numeric(12,2) USING round(current_amount::numeric, 2),
    ALTER COLUMN total_sales TYPE numeric(12,2) USING round(total_sales::numeric, 2),
    ALTER COLUMN total_sales SET DEFAULT 0,
    ALTER COLUMN total_items SET DEFAULT 0,
    ALTER COLUMN closing_amount TYPE numeric(12,2) USING round(closing_amount::numeric, 2),
    ALTER COLUMN actual_amount TYPE numeric(12,2) USING round(actual_amount::numeric, 2),
    ALTER COLUMN variance TYPE numeric(12,2) USING round(variance::numeric, 2),
    ADD COLUMN number varchar(32),
    ADD COLUMN session_type varchar(16) NOT NULL DEFAULT 'real',
    ADD COLUMN is_empty boolean NOT NULL DEFAULT false,
    ADD COLUMN business_date date,
    ADD COLUMN workflow_options jsonb,
    ADD COLUMN establishment jsonb,
    ADD COLUMN workstation_id uuid,
    ADD COLUMN created_at timestamptz,
    ALTER COLUMN created_at SET DEFAULT now();

CREATE INDEX ix_cash_sessions_business_date ON cash_sessions (business_date);

CREATE INDEX ix_cash_sessions_number ON cash_sessions (workstation_id, number);

CREATE INDEX ix_cash_sessions_open_operator ON cash_sessions (workstation_id, operator_id)
    WHERE status = 'OPEN' AND session_type = 'real';

CREATE INDEX ix_cash_sessions_open_register ON cash_sessions (workstation_id, register_id)
    WHERE status = 'OPEN' AND session_type = 'real';

CREATE INDEX ix_cash_sessions_opened_at ON cash_sessions (opened_at);

CREATE INDEX ix_cash_sessions_operator_id ON cash_sessions (operator_id);

CREATE INDEX ix_cash_sessions_register_id ON cash_sessions (register_id);

CREATE INDEX ix_cash_sessions_site_id ON cash_sessions (site_id);

CREATE INDEX ix_cash_sessions_status ON cash_sessions (status);

ALTER TABLE email_logs
    DROP CONSTRAINT email_logs_user_id_fkey,
    ADD COLUMN site_id uuid,
    ADD COLUMN workstation_id uuid;

CREATE INDEX ix_email_logs_created_at ON email_logs (created_at);

ALTER TABLE login_history
    ADD COLUMN method varchar(16),
    ADD COLUMN attempts integer,
    ADD COLUMN site_id uuid,
    ADD COLUMN workstation_id uuid;

ALTER TABLE poste_reception
    DROP CONSTRAINT poste_reception_opened_by_user_id_fkey,
    ADD COLUMN is_deferred boolean NOT NULL DEFAULT false,
    ADD COLUMN business_date date,
    ADD COLUMN notes text,
    ADD COLUMN site_id uuid,
    ADD COLUMN workstation_id uuid,
    ADD COLUMN created_at timestamptz,
    ALTER COLUMN created_at SET DEFAULT now();

CREATE INDEX ix_poste_reception_business_date ON poste_reception (business_date);

CREATE INDEX ix_poste_reception_opened_at ON poste_reception (opened_at);

CREATE INDEX ix_poste_reception_opened_by_user_id ON poste_reception (opened_by_user_id);

CREATE INDEX ix_poste_reception_status ON poste_reception (status);

ALTER TABLE user_sessions
    DROP CONSTRAINT user_sessions_user_id_fkey,
    ADD COLUMN method varchar(16),
    ADD COLUMN locked_at timestamptz,
    ADD COLUMN site_id uuid,
    ADD COLUMN workstation_id uuid;

ALTER TABLE sales
    DROP CONSTRAINT sales_cash_session_id_fkey,
    DROP CONSTRAINT sales_operator_id_fkey,
    ALTER COLUMN total_amount TYPE numeric(12,2) USING round(total_amount::numeric, 2),
    ALTER COLUMN donation TYPE numeric(12,2) USING round(donation::numeric, 2),
    ALTER COLUMN donation SET DEFAULT 0,
    ALTER COLUMN sale_date SET DEFAULT now(),
    ADD COLUMN recorded_at timestamptz,
    ALTER COLUMN recorded_at SET DEFAULT now(),
    ADD COLUMN business_date date,
    ADD COLUMN kind varchar(16) NOT NULL DEFAULT 'sale',
    ADD COLUMN number varchar(32),
    ADD COLUMN pricing_mode varchar(16) NOT NULL DEFAULT 'itemized',
    ADD COLUMN waived_amount numeric(12,2) NOT NULL DEFAULT 0,
    ADD COLUMN corrects_id uuid,
    ADD COLUMN site_id uuid,
    ADD COLUMN workstation_id uuid;

CREATE INDEX ix_sales_business_date ON sales (business_date);

CREATE INDEX ix_sales_cash_session_id ON sales (cash_session_id);

CREATE INDEX ix_sales_corrects_id ON sales (corrects_id) WHERE corrects_id IS NOT NULL;

CREATE INDEX ix_sales_disposal_number ON sales (workstation_id, number) WHERE kind = 'disposal';

CREATE INDEX ix_sales_number ON sales (workstation_id, number) WHERE kind <> 'disposal';

CREATE INDEX ix_sales_operator_id ON sales (operator_id);

CREATE INDEX ix_sales_sale_date ON sales (sale_date);

ALTER TABLE ticket_depot
    DROP CONSTRAINT ticket_depot_benevole_user_id_fkey,
    DROP CONSTRAINT ticket_depot_poste_id_fkey,
    ADD COLUMN number varchar(32),
    ADD COLUMN is_deferred boolean NOT NULL DEFAULT false,
    ADD COLUMN business_date date,
    ADD COLUMN notes text,
    ADD COLUMN origin_channel varchar(32),
    ADD COLUMN insee varchar(5),
    ADD COLUMN site_id uuid,
    ADD COLUMN workstation_id uuid;

CREATE INDEX ix_ticket_depot_benevole_user_id ON ticket_depot (benevole_user_id);

CREATE INDEX ix_ticket_depot_business_date ON ticket_depot (business_date);

CREATE INDEX ix_ticket_depot_created_at ON ticket_depot (created_at);

CREATE INDEX ix_ticket_depot_insee ON ticket_depot (insee);

CREATE INDEX ix_ticket_depot_number ON ticket_depot (workstation_id, number);

CREATE INDEX ix_ticket_depot_origin_channel ON ticket_depot (origin_channel);

CREATE INDEX ix_ticket_depot_poste_id ON ticket_depot (poste_id);

CREATE INDEX ix_ticket_depot_status ON ticket_depot (status);

ALTER TABLE ligne_depot
    DROP CONSTRAINT ligne_depot_category_id_fkey,
    DROP CONSTRAINT ligne_depot_ticket_id_fkey,
    ALTER COLUMN poids_kg TYPE numeric(10,3),
    ADD COLUMN line_no integer,
    ADD COLUMN created_by uuid,
    ADD COLUMN weight_source varchar(16) NOT NULL DEFAULT 'none',
    ADD COLUMN tare numeric(10,3),
    ADD COLUMN deposit_id uuid,
    ADD COLUMN site_id uuid,
    ADD COLUMN workstation_id uuid,
    ADD COLUMN created_at timestamptz,
    ALTER COLUMN created_at SET DEFAULT now();

CREATE INDEX ix_ligne_depot_category_id ON ligne_depot (category_id);

CREATE INDEX ix_ligne_depot_created_at ON ligne_depot (created_at);

CREATE INDEX ix_ligne_depot_created_by ON ligne_depot (created_by);

CREATE INDEX ix_ligne_depot_deposit_id ON ligne_depot (deposit_id) WHERE deposit_id IS NOT NULL;

CREATE INDEX ix_ligne_depot_ticket_id ON ligne_depot (ticket_id);

ALTER TABLE payment_transactions
    DROP CONSTRAINT payment_transactions_sale_id_fkey,
    ALTER COLUMN amount TYPE numeric(12,2) USING round(amount::numeric, 2),
    ADD COLUMN method_code varchar(32),
    ADD COLUMN tendered numeric(12,2),
    ADD COLUMN change numeric(12,2),
    ADD COLUMN reference varchar(64),
    ADD COLUMN site_id uuid,
    ADD COLUMN workstation_id uuid;

ALTER TABLE sale_items
    DROP CONSTRAINT fk_sale_items_preset_id,
    DROP CONSTRAINT sale_items_sale_id_fkey,
    ALTER COLUMN weight TYPE numeric(10,3) USING round(weight::numeric, 3),
    ALTER COLUMN weight SET DEFAULT 0,
    ALTER COLUMN unit_price TYPE numeric(12,2) USING round(unit_price::numeric, 2),
    ALTER COLUMN total_price TYPE numeric(12,2) USING round(total_price::numeric, 2),
    ADD COLUMN line_no integer,
    ADD COLUMN category_id uuid,
    ADD COLUMN category_label varchar,
    ADD COLUMN list_price numeric(12,2),
    ADD COLUMN preset_code varchar(64),
    ADD COLUMN weight_source varchar(16) NOT NULL DEFAULT 'none',
    ADD COLUMN site_id uuid,
    ADD COLUMN workstation_id uuid,
    ADD COLUMN created_at timestamptz,
    ALTER COLUMN created_at SET DEFAULT now();

CREATE INDEX ix_sale_items_category_id ON sale_items (category_id);

CREATE INDEX ix_sale_items_preset_id ON sale_items (preset_id) WHERE preset_id IS NOT NULL;

CREATE INDEX ix_sale_items_sale_id ON sale_items (sale_id);

-- Tables of ours, shared rows first.

CREATE TABLE email_events (
    id serial,
    email_address varchar NOT NULL,
    message_id varchar,
    event_type varchar(32) NOT NULL,
    event_timestamp timestamptz NOT NULL,
    webhook_timestamp timestamptz DEFAULT now() NOT NULL,
    reason text,
    error_code varchar,
    user_agent text,
    ip_address varchar,
    webhook_data text,
    processed varchar DEFAULT 'pending' NOT NULL,
    row_version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT pk_email_events PRIMARY KEY (id)
);

CREATE INDEX ix_email_events_email_address ON email_events (email_address);

CREATE INDEX ix_email_events_event_timestamp ON email_events (event_timestamp);

CREATE INDEX ix_email_events_event_type ON email_events (event_type);

CREATE INDEX ix_email_events_message_id ON email_events (message_id);

CREATE TABLE email_statuses (
    id serial,
    email_address varchar NOT NULL,
    message_id varchar NOT NULL,
    current_status varchar(32) DEFAULT 'sent' NOT NULL,
    last_updated timestamptz DEFAULT now() NOT NULL,
    sent_timestamp timestamptz,
    subject varchar,
    provider varchar DEFAULT 'brevo' NOT NULL,
    bounced_reason text,
    error_details text,
    row_version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT pk_email_statuses PRIMARY KEY (id)
);

CREATE INDEX ix_email_statuses_email_address ON email_statuses (email_address);

CREATE UNIQUE INDEX ix_email_statuses_message_id ON email_statuses (message_id);

CREATE TABLE payment_methods (
    id uuid,
    code varchar(32) NOT NULL,
    label varchar(100) NOT NULL,
    kind varchar(16) NOT NULL,
    gives_change boolean DEFAULT false NOT NULL,
    in_drawer boolean DEFAULT false NOT NULL,
    needs_reference boolean DEFAULT false NOT NULL,
    account varchar(32),
    position integer DEFAULT 0 NOT NULL,
    active boolean DEFAULT true NOT NULL,
    created_at timestamptz DEFAULT now() NOT NULL,
    updated_at timestamptz DEFAULT now() NOT NULL,
    row_version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT pk_payment_methods PRIMARY KEY (id),
    CONSTRAINT uq_payment_methods_code UNIQUE (code)
);

CREATE TABLE setting_versions (
    id uuid,
    key varchar(100) NOT NULL,
    scope varchar(64) DEFAULT '' NOT NULL,
    value jsonb NOT NULL,
    valid_from date NOT NULL,
    created_at timestamptz DEFAULT now() NOT NULL,
    updated_at timestamptz DEFAULT now() NOT NULL,
    row_version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT pk_setting_versions PRIMARY KEY (id),
    CONSTRAINT uq_setting_versions_key_scope_valid_from UNIQUE (key, scope, valid_from)
);

CREATE INDEX ix_setting_versions_valid_from ON setting_versions (valid_from);

CREATE TABLE tares (
    id uuid,
    label varchar(100) NOT NULL,
    grams integer NOT NULL,
    position integer DEFAULT 0 NOT NULL,
    created_at timestamptz DEFAULT now() NOT NULL,
    updated_at timestamptz DEFAULT now() NOT NULL,
    row_version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT pk_tares PRIMARY KEY (id),
    CONSTRAINT uq_tares_label UNIQUE (label)
);

CREATE TABLE category_reclassifications (
    id uuid,
    from_category_id uuid NOT NULL,
    to_category_id uuid NOT NULL,
    period_start date,
    period_end date,
    reason varchar,
    closed_at timestamptz,
    created_at timestamptz DEFAULT now() NOT NULL,
    updated_at timestamptz DEFAULT now() NOT NULL,
    row_version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT pk_category_reclassifications PRIMARY KEY (id),
    CONSTRAINT fk_category_reclassifications_to_category_id FOREIGN KEY (to_category_id) REFERENCES categories,
    CONSTRAINT fk_category_reclassifications_from_category_id FOREIGN KEY (from_category_id) REFERENCES categories
);

CREATE INDEX ix_category_reclassifications_from_category_id ON category_reclassifications (from_category_id);

CREATE INDEX ix_category_reclassifications_period_start ON category_reclassifications (period_start);

CREATE INDEX ix_category_reclassifications_to_category_id ON category_reclassifications (to_category_id);

CREATE TABLE workstations (
    id uuid,
    code varchar(8) NOT NULL,
    kind varchar(16) NOT NULL,
    name varchar(100) NOT NULL,
    site_id uuid NOT NULL,
    register_id uuid,
    public_key bytea NOT NULL,
    recovery_public_key bytea,
    status varchar(16) DEFAULT 'active' NOT NULL,
    revoked_at timestamptz,
    successor_of uuid,
    created_at timestamptz DEFAULT now() NOT NULL,
    updated_at timestamptz DEFAULT now() NOT NULL,
    row_version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT pk_workstations PRIMARY KEY (id),
    CONSTRAINT uq_workstations_code UNIQUE (code),
    CONSTRAINT fk_workstations_register_id FOREIGN KEY (register_id) REFERENCES cash_registers,
    CONSTRAINT fk_workstations_site_id FOREIGN KEY (site_id) REFERENCES sites,
    CONSTRAINT fk_workstations_successor_of FOREIGN KEY (successor_of) REFERENCES workstations
);

CREATE INDEX ix_workstations_register_id ON workstations (register_id);

CREATE INDEX ix_workstations_site_id ON workstations (site_id);

CREATE INDEX ix_workstations_successor_of ON workstations (successor_of);

CREATE TABLE corrections (
    id uuid,
    target_table varchar(64) NOT NULL,
    target_id uuid NOT NULL,
    field varchar(64) NOT NULL,
    old jsonb,
    new jsonb,
    reason text,
    actor_id uuid NOT NULL,
    at timestamptz NOT NULL,
    site_id uuid NOT NULL,
    workstation_id uuid NOT NULL,
    created_at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT pk_corrections PRIMARY KEY (id)
);

CREATE INDEX ix_corrections_actor_id ON corrections (actor_id);

CREATE INDEX ix_corrections_at ON corrections (at);

CREATE INDEX ix_corrections_target_id ON corrections (target_id);

CREATE TABLE import_batches (
    id uuid,
    file_name varchar(255) NOT NULL,
    sha256 varchar(64) NOT NULL,
    kind varchar(32) NOT NULL,
    rows integer DEFAULT 0 NOT NULL,
    totals jsonb,
    state varchar(16) DEFAULT 'started' NOT NULL,
    operator_id uuid,
    site_id uuid NOT NULL,
    workstation_id uuid NOT NULL,
    created_at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT pk_import_batches PRIMARY KEY (id)
);

CREATE INDEX ix_import_batches_operator_id ON import_batches (operator_id);

CREATE INDEX ix_import_batches_sha256 ON import_batches (sha256);

CREATE TABLE prints (
    id uuid,
    document_kind varchar(32) NOT NULL,
    document_id uuid NOT NULL,
    copy_number integer NOT NULL,
    medium varchar(16) NOT NULL,
    site_id uuid NOT NULL,
    workstation_id uuid NOT NULL,
    created_at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT pk_prints PRIMARY KEY (id)
);

CREATE INDEX ix_prints_document_id ON prints (document_id);

CREATE TABLE cash_counts (
    id uuid,
    session_id uuid NOT NULL,
    moment varchar(16) NOT NULL,
    method_code varchar(32) NOT NULL,
    denomination numeric(12,2),
    quantity integer,
    amount numeric(12,2) NOT NULL,
    site_id uuid NOT NULL,
    workstation_id uuid NOT NULL,
    created_at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT pk_cash_counts PRIMARY KEY (id)
);

CREATE INDEX ix_cash_counts_session_id ON cash_counts (session_id);

CREATE TABLE cash_movements (
    id uuid,
    session_id uuid NOT NULL,
    operator_id uuid,
    kind varchar(16) NOT NULL,
    amount numeric(12,2) NOT NULL,
    reason text,
    site_id uuid NOT NULL,
    workstation_id uuid NOT NULL,
    created_at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT pk_cash_movements PRIMARY KEY (id)
);

CREATE INDEX ix_cash_movements_operator_id ON cash_movements (operator_id);

CREATE INDEX ix_cash_movements_session_id ON cash_movements (session_id);

CREATE TABLE closures (
    id uuid,
    session_id uuid,
    kind varchar(16) NOT NULL,
    number varchar(32) NOT NULL,
    period varchar(32) NOT NULL,
    first_number varchar(32),
    last_number varchar(32),
    opened_at timestamptz NOT NULL,
    closed_at timestamptz NOT NULL,
    totals jsonb NOT NULL,
    perpetual_algebraic numeric(12,2) NOT NULL,
    perpetual_absolute numeric(12,2) NOT NULL,
    perpetual_donations numeric(12,2) NOT NULL,
    expected numeric(12,2),
    counted numeric(12,2),
    variance numeric(12,2),
    auto boolean DEFAULT false NOT NULL,
    site_id uuid NOT NULL,
    workstation_id uuid NOT NULL,
    created_at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT pk_closures PRIMARY KEY (id)
);

CREATE INDEX ix_closures_closed_at ON closures (closed_at);

CREATE INDEX ix_closures_kind ON closures (kind);

CREATE INDEX ix_closures_number ON closures (workstation_id, number);

CREATE INDEX ix_closures_period ON closures (period);

CREATE INDEX ix_closures_session_id ON closures (session_id);

-- What synchronisation needs: no device reads or writes these tables itself.

CREATE TABLE sync.acts (
    name text,
    label text NOT NULL,
    class varchar(16) NOT NULL,
    series varchar(1),
    audit varchar(64) NOT NULL,
    target text,
    CONSTRAINT pk_acts PRIMARY KEY (name)
);

CREATE TABLE sync.centre (
    "only" boolean DEFAULT true NOT NULL,
    epoch uuid NOT NULL,
    stream_id uuid NOT NULL,
    made_at timestamptz NOT NULL,
    fingerprint varchar(64),
    enrol_password varchar(64),
    CONSTRAINT pk_centre PRIMARY KEY ("only"),
    CONSTRAINT ck_centre_one_row CHECK ("only")
);

CREATE TABLE sync.centre_entries (
    epoch uuid,
    seq bigint,
    entry_id uuid NOT NULL,
    answers uuid,
    header bytea NOT NULL,
    payload bytea NOT NULL,
    hash bytea NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT pk_centre_entries PRIMARY KEY (epoch, seq),
    CONSTRAINT uq_centre_entries_entry_id UNIQUE (entry_id)
);

CREATE INDEX ix_centre_entries_answers ON sync.centre_entries (answers);

CREATE INDEX ix_centre_entries_at ON sync.centre_entries (at);

CREATE TABLE sync.conflicts (
    id uuid,
    table_name varchar(64) NOT NULL,
    row_id varchar(80) NOT NULL,
    column_name varchar(64) NOT NULL,
    centre_value jsonb,
    workstation_value jsonb,
    workstation_id uuid,
    entry_id uuid NOT NULL,
    found_at timestamptz NOT NULL,
    settled_at timestamptz,
    settled_by uuid,
    CONSTRAINT pk_conflicts PRIMARY KEY (id)
);

CREATE INDEX ix_conflicts_entry_id ON sync.conflicts (entry_id);

CREATE INDEX ix_conflicts_found_at ON sync.conflicts (found_at);

CREATE INDEX ix_conflicts_row_id ON sync.conflicts (row_id);

CREATE INDEX ix_conflicts_workstation_id ON sync.conflicts (workstation_id);

CREATE TABLE sync.devices (
    workstation_id uuid,
    role_name text NOT NULL,
    enrolled_at timestamptz NOT NULL,
    revoked_at timestamptz,
    last_seen_at timestamptz,
    protocol integer,
    schema_version text,
    software text,
    CONSTRAINT pk_devices PRIMARY KEY (workstation_id),
    CONSTRAINT uq_devices_role_name UNIQUE (role_name)
);

CREATE TABLE sync.enrolment_codes (
    id uuid,
    code_hash bytea NOT NULL,
    site_id uuid,
    kind varchar(16) NOT NULL,
    issued_by uuid,
    issued_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    workstation_id uuid,
    CONSTRAINT pk_enrolment_codes PRIMARY KEY (id),
    CONSTRAINT uq_enrolment_codes_code_hash UNIQUE (code_hash)
);

CREATE INDEX ix_enrolment_codes_expires_at ON sync.enrolment_codes (expires_at);

CREATE INDEX ix_enrolment_codes_site_id ON sync.enrolment_codes (site_id);

CREATE TABLE sync.entry_ids (
    entry_id uuid,
    stream_id uuid NOT NULL,
    seq bigint NOT NULL,
    CONSTRAINT pk_entry_ids PRIMARY KEY (entry_id)
);

CREATE TABLE sync.id_aliases (
    table_name varchar(64),
    alias_id uuid,
    centre_id uuid NOT NULL,
    workstation_id uuid,
    created_at timestamptz NOT NULL,
    CONSTRAINT pk_id_aliases PRIMARY KEY (table_name, alias_id)
);

CREATE INDEX ix_id_aliases_centre_id ON sync.id_aliases (centre_id);

CREATE TABLE sync.leases (
    job varchar(64),
    period varchar(32),
    workstation_id uuid NOT NULL,
    taken_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    done_at timestamptz,
    CONSTRAINT pk_leases PRIMARY KEY (job, period)
);

CREATE INDEX ix_leases_workstation_id ON sync.leases (workstation_id);

CREATE TABLE sync.ledger (
    stream_id uuid,
    seq bigint,
    entry_id uuid NOT NULL,
    site_id uuid,
    header bytea NOT NULL,
    payload bytea NOT NULL,
    hash bytea NOT NULL,
    signature bytea,
    class varchar(16) NOT NULL,
    act varchar(64) NOT NULL,
    series varchar(1),
    number bigint,
    hlc bigint NOT NULL,
    status varchar(16) NOT NULL,
    cause varchar(64),
    received_at timestamptz NOT NULL,
    CONSTRAINT pk_ledger PRIMARY KEY (stream_id, seq)
);

CREATE INDEX ix_ledger_received_at ON sync.ledger (received_at);

CREATE INDEX ix_ledger_unapplied ON sync.ledger (stream_id, seq) WHERE status <> 'applied';

CREATE TABLE sync.parked (
    stream_id uuid,
    seq bigint,
    cause varchar(64) NOT NULL,
    detail text,
    waits_for_table varchar(64),
    waits_for_id varchar(80),
    retries integer DEFAULT 0 NOT NULL,
    parked_at timestamptz NOT NULL,
    settled_at timestamptz,
    settled_by uuid,
    CONSTRAINT pk_parked PRIMARY KEY (stream_id, seq)
);

CREATE INDEX ix_parked_cause ON sync.parked (cause);

CREATE INDEX ix_parked_waits_for_id ON sync.parked (waits_for_id);

CREATE TABLE sync.pending (
    n bigint GENERATED ALWAYS AS IDENTITY,
    xid xid8 NOT NULL,
    table_name text NOT NULL,
    op varchar(1) NOT NULL,
    row_id text NOT NULL,
    old jsonb,
    new jsonb,
    request uuid,
    CONSTRAINT pk_pending PRIMARY KEY (n)
);

CREATE INDEX ix_pending_xid ON sync.pending (xid);

CREATE TABLE sync.stubs (
    table_name text,
    row_id text,
    columns text[] NOT NULL,
    made_at timestamptz NOT NULL,
    CONSTRAINT pk_stubs PRIMARY KEY (table_name, row_id)
);

CREATE TABLE sync.registry (
    table_name text,
    owner text NOT NULL,
    rank integer NOT NULL,
    key text[] NOT NULL,
    columns jsonb NOT NULL,
    deletable boolean DEFAULT false NOT NULL,
    CONSTRAINT pk_registry PRIMARY KEY (table_name),
    CONSTRAINT uq_registry_rank UNIQUE (rank)
);

CREATE TABLE sync.streams (
    stream_id uuid,
    workstation_id uuid,
    site_id uuid,
    epoch uuid NOT NULL,
    parent_stream_id uuid,
    parent_seq bigint,
    last_seq bigint DEFAULT 0 NOT NULL,
    last_hash bytea,
    public_key bytea,
    created_at timestamptz NOT NULL,
    closed_at timestamptz,
    CONSTRAINT pk_streams PRIMARY KEY (stream_id)
);

CREATE INDEX ix_streams_parent_stream_id ON sync.streams (parent_stream_id);

CREATE INDEX ix_streams_site_id ON sync.streams (site_id);

CREATE INDEX ix_streams_workstation_id ON sync.streams (workstation_id);

-- One word for every trigger and function of the centre, and for what everybody may do in its database: it changes
-- when one of them is altered, disabled or lost.

CREATE FUNCTION sync.fingerprint() RETURNS text LANGUAGE sql STABLE SET search_path TO pg_catalog AS $$
    SELECT encode(sha256(convert_to(coalesce(string_agg(line, E'\n' ORDER BY line COLLATE "C"), ''), 'UTF8')), 'hex')
    FROM (
        SELECT concat_ws(' ', 'function', p.oid::regprocedure, p.prosecdef, p.proconfig,
            CASE WHEN p.prosecdef THEN pg_get_userbyid(p.proowner) END,
            (SELECT count(*) FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) WHERE grantee = 0),
            md5(p.prosrc)) AS line
        FROM pg_proc p
        WHERE p.pronamespace::regnamespace::text IN ('sync', 'recyclique_api_v1')
        UNION ALL
        SELECT concat_ws(' ', 'trigger', t.tgrelid::regclass, t.tgname, t.tgenabled, md5(pg_get_triggerdef(t.oid)))
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE NOT t.tgisinternal AND c.relnamespace::regnamespace::text IN ('sync', 'public')
        UNION ALL
        SELECT concat_ws(' ', 'everybody', string_agg(a.privilege_type, ' ' ORDER BY a.privilege_type))
        FROM pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
        WHERE d.datname = current_database() AND a.grantee = 0
    ) AS lines
$$;

REVOKE EXECUTE ON FUNCTION sync.fingerprint() FROM PUBLIC;
