"""Who may do what: the seeded permissions, in words, and the groups a new shop starts with.

Administrators hold every permission; anyone else the union of the groups' (``reception-admin.md`` §3.9).
"""

from __future__ import annotations

from dataclasses import dataclass

from recyclique_desktop.domain.enums import Permission

DESCRIPTIONS: dict[Permission, str] = {
    Permission.CAISSE: "Ouvrir la caisse, vendre et fermer la caisse",
    Permission.CAISSE_VIRTUAL: "S’entraîner à la caisse : rien n’est compté",
    Permission.CAISSE_DEFERRED: "Saisir un cahier papier d’un jour passé",
    Permission.RECEPTION: "Peser les dépôts à la réception",
    Permission.USERS_MANAGE: "Gérer les personnes",
    Permission.GROUPS_MANAGE: "Gérer les groupes et leurs permissions",
    Permission.REPORTS_VIEW: "Voir les rapports",
    Permission.REPORTS_EXPORT: "Exporter les rapports",
    Permission.CATALOGUE_MANAGE: "Gérer les catégories et les prix",
    Permission.SETTINGS_MANAGE: "Gérer les réglages",
    Permission.AUDIT_VIEW: "Lire le journal de ce qui a été fait",
}


@dataclass(frozen=True, slots=True)
class SeedGroup:
    """A group that a new shop starts with."""

    name: str
    description: str
    permissions: tuple[Permission, ...]


TILL_GROUP = SeedGroup("Équipe Caisse", "Les personnes qui tiennent la caisse", (Permission.CAISSE,))
RECEPTION_GROUP = SeedGroup("Équipe Réception", "Les personnes qui pèsent les dépôts", (Permission.RECEPTION,))
SEED_GROUPS = (TILL_GROUP, RECEPTION_GROUP)
