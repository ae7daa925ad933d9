"""The right side of the sign-in page: who it is, four dots, the keypad, « Entrer »."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

from recyclique_desktop.system.messages import tr
from recyclique_desktop.system.passwords import PIN_LENGTH
from recyclique_desktop.ui.keys import digit_of, is_enter, is_erase
from recyclique_desktop.ui.theme.tokens import Space
from recyclique_desktop.ui.widgets.base import FlexText, Text
from recyclique_desktop.ui.widgets.keypad import Keypad
from recyclique_desktop.ui.widgets.keypad_zone import FREE
from recyclique_desktop.ui.widgets.people import AVATAR_LARGE, Avatar, PinDots

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.ui.widgets.geometry import Layout

_DIGIT: Final = 84
_LOW_DIGIT: Final = 70
_MARGIN: Final = 35
_NARROW_MARGIN: Final = 20
_DIGITS: Final = 300
_PLACE: Final = 4
"""Where the keypad stands under name and dots."""


def _shrinking(height: int) -> QSpacerItem:
    """Make a space that gives way when words are long and the window is low."""
    return QSpacerItem(0, height, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Maximum)


class PersonHead(QWidget):
    """Disc, name, and one line below that turns red after a refusal."""

    def __init__(self) -> None:
        super().__init__()
        self._avatar = Avatar("", AVATAR_LARGE)
        self._name = FlexText("", "h1")
        self._below = FlexText("", "small", "text2")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self._name)
        words.addWidget(self._below)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self._avatar)
        row.addLayout(words, 1)
        self.setMinimumHeight(AVATAR_LARGE)

    @property
    def told(self) -> str:
        """The line below the name."""
        return self._below.text()

    def show_person(self, initials: str, name: str) -> None:
        """Show somebody."""
        self._avatar.set_initials(initials)
        self._avatar.setVisible(bool(initials))
        self._name.setText(name)

    def tell(self, text: str, *, refused: bool = False) -> None:
        """Say what is asked, or what was wrong."""
        self._below.setText(text)
        self._below.set_tone("danger" if refused else "text2")


class PinPanel(QWidget):
    """Takes a code and never shows it.

    Signals:
        entered(str): The whole code, on « Entrer ».

    Attributes:
        enters_alone: Whether the last digit is enough (F9: somebody takes over in the middle of the work).
    """

    entered = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._pin = ""
        self._busy = False
        self._refused = False
        self.enters_alone = False
        self.head = PersonHead()
        self._dots = PinDots("pin_dots", PIN_LENGTH)
        self._keypad = Keypad(
            "pin_keypad", tr("Entrer"), cap=tr("Entrée"), comma=False, digit_height=_DIGIT, filled=True
        )
        self._halves = QHBoxLayout(self)
        self._column = QVBoxLayout()
        self._single = False
        self._build()
        self._connect()
        self.clear()

    def _build(self) -> None:
        self._halves.setContentsMargins(_MARGIN, 28, _MARGIN, Space.PAGE)
        self._halves.setSpacing(Space.PAGE)
        self._halves.addLayout(self._column, 1)
        self._column.setSpacing(0)
        self._column.addWidget(self.head)
        self._column.addItem(_shrinking(30))
        self._column.addWidget(self._dots, alignment=Qt.AlignmentFlag.AlignHCenter)
        self._column.addItem(_shrinking(26))
        self._column.addWidget(self._keypad)
        self._column.addItem(_shrinking(10))
        forgotten = tr("Code oublié ? Un responsable peut le refaire.")
        self._column.addWidget(Text(forgotten, "small", "text2", wrap=True, align=Qt.AlignmentFlag.AlignCenter))
        self._column.addStretch(1)

    def _connect(self) -> None:
        self._keypad.digit.connect(self._on_digit)
        self._keypad.backspace.connect(self._on_backspace)
        self._keypad.action.connect(self._on_enter)

    @property
    def is_blank(self) -> bool:
        """Whether no digit was typed, no code is being checked and none was refused just now."""
        return not self._pin and not self._busy and not self._refused

    def follow(self, layout: Layout) -> None:
        """Take the sizes of the window."""
        if layout.single != self._single:
            self._split(layout.single)
        if layout.single:
            self._halves.setContentsMargins(layout.margin, 6, layout.margin, 6)
            self._keypad.set_digit_height(layout.digit)
            return
        margin = _NARROW_MARGIN if layout.narrow else _MARGIN
        self._halves.setContentsMargins(margin, 28, margin, Space.PAGE)
        self._keypad.set_digit_height(min(_DIGIT, layout.digit) if layout.digit >= _DIGIT else _LOW_DIGIT)

    def _split(self, single: bool) -> None:
        """Let the digits stand beside the name and the dots, where one zone is shown at a time."""
        self._single = single
        if single:
            self._column.removeWidget(self._keypad)
            self._halves.addWidget(self._keypad, alignment=Qt.AlignmentFlag.AlignTop)
            self._keypad.setFixedWidth(_DIGITS)
        else:
            self._halves.removeWidget(self._keypad)
            self._keypad.setMinimumWidth(0)
            self._keypad.setMaximumWidth(FREE)
            self._column.insertWidget(_PLACE, self._keypad)
        self._keypad.set_split(self._column if single else None)

    def show_person(self, initials: str, name: str) -> None:
        """Ask this person's code."""
        self.head.show_person(initials, name)
        self.clear()

    def clear(self, *, refusal: str = "") -> None:
        """Forget what was typed, and say why when it was refused."""
        self._pin = ""
        self._busy = False
        self._refused = bool(refusal)
        self.head.tell(refusal or tr("Code à 4 chiffres"), refused=bool(refusal))
        self._show(refused=bool(refusal))

    def wait(self) -> None:
        """The code is being checked: nothing more is taken."""
        self._busy = True
        self._keypad.set_action(tr("Entrer"), enabled=False)

    def remember(self) -> Callable[[], None]:
        """Return what puts back the digits typed now."""
        kept = self._pin

        def put_back() -> None:
            self._pin = kept
            self._show()

        return put_back

    def take_key(self, event: QKeyEvent) -> bool:
        """Take digits, backspace and Enter."""
        digit = digit_of(event)
        if digit:
            self._on_digit(digit)
        elif is_erase(event):
            self._on_backspace()
        elif is_enter(event):
            self._on_enter()
        else:
            return False
        return True

    def _on_digit(self, digit: str) -> None:
        if not self._busy and len(self._pin) < PIN_LENGTH:
            self._pin += digit
            self._show()
            if self.enters_alone:
                self._on_enter()

    def _on_backspace(self) -> None:
        if not self._busy:
            self._pin = self._pin[:-1]
            self._show()

    def _on_enter(self) -> None:
        if not self._busy and len(self._pin) == PIN_LENGTH:
            self.entered.emit(self._pin)

    def _show(self, *, refused: bool = False) -> None:
        self._dots.set_filled(len(self._pin), refused=refused)
        self._keypad.set_action(tr("Entrer"), enabled=len(self._pin) == PIN_LENGTH)
