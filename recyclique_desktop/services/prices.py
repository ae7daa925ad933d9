"""A price outside the list where the register blocks it: somebody with the right allows it, line by line, and it stays.

The word is asked for when the line is made, and an entry keeps it; ``complete_sale`` finds it there (``cash.md`` §2.6).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import AuditLog, CashSession
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.enums import Permission
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents, to_decimal
from recyclique_desktop.domain.till_options import PricePolicy, read_options
from recyclique_desktop.services import approvals
from recyclique_desktop.services.open_till import require_open

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.basket import Line
    from recyclique_desktop.domain.prices import PriceAdvice
    from recyclique_desktop.domain.station import Actor, Station


@dataclass(frozen=True, slots=True)
class AllowPrice:
    """Let one line be sold at the price it has, and at no other."""

    session_id: UUID
    line: Line


def blocked(line: Line) -> UserError:
    """Return why a line cannot be sold at its price, with the permission that a manager may lend."""
    return UserError(
        "price.blocked", label=line.label, amount=line.unit_price, permission=Permission.CAISSE_CORRECT.value
    )


def allow_price(session: Session, command: AllowPrice, actor: Actor, station: Station) -> None:
    """Keep that somebody with the right allowed the price of a line.

    Raises:
        UserError: ``permission.denied``, ``approval.*`` or ``session.*``.
    """
    approvals.require(session, Permission.CAISSE_CORRECT, actor, station)
    till = session.get(CashSession, command.session_id)
    if till is None:
        raise UserError("session.not_found")
    require_open(session, till, station)
    line = command.line
    record(
        session,
        acts.PRICE_ALLOWED,
        actor,
        station,
        doc={
            "line": str(line.line_id),
            "label": line.label,
            "unit_price": to_decimal(line.unit_price),
            "list_price": None if line.list_price is None else to_decimal(line.list_price),
        },
    )


def require_listed(
    session: Session,
    till: CashSession,
    lines: tuple[Line, ...],
    advice: Mapping[UUID, PriceAdvice],
    *,
    actor: Actor,
    station: Station,
) -> None:
    """Refuse a ticket with a price outside the list that nobody allowed, where the register blocks it.

    It reads something only when there is such a price. Lines made by a button have the shop's own price.

    Args:
        session: A writing session.
        till: The session that is sold in; it keeps the options of its register.
        lines: Of the ticket, each with a price of its own.
        advice: What the list says, by category.
        actor: Who sells, perhaps with a manager's word.
        station: Where.

    Raises:
        UserError: ``price.blocked`` or ``approval.*``.
    """
    options = read_options(till.workflow_options)
    if options.price_policy is not PricePolicy.BLOCK or options.global_price:
        return
    outside = [line for line in lines if line.preset_code is None and _is_outside(line, advice)]
    if not outside or actor.may(Permission.CAISSE_CORRECT):
        return
    allowed = _allowed(session, till)
    for line in outside:
        if (str(line.line_id), to_decimal(line.unit_price)) not in allowed:
            approvals.require(session, Permission.CAISSE_CORRECT, actor, station, refusal=blocked(line))
            return


def require_no_discount(
    session: Session, till: CashSession, lines: tuple[Line, ...], agreed: Cents, *, actor: Actor, station: Station
) -> None:
    """Refuse a price of the whole below that of the lines, where the register blocks what is outside the list.

    A register that agrees one price for each ticket has no price of the lines to keep to.

    Raises:
        UserError: ``price.discount_blocked`` or ``approval.*``.
    """
    options = read_options(till.workflow_options)
    less = Cents(sum(line.total for line in lines) - agreed)
    if options.price_policy is not PricePolicy.BLOCK or options.global_price or less <= 0:
        return
    wanted = Permission.CAISSE_CORRECT
    refusal = UserError("price.discount_blocked", amount=less, permission=wanted.value)
    approvals.require(session, wanted, actor, station, refusal=refusal)


def _is_outside(line: Line, advice: Mapping[UUID, PriceAdvice]) -> bool:
    found = advice.get(line.category_id)
    return found is not None and found.warning(line.unit_price) is not None


def _allowed(session: Session, till: CashSession) -> set[tuple[str, str]]:
    """Return the lines that were allowed in this session, each with its price."""
    query = select(AuditLog.details_json).where(
        AuditLog.action_type == acts.PRICE_ALLOWED.audit.value, AuditLog.timestamp >= till.opened_at
    )
    told = (details or {} for details in session.scalars(query))
    return {(one.get("line", ""), one.get("unit_price", "")) for one in told}
