"""What a window shows that has room for one zone only (a screen magnified twice): the zone, and a bar at its foot."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from recyclique_desktop.system.messages import tr, trn
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import Frame, Text, rule
from recyclique_desktop.ui.widgets.buttons import ActionButton, Twin
from recyclique_desktop.ui.widgets.display import BaselineRow, fit_role
from recyclique_desktop.ui.widgets.finger import scroll_by_finger
from recyclique_desktop.ui.widgets.geometry import BAR

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from recyclique_desktop.ui.widgets.ticket import TotalFoot

_SIDE: Final = 12
_ABOVE: Final = 5
"""Keeps what pays, 64 high, 8 from the tiles above the bar."""
_ROLES: Final = ("figure", "h1", "h2")


class Front(StrEnum):
    """The zone that is shown."""

    LEFT = "left"
    MIDDLE = "middle"
    RIGHT = "right"


FITS: Final = "fits"
"""Property of a content that says by its least size what it needs; of others the words wrapped count too."""


class Scrolled(QScrollArea):
    """Holds a zone that may be taller than the window; it scrolls by finger and wheel.

    Args:
        inside: The zone's content.
        across: Whether it may be wider than the window too.
    """

    def __init__(self, inside: QWidget, parent: QWidget | None = None, *, across: bool = False) -> None:
        super().__init__(parent)
        self._across = across
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if not across:  # a page that scrolls both ways has lists of its own that a finger moves
            self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            scroll_by_finger(self)
        self.setWidget(inside)
        inside.installEventFilter(self)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._settle()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.LayoutRequest and watched is self.widget():
            QTimer.singleShot(0, self, self._settle)
        return super().eventFilter(watched, event)

    def bring(self, part: QWidget) -> None:
        """Scroll to a part of what is inside, once it has the room that its new words ask for."""
        inside = self.widget()
        layout = None if inside is None else inside.layout()
        if layout is not None:
            layout.activate()
        self._settle()
        self.ensureWidgetVisible(part, 0, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Leave every key to the page."""
        event.ignore()

    def _settle(self) -> None:
        """Give what is inside the window's width, and the height it needs at that width."""
        inside = self.widget()
        if inside is None:
            return
        room = self.viewport().size()
        least = inside.minimumSizeHint()
        if self._across and least.width() <= room.width() and least.height() <= room.height():
            inside.resize(room)
            return
        needed = least.height()
        layout = inside.layout()
        if layout is not None and layout.hasHeightForWidth() and not inside.property(FITS):
            needed = max(needed, layout.minimumHeightForWidth(room.width()))
        width = max(room.width(), least.width()) if self._across else room.width()
        inside.resize(width, max(room.height(), needed))


class Turned(QStackedWidget):
    """One of several panels, asking for the room of the one shown and not of the tallest."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty(FITS, True)  # noqa: FBT003  Qt's own signature
        self.currentChanged.connect(self.updateGeometry)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        shown = self.currentWidget()
        return QSize() if shown is None else shown.minimumSizeHint().expandedTo(shown.minimumSize())


def roomy(page: QWidget) -> QWidget:
    """Return what holds the content of a page that scrolls both ways in a window smaller than it can be."""
    body = QWidget()
    outer = QVBoxLayout(page)
    outer.setContentsMargins(0, 0, 0, 0)
    outer.addWidget(Scrolled(body, page, across=True))
    return body


def bring_into_sight(part: QWidget) -> None:
    """Scroll to a part of a page, once it is laid out, where the page is larger than its window."""
    above = part.parentWidget()
    while above is not None and not isinstance(above, Scrolled):
        above = above.parentWidget()
    if above is not None:
        QTimer.singleShot(0, above, partial(above.bring, part))


class FootBar(Frame):
    """« 4 lignes · Clavier · Total 18,00 € · Encaisser »: what is out of sight, the total, and what Enter presses.

    Signals:
        picked(Front): The zone to show.

    Args:
        name: ``objectName``; the buttons are ``<name>_right``, ``<name>_left`` and ``<name>_primary``.
    """

    picked = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__("surface", name, parent)
        self.setFixedHeight(BAR)
        self._front = Front.MIDDLE
        self._ticket = ActionButton(f"{name}_right", "", margin=_SIDE)
        self._keys = ActionButton(f"{name}_left", tr("Clavier"), margin=_SIDE)
        self._label = Text("", "strong")
        self._total = Text("", "figure", align=Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._sum = BaselineRow(spacing=Space.TARGET_GAP)
        self.primary = Twin(f"{name}_primary", height=Height.ACTION_TALL)
        self._build()
        self._ticket.clicked.connect(lambda: self._pick(Front.RIGHT))
        self._keys.clicked.connect(lambda: self._pick(Front.LEFT))

    def _build(self) -> None:
        self._sum.add(self._label, self._total)
        row = QHBoxLayout()
        row.setContentsMargins(_SIDE, _ABOVE, _SIDE, 0)
        row.setSpacing(Space.TARGET_GAP)
        row.addWidget(self._ticket)
        row.addWidget(self._keys)
        row.addStretch(1)
        row.addWidget(self._sum)
        row.addWidget(self.primary)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(rule())
        column.addLayout(row, 1)

    @property
    def total(self) -> str:
        """The total as shown."""
        return self._total.text()

    def show_front(self, front: Front, *, left: bool, right: bool, left_words: str, right_words: str) -> None:
        """Say which zones there are besides the one shown; the button of the one shown leads back."""
        self._front = front
        self._keys.setVisible(left)
        self._ticket.setVisible(right)
        back = tr("Revenir")
        self._keys.set_label(back if front is Front.LEFT else left_words)
        self._ticket.set_label(back if front is Front.RIGHT else right_words)
        self._fit()

    def show_foot(self, foot: TotalFoot | None) -> None:
        """Show the total and the act of the zone at the right."""
        self._sum.setVisible(foot is not None)
        self.primary.setVisible(foot is not None)
        self.primary.follow(None if foot is None else foot.primary)
        if foot is not None:
            self._label.setText(foot.label)
            self._total.setText(foot.total)
            self.setAccessibleName(f"{foot.label} {foot.total}")
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Keep the total whole: its word goes first, then its size."""
        buttons = [one for one in (self._ticket, self._keys, self.primary) if one.isVisibleTo(self)]
        room = self.width() - 2 * _SIDE - sum(one.minimumSizeHint().width() + Space.TARGET_GAP for one in buttons)
        self._total.set_role(_ROLES[0])
        beside = self._label.sizeHint().width() + Space.TARGET_GAP
        self._label.setVisible(self._total.sizeHint().width() + beside <= room)
        fit_role(self._total, _ROLES, room)
        self._sum.align()

    def _pick(self, front: Front) -> None:
        self.picked.emit(Front.MIDDLE if self._front is front else front)


def lines_in_words(count: int) -> str:
    """Say how many lines the ticket has, on the button that shows them."""
    return trn("{n} ligne", "{n} lignes", count)
