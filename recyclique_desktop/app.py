"""``recyclique-desktop``: reads the options and puts the rooms together."""

from __future__ import annotations

import argparse
import gc
import json
import os
import secrets
import sys
import time
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer

from recyclique_desktop import __version__
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.system import logs
from recyclique_desktop.system.clock import SystemClock
from recyclique_desktop.system.messages import sentence, tr
from recyclique_desktop.system.paths import Folders, folders
from recyclique_desktop.ui.application import new_application, off_screen_application
from recyclique_desktop.ui.interruption import Interruption, ending_on_signals
from recyclique_desktop.ui.means import Means
from recyclique_desktop.ui.one_window import OneWindow, name_of, raise_other
from recyclique_desktop.ui.program import Program

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QApplication

    from recyclique_desktop.demo.backstage import Backstage

__all__ = ["Means", "Program", "main", "new_application", "settle_memory"]

_SETTLED_MS: Final = 1_500
"""After people can sign in: every page of the till is built by then."""
_DRAWN_NOWHERE: Final = {"", "offscreen", "minimal"}


def main(argv: Sequence[str] | None = None) -> int:
    """Open the window, or do what the options say.

    Args:
        argv: What was typed after the program's name; by default, this process's own arguments.

    Returns:
        0 when all went well, 1 when the workstation cannot work, 2 for a wrong command line.
    """
    options = _parser().parse_args(argv)
    try:
        return _carry_out(options)
    except UserError as error:
        sys.stderr.write(f"{sentence(error)}\n")
        return 1


