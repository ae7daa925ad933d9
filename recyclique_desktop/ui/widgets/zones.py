"""The page: a header above, and three zones that never move: keypad left, work in the middle, ticket right."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.theme.tokens import Height
from recyclique_desktop.ui.widgets.base import Frame
from recyclique_desktop.ui.widgets.geometry import BANDED, FOOT, LEFT, RIGHT, SINGLE_HEIGHT, Layout, Widths, layout_for
from recyclique_desktop.ui.widgets.keypad_zone import TypingZone
from recyclique_desktop.ui.widgets.message import MessageBand, MessageKind
from recyclique_desktop.ui.widgets.single import FootBar, Front, Scrolled, lines_in_words
from recyclique_desktop.ui.widgets.ticket import TicketList, TotalFoot
from recyclique_desktop.ui.widgets.voices import Voices

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent, QShowEvent

_FREE: Final = 16_777_215
"""As wide as Qt lets a widget be."""


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

    def set_scrolled(self, scrolled: bool) -> None:
        """Let what is inside scroll where it is taller than the window, or stand as it is."""
        item = self.column.takeAt(0)
        held = None if item is None else item.widget()
        inside: QWidget | None = held
        if isinstance(held, Scrolled):
            inside = held.takeWidget()
            inside.setAutoFillBackground(False)  # Qt filled it for the scrolling; the zone's ground shows through
            held.deleteLater()
        if inside is not None:
            self.column.addWidget(Scrolled(inside, self) if scrolled else inside)
            inside.show()

    def bring_into_sight(self, part: QWidget) -> None:
        """Scroll to a part of what is inside, once it is laid out."""
        item = self.column.itemAt(0)
        held = None if item is None else item.widget()
        if isinstance(held, Scrolled):
            QTimer.singleShot(0, held, partial(held.bring, part))

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
        self._front = Front.MIDDLE
        self._zones: dict[Front, Zone] = {}
        self._widths = {Front.LEFT: left_widths, Front.RIGHT: right_widths}
        self._insides = {Front.LEFT: left, Front.MIDDLE: middle, Front.RIGHT: right}
        self._left_leaves = left_leaves
        self._left_words, self._right_words = "", ""
        self._row = QHBoxLayout()
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._bar = FootBar("zones_bar", self)
        self._bar.hide()
        self._feet: list[TotalFoot] = []
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(self._row, 1)
        whole.addWidget(self._bar)
        self._lay(mirrored=mirrored)
        self._connect()

    def _lay(self, *, mirrored: bool) -> None:
        order = (Front.RIGHT, Front.MIDDLE, Front.LEFT) if mirrored else tuple(Front)
        for place in order:
            inside = self._insides[place]
            if inside is None:
                continue
            zone = Zone("surface" if place is Front.RIGHT else "bg", f"zone{place.value.capitalize()}")
            zone.column.addWidget(inside)
            self._zones[place] = zone
            self._row.addWidget(zone, 1 if place is Front.MIDDLE else 0)
            if place is not Front.MIDDLE:
                zone.draw_rule(at_left=order.index(place) > order.index(Front.MIDDLE))
        self._apply(narrow=False)

    def _connect(self) -> None:
        self._bar.picked.connect(self.bring)
        left, middle = self._insides[Front.LEFT], self._insides[Front.MIDDLE]
        typing = [left] if isinstance(left, TypingZone) else [] if left is None else left.findChildren(TypingZone)
        for zone in typing:
            zone.wanted.connect(self._on_wanted)
        if middle is None:
            return
        for band in middle.findChildren(MessageBand):
            band.told.connect(partial(self._on_told, band))
        for voices in middle.findChildren(Voices):
            voices.asked.connect(self._on_asked)
        if isinstance(middle, QStackedWidget):
            middle.currentChanged.connect(self._on_asked)

    # -- three zones beside each other ------------------------------------------------------------------------------

    def _apply(self, *, narrow: bool) -> None:
        for place, widths in self._widths.items():
            zone = self._zones.get(place)
            if zone is not None:
                zone.setFixedWidth(widths.narrow if narrow else widths.normal)
                zone.setVisible(place is not Front.LEFT or not self._left_leaves or not narrow)
        self._zones[Front.MIDDLE].show()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        if self.is_single:
            return QSize(0, 0)
        sides = sum(
            widths.narrow
            for place, widths in self._widths.items()
            if place in self._zones and not (place is Front.LEFT and self._left_leaves)
        )
        return QSize(sides + self._zones[Front.MIDDLE].minimumSizeHint().width(), super().minimumSizeHint().height())

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self.bring(Front.MIDDLE)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        window = self.window()
        room = window.height() - int(window.property(FOOT) or 0)
        if not isinstance(window, QMainWindow) and room >= SINGLE_HEIGHT:
            room = max(room, self.height() + Height.HEADER)  # a page by itself, without the window's header
        width = min(self.width(), window.width())
        self.follow(layout_for(width, room, banded=bool(window.property(BANDED))))
        super().resizeEvent(event)

    def follow(self, layout: Layout) -> None:
        """Take the sizes of ``layout``; the screen hears of it by ``layout_changed``."""
        if layout == self._current:
            return
        was_single, self._current = self.is_single, layout
        if layout.single:
            if not was_single:
                self._fold(folded=True)
            self._show_front()
        else:
            if was_single:
                self._fold(folded=False)
            self._apply(narrow=layout.narrow)
        self.layout_changed.emit(layout)

    # -- one zone at a time -----------------------------------------------------------------------------------------

    @property
    def is_single(self) -> bool:
        """Whether one zone is shown at a time."""
        return self._current is not None and self._current.single

    @property
    def front(self) -> Front:
        """The zone shown while there is room for one only."""
        return self._front

    def name_zones(self, *, left: str = "", right: str = "") -> None:
        """Say what the buttons are called that bring a zone in front; a ticket's lines are counted by themselves."""
        self._left_words, self._right_words = left, right
        self._refresh()

    def bring(self, front: Front) -> None:
        """Show a zone while there is room for one only."""
        if front in self._zones and front is not self._front:
            self._front = front
            if self.is_single:
                self._show_front()

    def _show_front(self) -> None:
        for place, zone in self._zones.items():
            zone.setMinimumWidth(0)
            zone.setMaximumWidth(_FREE)
            zone.setVisible(place is self._front)
        self._refresh()

    def _fold(self, *, folded: bool) -> None:
        """Let every zone scroll and the bar show total and act, or give all of them their places back."""
        for zone in self._zones.values():
            zone.set_scrolled(folded)
        self._bar.setVisible(folded)
        for inside in self._insides.values():
            for band in inside.findChildren(MessageBand) if inside is not None else []:
                band.set_folded(folded)
            for lines in inside.findChildren(TicketList) if inside is not None else []:
                lines.set_folded(folded)
            for voices in inside.findChildren(Voices) if inside is not None else []:
                voices.set_folded(folded)
        right = self._insides[Front.RIGHT]
        for foot in right.findChildren(TotalFoot) if right is not None else []:
            foot.fold(folded)
            if foot not in self._feet:
                self._feet.append(foot)
                foot.restated.connect(self._refresh)

    def _refresh(self) -> None:
        if not self.is_single:
            return
        right = self._insides[Front.RIGHT]
        foot = next((one for one in self._feet if right is not None and one.isVisibleTo(right)), None)
        self._bar.show_foot(foot)
        self._bar.show_front(
            self._front,
            left=Front.LEFT in self._zones and not self._left_leaves,
            right=right is not None,
            left_words=self._left_words or tr("Clavier"),
            right_words=self._right_words or self._counted(right),
        )

    @staticmethod
    def _counted(right: QWidget | None) -> str:
        lists = right.findChildren(TicketList) if right is not None else []
        return lines_in_words(lists[0].count) if lists else tr("Détail")

    def _on_wanted(self, wanted: bool) -> None:
        if wanted or self._front is Front.LEFT:
            self.bring(Front.LEFT if wanted else Front.MIDDLE)

    def _on_asked(self) -> None:
        """A question, or a panel in the place of the work, is read before anything is typed."""
        self.bring(Front.MIDDLE)

    def _on_told(self, band: MessageBand) -> None:
        """What went wrong is read before anything is typed; a note leaves in front what is there."""
        message = band.message
        if not self.is_single or message is None:
            return
        if message.kind in {MessageKind.FAILED, MessageKind.LOOK}:
            self.bring(Front.MIDDLE)
        self._zones[Front.MIDDLE].bring_into_sight(band)
