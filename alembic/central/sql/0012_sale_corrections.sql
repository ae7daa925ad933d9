-- Lines of a paid ticket as corrections leave them, and tickets that nobody changes: what a workstation recorded and was
-- paid stays as it is here too, whoever writes. Rows of 1.4.4 have no workstation; personal words may be erased.

CREATE VIEW v_sale_items AS SELECT
    t.id,
    t.sale_id,
    t.category,
    t.quantity,
    CASE WHEN EXISTS (SELECT 1 FROM corrections c WHERE c.target_id = t.id AND c.field = 'weight' AND c.target_table = 'sale_items') THEN (SELECT (c.new #>> '{}')::numeric(10,3) FROM corrections c WHERE c.target_id = t.id AND c.field = 'weight' AND c.target_table = 'sale_items' ORDER BY c.at DESC, c.id DESC LIMIT 1) ELSE t.weight END AS weight,
    t.unit_price,
    t.total_price,
    CASE WHEN EXISTS (SELECT 1 FROM corrections c WHERE c.target_id = t.id AND c.field = 'notes' AND c.target_table = 'sale_items') THEN (SELECT c.reason FROM corrections c WHERE c.target_id = t.id AND c.field = 'notes' AND c.target_table = 'sale_items' ORDER BY c.at DESC, c.id DESC LIMIT 1) ELSE t.notes END AS notes,
    CASE WHEN EXISTS (SELECT 1 FROM corrections c WHERE c.target_id = t.id AND c.field = 'preset_id' AND c.target_table = 'sale_items') THEN (SELECT (c.new #>> '{}')::uuid FROM corrections c WHERE c.target_id = t.id AND c.field = 'preset_id' AND c.target_table = 'sale_items' ORDER BY c.at DESC, c.id DESC LIMIT 1) ELSE t.preset_id END AS preset_id,
    t.line_no,
    CASE WHEN EXISTS (SELECT 1 FROM corrections c WHERE c.target_id = t.id AND c.field = 'category_id' AND c.target_table = 'sale_items') THEN (SELECT (c.new #>> '{}')::uuid FROM corrections c WHERE c.target_id = t.id AND c.field = 'category_id' AND c.target_table = 'sale_items' ORDER BY c.at DESC, c.id DESC LIMIT 1) ELSE t.category_id END AS category_id,
    CASE WHEN EXISTS (SELECT 1 FROM corrections c WHERE c.target_id = t.id AND c.field = 'category_label' AND c.target_table = 'sale_items') THEN (SELECT c.new #>> '{}' FROM corrections c WHERE c.target_id = t.id AND c.field = 'category_label' AND c.target_table = 'sale_items' ORDER BY c.at DESC, c.id DESC LIMIT 1) ELSE t.category_label END AS category_label,
    t.list_price,
    CASE WHEN EXISTS (SELECT 1 FROM corrections c WHERE c.target_id = t.id AND c.field = 'preset_code' AND c.target_table = 'sale_items') THEN (SELECT c.new #>> '{}' FROM corrections c WHERE c.target_id = t.id AND c.field = 'preset_code' AND c.target_table = 'sale_items' ORDER BY c.at DESC, c.id DESC LIMIT 1) ELSE t.preset_code END AS preset_code,
    t.weight_source,
    t.site_id,
    t.workstation_id,
    t.created_at
FROM sale_items t;

GRANT SELECT ON v_sale_items TO recyclique_api, recyclique_shared, recyclique_admin;

-- Its argument: the columns that may still change, personal words and what follows from other rows.
CREATE FUNCTION sync.keep_final() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_old constant jsonb := to_jsonb(OLD);
BEGIN
    IF v_old->>'workstation_id' IS NOT NULL AND (TG_OP = 'DELETE'
        OR v_old - string_to_array(TG_ARGV[0], ',') <> to_jsonb(NEW) - string_to_array(TG_ARGV[0], ','))
    THEN
        RAISE EXCEPTION USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME,
            MESSAGE = format('RecyClique Desktop : « %s » ne fait que s''allonger.', TG_TABLE_NAME),
            HINT = 'Un ticket payé se corrige à la caisse, par un autre ticket.';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

DO $$
DECLARE
    v_table record;
BEGIN
    FOR v_table IN
        SELECT * FROM (VALUES
            ('sales', 'note,updated_at'),
            ('sale_items', 'notes'),
            ('payment_transactions', 'reference'),
            ('cash_movements', 'reason'),
            ('cash_counts', ''),
            ('closures', '')) AS t(name, free)
    LOOP
        EXECUTE format('CREATE TRIGGER recyclique_final BEFORE UPDATE OR DELETE ON public.%I FOR EACH ROW'
            ' EXECUTE FUNCTION sync.keep_final(%L)', v_table.name, v_table.free);
        CONTINUE WHEN v_table.name NOT IN ('cash_movements', 'cash_counts', 'closures');
        EXECUTE format('CREATE TRIGGER recyclique_keep_all BEFORE TRUNCATE ON public.%I'
            ' EXECUTE FUNCTION sync.refuse_change()', v_table.name);
        EXECUTE format('ALTER TABLE public.%I ENABLE ALWAYS TRIGGER recyclique_keep_all', v_table.name);
    END LOOP;
END $$;

-- A session is closed, never deleted, be it empty (F-13).
CREATE TRIGGER recyclique_final BEFORE DELETE ON cash_sessions FOR EACH ROW EXECUTE FUNCTION sync.keep_final('');

CREATE OR REPLACE FUNCTION sync.known_schemas() RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT ARRAY['0001', '0002', '0003', '0004', '0005', '0006', '0007', '0008'] $$;

INSERT INTO sync.acts (name, label, class, series, audit, target) VALUES
    ('sale.corrected', 'Ticket corrigé', 'operational', NULL, 'sale_corrected', 'corrections')
ON CONFLICT (name) DO NOTHING;
