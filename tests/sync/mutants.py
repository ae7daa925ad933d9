"""Wrong cores, each wrong in one line: the schedules must find every one of them out.

A mutant is the product's own source with one piece replaced, so that it follows the core as it changes; a piece that
is no longer there fails the test. ``python -m tests.sync.mutants`` prints which seed found which.
"""

from __future__ import annotations

import argparse
import sys
import types
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from recyclique_desktop.sync import protocol
from recyclique_desktop.sync.simulate.schedule import Played, play
from recyclique_desktop.sync.vocabulary import Event, State

SOURCE = Path(protocol.__file__).read_text("utf-8")


@dataclass(frozen=True)
class Mutant:
    """One mistake.

    Attributes:
        name: What the mistake is.
        right: The piece as it stands.
        wrong: The piece as the mistake has it.
        within: Seeds that are enough to find it, from ``since`` on.
    """

    name: str
    right: str
    wrong: str
    within: int = 50
    since: int = 0

    def step(self) -> Callable[[State, Event], protocol.Step]:
        """Return the mutant's core."""
        assert SOURCE.count(self.right) == 1, f"{self.name}: the piece is there {SOURCE.count(self.right)} times"
        module = types.ModuleType(f"mutant_{self.name.replace(' ', '_')}")
        exec(compile(SOURCE.replace(self.right, self.wrong), module.__name__, "exec"), module.__dict__)
        found: Callable[[State, Event], protocol.Step] = module.step
        return found

    def found_out(self) -> Played | None:
        """Return the first schedule that breaks a promise with this core; a core that crashes is found out too."""
        step = self.step()
        for seed in range(self.since, self.since + self.within):
            try:
                played = play(seed, step)
            except Exception as error:  # noqa: BLE001  a mutant may do anything
                return Played(seed, f"crashed: {error!r}")
            if played.broken is not None:
                return played
        return None


MUTANTS = (
    Mutant(
        "hashes not compared at greeting",
        "if _shared(state, hello) and hello.hash_at != event.mine:",
        "if False:",
        200,
    ),
    Mutant(
        "believes everything was stored",
        "        there = min(receipt.last_seq, event.sent)",
        "        there = event.sent",
    ),
    Mutant(
        "an answer without progress is progress",
        "receipt.outcome is Outcome.OK and receipt.last_seq > state.there:",
        "receipt.outcome is Outcome.OK:",
        400,
    ),
    Mutant("skips an entry", "CallPush(state.outlet, state.there + 1)", "CallPush(state.outlet, state.there + 2)"),
    Mutant(
        "never writes the acknowledgement down",
        "return _save(replace(state, there=there, moved=True, behind=True))",
        "return _next_push(replace(state, there=there, moved=True, behind=True))",
    ),
    Mutant("branches one entry late", "Branch(state.outlet.stream, low)", "Branch(state.outlet.stream, high)", 200),
    Mutant("branches from the start", "Branch(state.outlet.stream, low)", "Branch(state.outlet.stream, 0)", 200),
    Mutant(
        "looks for the fork on the wrong side",
        "return _probe(state, event.seq, state.high)",
        "return _probe(state, state.low, event.seq)",
        400,
    ),
    Mutant(
        "sends a branch from its parent's first entry",
        "there=max(hello.last_seq, state.outlet.fork)",
        "there=hello.last_seq",
        200,
    ),
    Mutant(
        "pulls its own branch",
        "own = state.own - {left} | {event.outlet.stream}",
        "own = state.own - {left}",
        200,
    ),
    Mutant(
        "never gets back what the stream it left has beyond the fork",
        "own = state.own - {left} | {event.outlet.stream}",
        "own = state.own | {event.outlet.stream}",
        200,
    ),
    Mutant(
        "a file put back acknowledges what it has not got back",
        "return min(state.there, state.head)",
        "return state.there",
        200,
    ),
    Mutant(
        "a file put back does not write down that the centre has the rest",
        "return _next_pull(known) if state.acked == state.head else _save(known)",
        "return _next_pull(known)",
        20,
        since=990,
    ),
    Mutant(
        "a branch is never given its root again",
        "if state.outlet.parent is not None and hello.last_seq <= state.outlet.fork:",
        "if False:",
        20,
        since=200,
    ),
    Mutant(
        "never compares what a lost life said",
        "if doubtful := _doubtful(state):",
        "if doubtful := {}:",
        20,
        since=750,
    ),
    Mutant(
        "compares what a lost life said only once",
        "if seq != state.compared.get(stream)}",
        "if stream not in state.compared}",
        20,
        since=2110,
    ),
    Mutant(
        "a file put back never asks for its own past",
        "return {state.outlet.stream: state.head} if state.there > state.head else {}",
        "return {}",
        200,
    ),
    Mutant(
        "forgets what it pulled",
        "known = replace(state, pulled=event.pulled, head=event.head, moved=state.moved",
        "known = replace(state, head=event.head, moved=state.moved",
    ),
    Mutant(
        "pushes to a centre that speaks another language",
        "if not hello.min_protocol <= PROTOCOL <= hello.max_protocol:",
        "if False:",
        200,
    ),
    Mutant("does not back off", "Wait(0, back_off(failures), event.cause)", "Wait(0, 0, event.cause)"),
    Mutant("never slows down", "Wait(0, back_off(failures), event.cause)", "Wait(0, back_off(1), event.cause)"),
    Mutant("does not count failures", "failures = state.failures + 1", "failures = state.failures"),
    Mutant(
        "never recovers from a failure",
        "resting = replace(state, stage=Stage.RESTING, failures=0)",
        "resting = replace(state, stage=Stage.RESTING)",
    ),
    Mutant(
        "writes the same acknowledgement for ever",
        "if known.there == state.acked and known.epoch == state.epoch:",
        "if False:",
    ),
    Mutant("looks only at the clock, not at the sale", "if event.urgent or not state.failures:", "if event.urgent:"),
    Mutant(
        "takes what arrived for nothing new",
        "if _lacks(_position(state), event.upto):",
        "if not _lacks(_position(state), event.upto):",
    ),
    Mutant(
        "never asks for the answers to its wishes",
        "(state.behind or _lacks(at, state.heads)",
        "(_lacks(at, state.heads) and state.head == 0",
    ),
    Mutant(
        "never tells the centre that it went back",
        "known.may_pull and _went_back(known, event.other)",
        "False",
        400,
    ),
    Mutant(
        "takes what a lost life said for proof",
        "unproven = state.stale | state.own",
        "unproven = state.own",
        600,
    ),
    Mutant("never takes the shared rows of a new life", "if not state.may_pull:", "if state.may_pull is None:"),
    Mutant(
        "reads on with the cursors of another life", "may_pull=state.epoch in {None, hello.epoch},", "may_pull=True,"
    ),
)


def main() -> int:
    """Print which seed found which mutant."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.parse_args()
    survivors = 0
    for mutant in MUTANTS:
        found = mutant.found_out()
        survivors += found is None
        said = "SURVIVES" if found is None else f"seed {found.seed}: {(found.broken or '')[:70]}"
        print(f"{mutant.name:60s} within {mutant.within:4d}  {said}", flush=True)
    print(f"{len(MUTANTS) - survivors} of {len(MUTANTS)} found out.")
    return int(survivors > 0)


if __name__ == "__main__":
    sys.exit(main())
