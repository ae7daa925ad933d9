"""The exchange with the centre, as one pure function: no clock, no chance, no network, no disk (``sync.md`` §6.1).

A round is: greet · push what the centre lacks · pull what we lack · compare · rest. Positions come from the centre's
own answer and from what our disk holds, never from memory of what was sent, so that a lost acknowledgement, a crash
at any point or a repeated message all end the same way: each entry there once, none missing.

``step`` is what the worker runs, and what the simulator drives through cut, doubled and lost messages.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

from recyclique_desktop.sync.lives import Align, Aligned, CallWentBack, Reload, Reloaded, Root, Rooted, WentBack
from recyclique_desktop.sync.vocabulary import (
    NEEDS_A_PERSON,
    PROTOCOL,
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
    Outcome,
    Probed,
    Pulled,
    Pushed,
    SaveAcked,
    Stage,
    State,
    Tick,
    Verdict,
    Wait,
    Wake,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

SHORTEST_MS = 1_000
"""First back-off; each failure in a row doubles it."""
LONGEST_MS = 60_000
IDLE_MS = (8_000, 12_000)
"""Ten seconds, a fifth more or less, so that tills do not come all at once."""

Step: TypeAlias = tuple[State, Effect | None]
"""The next state, and what to do now: nothing while an answer, or a ``Tick``, is still awaited."""


def step(state: State, event: Event) -> Step:
    """Take one event in.

    An event that does not answer what was asked (a late or doubled one) changes nothing.
    """
    answer = _ANSWERS.get((state.stage, type(event)))
    if answer is not None:
        return answer(state, event)
    return state, None


def begin(state: State) -> Step:
    """Start a round."""
    fresh = replace(state, stage=Stage.GREETING, moved=False, behind=False, trouble=None, may_pull=False, heads={})
    return fresh, CallHello(state.outlet.stream, state.head)


def back_off(failures: int) -> int:
    """Return the longest wait after so many failures in a row, in milliseconds; the wait is drawn from 0 to it."""
    return int(min(LONGEST_MS, SHORTEST_MS * 2 ** min(failures - 1, 16)))


# Resting.


def _woken(state: State, event: Wake) -> Step:
    """A sale ends an idle wait, but never a back-off: a shop full of customers must not hammer a sick centre."""
    known = replace(state, head=event.head)
    if event.urgent or not state.failures:
        return begin(known)
    return known, None


def _ticked(state: State, event: Tick) -> Step:
    return begin(replace(state, head=event.head))


# Greeting.


def _greeted(state: State, event: Greeted) -> Step:
    hello = event.hello
    if not hello.min_protocol <= PROTOCOL <= hello.max_protocol:
        return _failed(state, Failed(Cause.PROTOCOL))
    known = _with_centre(state, hello)
    if known.trouble is not Cause.EPOCH:
        if known.may_pull and _went_back(known, event.other):
            return _report(known)
        if not known.may_pull and known.pulled.get(hello.centre_stream):
            return _report_earlier(known, hello)
    return _met(state, known, event)


def _met(state: State, known: State, event: Greeted) -> Step:
    """Go by where our own journal stands there: a fork, more than here, a branch without its root, or as it was."""
    hello = event.hello
    if _shared(state, hello) and hello.hash_at != event.mine:
        return _probe(known, low=state.outlet.fork, high=min(state.head, hello.last_seq))
    if hello.last_seq > state.head:
        return _behind(known)
    if state.outlet.parent is not None and hello.last_seq <= state.outlet.fork:
        return replace(known, stage=Stage.ROOTING), Root(state.outlet)
    if known.there == state.acked and known.epoch == state.epoch:
        return _next_push(known)
    return _save(known)


def _behind(state: State) -> Step:
    """Take our own past back; all we have the centre has too, and that is written down first."""
    known = replace(state, doubt=True, trouble=Cause.BEHIND)
    return _next_pull(known) if state.acked == state.head else _save(known)


def _with_centre(state: State, hello: Hello) -> State:
    """Take in what the centre says of itself: its life, and where every stream stands."""
    return replace(
        state,
        there=max(hello.last_seq, state.outlet.fork),
        heads={stream: seq for stream, seq in hello.heads.items() if stream not in state.own},
        epoch=hello.epoch if state.epoch is None else state.epoch,
        may_pull=state.epoch in {None, hello.epoch},
    )


def _went_back(state: State, other: frozenset[UUID]) -> bool:
    """Whether the centre lacks what it acknowledged, or gave, in this very life: it was put back."""
    return (
        state.acked > state.there
        or bool(other & _proof(state).keys())
        or any(seq > state.heads.get(one, seq) for one, seq in _proof(state).items())
    )


def _proof(state: State) -> Cursors:
    unproven = state.stale | state.own
    return {stream: seq for stream, seq in state.pulled.items() if stream not in unproven}


def _shared(state: State, hello: Hello) -> bool:
    """Whether both sides have entries of this outlet, so that their hashes can be compared."""
    return min(state.head, hello.last_seq) > state.outlet.fork


# A centre that was put back.


def _report(state: State) -> Step:
    known = {**_proof(state), state.outlet.stream: state.acked}
    return replace(state, stage=Stage.REPORTING, trouble=Cause.EPOCH), CallWentBack(known, state.epoch)


def _report_earlier(state: State, hello: Hello) -> Step:
    """Show a centre that is back in a life we left what that one had said: else it says other things in their place."""
    known = {hello.centre_stream: state.pulled[hello.centre_stream]}
    return replace(state, stage=Stage.REPORTING, trouble=Cause.EPOCH), CallWentBack(known, hello.epoch)


def _reported(state: State, event: WentBack) -> Step:
    """Greet it in its new life; a centre that sees nothing wrong is asked again later, never believed half."""
    if event.epoch == state.epoch:
        return _failed(state, Failed(Cause.EPOCH))
    return _greet_again(state)


def _greet_again(state: State) -> Step:
    return replace(state, stage=Stage.GREETING), CallHello(state.outlet.stream, state.head)


def _reloaded(state: State, event: Reloaded) -> Step:
    known = replace(state, pulled=event.pulled, epoch=event.epoch, head=event.head, stale=event.stale)
    return _greet_again(replace(known, moved=True, doubt=True, trouble=Cause.EPOCH))


# Looking for a fork.


def _probe(state: State, low: int, high: int) -> Step:
    """Halve the stretch between the last entry known equal and the first known different."""
    if high - low <= 1:
        return replace(state, stage=Stage.BRANCHING, trouble=Cause.FORK), Branch(state.outlet.stream, low)
    known = replace(state, stage=Stage.PROBING, low=low, high=high)
    return known, CallHashAt(state.outlet.stream, (low + high) // 2)


def _probed(state: State, event: Probed) -> Step:
    if event.same:
        return _probe(state, event.seq, state.high)
    return _probe(state, state.low, event.seq)


def _branched(state: State, event: Branched) -> Step:
    """Greet again under the branch's own name: after a crash the centre may have it already.

    The stream we left goes on without us: what it has beyond the fork is pulled like anybody's.
    """
    left, fork = state.outlet.stream, event.outlet.fork
    own = state.own - {left} | {event.outlet.stream}
    moved = replace(state, outlet=event.outlet, own=own, acked=fork, pulled={**state.pulled, left: fork})
    return _greet_again(moved)


def _rooted(state: State, event: Rooted) -> Step:
    """Go on under the branch's name; one that had to leave its parent earlier is greeted under its own."""
    if event.outlet == state.outlet:
        return _next_push(state) if state.there == state.acked else _save(state)
    left, fork = event.outlet.parent, event.outlet.fork
    pulled = state.pulled if left is None else {**state.pulled, left: fork}
    own = state.own - {state.outlet.stream} | {event.outlet.stream}
    return _greet_again(replace(state, outlet=event.outlet, own=own, acked=fork, pulled=pulled))


