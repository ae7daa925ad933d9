"""One paid ticket, whole, as corrections leave it: its lines, its money, its notes, and what was put right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select

from recyclique_desktop.data.corrected import SOLD
from recyclique_desktop.data.models import (
    CashSession,
    Category,
    Correction,
    PaymentMethod,
    PaymentTransaction,
    PresetButton,
    Sale,
    SaleItem,
    User,
    Workstation,
)
from recyclique_desktop.data.queries.people import short_name
from recyclique_desktop.domain.enums import ButtonType, SaleKind

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.money import Cents
    from recyclique_desktop.domain.weight import Grams

_SALES, _NOTE = "sales", "note"


@dataclass(frozen=True, slots=True)
class SoldLineView:
    """One line; ``corrected`` when it no longer says what was recorded."""

    line_no: int
    category_id: UUID | None
    label: str
    quantity: int
    unit_price: Cents
    total: Cents
    weight: Grams
    preset_id: UUID | None
    preset_code: str | None
    notes: str
    corrected: bool


@dataclass(frozen=True, slots=True)
class PaidView:
    """One payment; ``tendered`` and ``change`` where cash was given."""

    label: str
    amount: Cents
    tendered: Cents | None
    change: Cents | None
    reference: str


@dataclass(frozen=True, slots=True)
class PutRight:
    """One value put right; notes have words instead of ``old`` and ``new``.

    Attributes:
        line_no: Of the line; none for what is about the whole ticket.
        field: Column, ``weight``.
        old: As it is read by people: names for categories and buttons.
    """

    line_no: int | None
    field: str
    old: Any
    new: Any
    reason: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class NoteVersion:
    """What the note said from some moment on; the first is the ticket's own."""

    text: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SoldTicket:
    """One ticket.

    Attributes:
        establishment: As it was frozen at the opening of its session.
        corrects: Number of the ticket that it corrects, or empty.
        note: As it reads now.
        notes: Every version of it, the first first; empty when there never was one.
        put_right: The newest first.
    """

    sale_id: UUID
    number: str
    kind: SaleKind
    at: datetime
    business_date: date | None
    workstation_code: str
    session_number: str
    operator: str
    establishment: dict[str, Any]
    lines: tuple[SoldLineView, ...]
    total: Cents
    donation: Cents
    waived: Cents
    paid: tuple[PaidView, ...]
    corrects: str
    note: str
    notes: tuple[NoteVersion, ...]
    put_right: tuple[PutRight, ...]


@dataclass(frozen=True, slots=True)
class PresetChoice:
    """A button that a line may be said to have been made with."""

    preset_id: UUID
    label: str


def note_of(session: Session, sale: Sale) -> str | None:
    """Return what a ticket's note says now."""
    query = (
        select(Correction.reason)
        .where(Correction.target_table == _SALES, Correction.target_id == sale.id, Correction.field == _NOTE)
        .order_by(Correction.at.desc(), Correction.id.desc())
        .limit(1)
    )
    found = session.execute(query).one_or_none()
    return sale.note if found is None else found.reason


def sold_ticket(session: Session, sale_id: UUID) -> SoldTicket | None:
    """Return a ticket as it reads today, or nothing if this file has no such sale."""
    sale = session.get(Sale, sale_id)
    if sale is None:
        return None
    till = session.get(CashSession, sale.cash_session_id)
    corrects = session.get(Sale, sale.corrects_id) if sale.corrects_id is not None else None
    station = session.get(Workstation, sale.workstation_id) if sale.workstation_id is not None else None
    put_right = _put_right(session, sale)
    versions = _versions(session, sale)
    return SoldTicket(
        sale_id=sale.id,
        number=sale.number or "",
        kind=sale.kind,
        at=sale.sale_date,
        business_date=sale.business_date,
        workstation_code=station.code if station is not None else "",
        session_number=(till.number or "") if till is not None else "",
        operator=_name(session, sale.operator_id),
        establishment=(till.establishment or {}) if till is not None else {},
        lines=_lines(session, sale_id, {one.line_no for one in put_right}),
        total=sale.total_amount,
        donation=sale.donation,
        waived=sale.waived_amount,
        paid=_paid(session, sale_id),
        corrects=(corrects.number or "") if corrects is not None else "",
        note=versions[-1].text if versions else "",
        notes=versions,
        put_right=put_right,
    )


