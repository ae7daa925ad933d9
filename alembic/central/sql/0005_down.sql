-- Take away what this revision brought; the functions it replaced get their earlier bodies after this file.

DROP FUNCTION recyclique_api_v1.went_back, recyclique_api_v1.lives, recyclique_api_v1.bring_back, recyclique_api_v1.succeed, recyclique_api_v1.import_entries,
    sync.begin_life,
    sync.shorter, sync.quarrel_once, sync.bring_one, sync.bring_all, sync.settle_equal, sync.settle_row;
DROP TABLE sync.lives;

DELETE FROM sync.acts WHERE name = ANY (ARRAY['workstation.restored', 'workstation.succeeded', 'journal.imported']);
