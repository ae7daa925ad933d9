"""The first run: a few steps, by keys alone or by touch alone; one cut short goes on where it stopped.

A new shop says its regime, its prices and its people; a machine that joins a centre is filled from there instead.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.flows.first_run import Answers, FirstRun, NewPerson, summary_of
from recyclique_desktop.system.files import write_whole
from recyclique_desktop.system.messages import sentence, tr
from recyclique_desktop.system.recovery import qr_png
from recyclique_desktop.ui.keys import is_enter
from recyclique_desktop.ui.login.first_run_people import PeopleStep
from recyclique_desktop.ui.login.first_run_sheet import SheetStep
from recyclique_desktop.ui.login.first_run_steps import PlaceStep, PricesStep, RunStep, ShopStep
from recyclique_desktop.ui.login.join_steps import CentreStep, Way, WayStep
from recyclique_desktop.ui.page import HeaderText, Screen
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import FlexText, Text, rule
from recyclique_desktop.ui.widgets.buttons import ActionButton, PrimaryButton
from recyclique_desktop.ui.widgets.single import Scrolled
from recyclique_desktop.ui.widgets.steps import Step, StepList, StepState
from recyclique_desktop.ui.widgets.zones import ThreeZones

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.data.queries.people import PersonTile
    from recyclique_desktop.flows.recovery_sheet import Sheet
    from recyclique_desktop.ui.bridges import MainThreadBridge

ALONE: Final = ("place", "way", "shop", "prices", "people", "sheet")
JOINING: Final = ("place", "way", "centre", "sheet")
_MARGIN: Final = 56


class FirstRunScreen(Screen):
    """Asks, then makes.

    Signals:
        finished(): The sheet is put away; the program can start.
        refused(UserError): The folder cannot be worked in.

    Args:
        run: What is said and made, away from the screen.
        bridge: Brings results back to the main thread.
    """

    name = "first_run"
    finished = Signal()
    refused = Signal(object)

    def __init__(self, run: FirstRun, bridge: MainThreadBridge) -> None:
        super().__init__()
        self._run = run
        self._bridge = bridge
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="db")
        self.pending = 0
        self._stopped = False
        self._step = ALONE[0]
        self._answers = Answers()
        self._prices = PricesStep(self._read_prices)
        self._place, self._shop, self._people, self._sheet = PlaceStep(), ShopStep(), PeopleStep(), SheetStep()
        self._way, self._centre = WayStep(), CentreStep()
        self._steps: dict[str, RunStep] = {
            "place": self._place, "way": self._way, "shop": self._shop, "prices": self._prices,
            "people": self._people, "centre": self._centre, "sheet": self._sheet,
        }  # fmt: skip
        self._list = StepList("run_steps", _steps_of(ALONE))
        self._joining_list = StepList("run_joining_steps", _steps_of(JOINING))
        self._back = ActionButton("run_back", tr("Retour"), icon="arrow-left", height=Height.ACTION_TALL)
        self._next = PrimaryButton("run_next", tr("Continuer"), cap=tr("Entrée"), height=Height.ACTION_TALL)
        self._stack = QStackedWidget()
        self._build()
        self._connect()

    def _build(self) -> None:
        for step in self._steps.values():
            self._stack.addWidget(Scrolled(step))
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(Space.ADMIN, 24, Space.TICKET, Space.TICKET)
        column.setSpacing(Space.PAGE)
        column.addWidget(FlexText(tr("Premier démarrage"), "h2"))
        column.addWidget(self._list)
        column.addWidget(self._joining_list)
        column.addStretch(1)
        column.addWidget(Text(tr("Tout peut être changé plus tard."), "small", "text2", wrap=True))
        middle = QWidget()
        whole = QVBoxLayout(middle)
        whole.setContentsMargins(0, 0, 0, Space.TICKET)
        whole.setSpacing(0)
        whole.addWidget(self._stack, 1)
        whole.addLayout(self._foot())
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(ThreeZones(left, middle, None, left_leaves=True))

    def _foot(self) -> QVBoxLayout:
        acts = QHBoxLayout()
        acts.addWidget(self._back)
        acts.addStretch(1)
        acts.addWidget(self._next)
        foot = QVBoxLayout()
        foot.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
        foot.setSpacing(Space.PAGE)
        foot.addWidget(rule())
        foot.addLayout(acts)
        return foot

    def _connect(self) -> None:
        for step in self._steps.values():
            step.changed.connect(self._show)
        self._back.clicked.connect(self.on_back)
        self._next.clicked.connect(self._on_next)
        self._people.added.connect(self._on_added)
        self._sheet.saved.connect(self._on_saved)

    @property
    def step(self) -> str:
        """Key of the step shown."""
        return self._step

    @property
    def _path(self) -> tuple[str, ...]:
        """The steps of what was chosen."""
        return ALONE if self._way.said is Way.ALONE else JOINING

    @property
    def _at(self) -> int:
        return self._path.index(self._step)

    def header(self) -> HeaderText:
        return HeaderText("RecyClique", tr("installation de ce poste"), shows_person=False)

    def enter(self, **arrival: object) -> None:
        del arrival
        self._work(self._run.begin, self._on_begun, self._on_refused)

    def on_back(self) -> None:
        if self._can_go_back():
            self._go(self._path[self._at - 1])

    def handle_key(self, event: QKeyEvent) -> bool:
        if not is_enter(event):
            return False
        if self.step == "people" and self._people.is_writing:
            self._people.add()
        else:
            self._on_next()
        return True

    def stop(self) -> None:
        """Let go of the folder and the thread; once is enough."""
        if self._stopped:
            return
        self._stopped = True
        self._thread.submit(self._run.release)
        self._thread.shutdown(wait=True)

    def _can_go_back(self) -> bool:
        """Before the workstation is made only: what is made is changed in the settings, not here."""
        return self._at > 0 and not self._run.is_made and not self.pending

    def _on_begun(self, _result: None) -> None:
        self._answers = self._run.answers
        for step in (self._place, self._way, self._shop, self._prices):
            step.show_answers(self._answers)
        if not self._run.is_made:
            reached = self._answers.step
            self._go(reached if reached in self._path[:-1] else ALONE[0])
        elif self._run.is_joined:
            self._go("sheet")
        else:
            self._work(self._run.people, self._on_people_found, self._on_refused)

    def _on_people_found(self, people: tuple[PersonTile, ...]) -> None:
        self._people.show_people(people)
        self._go("people")

    def _on_next(self) -> None:
        step = self._steps[self.step]
        if self.pending:
            return
        if not step.complete:
            step.show_missing()
        elif self.step == "sheet":
            self._work(self._run.finish, self._on_finished, self._on_refused)
        elif self.step == "centre":
            self._join()
        else:
            self._keep()

    def _keep(self) -> None:
        name, code = self._place.said
        site, siret, regime = self._shop.said
        reached = self._path[self._at + 1]
        self._answers = replace(
            self._answers, register_name=name, workstation_code=code, site_name=site, siret=siret, regime=regime.value,
            price_list=self._prices.said, way=self._way.said.value, step=reached,
        )  # fmt: skip
        self._work(partial(self._run.keep, self._answers), self._on_kept, self._on_refused)

    def _on_kept(self, _result: None) -> None:
        self._go(self._path[self._at + 1])

    def _go(self, step: str) -> None:
        self._step = step
        self._centre.show_way(self._way.said)
        self._stack.setCurrentIndex(list(self._steps).index(step))
        self._show()
        self._steps[step].arrive()
        if self.step == "sheet" and self._sheet.sheet is None:
            self._work(self._run.sheet, self._on_sheet, self._on_refused)

    def _join(self) -> None:
        """Be let in and filled; the screen hears of every part that came."""
        from recyclique_desktop.flows.join import Newcomer  # noqa: PLC0415  heavy: a shop alone never loads it

        access = self._centre.access
        if access is None:
            return
        newcomer = Newcomer(self._place.said[0], self._centre.replaced or None)
        self._centre.show_progress(0, 0)
        self._work(partial(self._run.join, newcomer, access, self._tell), self._on_joined, self._centre.show_refusal)

    def _tell(self, done: int, of: int) -> None:
        self._bridge.post(partial(self._centre.show_progress, done, of))

    def _on_joined(self, _result: None) -> None:
        self._centre.forget()
        self._go("sheet")

    def _on_sheet(self, sheet: Sheet) -> None:
        self._sheet.show_sheet(sheet, qr_png(sheet.qr, scale=3), self._run.code)
        self._show()

    def _on_saved(self, path: str) -> None:
        sheet = self._sheet.sheet
        if sheet is not None:
            write = partial(write_whole, Path(path).expanduser(), sheet.text.encode("utf-8"))
            self._work(write, lambda _result: self._sheet.show_saved(), self._on_not_saved)

    def _on_not_saved(self, error: UserError) -> None:
        self._sheet.show_refusal(sentence(error))

    def _on_added(self, person: NewPerson) -> None:
        self._work(partial(self._run.add, person), self._people.show_people, self._people.show_refusal)

    def _on_finished(self, _result: None) -> None:
        self._sheet.forget()
        self.stop()
        self.finished.emit()

    def _on_refused(self, error: UserError) -> None:
        self.stop()
        self.refused.emit(error)

    def _read_prices(self, path: str) -> None:
        self._work(
            partial(summary_of, path),
            self._prices.show_summary,
            lambda error: self._prices.show_refusal(sentence(error)),
        )

    def _show(self) -> None:
        states = dict.fromkeys(self._path[: self._at], StepState.DONE)
        states[self.step] = StepState.ACTIVE
        alone = self._path is ALONE
        for steps, shown in ((self._list, alone), (self._joining_list, not alone)):
            steps.setVisible(shown)
            steps.set_states(states)
        if self._place.complete and self._at > 0:
            self._list.set_detail("place", ", ".join(self._place.said))
            self._joining_list.set_detail("place", self._place.said[0])
        self._back.setEnabled(self._can_go_back())
        labels = {"sheet": tr("Terminer"), "centre": tr("Relier ce poste")}
        self._next.set_label(labels.get(self.step, tr("Continuer")))
        complete = self._steps[self.step].complete and not self.pending
        self._next.setEnabled(complete)

    def _work(
        self, op: Callable[[], Any], on_done: Callable[[Any], None], on_error: Callable[[UserError], None]
    ) -> None:
        self.pending += 1
        self._show()
        self._thread.submit(self._do, op, on_done, on_error)

    def _do(self, op: Callable[[], Any], on_done: Callable[[Any], None], on_error: Callable[[UserError], None]) -> None:
        try:
            result = op()
        except UserError as error:
            self._bridge.post(partial(self._done, partial(on_error, error)))
        except BaseException as error:  # noqa: BLE001  a bug of any kind must reach the main thread, not die here
            self._bridge.post(partial(self._done, partial(_raise, error)))
        else:
            self._bridge.post(partial(self._done, partial(on_done, result)))

    def _done(self, call: Callable[[], None]) -> None:
        self.pending -= 1
        call()
        self._show()


def _steps_of(path: tuple[str, ...]) -> tuple[Step, ...]:
    known = (
        Step("place", tr("Ce poste"), detail=tr("nom et code")),
        Step("way", tr("Seul ou relié"), detail=tr("au centre")),
        Step("centre", tr("Le centre"), detail=tr("l’accès, une fois")),
        Step("shop", tr("Magasin et régime"), detail=tr("pour les rapports")),
        Step("prices", tr("Catégories et prix"), detail=tr("ce qui se vend")),
        Step("people", tr("Personnes"), detail=tr("au moins un responsable")),
        Step("sheet", tr("Feuille de secours"), detail=tr("hors du magasin")),
    )
    return tuple(step for step in known if step.key in path)


def _raise(error: BaseException) -> None:
    raise error
