"""Putting right what a paid ticket says of its goods: weight, category, button, words. Never money: it has reversals.

One ``corrections`` row per value; the ticket stays as it was signed, figures of its day follow (``data.corrected``).
What of a line came back already is put right with it, so that a line and its refunds always add up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.corrected import SOLD
from recyclique_desktop.data.journal_form import to_journal
from recyclique_desktop.data.models import Category, Correction, PresetButton, Sale
from recyclique_desktop.data.queries.sold import note_of
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.enums import ButtonType, Permission, SaleKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.reversal import SoldLine
from recyclique_desktop.domain.text import nfc
from recyclique_desktop.domain.weight import MAX_LINE, Grams
from recyclique_desktop.services import approvals
from recyclique_desktop.services.shared import require_person

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Row
    from sqlalchemy.orm import Session
    from sqlalchemy.types import TypeEngine

    from recyclique_desktop.domain.station import Actor, Station

_NOTES = "notes"
_TICKET, _LINE = "sales", "sale_items"


@dataclass(frozen=True, slots=True)
class CorrectSaleLine:
    """What a line of a paid ticket should say of its goods, whole.

    Attributes:
        weight: Of the whole line, in grams; zero where there was nothing to weigh.
        preset_id: Of the button that made the line; only of the same kind, and only where no money hangs on it.
        reason: Why, in free words.
    """

    sale_id: UUID
    line_no: int
    category_id: UUID
    weight: Grams
    preset_id: UUID | None
    notes: str
    reason: str


@dataclass(frozen=True, slots=True)
class CorrectSaleNote:
    """What the note of a paid ticket should say; each earlier one stays readable."""

    sale_id: UUID
    note: str


@dataclass(frozen=True, slots=True)
class _Change:
    """One value of one row; ``words`` are free ones, which may be erased."""

    table: str
    target: UUID
    field: str
    kind: TypeEngine[Any]
    old: Any
    new: Any
    words: bool = False


@dataclass(frozen=True, slots=True)
class _Wish:
    """What somebody wants put right, why, and what the journal says of it."""

    changes: list[_Change]
    reason: str
    told: dict[str, Any]
    person: UUID


def correct_sale_line(session: Session, command: CorrectSaleLine, actor: Actor, station: Station) -> int:
    """Correct a line of a paid ticket; return how many values were put right.

    Raises:
        UserError: ``permission.denied``, ``approval.*``, ``signin.needed``, ``correction.reason_needed``,
            ``correction.not_found``, ``correction.nothing``, ``correction.weight``, ``correction.preset``,
            ``category.not_found``.
    """
    person = _person(session, actor, station)
    sale, line = _line(session, command)
    if not 0 <= command.weight <= MAX_LINE:
        raise UserError("correction.weight")
    wanted = {"weight": command.weight, _NOTES: nfc(command.notes.strip()) or None}
    wanted |= _category(session, line, command.category_id) | _preset(session, sale, line, command.preset_id)
    changes = _differences(line, wanted)
    changes += _follow(session, line, {name: value for name, value in wanted.items() if name != _NOTES})
    why = nfc(" ".join(command.reason.split()))
    if not why:
        raise UserError("correction.reason_needed")
    told = {"ticket": sale.number or "", "line_no": command.line_no}
    return _write(session, _Wish(changes, why, told, person), actor, station)


def correct_sale_note(session: Session, command: CorrectSaleNote, actor: Actor, station: Station) -> int:
    """Give a paid ticket another note, or none; its signed entry stays whole and says nothing of it.

    Raises:
        UserError: ``permission.denied``, ``approval.*``, ``signin.needed``, ``correction.not_found`` or
            ``correction.nothing``.
    """
    person = _person(session, actor, station)
    sale = session.get(Sale, command.sale_id)
    if sale is None:
        raise UserError("correction.not_found")
    old, new = note_of(session, sale), nfc(command.note.strip()) or None
    kind = Sale.__table__.c.note.type
    changes = [_Change(_TICKET, sale.id, "note", kind, old, new, words=True)] if old != new else []
    return _write(session, _Wish(changes, "", {"ticket": sale.number or ""}, person), actor, station)


def _person(session: Session, actor: Actor, station: Station) -> UUID:
    approvals.require(session, Permission.CAISSE_CORRECT, actor, station)
    return require_person(actor)


def _line(session: Session, command: CorrectSaleLine) -> tuple[Sale, Row[Any]]:
    sale = session.get(Sale, command.sale_id)
    query = select(SOLD).where(SOLD.c.sale_id == command.sale_id, SOLD.c.line_no == command.line_no)
    line = session.execute(query).one_or_none()
    if sale is None or line is None or sale.kind is SaleKind.REVERSAL:
        raise UserError("correction.not_found")
    return sale, line


def _category(session: Session, line: Row[Any], category_id: UUID) -> dict[str, Any]:
    """Return the category and its name as it stands now; one that is archived since may stay, none may come."""
    if category_id == line.category_id:
        return {}
    found = session.get(Category, category_id)
    if found is None or not found.is_active or found.deleted_at is not None:
        raise UserError("category.not_found")
    return {"category_id": found.id, "category_label": found.name}


def _preset(session: Session, sale: Sale, line: Row[Any], preset_id: UUID | None) -> dict[str, Any]:
    """Return the button, where another one changes neither the money nor the family of the ticket."""
    if preset_id == line.preset_id:
        return {}
    found = session.get(PresetButton, preset_id) if preset_id is not None else None
    family = ButtonType.RECYCLING if sale.kind is SaleKind.DISPOSAL else ButtonType.DONATION
    if found is None or line.total_price or found.button_type is not family or found.preset_price:
        raise UserError("correction.preset")
    return {"preset_id": found.id, "preset_code": found.code}


def _differences(line: Row[Any], wanted: dict[str, Any]) -> list[_Change]:
    known = line._mapping  # noqa: SLF001  the documented name of a row's columns by name
    return [
        _Change(_LINE, line.id, field, SOLD.c[field].type, known[field], new, words=field == _NOTES)
        for field, new in wanted.items()
        if known[field] != new
    ]


def _follow(session: Session, line: Row[Any], wanted: dict[str, Any]) -> list[_Change]:
    """Return what puts right what came back of the line already: its goods were the same goods."""
    query = (
        select(SOLD)
        .join(Sale, Sale.id == SOLD.c.sale_id)
        .where(Sale.corrects_id == line.sale_id, SOLD.c.line_no == line.line_no)
        .order_by(Sale.created_at, Sale.id)
    )
    left = SoldLine(line.line_no, "", line.quantity, line.total_price, wanted["weight"])
    changes: list[_Change] = []
    for back in session.execute(query):
        count = min(-back.quantity, left.remaining)
        if count <= 0:
            break  # more came back than was sold: an anomaly of its own, shown at the centre
        changes += _differences(back, wanted | {"weight": Grams(-left.share(count).weight)})
        left = replace(left, returned=left.returned + count)
    return changes


def _write(session: Session, wish: _Wish, actor: Actor, station: Station) -> int:
    if not wish.changes:
        raise UserError("correction.nothing")
    fields = sorted({change.field for change in wish.changes})
    record(session, acts.SALE_CORRECTED, actor, station, doc={**wish.told, "fields": fields})
    at = _later_than_all(session, {change.target for change in wish.changes}, station)
    session.add_all(_row(change, wish, at, station) for change in wish.changes)
    return len(wish.changes)


def _later_than_all(session: Session, targets: set[UUID], station: Station) -> datetime:
    """Return now, or just after the newest correction of these rows: a clock set back never hides a correction."""
    newest = session.scalar(select(func.max(Correction.at)).where(Correction.target_id.in_(targets)))
    now = station.clock.now()
    return now if newest is None or newest < now else newest + timedelta(microseconds=1)


def _row(change: _Change, wish: _Wish, at: datetime, station: Station) -> Correction:
    """Corrected words are their own reason: only that column may be erased, and free words may name somebody."""
    return Correction(
        id=station.ids.new(),
        site_id=station.site_id,
        workstation_id=station.id,
        created_at=at,
        target_table=change.table,
        target_id=change.target,
        field=change.field,
        old=None if change.words else to_journal(change.kind, change.old),
        new=None if change.words else to_journal(change.kind, change.new),
        reason=change.new if change.words else wish.reason,
        actor_id=wish.person,
        at=at,
    )
