"""A shop that worked alone joins a centre in use: its machine joins as a new one, then hands its past in.

The matching list is people's to read first: which of the shop's rows are the centre's under another id, and which are
new to it. What was signed stays as it is; the centre reads it through the list.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import UUID

from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.flows.sync import line_to_centre
from recyclique_desktop.sync import push
from recyclique_desktop.sync.centre import CALL_S, columns, failures, receipt
from recyclique_desktop.sync.round import SyncError
from recyclique_desktop.sync.stored import stored_rows
from recyclique_desktop.sync.tables import form_of
from recyclique_desktop.sync.vocabulary import Cause, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from recyclique_desktop.data.db import Database
    from recyclique_desktop.flows.workstation import OpenWorkstation
    from recyclique_desktop.system.secrets import SecretStore
    from recyclique_desktop.wire import Line

Row: TypeAlias = "Mapping[str, Any]"
_PLACE = "SELECT name FROM workstations WHERE id = ?"


@dataclass(frozen=True, slots=True)
class Match:
    """A row of the shop that the centre has under another id.

    Attributes:
        label: What people call it.
    """

    table: str
    label: str
    ours: UUID
    theirs: UUID


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A row of the shop that the centre does not have, in journal form."""

    table: str
    label: str
    row: Row


@dataclass(frozen=True, slots=True)
class Matching:
    """The list."""

    matches: tuple[Match, ...]
    newcomers: tuple[Newcomer, ...]


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What handing a past in did.

    Attributes:
        code: Of the workstation that was; its old numbers begin with the one they were printed with.
        stored: Entries that the centre took.
        parked: Of these, those to be examined.
    """

    code: str
    made: int
    stored: int
    parked: int


def match(old: OpenWorkstation, new: OpenWorkstation) -> Matching:
    """Compare the shared rows of a shop that worked alone with those of the centre that its machine has joined.

    Args:
        old: The workstation alone.
        new: The same machine as it joined, in a folder of its own.

    Raises:
        UserError: ``enrol.joined``: the first one is not alone; ``centre.none``: the second one is.
    """
    if old.config.centre is not None:
        raise UserError("enrol.joined")
    if new.config.centre is None:
        raise UserError("centre.none")
    matches = [Match("sites", "", old.config.site_id, new.config.site_id)]
    newcomers: list[Newcomer] = []
    for table, name_of in _NAMES.items():
        ours, theirs = _rows(old.db, table), _rows(new.db, table)
        known = {name_of(row, theirs): UUID(row["id"]) for row in theirs.values()}
        for row in ours.values():
            name = name_of(row, ours)
            if name in known:
                if known[name] != UUID(row["id"]):
                    matches.append(Match(table, _label(row), UUID(row["id"]), known[name]))
            else:
                newcomers.append(Newcomer(table, _label(row), row))
    return Matching(tuple(matches), tuple(newcomers))


def hand_in(old: OpenWorkstation, new: OpenWorkstation, store: SecretStore, matching: Matching) -> HandedIn:
    """Hand the past of a shop in; a second call after a failure goes on.

    Raises:
        UserError: ``centre.none``, ``secret.*``, ``sync.*``, ``enrol.enrolled``: the old folder is not touched.
    """
    line = line_to_centre(new, store)
    try:
        with failures():
            told = line.call("adopt_past", *_past(old, matching), deadline_s=CALL_S)
        stored, parked = _push(line, old)
    except SyncError as error:
        raise UserError(f"sync.{error.cause.value}") from error
    finally:
        line.close()
    return HandedIn(told["code"], told["made"], stored, parked)


def _past(old: OpenWorkstation, matching: Matching) -> tuple[Any, ...]:
    config = old.config
    with old.db.reading() as session:
        name = session.connection().exec_driver_sql(_PLACE, (config.workstation_id.bytes,)).scalar_one()
    who = {
        "workstation_id": str(config.workstation_id), "code": config.code, "name": name,
        "public_key": old.public_key.hex(), "stream_id": str(config.stream_id),
    }  # fmt: skip
    aliases = [
        {"table": one.table, "alias": str(one.ours), "centre": str(one.theirs)} for one in matching.matches
    ]  # fmt: skip
    rows = [
        {"table": one.table, "id": one.row["id"], "set": {k: v for k, v in one.row.items() if k != "id"}}
        for one in matching.newcomers
    ]
    return who, aliases, rows


def _push(line: Line, old: OpenWorkstation) -> tuple[int, int]:
    first, stored, parked = 1, 0, 0
    while True:
        with old.db.reading() as session:
            entries = push.entries_from(session.connection(), old.config.stream_id, first)
        if not entries:
            return stored, parked
        with failures():
            values = (old.config.stream_id, first, *columns(entries))
            found = receipt(line.call("push_past", *values, deadline_s=CALL_S))
        if found.outcome is not Outcome.OK:
            raise SyncError(Cause.BAD, f"{found.outcome} at {first}")
        stored, parked = stored + found.stored, parked + found.parked
        first = entries[-1].seq + 1


def _rows(db: Database, table: str) -> dict[str, Row]:
    with db.reading() as session:
        return dict(stored_rows(session.connection(), form_of(table)))


def _label(row: Row) -> str:
    return str(row.get("name") or row.get("label") or row.get("username") or row.get("code") or row["id"])


def _word(text: object) -> str:
    return " ".join(str(text or "").casefold().split())


def _category(row: Row, rows: Mapping[str, Row]) -> tuple[str, ...]:
    """A category is called by its names from the root down."""
    parent = rows.get(row.get("parent_id", ""))
    return (*(_category(parent, rows) if parent else ()), _word(row["name"]))


def _by(column: str) -> Callable[[Row, Mapping[str, Row]], Any]:
    return lambda row, _rows: _word(row.get(column))


_NAMES: dict[str, Callable[[Row, Mapping[str, Row]], Any]] = {
    "categories": _category,
    "payment_methods": _by("code"),
    "preset_buttons": _by("code"),
    "cash_registers": _by("name"),
    "users": _by("username"),
}
"""How two rows are known to be the same; in the order of the list."""
