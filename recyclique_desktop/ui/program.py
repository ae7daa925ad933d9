"""One window and what stands behind it: the start-up list, the pages, the threads, in this order and back.

Heavy rooms (database, migrations) are imported once the window is on the screen, on the thread that opens the file.
"""

from __future__ import annotations

import logging
import threading
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui import pages
from recyclique_desktop.ui.bridges import MainThreadBridge
from recyclique_desktop.ui.main_window import MainWindow
from recyclique_desktop.ui.periods import close_periods
from recyclique_desktop.ui.places import BEHIND, OUT_OF_TRAINING, is_of_administration
from recyclique_desktop.ui.recovering import Recovering
from recyclique_desktop.ui.startup import FailureScreen, StartingScreen, failure_of
from recyclique_desktop.ui.training import Training
from recyclique_desktop.ui.training_pill import PAGE as TRAINING
from recyclique_desktop.ui.training_pill import TrainingPill

if TYPE_CHECKING:
    from recyclique_desktop.flows.keeping import Keeper, Keeping
    from recyclique_desktop.flows.startup import Outcome, Start
    from recyclique_desktop.flows.workstation import OpenWorkstation
    from recyclique_desktop.ui.away_watch import AwayWatch
    from recyclique_desktop.ui.centre_link import CentreLink
    from recyclique_desktop.ui.context import AppContext
    from recyclique_desktop.ui.guard import Guard
    from recyclique_desktop.ui.login.first_run_screen import FirstRunScreen
    from recyclique_desktop.ui.means import Means
    from recyclique_desktop.ui.pill_watch import PillWatch
    from recyclique_desktop.ui.tasks import Tasks
    from recyclique_desktop.ui.upkeep import Upkeep

_log = logging.getLogger(__name__)
_AFTER_SIGN_IN_MS: Final = 300
_PATIENCE_S: Final = 10
_OWN_CODE: Final = "own_code"
_HISTORY: Final = "history"
_HOME: Final = "home"
_WEIGHING: Final = ("reception_home", "weighing")


