-- Take away what this revision brought, once the functions that it replaced have their earlier bodies again.

DROP VIEW v_ligne_depot, v_ticket_depot, v_poste_reception;
ALTER TABLE ligne_depot DROP CONSTRAINT ck_ligne_depot_exit_leaves_shop;
DELETE FROM sync.acts WHERE name = ANY (ARRAY['reception.notebook_opened', 'reception.imported', 'deposit.corrected',
    'deposit.announced', 'deposit.validated', 'deposit.refused']);
