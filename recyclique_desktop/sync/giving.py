"""Somebody else's entries handed to the centre by an office: byte for byte, as their own machine would do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recyclique_desktop.sync import push
from recyclique_desktop.sync.branch import branch_id
from recyclique_desktop.sync.centre import CALL_S, columns, failures, receipt
from recyclique_desktop.sync.round import SentEntry, SyncError
from recyclique_desktop.sync.vocabulary import Cause, Outcome, Outlet, Receipt

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from recyclique_desktop.data.db import Database
    from recyclique_desktop.wire import Line

_FROM_START = 0


@dataclass(frozen=True, slots=True)
class Given:
    """What handing entries over did.

    Attributes:
        stored: Entries that the centre did not have.
        already: Entries that it had.
        parked: Of the stored ones, those that wait to be examined.
        outlet: The stream they went to: another one than their own when the centre had it otherwise.
        unproven: Entries signed by a key that nobody here can vouch for, where that was looked at.
    """

    stored: int
    already: int
    parked: int
    outlet: Outlet
    unproven: int = 0


def give(line: Line, db: Database, stream: UUID, after: int) -> Given:
    """Hand over what this file keeps of a stream beyond ``after``.

    Raises:
        SyncError: As ``hand_over``.
        UserError: ``storage.*``.
    """

    def read(first: int) -> Sequence[SentEntry]:
        with db.reading() as session:
            return push.entries_from(session.connection(), stream, first)

    return hand_over(line, Outlet(stream), after, read)


def hand_over(line: Line, outlet: Outlet, after: int, read: Callable[[int], Sequence[SentEntry]]) -> Given:
    """Hand entries over from ``after`` on; where the centre has others in their place, they become a branch there.

    Args:
        line: To the centre, as an office.
        outlet: Where their own machine would send them.
        after: Last sequence that the centre has already, as far as is known.
        read: Returns entries dense from a sequence on; none when there are no more.

    Raises:
        SyncError: The centre could not be asked, or *bad*: the entries are not what they say.
    """
    stream, first = outlet.stream, after + 1
    stored = already = parked = 0
    while entries := read(first):
        found = _send(line, outlet, first, entries)
        stored, already, parked = stored + found.stored, already + found.already, parked + found.parked
        if found.outcome is Outcome.FORK and outlet.parent is None:
            fork = _fork(line, stream, found, first, read)
            outlet = Outlet(branch_id(stream, fork, read(fork + 1)[0].hash), stream, fork)
            first = fork + 1
        elif found.outcome is Outcome.GAP and found.last_seq + 1 < first:
            first = found.last_seq + 1
        elif found.outcome is not Outcome.OK:
            raise SyncError(Cause.BAD, f"{outlet.stream}: {found.outcome} at {first}")
        else:
            first += len(entries)
    return Given(stored, already, parked, outlet)


def _send(line: Line, outlet: Outlet, first: int, entries: Sequence[SentEntry]) -> Receipt:
    values = (outlet.stream, first, *columns(entries), False, outlet.parent, outlet.fork if outlet.parent else None)
    with failures():
        return receipt(line.call("import_entries", *values, deadline_s=CALL_S))


def _fork(
    line: Line, stream: UUID, found: Receipt, first: int, read: Callable[[int], Sequence[SentEntry]]
) -> int:  # fmt: skip
    """Return the last sequence that both sides share."""
    if found.common is not None:
        return found.common
    low, high = _FROM_START, first
    while high - low > 1:
        middle = (low + high) // 2
        entry = next(iter(read(middle)), None)
        with failures():
            told = line.call("hash_at", stream, middle, deadline_s=CALL_S)["hash"]
        if entry is not None and told == entry.hash.hex():
            low = middle
        else:
            high = middle
    return low
