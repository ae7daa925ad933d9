"""A card that the terminal refused: nothing is sold, and the day's record says that it was tried."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import CashSession
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.enums import Permission
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import to_decimal
from recyclique_desktop.services.open_till import require_open

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.money import Cents
    from recyclique_desktop.domain.station import Actor, Station


@dataclass(frozen=True, slots=True)
class RefusePayment:
    """A card that the terminal did not take."""

    session_id: UUID
    sale_id: UUID
    method_code: str
    amount: Cents


def refuse_payment(session: Session, command: RefusePayment, actor: Actor, station: Station) -> None:
    """Keep that a terminal refused a card; the ticket goes on, nothing is sold.

    Raises:
        UserError: ``permission.denied``, ``session.not_found``, ``session.closed`` or ``session.elsewhere``.
    """
    actor.require(Permission.CAISSE)
    till = session.get(CashSession, command.session_id)
    if till is None:
        raise UserError("session.not_found")
    require_open(session, till, station)
    told = {"ticket": str(command.sale_id), "method": command.method_code, "amount": to_decimal(command.amount)}
    record(session, acts.PAYMENT_REFUSED, actor, station, doc=told)
