"""The foot of reception's middle zone: the net weight and the one button, or the question about an unusual weight."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from recyclique_desktop.domain.weight import NO_WEIGHT, Grams
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.reception.entry import likely_of
from recyclique_desktop.ui.reception.words import lack_words
from recyclique_desktop.ui.theme.tokens import Space
from recyclique_desktop.ui.widgets.base import Frame, Text
from recyclique_desktop.ui.widgets.buttons import ActionButton, PrimaryButton
from recyclique_desktop.ui.widgets.display import BaselineRow, fit_role
from recyclique_desktop.ui.widgets.weight_question import WeightQuestion
from recyclique_desktop.ui.words import bare_kilos

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from recyclique_desktop.ui.reception.entry import Entry, Lack, Pan

HEIGHT: Final = 84
_SIZES: Final = ("total", "total-40", "total-32", "h1", "h2")
_SIDE: Final = 20
_REASON: Final = 24
_BETWEEN: Final = 4
FOOT_HEIGHT: Final = _REASON + _BETWEEN + HEIGHT


class NetCard(Frame):
    """« Net 12,400 kg »: what will count."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("card", "weigh_net", parent)
        self.setFixedHeight(HEIGHT)
        self._label = Text(tr("Net"), "h2")
        self._value = Text("", "total", align=Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
        self._unit = Text("kg", "h2", "text2")
        self._row = BaselineRow()
        self._row.add(self._label)
        self._row.add_stretch()
        self._row.add(self._value, self._unit)
        column = QVBoxLayout(self)
        column.setContentsMargins(_SIDE, 0, _SIDE, 0)
        column.addWidget(self._row)

    @property
    def value(self) -> str:
        """The weight shown."""
        return self._value.text()

    def show_net(self, net: Grams | None) -> None:
        """Show a weight, quieter while there is nothing to add; none while the scale swings: « 0,000 » is a weight."""
        self._value.setText("—" if net is None else bare_kilos(net))
        self._value.set_tone("text" if net is not None and net > 0 else "text2")
        self.setAccessibleName(f"{self._label.text()} {self._value.text()} kg")
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        beside = self._label.sizeHint().width() + self._unit.sizeHint().width() + 2 * Space.GRID
        fit_role(self._value, _SIZES, self.width() - 2 * _SIDE - beside)
        self._row.align()


class WeighingFoot(QWidget):
    """Why nothing can be added yet, net weight and « Ajouter »; the question takes the place of the two.

    Signals:
        pressed(): « Ajouter » (or « Modifier ») was pressed.
        more_asked(): « Encore » was pressed: more of the same goods, in the same line.
    """

    pressed = Signal()
    more_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.net = NetCard()
        self.add = PrimaryButton("weigh_add", tr("Ajouter"), cap=tr("Entrée"), height=HEIGHT, large=True)
        self.more = ActionButton("weigh_more", tr("Encore"), cap="+", height=HEIGHT, role="body", margin=8)
        self.question = WeightQuestion("weigh_doubt", height=HEIGHT)
        self._reason = Text("", "small", "text2")
        self._reason.setFixedHeight(_REASON)
        self._narrow = False
        self._stack = QStackedWidget()
        self._stack.setFixedHeight(HEIGHT)
        self._build()
        self.add.clicked.connect(self.pressed)
        self.more.clicked.connect(self.more_asked)

    def _build(self) -> None:
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.GRID)
        row.addWidget(self.net, 5)
        row.addWidget(self.more)
        row.addWidget(self.add, 5)
        self._stack.addWidget(both)
        self._stack.addWidget(self.question)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_BETWEEN)
        column.addWidget(self._reason)
        column.addWidget(self._stack)

    def show_entry(self, entry: Entry, pan: Pan, lack: Lack | None, *, refused: str) -> None:
        """Show what would be added, or what is missing; ``refused`` says why nothing may be added at all."""
        weighed = entry.weighed(pan)
        net = weighed.net if weighed is not None else NO_WEIGHT
        self.net.show_net(None if weighed is None and pan.swings else net)
        self.more.setEnabled(entry.can_go_on(pan) and not refused and not entry.asked)
        self.add.set_label(tr("Ajouter") if entry.was is None else tr("Modifier"))
        self.add.set_cap("" if self._narrow or entry.was is not None else tr("Entrée"))
        self.add.setEnabled(lack is None and not refused and not entry.asked)
        shows_why = entry.begun or pan.gross is not None
        self._reason.setText(refused or (lack_words(lack) if lack is not None and shows_why else _together(entry)))
        self._stack.setCurrentIndex(int(entry.asked))
        if entry.asked:
            self.question.ask(weighed.gross if weighed is not None else net, likely_of(entry))

    def set_narrow(self, narrow: bool) -> None:
        """Drop the key cap from 1024 to 1279 wide."""
        self._narrow = narrow
        self.more.setVisible(not narrow)  # no room beside a weight that is read from afar: its key stays


def _together(entry: Entry) -> str:
    """Say what was weighed before, of the same goods."""
    before = Grams(sum(one.net for one in entry.aside))
    return tr("Avec {weight:kilos} déjà pesés", weight=before) if before else ""
