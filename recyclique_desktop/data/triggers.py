"""Append-only guards in SQL: what is recorded stays, whoever opens the file with whatever tool.

``INSERT OR REPLACE`` removes the old row without firing delete triggers, so every unique key of a guarded
table is guarded against it too. Generated from the models; a migration freezes the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import Index, PrimaryKeyConstraint, Table, UniqueConstraint

from recyclique_desktop.data.base import Base

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

IMMUTABLE = (
    "sales",
    "sale_items",
    "payment_transactions",
    "cash_movements",
    "cash_counts",
    "closures",
    "prints",
    "corrections",
    "login_history",
)
"""Facts that no one changes once written; only personal columns may be erased."""

PURGED = {"login_history": "created_at", "user_sessions": "created_at"}
"""Facts that are forgotten after some time, by the column that says when they began; their journal entries stay."""
HORIZON = "SELECT coalesce(strftime('%Y-%m-%dT%H:%M:%fZ', max(at), '-6 months'), '') FROM journal"
"""Six months before the last entry: nobody forgets sign-ins earlier, whatever the setting says."""
_KEPT = f"OLD.created_at >= ({HORIZON})"

_SESSION_MOVES = (
    "status", "current_step", "step_start_time", "closed_at", "closing_amount", "actual_amount", "variance",
    "variance_comment", "is_empty",
)  # fmt: skip
"""Columns of an open cash session that its own acts move; none of these moves once it is closed."""


def statements() -> list[str]:
    """Return the ``CREATE TRIGGER`` statements of a workstation's file, in a fixed order."""
    tables = Base.metadata.tables
    found = list(_journal())
    for name in IMMUTABLE:
        found += _immutable(tables[name])
    found += _cash_sessions(tables["cash_sessions"])
    return found


def _journal() -> Iterator[str]:
    kept = ("stream_id", "seq", "entry_id", "tx", "header", "hash", "signature", "class", "act", "at")
    same = " AND ".join(f"NEW.{column} IS OLD.{column}" for column in (*kept, "series", "number", "hlc"))
    yield _trigger(
        "journal_no_update", "BEFORE UPDATE ON journal", "journal: append only",
        when=f"NOT (OLD.class = 'personal' AND length(NEW.payload) = 0 AND {same})",
    )  # fmt: skip
    yield _trigger("journal_no_delete", "BEFORE DELETE ON journal", "journal: append only")
    # A stream of another workstation begins where this file joined it: at its cursor, not at 1.
    of_stream = "FROM journal WHERE stream_id = NEW.stream_id"
    at_cursor = "FROM sync_cursors WHERE stream_id = NEW.stream_id"
    yield _trigger(
        "journal_dense", "BEFORE INSERT ON journal", "journal: append only, no holes",
        when=f"NEW.seq <> 1 + coalesce((SELECT max(seq) {of_stream}), (SELECT pulled {at_cursor}), 0)"  # noqa: S608  names of our own models
        " OR EXISTS (SELECT 1 FROM journal WHERE entry_id = NEW.entry_id)",
    )  # fmt: skip


def _immutable(table: Table) -> Iterator[str]:
    name = table.name
    fixed = [column.name for column in table.columns if "privacy" not in column.info]
    yield _trigger(f"{name}_no_update", f"BEFORE UPDATE OF {', '.join(fixed)} ON {name}", f"{name}: append only")
    kept = _KEPT if name in PURGED else None
    yield _trigger(f"{name}_no_delete", f"BEFORE DELETE ON {name}", f"{name}: append only", when=kept)
    yield _no_replace(table)


def _cash_sessions(table: Table) -> Iterator[str]:
    # Derived columns move at any time: a sale that surfaces after the closing joins its own session.
    said = [c for c in table.columns if not c.info.get("derived")]
    fixed = [c.name for c in said if c.name not in _SESSION_MOVES and "privacy" not in c.info]
    moving = [c.name for c in table.columns if c.name in _SESSION_MOVES and "privacy" not in c.info]
    yield _trigger(
        "cash_sessions_fixed",
        f"BEFORE UPDATE OF {', '.join(fixed)} ON cash_sessions",
        "cash_sessions: fixed at opening",
    )
    yield _trigger(
        "cash_sessions_closed", f"BEFORE UPDATE OF {', '.join(moving)} ON cash_sessions",
        "cash_sessions: closed", when="OLD.status = 'CLOSED'",
    )  # fmt: skip
    yield _trigger("cash_sessions_no_delete", "BEFORE DELETE ON cash_sessions", "cash_sessions: append only")
    yield _no_replace(table)


def _no_replace(table: Table) -> str:
    keys = []
    for columns, where in _unique_keys(table):
        both = f"{where} AND {_of_new(where, table)}" if where else None
        keys.append(f"({_matches(columns, both)})")
    return _trigger(
        f"{table.name}_no_replace", f"BEFORE INSERT ON {table.name}", f"{table.name}: append only",
        when=f"EXISTS (SELECT 1 FROM {table.name} WHERE {' OR '.join(keys)})",  # noqa: S608  names of our own models
    )  # fmt: skip


def _unique_keys(table: Table) -> Iterator[tuple[list[str], str | None]]:
    for constraint in sorted(table.constraints, key=lambda c: str(c.name)):
        if isinstance(constraint, PrimaryKeyConstraint | UniqueConstraint):
            yield [column.name for column in constraint.columns], None
    for index in sorted(table.indexes, key=lambda i: str(i.name)):
        if index.unique and _is_local(index):
            where = index.dialect_options["sqlite"]["where"]
            yield [column.name for column in index.columns], None if where is None else str(where)


def _is_local(index: Index) -> bool:
    return index.info.get("side") != "central"


def _matches(columns: Iterable[str], where: str | None) -> str:
    same = " AND ".join(f"{column} = NEW.{column}" for column in columns)
    return f"{same} AND ({where})" if where else same


def _of_new(where: str, table: Table) -> str:
    names = "|".join(re.escape(column.name) for column in table.columns)
    return re.sub(rf"\b({names})\b", r"NEW.\1", where)


def _trigger(name: str, event: str, message: str, *, when: str | None = None) -> str:
    condition = f" WHEN {when}" if when else ""
    return f"CREATE TRIGGER {name} {event}{condition} BEGIN SELECT RAISE(ABORT, '{message}'); END"