# Pushing.


def _next_push(state: State) -> Step:
    if state.head > state.there:
        return replace(state, stage=Stage.PUSHING), CallPush(state.outlet, state.there + 1)
    return _next_pull(state)


def _pushed(state: State, event: Pushed) -> Step:
    receipt = event.receipt
    if receipt.outcome is Outcome.OK and receipt.last_seq > state.there:
        there = min(receipt.last_seq, event.sent)
        return _save(replace(state, there=there, moved=True, behind=True))
    if receipt.outcome is Outcome.GAP and state.outlet.fork <= receipt.last_seq < state.there:
        return _next_push(replace(state, there=receipt.last_seq))
    if receipt.outcome is Outcome.FORK:
        return _forked(state, receipt.common, event.sent)
    if receipt.outcome is Outcome.BAD:
        return _next_pull(replace(state, trouble=Cause.BAD))
    return _failed(state, Failed(Cause.PROTOCOL))


def _forked(state: State, common: int | None, sent: int) -> Step:
    if common is None:
        return _probe(state, low=state.outlet.fork, high=sent)
    if not state.outlet.fork <= common < sent:
        return _failed(state, Failed(Cause.PROTOCOL))
    return _probe(state, low=common, high=common + 1)


def _save(state: State) -> Step:
    """Write down how far the centre has us; it may be less than we thought, when the centre was put back."""
    return replace(state, stage=Stage.SAVING), SaveAcked(state.outlet.stream, _common(state), state.epoch)


def _saved(state: State, event: AckSaved) -> Step:
    return _next_push(replace(state, acked=_common(state), head=event.head))


def _common(state: State) -> int:
    return min(state.there, state.head)


# Pulling.


