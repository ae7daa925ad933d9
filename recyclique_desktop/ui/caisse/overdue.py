"""A till left open too long, since another day or for more than sixteen hours: said, and nothing is blocked."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.domain.enums import SessionType
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.widgets.message import Message, MessageKind
from recyclique_desktop.ui.words import day_without_year

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from recyclique_desktop.data.queries.till import OpenSessionView
    from recyclique_desktop.domain.station import Station
    from recyclique_desktop.ui.context import AppContext

    Say: TypeAlias = Callable[[Message, Callable[[], None]], None]

TOO_LONG: Final = timedelta(hours=16)


def overdue_message(opened: OpenSessionView, station: Station) -> Message | None:
    """Return what to say of a session that should have been closed, with a button that closes it; mostly nothing.

    A notebook has another day by nature, and takes the time it takes.
    """
    if opened.session_type is not SessionType.REAL:
        return None
    now, day = station.clock.now(), opened.business_date
    if day is not None and day < business_date(now, station.zone):
        title = tr("La caisse est ouverte depuis {day}", day=day_without_year(day))
    elif now - opened.opened_at > TOO_LONG:
        title = tr("La caisse est ouverte depuis plus de 16 heures")
    else:
        return None
    detail = tr("Vendez sans crainte ; comptez-la et fermez-la dès que possible.")
    return Message(MessageKind.LOOK, title, detail, button=tr("Fermer la caisse"), button_icon="lock")


def tell_overdue(context: AppContext, opened: OpenSessionView, say: Say, *, silent: bool) -> None:
    """Say so on a page, unless it has something else to say now; the button goes to the closing."""
    told = None if silent else overdue_message(opened, context.station)
    if told is not None:
        say(told, lambda: context.go("closing"))
