"""Money put into the drawer or taken out of it without a sale, with its reason (``french-practice.md`` C-09)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import CashMovement, CashSession
from recyclique_desktop.data.queries.figures import drawer
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.enums import CashMovementKind, Permission
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.fiscal import movement_document
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.text import nfc
from recyclique_desktop.services import approvals
from recyclique_desktop.services.dates import require_date
from recyclique_desktop.services.open_till import frozen_values, require_open, software_of

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.station import Actor, Station

MAX_MOVEMENT = Cents(1_000_000)
"""Largest sum moved at once: 10 000 €, as for the float."""


@dataclass(frozen=True, slots=True)
class MoveCash:
    """Put money in, or take it out: to the bank, to the safe, for a small purchase.

    Attributes:
        movement_id: Made when the form opens, so that a double click moves once.
        amount: In cents, above zero; the kind says which way it goes.
        reason: Free words, wanted; personal, kept apart from the fiscal body.
    """

    movement_id: UUID
    session_id: UUID
    kind: CashMovementKind
    amount: Cents
    reason: str


@dataclass(frozen=True, slots=True)
class CashMoved:
    """``drawer``: what should lie in the drawer now."""

    movement_id: UUID
    drawer: Cents


def move_cash(session: Session, command: MoveCash, actor: Actor, station: Station) -> CashMoved:
    """Write one movement; the same one sent again gives the same answer and writes nothing.

    Raises:
        UserError: ``permission.denied``, ``session.not_found``, ``session.closed``, ``session.elsewhere``,
            ``movement.amount``, ``movement.reason_needed``, ``movement.drawer_short``, ``movement.conflict``.
    """
    amount = _signed(command)
    stored = session.get(CashMovement, command.movement_id)
    if stored is not None:
        written = (stored.session_id, stored.kind, stored.amount, stored.reason or "")
        if written != (command.session_id, command.kind, amount, nfc(command.reason.strip())):
            raise UserError("movement.conflict")
        return CashMoved(stored.id, drawer(session, command.session_id))
    approvals.require(session, Permission.CAISSE_CASH_MOVE, actor, station)
    till = session.get(CashSession, command.session_id)
    if till is None:
        raise UserError("session.not_found")
    held = drawer(session, till.id)
    require_open(session, till, station)
    require_date(session, station)
    _check(command, held)
    document = partial(movement_document, session=frozen_values(till), software=software_of(session))
    record(session, acts.CASH_MOVED, actor, station, doc=document)
    now = station.clock.now()
    session.add(
        CashMovement(
            id=command.movement_id,
            site_id=station.site_id,
            workstation_id=station.id,
            created_at=now,
            session_id=till.id,
            operator_id=actor.user_id,
            kind=command.kind,
            amount=amount,
            reason=nfc(command.reason.strip()),
        )
    )
    return CashMoved(command.movement_id, Cents(held + amount))


def _signed(command: MoveCash) -> Cents:
    return command.amount if command.kind is CashMovementKind.IN else Cents(-command.amount)


def _check(command: MoveCash, held: Cents) -> None:
    if not 0 < command.amount <= MAX_MOVEMENT:
        raise UserError("movement.amount", high=MAX_MOVEMENT)
    if not command.reason.strip():
        raise UserError("movement.reason_needed")
    if command.kind is not CashMovementKind.IN and command.amount > held:
        raise UserError("movement.drawer_short", held=held)
