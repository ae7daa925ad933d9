"""The middle of « Saisir un cahier »: two boxes to type in, two days that are often meant, the notebooks begun."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.system.messages import tr, trn
from recyclique_desktop.ui.caisse.closing_steps import scrolling
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import FlexText
from recyclique_desktop.ui.widgets.buttons import ActionButton
from recyclique_desktop.ui.widgets.message import MessageBand
from recyclique_desktop.ui.widgets.rows import RowCard
from recyclique_desktop.ui.widgets.value_box import ValueBox
from recyclique_desktop.ui.words import day_without_year

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recyclique_desktop.data.queries.counting import BegunNotebook

_BOX: Final = QSize(170, 56)


class NotebookMiddle(QWidget):
    """It holds no value, the page does.

    Signals:
        picked(bool): A box was pressed: the day's (true) or the float's.
        days_ago(int): « Hier » (1) or « Aujourd’hui » (0).
        resumed(object): Go on with the notebook of that session.
        close_asked(object): Close it.
    """

    picked = Signal(bool)
    days_ago = Signal(int)
    resumed = Signal(object)
    close_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._day = ValueBox("notebook_day", tr("Date du cahier"), _BOX, 8)
        self._float = ValueBox("notebook_float", tr("Fond de caisse"), _BOX, 8)
        self.yesterday = ActionButton("notebook_yesterday", tr("Hier"), height=Height.ACTION)
        self.today = ActionButton("notebook_today", tr("Aujourd’hui"), height=Height.ACTION)
        self._begun_title = FlexText(tr("Cahiers commencés"), "h2")
        self._begun = RowCard("notebook_begun")
        self.band = MessageBand("notebook_band", height=88)
        self._build()
        self._day.clicked.connect(lambda: self.picked.emit(True))  # noqa: FBT003  of a signal
        self._float.clicked.connect(lambda: self.picked.emit(False))  # noqa: FBT003
        self.yesterday.clicked.connect(lambda: self.days_ago.emit(1))
        self.today.clicked.connect(lambda: self.days_ago.emit(0))
        self.show_begun(())

    def _build(self) -> None:
        card = RowCard("notebook_boxes")
        card.set_rows([
            _named_row(tr("Date du cahier"), tr("le jour des ventes"), self._day),
            _named_row(tr("Fond de caisse"), tr("ce jour-là, 0 si on ne sait pas"), self._float),
        ])  # fmt: skip
        quick = QHBoxLayout()
        quick.setSpacing(Space.GRID)
        quick.addWidget(self.yesterday, 1)
        quick.addWidget(self.today, 1)
        held = QWidget()
        inside = QVBoxLayout(held)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self._begun)
        inside.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.TICKET, 18, Space.TICKET, Space.PAGE)
        column.setSpacing(Space.TARGET_GAP)
        column.addWidget(FlexText(tr("Saisir un cahier"), "h1"))
        column.addWidget(card)
        column.addLayout(quick)
        column.addSpacing(Space.TARGET_GAP)
        column.addWidget(self._begun_title)
        column.addWidget(scrolling(held, "notebook_begun_area"), 1)
        column.addWidget(self.band)

    def show_boxes(self, day: str, float_amount: str, *, on_day: bool) -> None:
        """Show what is typed, and where."""
        self._day.show_value(day, active=on_day)
        self._float.show_value(f"{float_amount} €" if float_amount else "", active=not on_day)

    def show_begun(self, begun: Sequence[BegunNotebook]) -> None:
        """Show the notebooks that were begun here."""
        self._begun_title.setVisible(bool(begun))
        self._begun.setVisible(bool(begun))
        self._begun.set_rows([self._row(place, one) for place, one in enumerate(begun)])

    def _row(self, place: int, one: BegunNotebook) -> QWidget:
        opened = one.opened
        go_on = ActionButton(f"notebook_{place}_go_on", tr("Continuer"), height=Height.SMALL_ACTION)
        close = ActionButton(f"notebook_{place}_close", tr("Fermer"), height=Height.SMALL_ACTION)
        go_on.clicked.connect(lambda: self.resumed.emit(opened.session_id))
        close.clicked.connect(lambda: self.close_asked.emit(opened.session_id))
        day = day_without_year(opened.business_date) if opened.business_date else ""
        tickets = trn("{n} ticket", "{n} tickets", one.tickets)
        detail = tr("{tickets} · {amount:euros}", tickets=tickets, amount=one.takings)
        return _named_row(day, detail, go_on, close)


def _named_row(title: str, detail: str, *targets: QWidget) -> QWidget:
    made = QWidget()
    made.setMinimumHeight(74)
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addStretch(1)
    words.addWidget(FlexText(title, "strong"))
    words.addWidget(FlexText(detail, "small", "text2"))
    words.addStretch(1)
    row = QHBoxLayout(made)
    row.setContentsMargins(18, 4, 14, 4)
    row.setSpacing(Space.GRID)
    row.addLayout(words, 1)
    for target in targets:
        row.addWidget(target)
    return made
