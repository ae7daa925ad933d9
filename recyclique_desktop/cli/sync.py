"""``recyclique sync``: exchange with the centre, see how it stands, repair."""

from __future__ import annotations

import signal
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from recyclique_desktop.cli import handing_in, problems
from recyclique_desktop.cli.outcome import Exit, Outcome
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.system.messages import mark, sentence, tr, trn

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from recyclique_desktop.cli.parser import Commands
    from recyclique_desktop.flows.sync import Round
    from recyclique_desktop.sync.status import Status

_LIGHTS = {
    "alone": mark("Poste seul : aucun centre."),
    "stopped": mark("L’échange est arrêté."),
    "offline": mark("Hors ligne : le centre ne répond pas."),
    "attention": mark("À regarder."),
    "waiting": mark("Des actes sont à envoyer."),
    "up_to_date": mark("À jour."),
}


def add(commands: Commands) -> None:
    """Add the commands."""
    parser, group = commands.open_group("sync", run, summary=tr("échanger avec le centre, jusqu’à Ctrl+C"))
    parser.add_argument("--once", action="store_true", help=tr("un seul échange, puis s’arrêter"))
    group.add("status", run_status, summary=tr("où en est l’échange"))
    listed = group.add("problems", problems.run, summary=tr("ce qui n’a pas pu être appliqué, ici et au centre"))
    listed.add_argument("--retry", metavar="ID", help=tr("essayer encore celle-ci"))
    handing_in.add(group)


def run(arguments: argparse.Namespace) -> Outcome:
    """Exchange once, or until somebody says stop."""
    from recyclique_desktop.cli import desk  # noqa: PLC0415  heavy
    from recyclique_desktop.flows import sync as flow  # noqa: PLC0415
    from recyclique_desktop.system.secrets import choose_store  # noqa: PLC0415

    with desk.writing(arguments) as workstation:
        store = choose_store(workstation.folders)
        if arguments.once:
            return _round_outcome(flow.once(workstation, store))
        told = _Telling(quiet=arguments.json)
        worker = flow.worker_of(workstation, store, on_status=told)
        if worker is None:
            raise UserError("centre.none")
        with _until_told_to_stop() as stop:
            worker.start()
            stop.wait()
            worker.stop()
        ended = flow.status(workstation)
    return Outcome(_status_text(ended), _status_data(ended))


def run_status(arguments: argparse.Namespace) -> Outcome:
    """Say how the exchange stands, without meeting the centre."""
    from recyclique_desktop.cli import desk  # noqa: PLC0415  heavy
    from recyclique_desktop.flows import sync as flow  # noqa: PLC0415

    with desk.reading(arguments) as workstation:
        found = flow.status(workstation)
    return Outcome(_status_text(found), _status_data(found))


def standing_of(found: Status) -> Outcome:
    """Return how the exchange stands; a success when nothing is left to send."""
    return Outcome(_status_text(found), _status_data(found), Exit.REFUSED if found.waiting else Exit.SUCCESS)


class _Telling:
    """Says each change of the exchange in a line, as it comes."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._last = ""

    def __call__(self, status: Status) -> None:
        line = "" if status.is_busy else _status_text(status).replace("\n", " ")
        if self._quiet or line in {"", self._last}:
            return
        self._last = line
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


@contextmanager
def _until_told_to_stop() -> Iterator[threading.Event]:
    """Give an event that Ctrl+C, or the system asking the program to end, sets."""
    stop = threading.Event()
    before = {one: signal.signal(one, lambda *_: stop.set()) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for one, kept in before.items():
            signal.signal(one, kept)


def _round_outcome(done: Round) -> Outcome:
    data = {"pushed": done.pushed, "pulled": done.pulled, "newly_parked": done.parked, **_status_data(done.status)}
    carried = tr("Envoyé : {pushed:number} · reçu : {pulled:number}.", pushed=done.pushed, pulled=done.pulled)
    if done.status.clock_off_s:
        data["warning"] = sentence("sync.clock")
    if done.cause is None:
        return Outcome(f"{carried} {_status_text(done.status)}", data, Exit.SUCCESS if done.is_good else Exit.REFUSED)
    code = f"sync.{done.cause.value}"
    failure = {"error": code, "message": sentence(code), "detail": done.detail}
    return Outcome(f"{sentence(code)}\n{carried}", data | failure, Exit.REFUSED)


def _status_data(found: Status) -> dict[str, Any]:
    return {
        "light": found.light.value,
        "waiting": found.waiting,
        "wishes": found.wishes,
        "parked": found.parked,
        "conflicts": found.conflicts,
        "aside": found.aside,
        "branched": found.branched,
        "clock_off_s": found.clock_off_s,
        "cause": found.cause.value if found.cause else None,
        "last_contact": found.last_contact.isoformat() if found.last_contact else None,
    }


def _status_text(found: Status) -> str:
    said = [tr(_LIGHTS[found.light.value]), *_counts(found)]
    if found.cause is not None:
        said.append(sentence(f"sync.{found.cause.value}"))
    if found.clock_off_s:
        said.append(sentence("sync.clock"))
    if found.last_contact is not None:
        said.append(tr("Centre vu le {at:datetime}.", at=found.last_contact))
    return "\n".join(said)


def _counts(found: Status) -> Iterator[str]:
    if found.waiting:
        yield trn("{n} acte à envoyer.", "{n} actes à envoyer.", found.waiting)
    if found.wishes:
        yield trn("{n} modification sans réponse.", "{n} modifications sans réponse.", found.wishes)
    if found.parked or found.aside:
        yield trn("{n} entrée à examiner.", "{n} entrées à examiner.", found.parked + found.aside)
    if found.conflicts:
        yield trn("{n} valeur à choisir.", "{n} valeurs à choisir.", found.conflicts)
