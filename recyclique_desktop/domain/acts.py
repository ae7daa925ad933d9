"""Every act the program can record: the one registry of journal, audit log and history.

An act is something a person (or a scheduled job) did. A service names exactly one per transaction;
class, number series, French label and audit type follow from here and from nowhere else (``sync.md`` §1).
"""

from __future__ import annotations

from dataclasses import dataclass

from recyclique_desktop.domain.enums import AuditActionType, JournalClass, Series

_FISCAL = JournalClass.FISCAL
_OPERATIONAL = JournalClass.OPERATIONAL


@dataclass(frozen=True, slots=True)
class Act:
    """One kind of act.

    Attributes:
        name: ``object.verb`` as written in entry headers; never renamed once released.
        label: What history and the audit screen call it, in French.
        journal_class: Fiscal acts are closed, numbered records; operational ones are the rest.
        series: Number series the entry takes its gap-free number from, or none.
        audit: Type of the audit row derived from the entry.
        target: Table whose first written row the audit row points at, or none.
    """

    name: str
    label: str
    journal_class: JournalClass
    series: Series | None
    audit: AuditActionType
    target: str | None = None


WORKSTATION_INITIALISED = Act(
    "workstation.initialised", "Poste installé", _OPERATIONAL, Series.TECHNICAL,
    AuditActionType.WORKSTATION_INITIALISED, "workstations",
)  # fmt: skip
WORKSTATION_STARTED = Act(
    "workstation.started", "Programme démarré", _OPERATIONAL, Series.TECHNICAL, AuditActionType.WORKSTATION_STARTED
)
TRAINING_ENTERED = Act(
    "training.entered", "Entraînement commencé", _OPERATIONAL, Series.TECHNICAL, AuditActionType.TRAINING_ENTERED
)
CATEGORIES_IMPORTED = Act(
    "categories.imported", "Catégories importées", _OPERATIONAL, None, AuditActionType.CATEGORIES_IMPORTED
)
CATEGORY_CREATED = Act(
    "category.created", "Catégorie ajoutée", _OPERATIONAL, None, AuditActionType.CATEGORY_CREATED, "categories"
)
CATEGORY_CHANGED = Act(
    "category.changed", "Catégorie modifiée", _OPERATIONAL, None, AuditActionType.CATEGORY_UPDATED, "categories"
)
CATEGORY_MOVED = Act(
    "category.moved", "Catégorie déplacée", _OPERATIONAL, None, AuditActionType.CATEGORY_UPDATED, "categories"
)
CATEGORIES_ORDERED = Act(
    "categories.ordered", "Ordre des catégories changé", _OPERATIONAL, None, AuditActionType.CATEGORY_UPDATED,
    "categories",
)  # fmt: skip
CATEGORY_ARCHIVED = Act(
    "category.archived", "Catégorie archivée", _OPERATIONAL, None, AuditActionType.CATEGORY_ARCHIVED, "categories"
)
CATEGORY_RESTORED = Act(
    "category.restored", "Catégorie restaurée", _OPERATIONAL, None, AuditActionType.CATEGORY_RESTORED, "categories"
)
PRESET_CREATED = Act(
    "preset.created", "Bouton ajouté", _OPERATIONAL, None, AuditActionType.PRESET_CREATED, "preset_buttons"
)
PRESET_CHANGED = Act(
    "preset.changed", "Bouton modifié", _OPERATIONAL, None, AuditActionType.PRESET_UPDATED, "preset_buttons"
)
PRESETS_ORDERED = Act(
    "presets.ordered", "Ordre des boutons changé", _OPERATIONAL, None, AuditActionType.PRESET_UPDATED, "preset_buttons"
)
PRESET_ARCHIVED = Act(
    "preset.archived", "Bouton archivé", _OPERATIONAL, None, AuditActionType.PRESET_ARCHIVED, "preset_buttons"
)
PRESET_RESTORED = Act(
    "preset.restored", "Bouton restauré", _OPERATIONAL, None, AuditActionType.PRESET_RESTORED, "preset_buttons"
)
USER_CREATED = Act("user.created", "Personne ajoutée", _OPERATIONAL, None, AuditActionType.USER_CREATED, "users")
PIN_CHANGED = Act("user.pin_changed", "Code personnel changé", _OPERATIONAL, None, AuditActionType.PIN_RESET, "users")
PASSWORD_CHANGED = Act(
    "user.password_changed", "Mot de passe changé", _OPERATIONAL, None, AuditActionType.PASSWORD_RESET, "users"
)
USER_CHANGED = Act("user.changed", "Personne modifiée", _OPERATIONAL, None, AuditActionType.USER_UPDATED, "users")
USER_ROLE_CHANGED = Act(
    "user.role_changed", "Rôle changé", _OPERATIONAL, None, AuditActionType.USER_ROLE_CHANGED, "users"
)
USER_GROUPS_CHANGED = Act(
    "user.groups_changed", "Équipes changées", _OPERATIONAL, None, AuditActionType.GROUP_ASSIGNED, "users"
)
USER_GROUPS_LEFT = Act(
    "user.groups_left", "Équipes retirées", _OPERATIONAL, None, AuditActionType.GROUP_REMOVED, "users"
)
GROUP_CREATED = Act("group.created", "Groupe ajouté", _OPERATIONAL, None, AuditActionType.GROUP_CREATED, "groups")
GROUP_CHANGED = Act("group.changed", "Groupe renommé", _OPERATIONAL, None, AuditActionType.GROUP_UPDATED, "groups")
GROUP_ASSIGNED = Act(
    "group.assigned", "Personnes ajoutées au groupe", _OPERATIONAL, None, AuditActionType.GROUP_ASSIGNED
)
GROUP_UNASSIGNED = Act(
    "group.unassigned", "Personnes retirées du groupe", _OPERATIONAL, None, AuditActionType.GROUP_REMOVED
)
GROUP_DISSOLVED = Act("group.dissolved", "Groupe vidé", _OPERATIONAL, None, AuditActionType.GROUP_DISSOLVED)
PERMISSION_GRANTED = Act(
    "permission.granted", "Permission accordée", _OPERATIONAL, None, AuditActionType.PERMISSION_GRANTED
)
PERMISSION_REVOKED = Act(
    "permission.revoked", "Permission retirée", _OPERATIONAL, None, AuditActionType.PERMISSION_REVOKED
)
PERMISSIONS_COMPLETED = Act(
    "permissions.completed", "Permissions d’une nouvelle version", _OPERATIONAL, None,
    AuditActionType.PERMISSIONS_COMPLETED, "permissions",
)  # fmt: skip
USER_DEACTIVATED = Act(
    "user.deactivated", "Personne désactivée", _OPERATIONAL, None, AuditActionType.USER_STATUS_CHANGED, "users"
)
USER_REACTIVATED = Act(
    "user.reactivated", "Personne réactivée", _OPERATIONAL, None, AuditActionType.USER_STATUS_CHANGED, "users"
)
PIN_CLEARED = Act("user.pin_cleared", "Code personnel effacé", _OPERATIONAL, None, AuditActionType.PIN_RESET, "users")
PASSWORD_FORCED = Act(
    "user.password_forced", "Mot de passe remplacé", _OPERATIONAL, None, AuditActionType.PASSWORD_FORCED, "users"
)
REGISTRATION_REQUESTED = Act(
    "registration.requested", "Demande d’inscription notée", _OPERATIONAL, None,
    AuditActionType.REGISTRATION_REQUESTED, "registration_requests",
)  # fmt: skip
REGISTRATION_APPROVED = Act(
    "registration.approved", "Demande d’inscription acceptée", _OPERATIONAL, None, AuditActionType.USER_CREATED, "users"
)
REGISTRATION_REFUSED = Act(
    "registration.refused", "Demande d’inscription refusée", _OPERATIONAL, None, AuditActionType.REGISTRATION_REFUSED,
    "registration_requests",
)  # fmt: skip
USER_APPROVED = Act(
    "user.approved", "Inscription acceptée", _OPERATIONAL, None, AuditActionType.USER_STATUS_CHANGED, "users"
)
USER_REJECTED = Act(
    "user.rejected", "Inscription refusée", _OPERATIONAL, None, AuditActionType.USER_STATUS_CHANGED, "users"
)
DATA_EXPORTED = Act("data.exported", "Données exportées", _OPERATIONAL, Series.TECHNICAL, AuditActionType.DATA_EXPORTED)
BACKUP_CREATED = Act(
    "backup.created", "Sauvegarde faite", _OPERATIONAL, Series.TECHNICAL, AuditActionType.BACKUP_CREATED
)
BACKUP_FAILED = Act(
    "backup.failed", "Sauvegarde manquée", _OPERATIONAL, Series.TECHNICAL, AuditActionType.BACKUP_CREATED
)
BACKUP_RESTORED = Act(
    "backup.restored", "Poste remis depuis une sauvegarde", _OPERATIONAL, Series.TECHNICAL, AuditActionType.DB_IMPORT
)
SETTING_CHANGED = Act(
    "setting.changed", "Réglage changé", _OPERATIONAL, Series.TECHNICAL, AuditActionType.SETTING_UPDATED
)
REGIME_CHANGED = Act(
    "setting.regime_changed", "Régime de TVA changé", _OPERATIONAL, Series.TECHNICAL,
    AuditActionType.SYSTEM_CONFIG_CHANGED,
)  # fmt: skip
ALERT_ANSWERED = Act(
    "alert.answered", "Alerte vue", _OPERATIONAL, Series.TECHNICAL, AuditActionType.ALERT_ANSWERED, "corrections"
)
PERSON_VIEWED = Act(
    "person.viewed", "Données d’une personne consultées", _OPERATIONAL, Series.TECHNICAL,
    AuditActionType.PERSONAL_DATA_VIEWED,
)  # fmt: skip
PERSON_EXPORTED = Act(
    "person.exported", "Données d’une personne exportées", _OPERATIONAL, Series.TECHNICAL,
    AuditActionType.DATA_EXPORTED,
)  # fmt: skip
ERASURE_DONE = Act(
    "erasure.done", "Personne anonymisée", _OPERATIONAL, Series.TECHNICAL, AuditActionType.USER_DELETED, "users"
)
RETENTION_APPLIED = Act(
    "retention.applied", "Anciennes connexions effacées", _OPERATIONAL, Series.TECHNICAL,
    AuditActionType.RETENTION_APPLIED,
)  # fmt: skip
SIGNED_IN = Act(
    "person.signed_in", "Connexion réussie", _OPERATIONAL, Series.TECHNICAL, AuditActionType.LOGIN_SUCCESS,
    "user_sessions",
)  # fmt: skip
SIGN_IN_FAILED = Act(
    "person.sign_in_failed", "Connexion échouée", _OPERATIONAL, Series.TECHNICAL, AuditActionType.LOGIN_FAILED,
    "login_history",
)  # fmt: skip
SIGNED_OUT = Act(
    "person.signed_out", "Déconnexion", _OPERATIONAL, Series.TECHNICAL, AuditActionType.LOGOUT, "user_sessions"
)
SCREEN_LOCKED = Act(
    "person.locked", "Poste verrouillé", _OPERATIONAL, Series.TECHNICAL, AuditActionType.SCREEN_LOCKED, "user_sessions"
)
CAME_BACK = Act(
    "person.came_back", "Poste déverrouillé", _OPERATIONAL, Series.TECHNICAL, AuditActionType.LOGIN_SUCCESS,
    "user_sessions",
)  # fmt: skip
SIGN_IN_ENDED = Act(
    "person.sign_in_ended", "Connexion terminée par le programme", _OPERATIONAL, Series.TECHNICAL,
    AuditActionType.LOGOUT, "user_sessions",
)  # fmt: skip
SIGNED_OUT_EVERYWHERE = Act(
    "user.signed_out", "Personne déconnectée partout", _OPERATIONAL, None, AuditActionType.SESSIONS_REVOKED, "users"
)
SIGN_IN_UNLOCKED = Act(
    "person.unlocked", "Compte débloqué", _OPERATIONAL, Series.TECHNICAL, AuditActionType.SIGN_IN_UNLOCKED
)
SESSION_OPENED = Act(
    "session.opened", "Caisse ouverte", _FISCAL, Series.CASH_MOVEMENT, AuditActionType.SESSION_OPENED, "cash_sessions"
)
SESSION_RESUMED = Act(
    "session.resumed", "Vente reprise", _OPERATIONAL, Series.TECHNICAL, AuditActionType.SESSION_RESUMED,
    "cash_sessions",
)  # fmt: skip
SESSION_CLOSED = Act(
    "session.closed", "Caisse fermée", _FISCAL, Series.CLOSURE, AuditActionType.SESSION_CLOSED, "closures"
)
SESSION_CORRECTED = Act(
    "session.corrected", "Date d’un cahier corrigée", _OPERATIONAL, None, AuditActionType.SESSION_CORRECTED,
    "corrections",
)  # fmt: skip
SALE_COMPLETED = Act(
    "sale.completed", "Vente enregistrée", _FISCAL, Series.TICKET, AuditActionType.SALE_COMPLETED, "sales"
)
DISPOSAL_COMPLETED = Act(
    "disposal.completed", "Sortie enregistrée", _OPERATIONAL, None, AuditActionType.DISPOSAL_COMPLETED,
    "sales",
)  # fmt: skip
SALE_REVERSED = Act(
    "sale.reversed", "Vente annulée ou remboursée", _FISCAL, Series.TICKET, AuditActionType.SALE_REVERSED, "sales"
)
SALE_PAYMENT_FIXED = Act(
    "sale.payment_fixed", "Moyen de paiement corrigé", _FISCAL, Series.TICKET, AuditActionType.SALE_PAYMENT_FIXED,
    "sales",
)  # fmt: skip
SALE_CORRECTED = Act(
    "sale.corrected", "Ticket corrigé", _OPERATIONAL, None, AuditActionType.SALE_CORRECTED, "corrections"
)
CASH_MOVED = Act(
    "cash.moved", "Argent mis ou sorti du tiroir", _FISCAL, Series.CASH_MOVEMENT, AuditActionType.CASH_MOVED,
    "cash_movements",
)  # fmt: skip
PERIOD_CLOSED = Act(
    "period.closed", "Clôture d’une période", _FISCAL, Series.CLOSURE, AuditActionType.PERIOD_CLOSED, "closures"
)
SESSION_READ = Act(
    "session.read", "Lecture de caisse sans fermer (X)", _OPERATIONAL, Series.TECHNICAL, AuditActionType.SESSION_READ
)
TICKET_LINE_REMOVED = Act(
    "ticket.line_removed", "Ligne retirée avant paiement", _OPERATIONAL, Series.TECHNICAL, AuditActionType.TICKET_EDITED
)
METHOD_ADDED = Act(
    "payment_method.added", "Moyen de paiement ajouté", _OPERATIONAL, None, AuditActionType.SETTING_UPDATED,
    "payment_methods",
)  # fmt: skip
METHOD_CHANGED = Act(
    "payment_method.changed", "Moyen de paiement modifié", _OPERATIONAL, None, AuditActionType.SETTING_UPDATED,
    "payment_methods",
)  # fmt: skip
PAYMENT_REFUSED = Act(
    "payment.refused", "Carte refusée par le terminal", _OPERATIONAL, Series.TECHNICAL, AuditActionType.TICKET_EDITED
)
PRICE_ALLOWED = Act(
    "price.allowed", "Prix hors liste accepté", _OPERATIONAL, Series.TECHNICAL, AuditActionType.PRICE_ALLOWED
)
TICKET_ABANDONED = Act(
    "ticket.abandoned", "Ticket annulé avant paiement", _OPERATIONAL, Series.TECHNICAL, AuditActionType.TICKET_ABANDONED
)
POST_OPENED = Act(
    "reception.opened", "Réception ouverte", _OPERATIONAL, None, AuditActionType.RECEPTION_OPENED, "poste_reception"
)
NOTEBOOK_OPENED = Act(
    "reception.notebook_opened", "Cahier de réception ouvert", _OPERATIONAL, None, AuditActionType.RECEPTION_OPENED,
    "poste_reception",
)  # fmt: skip
POST_RESUMED = Act(
    "reception.resumed", "Réception reprise", _OPERATIONAL, Series.TECHNICAL, AuditActionType.RECEPTION_RESUMED
)
POST_CLOSED = Act(
    "reception.closed", "Réception fermée", _OPERATIONAL, None, AuditActionType.RECEPTION_CLOSED, "poste_reception"
)
DEPOSIT_OPENED = Act(
    "deposit.opened", "Dépôt commencé", _OPERATIONAL, None, AuditActionType.DEPOSIT_OPENED, "ticket_depot"
)
DEPOSIT_CHANGED = Act(
    "deposit.changed", "Dépôt modifié", _OPERATIONAL, None, AuditActionType.DEPOSIT_CHANGED, "ticket_depot"
)
DEPOSIT_CLOSED = Act(
    "deposit.closed", "Dépôt terminé", _OPERATIONAL, None, AuditActionType.DEPOSIT_CLOSED, "ticket_depot"
)
DEPOSIT_LINE_WEIGHED = Act(
    "deposit.line_weighed", "Pesée enregistrée", _OPERATIONAL, None, AuditActionType.DEPOSIT_LINE_WEIGHED,
    "ligne_depot",
)  # fmt: skip
DEPOSIT_LINE_CHANGED = Act(
    "deposit.line_changed", "Pesée modifiée", _OPERATIONAL, None, AuditActionType.DEPOSIT_LINE_CHANGED, "ligne_depot"
)
DEPOSIT_LINE_REMOVED = Act(
    "deposit.line_removed", "Pesée retirée", _OPERATIONAL, None, AuditActionType.DEPOSIT_LINE_REMOVED, "ligne_depot"
)
DEPOSIT_CORRECTED = Act(
    "deposit.corrected", "Dépôt corrigé", _OPERATIONAL, None, AuditActionType.DEPOSIT_CORRECTED, "corrections"
)
DEPOSIT_ANNOUNCED = Act(
    "deposit.announced", "Dépôt annoncé", _OPERATIONAL, None, AuditActionType.DEPOSIT_ANNOUNCED, "deposits"
)
DEPOSIT_VALIDATED = Act(
    "deposit.validated", "Dépôt annoncé validé", _OPERATIONAL, None, AuditActionType.DEPOSIT_VALIDATED, "deposits"
)
DEPOSIT_REFUSED = Act(
    "deposit.refused", "Dépôt annoncé refusé", _OPERATIONAL, None, AuditActionType.DEPOSIT_REFUSED, "deposits"
)
RECEPTION_IMPORTED = Act(
    "reception.imported", "Relevé de réception importé", _OPERATIONAL, None, AuditActionType.RECEPTION_IMPORTED,
    "import_batches",
)  # fmt: skip
CONFLICT_SETTLED = Act(
    "conflict.settled", "Désaccord réglé", _OPERATIONAL, Series.TECHNICAL, AuditActionType.CONFLICT_SETTLED
)
DATE_CONFIRMED = Act(
    "date.confirmed", "Date du poste confirmée", _OPERATIONAL, Series.TECHNICAL, AuditActionType.DATE_CONFIRMED
)
KEY_CHANGED = Act(
    "key.changed", "Clé du poste changée", _OPERATIONAL, Series.TECHNICAL, AuditActionType.KEY_CHANGED, "workstations"
)
WORKSTATION_RESTORED = Act(
    "workstation.restored", "Poste reconstruit", _OPERATIONAL, Series.TECHNICAL, AuditActionType.WORKSTATION_RESTORED
)
WORKSTATION_SUCCEEDED = Act(
    "workstation.succeeded", "Poste repris par un autre", _OPERATIONAL, Series.TECHNICAL,
    AuditActionType.WORKSTATION_SUCCEEDED,
)  # fmt: skip
JOURNAL_IMPORTED = Act(
    "journal.imported", "Journal d’un autre poste transmis", _OPERATIONAL, Series.TECHNICAL,
    AuditActionType.JOURNAL_IMPORTED,
)  # fmt: skip
CENTRE_CHANGED = Act(
    "centre.changed", "Donnée partagée modifiée au centre", _OPERATIONAL, None, AuditActionType.CENTRE_CHANGED
)
CENTRE_ANSWERED = Act(
    "centre.answered", "Demande traitée par le centre", _OPERATIONAL, None, AuditActionType.CENTRE_ANSWERED
)
CENTRE_RESTORED = Act(
    "centre.restored", "Centre remis d’une sauvegarde", _OPERATIONAL, None, AuditActionType.CENTRE_RESTORED
)
WORKSTATION_ENROLLED = Act(
    "workstation.enrolled", "Poste rattaché au centre", _OPERATIONAL, None, AuditActionType.WORKSTATION_ENROLLED,
    "workstations",
)  # fmt: skip
WORKSTATION_REVOKED = Act(
    "workstation.revoked", "Poste révoqué", _OPERATIONAL, None, AuditActionType.WORKSTATION_REVOKED, "workstations"
)

ALL: tuple[Act, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Act))
BY_NAME: dict[str, Act] = {act.name: act for act in ALL}