def presets_for(session: Session, kind: SaleKind) -> tuple[PresetChoice, ...]:
    """Return the buttons of this family of ticket that cost nothing."""
    family = ButtonType.RECYCLING if kind is SaleKind.DISPOSAL else ButtonType.DONATION
    query = (
        select(PresetButton.id, PresetButton.name)
        .where(PresetButton.button_type == family, PresetButton.preset_price == 0, PresetButton.is_active)
        .order_by(PresetButton.sort_order, PresetButton.name)
    )
    return tuple(PresetChoice(*row) for row in session.execute(query))


def _lines(session: Session, sale_id: UUID, corrected: set[int | None]) -> tuple[SoldLineView, ...]:
    query = select(SOLD).where(SOLD.c.sale_id == sale_id).order_by(SOLD.c.line_no)
    return tuple(
        SoldLineView(
            line_no=one.line_no or 0,
            category_id=one.category_id,
            label=one.category_label or "",
            quantity=one.quantity,
            unit_price=one.unit_price,
            total=one.total_price,
            weight=one.weight,
            preset_id=one.preset_id,
            preset_code=one.preset_code,
            notes=one.notes or "",
            corrected=(one.line_no or 0) in corrected,
        )
        for one in session.execute(query)
    )


def _paid(session: Session, sale_id: UUID) -> tuple[PaidView, ...]:
    labels = {one.code: one.label for one in session.execute(select(PaymentMethod.code, PaymentMethod.label))}
    query = select(PaymentTransaction).where(PaymentTransaction.sale_id == sale_id).order_by(PaymentTransaction.id)
    return tuple(
        PaidView(
            labels.get(one.method_code or "", one.method_code or ""), one.amount, one.tendered, one.change,
            one.reference or "",
        )
        for one in session.scalars(query)
    )  # fmt: skip


def _corrections(session: Session, targets: list[UUID]) -> list[tuple[Correction, str]]:
    query = (
        select(Correction, User.first_name, User.last_name, User.username)
        .join(User, User.id == Correction.actor_id)
        .where(Correction.target_id.in_(targets))
        .order_by(Correction.at, Correction.id)
    )
    return [(one, short_name(first, last, username)) for one, first, last, username in session.execute(query)]


def _put_right(session: Session, sale: Sale) -> tuple[PutRight, ...]:
    mine = select(SaleItem.id, SaleItem.line_no).where(SaleItem.sale_id == sale.id)
    lines: dict[UUID, int | None] = {row.id: row.line_no for row in session.execute(mine)}
    found = [
        PutRight(
            lines[one.target_id], one.field, _read(session, one.field, one.old), _read(session, one.field, one.new),
            one.reason or "", who, one.at,
        )
        for one, who in _corrections(session, list(lines))
        if one.field not in {"category_label", "preset_code"}  # told by the ids beside them
    ]  # fmt: skip
    return tuple(reversed(found))


def _read(session: Session, field: str, value: Any) -> Any:
    """Return the name that an id stands for."""
    if value is None or field not in {"category_id", "preset_id"}:
        return value
    of_category = select(Category.name).where(Category.id == UUID(value))
    of_preset = select(PresetButton.name).where(PresetButton.id == UUID(value))
    return session.scalar(of_category if field == "category_id" else of_preset) or value


def _versions(session: Session, sale: Sale) -> tuple[NoteVersion, ...]:
    changed = [(one, who) for one, who in _corrections(session, [sale.id]) if one.field == _NOTE]
    first = [NoteVersion(sale.note, _name(session, sale.operator_id), sale.sale_date)] if sale.note else []
    return (*first, *(NoteVersion(one.reason or "", who, one.at) for one, who in changed))


def _name(session: Session, user_id: UUID | None) -> str:
    user = session.get(User, user_id) if user_id is not None else None
    return "" if user is None else short_name(user.first_name, user.last_name, user.username)
