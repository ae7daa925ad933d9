"""The page: a header above, and three zones that never move: keypad left, work in the middle, ticket right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.ui.theme.tokens import Height
from recyclique_desktop.ui.widgets.base import Frame
from recyclique_desktop.ui.widgets.geometry import BANDED, FOOT, LEFT, RIGHT, Layout, Widths, layout_for

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent


class Zone(Frame):
    """One zone; ``column`` is its layout. Its rule is drawn inside its width, so that both margins are equal."""

    def __init__(self, ground: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(ground, name, parent)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self._rule = Frame("rule", parent=self)
        self._rule.hide()
        self._rule_at_left = False

    def draw_rule(self, *, at_left: bool) -> None:
        """Draw the one-pixel rule that parts this zone from the middle."""
        self._rule_at_left = at_left
        self._rule.show()
        self._place_rule()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._place_rule()

    def _place_rule(self) -> None:
        self._rule.setGeometry(0 if self._rule_at_left else self.width() - 1, 0, 1, self.height())
        self._rule.raise_()


class ThreeZones(QWidget):
    """Left, middle and right with one pixel of rule between, mirrored for left-handers.

    Signals:
        layout_changed(Layout): The window took another of the sizes of ``geometry``; also sent once when first shown.

    Args:
        left: What stands left, or ``None``.
        middle: What stands in the middle.
        right: What stands right, on the surface, or ``None``.
        left_widths: Widths of the left zone.
        right_widths: Widths of the right zone.
        left_leaves: Whether the left zone only tells and leaves from 1024 to 1279, so that the middle has room.
        mirrored: Whether left and right change places.
    """

    layout_changed = Signal(object)

    def __init__(
        self,
        left: QWidget | None,
        middle: QWidget,
        right: QWidget | None,
        *,
        left_widths: Widths = LEFT,
        right_widths: Widths = RIGHT,
        left_leaves: bool = False,
        mirrored: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("zones")
        self._current: Layout | None = None
        self._sides: list[tuple[Zone, Widths]] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        left_zone = self._side("zoneLeft", "bg", left, left_widths)
        self._leaving = left_zone if left_leaves else None
        right_zone = self._side("zoneRight", "surface", right, right_widths)
        self._centre = centre = Zone("bg", "zoneMiddle")
        centre.column.addWidget(middle)
        order = (right_zone, centre, left_zone) if mirrored else (left_zone, centre, right_zone)
        self._lay(tuple(zone for zone in order if zone is not None), centre)

    def _side(self, name: str, ground: str, inside: QWidget | None, widths: Widths) -> Zone | None:
        if inside is None:
            return None
        zone = Zone(ground, name)
        zone.column.addWidget(inside)
        self._sides.append((zone, widths))
        return zone

    def _lay(self, zones: tuple[Zone, ...], centre: Zone) -> None:
        before = True
        for zone in zones:
            self._row.addWidget(zone, 1 if zone is centre else 0)
            if zone is centre:
                before = False
            else:
                zone.draw_rule(at_left=not before)
        self._apply(narrow=False)

    def _apply(self, *, narrow: bool) -> None:
        for zone, widths in self._sides:
            zone.setFixedWidth(widths.narrow if narrow else widths.normal)
            zone.setVisible(zone is not self._leaving or not narrow)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        sides = sum(widths.narrow for zone, widths in self._sides if zone is not self._leaving)
        return QSize(sides + self._centre.minimumSizeHint().width(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        window = self.window()
        room = window.height() - int(window.property(FOOT) or 0)
        height = max(room, self.height() + Height.HEADER)
        self.follow(layout_for(self.width(), height, banded=bool(window.property(BANDED))))
        super().resizeEvent(event)

    def follow(self, layout: Layout) -> None:
        """Take the sizes of ``layout``; the screen hears of it by ``layout_changed``."""
        if layout != self._current:
            self._current = layout
            self._apply(narrow=layout.narrow)
            self.layout_changed.emit(layout)
