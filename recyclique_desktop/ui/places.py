"""The places of administration, by name: which of them a person may enter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from recyclique_desktop.domain.enums import Permission

if TYPE_CHECKING:
    from recyclique_desktop.domain.station import Actor

BEHIND: Final = "behind"
"""Name of no page: ``AppContext.go`` leads under it to the screen that waits behind the locked one."""
OUT_OF_TRAINING: Final = "shop"
"""Name of no page: ``AppContext.go`` leaves the training under it, signed in or not."""
_PREFIX: Final = "admin_"
_PAGES: Final[dict[str, tuple[tuple[str, Permission], ...]]] = {
    "categories": (("categories", Permission.CATALOGUE_MANAGE),),
    "people": (
        ("people", Permission.USERS_MANAGE),
        ("groups", Permission.GROUPS_MANAGE),
        ("registrations", Permission.USERS_MANAGE),
    ),
    "reception": (
        ("reception", Permission.REPORTS_VIEW),
        ("paper", Permission.RECEPTION_DEFERRED),
    ),
    "journal": (("journal", Permission.AUDIT_VIEW),),
    "settings": (
        ("settings", Permission.SETTINGS_MANAGE),
        ("methods", Permission.SETTINGS_MANAGE),
        ("privacy", Permission.PRIVACY_MANAGE),
    ),
}
"""The pages behind each place, in order, with what each wants; where somebody may enter none, the place is hidden."""


def page_name(place: str) -> str:
    """Return the name under which a page of administration is shown."""
    return _PREFIX + place


def is_of_administration(name: str) -> bool:
    """Tell whether a page of that name is one of administration."""
    return name.startswith(_PREFIX)


def pages_of(place: str, actor: Actor) -> tuple[str, ...]:
    """Return the pages behind a place that a person may enter, in order."""
    return tuple(page for page, right in _PAGES.get(place, ()) if actor.may(right))


def places_for(actor: Actor) -> tuple[str, ...]:
    """Return the places that a person may enter; how the data stand is everybody's to see."""
    return (*(place for place in _PAGES if pages_of(place, actor)), "sync")


def entry_of(place: str, actor: Actor) -> str:
    """Return the name of the page that a place opens: the first that this person may enter."""
    return page_name(next(iter(pages_of(place, actor)), place))


def first_place(actor: Actor) -> str:
    """Return the page that « Administration » opens, or nothing for who manages nothing."""
    managed = [place for place in places_for(actor) if place in _PAGES]
    return entry_of(managed[0], actor) if managed else ""
