"""The left zone while money is counted: what is being typed, the keypad, one act below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from recyclique_desktop.ui.caisse.closing_count import EUROS
from recyclique_desktop.ui.keys import digit_of, is_comma, is_erase
from recyclique_desktop.ui.theme.tokens import Height
from recyclique_desktop.ui.widgets.display import Display
from recyclique_desktop.ui.widgets.keypad import Keypad
from recyclique_desktop.ui.widgets.keypad_zone import TypingZone
from recyclique_desktop.ui.widgets.rows import StripButton

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from recyclique_desktop.ui.widgets.geometry import Layout
    from recyclique_desktop.ui.widgets.typed import Typed


class _Place(QWidget):
    """Keeps the height of what it holds, shown or hidden, whatever its words."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self._inside = inside
        inside.setParent(self)
        self.setFixedHeight(Height.STRIP)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._inside.setGeometry(self.rect())


class DrawerKeypad(TypingZone):
    """Display and keypad; the strip above the display stays empty where there is nothing to put there.

    Signals:
        changed(): Another value is typed.
        acted(): The act below the digits was pressed.
        switched(): The strip was pressed: count in the other way.

    Args:
        name: ``objectName``; the display is ``<name>_display``, the keys ``<name>_7``…
        action: Words of the act.
        cap: Its key.
    """

    changed = Signal()
    acted = Signal()
    switched = Signal()

    def __init__(self, name: str, action: str, *, cap: str = "") -> None:
        self._typed = EUROS
        self._empty = "0,00"
        self._cap = cap
        strip = f"{name.removesuffix('_keypad')}_strip"
        self._strip = StripButton(strip, icon="calculator")
        self._strip.hide()
        self._display = Display(f"{name}_display")
        self._display.set_state("active")
        super().__init__(self._display, Keypad(name, action, cap=cap), above=_Place(self._strip))
        self.setObjectName(name)
        self._connect()

    def _connect(self) -> None:
        self.keypad.digit.connect(lambda digit: self._take(self._typed.digit(digit)))
        self.keypad.comma.connect(lambda: self._take(self._typed.comma()))
        self.keypad.backspace.connect(lambda: self._take(self._typed.backspace()))
        self.keypad.action.connect(self.acted)
        self._strip.clicked.connect(self.switched)

    @property
    def typed(self) -> Typed:
        """What is typed."""
        return self._typed

    def ask(self, label: str, typed: Typed, *, unit: str = "€", empty: str = "") -> None:
        """Type into another field, from what it holds already; ``empty`` stands where nothing is typed."""
        self._typed = typed
        self._empty = empty or ("0,00" if typed.decimals else "0")
        self._display.set_label(label)
        self._display.set_value(typed.text or self._empty, unit)
        self.keypad.key(",").setEnabled(bool(typed.decimals))

    def offer(self, label: str) -> None:
        """Offer to count in another way, on the strip above; nothing empties the strip."""
        self._strip.set_label(label)
        self._strip.setVisible(bool(label))

    def clear(self) -> None:
        """Take everything back."""
        self._take(self._typed.cleared())

    def propose(self, number: int) -> None:
        """Put a value there, in its smallest unit; the first key replaces it."""
        self._take(self._typed.proposing(number))

    def remember(self) -> Callable[[], None]:
        """Return what puts back what is typed now."""
        kept = self._typed
        return lambda: self._take(kept)

    def take_key(self, event: QKeyEvent) -> bool:
        """Take digits, the comma and backspace."""
        digit = digit_of(event)
        if digit:
            self._take(self._typed.digit(digit))
        elif is_comma(event):
            self._take(self._typed.comma())
        elif is_erase(event):
            self._take(self._typed.backspace())
        else:
            return False
        return True

    def follow(self, layout: Layout) -> None:
        """Take the sizes of the window."""
        super().follow(layout)
        if self._cap:
            self.keypad.action_button.set_cap("" if layout.narrow else self._cap)

    def _take(self, typed: Typed) -> None:
        if typed != self._typed:
            self._typed = typed
            self._display.set_value(typed.text or self._empty)
            self.wanted.emit(True)  # noqa: FBT003  Qt's own signature
            self.changed.emit()
