"""The ways to pay of the shop: switched on and off, renamed, added; never deleted, payments name them (``cash.md`` P2).

A way's ``code`` and kind are made once. Cash alone gives change, and every shop has its one cash.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import PaymentMethod
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.enums import PaymentKind, Permission
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.text import folded, nfc
from recyclique_desktop.services.shared import change, require_office

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.station import Actor, Station

MAX_LABEL = 20
"""Letters that a button of the payment holds at 1024 pixels."""


@dataclass(frozen=True, slots=True)
class MethodForm:
    """What a way's form says, whole.

    Attributes:
        kind: Of a new one; a way that is there keeps its own.
        in_drawer: Whether it is counted in the drawer, as cheques and local notes are.
        needs_reference: Whether it wants a number or a name.
        active: Whether the till offers it.
    """

    method_id: UUID
    label: str
    kind: PaymentKind = PaymentKind.OTHER
    in_drawer: bool = False
    needs_reference: bool = False
    active: bool = True


@dataclass(frozen=True, slots=True)
class AddMethod:
    form: MethodForm


@dataclass(frozen=True, slots=True)
class EditMethod:
    form: MethodForm


def add_method(session: Session, command: AddMethod, actor: Actor, station: Station) -> UUID:
    """Add a way to pay after the others; the same id again is the same way.

    Raises:
        UserError: ``permission.denied``, ``shared.office_only``, ``method.*``.
    """
    actor.require(Permission.SETTINGS_MANAGE)
    require_office(session, station)
    form = command.form
    if session.get(PaymentMethod, form.method_id) is not None:
        return form.method_id
    if form.kind is PaymentKind.CASH:
        raise UserError("method.one_cash")
    label = _checked_label(session, form)
    now = station.clock.now()
    record(session, acts.METHOD_ADDED, actor, station)
    session.add(
        PaymentMethod(
            id=form.method_id,
            code=_code(label, form.method_id),
            label=label,
            kind=form.kind,
            gives_change=False,
            in_drawer=form.in_drawer,
            needs_reference=form.needs_reference,
            position=1 + max((row.position for row in _rows(session)), default=0),
            active=form.active,
            created_at=now,
            updated_at=now,
        )
    )
    return form.method_id


def edit_method(session: Session, command: EditMethod, actor: Actor, station: Station) -> None:
    """Change a way to pay; a form that says what is there already writes nothing.

    Raises:
        UserError: ``permission.denied``, ``shared.office_only``, ``method.*``.
    """
    actor.require(Permission.SETTINGS_MANAGE)
    require_office(session, station)
    form = command.form
    method = session.get(PaymentMethod, form.method_id)
    if method is None:
        raise UserError("method.not_found")
    label = _checked_label(session, form)
    if not form.active and not any(row.active and row.id != method.id for row in _rows(session)):
        raise UserError("method.last_active", label=label)
    in_drawer = method.kind is PaymentKind.CASH or form.in_drawer
    values = {
        "label": label,
        "in_drawer": in_drawer,
        "needs_reference": form.needs_reference and method.kind is not PaymentKind.CASH,
        "active": form.active,
    }
    if change(session, method, station, **values):
        record(session, acts.METHOD_CHANGED, actor, station)


def _rows(session: Session) -> list[PaymentMethod]:
    return list(session.scalars(select(PaymentMethod)))


def _checked_label(session: Session, form: MethodForm) -> str:
    """Return the label as it is kept: two buttons of one name cannot be told apart."""
    label = nfc(" ".join(form.label.split()))
    if not label:
        raise UserError("method.label_missing")
    if len(label) > MAX_LABEL:
        raise UserError("method.label_length", most=MAX_LABEL)
    if any(row.id != form.method_id and folded(row.label) == folded(label) for row in _rows(session)):
        raise UserError("method.label_taken", label=label)
    return label


def _code(label: str, method_id: UUID) -> str:
    """Return a code that no other workstation gives at the same time: words of the label, end of the id."""
    words = "_".join("".join(c if c.isascii() and c.isalnum() else " " for c in folded(label)).split())
    return f"{words[:20] or 'method'}_{method_id.hex[-8:]}"
