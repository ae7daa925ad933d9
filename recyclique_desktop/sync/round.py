"""One round with the centre: does what the core asks, hands it the answers, until it asks to wait.

Two doors, each with a fake of its own in the tests: ``Centre`` is the network, ``Store`` is our disk.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from recyclique_desktop.sync import again, protocol
from recyclique_desktop.sync.lives import Align, Aligned, CallWentBack, Reload, Reloaded, Root, Rooted, WentBack
from recyclique_desktop.sync.vocabulary import (
    AckSaved,
    Applied,
    Apply,
    Branch,
    Branched,
    CallCheck,
    CallHashAt,
    CallHello,
    CallPull,
    CallPush,
    Cause,
    Checked,
    Cursors,
    Effect,
    Event,
    Failed,
    Greeted,
    Hello,
    Links,
    Outlet,
    Probed,
    Pulled,
    Pushed,
    Receipt,
    SaveAcked,
    State,
    Tick,
    Verdict,
    Wait,
    Wake,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

_log = logging.getLogger(__name__)


class SyncError(Exception):
    """A call, or our own disk, failed in a way that a later round may mend.

    Args:
        cause: What kind of failure.
        detail: For whoever repairs: never shown as it stands.
    """

    def __init__(self, cause: Cause, detail: str = "") -> None:
        super().__init__(cause.value, detail)
        self.cause = cause
        self.detail = detail


@dataclass(frozen=True, slots=True)
class SentEntry:
    """An entry on its way, byte for byte."""

    stream: UUID
    seq: int
    header: bytes
    payload: bytes
    hash: bytes
    signature: bytes | None

    @property
    def size(self) -> int:
        """Bytes on the wire, framing aside."""
        return len(self.header) + len(self.payload) + len(self.hash) + len(self.signature or b"")


@dataclass(frozen=True, slots=True)
class Answer:
    """What applying brought: cursors as saved, entries that could not be applied, and why the rest waits."""

    pulled: Cursors
    failed: int = 0
    blocked: Cause | None = None


@dataclass(frozen=True, slots=True)
class Renewed:
    """What taking the shared rows anew brought: the centre's life, and how many values somebody must choose of."""

    epoch: UUID
    to_settle: int = 0


@dataclass(slots=True)
class Tally:
    """What one round carried.

    Attributes:
        hello: The centre's last word about us.
        detail: Of a failure, for whoever repairs.
        to_settle: Values that a restore of the centre lost and that somebody must choose of.
    """

    pushed: int = 0
    pulled: int = 0
    parked: int = 0
    failed: int = 0
    bytes_pushed: int = 0
    bytes_pulled: int = 0
    hello: Hello | None = None
    detail: str = ""
    to_settle: int = 0


class Centre(Protocol):
    """The calls of the centre; each raises ``SyncError``."""

    def hello(self, stream: UUID, seq: int, digest: bytes | None) -> Hello:
        """Greet; ``digest`` is our hash at ``seq``."""

    def hash_at(self, stream: UUID, seq: int) -> bytes | None:
        """Return the hash of one entry there, or nothing where there is none."""

    def push(self, outlet: Outlet, first: int, entries: Sequence[SentEntry]) -> Receipt:
        """Send entries of our journal, dense from ``first`` on."""

    def pull(self, cursors: Cursors, epoch: UUID | None) -> Sequence[SentEntry]:
        """Return what the named streams have beyond their cursors: the centre's first, each dense and in order."""

    def went_back(self, epoch: UUID | None, known: Cursors, links: Links) -> UUID:
        """Show what we know of it that it does not, with the hashes at these cursors; return its epoch."""


