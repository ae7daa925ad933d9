"""A band at the foot of the window that tells the next gesture of a first sale. Escape, or its button, ends it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.guide.steps import LAST, step_at, words_of
from recyclique_desktop.ui.theme.icons import IconLabel
from recyclique_desktop.ui.theme.tokens import Space
from recyclique_desktop.ui.widgets.base import FlexText, Frame, Text
from recyclique_desktop.ui.widgets.buttons import GhostButton

if TYPE_CHECKING:
    from recyclique_desktop.ui.main_window import MainWindow

HEIGHT: Final = 56
"""A window of 768 keeps for its pages what one of 712 has: every page is drawn for that too."""
_LOOK_MS: Final = 150


class GuideBand(Frame):
    """Watches the window and says the next gesture, until the first ticket is paid or nobody wants it any more.

    Its last words leave with the page they stand on: while a ticket is being made no key moves under a finger.

    Signals:
        ended(): It is of no more use.

    Args:
        window: What is watched.
        name: First name of somebody who may sell.
        code: Her code.
    """

    ended = Signal()

    def __init__(self, window: MainWindow, name: str, code: str) -> None:
        super().__init__("soft", "guide")
        self._window = window
        self._who = (name, code)
        self._number = 0
        self._words = FlexText("", "strong", "on_soft")
        self._count = Text("", "small", "on_soft")
        self._leave = GhostButton("guide_leave", tr("Fermer le guide"), cap=tr("Échap"))
        self._look_again = QTimer(self)
        self.setFixedHeight(HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.PAGE, 0, Space.SMALL, 0)
        row.setSpacing(Space.SMALL)
        row.addWidget(IconLabel("info", 24, "on_soft"))
        row.addWidget(self._words, 1)
        row.addWidget(self._count)
        row.addWidget(self._leave)
        self._leave.clicked.connect(self.end)
        self._look_again.timeout.connect(self._look)
        window.shown.connect(self._on_shown)
        self._look_again.start(_LOOK_MS)
        _application().installEventFilter(self)
        self._look()

    @property
    def number(self) -> int:
        """The gesture that is told now, from 1; 0 while there is nothing to say."""
        return self._number

    def end(self) -> None:
        """Say no more, and leave."""
        if self._look_again.isActive():
            self._look_again.stop()
            self._window.shown.disconnect(self._on_shown)
            _application().removeEventFilter(self)
            self.ended.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Take Escape before the page does; a dialog keeps its own."""
        is_escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if not is_escape or event.type() != QEvent.Type.KeyPress or not isinstance(watched, QWidget):
            return super().eventFilter(watched, event)
        if QApplication.activeModalWidget() is not None or watched.window() is not self._window:
            return super().eventFilter(watched, event)
        self.end()
        return True

    def _on_shown(self) -> None:
        if self._number == LAST:
            self.end()  # she knows how
        else:
            self._look()

    def _look(self) -> None:
        screen = self._window.current
        number = step_at(screen.name, self._is_shown) if screen is not None else 0
        if number and self._number not in {number, LAST}:
            self._number = number
            self._words.setText(words_of(number, *self._who))
            self._count.setText(tr("{n} sur {all}", n=number, all=LAST))

    def _is_shown(self, name: str) -> bool:
        screen = self._window.current
        found = screen.findChild(QWidget, name) if screen is not None else None
        return found is not None and found.isVisible()


def lead(window: MainWindow, name: str, code: str) -> None:
    """Show the guide at the foot of the window until it ends."""
    band = GuideBand(window, name, code)
    band.ended.connect(lambda: window.set_foot(None))
    window.set_foot(band)


def _application() -> QCoreApplication:
    application = QApplication.instance()
    if application is None:
        raise RuntimeError("a widget without an application")
    return application
