"""A manager says yes: who among those who may, and her code. The person at work stays who she is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.system.messages import tr
from recyclique_desktop.system.passwords import PIN_LENGTH
from recyclique_desktop.ui.keys import digit_of, is_enter, is_erase
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import FlexText, Frame, Text
from recyclique_desktop.ui.widgets.buttons import ActionButton
from recyclique_desktop.ui.widgets.keypad import Keypad
from recyclique_desktop.ui.widgets.people import PersonTile, PinDots

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.data.queries import people

_WIDTH: Final = 880
_RIGHT: Final = 320
_DIGIT: Final = 60
_PER_PAGE: Final = 2
_STEPS: Final = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class ApprovalDialog(QDialog):
    """One question to a manager: her tile, her code, « Donner l’accord »; Escape changes nothing.

    Signals:
        given(object, str): The manager's id, and the code she typed.

    Args:
        name: ``objectName``; tiles are ``<name>_0``…, keys ``<name>_keypad_7``…, the safe button ``<name>_keep``.
        what: The permission asked for, in words.
        why: What was refused.
        managers: Those who may, one at least.
    """

    given = Signal(object, str)

    def __init__(
        self, name: str, what: str, why: str, managers: Sequence[people.PersonTile], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setObjectName(name)
        self.setAccessibleName(tr("L’accord d’un responsable"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setFixedWidth(_WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._managers = tuple(managers)
        self._tiles = [self._tile(place, manager) for place, manager in enumerate(managers)]
        self._chosen = 0
        self._pin = ""
        self._busy = False
        self._more = ActionButton(f"{name}_more", tr("Suite"), icon="arrow-right")
        self._keep = ActionButton(f"{name}_keep", tr("Ne rien changer"), cap=tr("Échap"), height=Height.ACTION_TALL)
        self._who = FlexText("", "h2")
        self._said = Text("", "small", "text2", wrap=True, align=Qt.AlignmentFlag.AlignTop)
        self._dots = PinDots(f"{name}_dots", PIN_LENGTH)
        self._keypad = Keypad(
            f"{name}_keypad", tr("Donner l’accord"), cap=tr("Entrée"), comma=False, digit_height=_DIGIT, filled=True
        )
        self._build(what, why)
        self._connect()
        self._choose(0)

    def ask(self) -> None:
        """Open it over its window; the answer comes by signal."""
        self.open()
        self._centre()
        self.activateWindow()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear(self, refusal: str) -> None:
        """Forget what was typed, and say why it was refused."""
        self._pin = ""
        self._busy = False
        self._said.setText(refusal)
        self._said.set_tone("danger")
        self._show(refused=True)

    def reject(self) -> None:
        """Put the question away; while a code is being checked its answer is waited for."""
        if not self._busy:
            super().reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        digit = digit_of(event)
        key = Qt.Key(event.key())
        if digit:
            self._on_digit(digit)
        elif is_erase(event):
            self._on_erase()
        elif is_enter(event):
            self._on_enter()
        elif key in _STEPS:
            self._choose((self._chosen + _STEPS[key]) % len(self._managers))
        else:
            super().keyPressEvent(event)

    def _tile(self, place: int, manager: people.PersonTile) -> PersonTile:
        tile = PersonTile(
            f"{self.objectName()}_{place}", manager.name, manager.detail, initials=manager.initials, parent=self
        )
        tile.clicked.connect(lambda _checked=False, chosen=place: self._on_tile(chosen))
        return tile

    def _build(self, what: str, why: str) -> None:
        ground = Frame("dialog")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(ground)
        row = QHBoxLayout(ground)
        row.setContentsMargins(32, 28, 32, 28)
        row.setSpacing(Space.ADMIN)
        row.addLayout(self._left(what, why), 1)
        row.addLayout(self._right())

    def _left(self, what: str, why: str) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addWidget(Text(tr("L’accord d’un responsable"), "h1", wrap=True))
        column.addWidget(Text(why, "body", "text2", wrap=True))
        column.addWidget(Text(what, "strong", wrap=True))
        for tile in self._tiles:
            column.addWidget(tile)
        column.addWidget(self._more)
        column.addStretch(1)
        column.addWidget(self._keep)
        return column

    def _right(self) -> QVBoxLayout:
        side = QWidget()
        side.setFixedWidth(_RIGHT)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._who)
        self._said.setMinimumHeight(48)
        column.addWidget(self._said)
        column.addWidget(self._dots, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(6)
        column.addWidget(self._keypad)
        column.addStretch(1)
        whole = QVBoxLayout()
        whole.addWidget(side)
        return whole

    def _connect(self) -> None:
        self._keypad.digit.connect(self._on_digit)
        self._keypad.backspace.connect(self._on_erase)
        self._keypad.action.connect(self._on_enter)
        self._more.clicked.connect(self._on_more)
        self._keep.clicked.connect(self.reject)
        self.finished.connect(self._give_back)

    def _on_tile(self, place: int) -> None:
        self._choose(place)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_more(self) -> None:
        self._choose((self._chosen // _PER_PAGE + 1) * _PER_PAGE % (-(-len(self._managers) // _PER_PAGE) * _PER_PAGE))
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose(self, place: int) -> None:
        """Ask this manager's code: what was typed was another's."""
        if self._busy:
            return
        self._chosen = place
        self._pin = ""
        self._who.setText(self._managers[place].name)
        self._said.setText(tr("Code à 4 chiffres"))
        self._said.set_tone("text2")
        page = place // _PER_PAGE
        for at, tile in enumerate(self._tiles):
            tile.setVisible(at // _PER_PAGE == page)
            tile.set_chosen(at == place)
        self._more.setVisible(len(self._tiles) > _PER_PAGE)
        self._show()

    def _on_digit(self, digit: str) -> None:
        if not self._busy and len(self._pin) < PIN_LENGTH:
            self._pin += digit
            self._show()

    def _on_erase(self) -> None:
        if not self._busy:
            self._pin = self._pin[:-1]
            self._show()

    def _on_enter(self) -> None:
        if self._busy or len(self._pin) < PIN_LENGTH:
            return
        self._busy = True
        self._keypad.set_action(tr("Donner l’accord"), enabled=False)
        self.given.emit(self._managers[self._chosen].user_id, self._pin)

    def _show(self, *, refused: bool = False) -> None:
        self._dots.set_filled(len(self._pin), refused=refused)
        self._keypad.set_action(tr("Donner l’accord"), enabled=len(self._pin) == PIN_LENGTH and not self._busy)

    def _centre(self) -> None:
        layout = self.layout()
        if layout is not None:
            self.setFixedHeight(layout.totalHeightForWidth(_WIDTH))
        above = self.parentWidget()
        if above is not None:
            middle = above.window().geometry().center()
            self.move(middle.x() - self.width() // 2, middle.y() - self.height() // 2)

    def _give_back(self) -> None:
        """Give the keys back to the window that asked, even where no window manager does."""
        asker = self.parentWidget()
        if asker is not None:
            asker.window().activateWindow()
