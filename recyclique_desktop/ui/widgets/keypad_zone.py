"""The left zone of sale, payment and reception: a place above, the display, the keypad. It holds no value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.display import Display
from recyclique_desktop.ui.widgets.keypad import Keypad

if TYPE_CHECKING:
    from recyclique_desktop.ui.widgets.geometry import Layout

_TOP: Final = 14
_BOTTOM: Final = 18
_TALLER: Final = 4
"""What each of the four rows of digits gives to a taller display (4 px of the four are air)."""


class KeypadZone(QWidget):
    """Display and keypad, in the same place in every task of the till.

    At the till the strip of the scale stands above the display; its place is kept where there is none. At
    reception the display says what the scale says, and the strip below it is the container's.

    Args:
        name: Prefix of the names: ``<name>_display``, ``<name>_keypad_7``…
        below: The strip under a taller display; without it the place above is kept.
        above: What stands in that place; it has to keep it while it is hidden.
    """

    def __init__(
        self, name: str, below: QWidget | None = None, parent: QWidget | None = None, *, above: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._taller = 0 if below is None else _TALLER
        self.display = Display(f"{name}_display", height=Height.DISPLAY + 3 * self._taller)
        self.keypad = Keypad(f"{name}_keypad", tr("Effacer"), cap=tr("Échap"), digit_height=Height.DIGIT - self._taller)
        self._action: tuple[str, str] = ("", "")
        self._column = QVBoxLayout(self)
        self._column.setSpacing(Space.SMALL)
        if above is not None:
            self._column.addWidget(above)
        elif below is None:
            self._column.addSpacing(Height.STRIP + Space.SMALL)
        self._column.addWidget(self.display)
        if below is not None:
            self._column.addWidget(below)
        self._column.addWidget(self.keypad)
        self._column.addStretch(1)
        self._set_margin(Space.PAGE)

    def show_value(self, label: str, value: str, unit: str, *, active: bool, proposed: bool = False) -> None:
        """Show what is typed; a proposed value is quieter, the first key replaces it."""
        self.display.set_label(label)
        self.display.set_value(value, unit, tone="text2" if proposed else "text")
        self.display.set_state("active" if active else "idle")

    def show_action(self, label: str, cap: str, *, enabled: bool) -> None:
        """Say what the act under the digits does, and by which key."""
        if self._action != (label, cap):
            self._action = (label, cap)
            self.keypad.action_button.set_cap(cap)
        self.keypad.set_action(label, enabled=enabled)

    def follow(self, layout: Layout) -> None:
        """Take the sizes of the window."""
        self._set_margin(layout.margin)
        self.keypad.set_digit_height(layout.digit - self._taller)

    def _set_margin(self, margin: int) -> None:
        self._column.setContentsMargins(margin, _TOP, margin, _BOTTOM)
