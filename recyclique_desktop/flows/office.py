"""What an office asks its centre: conflicts and a choice, parked entries and another try.

Each question opens a line of its own and hangs up: they are rare, and a round under way must not wait for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.services import conflicts

if TYPE_CHECKING:
    from collections.abc import Callable

    from recyclique_desktop.data.db import Database
    from recyclique_desktop.domain.station import Actor, Station
    from recyclique_desktop.services.conflicts import Keep, SettleConflict
    from recyclique_desktop.wire import Line

DEADLINE_S = 8.0
WHOLE_ROW = "*"
"""Column of a conflict about a row that a restore of the centre lost as a whole."""
_REFUSED = {
    "settled": "conflict.settled_already",
    "taken": "conflict.name_taken",
    "kind": "shared.office_only",
    "enrol": "conflict.enrol_again",
}


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two values for one column of a shared row.

    Attributes:
        centre: What holds, in journal form.
        here: What the workstation wished.
        workstation: Its code, where it is known.
        entry_id: The wish.
    """

    id: UUID
    table: str
    row_id: str
    column: str
    centre: Any
    here: Any
    workstation: str
    entry_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Parked:
    """An entry that is safe at the centre but could not be applied.

    Attributes:
        label: What was done, in words.
        number: In its series, if it has one.
        cause: Stored word.
        detail: For a technician.
    """

    stream_id: UUID
    seq: int
    workstation: str
    label: str
    number: str
    cause: str
    detail: str
    retries: int
    at: datetime


@dataclass(frozen=True, slots=True)
class PutBack:
    """A life of the centre after its first: somebody found that it was put back.

    Attributes:
        found_by: Code of the machine that knew more than the centre; empty when an administrator said so.
        streams: How many journals that machine knew further than the centre.
        lost: How many entries, by its word.
    """

    began_at: datetime
    found_by: str
    streams: int
    lost: int


class OfficeDesk:
    """The centre's answers to an office; from any thread, one question at a time.

    Args:
        line: Makes a line to the centre.
    """

    def __init__(self, line: Callable[[], Line]) -> None:
        self._line = line

    def conflicts(self) -> tuple[Conflict, ...]:
        """Return the values that lost and were not settled, oldest first.

        Raises:
            UserError: ``sync.*`` when the centre does not answer, ``shared.office_only``.
        """
        return tuple(_conflict(one) for one in self._ask("conflicts"))

    def parked(self) -> tuple[Parked, ...]:
        """Return the entries that could not be applied there.

        Raises:
            UserError: As ``conflicts``.
        """
        return tuple(_parked(one) for one in self._ask("parked"))

    def lives(self) -> tuple[PutBack, ...]:
        """Return the lives of the centre since its first, the newest first.

        Raises:
            UserError: As ``conflicts``.
        """
        return tuple(_life(one) for one in self._ask("lives"))

    def settle(self, conflict_id: UUID, keep: Keep) -> None:
        """Choose whose value stays; the row itself arrives with the next round.

        Raises:
            UserError: As ``conflicts``, ``conflict.settled_already``, ``conflict.name_taken``.
        """
        self._ask("settle", conflict_id, keep.value)

    def retry(self, stream_id: UUID, seq: int) -> bool:
        """Try a parked entry again; tell whether it could be applied.

        Raises:
            UserError: As ``conflicts``.
        """
        return bool(self._ask("retry", stream_id, seq)["applied"])

    def lease(self, job: str, period: str, minutes: int, *, done: bool = False) -> bool:
        """Take a job of the site for a period, or say that it is done; tell whether it is this office's.

        Raises:
            UserError: As ``conflicts``.
        """
        return bool(self._ask("lease", job, period, minutes, done)["held"])

    def purge(self, before: datetime) -> None:
        """Let the centre forget the sign-ins from before a moment, at least six months past.

        Raises:
            UserError: As ``conflicts``.
        """
        self._ask("purge", before)

    def _ask(self, function: str, *values: Any) -> Any:
        from recyclique_desktop.wire import WireError  # noqa: PLC0415  heavy: a shop alone never loads it

        line = self._line()
        try:
            return line.call(function, *values, deadline_s=DEADLINE_S)
        except WireError as error:
            raise UserError(_REFUSED.get(error.detail, f"sync.{error.kind.value}")) from error
        finally:
            line.close()


def settle(
    db: Database, choose: Callable[[UUID, Keep], None], command: SettleConflict, actor: Actor, station: Station
) -> None:
    """Choose whose value stays, at the centre by ``choose``, and keep here who chose.

    Raises:
        UserError: ``permission.denied``, ``shared.office_only``, and what the centre refuses; nothing was chosen then.
    """
    actor.require(conflicts.right_for(command.table))
    choose(command.conflict_id, command.keep)
    with db.writing() as session:
        conflicts.record_settled(session, command, actor, station)


def _conflict(told: dict[str, Any]) -> Conflict:
    return Conflict(
        id=UUID(told["id"]),
        table=told["table"],
        row_id=told["row"],
        column=told["column"],
        centre=told["centre"],
        here=_here(told),
        workstation=told["code"] or "",
        entry_id=UUID(told["entry_id"]),
        at=datetime.fromisoformat(told["found_at"]),
    )


def _here(told: dict[str, Any]) -> Any:
    """Return the workstation's value; of a whole row (column ``*``) what people call it, and nothing secret."""
    value = told["workstation"]
    if told["column"] != WHOLE_ROW or not isinstance(value, dict):
        return value
    return next((value[name] for name in ("name", "label", "username", "code") if value.get(name)), told["row"])


def _life(told: dict[str, Any]) -> PutBack:
    missing = [max(0, known - there) for there, known in told["evidence"].values()]
    return PutBack(datetime.fromisoformat(told["began_at"]), told["found_by"] or "", len(missing), sum(missing))


def _parked(told: dict[str, Any]) -> Parked:
    return Parked(
        stream_id=UUID(told["stream_id"]),
        seq=told["seq"],
        workstation=told["workstation"] or "",
        label=told["label"] or told["act"],
        number=str(told["number"]) if told["number"] is not None else "",
        cause=told["cause"],
        detail=told["detail"] or "",
        retries=told["retries"],
        at=datetime.fromisoformat(told["at"]),
    )
