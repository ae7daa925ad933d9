DELETE FROM sync.acts;

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('categories.imported', 'Catégories importées', 'operational', NULL, 'categories_imported', NULL);

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('categories.ordered', 'Ordre des catégories changé', 'operational', NULL, 'category_updated', 'categories');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('category.archived', 'Catégorie archivée', 'operational', NULL, 'category_archived', 'categories');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('category.changed', 'Catégorie modifiée', 'operational', NULL, 'category_updated', 'categories');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('category.created', 'Catégorie ajoutée', 'operational', NULL, 'category_created', 'categories');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('category.moved', 'Catégorie déplacée', 'operational', NULL, 'category_updated', 'categories');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('category.restored', 'Catégorie restaurée', 'operational', NULL, 'category_restored', 'categories');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('centre.answered', 'Demande traitée par le centre', 'operational', NULL, 'centre_answered', NULL);

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('centre.changed', 'Donnée partagée modifiée au centre', 'operational', NULL, 'centre_changed', NULL);

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('conflict.settled', 'Désaccord réglé', 'operational', 'J', 'conflict_settled', NULL);

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('deposit.changed', 'Dépôt modifié', 'operational', NULL, 'deposit_changed', 'ticket_depot');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('deposit.closed', 'Dépôt terminé', 'operational', NULL, 'deposit_closed', 'ticket_depot');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('deposit.line_changed', 'Pesée modifiée', 'operational', NULL, 'deposit_line_changed', 'ligne_depot');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('deposit.line_removed', 'Pesée retirée', 'operational', NULL, 'deposit_line_removed', 'ligne_depot');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('deposit.line_weighed', 'Pesée enregistrée', 'operational', NULL, 'deposit_line_weighed', 'ligne_depot');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('deposit.opened', 'Dépôt commencé', 'operational', NULL, 'deposit_opened', 'ticket_depot');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('journal.imported', 'Journal d’un autre poste transmis', 'operational', 'J', 'journal_imported', NULL);

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('key.changed', 'Clé du poste changée', 'operational', 'J', 'key_changed', 'workstations');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('person.sign_in_failed', 'Connexion échouée', 'operational', 'J', 'login_failed', 'login_history');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('person.signed_in', 'Connexion réussie', 'operational', 'J', 'login_success', 'user_sessions');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('person.signed_out', 'Déconnexion', 'operational', 'J', 'logout', 'user_sessions');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('person.unlocked', 'Compte débloqué', 'operational', 'J', 'sign_in_unlocked', NULL);

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('preset.archived', 'Bouton archivé', 'operational', NULL, 'preset_archived', 'preset_buttons');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('preset.changed', 'Bouton modifié', 'operational', NULL, 'preset_updated', 'preset_buttons');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('preset.created', 'Bouton ajouté', 'operational', NULL, 'preset_created', 'preset_buttons');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('preset.restored', 'Bouton restauré', 'operational', NULL, 'preset_restored', 'preset_buttons');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('presets.ordered', 'Ordre des boutons changé', 'operational', NULL, 'preset_updated', 'preset_buttons');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('reception.closed', 'Réception fermée', 'operational', NULL, 'reception_closed', 'poste_reception');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('reception.opened', 'Réception ouverte', 'operational', NULL, 'reception_opened', 'poste_reception');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('reception.resumed', 'Réception reprise', 'operational', 'J', 'reception_resumed', NULL);

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('sale.completed', 'Vente enregistrée', 'fiscal', 'T', 'sale_completed', 'sales');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('session.closed', 'Caisse fermée', 'fiscal', 'G', 'session_closed', 'closures');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('session.opened', 'Caisse ouverte', 'fiscal', 'M', 'session_opened', 'cash_sessions');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('session.resumed', 'Vente reprise', 'operational', 'J', 'session_resumed', 'cash_sessions');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('setting.changed', 'Réglage changé', 'operational', 'J', 'system_config_changed', NULL);

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('ticket.abandoned', 'Ticket annulé avant paiement', 'operational', 'J', 'ticket_abandoned', NULL);

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('ticket.line_removed', 'Ligne retirée avant paiement', 'operational', 'J', 'ticket_edited', NULL);

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('user.changed', 'Personne modifiée', 'operational', NULL, 'user_updated', 'users');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('user.created', 'Personne ajoutée', 'operational', NULL, 'user_created', 'users');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('user.deactivated', 'Personne désactivée', 'operational', NULL, 'user_status_changed', 'users');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('user.groups_changed', 'Équipes changées', 'operational', NULL, 'group_assigned', 'users');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('user.password_changed', 'Mot de passe changé', 'operational', NULL, 'password_reset', 'users');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('user.password_forced', 'Mot de passe remplacé', 'operational', NULL, 'password_forced', 'users');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('user.pin_changed', 'Code personnel changé', 'operational', NULL, 'pin_reset', 'users');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('user.pin_cleared', 'Code personnel effacé', 'operational', NULL, 'pin_reset', 'users');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('user.reactivated', 'Personne réactivée', 'operational', NULL, 'user_status_changed', 'users');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('user.role_changed', 'Rôle changé', 'operational', NULL, 'user_role_changed', 'users');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('workstation.enrolled', 'Poste rattaché au centre', 'operational', NULL, 'workstation_enrolled', 'workstations');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('workstation.initialised', 'Poste installé', 'operational', 'J', 'workstation_initialised', 'workstations');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('workstation.restored', 'Poste reconstruit', 'operational', 'J', 'workstation_restored', NULL);

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('workstation.revoked', 'Poste révoqué', 'operational', NULL, 'workstation_revoked', 'workstations');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('workstation.started', 'Programme démarré', 'operational', 'J', 'workstation_started', NULL);

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('workstation.succeeded', 'Poste repris par un autre', 'operational', 'J', 'workstation_succeeded', NULL);
