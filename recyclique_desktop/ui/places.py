"""The places of administration, by name: which of them a person may enter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from recyclique_desktop.domain.enums import Permission

if TYPE_CHECKING:
    from recyclique_desktop.domain.station import Actor

BEHIND: Final = "behind"
"""Name of no page: ``AppContext.go`` leads under it to the screen that waits behind the locked one."""
_PREFIX: Final = "admin_"
_RIGHTS: Final = {
    "categories": Permission.CATALOGUE_MANAGE,
    "people": Permission.USERS_MANAGE,
    "settings": Permission.SETTINGS_MANAGE,
}


def page_name(place: str) -> str:
    """Return the name under which a place of administration is shown."""
    return _PREFIX + place


def is_of_administration(name: str) -> bool:
    """Tell whether a page of that name is one of administration."""
    return name.startswith(_PREFIX)


def places_for(actor: Actor) -> tuple[str, ...]:
    """Return the places that a person may enter; how the data stand is everybody's to see."""
    managed = [place for place, right in _RIGHTS.items() if actor.may(right)]
    return (*managed, "sync")


def first_place(actor: Actor) -> str:
    """Return the page that « Administration » opens, or nothing for who manages nothing."""
    managed = [place for place in places_for(actor) if place in _RIGHTS]
    return page_name(managed[0]) if managed else ""
