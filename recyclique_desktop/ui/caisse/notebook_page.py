"""« Saisir un cahier »: the day of a paper notebook and what its drawer held; or one begun, to go on or to close."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from recyclique_desktop.data.queries.counting import BegunNotebook, begun_notebooks
from recyclique_desktop.data.queries.places import Workplace, workplace
from recyclique_desktop.domain.cash_count import check_float, check_notebook_day
from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.services.cash_sessions import OpenNotebook, SessionOpened, open_notebook
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.approving import ask_manager
from recyclique_desktop.ui.caisse.closing_count import EUROS
from recyclique_desktop.ui.caisse.date_question import DateQuestion
from recyclique_desktop.ui.caisse.drawer_keypad import DrawerKeypad
from recyclique_desktop.ui.caisse.notebook_middle import NotebookMiddle
from recyclique_desktop.ui.caisse.typed_day import TypedDay
from recyclique_desktop.ui.keys import is_enter
from recyclique_desktop.ui.page import HeaderText, Page
from recyclique_desktop.ui.theme.tokens import Space
from recyclique_desktop.ui.widgets.base import FlexText, Text
from recyclique_desktop.ui.widgets.message import MessageKind, Notice
from recyclique_desktop.ui.widgets.ticket import TotalFoot
from recyclique_desktop.ui.widgets.zones import ThreeZones
from recyclique_desktop.ui.words import day_without_year, refusal

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.domain.station import Actor
    from recyclique_desktop.ui.context import AppContext
    from recyclique_desktop.ui.widgets.geometry import Layout


@dataclass(frozen=True, slots=True)
class _Read:
    place: Workplace
    begun: tuple[BegunNotebook, ...]


class NotebookPage(Page):
    """Keypad left, the day and the float in the middle with what was begun, the act right."""

    name = "notebook"

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._found: _Read | None = None
        self._session_id: UUID | None = None
        self._day, self._float = TypedDay(), EUROS
        self._types_day = True
        self._busy = False
        self._date = DateQuestion(self, self._say_refusal)
        self._keypad = DrawerKeypad("notebook_keypad", tr("Suivant"), cap=tr("Entrée"))
        self.remembers = (self._keypad.remember,)
        self._middle = NotebookMiddle()
        self._title = FlexText("", "h2")
        self._place = FlexText("", "small", "text2")
        self._verdict = Notice("notebook_verdict", MessageKind.LOOK)
        self._foot = TotalFoot("notebook_foot", tr("Fond"), tr("Commencer"), cap="F12")
        self._zones = self._build()
        self._connect()

    def _build(self) -> ThreeZones:
        inner = QVBoxLayout()
        inner.setContentsMargins(Space.TICKET, 18, Space.TICKET, 0)
        inner.setSpacing(6)
        inner.addWidget(self._title)
        inner.addWidget(self._place)
        told = tr("Ses ventes compteront ce jour-là. La caisse du jour reste comme elle est.")
        inner.addWidget(Text(told, "small", "text2", wrap=True))
        inner.addSpacing(Space.SMALL)
        inner.addWidget(self._verdict)
        inner.addStretch(1)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(inner, 1)
        column.addWidget(self._foot)
        zones = ThreeZones(self._keypad, self._middle, side)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(zones)
        return zones

    def _connect(self) -> None:
        self._keypad.changed.connect(self._on_typed)
        self._keypad.acted.connect(self._on_next)
        self._middle.picked.connect(self._ask)
        self._middle.days_ago.connect(self._on_day)
        self._middle.resumed.connect(self._on_resumed)
        self._middle.close_asked.connect(lambda session_id: self.context.go("closing", session_id=session_id))
        self._foot.pressed.connect(self._on_open)
        self._zones.layout_changed.connect(self._on_layout)

    def header(self) -> HeaderText:
        register = self._found.place.register_name or "" if self._found else ""
        return HeaderText(tr("Cahier"), register, back=tr("Accueil"))

    def enter(self, **arrival: object) -> None:
        del arrival
        self._session_id = self.context.station.ids.new()  # made here, so that a double press opens one
        self._day, self._float, self._busy = TypedDay(), EUROS, False
        self._middle.band.clear()
        self._ask(day=True)
        station = self.context.station
        self.context.tasks.read(
            lambda session: _Read(workplace(session, station), begun_notebooks(session, station)),
            self._on_read,
            self._on_refused,
        )

    def on_back(self) -> None:
        self.context.go("home")

    def handle_key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_F12:
            self._foot.primary.animateClick()
        elif is_enter(event):
            self._on_next()
        elif event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self._ask(day=event.key() == Qt.Key.Key_Up)
        else:
            return self._keypad.take_key(event)
        return True

    @property
    def _today(self) -> date:
        return business_date(self.context.station.clock.now(), self.context.station.zone)

    @property
    def _same(self) -> BegunNotebook | None:
        """The notebook of that day that was begun here already: it is gone on with, never begun twice."""
        day = self._day.day(self._today)
        begun = self._found.begun if self._found else ()
        return next((one for one in begun if one.opened.business_date == day), None)

    def _on_layout(self, layout: Layout) -> None:
        self._keypad.follow(layout)
        self._foot.set_narrow(layout.narrow)

    def _on_read(self, found: _Read) -> None:
        self._found = found
        self._middle.show_begun(found.begun)
        self._show()
        self.header_changed.emit()

    def _ask(self, day: bool) -> None:
        self._types_day = day
        if day:
            self._keypad.ask(tr("Date du cahier"), self._day, unit="", empty=tr("jj/mm/aaaa"))
        else:
            self._keypad.ask(tr("Fond de caisse ce jour-là"), self._float)
        self._show()

    def _show(self) -> None:
        day, same = self._day.day(self._today), self._same
        self._middle.show_boxes(self._day.text, self._float.text, on_day=self._types_day)
        self._title.setText(tr("Cahier du {day}", day=day_without_year(day)) if day else tr("Quel cahier ?"))
        register = self._found.place.register_name or "" if self._found else ""
        self._place.setText(" · ".join(part for part in (register, f"{day:%d/%m/%Y}" if day else "") if part))
        wrong = self._what_is_wrong(day)
        self._verdict.setVisible(bool(wrong) or same is not None)
        if wrong is not None:
            told = refusal(wrong)
            self._verdict.set_words(MessageKind.LOOK, told.title, told.detail)
        elif same is not None:
            amount = tr("{amount:euros}", amount=same.takings)
            self._verdict.set_words(MessageKind.NOTE, tr("Ce cahier est commencé"), amount)
        self._foot.set_total(Cents(self._float.number), tone="text" if self._float.text else "off")
        self._foot.primary.set_label(tr("Commencer") if same is None else tr("Continuer"))
        is_ready = day is not None and wrong is None and self._found is not None and not self._busy
        self._foot.primary.setEnabled(is_ready)
        self._keypad.keypad.set_action(tr("Suivant"), enabled=day is not None or not self._types_day)

    def _what_is_wrong(self, day: date | None) -> UserError | None:
        try:
            if day is not None:
                check_notebook_day(day, self._today)
            elif len(self._day.digits) == self._day.whole:
                return UserError("day.invalid", text=self._day.text)
            check_float(Cents(self._float.number))
        except UserError as error:
            return error
        return None

    def _on_typed(self) -> None:
        typed = self._keypad.typed
        if isinstance(typed, TypedDay):
            self._day = typed
        else:
            self._float = typed
        self._show()

    def _on_day(self, days_ago: int) -> None:
        self._day = self._day.of(self._today - timedelta(days=days_ago))
        self._ask(day=False)

    def _on_next(self) -> None:
        """Enter: after the day its float, after the float the notebook."""
        if self._types_day and self._day.day(self._today) is not None and self._same is None:
            self._ask(day=False)
        else:
            self._foot.primary.animateClick()

    def _on_open(self) -> None:
        same = self._same
        if same is not None:
            self._on_resumed(same.opened.session_id)
        else:
            self._open(self.context.presence.actor)

    def _open(self, actor: Actor) -> None:
        """Begin as this person, who may carry a manager's word."""
        day, place = self._day.day(self._today), self._found.place if self._found else None
        if self._busy or day is None or place is None or place.register_id is None or self._session_id is None:
            return
        self._busy = True
        self._show()
        command = OpenNotebook(self._session_id, place.register_id, Cents(self._float.number), day)
        station = self.context.station
        self.context.tasks.write(
            lambda session: open_notebook(session, command, actor, station), self._on_opened, self._on_not_opened
        )

    def _on_opened(self, opened: SessionOpened) -> None:
        self._busy = False
        self.context.go("sale", session_id=opened.session_id)

    def _on_resumed(self, session_id: UUID) -> None:
        self.context.go("sale", session_id=session_id)

    def _on_not_opened(self, error: UserError) -> None:
        self._busy = False
        if not ask_manager(self, self.context, error, self._open, self._on_refused):
            self._on_refused(error)

    def _on_refused(self, error: UserError) -> None:
        self._busy = False
        self._show()
        if not self._date.is_asked(error, self._on_open):
            self._say_refusal(error)

    def _say_refusal(self, error: UserError) -> None:
        self._middle.band.say(refusal(error))
