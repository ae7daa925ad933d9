"""What a page is: a widget that the main window shows, with a header and its own keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.widgets.message import Message, MessageBand, MessageKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.sync.status import Status
    from recyclique_desktop.ui.context import AppContext


@dataclass(frozen=True, slots=True)
class HeaderText:
    """What the header says while a page is shown.

    Attributes:
        back: Words of the link that leaves the page (« Revenir au ticket »), or nothing: the brand is shown.
        title: h2 of the header.
        small: Smaller words on the same baseline.
        shows_person: Whether pill, avatar, name and padlock are shown.
    """

    title: str
    small: str = ""
    back: str = ""
    shows_person: bool = True


class Screen(QWidget):
    """What the main window shows. Built once, then shown and hidden; constructor builds, ``_connect`` connects."""

    header_changed = Signal()
    lock_asked = Signal()
    """« Changer de personne »: the same as the padlock."""
    name = ""
    """Under this name ``AppContext.go`` finds the page."""
    remembers: tuple[Callable[[], Callable[[], None]], ...] = ()
    """Of each part that takes keys: returns what puts it back as it is now."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName(self.name)

    def header(self) -> HeaderText:
        """Return what the header says now; emit ``header_changed`` when that changes."""
        return HeaderText("RecyClique")

    def enter(self, **arrival: object) -> None:
        """The page is about to be shown: read what it shows. ``arrival`` is what ``go`` was given."""

    def leave(self) -> None:
        """The page is about to be hidden."""

    def refresh(self, tables: frozenset[str]) -> None:
        """Rows of these tables came from the centre: read again what shows them, but never what is being written."""

    def hear(self, status: Status) -> None:
        """Hear how the exchange with the centre stands, when it changes and when the page is shown."""

    def tell_away(self, word: Message | None, *, anew: bool) -> bool:
        """The centre is away, or back (nothing): say so where there is a place for it, and return whether there is.

        Args:
            word: What to say.
            anew: For the first time of an absence; else only where it still stands.
        """
        del word, anew
        return False

    def on_back(self) -> None:
        """The header's back link (or Escape where the page leaves it free) was activated."""

    def handle_key(self, event: QKeyEvent) -> bool:
        """Take a key that no text field wants; return whether it was used."""
        del event
        return False

    @property
    def holds_keys(self) -> bool:
        """Whether a key does something now that could not be taken back: it waits until no other follows at once."""
        return False

    def remember(self) -> Callable[[], None]:
        """Return what puts the page back as it is now: a barcode reader types into it like a person, only faster."""
        parts = [remember() for remember in self.remembers]

        def put_back() -> None:
            for part in parts:
                part()

        return put_back

    def tell_scan(self) -> None:
        """A barcode was read, and what it typed was taken back: say so, where there is a place for it."""
        band = next((one for one in self.findChildren(MessageBand) if one.isVisible()), None)
        if band is not None:
            band.say(Message(MessageKind.NOTE, tr("Code-barres lu : rien n’a été tapé.")))


class Page(Screen):
    """A screen of an open workstation; those of start-up and first run do without one."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.context = context
