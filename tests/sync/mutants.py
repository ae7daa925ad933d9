"""Wrong cores, each wrong in one line: the schedules must find every one of them out.

A mutant is the product's own source with one line replaced, so that it follows the core as it changes; a line that is
no longer there fails the test.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from recyclique_desktop.sync import protocol
from recyclique_desktop.sync.vocabulary import Event, State

SOURCE = Path(protocol.__file__).read_text("utf-8")


@dataclass(frozen=True)
class Mutant:
    """One mistake.

    Attributes:
        name: What the mistake is.
        right: The line as it stands.
        wrong: The line as the mistake has it.
        within: Seeds that are enough to find it.
    """

    name: str
    right: str
    wrong: str
    within: int

    def step(self) -> Callable[[State, Event], protocol.Step]:
        """Return the mutant's core."""
        assert SOURCE.count(self.right) == 1, f"{self.name}: the line is there {SOURCE.count(self.right)} times"
        module = types.ModuleType(f"mutant_{self.name.replace(' ', '_')}")
        exec(compile(SOURCE.replace(self.right, self.wrong), module.__name__, "exec"), module.__dict__)
        found: Callable[[State, Event], protocol.Step] = module.step
        return found


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
        40,
    ),
    Mutant(
        "an answer without progress is progress",
        "receipt.outcome is Outcome.OK and receipt.last_seq > state.there:",
        "receipt.outcome is Outcome.OK:",
        400,
    ),
    Mutant("skips an entry", "CallPush(state.outlet, state.there + 1)", "CallPush(state.outlet, state.there + 2)", 40),
    Mutant(
        "never writes the acknowledgement down",
        "return _save(replace(state, there=there, moved=True, behind=True))",
        "return _next_push(replace(state, there=there, moved=True, behind=True))",
        40,
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
    Mutant("pulls its own branch", "own = state.own | {event.outlet.stream}", "own = state.own", 200),
    Mutant("a file put back believes it is ahead", "if hello.last_seq > state.head:", "if False:", 200),
    Mutant(
        "forgets what it pulled",
        "known = replace(state, pulled=event.pulled, head=event.head",
        "known = replace(state, head=event.head",
        40,
    ),
    Mutant(
        "pushes to a centre that speaks another language",
        "if not hello.min_protocol <= PROTOCOL <= hello.max_protocol:",
        "if False:",
        200,
    ),
    Mutant("does not back off", "Wait(0, back_off(failures), event.cause)", "Wait(0, 0, event.cause)", 40),
    Mutant("never slows down", "Wait(0, back_off(failures), event.cause)", "Wait(0, back_off(1), event.cause)", 40),
    Mutant("does not count failures", "failures = state.failures + 1", "failures = state.failures", 40),
    Mutant(
        "never recovers from a failure",
        "resting = replace(state, stage=Stage.RESTING, failures=0)",
        "resting = replace(state, stage=Stage.RESTING)",
        40,
    ),
    Mutant(
        "writes the same acknowledgement for ever",
        "if known.there == state.acked and known.epoch == state.epoch:",
        "if False:",
        40,
    ),
    Mutant(
        "looks only at the clock, not at the sale", "if event.urgent or not state.failures:", "if event.urgent:", 40
    ),
    Mutant(
        "pulls before it is told of any stream",
        "if _lacks(state.pulled, event.upto):",
        "if not _lacks(state.pulled, event.upto):",
        40,
    ),
)
