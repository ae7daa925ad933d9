"""The left zone of sale, payment and reception: a place above, the display, the keypad. It holds no value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.buttons import PrimaryButton, Twin
from recyclique_desktop.ui.widgets.display import Display
from recyclique_desktop.ui.widgets.keypad import Keypad

if TYPE_CHECKING:
    from recyclique_desktop.ui.widgets.geometry import Layout

_TOP: Final = 14
_BOTTOM: Final = 18
_AIR: Final = 6
_DIGITS: Final = 300
"""Width of the digits where they stand beside the display."""
FREE: Final = 16_777_215
"""As wide as Qt lets a widget be."""
_TALLER: Final = 4
"""What each of the four rows of digits gives to a taller display (4 px of the four are air)."""


class TypingZone(QWidget):
    """Display above digits; where one zone is shown at a time, display and act at the left of the digits.

    Signals:
        wanted(bool): Somebody types here now, or there is nothing to type any more.

    Args:
        display: What is being typed.
        keypad: The digits and the act below them.
        below: A strip under the display; without it the place above is kept.
        above: What stands in that place; it has to keep it while it is hidden.
    """

    wanted = Signal(bool)

    def __init__(
        self,
        display: Display,
        keypad: Keypad,
        below: QWidget | None = None,
        parent: QWidget | None = None,
        *,
        above: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.keypad = keypad
        self._shown: tuple[str, bool] | None = None
        self._single = False
        self._twin = Twin(f"{keypad.objectName()}_confirm", height=Height.ACTION_TALL)
        self._twin.hide()
        self._above = above
        self._within: QWidget | None = None
        self._confirms: PrimaryButton | None = None
        self._kept = 0 if above is not None or below is not None else Height.STRIP + Space.SMALL
        self._place = QSpacerItem(0, self._kept, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self._column = QVBoxLayout()
        self._column.setSpacing(Space.SMALL)
        self._column.addSpacerItem(self._place)
        for part in (above, display, below, keypad):
            if part is not None:
                self._column.addWidget(part)
        self._column.addWidget(self._twin)
        self._column.addStretch(1)
        self._halves = QHBoxLayout(self)
        self._halves.setSpacing(Space.SMALL)
        self._halves.addLayout(self._column, 1)
        self._set_margins(Space.PAGE, _TOP, _BOTTOM)

    def accompany(self, button: PrimaryButton, within: QWidget) -> None:
        """Show ``button`` here too while its zone is out of sight.

        Args:
            button: What validates what is typed.
            within: The zone it stands in.
        """
        self._confirms, self._within = button, within
        self._twin.follow(button)
        button.restated.connect(self._show_twin)

    def _show_twin(self) -> None:
        button, within = self._confirms, self._within
        shown = self._single and button is not None and within is not None and button.isVisibleTo(within)
        self._twin.setVisible(shown)

    def _tell(self, value: str, *, active: bool) -> None:
        """Say when somebody begins to type here, and when there is nothing to type any more."""
        before, self._shown = self._shown, (value, active)
        self._show_twin()
        if before is not None and self._shown != before and (active or before[1]):
            self.wanted.emit(active)

    def follow(self, layout: Layout) -> None:
        """Take the sizes of the window."""
        if layout.single != self._single:
            self._split(layout.single)
        if layout.single:
            low = layout.digit < Height.DIGIT_SINGLE  # between the bands of the training
            self.keypad.action_button.setFixedHeight(Height.TARGET if low else Height.ACTION)
            self._twin.setFixedHeight(Height.TARGET if low else Height.ACTION_TALL)
            self._set_margins(layout.margin, Space.HAIR if low else _AIR, Space.HAIR if low else _AIR)
        else:
            self._set_margins(layout.margin, _TOP, _BOTTOM)
        self.keypad.set_digit_height(layout.digit - self._less(layout))
        self._show_twin()

    def _less(self, layout: Layout) -> int:
        """Return what each row of digits gives away."""
        del layout
        return 0

    def _split(self, single: bool) -> None:
        self._single = single
        if self._above is not None:
            policy = self._above.sizePolicy()
            policy.setRetainSizeWhenHidden(not single)
            self._above.setSizePolicy(policy)
        self._place.changeSize(0, 0 if single else self._kept, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self._column.setSpacing(Space.TARGET_GAP if single else Space.SMALL)
        self.keypad.set_split(self._column if single else None)
        if single:
            self._column.removeWidget(self.keypad)
            self.keypad.setFixedWidth(_DIGITS)
            self._halves.addWidget(self.keypad, alignment=Qt.AlignmentFlag.AlignTop)
        else:
            self._halves.removeWidget(self.keypad)
            self.keypad.setMinimumWidth(0)
            self.keypad.setMaximumWidth(FREE)
            self._column.insertWidget(self._column.indexOf(self._twin), self.keypad)
        self._column.invalidate()

    def _set_margins(self, margin: int, top: int, bottom: int) -> None:
        self._halves.setContentsMargins(margin, top, margin, bottom)


class KeypadZone(TypingZone):
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
        self._taller = 0 if below is None else _TALLER
        self.display = Display(f"{name}_display", height=Height.DISPLAY + 3 * self._taller)
        digit = Height.DIGIT - self._taller
        keypad = Keypad(f"{name}_keypad", tr("Effacer"), cap=tr("Échap"), digit_height=digit)
        super().__init__(self.display, keypad, below, parent, above=above)
        self._action: tuple[str, str] = ("", "")

    def show_value(self, label: str, value: str, unit: str, *, active: bool, proposed: bool = False) -> None:
        """Show what is typed; a proposed value is quieter, the first key replaces it."""
        self.display.set_label(label)
        self.display.set_value(value, unit, tone="text2" if proposed else "text")
        self.display.set_state("active" if active else "idle")
        self._tell(f"{label} {value}", active=active)

    def show_action(self, label: str, cap: str, *, enabled: bool) -> None:
        """Say what the act under the digits does, and by which key."""
        if self._action != (label, cap):
            self._action = (label, cap)
            self.keypad.action_button.set_cap(cap)
        self.keypad.set_action(label, enabled=enabled)

    def _less(self, layout: Layout) -> int:
        return 0 if layout.single else self._taller
