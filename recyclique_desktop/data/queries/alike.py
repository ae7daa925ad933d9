"""What two files have in common when the same days were played in them: a digest of rows, ids and signatures aside."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import inspect, select

from recyclique_desktop.data.models import (
    CashCount,
    CashRegister,
    CashSession,
    Category,
    Closure,
    JournalEntry,
    LigneDepot,
    PaymentTransaction,
    PosteReception,
    Sale,
    SaleItem,
    TicketDepot,
    User,
)
from recyclique_desktop.domain.clock import iso_utc

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_FACTS: Final[tuple[Any, ...]] = (
    CashSession, Sale, SaleItem, PaymentTransaction, CashCount, Closure, PosteReception, TicketDepot, LigneDepot,
)  # fmt: skip
_SIGNED: Final = ("_hash", "signature")
_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def rows_digest(session: Session) -> str:
    """Return a SHA-256 over every fact and every act of the file, in hexadecimal.

    An id counts as what it names where people know it by a name (who, what, where), else not at all; so do hashes and
    signatures. Moments count: the story's clock moved alike.
    """
    names = _names(session)
    digest = hashlib.sha256()
    for entity in _FACTS:
        columns = [column.key for column in inspect(entity).column_attrs]
        rows = [
            json.dumps({column: _plain(getattr(row, column), names) for column in columns}, sort_keys=True)
            for row in session.scalars(select(entity))
        ]
        digest.update("\n".join((entity.__tablename__, *sorted(rows), "")).encode())
    acts = select(JournalEntry.act, JournalEntry.series, JournalEntry.number, JournalEntry.at).order_by(
        JournalEntry.seq
    )
    for act, series, number, at in session.execute(acts):
        digest.update(f"{act} {series} {number} {_plain(at, names)}\n".encode())
    return digest.hexdigest()


def _names(session: Session) -> dict[UUID, str]:
    """Return what people call rows that are the same in every demonstration."""
    found: dict[UUID, str] = {}
    for row_id, username in session.execute(select(User.id, User.username)):
        found[row_id] = f"user {username}"
    for row_id, name in session.execute(select(Category.id, Category.name)):
        found[row_id] = f"category {name}"
    for row_id, name in session.execute(select(CashRegister.id, CashRegister.name)):
        found[row_id] = f"register {name}"
    return found


def _plain(value: Any, names: dict[UUID, str]) -> Any:
    if isinstance(value, str) and _ID.fullmatch(value):
        value = UUID(value)  # 1.4.4 keeps some ids as text
    if isinstance(value, UUID):
        return names.get(value, "id")
    if isinstance(value, dict):
        return {
            key: "signed" if key.endswith(_SIGNED) else _plain(inner, names) for key, inner in sorted(value.items())
        }
    if isinstance(value, list | tuple):
        return [_plain(inner, names) for inner in value]
    if isinstance(value, datetime):
        return iso_utc(value)
    if isinstance(value, Enum):
        return str(value.value)
    return value if value is None or isinstance(value, bool | int | str) else str(value)
