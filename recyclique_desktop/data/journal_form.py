"""How a value of a column is written in the journal, and read back: the one form that is signed, sent and compared.

``stored_…`` starts from the raw rows of a workstation's file, which verification and the exchange read past the models.
"""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from recyclique_desktop.data.types import (
    Bool,
    Bytes,
    Choice,
    Day,
    Json,
    Money,
    Real,
    Str,
    UtcDateTime,
    Uuid,
    Weight,
    json_text,
)
from recyclique_desktop.domain import money, weight
from recyclique_desktop.domain.clock import iso_utc
from recyclique_desktop.domain.text import nfc

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import types as sa


def to_journal(kind: sa.TypeEngine[Any], value: Any) -> Any:
    """Return ``value`` as journal payloads write it (``sync.md`` §8.2): exact, sorted, without floats."""
    if value is None:
        return None
    writer = _JOURNAL.get(type(kind))
    return value if writer is None else writer(value)


def _measure(value: float) -> str:
    """Write a measure so that it reads back exactly; SQLite keeps no minus on a zero."""
    return repr(value + 0.0)


_JOURNAL: dict[type, Callable[[Any], Any]] = {
    Money: money.to_decimal,
    Weight: weight.to_decimal,
    Uuid: str,
    UtcDateTime: iso_utc,
    Day: date.isoformat,
    Str: nfc,
    Bool: bool,
    Choice: str,
    Bytes: bytes.hex,
    Real: _measure,
}


def stored_to_journal(kind: sa.TypeEngine[Any], value: Any) -> Any:
    """Return a value as the workstation's file holds it, in journal form (verification reads raw rows).

    Raises:
        ValueError: The file holds something that this type never writes.
    """
    if value is None:
        return None
    reader = _STORED.get(type(kind))
    return value if reader is None else reader(value)


def _exact_bool(raw: Any) -> bool:
    if raw not in {0, 1}:
        raise ValueError(raw)
    return bool(raw)


def _exact_json(raw: str) -> Any:
    value = json.loads(raw)
    if json_text(value) != raw:
        raise ValueError(raw)
    return value


_STORED: dict[type, Callable[[Any], Any]] = {
    Money: money.to_decimal,
    Weight: weight.to_decimal,
    Uuid: lambda raw: str(UUID(bytes=raw)),
    Bool: _exact_bool,
    Json: _exact_json,
    Bytes: bytes.hex,
    Real: _measure,
}


def journal_reader(kind: sa.TypeEngine[Any]) -> Callable[[Any], Any]:
    """Return what turns a value of a payload, never NULL, into what the file holds: ``stored_to_journal`` backwards.

    It raises ``ValueError`` or ``TypeError`` for a value that this type never writes.
    """
    return _READ_BACK.get(type(kind), as_it_is)


def as_it_is(value: Any) -> Any:
    """Return a value that is written alike in a payload and in the file."""
    return value


@lru_cache(maxsize=8_192)
def _uuid_bytes(text: str) -> bytes:
    """Read a UUID in its one written form; every row names the same site, workstation and session again."""
    raw = bytes.fromhex(text.replace("-", ""))
    if len(raw) != 16:
        raise ValueError(text)
    return raw


_READ_BACK: dict[type, Callable[[Any], Any]] = {
    Money: lru_cache(maxsize=8_192)(money.from_decimal),
    Weight: lru_cache(maxsize=8_192)(weight.from_decimal),
    Uuid: _uuid_bytes,
    Bool: int,
    Json: json_text,
    Bytes: bytes.fromhex,
    Real: float,
}
