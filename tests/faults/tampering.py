"""The changes that somebody with the database key can make: one byte, one column, one row, two rows swapped."""

from __future__ import annotations

import json
import random
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

JOURNAL = "journal"
TABLES = (
    "sales", "sale_items", "payment_transactions", "cash_sessions", "cash_counts", "cash_movements", "closures",
    "poste_reception", "ticket_depot", "ligne_depot",
)  # fmt: skip
BYTES = ("header", "payload", "hash", "signature")
_OTHER_WORDS = (
    "CLOSED", "OPEN", "CASH", "CHECK", "cash", "check", "sale", "typed", "none", "real", "EXIT", "SALE", "opened",
    "closed", "RECYCLAGE", "MAGASIN", "scale",
)  # fmt: skip


class NoSuchRowError(Exception):
    """No row of the file fits a change (no value to blank, for instance)."""


@dataclass(frozen=True, slots=True)
class Change:
    """One way to tamper.

    Attributes:
        what: ``table.column`` or ``table.row deleted``: counted in the table of what was covered.
        names: What a finding must name: the table, or the journal.
        make: Makes it in an open file, and says what was done.
    """

    what: str
    names: str
    make: Callable[[Any, random.Random], str]


def changes(file: Any, chance: random.Random) -> list[Change]:
    """Return every kind of change for this file's schema."""
    found = [*_journal(file)]
    for table in TABLES:
        found += _columns(file, table)
        found += _rows(table)
    chance.shuffle(found)
    return found


def _journal(file: Any) -> Iterator[Change]:
    for column in BYTES:
        # Four times: these are the bytes that the whole proof stands on.
        yield from [Change(f"journal.{column}", "journal", partial(_flip, column=column))] * 4
    for name, kind, _ in _described(file, JOURNAL):
        if name not in BYTES:
            yield _column(JOURNAL, name, kind)
    yield Change("journal.entry deleted", "journal", _entry_deleted)
    yield Change("journal.entries swapped", "journal", _entries_swapped)


def _columns(file: Any, table: str) -> Iterator[Change]:
    for name, kind, is_required in _described(file, table):
        yield _column(table, name, kind)
        if not is_required:
            yield Change(f"{table}.{name} emptied", table, partial(_emptied, table=table, name=name))
            yield Change(f"{table}.{name} filled", table, partial(_filled, table=table, name=name, kind=kind))
        if kind == "INTEGER":
            yield Change(f"{table}.{name} doubled", table, partial(_doubled, table=table, name=name))
        if kind == "TEXT":
            yield Change(f"{table}.{name} spaced", table, partial(_spaced, table=table, name=name))


def _rows(table: str) -> Iterator[Change]:
    yield Change(f"{table}.row copied", table, partial(_copied, table=table))
    yield Change(f"{table}.row deleted", table, partial(_deleted, table=table))
    yield Change(f"{table}.rows swapped", table, partial(_swapped, table=table))


def _column(table: str, name: str, kind: str) -> Change:
    return Change(f"{table}.{name}", table, partial(_changed, table=table, name=name, kind=kind))


def _described(file: Any, table: str) -> list[tuple[str, str, bool]]:
    """Return name, type and whether a value is required, of each column."""
    rows = file.execute(f"PRAGMA table_info({table})").fetchall()
    assert rows, table
    return [(name, kind, bool(required or key)) for _, name, kind, required, _, key in rows]


def _one(file: Any, chance: random.Random, table: str, where: str = "1") -> int:
    """Return the row number of any row that fits; the newest entry of the journal is left out."""
    if table == JOURNAL:
        where = f"({where}) AND seq < (SELECT max(seq) FROM journal j WHERE j.stream_id = journal.stream_id)"
    rows = [row for (row,) in file.execute(f'SELECT rowid FROM "{table}" WHERE {where}')]
    if not rows:
        raise NoSuchRowError
    return int(chance.choice(rows))


def _set(file: Any, table: str, name: str, value: Any, row: int) -> None:
    file.execute(f'UPDATE "{table}" SET "{name}" = ? WHERE rowid = ?', (value, row))


def _get(file: Any, table: str, name: str, row: int) -> Any:
    return file.execute(f'SELECT "{name}" FROM "{table}" WHERE rowid = ?', (row,)).fetchone()[0]


def _flip(file: Any, chance: random.Random, column: str) -> str:
    # Signatures exist in the workstation's own stream only.
    row = _one(file, chance, JOURNAL, f"{column} IS NOT NULL")
    raw = bytearray(_get(file, JOURNAL, column, row))
    place = chance.randrange(len(raw))
    raw[place] ^= chance.randrange(1, 256)
    _set(file, JOURNAL, column, bytes(raw), row)
    return f"byte {place} of row {row}"


