-- Acts that came with this revision.

INSERT INTO sync.acts (name, label, class, series, audit, target) VALUES
    ('workstation.restored', 'Poste reconstruit', 'operational', 'J', 'workstation_restored', NULL)
ON CONFLICT (name) DO NOTHING;
