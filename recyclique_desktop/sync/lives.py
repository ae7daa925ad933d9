"""The words about lives of a centre: what was put back, and what has to be looked at again because of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

    from recyclique_desktop.sync.vocabulary import Cursors, Outlet

# What happens.


@dataclass(frozen=True, slots=True)
class WentBack:
    """The centre looked at what we know of it; ``epoch`` is its life now, a new one if it had indeed been put back."""

    epoch: UUID


@dataclass(frozen=True, slots=True)
class Reloaded:
    """Shared rows stand here as in the centre's new life.

    Attributes:
        pulled: The cursors as saved.
        epoch: The life they belong to.
        stale: Streams that nobody has compared with that life yet, or of which we know more than it does.
    """

    pulled: Cursors
    epoch: UUID
    head: int
    stale: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Rooted:
    """The centre has what our branch stands on.

    Attributes:
        outlet: Where our journal goes by now: another branch, where the centre has something else below the old fork.
    """

    outlet: Outlet


@dataclass(frozen=True, slots=True)
class Aligned:
    """Streams of a lost life were compared with what the centre has of them now.

    Attributes:
        pulled: The cursors as saved: back at what both have, where the centre has something else.
        stale: Streams of which we still know more than the centre does.
        heads: How far each of them was there when it was compared.
    """

    pulled: Cursors
    stale: frozenset[UUID]
    heads: Cursors


# What is then asked for.


@dataclass(frozen=True, slots=True)
class CallWentBack:
    """Show the centre that we know more of it than it does itself. Answered by ``WentBack``.

    Attributes:
        known: How far each stream was there once: what it acknowledged of ours, what we pulled of others.
        epoch: The life in which that was; nothing is begun when it is another one by now.
    """

    known: Cursors
    epoch: UUID | None


@dataclass(frozen=True, slots=True)
class Reload:
    """Take the shared rows anew, as the centre has them in its new life, and tell it what we knew otherwise.

    Answered by ``Reloaded``.
    """


@dataclass(frozen=True, slots=True)
class Root:
    """Give the centre what our branch stands on, as far as it lacks it. Answered by ``Rooted``."""

    outlet: Outlet


@dataclass(frozen=True, slots=True)
class Align:
    """Compare streams of a lost life with what the centre has of them now. Answered by ``Aligned``."""

    heads: Cursors