def _changed(file: Any, chance: random.Random, table: str, name: str, kind: str) -> str:
    row = _one(file, chance, table, f'"{name}" IS NOT NULL')
    before = _get(file, table, name, row)
    after = _other(before, kind, chance)
    _set(file, table, name, after, row)
    return f"row {row}: {before!r} -> {after!r}"


def _other(value: Any, kind: str, chance: random.Random) -> Any:
    """Return another value that the column's type accepts."""
    if isinstance(value, int):
        return chance.choice((value + chance.choice((-100, -1, 1, 100)), value * 10 + 1, -value - 1))
    if isinstance(value, bytes):
        return secrets.token_bytes(len(value) or 16)
    if kind == "TEXT":
        return _other_text(value, chance)
    raise AssertionError(kind)


def _other_text(value: str, chance: random.Random) -> str:
    if value in _OTHER_WORDS:
        return chance.choice([word for word in _OTHER_WORDS if word != value])
    digits = [place for place, letter in enumerate(value) if letter.isdecimal()]
    if not digits:
        return f"{value}x"
    place = chance.choice(digits)
    return value[:place] + str((int(value[place]) + chance.randint(1, 9)) % 10) + value[place + 1 :]


def _emptied(file: Any, chance: random.Random, table: str, name: str) -> str:
    row = _one(file, chance, table, f'"{name}" IS NOT NULL')
    before = _get(file, table, name, row)
    _set(file, table, name, None, row)
    return f"row {row}: {before!r} -> NULL"


def _filled(file: Any, chance: random.Random, table: str, name: str, kind: str) -> str:
    row = _one(file, chance, table, f'"{name}" IS NULL')
    after: Any = {"INTEGER": chance.choice((0, 1, 500)), "BLOB": secrets.token_bytes(16)}.get(kind, "C01-000001")
    _set(file, table, name, after, row)
    return f"row {row}: NULL -> {after!r}"


def _doubled(file: Any, chance: random.Random, table: str, name: str) -> str:
    """Yes stored as 2 is still yes for a reader that is not strict."""
    row = _one(file, chance, table, f'"{name}" > 0')
    before = _get(file, table, name, row)
    _set(file, table, name, before * 2, row)
    return f"row {row}: {before} -> {before * 2}"


def _spaced(file: Any, chance: random.Random, table: str, name: str) -> str:
    """A space inside stored JSON, or behind a word, means nothing to a reader that is not strict."""
    row = _one(file, chance, table, f'"{name}" IS NOT NULL')
    before = _get(file, table, name, row)
    after = json.dumps(json.loads(before), indent=1) if before.startswith("{") else f"{before} "
    if after == before:
        raise NoSuchRowError
    _set(file, table, name, after, row)
    return f"row {row}: {before!r} -> {after!r}"


def _copied(file: Any, chance: random.Random, table: str) -> str:
    row = _one(file, chance, table)
    names = [name for name, _, _ in _described(file, table)]
    values = dict(zip(names, file.execute(f'SELECT * FROM "{table}" WHERE rowid = ?', (row,)).fetchone(), strict=True))
    values["id"] = secrets.token_bytes(16)
    if "number" in values:
        values["number"] = f"C01-9{chance.randrange(10**5):05d}"
    marks = ", ".join("?" * len(names))
    file.execute(f'INSERT INTO "{table}" VALUES ({marks})', tuple(values.values()))
    return f"copy of row {row}"


def _deleted(file: Any, chance: random.Random, table: str) -> str:
    row = _one(file, chance, table)
    file.execute(f'DELETE FROM "{table}" WHERE rowid = ?', (row,))
    return f"row {row} deleted"


def _swapped(file: Any, chance: random.Random, table: str) -> str:
    """Exchange the ids of two rows: every value is still somewhere."""
    first = _one(file, chance, table)
    second = _one(file, chance, table, f"rowid <> {first}")
    ids = _get(file, table, "id", first), _get(file, table, "id", second)
    _set(file, table, "id", bytes(16), first)
    _set(file, table, "id", ids[0], second)
    _set(file, table, "id", ids[1], first)
    return f"rows {first} and {second} exchanged"


def _entry_deleted(file: Any, chance: random.Random) -> str:
    row = _one(file, chance, JOURNAL)
    file.execute("DELETE FROM journal WHERE rowid = ?", (row,))
    return f"entry {row} deleted"


def _entries_swapped(file: Any, chance: random.Random) -> str:
    """Exchange the places of two neighbours in one stream."""
    row = _one(file, chance, JOURNAL)
    stream, seq = file.execute("SELECT stream_id, seq FROM journal WHERE rowid = ?", (row,)).fetchone()
    for old, new in ((seq, -1), (seq + 1, seq), (-1, seq + 1)):
        file.execute("UPDATE journal SET seq = ? WHERE stream_id = ? AND seq = ?", (new, stream, old))
    return f"entries {seq} and {seq + 1} exchanged"
