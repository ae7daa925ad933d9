"""Who may do what: the permissions in words, those a manager may lend, and the groups a new shop starts with.

Both administrator roles hold every permission; anyone else the union of the groups' (``reception-admin.md`` §3.9).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import NAMESPACE_OID, UUID, uuid5

from recyclique_desktop.domain.enums import Permission

DESCRIPTIONS: dict[Permission, str] = {
    Permission.CAISSE: "Ouvrir la caisse, vendre et fermer la caisse",
    Permission.CAISSE_VIRTUAL: "S’entraîner à la caisse : rien n’est compté",
    Permission.CAISSE_DEFERRED: "Saisir un cahier papier d’un jour passé",
    Permission.CAISSE_REFUND: "Rembourser ou annuler une vente payée",
    Permission.CAISSE_CASH_MOVE: "Mettre ou retirer de l’argent du tiroir",
    Permission.CAISSE_VARIANCE: "Accepter un grand écart à la fermeture",
    Permission.CAISSE_CORRECT: "Corriger une vente : poids, catégorie, paiement",
    Permission.RECEPTION: "Peser les dépôts à la réception",
    Permission.RECEPTION_DEFERRED: "Saisir une réception d’un jour passé",
    Permission.RECEPTION_CORRECT: "Corriger un dépôt terminé",
    Permission.REPORTS_VIEW: "Voir les rapports",
    Permission.REPORTS_EXPORT: "Exporter les rapports",
    Permission.CATALOGUE_MANAGE: "Gérer les catégories et les prix",
    Permission.USERS_MANAGE: "Gérer les personnes",
    Permission.GROUPS_MANAGE: "Gérer les groupes et leurs permissions",
    Permission.SETTINGS_MANAGE: "Gérer les réglages",
    Permission.DEVICES_MANAGE: "Gérer les postes du magasin",
    Permission.AUDIT_VIEW: "Voir le journal d’activité",
    Permission.PRIVACY_MANAGE: "Exporter ou effacer les données d’une personne",
}
"""In the order in which a screen shows them: till, reception, reports, administration."""

OVERRIDABLE = frozenset({
    Permission.CAISSE_DEFERRED,
    Permission.CAISSE_REFUND,
    Permission.CAISSE_CASH_MOVE,
    Permission.CAISSE_VARIANCE,
    Permission.CAISSE_CORRECT,
    Permission.RECEPTION_DEFERRED,
    Permission.RECEPTION_CORRECT,
})  # fmt: skip
"""What a manager may allow once, by her code, to somebody who lacks it; everything else wants one's own right."""

APPROVAL_LASTS = timedelta(minutes=2)
"""A manager's word is for the act on the screen, not for the afternoon."""


@dataclass(frozen=True, slots=True)
class SeedGroup:
    """A group that a new shop starts with."""

    name: str
    description: str
    permissions: tuple[Permission, ...]


TILL_GROUP = SeedGroup("Bénévole caisse", "Les personnes qui tiennent la caisse", (Permission.CAISSE,))
RECEPTION_GROUP = SeedGroup("Bénévole réception", "Les personnes qui pèsent les dépôts", (Permission.RECEPTION,))
LEADER_GROUP = SeedGroup(
    "Responsable",
    "Les personnes qui aident, corrigent et tiennent le magasin",
    (
        Permission.CAISSE, Permission.CAISSE_VIRTUAL, *sorted(OVERRIDABLE), Permission.RECEPTION,
        Permission.REPORTS_VIEW, Permission.REPORTS_EXPORT, Permission.CATALOGUE_MANAGE, Permission.USERS_MANAGE,
    ),
)  # fmt: skip
ADMIN_GROUP = SeedGroup("Administrateur", "Les personnes qui règlent tout", tuple(DESCRIPTIONS))
AUDIT_GROUP = SeedGroup(
    "Auditeur (lecture seule)",
    "Les personnes qui contrôlent sans rien changer",
    (Permission.REPORTS_VIEW, Permission.REPORTS_EXPORT, Permission.AUDIT_VIEW),
)
SEED_GROUPS = (TILL_GROUP, RECEPTION_GROUP, LEADER_GROUP, ADMIN_GROUP, AUDIT_GROUP)


def permission_id(right: Permission) -> UUID:
    """Return the id that a permission gets when it comes to a shop that began without it; the same everywhere."""
    return uuid5(NAMESPACE_OID, f"recyclique:permission:{right.value}")
