"""``recyclique simulate``: the exchange under every fault that a seed can think of; fails when a promise is broken."""

from __future__ import annotations

import argparse
import logging
import re
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from recyclique_desktop.cli.outcome import Exit, Outcome
from recyclique_desktop.cli.parser import whole
from recyclique_desktop.system.messages import tr, trn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from recyclique_desktop.cli.parser import Commands
    from recyclique_desktop.sync.simulate.runs import Run
    from recyclique_desktop.sync.simulate.schedule import Played

FLOORS = {"model": 3_000, "sqlite": 100, "postgres": 8}
"""Schedules of each layer when nothing else is asked."""
_UNITS = {"s": 1, "m": 60, "h": 3_600}


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add(
        "simulate", run, summary=tr("éprouver l’échange : coupures, copies, pannes, tirées d’une graine")
    )
    parser.add_argument(
        "--layer", choices=sorted(FLOORS), default="model", metavar=tr("COUCHE"),
        help=tr("« model » : tout en mémoire ; « sqlite » : de vrais postes ; « postgres » : un vrai centre aussi"),
    )  # fmt: skip
    parser.add_argument(
        "--schedules",
        type=whole(1, 10**9),
        metavar="N",
        help=tr("nombre d’histoires jouées, sauf si le temps est écoulé"),
    )
    parser.add_argument(
        "--floor", type=whole(1, 10**9), default=1, metavar="N",
        help=tr("nombre d’histoires au-dessous duquel l’essai échoue, quand le temps les compte"),
    )  # fmt: skip
    parser.add_argument("--for", dest="lasting", type=duration, metavar="T", help=tr("durée : 90s, 15m ou 3h"))
    parser.add_argument(
        "--seed",
        type=whole(0, 10**15),
        default=1,
        metavar="S",
        help=tr("graine de la première histoire ; par défaut 1"),
    )
    parser.add_argument(
        "--progress", type=Path, metavar=tr("FICHIER"),
        help=tr("y noter où l’on en est : la même commande reprend un essai interrompu"),
    )  # fmt: skip


def run(arguments: argparse.Namespace) -> Outcome:
    """Play the schedules and say what they found."""
    from recyclique_desktop.sync.simulate import runs  # noqa: PLC0415  not for the other commands

    schedules = arguments.schedules
    if schedules is None and arguments.lasting is None:
        schedules = FLOORS[arguments.layer]
    wanted = runs.Wanted(arguments.layer, arguments.seed, schedules, arguments.lasting, arguments.progress)
    with _quietly(), _playing(arguments.layer) as play:
        done = runs.run(wanted, play, lambda found: _tell(found, quiet=arguments.json))
    is_good = not done.failures and done.schedules >= arguments.floor
    said = [*_said(done), *_too_few(done, arguments.floor)]
    data = _data(done) | {"floor": arguments.floor}
    return Outcome("\n".join(said), data, Exit.SUCCESS if is_good else Exit.BREACH)


@contextmanager
def _quietly() -> Iterator[None]:
    """Keep to itself what workstations log: here nearly everything goes wrong on purpose."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)


@contextmanager
def _playing(layer: str) -> Iterator[Callable[[int], Played]]:
    """Give what plays one schedule of a layer."""
    from recyclique_desktop.sync.simulate.schedule import play  # noqa: PLC0415

    if layer == "model":
        yield play
        return
    from recyclique_desktop.demo.rehearsal import playing  # noqa: PLC0415  heavy

    with playing(layer) as found:
        yield found


def _tell(done: Run, *, quiet: bool) -> None:
    if not quiet and sys.stderr.isatty():
        sys.stderr.write(f"{done.schedules}\r")
        sys.stderr.flush()


def duration(text: str) -> float:
    """Read a length of time, in seconds: ``90s``, ``15m``, ``3h``."""
    found = re.fullmatch(r"(\d{1,6})([smh])", text)
    if found is None:
        raise argparse.ArgumentTypeError(tr("une durée comme 90s, 15m ou 3h est attendue"))
    return float(int(found[1]) * _UNITS[found[2]])


def _said(done: Run) -> list[str]:
    found = ", ".join(f"{name} {count}" for name, count in done.faults.most_common())
    said = [
        trn("{n} histoire jouée", "{n} histoires jouées", done.schedules)
        + tr(" en {s} s (graines {first} à {last}).", s=round(done.seconds), first=done.seed,
             last=done.seed + done.schedules - 1),
        tr("Pannes et gestes : {found}.", found=found),
    ]  # fmt: skip
    said += [tr("Promesse rompue, graine {seed} : {what}", seed=seed, what=what) for seed, what in done.broken]
    if not done.failures:
        said.append(tr("Rien de perdu, rien de doublé, rien de bloqué."))
    return said


def _too_few(done: Run, floor: int) -> list[str]:
    if done.schedules >= floor:
        return []
    return [tr("Trop peu : {n} histoires jouées, au lieu de {floor} au moins.", n=done.schedules, floor=floor)]


def _data(done: Run) -> dict[str, object]:
    return {
        "layer": done.layer,
        "seed": done.seed,
        "next_seed": done.seed + done.schedules,
        "schedules": done.schedules,
        "seconds": round(done.seconds, 1),
        "calls": done.calls,
        "faults": dict(done.faults.most_common()),
        "failures": done.failures,
        "broken": [{"seed": seed, "promise": what} for seed, what in done.broken],
    }
