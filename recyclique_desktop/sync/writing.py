"""Rows of others' entries into this file: generic over the tables that travel, in one background transaction."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from recyclique_desktop.data import erasure
from recyclique_desktop.data.requests import row_key
from recyclique_desktop.data.triggers import IMMUTABLE
from recyclique_desktop.sync.shared import SharedRows
from recyclique_desktop.sync.stubs import stub_values
from recyclique_desktop.sync.tables import Form, form_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from recyclique_desktop.data.db import Database
    from recyclique_desktop.sync.entries import ReadEntry

_JOURNAL = (
    "INSERT INTO journal (stream_id, seq, entry_id, tx, header, payload, hash, signature, class, act, series, number,"
    " hlc, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_AUDIT = (
    "INSERT INTO audit_logs (id, timestamp, actor_id, action_type, target_id, target_type, details_json, description)"
    " VALUES (?, ?, (SELECT id FROM users WHERE operator_code = ?), ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING"
)
_TOTALS = """
UPDATE cash_sessions SET total_sales = s.goods, total_items = s.tickets, current_amount = initial_amount + s.goods,
    last_activity = max(opened_at, coalesce(closed_at, ''), s.last_at)
FROM (SELECT coalesce(sum(total_amount), 0) AS goods, count(*) AS tickets, coalesce(max(created_at), '') AS last_at
    FROM sales WHERE cash_session_id = ?1 AND kind <> 'disposal') AS s
WHERE id = ?1
"""
"""What 1.4.4 reads of a session, summed anew as the centre sums it."""
_MANY = 500
NEVER_CHANGED = frozenset(IMMUTABLE)


class CannotApplyError(Exception):
    """An entry cannot be applied here, yet or ever.

    Args:
        cause: Stored word: ``missing_row``, ``row_exists``, ``waits``.
        table: Where.
        row_id: Which row, for a technician.
    """

    def __init__(self, cause: str, table: str, row_id: object) -> None:
        super().__init__(cause, table, row_id)
        self.cause = cause
        self.detail = f"{table} {row_id}".strip()


@dataclass(slots=True)
class Prepared:
    """What an entry will write, worked out before the writer is held.

    Attributes:
        facts: Rows of tables that never change, by table: their order does not matter.
        others: Everything else, in order.
        named: Rows that the others refer to; what facts refer to stands in their rows.
        sessions: Cash sessions whose totals the others may have moved.
        touched: The rows it writes, as payloads name them.
        broken: Why its rows could not even be read; raised where they would be written.
    """

    entry: ReadEntry
    broken: Exception | None = None
    facts: list[tuple[Form, tuple[Any, ...]]] = field(default_factory=list)
    others: list[tuple[Form, dict[str, Any]]] = field(default_factory=list)
    named: set[tuple[str, bytes]] = field(default_factory=set)
    sessions: set[bytes] = field(default_factory=set)
    touched: list[tuple[str, str]] = field(default_factory=list)

    def wanted(self) -> set[tuple[str, str]]:
        """Return the rows that it writes, or would if they could be read."""
        if self.broken is None:
            return set(self.touched)
        return {(row["table"], row_key(row["id"])) for row in self.entry.rows if "table" in row and "id" in row}

    def let_go(self) -> None:
        """Forget the payload if all it says stands in rows: what a lot's payloads hold is larger than any cache."""
        if self.broken is None and not self.others and "answers" not in (self.entry.payload or ()):
            self.entry.payload = None


def prepare(entry: ReadEntry) -> Prepared:
    """Turn an entry's rows into what the file holds.

    Raises:
        UnknownError: It names a table or a column of a newer program.
        ValueError: It holds a value that no program of ours writes.
    """
    found = Prepared(entry)
    for row in entry.rows:
        form = form_of(row["table"])
        if row["op"] == "I" and not entry.is_personal and form.name in NEVER_CHANGED:
            found.facts.append((form, form.stored(row["id"], row["set"])))
        else:
            if row["op"] != "D":
                _require_known(form, row)
                found.named.update(_named(form, row))
            found.others.append((form, row))
            _note_session(form, row, found.sessions)
        found.touched.append((form.name, row_key(row["id"])))
    return found