def _carry_out(options: argparse.Namespace) -> int:
    if options.check:
        return _check(_means(options))
    is_headless = options.demo and _has_no_display() and not options.bench_start
    if is_headless or options.screenshots:
        return _showcase(options)
    return _window(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("recyclique-desktop", description=tr("La caisse de la ressourcerie."))
    parser.add_argument("--version", action="version", version=f"RecyClique Desktop {__version__}")
    parser.add_argument("--data-dir", type=Path, help=tr("dossier de données du poste"))
    parser.add_argument("--demo", action="store_true", help=tr("un magasin inventé, pour essayer"))
    parser.add_argument(
        "--as", dest="kind", type=WorkstationKind, choices=tuple(WorkstationKind), metavar="{till,reception,office}",
        help=tr("avec --demo : le poste que la fenêtre montre ; les autres travaillent sans fenêtre"),
    )  # fmt: skip
    practise = tr("s’entraîner : rien n’est compté, rien n’est envoyé")
    parser.add_argument("--training", action="store_true", help=practise)
    parser.add_argument("--screenshots", type=Path, metavar="DIR", help=tr("jouer une journée et la photographier"))
    parser.add_argument("--check", action="store_true", help=tr("vérifier que le poste peut travailler, sans fenêtre"))
    parser.add_argument("--bench-start", action="store_true", help=tr("mesurer le démarrage, puis fermer"))
    return parser


def _means(options: argparse.Namespace) -> Means:
    from recyclique_desktop.system.secrets import choose_store  # noqa: PLC0415

    where = folders(options.data_dir)
    return Means(where, choose_store(where), SystemClock())


def _check(means: Means) -> int:
    """Run the start-up list without a window and say each line."""
    from recyclique_desktop.flows import startup  # noqa: PLC0415  heavy

    start = startup.begin(means.folders, means.store, means.clock, means.random_bytes)
    stopped = False
    try:
        for outcome in startup.run(start):
            stopped = stopped or outcome.stops
            said = tr("en ordre") if outcome.error is None else sentence(outcome.error)
            mark = "✓" if outcome.error is None else "✗" if outcome.stops else "!"
            sys.stdout.write(f"{mark} {tr(outcome.check.label)} : {said}\n")
    finally:
        start.release()
    return 1 if stopped else 0


def _window(options: argparse.Namespace) -> int:
    application = new_application()
    backstage = None
    if options.demo:
        means, backstage, name = _demonstration(options)
    else:
        means, name = _means(options), name_of(folders(options.data_dir).data)
    if raise_other(name):
        return 0
    program = Program(means)
    if options.bench_start:
        program.ready.connect(partial(_bench, application, time.perf_counter(), program))
    undo = [logs.install_crash_hook(program.crash), _logging(means.folders), ending_on_signals(application)]
    if backstage is not None:
        _guide(program, options.kind or WorkstationKind.TILL)
    alone = OneWindow(name, application)
    alone.asked.connect(program.window.raise_up)
    program.ready.connect(settle_memory)
    program.ready.connect(partial(QTimer.singleShot, _SETTLED_MS, settle_memory))
    with ExitStack() as ending:  # upwards, each of them even when one fails
        for call in undo:
            ending.callback(call)
        ending.callback(alone.close)
        if backstage is not None:
            ending.callback(backstage.stop)
        ending.callback(program.stop)
        if backstage is not None:
            ending.callback(backstage.end)
        program.window.open_up()
        (program.training.begin_alone if options.training else program.start)()
        return application.exec()


def _demonstration(options: argparse.Namespace) -> tuple[Means, Backstage, str]:
    """Return what shows one workstation of the invented shop, who makes and runs that shop, and the window's name."""
    from recyclique_desktop.demo import backstage, troupe  # noqa: PLC0415  the demonstration alone needs them
    from recyclique_desktop.demo.place import Place, usual_place  # noqa: PLC0415

    place = usual_place() if options.data_dir is None else Place(options.data_dir.absolute())
    place.claim()
    kind, clock = options.kind or WorkstationKind.TILL, SystemClock()
    behind = backstage.Backstage(troupe.Means(place, clock, secrets.token_bytes), kind)
    means = Means(place.folders(kind), place.store(kind), clock, prepare=behind.prepare)
    return means, behind, name_of(place.root)


def _guide(program: Program, kind: WorkstationKind) -> None:
    """Lead whoever is new through a first sale, once people can sign in."""
    from recyclique_desktop.demo.backstage import guided  # noqa: PLC0415  the demonstration alone needs them
    from recyclique_desktop.ui.guide.band import lead  # noqa: PLC0415

    if (who := guided(kind)) is not None:
        program.ready.connect(partial(lead, program.window, *who), Qt.ConnectionType.SingleShotConnection)


def _showcase(options: argparse.Namespace) -> int:
    """Play the demonstration through the real screens, and leave the evidence in a folder that is named at the end."""
    from recyclique_desktop.showcase import show  # noqa: PLC0415  the demonstration alone needs it
    from recyclique_desktop.ui.gestures import LostError, hands_at  # noqa: PLC0415

    if _has_no_display():
        _say(tr("Aucun écran ici : la démonstration est jouée hors écran, sur les vrais écrans."))
    off_screen_application()
    bugs: list[str] = []
    interruption = Interruption()
    restore = logs.install_crash_hook(bugs.append)
    check = interruption.check
    place, evidence = show.folders_of(options.data_dir, options.screenshots)
    parts = (options.kind,) if options.kind else tuple(WorkstationKind)
    try:
        with interruption:
            is_kept, window = options.data_dir is not None, partial(hands_at, watch=check)
            is_good = show.Show(place, evidence, is_kept, parts, window, _say, check).run()
    except KeyboardInterrupt:
        _say(tr("Interrompu : tout est arrêté."))
        return 130
    except LostError as error:  # a workstation that did not open says why
        sys.stderr.write(f"{error}\n")
        return 1
    finally:
        restore()
        for line in bugs:
            _say(line)
    return 0 if is_good and not bugs else 1


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def settle_memory() -> None:
    """Keep all that was loaded and built out of later collections: one over all of it holds the window half a second.

    What comes and goes afterwards is collected as ever. Once per process, never in tests that build many programs.
    """
    gc.freeze()


def _logging(where: Folders) -> Callable[[], None]:
    """Start the log; a folder that cannot be written is said by the start-up list, not here."""
    try:
        return logs.start_logging(where.logs)
    except OSError:
        return lambda: None


def _bench(application: QApplication, begun: float, program: Program) -> None:
    """Say, once the tiles of the sign-in page are drawn, how long that took and what it weighs; then end."""
    context = program.context
    if context is not None and context.tasks.pending:
        QTimer.singleShot(0, partial(_bench, application, begun, program))
        return
    program.window.repaint()
    taken = {"ready_at": time.time(), "window_to_ready_ms": round((time.perf_counter() - begun) * 1000)}
    sys.stdout.write(json.dumps({**taken, "memory_kib": _memory_kib()}) + "\n")
    sys.stdout.flush()
    application.quit()


def _memory_kib() -> int:
    """Return the memory this process holds now; 0 where the system does not say."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1])


def _has_no_display() -> bool:
    shown = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return sys.platform.startswith("linux") and not shown and os.environ.get("QT_QPA_PLATFORM", "") in _DRAWN_NOWHERE
