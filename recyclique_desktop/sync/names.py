"""Under which names this file keeps streams: the centre's own, unless something else stands here under that one.

Our own journal stands under its first name, so what the stream we left has beyond the fork needs another. And where a
centre that was put back has other entries in the place of those kept here, these stay, and the others get a new name.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING
from uuid import UUID

from recyclique_desktop.sync.branch import again_id, other_side_id
from recyclique_desktop.sync.vocabulary import Outlet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from recyclique_desktop.sync.batch import Position

_BRANCHES = "SELECT stream_id, parent_id, fork FROM journal_branches ORDER BY rowid"


def outlets_in(connection: Connection, stream: UUID) -> tuple[Outlet, ...]:
    """Return where the journal of a file went at the centre: its own stream first, where it goes by now last."""
    rows = connection.exec_driver_sql(_BRANCHES).all()
    made = {UUID(bytes=row[0]): Outlet(UUID(bytes=row[0]), UUID(bytes=row[1]), row[2]) for row in rows}
    found = [list(made.values())[-1]] if made else []
    while found and found[0].parent in made:
        found.insert(0, made[found[0].parent])
    return (Outlet(stream), *found)


@dataclass(frozen=True)
class Names:
    """The names of one file.

    Attributes:
        own: Its journal.
        outlets: Where that goes at the centre, and went.
        held: How far each name is here.
    """

    own: UUID
    outlets: tuple[Outlet, ...]
    held: Mapping[UUID, Position]

    @cached_property
    def left(self) -> dict[UUID, int]:
        """The streams that our journal left, with the forks."""
        return {parent.stream: branch.fork for parent, branch in pairwise(self.outlets)}

    def first(self, stream: UUID) -> UUID:
        """Return the name under which what others wrote to a stream is kept, as long as it is never taken again."""
        return other_side_id(stream, self.left[stream]) if stream == self.own and stream in self.left else stream

    def all_of(self, stream: UUID) -> list[UUID]:
        """Return every name of a stream, the one in use last."""
        first = self.first(stream)
        names = [first]
        while (following := again_id(first, len(names))) in self.held:
            names.append(following)
        return names

    def of(self, stream: UUID) -> UUID:
        """Return the name in use."""
        return self.all_of(stream)[-1]

    def next_of(self, stream: UUID) -> UUID:
        """Return the name for what is taken again."""
        return again_id(self.first(stream), len(self.all_of(stream)))

    def pulled(self) -> dict[UUID, int]:
        """Return how far each stream is applied here, by its name at the centre."""
        ours = {self.own, self.outlets[-1].stream, *map(self.first, self.left)}
        streams = {*self.left, *(set(self.held) - ours)}
        again = {name for stream in streams for name in self.all_of(stream)[1:]}
        return {stream: self._at(stream) for stream in streams - again if self._at(stream) or stream in self.left}

    def _at(self, stream: UUID) -> int:
        name = self.of(stream)
        seq = self.held[name].seq if name in self.held else 0
        return max(seq, self.left.get(stream, 0)) if name == self.first(stream) else seq
