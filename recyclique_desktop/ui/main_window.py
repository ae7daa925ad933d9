"""The window: one header, one screen at a time, and the keys that no text field wants.

It knows no business and no page by name; ``app`` adds the pages and hears the padlock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.cover import Cover
from recyclique_desktop.ui.keys import is_held_down, with_num_lock
from recyclique_desktop.ui.wedge import Wedge
from recyclique_desktop.ui.widgets.base import ARROWS, BoxButton
from recyclique_desktop.ui.widgets.geometry import BANDED, FOOT, NARROW_BELOW, is_single
from recyclique_desktop.ui.widgets.header import Header
from recyclique_desktop.ui.widgets.pill import PillState
from recyclique_desktop.ui.widgets.reading_order import tab_from
from recyclique_desktop.ui.widgets.single import Front
from recyclique_desktop.ui.widgets.zones import ThreeZones

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from recyclique_desktop.domain.clock import Clock
    from recyclique_desktop.ui.context import Presence
    from recyclique_desktop.ui.page import Screen

TITLE: Final = "RecyClique"
DESIGN_SIZE: Final = (1366, 768)
LEAST_SIZE: Final = (640, 360)
"""Said here, so that no page asks the window to outgrow the screen while its words are being laid out."""
_MINUTE_MS: Final = 60_000


class _Pages(QStackedWidget):
    """The pages; only the one shown is measured, so that a digit typed on one never lays out the others.

    Attributes:
        yields: Whether the room there is decides, not the height that a page would have before it is laid out for it.
    """

    yields = False

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        shown = self.currentWidget()
        hint = QSize() if shown is None else shown.minimumSizeHint()
        return QSize(hint.width(), 0) if self.yields else hint

    def sizeHint(self) -> QSize:  # noqa: N802
        shown = self.currentWidget()
        return QSize() if shown is None else shown.sizeHint()


class MainWindow(QMainWindow):
    """The one window of the program.

    Signals:
        locked(): The padlock was pressed: the person leaves, the running ticket stays.
        swap_asked(): F9: somebody else takes over in the middle of the work.
        shown(): Another screen is shown.

    Args:
        clock: What the header's clock shows.
    """

    locked = Signal()
    swap_asked = Signal()
    shown = Signal()

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowTitle(TITLE)
        self.setMinimumSize(*LEAST_SIZE)
        self.resize(*DESIGN_SIZE)
        self._clock = clock
        self._presence: Presence | None = None
        self._screens: dict[str, Screen] = {}
        self._current: Screen | None = None
        self._foot: QWidget | None = None
        self._bands: tuple[QWidget, ...] = ()
        self._cover = Cover()
        self._wedge: Wedge | None = None
        self.header = Header("header")
        self._stack = _Pages()
        self._minutes = QTimer(self)
        self._build()
        self._connect()
        self._tick()

    def _build(self) -> None:
        page = QWidget()
        page.setObjectName("page")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._stack, 1)
        self._column = column
        self.setCentralWidget(page)

    def _connect(self) -> None:
        self.header.back.connect(self._on_back)
        self.header.lock.connect(self.locked)
        self._minutes.setSingleShot(True)
        self._minutes.timeout.connect(self._tick)

    @property
    def current(self) -> Screen | None:
        """The screen shown."""
        return self._current

    def screen_named(self, name: str) -> Screen:
        """Return a screen by its name."""
        return self._screens[name]

    def add(self, *screens: Screen) -> None:
        """Make screens known under their names."""
        for screen in screens:
            self._screens[screen.name] = screen
            self._stack.addWidget(screen)
            screen.header_changed.connect(self._on_header_changed)
            screen.lock_asked.connect(self.locked)

    def replace(self, *screens: Screen) -> None:
        """Make screens known in place of those of the same names."""
        for screen in screens:
            self.forget(screen.name)
        self.add(*screens)

    def knows(self, name: str) -> bool:
        """Tell whether there is a screen of that name."""
        return name in self._screens

    def forget(self, name: str) -> None:
        """Forget the screen of that name, if there is one."""
        if name in self._screens:
            self.remove(self._screens[name])

    def warn(self, words: str) -> None:
        """Say in the pill that something is to be looked at."""
        self.header.pill.set_state(PillState.LOOK, words)

    def remove(self, screen: Screen) -> None:
        """Forget a screen that will not come back (start-up, first run)."""
        self._screens.pop(screen.name, None)
        self._stack.removeWidget(screen)
        if self._current is screen:
            self._current = None
        screen.deleteLater()

    def go(self, name: str, **arrival: object) -> None:
        """Show a screen; ``arrival`` reaches its ``enter``."""
        target = self._screens[name]
        if self._current is not None:
            self._current.leave()
        self._current = target
        target.enter(**arrival)
        if self._current is not target:
            return  # it sent us elsewhere while entering
        self._stack.setCurrentWidget(target)
        self._on_header_changed()
        if not isinstance(QApplication.focusWidget(), QLineEdit):
            target.setFocus(Qt.FocusReason.OtherFocusReason)
        self.shown.emit()

    @property
    def is_covered(self) -> bool:
        """Whether a screen lies over another one that waits as it was."""
        return self._cover.screen is not None

    @property
    def covered(self) -> Screen | None:
        """The screen that waits as it was."""
        return self._cover.screen

    def cover(self, name: str, **arrival: object) -> None:
        """Show a screen over the one shown, which is neither left nor told; its dialogs step aside."""
        if self._current is None or self.is_covered:
            return
        self._cover.lay(self._current, self)
        self._current = None
        self.go(name, **arrival)

    def uncover(self) -> None:
        """Show the covered screen again, with its dialogs, as it was."""
        screen = self._cover.screen
        if screen is None:
            return
        if self._current is not None:
            self._current.leave()
        self._current = screen
        self._stack.setCurrentWidget(screen)
        self._on_header_changed()
        self._cover.lift()
        self.shown.emit()

    def drop_cover(self) -> None:
        """Leave the covered screen for good: its dialogs are answered by their safe button."""
        screen = self._cover.screen
        if screen is not None:
            self._cover.drop()
            screen.leave()

    def set_foot(self, foot: QWidget | None) -> None:
        """Show something below every screen, or give them its room back."""
        if self._foot is not None:
            self._column.removeWidget(self._foot)
            self._foot.deleteLater()
        self._foot = foot
        if foot is not None:
            self._column.insertWidget(self._column.indexOf(self._stack) + 1, foot)
        self.measure()

    def set_bands(self, above: QWidget | None, below: QWidget | None) -> None:
        """Show a band above and one below every screen, or give them their room back."""
        for band in self._bands:
            self._column.removeWidget(band)
            band.deleteLater()
        self._bands = tuple(band for band in (above, below) if band is not None)
        if above is not None:
            self._column.insertWidget(0, above)
        if below is not None:
            self._column.addWidget(below)
        self.setProperty(BANDED, above is not None)
        self.measure()

    def measure(self) -> None:
        """Tell the pages how much of the window is not theirs."""
        others = (*self._bands, *(() if self._foot is None else (self._foot,)))
        self._stack.yields = bool(others)
        self.setProperty(FOOT, sum(one.height() for one in others))

    def follow(self, presence: Presence) -> None:
        """Show in the header who is signed in."""
        self._presence = presence
        presence.changed.connect(self._on_header_changed)

    def watch_readers(self) -> None:
        """Let a barcode reader disturb nobody; the window was shown."""
        if self._wedge is None:
            self._wedge = Wedge(self)

    def open_up(self) -> None:
        """Show it over all that the screen leaves: under a title bar or a task bar its foot would be out of sight."""
        self.showMaximized()

    def raise_up(self) -> None:
        """Come to the front: another start of the program asked for it."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        """Go on as one reads; when what had the focus goes away, the keys go to the screen, not to a neighbour."""
        focused = QApplication.focusWidget()
        if focused is not None and not focused.isVisible() and self._current is not None:
            self._current.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return tab_from(self, focused, forward=forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Hand a key to the screen shown. Text fields and focused buttons have taken theirs before it comes here."""
        if event.key() == Qt.Key.Key_F9:
            self.swap_asked.emit()
            return
        if event.key() == Qt.Key.Key_F1 and self._current is not None:
            self.show_shortcuts()
            return
        if event.key() == Qt.Key.Key_Escape and self._brings_back():
            return
        if self._current is None or self._is_for_a_button(event):
            super().keyPressEvent(event)
            return
        if is_held_down(event) or self._current.handle_key(with_num_lock(event)):
            event.accept()
        elif event.key() == Qt.Key.Key_Escape:
            self._on_escape()
        elif event.key() in ARROWS and isinstance(QApplication.focusWidget(), BoxButton):
            self.focusNextPrevChild(event.key() in {Qt.Key.Key_Right, Qt.Key.Key_Down})

    def show_shortcuts(self) -> None:
        """Show which keys do what on this page (F1)."""
        from recyclique_desktop.ui.shortcuts_dialog import ShortcutsDialog  # noqa: PLC0415  rare

        ShortcutsDialog("" if self._current is None else self._current.name, self).show_keys()

    def _brings_back(self) -> bool:
        """Where one zone is shown at a time, leave the ticket for the work first; return whether that was left."""
        zones = [] if self._current is None else self._current.findChildren(ThreeZones)
        shown = next((one for one in zones if one.isVisible() and one.is_single and one.front is Front.RIGHT), None)
        if shown is not None:
            shown.bring(Front.MIDDLE)
        return shown is not None

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        size = event.size()
        self.header.set_narrow(size.width() < NARROW_BELOW)
        self.header.set_single(is_single(size.width(), size.height() - int(self.property(FOOT) or 0)))
        super().resizeEvent(event)

    @staticmethod
    def _is_for_a_button(event: QKeyEvent) -> bool:
        focused = QApplication.focusWidget()
        pressed = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}
        return pressed and isinstance(focused, BoxButton) and focused.focused_by_keyboard

    def _on_escape(self) -> None:
        """Leave a text field first, the screen at the second press."""
        if self._current is None:
            return
        if isinstance(QApplication.focusWidget(), QLineEdit):
            self._current.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._current.on_back()

    def _on_back(self) -> None:
        if self._current is not None:
            self._current.on_back()

    def _on_header_changed(self) -> None:
        if self._current is None:
            return
        self._tick()
        text = self._current.header()
        self.header.set_title(text.title, text.small)
        self.header.set_back(text.back)
        presence = self._presence
        shows_person = text.shows_person and presence is not None and not presence.is_locked
        person = presence.person if presence is not None and shows_person else None
        name = person.actor.name if person is not None else ""
        self.header.set_person(initials(name), name)
        self.header.pill.setVisible(text.shows_person)

    def _tick(self) -> None:
        now = self._clock.now()
        self.header.set_clock(tr("{at:time}", at=now))
        self._minutes.start(_MINUTE_MS - (now.second * 1000 + now.microsecond // 1000))


def initials(name: str) -> str:
    """Return the letters of the disc: « Émilie R. » is É, « Jean-Pierre V. » is JP."""
    first = name.split(" ", maxsplit=1)[0]
    return "".join(part[0].upper() for part in first.split("-") if part)[:2]
