"""Every way to pay that the shop has, on and off, as its settings show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from recyclique_desktop.data.models import PaymentMethod
from recyclique_desktop.data.queries.admin_edits import WaitingEdit, waiting_edits

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.enums import PaymentKind


@dataclass(frozen=True, slots=True)
class MethodLine:
    """A way to pay, with what of it waits for the centre."""

    id: UUID
    code: str
    label: str
    kind: PaymentKind
    in_drawer: bool
    needs_reference: bool
    active: bool
    waiting: tuple[WaitingEdit, ...] = ()


def method_lines(session: Session) -> tuple[MethodLine, ...]:
    """Return every way in the till's order."""
    waiting = waiting_edits(session, "payment_methods")
    query = select(PaymentMethod).order_by(PaymentMethod.position, PaymentMethod.code)
    return tuple(
        MethodLine(
            id=row.id,
            code=row.code,
            label=row.label,
            kind=row.kind,
            in_drawer=row.in_drawer,
            needs_reference=row.needs_reference,
            active=row.active,
            waiting=waiting.get(str(row.id), ()),
        )
        for row in session.scalars(query)
    )
