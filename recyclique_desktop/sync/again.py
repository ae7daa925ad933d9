"""After a restore: what a branch stands on is given to the centre again, and what it now has otherwise is found.

Everything here may be broken off at any point and done again: it goes by hashes, never by what was done before.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from recyclique_desktop.sync.vocabulary import Cursors, Outcome, Outlet

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from recyclique_desktop.sync.round import Centre, Store


def root(centre: Centre, store: Store) -> Outlet | None:
    """Give the centre what our branch stands on, under the names of the streams that it left.

    Returns:
        Where our journal goes: as before, or a branch that leaves earlier, where the centre has something else; nothing
        when the centre does not take it now.

    Raises:
        SyncError: A call, or our own disk, failed.
    """
    outlets = store.lineage()
    for parent, branch in pairwise(outlets):
        if centre.hash_at(parent.stream, branch.fork) != store.hash_at(branch.fork):
            common = _fill(centre, store, parent, branch.fork)
            if common is None:
                return None
            if common < branch.fork:
                return store.branch(parent.stream, common)
    return outlets[-1]


def _fill(centre: Centre, store: Store, parent: Outlet, upto: int) -> int | None:
    """Send our own entries in the parent's name; return the last that both have, nothing if it was not taken."""
    hello = centre.hello(parent.stream, upto, store.hash_at(upto))
    there = min(max(hello.last_seq, parent.fork), upto)
    if there > parent.fork and hello.hash_at != store.hash_at(there):
        return _last_equal(parent.fork, there, lambda seq: centre.hash_at(parent.stream, seq) == store.hash_at(seq))
    while there < upto:
        entries = [entry for entry in store.entries_from(there + 1) if entry.seq <= upto]
        receipt = centre.push(parent, there + 1, entries)
        if receipt.outcome is not Outcome.OK or receipt.last_seq <= there:
            return None
        there = min(receipt.last_seq, entries[-1].seq)
    return upto


def align(centre: Centre, store: Store, pulled: Cursors, heads: Cursors) -> None:
    """Find out of each stream how much of what is here the centre has in its life, and write it down.

    Raises:
        SyncError: A call, or our own disk, failed.
    """
    same: set[UUID] = set()
    other: dict[UUID, tuple[int, bytes]] = {}
    for stream, head in heads.items():
        known, upto = pulled[stream], min(pulled[stream], head)
        common = _common(centre, store, stream, upto)
        if common < upto:
            other[stream] = common, centre.hash_at(stream, common) or b""
        elif common == known:
            same.add(stream)
    if same or other:
        store.align(same, other)


def _common(centre: Centre, store: Store, stream: UUID, upto: int) -> int:
    def is_same(seq: int) -> bool:
        here, there = store.hashes_at(stream, seq), centre.hash_at(stream, seq)
        return not here or there is None or there in here

    return upto if is_same(upto) else _last_equal(0, upto, is_same)


def _last_equal(low: int, high: int, is_same: Callable[[int], bool]) -> int:
    """Halve the stretch between a place known equal and one known different."""
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if is_same(middle) else (low, middle)
    return low
