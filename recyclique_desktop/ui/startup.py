"""While the program gets ready, and when it cannot: one sentence, one way out, never a trace."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.system.messages import mark, sentence, tr
from recyclique_desktop.ui.keys import is_enter
from recyclique_desktop.ui.page import HeaderText, Screen
from recyclique_desktop.ui.theme.icons import IconLabel
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import Text
from recyclique_desktop.ui.widgets.buttons import ActionButton, PrimaryButton
from recyclique_desktop.ui.widgets.geometry import MAX_TEXT
from recyclique_desktop.ui.words import in_two

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.domain.errors import UserError


class WayOut(Enum):
    """What the one button of a failure does."""

    RECOVER = mark("Taper les 24 mots")
    RETRY = mark("Réessayer")
    LEAVE = mark("Fermer le programme")


_NO_USE_TO_RETRY: Final = frozenset({"database.newer", "storage.corrupt", "storage.library_unsafe", "program.bug"})


_WORDS_HELP: Final = frozenset({"secret.missing", "secret.unreadable", "secret.other_key", "storage.wrong_key"})


@dataclass(frozen=True, slots=True)
class Failure:
    """A failure in words.

    Attributes:
        happened: First sentence.
        advice: What is safe and what to do.
    """

    happened: str
    advice: str
    way_out: WayOut


def failure_of(error: UserError) -> Failure:
    """Put a known error in the shape of a page."""
    happened, advice = in_two(sentence(error))
    if error.code in _WORDS_HELP:
        return Failure(happened, advice, WayOut.RECOVER)
    return Failure(happened, advice, WayOut.LEAVE if error.code in _NO_USE_TO_RETRY else WayOut.RETRY)


class StartingScreen(Screen):
    """What is being looked at; shown only as long as it takes."""

    name = "starting"

    def __init__(self) -> None:
        super().__init__()
        self._title = Text(tr("RecyClique démarre"), "h1", align=Qt.AlignmentFlag.AlignCenter)
        self._step = Text("", "body", "text2", align=Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setSpacing(Space.SMALL)
        column.addStretch(1)
        column.addWidget(self._title)
        column.addWidget(self._step)
        column.addStretch(1)

    def header(self) -> HeaderText:
        return HeaderText("RecyClique", shows_person=False)

    def show_step(self, label: str) -> None:
        """Name what is being looked at."""
        self._step.setText(label)


class FailureScreen(Screen):
    """A failure that stops the program from working.

    Signals:
        retry(): « Réessayer » was pressed.
        recover(): « Taper les 24 mots » was pressed.
        abandon(): « Fermer le programme » was pressed.
        left(): The way back of the header was taken.

    Attributes:
        way_back: Words of a way back in the header, where there is one.
    """

    name = "failure"
    retry = Signal()
    recover = Signal()
    abandon = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.way_back = ""
        self._failure: Failure | None = None
        self._icon = IconLabel("circle-alert", 40, "danger")
        self._happened = Text("", "h1", wrap=True)
        self._advice = Text("", "body", "text2", wrap=True)
        self._button = PrimaryButton("failure_button", tr("Réessayer"), cap=tr("Entrée"), height=Height.PRIMARY_MIDDLE)
        self._again = ActionButton("failure_again", tr("Réessayer"))
        self._build()
        self._button.clicked.connect(self._on_button)
        self._again.clicked.connect(self.retry)

    def _build(self) -> None:
        words = QWidget()
        words.setMaximumWidth(MAX_TEXT + 2 * Space.HUGE)
        column = QVBoxLayout(words)
        column.setSpacing(Space.PAGE)
        column.addStretch(1)
        column.addWidget(self._icon)
        column.addWidget(self._happened)
        column.addWidget(self._advice)
        column.addSpacing(Space.PAGE)
        column.addWidget(self._button)
        column.addWidget(self._again)
        column.addStretch(2)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.HUGE, Space.HUGE, Space.HUGE, Space.HUGE)
        row.addStretch(1)
        row.addWidget(words, 8)
        row.addStretch(1)

    @property
    def failure(self) -> Failure | None:
        """The failure shown."""
        return self._failure

    def header(self) -> HeaderText:
        return HeaderText("RecyClique", back=self.way_back, shows_person=False)

    def on_back(self) -> None:
        if self.way_back:
            self.left.emit()

    def show_failure(self, failure: Failure) -> None:
        """Say what happened, what is safe, what to do."""
        self._failure = failure
        self._happened.setText(failure.happened)
        self._advice.setText(failure.advice)
        self._button.set_label(tr(failure.way_out.value))
        self._again.setVisible(failure.way_out is WayOut.RECOVER)

    def handle_key(self, event: QKeyEvent) -> bool:
        if is_enter(event):
            self._button.animateClick()
            return True
        return False

    def _on_button(self) -> None:
        if self._failure is not None and self._failure.way_out is WayOut.LEAVE:
            self.abandon.emit()
        elif self._failure is not None and self._failure.way_out is WayOut.RECOVER:
            self.recover.emit()
        else:
            self.retry.emit()
