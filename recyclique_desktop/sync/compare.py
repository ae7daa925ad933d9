"""This file and the centre, table by table and row by row: counts, cents, digests, and the rows that differ.

Both sides sum the same digest of each row's canonical JSON (keys and open columns); only where a sum differs are rows
looked at one by one. What a session sums is compared always, since each side computes it. Personal columns are not
compared: they can be erased on one side first.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from recyclique_desktop.data.journal_form import stored_to_journal
from recyclique_desktop.data.models import Base
from recyclique_desktop.data.requests import GONE, row_key
from recyclique_desktop.data.triggers import PURGED
from recyclique_desktop.data.types import Money
from recyclique_desktop.domain import journal
from recyclique_desktop.domain.clock import iso_utc
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.sync.bootstrap import PAGE
from recyclique_desktop.sync.enrol import in_words
from recyclique_desktop.sync.tables import Form, form_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from recyclique_desktop.wire import Line

LOOK_BACK = timedelta(days=365)
"""A till is given thirteen months of its site: what is compared of its facts lies well within."""
MOST_NAMED = 20
_SUMMED = {"cash_sessions": ("current_amount", "last_activity", "total_items", "total_sales")}
_WISHES = "SELECT table_name, row_id, column_name, old FROM pending_edits"
_STAND_INS = "SELECT id FROM users WHERE username LIKE 'desktop:%' AND site_id IS NULL"
_FETCH = 500
_LONGEST_S = 600.0
_WHOLE = 1 << 64


@dataclass(frozen=True, slots=True)
class RowDifference:
    """One row that both sides see otherwise.

    Attributes:
        column: The first column that differs; empty when one side lacks the row.
        here: Its value in this file, in journal form; ``missing`` says which side lacks the row.
        missing: ``"here"``, ``"there"`` or nothing.
    """

    table: str
    row_id: str
    column: str = ""
    here: Any = None
    there: Any = None
    missing: str = ""


@dataclass(frozen=True, slots=True)
class TableComparison:
    """One table on both sides; cents only where it has money."""

    table: str
    rows_here: int
    rows_there: int
    cents_here: int | None
    cents_there: int | None
    digest_here: str
    digest_there: str
    differences: tuple[RowDifference, ...] = ()

    @property
    def is_same(self) -> bool:
        """Whether nothing differs."""
        return (
            not self.differences
            and self.digest_here == self.digest_there
            and (self.rows_here, self.cents_here) == (self.rows_there, self.cents_there)
        )


@dataclass(slots=True)
class Comparer:
    """Compares table by table, in one snapshot of each side.

    Attributes:
        line: To the centre, as this workstation.
        connection: On the file, in one read snapshot.
    """

    line: Line
    connection: Connection
    kind: WorkstationKind
    site_id: UUID
    now: datetime
    _wishes: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for table, row_id, column, old in self.connection.exec_driver_sql(_WISHES):
            value = None if old is None else json.loads(old)
            self._wishes.setdefault((table, row_id), {})[column] = value

    def run(self) -> tuple[TableComparison, ...]:
        """Compare every table that this workstation may see.

        Raises:
            UserError: ``sync.*`` when the centre cannot be asked.
        """
        with in_words(), self.line.snapshot(_LONGEST_S):
            begun = self.line.call("bootstrap_begin")
            return tuple(self._table(form_of(table["name"])) for table in begun["tables"])

    def _table(self, form: Form) -> TableComparison:
        since = self._since(form)
        there = self.line.call("digest", form.name, *(() if since is None else (since,)), deadline_s=_LONGEST_S)
        count, cents, total = 0, 0, 0
        money = [one.name for one in form.fields.values() if _is_money(form, one.name) and not one.is_derived]
        for row in self._rows_here(form, since):
            count += 1
            total += digest_of(known(form, row))
            cents += sum(_cents(row.get(name)) for name in money)
        found = TableComparison(
            form.name, count, there["rows"], cents if "cents" in there else None, there.get("cents"),
            f"{total % _WHOLE:016x}", there["digest"],
        )  # fmt: skip
        if found.is_same and form.name not in _SUMMED:
            return found
        return self._row_by_row(form, found, since)

    def _row_by_row(self, form: Form, found: TableComparison, since: datetime | None) -> TableComparison:
        here = {_key(form, row): row for row in self._rows_here(form, since)}
        differences: list[RowDifference] = []
        for row in self._rows_there(form, since):
            mine = here.pop(_key(form, row), None)
            if len(differences) < MOST_NAMED:
                differences += _differences(form, mine, row)
        left = [RowDifference(form.name, key, missing="there") for key in sorted(here)]
        return TableComparison(
            found.table, found.rows_here, found.rows_there, found.cents_here, found.cents_there, found.digest_here,
            found.digest_there, tuple([*differences, *left][:MOST_NAMED]),
        )  # fmt: skip

    def _since(self, form: Form) -> datetime | None:
        is_forgotten = form.name in PURGED  # each side forgets old sign-ins on a day of its own
        is_partial = form.owner == "device" and (self.kind is not WorkstationKind.OFFICE or is_forgotten)
        return self.now - LOOK_BACK if is_partial and "created_at" in form.fields else None

    def _rows_there(self, form: Form, since: datetime | None) -> Iterator[dict[str, Any]]:
        after = None
        while True:
            page = self.line.rows("bootstrap_page", form.name, after, PAGE, deadline_s=_LONGEST_S)
            for _id, row in page:
                if since is None or row.get("created_at", "") >= iso_utc(since):
                    yield row
            if len(page) < PAGE:
                return
            after = page[-1][0]

    def _rows_here(self, form: Form, since: datetime | None) -> Iterator[dict[str, Any]]:
        """Yield rows in journal form, as the centre has them: without what is only wished for here."""
        table = Base.metadata.tables[form.name]
        names = [column.name for column in table.columns]
        kinds = [column.type for column in table.columns]
        where, values = self._scope(form, since)
        listed = ", ".join(f'"{name}"' for name in names)
        sql = f'SELECT {listed} FROM "{form.name}" AS x{where}'  # noqa: S608  names of our own models
        for raw in self.connection.exec_driver_sql(sql, values):
            row = {name: stored_to_journal(kind, value) for name, kind, value in zip(names, kinds, raw, strict=True)}
            wished = self._wishes.get((form.name, _key(form, row)))
            if wished is None:
                yield row
            elif not _is_new(wished):
                yield {**row, **wished}
        yield from self._gone(form)

    def _strangers(self) -> list[bytes]:
        """Return the rows that stand here for people of another site, whom the centre does not show this one."""
        held = [row[0] for row in self.connection.exec_driver_sql(_STAND_INS)]
        shown = set()
        for start in range(0, len(held), _FETCH):
            asked = [str(UUID(bytes=row_id)) for row_id in held[start : start + _FETCH]]
            shown |= {row["id"] for row in self.line.call("fetch", "users", asked)}
        return [row_id for row_id in held if str(UUID(bytes=row_id)) not in shown]

    def _gone(self, form: Form) -> Iterator[dict[str, Any]]:
        """Yield rows that somebody here wants removed and that the centre has until it answers."""
        for (table, row_id), wished in self._wishes.items():
            if table == form.name and GONE in wished:
                parts = json.loads(row_id) if row_id.startswith("[") else [row_id]
                yield {**wished[GONE], **dict(zip([one.name for one in form.key], parts, strict=True))}

    def _scope(self, form: Form, since: datetime | None) -> tuple[str, tuple[Any, ...]]:
        """Return what the centre shows this workstation of a table, as SQL."""
        if since is not None:
            return " WHERE x.created_at >= ?", (iso_utc(since),)
        if self.kind is WorkstationKind.OFFICE:
            return "", ()
        if form.name == "users":
            strangers = self._strangers()
            marks = ", ".join("?" * len(strangers))
            where = f" WHERE (x.site_id IS NULL OR x.site_id = ?) AND x.id NOT IN ({marks})"
            return where, (self.site_id.bytes, *strangers)
        if form.name == "deposits":
            return " WHERE x.site_id IS NULL OR x.site_id = ?", (self.site_id.bytes,)
        if form.name == "user_groups":
            people = "SELECT id FROM users WHERE site_id IS NULL OR site_id = ?"
            return f" WHERE x.user_id IN ({people})", (self.site_id.bytes,)
        return "", ()


def known(form: Form, row: dict[str, Any]) -> dict[str, Any]:
    """Return the part of a row that both sides digest: keys and open columns, without what is empty."""
    names = [one.name for one in form.key]
    names += [one.name for one in form.fields.values() if not (one.is_private or one.is_derived)]
    return {name: row[name] for name in names if row.get(name) is not None}


def digest_of(row: dict[str, Any]) -> int:
    """Return the first eight bytes of the SHA-256 of a row's canonical JSON, as a signed number."""
    return int.from_bytes(hashlib.sha256(journal.canonical(row)).digest()[:8], "big", signed=True)


def _differences(form: Form, here: dict[str, Any] | None, there: dict[str, Any]) -> list[RowDifference]:
    key = _key(form, there)
    if here is None:
        return [RowDifference(form.name, key, missing="here")]
    names = [one.name for one in form.fields.values() if not (one.is_private or one.is_derived)]
    for name in (*names, *_SUMMED.get(form.name, ())):
        if here.get(name) != there.get(name):
            return [RowDifference(form.name, key, name, here.get(name), there.get(name))]
    return []


def _is_new(wished: dict[str, Any]) -> bool:
    """Whether every wish on a row begins from nothing: the centre does not have the row yet."""
    return "created_at" in wished and wished["created_at"] is None


def _key(form: Form, row: dict[str, Any]) -> str:
    parts = [row[one.name] for one in form.key]
    return row_key(parts[0] if len(parts) == 1 else parts)


def _is_money(form: Form, column: str) -> bool:
    return isinstance(Base.metadata.tables[form.name].columns[column].type, Money)


def _cents(text: str | None) -> int:
    return 0 if text is None else int(text.replace(".", ""))
