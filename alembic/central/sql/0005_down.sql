-- Take away what this revision brought, once the functions that it replaced have their earlier bodies again.

DO $$
DECLARE
    v_table text;
BEGIN
    FOREACH v_table IN ARRAY ARRAY['cash_counts', 'cash_movements', 'closures', 'corrections', 'prints'] LOOP
        EXECUTE format('DROP TRIGGER recyclique_note ON public.%I', v_table);
    END LOOP;
    FOR v_table IN SELECT table_name FROM sync.registry WHERE owner = 'device' LOOP
        EXECUTE format('REVOKE INSERT, UPDATE ON public.%I FROM recyclique_shared', v_table);
    END LOOP;
END $$;

REVOKE INSERT, UPDATE ON sync.ledger, sync.parked FROM recyclique_shared;
REVOKE INSERT ON sync.entry_ids FROM recyclique_shared;
REVOKE INSERT ON sync.id_aliases FROM recyclique_api;

DROP FUNCTION IF EXISTS recyclique_api_v1.went_back, recyclique_api_v1.lives, recyclique_api_v1.bring_back,
    recyclique_api_v1.issue_code_for, recyclique_api_v1.remember, sync.make_code_for, sync.drop_login, sync.let_back_in,
    sync.remember_place, recyclique_api_v1.succeed, recyclique_api_v1.adopt_past, recyclique_api_v1.push_past,
    recyclique_api_v1.import_entries(uuid, bigint, bytea[], bytea[], bytea[], bytea[], boolean, uuid, bigint),
    sync.begin_life, sync.shorter, sync.quarrel_once, sync.bring_one, sync.bring_all, sync.settle_equal, sync.settle_row,
    sync.take_past, sync.take_past_rows, sync.take_past_place, sync.translated, sync.unaliased, sync.centre_id,
    sync.upcast, sync.with_common, sync.take_keys;
DROP VIEW sync.upcasters;
DROP TABLE sync.lives;

DELETE FROM sync.acts WHERE name = ANY (ARRAY['workstation.restored', 'workstation.succeeded', 'journal.imported',
    'date.confirmed', 'centre.restored']);
