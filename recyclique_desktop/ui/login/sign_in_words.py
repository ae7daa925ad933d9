"""What the page of signing in says: who comes, or who goes on with what waits behind it, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from recyclique_desktop.system.messages import mark, tr

if TYPE_CHECKING:
    from uuid import UUID

REASONS: Final = {
    "expired": (
        mark("Votre connexion est arrivée à son terme."),
        mark("Ce qui était commencé est gardé. Entrez de nouveau pour continuer."),
    ),
    "revoked": (
        mark("Cette connexion a été fermée : le compte a changé."),
        mark("Ce qui était commencé est gardé. Une autre personne peut continuer."),
    ),
}
"""What is said of a sign-in that the program ended."""


def waiting_behind(arrival: dict[str, object]) -> tuple[UUID | None, str, UUID | None]:
    """Take what is said of the screen behind out of ``arrival``."""
    behind, why, who = (arrival.pop(name, None) for name in ("behind", "why", "user_id"))
    return behind, str(why or ""), who  # type: ignore[return-value]


def words(why: str) -> tuple[str, str]:
    """Return title and advice of the page: who comes, or who goes on with what waits behind it."""
    if why == "locked":
        advice = tr("Tapez votre code pour continuer, ou touchez un autre nom. Ce qui était commencé est gardé.")
        return tr("Poste verrouillé"), advice
    if why == "swap":
        return tr("Qui prend la suite ?"), tr("Les 4 chiffres du code suffisent. Ce qui était commencé continue.")
    return tr("Qui êtes-vous ?"), tr("Touchez votre nom, puis tapez votre code à 4 chiffres.")
