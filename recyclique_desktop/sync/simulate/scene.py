"""What the simulator asks of disks and of a centre, whether they are made of memory or real."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from recyclique_desktop.sync import round as rounds
    from recyclique_desktop.sync.round import SentEntry
    from recyclique_desktop.sync.simulate.accounts import Accounts, Act


@dataclass
class Chain:
    """Entries of one stream after ``fork``; ``root`` is the hash of the parent's last that it shares."""

    fork: int = 0
    root: bytes = b""
    entries: list[SentEntry] = field(default_factory=list)

    @property
    def last(self) -> int:
        """Sequence of the last entry."""
        return self.fork + len(self.entries)

    def hash_at(self, seq: int) -> bytes | None:
        """Return the hash of one entry, or of the last that the parent has."""
        if seq == self.fork:
            return self.root or None
        return self.entries[seq - self.fork - 1].hash if self.fork < seq <= self.last else None


@dataclass(frozen=True, slots=True)
class Kept:
    """What is on a disk once all is calm.

    Attributes:
        applied: Of other streams, as often as applied: stream, sequence and hash.
        given: Hashes of entries whose rows came with the first copy of the shop.
        aside: Entries applied nowhere yet.
        wishes: Wishes without an answer.
        writes: How often the exchange wrote.
        flaws: What a full look at this disk finds wrong.
        numbered_twice: Entries that stay aside, in sight, since a copied machine gave their numbers twice.
    """

    journal: Sequence[SentEntry]
    acked: int
    applied: Sequence[tuple[UUID, int, bytes]]
    given: frozenset[bytes]
    aside: int
    wishes: int
    accounts: Accounts
    flaws: tuple[str, ...] = ()
    numbered_twice: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """What the centre holds once all is calm; ``lives`` counts the epochs it had."""

    chains: Mapping[UUID, Chain]
    centre_stream: UUID
    accounts: Accounts
    parked: int
    lives: int


class Disk(Protocol):
    """One disk, and the till that writes to it; a copy of it is a restored or a cloned machine."""

    machine: UUID
    writes: int

    def store(self) -> rounds.Store:
        """Return the disk as the worker has it, opened anew as after a kill."""

    def sell(self) -> bytes:
        """Sell to somebody; return the sale's name once it is said to be safe."""

    def wish(self) -> None:
        """Edit a shared value."""

    def jump(self, ms: int) -> None:
        """Let the clock of this machine jump."""

    def reload(self) -> rounds.Renewed:
        """Take the shared values of a centre in its new life."""

    def retry(self) -> None:
        """Try again what was set aside."""

    def copy(self) -> Disk:
        """Return a copy of the disk as it is."""

    def journal(self) -> Sequence[SentEntry]:
        """Return every entry of its own."""

    def kept(self) -> Kept:
        """Look at everything."""


class Centre(Protocol):
    """A centre, from the side of those who run it."""

    def change(self, chance: random.Random) -> None:
        """Edit a shared value there."""

    def backup(self) -> Any:
        """Return a backup."""

    def put_back(self, kept: Any) -> None:
        """Restore a backup over what is there."""

    def revoke(self, machine: UUID) -> None:
        """Let a machine in no more."""

    def mend(self, revoked: Sequence[Disk]) -> None:
        """Upgrade, retry what is parked, and bring in the journals of machines that may not come themselves."""

    def held(self) -> Held:
        """Look at everything."""


class Scene(Protocol):
    """A shop to play in."""

    @property
    def centre(self) -> Centre:
        """Return the centre, from the side of those who run it."""

    def disks(self, count: int) -> Sequence[Disk]:
        """Return so many workstations that have joined the centre."""

    def line(self, disk: Disk) -> rounds.Centre:
        """Return the centre as this workstation reaches it."""

    def read(self, entry: SentEntry) -> Act:
        """Say what an entry says."""

    def links(self, before: bytes, entry: SentEntry) -> bool:
        """Tell whether an entry follows one with this hash, and is what its own hash says."""

    def close(self) -> None:
        """Clear everything away."""
