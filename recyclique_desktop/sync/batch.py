"""Pulled entries walked in order: each stream from where this file stands, a few at a time."""

from __future__ import annotations

import logging
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from recyclique_desktop.sync.entries import read
from recyclique_desktop.sync.round import SyncError
from recyclique_desktop.sync.tables import UnknownError
from recyclique_desktop.sync.vocabulary import Cause
from recyclique_desktop.sync.writing import Prepared, prepare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from uuid import UUID

    from recyclique_desktop.sync.entries import ReadEntry
    from recyclique_desktop.sync.round import SentEntry

GENESIS = bytes(32)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Position:
    """Where this file stands in a stream: last sequence applied, and its hash if the entry is here."""

    seq: int
    hash: bytes | None


@dataclass(slots=True)
class Lot:
    """A few entries that are written in one transaction.

    Attributes:
        blocked: Why nothing can follow this lot yet.
    """

    prepared: list[Prepared] = field(default_factory=list)
    blocked: Cause | None = None

    def continues(self, prepared: Prepared) -> bool:
        """Whether this is the personal part of the last entry: the two are applied together."""
        return bool(self.prepared) and self.prepared[-1].entry.tx == prepared.entry.tx


@dataclass(slots=True)
class Batch:
    """What came with one pull, and what was done of it so far.

    Attributes:
        waiting: Rows that entries set aside wanted to write: what comes later for them waits too.
        failed: Entries set aside.
        changed: Row ids that were written, by table.
    """

    positions: dict[UUID, Position]
    waiting: set[tuple[str, str]]
    failed: int = 0
    changed: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def waits(self, prepared: Prepared) -> bool:
        """Whether an entry writes a row that an entry set aside wanted to write first."""
        return bool(self.waiting) and not self.waiting.isdisjoint(prepared.wanted())

    def take(self, lot: Sequence[Prepared], positions: Mapping[UUID, Position]) -> None:
        """Note what a committed lot brought."""
        self.positions.update(positions)
        for prepared in lot:
            for table, row_id in prepared.touched:
                self.changed[table].add(row_id)


@dataclass(slots=True)
class Walk:
    """Reads entries in order.

    Attributes:
        keeps: Tells whether this file keeps the payload bytes of a stream, given its name and the one in its headers.
    """

    at: Mapping[UUID, Position]
    keeps: Callable[[UUID, UUID], bool]
    _seen: dict[UUID, Position] = field(default_factory=dict)

    def lots(self, entries: Iterable[SentEntry], size: Callable[[], int]) -> Iterator[Lot]:
        """Yield lots of about ``size()`` entries; the last one may say why it stops there."""
        lot = Lot()
        for entry in entries:
            prepared = self._next(entry, lot)
            if lot.blocked is not None:
                break
            if prepared is None:
                continue
            if len(lot.prepared) >= size() and not lot.continues(prepared):
                yield lot
                lot = Lot()
            lot.prepared.append(prepared)
        yield lot

    def _next(self, entry: SentEntry, lot: Lot) -> Prepared | None:
        """Return an entry ready to be written; nothing for one that is here already, or that blocks its lot."""
        position = self._seen.get(entry.stream) or self.at.get(entry.stream)
        if position is not None and entry.seq <= position.seq:
            return None
        try:
            found = read(entry, _before(entry, position), self.keeps)
            prepared = prepare_or_hold(found)
        except SyncError as error:
            _log.error("pulled entry refused: %s", error.detail)
            lot.blocked = error.cause
            return None
        except UnknownError as error:
            _log.warning("entry %s %s is of a newer program: %s", entry.stream, entry.seq, error)
            lot.blocked = Cause.NEWER
            return None
        self._seen[entry.stream] = Position(entry.seq, entry.hash)
        prepared.let_go()
        return prepared


def _before(entry: SentEntry, position: Position | None) -> bytes | None:
    if position is None:
        return GENESIS if entry.seq == 1 else None
    if entry.seq != position.seq + 1:
        raise SyncError(Cause.PROTOCOL, f"{entry.stream}: {entry.seq} after {position.seq}")
    return position.hash


def prepare_or_hold(entry: ReadEntry) -> Prepared:
    """Return what an entry will write; rows that cannot be read fail where they are written, and are set aside."""
    try:
        return prepare(entry)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        return Prepared(entry, broken=error)