class Store(Protocol):
    """Our disk; each raises ``SyncError`` with cause *disk* where it fails."""

    def state(self) -> State:
        """Return what the disk holds, for a start."""

    def head(self) -> int:
        """Return the last sequence of our journal."""

    def hash_at(self, seq: int) -> bytes | None:
        """Return the hash of one entry of ours."""

    def entries_from(self, first: int) -> Sequence[SentEntry]:
        """Return entries of ours, dense from ``first``, as many as one push may carry."""

    def save_acked(self, stream: UUID, upto: int, epoch: UUID | None) -> None:
        """Write down how far the centre has us."""

    def branch(self, parent: UUID, at: int) -> Outlet:
        """Make a branch of our stream at the centre and write it down."""

    def apply(self, entries: Sequence[SentEntry]) -> Answer:
        """Apply pulled entries in order, each one once, cursors in the same transactions."""

    def last_pulled(self) -> Links:
        """Return the hash of the last entry pulled of each stream, where it is here."""

    def lineage(self) -> Sequence[Outlet]:
        """Return where our journal went at the centre, the first stream first, where it goes now last."""

    def hashes_at(self, stream: UUID, seq: int) -> frozenset[bytes]:
        """Return the hashes of what was applied here at a place of a stream; none where this file does not know."""

    def align(self, same: Collection[UUID], other: Mapping[UUID, tuple[int, bytes]]) -> None:
        """Write down what is true in the centre's life, and after which entry the rest is to be pulled again."""

    def begin(self, tally: Tally) -> None:
        """Start a round; ``tally`` fills as it goes on."""

    def failed(self, cause: Cause, detail: str) -> None:
        """Write down that a round failed, or what it found."""


