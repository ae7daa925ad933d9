"""``recyclique-desktop``: puts the rooms together and opens the window.

Heavy rooms (database, migrations) are imported once the window is on the screen, on the thread that opens the file.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import secrets
import sys
import threading
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from recyclique_desktop import __version__
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.system import logs
from recyclique_desktop.system.clock import SystemClock
from recyclique_desktop.system.messages import sentence, tr
from recyclique_desktop.system.paths import Folders, folders
from recyclique_desktop.ui import theme
from recyclique_desktop.ui.bridges import MainThreadBridge
from recyclique_desktop.ui.main_window import MainWindow
from recyclique_desktop.ui.one_window import OneWindow, name_of, raise_other
from recyclique_desktop.ui.startup import FailureScreen, StartingScreen, failure_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from recyclique_desktop.domain.clock import Clock
    from recyclique_desktop.flows.startup import Outcome, Start
    from recyclique_desktop.flows.workstation import OpenWorkstation
    from recyclique_desktop.system.secrets import SecretStore
    from recyclique_desktop.ui.context import AppContext
    from recyclique_desktop.ui.page import Page
    from recyclique_desktop.ui.tasks import Tasks

_log = logging.getLogger(__name__)
_DRAWN_NOWHERE: Final = {"", "offscreen", "minimal"}


@dataclass(frozen=True, slots=True)
class Means:
    """What a workstation is opened with."""

    folders: Folders
    store: SecretStore
    clock: Clock
    random_bytes: Callable[[int], bytes] = secrets.token_bytes
    demo_hint: str = ""


def build_pages(context: AppContext, demo_hint: str = "") -> tuple[Page, ...]:
    """Make every page of an open workstation."""
    from recyclique_desktop.ui.caisse.closing_page import ClosingPage  # noqa: PLC0415  heavy: after the window
    from recyclique_desktop.ui.caisse.home_page import HomePage  # noqa: PLC0415
    from recyclique_desktop.ui.caisse.opening_page import OpeningPage  # noqa: PLC0415
    from recyclique_desktop.ui.caisse.payment_page import PaymentPage  # noqa: PLC0415
    from recyclique_desktop.ui.caisse.sale_page import SalePage  # noqa: PLC0415
    from recyclique_desktop.ui.login.sign_in_page import SignInPage  # noqa: PLC0415

    return (
        SignInPage(context, demo_hint),
        HomePage(context),
        OpeningPage(context),
        SalePage(context),
        PaymentPage(context),
        ClosingPage(context),
    )


class Program(QObject):
    """One window and what stands behind it, from the start-up list to the last thread stopped.

    Args:
        means: What the workstation is opened with.
        on_ready: Called when people can sign in (start-up measure).
    """

    def __init__(self, means: Means, on_ready: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self._means = means
        self._on_ready = on_ready
        self._bridge = MainThreadBridge(self)
        self._start: Start | None = None
        self._tasks: Tasks | None = None
        self._context: AppContext | None = None
        self.window = MainWindow(means.clock)
        self._starting = StartingScreen()
        self._failure = FailureScreen()
        self.window.add(self._starting, self._failure)
        self._failure.retry.connect(self.start)
        self._failure.abandon.connect(self.window.close)
        self.window.locked.connect(self._on_locked)

    @property
    def context(self) -> AppContext | None:
        """What the pages were handed; nothing before the workstation is open."""
        return self._context

    def start(self) -> None:
        """Run the start-up list away from the screen; pages follow."""
        self.stop()
        self.window.go("starting")
        threading.Thread(target=self._run_list, name="db", daemon=True).start()

    def stop(self) -> None:
        """Stop what runs: work under way, then the file, then the lock."""
        if self._tasks is not None:
            self._tasks.stop()
            self._tasks = None
        if self._start is not None:
            self._start.release()
            self._start = None

    def crash(self, text: str) -> None:
        """Show one sentence for a bug; ``text`` is in the log already. Safe from any thread."""
        del text
        self._bridge.post(self._on_crash)

    def _run_list(self) -> None:
        try:
            from recyclique_desktop.flows import startup  # noqa: PLC0415  heavy: the window is shown meanwhile

            if startup.is_new(self._means.folders):
                self._bridge.post(self._on_new)
                return
            means = self._means
            start = startup.begin(means.folders, means.store, means.clock, means.random_bytes)
            for outcome in startup.run(start):
                self._bridge.post(partial(self._on_outcome, start, outcome))
                if outcome.stops:
                    return
            self._bridge.post(partial(self._on_started, start))
        except BaseException as error:  # noqa: BLE001  a bug of any kind must reach the main thread, not die here
            self._bridge.post(partial(_raise, error))

    def _on_outcome(self, start: Start, outcome: Outcome) -> None:
        self._start = start
        self._starting.show_step(tr(outcome.check.label))
        if outcome.error is not None and outcome.stops:
            start.release()
            self._fail(outcome.error)
        elif outcome.error is not None and outcome.check.key == "journal":
            self.window.warn(tr("Journal à vérifier"))

    def _on_new(self) -> None:
        self._first_run(None)

    def _on_started(self, start: Start) -> None:
        if start.needs_sheet:
            start.release()
            self._first_run(start)
            return
        self._open_pages(start.opened)
        self.window.go("sign_in")
        self._on_ready()

    def _first_run(self, cut: Start | None) -> None:
        from recyclique_desktop.flows.first_run import FirstRun  # noqa: PLC0415  rare
        from recyclique_desktop.ui.login.first_run_screen import FirstRunScreen  # noqa: PLC0415

        means = self._means
        run = FirstRun(means.folders, means.store, means.clock, means.random_bytes)
        screen = FirstRunScreen(run, self._bridge)
        self.window.add(screen)
        screen.finished.connect(partial(self._on_first_run_finished, screen))
        screen.refused.connect(self._fail)
        self.window.go(screen.name, resumed=cut is not None)
        self._on_ready()

    def _on_first_run_finished(self, screen: Any) -> None:
        self.start()
        self.window.remove(screen)

    def _open_pages(self, opened: OpenWorkstation) -> None:
        from recyclique_desktop.system.throttle import ThrottleStore  # noqa: PLC0415  heavy: after the window
        from recyclique_desktop.ui.context import AppContext, Presence  # noqa: PLC0415
        from recyclique_desktop.ui.tasks import Tasks  # noqa: PLC0415

        self._tasks = Tasks(opened.db, self._bridge)
        throttle = ThrottleStore(self._means.folders.config, opened.config.installation_id)
        presence = Presence(self)
        context = AppContext(self._tasks, opened.station, presence, throttle, self.window.go)
        pages = build_pages(context, self._means.demo_hint)
        self.window.replace(*pages)
        self.window.follow(presence)
        self._context = context

    def _on_locked(self) -> None:
        """The person leaves; the running ticket stays, and the next one finds it where it was."""
        context = self._context
        if context is None or context.presence.person is None:
            return
        from recyclique_desktop.services.people import SignOut, sign_out  # noqa: PLC0415  heavy: after the window

        person = context.presence.person
        selling = self.window.current is not None and self.window.current.name in {"sale", "payment"}
        context.tasks.write(
            lambda session: sign_out(session, SignOut(person.session_id), person.actor, context.station),
            lambda _result: None,
            self._fail,
        )
        self.window.go("sign_in", **({"resume": True} if selling else {}))
        context.presence.leave()

    def _fail(self, error: UserError) -> None:
        self._failure.show_failure(failure_of(error))
        self.window.go("failure")

    def _on_crash(self) -> None:
        self._fail(UserError("program.bug"))


def main(argv: Sequence[str] | None = None) -> int:
    """Open the window, or do what the options say.

    Args:
        argv: What was typed after the program's name; by default, this process's own arguments.

    Returns:
        0 when all went well, 1 when the workstation cannot work, 2 for a wrong command line.
    """
    options = _parser().parse_args(argv)
    if options.check:
        return _check(_means(options))
    if (options.demo and _has_no_display() and not options.bench_start) or options.screenshots:
        from recyclique_desktop.showcase import show  # noqa: PLC0415  the demonstration alone needs it

        return show(options.screenshots, options.data_dir)
    return _window(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("recyclique-desktop", description=tr("La caisse de la ressourcerie."))
    parser.add_argument("--version", action="version", version=f"RecyClique Desktop {__version__}")
    parser.add_argument("--data-dir", type=Path, help=tr("dossier de données du poste"))
    parser.add_argument("--demo", action="store_true", help=tr("un magasin inventé, pour essayer"))
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
    name = "" if options.demo and options.data_dir is None else name_of(folders(options.data_dir).data)
    if name and raise_other(name):
        return 0
    if options.demo:
        from recyclique_desktop.showcase import demo_means  # noqa: PLC0415  the demonstration alone needs it

        means = demo_means(options.data_dir)
    else:
        means = _means(options)
    program = Program(means, _bench(application) if options.bench_start else lambda: None)
    undo = [logs.install_crash_hook(program.crash), _logging(means.folders)]
    alone = OneWindow(name, application) if name else None
    if alone is not None:
        alone.asked.connect(program.window.raise_up)
    program.window.show()
    program.start()
    try:
        return application.exec()
    finally:
        program.stop()
        if alone is not None:
            alone.close()
        for call in undo:
            call()


def new_application() -> QApplication:
    """Make the themed application: light, or dark where the system asks for it."""
    application = QApplication(["recyclique-desktop"])
    application.setApplicationName("RecyClique")
    application.setDesktopFileName("recyclique-desktop")
    dark = application.styleHints().colorScheme() is Qt.ColorScheme.Dark
    theme.apply(application, theme.DARK if dark else theme.LIGHT)
    return application


def _logging(where: Folders) -> Callable[[], None]:
    """Start the log; a folder that cannot be written is said by the start-up list, not here."""
    try:
        return logs.start_logging(where.logs)
    except OSError:
        return lambda: None


def _bench(application: QApplication) -> Callable[[], None]:
    """Return what says, once people can sign in, how long that took and what it weighs; then the program ends."""
    begun = time.perf_counter()

    def ready() -> None:
        def tell() -> None:
            taken = {"ready_at": time.time(), "window_to_ready_ms": round((time.perf_counter() - begun) * 1000)}
            sys.stdout.write(json.dumps({**taken, "memory_kib": _memory_kib()}) + "\n")
            sys.stdout.flush()
            application.quit()

        QTimer.singleShot(0, tell)

    return ready


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


def _raise(error: BaseException) -> None:
    raise error
