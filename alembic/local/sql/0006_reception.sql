CREATE VIEW v_poste_reception AS SELECT
    t.id,
    t.opened_by_user_id,
    t.opened_at,
    t.closed_at,
    t.status,
    t.is_deferred,
    CASE WHEN EXISTS (SELECT 1 FROM corrections c WHERE c.target_id = t.id AND c.field = 'business_date' AND c.target_table = 'poste_reception') THEN (SELECT json_extract(c.new, '$') FROM corrections c WHERE c.target_id = t.id AND c.field = 'business_date' AND c.target_table = 'poste_reception' ORDER BY c.at DESC, c.id DESC LIMIT 1) ELSE t.business_date END AS business_date,
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
    CASE WHEN EXISTS (SELECT 1 FROM corrections c WHERE c.target_id = t.id AND c.field = 'business_date' AND c.target_table = 'ticket_depot') THEN (SELECT json_extract(c.new, '$') FROM corrections c WHERE c.target_id = t.id AND c.field = 'business_date' AND c.target_table = 'ticket_depot' ORDER BY c.at DESC, c.id DESC LIMIT 1) ELSE t.business_date END AS business_date,
    CASE WHEN EXISTS (SELECT 1 FROM corrections c WHERE c.target_id = t.id AND c.field = 'notes' AND c.target_table = 'ticket_depot') THEN (SELECT c.reason FROM corrections c WHERE c.target_id = t.id AND c.field = 'notes' AND c.target_table = 'ticket_depot' ORDER BY c.at DESC, c.id DESC LIMIT 1) ELSE t.notes END AS notes,
    CASE WHEN EXISTS (SELECT 1 FROM corrections c WHERE c.target_id = t.id AND c.field = 'origin_channel' AND c.target_table = 'ticket_depot') THEN (SELECT json_extract(c.new, '$') FROM corrections c WHERE c.target_id = t.id AND c.field = 'origin_channel' AND c.target_table = 'ticket_depot' ORDER BY c.at DESC, c.id DESC LIMIT 1) ELSE t.origin_channel END AS origin_channel,
    CASE WHEN EXISTS (SELECT 1 FROM corrections c WHERE c.target_id = t.id AND c.field = 'insee' AND c.target_table = 'ticket_depot') THEN (SELECT json_extract(c.new, '$') FROM corrections c WHERE c.target_id = t.id AND c.field = 'insee' AND c.target_table = 'ticket_depot' ORDER BY c.at DESC, c.id DESC LIMIT 1) ELSE t.insee END AS insee,
    t.site_id,
    t.workstation_id,
    t.created_at
FROM ticket_depot t;

CREATE VIEW v_ligne_depot AS SELECT
    t.id,
    t.ticket_id,
    CASE WHEN EXISTS (SELECT 1 FROM corrections c WHERE c.target_id = t.id AND c.field = 'category_id' AND c.target_table = 'ligne_depot') THEN (SELECT unhex(replace(json_extract(c.new, '$'), '-', '')) FROM corrections c WHERE c.target_id = t.id AND c.field = 'category_id' AND c.target_table = 'ligne_depot' ORDER BY c.at DESC, c.id DESC LIMIT 1) ELSE t.category_id END AS category_id,
    CASE WHEN EXISTS (SELECT 1 FROM corrections c WHERE c.target_id = t.id AND c.field = 'poids_kg' AND c.target_table = 'ligne_depot') THEN (SELECT CAST(replace(json_extract(c.new, '$'), '.', '') AS INTEGER) FROM corrections c WHERE c.target_id = t.id AND c.field = 'poids_kg' AND c.target_table = 'ligne_depot' ORDER BY c.at DESC, c.id DESC LIMIT 1) ELSE t.poids_kg END AS poids_kg,
    CASE WHEN EXISTS (SELECT 1 FROM corrections c WHERE c.target_id = t.id AND c.field = 'destination' AND c.target_table = 'ligne_depot') THEN (SELECT json_extract(c.new, '$') FROM corrections c WHERE c.target_id = t.id AND c.field = 'destination' AND c.target_table = 'ligne_depot' ORDER BY c.at DESC, c.id DESC LIMIT 1) ELSE t.destination END AS destination,
    CASE WHEN EXISTS (SELECT 1 FROM corrections c WHERE c.target_id = t.id AND c.field = 'notes' AND c.target_table = 'ligne_depot') THEN (SELECT c.reason FROM corrections c WHERE c.target_id = t.id AND c.field = 'notes' AND c.target_table = 'ligne_depot' ORDER BY c.at DESC, c.id DESC LIMIT 1) ELSE t.notes END AS notes,
    CASE WHEN EXISTS (SELECT 1 FROM corrections c WHERE c.target_id = t.id AND c.field = 'is_exit' AND c.target_table = 'ligne_depot') THEN (SELECT json_extract(c.new, '$') FROM corrections c WHERE c.target_id = t.id AND c.field = 'is_exit' AND c.target_table = 'ligne_depot' ORDER BY c.at DESC, c.id DESC LIMIT 1) ELSE t.is_exit END AS is_exit,
    t.line_no,
    t.created_by,
    t.weight_source,
    t.tare,
    t.deposit_id,
    t.site_id,
    t.workstation_id,
    t.created_at
FROM ligne_depot t;
