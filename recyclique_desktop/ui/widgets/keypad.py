"""The keypad, always at the left: digits, comma, backspace and one act below."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.theme.icons import IconLabel
from recyclique_desktop.ui.theme.tokens import Height, Radius, Space
from recyclique_desktop.ui.widgets.base import BoxButton, Text
from recyclique_desktop.ui.widgets.buttons import PrimaryButton

_PLACES: Final = (
    ("7", 0, 0),
    ("8", 0, 1),
    ("9", 0, 2),
    ("4", 1, 0),
    ("5", 1, 1),
    ("6", 1, 2),
    ("1", 2, 0),
    ("2", 2, 1),
    ("3", 2, 2),
    ("0", 3, 0),
)
_TAIL: Final = 2
"""What stays under the act in another column: what validates, and air."""


class DigitKey(BoxButton):
    """One key of the keypad: a digit, the comma, or the backspace icon.

    Args:
        name: ``objectName``.
        text: What is printed on it; empty with an icon.
        accessible: What a screen reader says.
        height: 92 in a sale, 84 at sign-in, 74 in training.
        icon: Icon instead of a text.
    """

    def __init__(
        self,
        name: str,
        text: str,
        accessible: str,
        *,
        height: int = Height.DIGIT,
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, accessible, "digit", height=height, radius=Radius.TILE, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(Height.TARGET)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        inner = IconLabel(icon, 28, "text") if icon else Text(text, "key", align=Qt.AlignmentFlag.AlignCenter)
        row.addWidget(inner, alignment=Qt.AlignmentFlag.AlignCenter if icon else Qt.AlignmentFlag(0))


class Keypad(QWidget):
    """Twelve keys and one act; it holds no value, the screen does.

    Signals:
        digit(str): A digit, ``"0"`` to ``"9"``.
        comma(): The decimal comma.
        backspace(): Take the last character back.
        action(): The act below the digits.

    Args:
        name: ``objectName``; keys are called ``<name>_7``, ``<name>_comma``, ``<name>_backspace``, ``<name>_action``.
        label: Words of the act.
        cap: Its key.
        comma: Whether there is a comma; without it its place stays empty.
        digit_height: 92 in a sale, 84 at sign-in.
        filled: Whether the act is the filled button of the page.
    """

    digit = Signal(str)
    comma = Signal()
    backspace = Signal()
    action = Signal()

    def __init__(
        self,
        name: str,
        label: str,
        *,
        cap: str = "",
        comma: bool = True,
        digit_height: int = Height.DIGIT,
        filled: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._keys: dict[str, DigitKey] = {}
        self.action_button = PrimaryButton(
            f"{name}_action", label, cap=cap, height=Height.KEYPAD_ACTION, filled=filled, large=False
        )
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(Space.GRID)
        for column in range(3):
            self._grid.setColumnStretch(column, 1)
        for key, row, column in _PLACES:
            self._add(key, DigitKey(f"{name}_{key}", key, key, height=digit_height), row, column)
        if comma:
            self._add(",", DigitKey(f"{name}_comma", ",", tr("Virgule"), height=digit_height), 3, 1)
        erase = DigitKey(f"{name}_backspace", "", tr("Effacer le dernier chiffre"), height=digit_height, icon="delete")
        self._add("", erase, 3, 2)
        self._grid.addWidget(self.action_button, 4, 0, 1, 3)
        self._connect()

    def key(self, printed: str) -> DigitKey:
        """Return the key of a digit, of ``","``, or of the backspace (``""``)."""
        return self._keys[printed]

    def set_digit_height(self, height: int) -> None:
        """Follow the window's height; see ``geometry.layout_for``."""
        for key in self._keys.values():
            key.setFixedHeight(height)

    def set_split(self, column: QVBoxLayout | None) -> None:
        """Let the act stand at the end of another column, beside the digits; ``None`` brings it back under them."""
        act = self.action_button
        if column is not None:
            self._grid.removeWidget(act)
            column.insertWidget(column.count() - _TAIL, act)
        else:
            self._grid.addWidget(act, 4, 0, 1, 3)
        act.setFixedHeight(Height.ACTION if column is not None else Height.KEYPAD_ACTION)
        self._grid.setSpacing(Space.GRID if column is None else Space.TARGET_GAP)

    def set_action(self, label: str, *, enabled: bool | None = None, filled: bool | None = None) -> None:
        """Change the act's words, whether it can succeed, and whether it is the filled one."""
        self.action_button.set_label(label)
        if enabled is not None:
            self.action_button.setEnabled(enabled)
        if filled is not None:
            self.action_button.set_filled(filled)

    def set_typing_enabled(self, enabled: bool) -> None:
        """Allow or refuse digits, comma and backspace; the act keeps its own state."""
        for key in self._keys.values():
            key.setEnabled(enabled)

    def _add(self, printed: str, key: DigitKey, row: int, column: int) -> None:
        self._keys[printed] = key
        self._grid.addWidget(key, row, column)

    def _connect(self) -> None:
        for printed, key in self._keys.items():
            if printed == ",":
                key.clicked.connect(self.comma)
            elif printed:
                key.clicked.connect(lambda _checked=False, digit=printed: self.digit.emit(digit))
            else:
                key.clicked.connect(self.backspace)
        self.action_button.clicked.connect(self.action)
