"""The words of history: what every kind of act is called, what it was about, and the names of its details.

The nineteen kinds of RecyClique 1.4.4 keep the words that its screens showed; rows that another version wrote under a
kind nobody here knows stay readable under its own name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from recyclique_desktop.domain.enums import AuditActionType as Kind
from recyclique_desktop.system.messages import mark, tr

if TYPE_CHECKING:
    from collections.abc import Mapping

LABELS: Final[Mapping[str, str]] = {
    Kind.LOGIN_SUCCESS: mark("Connexion réussie"),
    Kind.LOGIN_FAILED: mark("Connexion échouée"),
    Kind.LOGOUT: mark("Déconnexion"),
    Kind.USER_CREATED: mark("Utilisateur créé"),
    Kind.USER_UPDATED: mark("Utilisateur modifié"),
    Kind.USER_DELETED: mark("Utilisateur supprimé"),
    Kind.USER_STATUS_CHANGED: mark("Statut utilisateur changé"),
    Kind.USER_ROLE_CHANGED: mark("Rôle utilisateur changé"),
    Kind.PASSWORD_FORCED: mark("Mot de passe forcé"),
    Kind.PASSWORD_RESET: mark("Réinitialisation mot de passe"),
    Kind.PIN_RESET: mark("Réinitialisation PIN"),
    Kind.PERMISSION_GRANTED: mark("Permission accordée"),
    Kind.PERMISSION_REVOKED: mark("Permission révoquée"),
    Kind.GROUP_ASSIGNED: mark("Groupe assigné"),
    Kind.GROUP_REMOVED: mark("Groupe retiré"),
    Kind.SYSTEM_CONFIG_CHANGED: mark("Configuration système modifiée"),
    Kind.DATA_EXPORTED: mark("Données exportées"),
    Kind.BACKUP_CREATED: mark("Sauvegarde créée"),
    Kind.DB_IMPORT: mark("Base remise depuis une sauvegarde"),
    Kind.SESSION_OPENED: mark("Caisse ouverte"),
    Kind.SESSION_RESUMED: mark("Caisse reprise"),
    Kind.SESSION_CLOSED: mark("Caisse fermée"),
    Kind.SESSION_CORRECTED: mark("Date d’un cahier corrigée"),
    Kind.SALE_COMPLETED: mark("Vente enregistrée"),
    Kind.TICKET_EDITED: mark("Ticket modifié avant paiement"),
    Kind.TICKET_ABANDONED: mark("Ticket abandonné"),
    Kind.PRICE_ALLOWED: mark("Prix hors liste accepté"),
    Kind.CATEGORIES_IMPORTED: mark("Catégories importées"),
    Kind.CATEGORY_CREATED: mark("Catégorie ajoutée"),
    Kind.CATEGORY_UPDATED: mark("Catégorie modifiée"),
    Kind.CATEGORY_ARCHIVED: mark("Catégorie archivée"),
    Kind.CATEGORY_RESTORED: mark("Catégorie restaurée"),
    Kind.PRESET_CREATED: mark("Bouton ajouté"),
    Kind.PRESET_UPDATED: mark("Bouton modifié"),
    Kind.PRESET_ARCHIVED: mark("Bouton archivé"),
    Kind.PRESET_RESTORED: mark("Bouton restauré"),
    Kind.WORKSTATION_STARTED: mark("Programme démarré"),
    Kind.TRAINING_ENTERED: mark("Entraînement commencé"),
    Kind.WORKSTATION_INITIALISED: mark("Poste installé"),
    Kind.WORKSTATION_RESTORED: mark("Poste reconstruit"),
    Kind.WORKSTATION_SUCCEEDED: mark("Poste repris par un autre"),
    Kind.WORKSTATION_ENROLLED: mark("Poste rattaché au centre"),
    Kind.WORKSTATION_REVOKED: mark("Poste révoqué"),
    Kind.KEY_CHANGED: mark("Clé du poste changée"),
    Kind.JOURNAL_IMPORTED: mark("Journal d’un poste transmis"),
    Kind.SIGN_IN_UNLOCKED: mark("Compte débloqué"),
    Kind.CONFLICT_SETTLED: mark("Désaccord réglé"),
    Kind.CENTRE_CHANGED: mark("Donnée changée au centre"),
    Kind.CENTRE_ANSWERED: mark("Demande traitée par le centre"),
    Kind.REGISTRATION_REQUESTED: mark("Demande d’inscription notée"),
    Kind.REGISTRATION_REFUSED: mark("Demande d’inscription refusée"),
    Kind.SALE_REVERSED: mark("Vente annulée ou remboursée"),
    Kind.DISPOSAL_COMPLETED: mark("Sortie enregistrée"),
    Kind.SALE_PAYMENT_FIXED: mark("Moyen de paiement corrigé"),
    Kind.CASH_MOVED: mark("Argent mis ou sorti du tiroir"),
    Kind.PERIOD_CLOSED: mark("Clôture d’une période"),
    Kind.SESSION_READ: mark("Lecture de caisse sans fermer (X)"),
    Kind.DATE_CONFIRMED: mark("Date du poste confirmée"),
    Kind.SCREEN_LOCKED: mark("Poste verrouillé"),
    Kind.SESSIONS_REVOKED: mark("Personne déconnectée partout"),
    Kind.CENTRE_RESTORED: mark("Centre remis d’une sauvegarde"),
    Kind.SETTING_UPDATED: mark("Réglage changé"),
    Kind.ALERT_ANSWERED: mark("Alerte vue"),
    Kind.PERSONAL_DATA_VIEWED: mark("Données d’une personne consultées"),
    Kind.RETENTION_APPLIED: mark("Anciennes connexions effacées"),
    Kind.GROUP_CREATED: mark("Groupe ajouté"),
    Kind.GROUP_UPDATED: mark("Groupe renommé"),
    Kind.GROUP_DISSOLVED: mark("Groupe vidé"),
    Kind.PERMISSIONS_COMPLETED: mark("Permissions d’une nouvelle version"),
    Kind.RECEPTION_OPENED: mark("Réception ouverte"),
    Kind.RECEPTION_RESUMED: mark("Réception reprise"),
    Kind.RECEPTION_CLOSED: mark("Réception fermée"),
    Kind.DEPOSIT_OPENED: mark("Dépôt commencé"),
    Kind.DEPOSIT_CHANGED: mark("Dépôt modifié"),
    Kind.DEPOSIT_CLOSED: mark("Dépôt terminé"),
    Kind.DEPOSIT_LINE_WEIGHED: mark("Pesée enregistrée"),
    Kind.DEPOSIT_LINE_CHANGED: mark("Pesée modifiée"),
    Kind.DEPOSIT_LINE_REMOVED: mark("Pesée retirée"),
    Kind.DEPOSIT_CORRECTED: mark("Dépôt corrigé"),
    Kind.DEPOSIT_ANNOUNCED: mark("Dépôt annoncé"),
    Kind.DEPOSIT_VALIDATED: mark("Dépôt annoncé validé"),
    Kind.DEPOSIT_REFUSED: mark("Dépôt annoncé refusé"),
    Kind.RECEPTION_IMPORTED: mark("Relevé de réception importé"),
    Kind.SALE_CORRECTED: mark("Ticket corrigé"),
}
"""Every kind, in the order in which a list offers them: the words of 1.4.4 first."""

TARGETS: Final[Mapping[str, str]] = {
    "users": mark("Personne"),
    "user": mark("Personne"),
    "user_sessions": mark("Connexion"),
    "login_history": mark("Essai de connexion"),
    "groups": mark("Groupe"),
    "permissions": mark("Permission"),
    "registration_requests": mark("Demande d’inscription"),
    "cash_sessions": mark("Session de caisse"),
    "cash_session": mark("Session de caisse"),
    "closures": mark("Clôture"),
    "sales": mark("Vente"),
    "sale": mark("Vente"),
    "categories": mark("Catégorie"),
    "preset_buttons": mark("Bouton"),
    "payment_methods": mark("Moyen de paiement"),
    "settings": mark("Réglage"),
    "admin_settings": mark("Réglage"),
    "system": mark("Système"),
    "sites": mark("Magasin"),
    "workstations": mark("Poste"),
    "cash_registers": mark("Caisse"),
    "poste_reception": mark("Réception"),
    "ticket_depot": mark("Dépôt"),
    "ligne_depot": mark("Pesée"),
    "alerts": mark("Alerte"),
}
"""What an act was about, by the word that is stored: ours are tables, those of 1.4.4 are names of its own."""

DETAILS: Final[Mapping[str, str]] = {
    "already": mark("Déjà là"),
    "approved_by": mark("Accordé par"),
    "attempts": mark("Essais"),
    "cause": mark("Cause"),
    "dead": mark("Poste remplacé"),
    "delta": mark("Différence"),
    "entries": mark("Entrées du journal"),
    "filters": mark("Filtres"),
    "format": mark("Format"),
    "group": mark("Groupe"),
    "head": mark("Dernière entrée"),
    "heir": mark("Poste qui continue"),
    "ip_address": mark("Adresse"),
    "joined": mark("Groupes rejoints"),
    "key": mark("Réglage"),
    "kind": mark("Sorte"),
    "left": mark("Groupes quittés"),
    "method": mark("Moyen"),
    "new": mark("Nouvelle valeur"),
    "old": mark("Ancienne valeur"),
    "operator": mark("Personne"),
    "permission": mark("Permission"),
    "permissions": mark("Permissions"),
    "reason": mark("Raison"),
    "regime": mark("Régime de TVA"),
    "role": mark("Rôle"),
    "rows": mark("Lignes"),
    "size": mark("Taille"),
    "stored": mark("Enregistré"),
    "system": mark("Système"),
    "what": mark("Quoi"),
    "workstation": mark("Poste"),
}
"""Names of the details that our own acts keep; any other is shown as it is written."""


def kind_words(action_type: str) -> str:
    """Return what a kind of act is called; one that nobody here knows keeps its own name."""
    return tr(LABELS[action_type]) if action_type in LABELS else action_type


def target_words(target_type: str | None) -> str:
    """Return what an act was about, in one word."""
    if not target_type:
        return ""
    return tr(TARGETS[target_type]) if target_type in TARGETS else target_type


def detail_words(name: str) -> str:
    """Return the name of a detail."""
    return tr(DETAILS[name]) if name in DETAILS else name


def description_words(description: str) -> str:
    """Return the sentence of a row: ours are labels of acts, translated; those of 1.4.4 stay as they were written."""
    return tr(description) if description else ""
