"""Reading a till without closing it (the X report): anybody may ask at any time, and that is written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import CashSession
from recyclique_desktop.data.queries.figures import session_figures
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.enums import Permission
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import to_decimal
from recyclique_desktop.services.open_till import require_open

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.station import Actor, Station


@dataclass(frozen=True, slots=True)
class ReadSession:
    session_id: UUID


def read_session(session: Session, command: ReadSession, actor: Actor, station: Station) -> None:
    """Note that an open session was read, with the figures that were seen; nothing of it changes.

    Raises:
        UserError: ``permission.denied``, ``session.not_found``, ``session.closed`` or ``session.elsewhere``.
    """
    actor.require(Permission.CAISSE)
    till = session.get(CashSession, command.session_id)
    if till is None:
        raise UserError("session.not_found")
    require_open(session, till, station)
    figures = session_figures(session, till.id)
    seen = {
        "session": till.number or "",
        "tickets": figures.tickets,
        "sales": to_decimal(figures.sales_total),
        "donations": to_decimal(figures.donations),
        "expected": to_decimal(figures.expected_total),
    }
    record(session, acts.SESSION_READ, actor, station, doc=seen)
