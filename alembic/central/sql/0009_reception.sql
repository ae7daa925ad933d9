-- Reception, whole: its facts as corrections leave them, what leaves the shop, and who may ask for a deposit announced.

CREATE VIEW v_poste_reception AS SELECT
    t.id,
    t.opened_by_user_id,
    t.opened_at,
    t.closed_at,
    t.status,
    t.is_deferred,
    CASE WHEN EXISTS (SELECT 1 FROM corrections c WHERE c.target_id = t.id AND c.field = 'business_date' AND c.target_table = 'poste_reception') THEN (SELECT (c.new #>> '{}')::date FROM corrections c WHERE c.target_id = t.id AND c.field = 'business_date' AND c.target_table = 'poste_reception' ORDER BY c.at DESC, c.id DESC LIMIT 1) ELSE t.business_date END AS business_date,
    t.notes,
    t.site_id,
    t.workstation_id,
    t.created_at
FROM poste_reception t;

CREATE VIEW v_ticket_depot AS SELECT
    t.id,
    t.poste_id,
    t.benevole_user_id,
    t.closed_at,
    t.status,
    t.number,
    t.is_deferred,
    CASE WHEN EXISTS (SELECT 1 FROM corrections c WHERE c.target_id = t.id AND c.field = 'business_date' AND c.target_table = 'ticket_depot') THEN (SELECT (c.new #>> '{}')::date FROM corrections c WHERE c.target_id = t.id AND c.field = 'business_date' AND c.target_table = 'ticket_depot' ORDER BY c.at DESC, c.id DESC LIMIT 1) ELSE t.business_date END AS business_date,
    CASE WHEN EXISTS (SELECT 1 FROM corrections c WHERE c.target_id = t.id AND c.field = 'notes' AND c.target_table = 'ticket_depot') THEN (SELECT c.reason FROM corrections c WHERE c.target_id = t.id AND c.field = 'notes' AND c.target_table = 'ticket_depot' ORDER BY c.at DESC, c.id DESC LIMIT 1) ELSE t.notes END AS notes,
    CASE WHEN EXISTS (SELECT 1 FROM corrections c WHERE c.target_id = t.id AND c.field = 'origin_channel' AND c.target_table = 'ticket_depot') THEN (SELECT c.new #>> '{}' FROM corrections c WHERE c.target_id = t.id AND c.field = 'origin_channel' AND c.target_table = 'ticket_depot' ORDER BY c.at DESC, c.id DESC LIMIT 1) ELSE t.origin_channel END AS origin_channel,
    CASE WHEN EXISTS (SELECT 1 FROM corrections c WHERE c.target_id = t.id AND c.field = 'insee' AND c.target_table = 'ticket_depot') THEN (SELECT c.new #>> '{}' FROM corrections c WHERE c.target_id = t.id AND c.field = 'insee' AND c.target_table = 'ticket_depot' ORDER BY c.at DESC, c.id DESC LIMIT 1) ELSE t.insee END AS insee,
    t.site_id,
    t.workstation_id,
    t.created_at
FROM ticket_depot t;

CREATE VIEW v_ligne_depot AS SELECT
    t.id,
    t.ticket_id,
    CASE WHEN EXISTS (SELECT 1 FROM corrections c WHERE c.target_id = t.id AND c.field = 'category_id' AND c.target_table = 'ligne_depot') THEN (SELECT (c.new #>> '{}')::uuid FROM corrections c WHERE c.target_id = t.id AND c.field = 'category_id' AND c.target_table = 'ligne_depot' ORDER BY c.at DESC, c.id DESC LIMIT 1) ELSE t.category_id END AS category_id,
    CASE WHEN EXISTS (SELECT 1 FROM corrections c WHERE c.target_id = t.id AND c.field = 'poids_kg' AND c.target_table = 'ligne_depot') THEN (SELECT (c.new #>> '{}')::numeric(10,3) FROM corrections c WHERE c.target_id = t.id AND c.field = 'poids_kg' AND c.target_table = 'ligne_depot' ORDER BY c.at DESC, c.id DESC LIMIT 1) ELSE t.poids_kg END AS poids_kg,
    CASE WHEN EXISTS (SELECT 1 FROM corrections c WHERE c.target_id = t.id AND c.field = 'destination' AND c.target_table = 'ligne_depot') THEN (SELECT (c.new #>> '{}')::destinationenum FROM corrections c WHERE c.target_id = t.id AND c.field = 'destination' AND c.target_table = 'ligne_depot' ORDER BY c.at DESC, c.id DESC LIMIT 1) ELSE t.destination END AS destination,
    CASE WHEN EXISTS (SELECT 1 FROM corrections c WHERE c.target_id = t.id AND c.field = 'notes' AND c.target_table = 'ligne_depot') THEN (SELECT c.reason FROM corrections c WHERE c.target_id = t.id AND c.field = 'notes' AND c.target_table = 'ligne_depot' ORDER BY c.at DESC, c.id DESC LIMIT 1) ELSE t.notes END AS notes,
    CASE WHEN EXISTS (SELECT 1 FROM corrections c WHERE c.target_id = t.id AND c.field = 'is_exit' AND c.target_table = 'ligne_depot') THEN (SELECT (c.new #>> '{}')::boolean FROM corrections c WHERE c.target_id = t.id AND c.field = 'is_exit' AND c.target_table = 'ligne_depot' ORDER BY c.at DESC, c.id DESC LIMIT 1) ELSE t.is_exit END AS is_exit,
    t.line_no,
    t.created_by,
    t.weight_source,
    t.tare,
    t.deposit_id,
    t.site_id,
    t.workstation_id,
    t.created_at
FROM ligne_depot t;

GRANT SELECT ON v_poste_reception, v_ticket_depot, v_ligne_depot TO recyclique_api, recyclique_shared, recyclique_admin;

-- A workstation's exit never goes to the shop; an entry that says so is parked. Rows of 1.4.4 came before the rule.
ALTER TABLE ligne_depot ADD CONSTRAINT ck_ligne_depot_exit_leaves_shop
    CHECK (workstation_id IS NULL OR (NOT is_exit OR destination <> 'MAGASIN'));

CREATE OR REPLACE FUNCTION sync.known_schemas() RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT ARRAY['0001', '0002', '0003', '0004', '0005', '0006'] $$;

-- Only the centre raises row_version. Rows are compared as jsonb: deposits have a json column, which has no equality, so
-- that no deposit could be changed, by 1.4.4's bot neither.
CREATE OR REPLACE FUNCTION sync.raise_version() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.row_version := OLD.row_version;
    IF to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD) THEN
        NEW.row_version := OLD.row_version + 1;
    END IF;
    RETURN NEW;
END $$;

-- What a machine may wish for. From a till or a reception: categories, presets, the person's own secrets, deposits
-- announced at its desk and what became of them; from an office: everything but what enrolment and revocation decide.
CREATE OR REPLACE FUNCTION sync.may_ask(p_kind text, p_actor text, p_request jsonb, p_row jsonb) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN p_request->>'table' = 'workstations' THEN p_kind = 'office'
            AND NOT coalesce(p_request->'set', '{}') ?| ARRAY['code', 'kind', 'public_key', 'site_id', 'status',
                'revoked_at', 'successor_of']
        WHEN p_kind = 'office' THEN true
        WHEN p_request->>'table' IN ('categories', 'preset_buttons') THEN true
        WHEN p_request->>'table' = 'deposits' THEN p_row IS NULL
            OR coalesce(p_request->'set', '{}') - ARRAY['status', 'category', 'weight', 'rejected_reason'] = '{}'
        WHEN p_request->>'table' = 'users' THEN p_row->>'operator_code' = p_actor
            AND coalesce(p_request->'set', '{}') - ARRAY['hashed_pin', 'hashed_password'] = '{}'
        WHEN p_request->>'table' = 'registration_requests' THEN p_request->>'op' = 'I'
            AND coalesce(p_row->>'status', 'PENDING') = 'PENDING'
            AND coalesce(p_request->'set'->'status'->>1, 'PENDING') = 'PENDING'
            AND NOT coalesce(p_request->'set', '{}') ?| ARRAY['reviewed_by', 'reviewed_at', 'review_reason']
        ELSE false
    END
$$;

INSERT INTO sync.acts (name, label, class, series, audit, target) VALUES
    ('reception.notebook_opened', 'Cahier de réception ouvert', 'operational', NULL, 'reception_opened', 'poste_reception'),
    ('reception.imported', 'Relevé de réception importé', 'operational', NULL, 'reception_imported', 'import_batches'),
    ('deposit.corrected', 'Dépôt corrigé', 'operational', NULL, 'deposit_corrected', 'corrections'),
    ('deposit.announced', 'Dépôt annoncé', 'operational', NULL, 'deposit_announced', 'deposits'),
    ('deposit.validated', 'Dépôt annoncé validé', 'operational', NULL, 'deposit_validated', 'deposits'),
    ('deposit.refused', 'Dépôt annoncé refusé', 'operational', NULL, 'deposit_refused', 'deposits')
ON CONFLICT (name) DO NOTHING;
