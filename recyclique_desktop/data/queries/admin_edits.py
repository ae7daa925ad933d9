"""What this workstation changed of shared rows and the centre has not answered yet, and what such rows are called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select

from recyclique_desktop.data.models import (
    Category,
    Group,
    PaymentMethod,
    PendingEdit,
    PresetButton,
    Setting,
    Site,
    User,
    Workstation,
)
from recyclique_desktop.data.queries.people import short_name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class WaitingEdit:
    """One column of a shared row that shows a wish of this workstation.

    Attributes:
        old: The centre's value, in journal form.
        new: The wish, shown here already.
        is_new: Whether the centre does not have the row yet.
    """

    column: str
    old: Any
    new: Any
    at: datetime
    is_new: bool


def waiting_edits(session: Session, table: str) -> dict[str, tuple[WaitingEdit, ...]]:
    """Return the edits of a table that wait for the centre, by row id as payloads write it."""
    query = select(PendingEdit).where(PendingEdit.table_name == table).order_by(PendingEdit.created_at)
    found: dict[str, tuple[WaitingEdit, ...]] = {}
    for row in session.scalars(query):
        edit = WaitingEdit(row.column_name, row.old, row.new, row.created_at, is_new=row.base_version == 0)
        found[row.row_id] = (*found.get(row.row_id, ()), edit)
    return found


def row_names(session: Session, table: str, row_ids: Iterable[str]) -> dict[str, str]:
    """Return what people call these shared rows; a row that is not known here, or has no name, is left out."""
    wanted = {row_id: parsed for row_id in row_ids if (parsed := _uuid(row_id)) is not None}
    if table == "users":
        query = select(User.id, User.first_name, User.last_name, User.username).where(User.id.in_(wanted.values()))
        known = {row.id: short_name(row.first_name, row.last_name, row.username) for row in session.execute(query)}
    elif table in _NAMED:
        entity, column = _NAMED[table]
        named = select(entity.id, column).where(entity.id.in_(wanted.values()))
        known = {row_id: str(name) for row_id, name in session.execute(named)}
    else:
        known = {}
    return {text: known[row_id] for text, row_id in wanted.items() if row_id in known}


_NAMED: dict[str, tuple[Any, Any]] = {
    "categories": (Category, Category.name),
    "groups": (Group, Group.name),
    "payment_methods": (PaymentMethod, PaymentMethod.label),
    "preset_buttons": (PresetButton, PresetButton.name),
    "settings": (Setting, Setting.key),
    "sites": (Site, Site.name),
    "workstations": (Workstation, Workstation.name),
}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