@dataclass(slots=True)
class Rounds:
    """Round after round with one centre and one disk.

    Attributes:
        check: Compares both sides; asked at the end of every round that carried something.
        reload: Takes the shared rows of a centre that was put back.
        on_hello: Told the centre's word the moment it comes.
        state: What the core knows between two events.
        tally: Of the round under way, or of the last one.
    """

    centre: Centre
    store: Store
    check: Callable[[], Verdict] = lambda: Verdict.SAME
    reload: Callable[[], Renewed] = lambda: Renewed(UUID(int=0))
    step: Callable[[State, Event], protocol.Step] = protocol.step
    on_hello: Callable[[Hello], None] = lambda _hello: None
    tally: Tally = field(default_factory=Tally)
    state: State = field(init=False)
    _arrived: Sequence[SentEntry] = ()

    def __post_init__(self) -> None:
        self.state = self.store.state()

    def tick(self) -> Wait | None:
        """Begin a round: the wait is over."""
        return self.run(Tick(self._head()))

    def wake(self, *, urgent: bool = False) -> Wait | None:
        """Begin a round, unless a back-off says otherwise: something was recorded, or a person asks."""
        return self.run(Wake(self._head(), urgent=urgent))

    def recover(self) -> None:
        """Start again from the disk after a bug broke a round off."""
        self.state = replace(self.store.state(), failures=self.state.failures + 1)

    def _head(self) -> int:
        try:
            return self.store.head()
        except SyncError:
            return self.state.head  # the disk is sick: the round that begins will say so

    def run(self, event: Event) -> Wait | None:
        """Take an event and do all that follows.

        Returns:
            How long to wait before the next ``Tick``; nothing when the event changed nothing.
        """
        if self.state.failures:
            self._look_again()
        effect = self._take(event)
        if effect is not None:
            self.tally = Tally()
            self.store.begin(self.tally)
        while effect is not None and not isinstance(effect, Wait):
            effect = self._take(self._perform(effect))
        self._arrived = ()
        if effect is not None and effect.cause is not None:
            self._write_down(effect.cause)
        return effect

    def _write_down(self, cause: Cause) -> None:
        try:
            self.store.failed(cause, self.tally.detail)
        except SyncError:
            _log.warning("the disk refuses even the log of a failed round: %s %s", cause, self.tally.detail)

    def _look_again(self) -> None:
        """Start from the disk after a failure: it may hold more than was answered, half of a pull for instance."""
        self.state = replace(self.store.state(), failures=self.state.failures)

    def _take(self, event: Event) -> Effect | None:
        self.state, effect = self.step(self.state, event)
        return effect

    def _perform(self, effect: Effect) -> Event:
        try:
            return _PERFORM[type(effect)](self, effect)
        except SyncError as error:
            self.tally.detail = error.detail
            return Failed(error.cause)

    def _hello(self, effect: CallHello) -> Event:
        head = effect.head
        hello = self.centre.hello(effect.stream, head, self.store.hash_at(head))
        self.tally.hello = hello
        self.on_hello(hello)
        return Greeted(hello, self.store.hash_at(min(head, hello.last_seq)), self._other(hello))

    def _other(self, hello: Hello) -> frozenset[UUID]:
        links, pulled = self.store.last_pulled(), self.state.pulled
        equal = {stream for stream, seq in hello.heads.items() if pulled.get(stream) == seq and stream in links}
        return frozenset(one for one in equal if not links[one].startswith(hello.ends.get(one, b"")))

    def _probe(self, effect: CallHashAt) -> Event:
        theirs = self.centre.hash_at(effect.stream, effect.seq)
        return Probed(effect.seq, theirs is not None and theirs == self.store.hash_at(effect.seq))

    def _branch(self, effect: Branch) -> Event:
        return Branched(self.store.branch(effect.parent, effect.at))

    def _root(self, _effect: Root) -> Event:
        outlet = again.root(self.centre, self.store)
        return Failed(Cause.REFUSED) if outlet is None else Rooted(outlet)

    def _align(self, effect: Align) -> Event:
        again.align(self.centre, self.store, self.state.pulled, effect.heads)
        kept = self.store.state()
        return Aligned(kept.pulled, kept.stale, effect.heads)

    def _push(self, effect: CallPush) -> Event:
        entries = self.store.entries_from(effect.first)
        receipt = self.centre.push(effect.outlet, effect.first, entries)
        self.tally.pushed += receipt.stored
        self.tally.parked += receipt.parked
        self.tally.bytes_pushed += sum(entry.size for entry in entries)
        return Pushed(receipt, effect.first + len(entries) - 1)

    def _save(self, effect: SaveAcked) -> Event:
        self.store.save_acked(effect.stream, effect.upto, effect.epoch)
        return AckSaved(self.store.head())

    def _pull(self, effect: CallPull) -> Event:
        self._arrived = self.centre.pull(effect.cursors, effect.epoch)
        self.tally.bytes_pulled += sum(entry.size for entry in self._arrived)
        return Pulled({entry.stream: entry.seq for entry in self._arrived})

    def _apply(self, _effect: Apply) -> Event:
        before = self.state.pulled
        answer = self.store.apply(self._arrived)
        self.tally.pulled += sum(seq - before.get(stream, 0) for stream, seq in answer.pulled.items())
        self.tally.failed += answer.failed
        return Applied(answer.pulled, self.store.head(), answer.blocked)

    def _went_back(self, effect: CallWentBack) -> Event:
        return WentBack(self.centre.went_back(effect.epoch, effect.known, self.store.last_pulled()))

    def _reload(self, _effect: Reload) -> Event:
        renewed = self.reload()
        self.tally.to_settle = renewed.to_settle
        kept = self.store.state()
        return Reloaded(kept.pulled, renewed.epoch, kept.head, kept.stale)

    def _check(self, _effect: CallCheck) -> Event:
        return Checked(self.check(), self.store.head())


_PERFORM: dict[type, Callable[[Rounds, Any], Event]] = {
    CallHello: Rounds._hello,  # noqa: SLF001  the table belongs to the class
    CallHashAt: Rounds._probe,  # noqa: SLF001
    Branch: Rounds._branch,  # noqa: SLF001
    Root: Rounds._root,  # noqa: SLF001
    Align: Rounds._align,  # noqa: SLF001
    CallPush: Rounds._push,  # noqa: SLF001
    SaveAcked: Rounds._save,  # noqa: SLF001
    CallPull: Rounds._pull,  # noqa: SLF001
    Apply: Rounds._apply,  # noqa: SLF001
    CallWentBack: Rounds._went_back,  # noqa: SLF001
    Reload: Rounds._reload,  # noqa: SLF001
    CallCheck: Rounds._check,  # noqa: SLF001
}