class Program(QObject):
    """One window and what stands behind it, from the start-up list to the last thread stopped.

    Signals:
        ready(): People can sign in, or install.

    Args:
        means: What the workstation is opened with.
    """

    ready = Signal()

    def __init__(self, means: Means) -> None:
        super().__init__()
        self._means = means
        self._bridge = MainThreadBridge(self)
        self._start: Start | None = None
        self._tasks: Tasks | None = None
        self._context: AppContext | None = None
        self._link: CentreLink | None = None
        self._pill: PillWatch | TrainingPill | None = None
        self._away: AwayWatch | None = None
        self._guard: Guard | None = None
        self._warning = ""
        self._hint = means.demo_hint
        self._has_till_pages = self._has_weighing_pages = self._has_office_pages = False
        self._list_thread: threading.Thread | None = None
        self._installing: FirstRunScreen | None = None
        self._keeper: Keeper | None = None
        self._upkeep: Upkeep | None = None
        self._after_sign_in = QTimer(self)
        self.window = MainWindow(means.clock)
        self._recovering = Recovering(self.window, self._bridge, lambda: self._means, self.stop, self.start)
        self.training = Training(self.window, means, self._reopen, self.stop, self._fail)
        self._starting = StartingScreen()
        self._failure = FailureScreen()
        self.window.add(self._starting, self._failure)
        self._failure.retry.connect(self.start)
        self._failure.recover.connect(self._recovering.ask)
        self._failure.abandon.connect(self.window.close)
        self._failure.left.connect(self.training.leave)
        self._after_sign_in.setSingleShot(True)
        self._after_sign_in.timeout.connect(self._build_till_pages)

    @property
    def context(self) -> AppContext | None:
        """What the pages were handed; nothing before the workstation is open."""
        return self._context

    @property
    def opened(self) -> OpenWorkstation | None:
        """The workstation at work."""
        return self._start.workstation if self._start is not None and self._tasks is not None else None

    @property
    def is_idle(self) -> bool:
        """Whether people can sign in and nothing is being read or written."""
        return self._tasks is not None and not self._tasks.pending and self._link is not None and self._link.is_idle

    @property
    def _is_reception(self) -> bool:
        """Whether people come here to weigh: home is reception's, and there is no till."""
        opened = self.opened
        return opened is not None and opened.config.kind is WorkstationKind.RECEPTION

    @property
    def link(self) -> CentreLink | None:
        """What the workstation has of its centre; nothing before it is open."""
        return self._link

    @property
    def guard(self) -> Guard | None:
        """What watches over who may work; nothing before the workstation is open."""
        return self._guard

    def start(self) -> None:
        """Run the start-up list away from the screen; pages follow."""
        self.stop()
        self._warning = ""
        self.window.go("starting")
        self._list_thread = threading.Thread(target=self._run_list, name="db", daemon=True)
        self._list_thread.start()

    def _reopen(self, means: Means) -> None:
        """Close what is open, and open another workstation in this window."""
        self.stop()
        self._means, self._hint = means, means.demo_hint
        self.start()

    def stop(self) -> None:
        """Stop what runs: devices, the list or the first run, the exchange, work under way, the file, the lock."""
        self._after_sign_in.stop()
        if self._context is not None:
            pages.stop_work(self.window, self._context)
        if self._list_thread is not None:
            self._list_thread.join(_PATIENCE_S)
            self._list_thread = None
        self._recovering.wait()
        if self._installing is not None:
            self._installing.stop()
            self._installing = None
        for watch in (self._pill, self._away, self._guard, self._upkeep):
            if watch is not None:
                watch.stop()
        self._pill = self._away = self._guard = self._upkeep = None
        if self._link is not None:
            self._link.stop()
            self._link = None
        if self._tasks is not None:
            self._tasks.stop()
            self._tasks = None
        if self._keeper is not None:
            self._keeper.stop()
            self._keeper = None
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

            if self._means.prepare is not None:
                self._hint = self._means.prepare(self._show_step)
                self.training.remember(self._hint)
            if startup.is_new(self._means.folders):
                self._bridge.post(self._install)
                return
            means = self._means
            start = self._start = startup.begin(means.folders, means.store, means.clock, means.random_bytes)
            for outcome in startup.run(start):
                self._bridge.post(partial(self._on_outcome, start, outcome))
                if outcome.stops:
                    return
            self._bridge.post(partial(self._on_started, start))
        except UserError as error:
            self._bridge.post(partial(self._fail, error))
        except BaseException as error:  # noqa: BLE001  a bug of any kind must reach the main thread, not die here
            self._bridge.post(partial(_raise, error))

    def _show_step(self, words: str) -> None:
        """Say what is being made; safe from any thread."""
        self._bridge.post(partial(self._starting.show_step, words))

    def _on_outcome(self, start: Start, outcome: Outcome) -> None:
        if self._start is not start:
            return  # stopped meanwhile
        self._starting.show_step(tr(outcome.check.label))
        if outcome.error is not None and outcome.stops:
            self._fail(outcome.error)
        elif outcome.error is not None and outcome.check.warning:
            self._warning = tr(outcome.check.warning)
            self.window.warn(self._warning)

    def _on_started(self, start: Start) -> None:
        if self._start is not start:
            return
        if start.needs_sheet:
            self.stop()
            self._install()
            return
        context = self._open_pages(start.opened)
        self.window.go("sign_in")
        pages.note_start(context)  # behind the reading of the tiles: nobody waits for the disk to see them
        self.ready.emit()

    def _install(self) -> None:
        """Begin the first run, or go on with one that was cut."""
        from recyclique_desktop.flows.first_run import FirstRun  # noqa: PLC0415  rare
        from recyclique_desktop.ui.login.first_run_screen import FirstRunScreen  # noqa: PLC0415

        means = self._means
        run = FirstRun(means.folders, means.store, means.clock, means.random_bytes)
        screen = self._installing = FirstRunScreen(run, self._bridge)
        self.window.replace(screen)
        screen.finished.connect(self._on_installed)
        screen.refused.connect(self._fail)
        self.window.go(screen.name)
        self.ready.emit()

    def _on_installed(self) -> None:
        self.start()
        self.window.forget("first_run")

    def _open_pages(self, opened: OpenWorkstation) -> AppContext:
        from recyclique_desktop.system.throttle import ThrottleStore  # noqa: PLC0415  heavy: after the window
        from recyclique_desktop.ui.away_watch import AwayWatch  # noqa: PLC0415
        from recyclique_desktop.ui.centre_link import CentreLink  # noqa: PLC0415
        from recyclique_desktop.ui.context import AppContext, Presence  # noqa: PLC0415
        from recyclique_desktop.ui.guard import Guard  # noqa: PLC0415
        from recyclique_desktop.ui.pill_watch import PillWatch  # noqa: PLC0415
        from recyclique_desktop.ui.tasks import Tasks  # noqa: PLC0415

        self._tasks = Tasks(opened.db, self._bridge)
        self._follow(opened)
        throttle = ThrottleStore(self._means.folders.config, self.training.throttled_as(opened))
        presence = Presence(self)
        context = AppContext(
            self._tasks, opened.station, presence, throttle, self._go, debounce_ms=self._means.debounce_ms,
            scale=pages.scale_link(opened, self._means.folders.data),
            sounds=pages.sounds(opened, self._means.folders.data), is_training=opened.config.is_training,
        )  # fmt: skip
        self.window.replace(pages.sign_in_page(context, self._hint))
        self.window.follow(presence)
        if self._means.debounce_ms:
            self.window.watch_readers()
        self._context = context
        self._guard = Guard(self.window, context, opened.config.kind, self._means.stopwatch, self._fail)
        self._link = link = CentreLink(opened, self._means.store, self._means.random_bytes, context, self._bridge)
        link.arrived.connect(self._on_arrived)
        link.joined.connect(self._on_joined)
        self._pill = (
            TrainingPill(self.window, context)
            if context.is_training
            else PillWatch(self.window, context, link.exchange, self._warning)
        )
        self._away = AwayWatch(self.window, link.exchange)
        self._has_till_pages = self._has_weighing_pages = self._has_office_pages = False
        self._after_sign_in.start(_AFTER_SIGN_IN_MS)
        return context

    @Slot()
    def _build_till_pages(self) -> None:
        """Build the rest while somebody types a code, meet the centre, look for the scale; each start does it once."""
        if self._context is not None and self._link is not None and not self._has_till_pages:
            self._has_till_pages = True
            close_periods(self._context)
            if self._is_reception:
                self._build_weighing_pages()
            else:
                self._build_selling_pages(self._context)
            self._link.begin()
            self._keep_up()
            if self._context.scale is not None:
                self._context.scale.start()

    def _build_selling_pages(self, context: AppContext) -> None:
        pages.begin_till(self.window, context)
        page = pages.training_page(context)
        self.window.replace(page)
        if self._start is not None:
            self.training.follow(page, context, self._start.opened)

    def _keep_up(self) -> None:
        """Let the jobs of the day run, once people are at work."""
        from recyclique_desktop.ui.upkeep import Upkeep  # noqa: PLC0415  after the window

        if self._start is not None and self._tasks is not None and not self.training.is_on:
            self._upkeep = Upkeep(self._start.opened, self._means.store, self._tasks)

    def _build_weighing_pages(self) -> None:
        if self._context is not None and not self._has_weighing_pages:
            self._has_weighing_pages = True
            self.window.replace(*pages.weighing_pages(self._context))

    def _build_office_pages(self) -> None:
        if self._context is None or self._link is None or self._start is None or self._has_office_pages:
            return
        from recyclique_desktop.flows.thresholds import ThresholdKeys  # noqa: PLC0415  when somebody goes there
        from recyclique_desktop.ui.copies import Copies  # noqa: PLC0415

        self._has_office_pages = True
        copies = Copies(self._start.opened, self._wake_keeper)
        keys = ThresholdKeys(self._means.store, self._start.opened.config.installation_id)
        self.window.replace(*pages.office_pages(self._context, self._link, copies, keys))

    def _wake_keeper(self) -> None:
        """Another second medium was chosen; any thread."""
        keeper = self._keeper
        if keeper is not None:
            keeper.wake()

    def _go(self, name: str, **arrival: object) -> None:
        if name == OUT_OF_TRAINING:
            self.training.leave()
            return
        if self._guard is not None and self._guard.holds_back(name, arrival):
            return  # an answer that came after the padlock: nobody is there to work on a page
        if self._guard is not None and name == BEHIND:
            self._guard.go_on()
            return
        self._build_till_pages()
        if self.training.is_on and is_of_administration(name):
            name = TRAINING  # nobody administers a shop from its training
        if name == _HOME and self._is_reception:
            name = _WEIGHING[0]
        if name in _WEIGHING:
            self._build_weighing_pages()
        if is_of_administration(name) or name in {_OWN_CODE, _HISTORY}:
            self._build_office_pages()
        if self._context is not None:
            pages.make_seldom(self.window, name, self._context)
        self.window.go(name, **arrival)

    def _follow(self, opened: OpenWorkstation) -> None:
        """Let witness and second medium follow what is recorded."""
        from recyclique_desktop.flows.keeping import Keeper  # noqa: PLC0415  heavy: after the window

        if self._keeper is not None:
            self._keeper.stop()
        self._keeper = Keeper(opened, self._on_kept)
        self._keeper.start()

    def _on_kept(self, state: Keeping) -> None:
        """Called on the thread that keeps witness and second medium."""
        self._bridge.post(partial(self._show_kept, state))

    def _show_kept(self, state: Keeping) -> None:
        """A second medium that is away is said in the pill, calmly: every sale is on this workstation."""
        if self._pill is None:
            return
        words = self._warning
        if not words and state.contradicted:
            words = tr("Journal à vérifier")
        elif not words and state.medium.error is not None:
            words = tr("Second support absent")
        self._pill.show_warning(words)

    @Slot(object)
    def _on_arrived(self, tables: frozenset[str]) -> None:
        if self._guard is not None:
            self._guard.hear(tables)
        if self.window.current is not None:
            self.window.current.refresh(tables)

    @Slot(object)
    def _on_joined(self, opened: OpenWorkstation) -> None:
        if self._start is not None:
            self._start.workstation = opened
            self._follow(opened)
        if self._upkeep is not None:
            self._upkeep.follow(opened)

    def _fail(self, error: UserError) -> None:
        self._failure.way_back = tr("Quitter l’entraînement") if self.training.is_on else ""
        self._failure.show_failure(failure_of(error))
        self.window.go("failure")

    def _on_crash(self) -> None:
        self._fail(UserError("program.bug"))


def _raise(error: BaseException) -> None:
    raise error