def _by_form(lot: Sequence[Prepared]) -> list[tuple[Form, list[tuple[Any, ...]]]]:
    """Return the facts of a lot, table by table, parents before children."""
    rows: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for prepared in lot:
        for form, row in prepared.facts:
            rows[form.name].append(row)
    return sorted(((form_of(name), found) for name, found in rows.items()), key=lambda pair: pair[0].rank)


def _require_known(form: Form, row: dict[str, Any]) -> None:
    for name in row.get("set", {}):
        form.field(name)


def _named(form: Form, row: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    values = row.get("set", {})
    for column, target in form.refers.items():
        given = values.get(column)
        if given is not None:
            new = given[1] if row["op"] == "U" else given
            if new is not None:
                yield target, form.fields[column].read(new)


def _sessions_of(form: Form, rows: Sequence[tuple[Any, ...]]) -> set[bytes]:
    """Return the cash sessions that new sales belong to."""
    if form.name != "sales":
        return set()
    place = form.places["cash_session_id"]
    return {row[place] for row in rows if row[place] is not None}


def _note_session(form: Form, row: dict[str, Any], sessions: set[bytes]) -> None:
    if form.name == "sales" and "cash_session_id" in row.get("set", {}):
        sessions.add(form.fields["cash_session_id"].read(row["set"]["cash_session_id"]))
    elif form.name == "cash_sessions":
        sessions.update(form.key_of(row["id"]))


def sought_for(db: Database, lot: Sequence[Prepared]) -> erasure.Sought | None:
    """Look, before the writer is held, which entries speak of people that a lot forgets; nothing if it forgets none."""
    rows = [pair for one in lot if not one.entry.is_personal for pair in one.others]
    people = {UUID(row["set"]["user_id"]) for form, row in rows if _is_erasure(form, row)}
    if not people:
        return None
    with db.reading() as session:
        return erasure.seek(session.connection(), people, give_way=db.give_way)


def _is_erasure(form: Form, row: dict[str, Any]) -> bool:
    return form.name == "user_status_history" and row["op"] == "I" and row["set"].get("kind") == erasure.KIND


@dataclass(slots=True)
class Writing:
    """One transaction of pulled entries.

    Attributes:
        connection: Holds the writer, beside capture.
        present: Rows known to be in the file, by table; spares looking for the same category a thousand times.
        found: Such rows seen by this transaction: known once it is committed.
        sought: Which entries speak of the people that this transaction forgets, if somebody looked before.
    """

    connection: Connection
    present: set[tuple[str, bytes]]
    found: set[tuple[str, bytes]] = field(default_factory=set)
    sought: erasure.Sought | None = None
    _shared: SharedRows | None = None

    def keep(self, entries: Sequence[ReadEntry]) -> None:
        """Put the entries themselves into the journal."""
        self._many(_JOURNAL, [entry.kept for entry in entries])

    def note(self, entries: Sequence[ReadEntry]) -> None:
        """Write the history rows that follow from entries, once the people they name are here."""
        self._many(_AUDIT, [entry.audit for entry in entries if entry.audit is not None])

    def write(self, lot: Sequence[Prepared]) -> None:
        """Write what entries wrote, in their order.

        Raises:
            CannotApplyError: One of them cannot be applied; take the transaction back.
            IntegrityError: Likewise.
        """
        for prepared in lot:
            if prepared.broken is not None:
                raise prepared.broken
        facts = _by_form(lot)
        for form, rows in facts:
            self._many(form.insert_sql, rows)
        for prepared in lot:
            self._in_order(prepared)
        new = {(form.name, row[0]) for form, rows in facts for row in rows}
        named = {pair for form, rows in facts for pair in form.named_by(rows)}
        self._require_named(named.union(*(prepared.named for prepared in lot)) - new)
        sessions = {one for form, rows in facts for one in _sessions_of(form, rows)}
        sessions.update(*(prepared.sessions for prepared in lot))
        self._many(_TOTALS, [(session,) for session in sorted(sessions)])

    def _in_order(self, prepared: Prepared) -> None:
        entry = prepared.entry
        wishes = self.shared.wishes_of(entry.answers) if entry.answers else []
        for form, row in prepared.others:
            if form.owner == "centre":
                self._share(form, row, is_personal=entry.is_personal)
            else:
                self._fact(form, row, is_personal=entry.is_personal)
        if wishes:
            self.shared.settle(wishes, entry.rows, entry.refused)

    @property
    def shared(self) -> SharedRows:
        """Shared rows with the wishes of this workstation, read once per transaction."""
        if self._shared is None:
            self._shared = SharedRows(self.connection)
        return self._shared

    def _share(self, form: Form, row: dict[str, Any], *, is_personal: bool) -> None:
        if row["op"] == "D":
            self.shared.remove(form, row["id"])
        elif row["op"] == "U":
            self.shared.update(form, row["id"], {name: pair[1] for name, pair in row["set"].items()})
        elif is_personal:
            self.shared.update(form, row["id"], row["set"])
        else:
            self.shared.insert(form, row["id"], row["set"])
            if _is_erasure(form, row):
                erasure.scrub(self.connection, UUID(row["set"]["user_id"]), sought=self.sought)

    def _fact(self, form: Form, row: dict[str, Any], *, is_personal: bool) -> None:
        key = form.key_of(row["id"])
        if row["op"] == "D":
            self._run(f'DELETE FROM "{form.name}" WHERE {form.where_key}', key)  # noqa: S608
        elif row["op"] == "I" and not is_personal:
            self._run(form.insert_sql, form.stored(row["id"], row["set"]))
        else:
            values = row["set"] if row["op"] == "I" else {name: pair[1] for name, pair in row["set"].items()}
            self._change(form, row, key, values)

    def _change(self, form: Form, row: dict[str, Any], key: tuple[Any, ...], values: dict[str, Any]) -> None:
        columns = ", ".join(f'"{name}" = ?' for name in values) or f'"{form.key[0].name}" = "{form.key[0].name}"'
        stored = tuple(form.field(name).stored(value) for name, value in values.items())
        sql = f'UPDATE "{form.name}" SET {columns} WHERE {form.where_key}'  # noqa: S608
        if self.connection.exec_driver_sql(sql, (*stored, *key)).rowcount == 0:
            raise CannotApplyError("missing_row", form.name, row["id"])

    def _require_named(self, named: set[tuple[str, bytes]]) -> None:
        """Make sure that every row named is there: a shared one that nobody described becomes an inactive stub."""
        by_table: dict[str, list[bytes]] = defaultdict(list)
        for table, row_id in named - self.present - self.found:
            by_table[table].append(row_id)
        for table, wanted in by_table.items():
            for row_id in set(wanted) - self._there(table, wanted):
                self._stub(form_of(table), row_id)
            self.found.update((table, row_id) for row_id in wanted)

    def _there(self, table: str, wanted: Sequence[bytes]) -> set[bytes]:
        found: set[bytes] = set()
        for start in range(0, len(wanted), _MANY):
            part = tuple(wanted[start : start + _MANY])
            marks = ", ".join("?" * len(part))
            sql = f'SELECT id FROM "{table}" WHERE id IN ({marks})'  # noqa: S608
            found.update(bytes(row[0]) for row in self.connection.exec_driver_sql(sql, part))
        return found

    def _stub(self, form: Form, row_id: bytes) -> None:
        if form.owner != "centre":
            raise CannotApplyError("missing_row", form.name, UUID(bytes=row_id))
        values = stub_values(form, row_id)
        columns = ", ".join(f'"{name}"' for name in values)
        marks = ", ".join("?" * len(values))
        sql = f'INSERT INTO "{form.name}" ({columns}) VALUES ({marks})'  # noqa: S608
        self._run(sql, tuple(values.values()))
        for column, target in form.refers.items():
            if values.get(column) is not None:
                self._require_named({(target, values[column])})

    def _many(self, sql: str, rows: list[Any]) -> None:
        if rows:
            self.connection.exec_driver_sql(sql, rows)

    def _run(self, sql: str, values: tuple[Any, ...]) -> None:
        self.connection.exec_driver_sql(sql, values)
