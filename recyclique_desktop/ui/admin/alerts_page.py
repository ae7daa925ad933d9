"""« Écarts de caisse »: closings past the threshold, and the word with which a manager answers each."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from recyclique_desktop.data.queries.alerts import CashAlert, cash_alerts
from recyclique_desktop.data.queries.places import workplace
from recyclique_desktop.domain.enums import Permission
from recyclique_desktop.services.alerts import AnswerAlert, answer_alert
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.admin.frame import AdminPage
from recyclique_desktop.ui.admin.list_side import FormCard
from recyclique_desktop.ui.keys import is_enter
from recyclique_desktop.ui.theme.tokens import Space
from recyclique_desktop.ui.widgets.base import Text
from recyclique_desktop.ui.widgets.buttons import ActionButton
from recyclique_desktop.ui.widgets.fields import Field
from recyclique_desktop.ui.widgets.message import UNDO_MS, Message, MessageBand, MessageKind
from recyclique_desktop.ui.widgets.pager import Pager
from recyclique_desktop.ui.widgets.rows import UNKNOWN, AmountRow
from recyclique_desktop.ui.widgets.table import TALL_ROW, Cell, Column, Table, TableRow
from recyclique_desktop.ui.words import refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.domain.errors import UserError
    from recyclique_desktop.ui.context import AppContext

_SHOWN: Final = frozenset({"closures", "corrections", "settings", "setting_versions"})
_STEPS: Final = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_PAGES: Final = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}


class _AlertCard(FormCard):
    """One closing: the figures, what was said at closing, and the answer.

    Signals:
        answered(str): The word that was typed.
    """

    answered = Signal(str)

    def __init__(self) -> None:
        super().__init__("alert_form")
        self._title = Text("", "h2", wrap=True)
        self._variance = AmountRow("alert_variance", tr("Écart"), strong=True)
        self._threshold = AmountRow("alert_threshold", tr("Seuil de ce jour"))
        self._comment = Text("", "body", "text2", wrap=True)
        self._word = Field("alert_word", tr("Ce qui l’explique"))
        self._said = Text("", "body", wrap=True)
        self._do = ActionButton("alert_answer", tr("Noter"))
        for part in (self._title, self._variance, self._threshold, self._comment, self._said, self._word):
            self.column.addWidget(part)
        self.column.addStretch(1)
        self.column.addWidget(self._do)
        self._word.changed.connect(self._on_typed)
        self._word.entered.connect(self._on_do)
        self._do.clicked.connect(self._on_do)
        self.show_alert(None, may=False)

    def begin(self) -> None:
        """Put the cursor where the word is typed."""
        if self._word.isVisible():
            self._word.edit.setFocus()

    def show_alert(self, alert: CashAlert | None, *, may: bool) -> None:
        """Show a closing, or that there is none."""
        parts = (self._variance, self._threshold, self._comment, self._said, self._word, self._do)
        for part in parts:
            part.setVisible(alert is not None)
        if alert is None:
            self._title.setText(tr("Aucun écart au-delà du seuil."))
            return
        self._title.setText(tr("Fermeture du {at:datetime}", at=alert.closed_at))
        self._variance.set_value(tr("{amount:euros}", amount=alert.variance), tone="danger")
        self._threshold.set_value(tr("{amount:euros}", amount=alert.threshold))
        self._comment.setText(tr("Dit à la fermeture : {words}", words=alert.comment or UNKNOWN))
        self._said.setText(_answer(alert))
        self._said.setVisible(not alert.is_open)
        for part in (self._word, self._do):
            part.setVisible(alert.is_open and may)
        self._word.set_text("")
        self._on_typed("")

    def _on_typed(self, _text: str) -> None:
        self._do.setEnabled(bool(self._word.text.strip()))

    def _on_do(self) -> None:
        if self._do.isEnabled():
            self.answered.emit(self._word.text)


class AlertsPage(AdminPage):
    """A list of closings; the open ones first in the eye, by their sign."""

    name = "admin_alerts"

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, tr("Écarts de caisse"))
        columns = (
            Column(tr("Fermeture")),
            Column(tr("Caisse"), width=110, leaves_below=560),
            Column(tr("Écart"), width=130, at_right=True),
        )
        self._table = Table("alerts_list", columns, row_height=TALL_ROW)
        self._pager = Pager("alerts_pager")
        self._band = MessageBand("alerts_band", height=80)
        self._card = _AlertCard()
        self._alerts: tuple[CashAlert, ...] = ()
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.GRID)
        for part, stretch in ((self._table, 1), (self._pager, 0), (self._band, 0)):
            column.addWidget(part, stretch)
        self.lay_beside(side, self._card)
        self._table.picked.connect(self._on_picked)
        self._table.page_changed.connect(self._on_page)
        self._pager.turned.connect(self._table.turn)
        self._card.answered.connect(self._on_answered)

    def enter(self, **arrival: object) -> None:
        super().enter(**arrival)
        self._band.clear()
        self._load()

    def refresh(self, tables: frozenset[str]) -> None:
        if tables & _SHOWN:
            self._load()

    def handle_key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key in _STEPS:
            self._on_picked(self._table.neighbour(_STEPS[key]))
        elif key in _PAGES:
            self._table.turn(_PAGES[key])
        elif is_enter(event):
            self._card.begin()
        else:
            return False
        return True

    def _load(self, then: Callable[[], None] = lambda: None) -> None:
        station = self.context.station
        self.context.tasks.read(
            lambda session: (cash_alerts(session, station), workplace(session, station).site_name),
            partial(self._on_read, then),
            self._on_refused,
        )

    def _on_read(self, then: Callable[[], None], found: tuple[tuple[CashAlert, ...], str]) -> None:
        self._alerts, site = found
        self.show_site(site)
        self._table.set_rows([_row(alert) for alert in self._alerts])
        if self._table.chosen is None:
            first = next((alert.closure_id for alert in self._alerts if alert.is_open), None)
            self._table.choose(first or (self._alerts[0].closure_id if self._alerts else None))
        self._show_chosen()
        then()

    def _show_chosen(self) -> None:
        alert = next((one for one in self._alerts if one.closure_id == self._table.chosen), None)
        person = self.context.presence.person
        self._card.show_alert(alert, may=person is not None and person.actor.may(Permission.CAISSE_VARIANCE))

    def _on_picked(self, key: Hashable) -> None:
        if key is not None:
            self._table.choose(key)
            self._show_chosen()

    def _on_answered(self, word: str) -> None:
        alert = next((one for one in self._alerts if one.closure_id == self._table.chosen), None)
        if alert is None:
            return
        said = Message(MessageKind.GOOD, tr("C’est noté."), lasts_ms=UNDO_MS)
        self.write(
            answer_alert,
            AnswerAlert(alert.closure_id, word),
            lambda _none: self._load(lambda: self._band.say(said)),
            self._on_refused,
        )

    def _on_page(self) -> None:
        first, last, n = self._table.span
        said = tr("{first} à {last} sur {n}", first=first, last=last, n=n)
        self._pager.show_page(said if n else "", self._table.page, self._table.pages)

    def _on_refused(self, error: UserError) -> None:
        self._band.say(refusal(error))


def _row(alert: CashAlert) -> TableRow:
    sign, tone = ("triangle-alert", "warn") if alert.is_open else ("circle-check", "text2")
    note = alert.person if alert.is_open else _answer(alert)
    when = Cell(tr("{at:datetime}", at=alert.closed_at), note, icon=sign, tone=tone)
    return TableRow(
        alert.closure_id, (when, Cell(alert.workstation), Cell(tr("{amount:euros}", amount=alert.variance)))
    )


def _answer(alert: CashAlert) -> str:
    if alert.is_open:
        return ""
    return tr("{name} : {word}", name=alert.answered_by or UNKNOWN, word=alert.word)
