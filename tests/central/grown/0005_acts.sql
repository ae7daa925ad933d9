-- Acts that came with this revision.

INSERT INTO sync.acts (name, label, class, series, audit, target) VALUES
    ('workstation.restored', 'Poste reconstruit', 'operational', 'J', 'workstation_restored', NULL),
    ('workstation.succeeded', 'Poste repris par un autre', 'operational', 'J', 'workstation_succeeded', NULL),
    ('journal.imported', 'Journal d’un autre poste transmis', 'operational', 'J', 'journal_imported', NULL)
ON CONFLICT (name) DO NOTHING;
