"""The words of the exchange with the centre: what a workstation knows, what happens to it, what it then asks for.

Frozen values only, no behaviour: ``protocol.py`` is the one place that decides anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

from recyclique_desktop.sync.lives import Align, Aligned, CallWentBack, Reload, Reloaded, Root, Rooted, WentBack

MENDED = UUID(int=0)
"""Life of the cursors of a file whose shared rows were lost here: they are taken anew, and there is nothing to tell."""
PROTOCOL = 1
"""Version of the exchange this program speaks."""
Cursors: TypeAlias = Mapping["UUID", int]
"""How far each stream is known: a vector of positions."""
Links: TypeAlias = Mapping["UUID", bytes]
"""The hash of the last entry known of each stream."""


class Cause(StrEnum):
    """Why a round did not go to its end, or what somebody should look at; stored in SyncLog as it stands."""

    ABSENT = "absent"
    SLOW = "slow"
    REFUSED = "refused"
    AUTH = "auth"
    TLS = "tls"
    REVOKED = "revoked"
    FULL = "full"
    BUSY = "busy"
    PROTOCOL = "protocol"
    BUG = "bug"
    DISK = "disk"
    BAD = "bad"
    BEHIND = "behind"
    FORK = "fork"
    EPOCH = "epoch"
    NEWER = "newer"
    DIFFERENT = "different"


NEEDS_A_PERSON = frozenset({Cause.AUTH, Cause.TLS, Cause.REVOKED, Cause.PROTOCOL, Cause.BAD})
"""Waiting alone cures none of these: they are tried again at the slowest pace."""


class Stage(StrEnum):
    """What the workstation waits for."""

    RESTING = "resting"
    GREETING = "greeting"
    PROBING = "probing"
    BRANCHING = "branching"
    ROOTING = "rooting"
    PUSHING = "pushing"
    SAVING = "saving"
    PULLING = "pulling"
    APPLYING = "applying"
    REPORTING = "reporting"
    RELOADING = "reloading"
    ALIGNING = "aligning"
    CHECKING = "checking"


@dataclass(frozen=True, slots=True)
class Outlet:
    """Where our journal goes at the centre: its own stream, or a branch of it from ``fork`` on.

    Attributes:
        parent: The stream it left, for a branch.
        fork: Last sequence that both have; 0 for a stream of its own.
    """

    stream: UUID
    parent: UUID | None = None
    fork: int = 0


@dataclass(frozen=True, slots=True)
class State:
    """What is known here. ``acked``, ``pulled``, ``outlet`` and ``epoch`` are what the disk holds.

    Attributes:
        head: Last sequence of our journal, as last seen.
        acked: Last sequence that the centre has for sure.
        own: Every stream that is ours alone: never pulled. One that we left for a branch is somebody else's from there.
        pulled: How far other streams are applied here.
        epoch: The centre's life that these cursors belong to.
        stale: Streams known from a lost life, and not the same in that one as far as we know: they prove nothing of it.
        compared: How far each of these was at the centre when they were compared last.
        there: Last sequence of our outlet at the centre, within a round.
        heads: Last sequence of other streams at the centre, as of this round's greeting.
        may_pull: Whether the cursors mean anything to this centre.
        moved: Whether this round carried anything.
        behind: Whether the centre may have answered since this round's greeting: it took something of ours.
        low: While looking for a fork: last sequence known equal.
        high: While looking for a fork: first sequence known different.
        failures: Failed rounds in a row.
        trouble: What this round found that somebody should look at.
        doubt: Whether the last comparison must be done again.
    """

    outlet: Outlet
    own: frozenset[UUID]
    head: int = 0
    acked: int = 0
    pulled: Cursors = field(default_factory=dict)
    epoch: UUID | None = None
    stale: frozenset[UUID] = frozenset()
    compared: Cursors = field(default_factory=dict)
    stage: Stage = Stage.RESTING
    there: int = 0
    heads: Cursors = field(default_factory=dict)
    may_pull: bool = False
    moved: bool = False
    behind: bool = False
    low: int = 0
    high: int = 0
    failures: int = 0
    trouble: Cause | None = None
    doubt: bool = False


@dataclass(frozen=True, slots=True)
class Hello:
    """The centre's view of us.

    Attributes:
        last_seq: Last sequence of our outlet there.
        hash_at: Hash there at the smaller of our head and ``last_seq``; nothing when it has none.
        heads: Last sequence of every stream we may see.
        parked: Entries of ours that are stored but not applied.
        conflicts: Values of ours that lost against the centre's, not settled yet.
        ends: How the hash of the last entry of each of these streams begins.
    """

    last_seq: int
    hash_at: bytes | None
    epoch: UUID
    centre_stream: UUID
    heads: Cursors
    min_protocol: int = PROTOCOL
    max_protocol: int = PROTOCOL
    schema: str = ""
    now: str = ""
    fingerprint: str = ""
    parked: int = 0
    conflicts: int = 0
    ends: Links = field(default_factory=dict)


class Outcome(StrEnum):
    """What became of a push."""

    OK = "ok"
    GAP = "gap"
    FORK = "fork"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Receipt:
    """The centre's answer to a push, given after its commit.

    Attributes:
        common: With a fork: last sequence that both sides share, where the centre knows it.
    """

    outcome: Outcome
    last_seq: int
    stored: int = 0
    already: int = 0
    parked: int = 0
    common: int | None = None


# What happens.


@dataclass(frozen=True, slots=True)
class Wake:
    """Something was recorded here, or a person asked (``urgent``: even a back-off ends)."""

    head: int
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    """The wait is over."""

    head: int


@dataclass(frozen=True, slots=True)
class Greeted:
    """The centre answered.

    Attributes:
        mine: Our own hash at the sequence that ``hello.hash_at`` speaks of.
        other: Streams that end there where they end here, with another entry.
    """

    hello: Hello
    mine: bytes | None
    other: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Probed:
    """Whether both sides have the same entry at ``seq``."""

    seq: int
    same: bool


@dataclass(frozen=True, slots=True)
class Branched:
    """The branch is written down here."""

    outlet: Outlet


@dataclass(frozen=True, slots=True)
class Pushed:
    """The centre took entries up to ``sent``, or said why not."""

    receipt: Receipt
    sent: int


@dataclass(frozen=True, slots=True)
class AckSaved:
    """The acknowledgement is on our disk; ``head`` as it is by now."""

    head: int


@dataclass(frozen=True, slots=True)
class Pulled:
    """Entries arrived and wait to be applied; ``upto`` is where each of their streams now ends."""

    upto: Cursors


@dataclass(frozen=True, slots=True)
class Applied:
    """Rows and cursors are on our disk, together.

    Attributes:
        pulled: The cursors as saved.
        blocked: Why the rest of what arrived cannot be applied yet.
    """

    pulled: Cursors
    head: int
    blocked: Cause | None = None


class Verdict(StrEnum):
    """What comparing both sides found; a difference seen once may be a sale made between two looks."""

    SAME = "same"
    DOUBT = "doubt"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Checked:
    """Both sides were compared."""

    verdict: Verdict
    head: int


@dataclass(frozen=True, slots=True)
class Failed:
    """A call, or our own disk, failed."""

    cause: Cause


# fmt: off
Event: TypeAlias = (
    Wake | Tick | Greeted | Probed | Branched | Rooted | Pushed | AckSaved | Pulled | Applied | WentBack | Reloaded
    | Aligned | Checked | Failed
)
# fmt: on


# What is then asked for. Each call is answered by exactly one event.


@dataclass(frozen=True, slots=True)
class CallHello:
    """Greet the centre in the name of this stream. Answered by ``Greeted``."""

    stream: UUID
    head: int


@dataclass(frozen=True, slots=True)
class CallHashAt:
    """Compare one entry of a stream. Answered by ``Probed``."""

    stream: UUID
    seq: int


@dataclass(frozen=True, slots=True)
class Branch:
    """Make a branch and write it down before anything is sent to it. Answered by ``Branched``."""

    parent: UUID
    at: int


@dataclass(frozen=True, slots=True)
class CallPush:
    """Send our entries from ``first`` on, as many as one call may carry. Answered by ``Pushed``."""

    outlet: Outlet
    first: int


@dataclass(frozen=True, slots=True)
class SaveAcked:
    """Write down how far the centre has us. Answered by ``AckSaved``."""

    stream: UUID
    upto: int
    epoch: UUID | None


@dataclass(frozen=True, slots=True)
class CallPull:
    """Ask for what these streams (our own too, if this file was put back) have beyond their cursors: ``Pulled``."""

    cursors: Cursors
    epoch: UUID | None


@dataclass(frozen=True, slots=True)
class Apply:
    """Apply what was pulled, cursors in the same transactions. Answered by ``Applied``."""


@dataclass(frozen=True, slots=True)
class CallCheck:
    """Compare counts and sums of both sides. Answered by ``Checked``."""


@dataclass(frozen=True, slots=True)
class Wait:
    """The round is over: sleep between ``least`` and ``most`` milliseconds, drawn evenly. Answered by ``Tick``.

    Attributes:
        cause: Why the round failed, or what it found; nothing after a good one.
    """

    least: int
    most: int
    cause: Cause | None = None


# fmt: off
Effect: TypeAlias = (
    CallHello | CallHashAt | Branch | Root | CallPush | SaveAcked | CallPull | Apply | CallWentBack | Reload | Align
    | CallCheck | Wait
)
# fmt: on