def _next_pull(state: State) -> Step:
    """Ask for what we lack, and once more after a push: wishes are answered in the push that carries them."""
    if not state.may_pull:
        return replace(state, stage=Stage.RELOADING), Reload()
    if doubtful := _doubtful(state):
        return replace(state, stage=Stage.ALIGNING), Align(doubtful)
    at = _position(state)
    if state.heads and (state.behind or _lacks(at, state.heads) or state.there > state.head):
        wanted = {**{stream: at.get(stream, 0) for stream in state.heads}, **_missed(state)}
        return replace(state, stage=Stage.PULLING, behind=False), CallPull(wanted, state.epoch)
    return _finish(state)


def _doubtful(state: State) -> Cursors:
    """Streams of a lost life that moved since they were compared: what the centre has now may be something else."""
    there = {stream: state.heads[stream] for stream in state.stale if stream in state.heads}
    return {stream: seq for stream, seq in there.items() if seq != state.compared.get(stream)}


def _missed(state: State) -> Cursors:
    """Our own stream, if the centre has more of it than our disk: the file was put back."""
    return {state.outlet.stream: state.head} if state.there > state.head else {}


def _position(state: State) -> Cursors:
    return {**state.pulled, **_missed(state)}


def _lacks(known: Cursors, heads: Cursors) -> bool:
    return any(seq > known.get(stream, 0) for stream, seq in heads.items())


def _pulled(state: State, event: Pulled) -> Step:
    if _lacks(_position(state), event.upto):
        return replace(state, stage=Stage.APPLYING), Apply()
    return _finish(state)


def _applied(state: State, event: Applied) -> Step:
    """Go on; what was sold meanwhile goes first."""
    advanced = _lacks(state.pulled, event.pulled)
    fetched = bool(_missed(state)) and event.head > state.head
    known = replace(state, pulled=event.pulled, head=event.head, moved=state.moved or advanced or fetched)
    if fetched and event.blocked is None:
        known = replace(known, acked=min(known.head, known.there))
    if event.blocked is Cause.EPOCH and known.trouble is not Cause.EPOCH:
        return _report(known)
    if event.blocked is Cause.FORK:
        return _greet_again(known)  # somebody sold before the file had its own past back: a branch
    if event.blocked is not None or not (advanced or fetched):
        return _finish(replace(known, trouble=event.blocked or Cause.BUG))
    if known.head > known.there and known.trouble is not Cause.BAD:
        return _next_push(known)
    return _next_pull(known)


def _aligned(state: State, event: Aligned) -> Step:
    """Pull on from where both sides are the same."""
    compared = {**state.compared, **event.heads}
    return _next_pull(replace(state, pulled=event.pulled, stale=event.stale, compared=compared))


# The end of a round.


def _finish(state: State) -> Step:
    if (state.moved or state.doubt) and state.trouble is None:
        return replace(state, stage=Stage.CHECKING), CallCheck()
    return _rest(state)


def _checked(state: State, event: Checked) -> Step:
    trouble = Cause.DIFFERENT if event.verdict is Verdict.DIFFERENT else None
    known = replace(state, head=event.head, trouble=trouble, doubt=event.verdict is not Verdict.SAME)
    if known.head > known.there:
        return begin(known)
    return _rest(known)


def _rest(state: State) -> Step:
    resting = replace(state, stage=Stage.RESTING, failures=0)
    if state.trouble in NEEDS_A_PERSON:
        return resting, Wait(LONGEST_MS // 2, LONGEST_MS, state.trouble)
    return resting, Wait(*IDLE_MS, state.trouble)


def _failed(state: State, event: Failed) -> Step:
    """Give the round up; what is on the disk is true, the next one starts from it."""
    failures = state.failures + 1
    tired = replace(state, stage=Stage.RESTING, failures=failures)
    if event.cause in NEEDS_A_PERSON:
        return tired, Wait(LONGEST_MS // 2, LONGEST_MS, event.cause)
    return tired, Wait(0, back_off(failures), event.cause)


_ANSWERS: dict[tuple[Stage, type], Callable[[State, Any], Step]] = {
    (Stage.RESTING, Wake): _woken,
    (Stage.RESTING, Tick): _ticked,
    (Stage.GREETING, Greeted): _greeted,
    (Stage.PROBING, Probed): _probed,
    (Stage.BRANCHING, Branched): _branched,
    (Stage.ROOTING, Rooted): _rooted,
    (Stage.PUSHING, Pushed): _pushed,
    (Stage.SAVING, AckSaved): _saved,
    (Stage.PULLING, Pulled): _pulled,
    (Stage.APPLYING, Applied): _applied,
    (Stage.REPORTING, WentBack): _reported,
    (Stage.RELOADING, Reloaded): _reloaded,
    (Stage.ALIGNING, Aligned): _aligned,
    (Stage.CHECKING, Checked): _checked,
    **{(stage, Failed): _failed for stage in Stage if stage is not Stage.RESTING},
}
