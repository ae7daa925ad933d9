"""A list at the left, the form of what is chosen at the right; by keys alone or by touch alone.

Up and down choose a row, Enter goes into its form, typing a letter searches, Escape comes back to the list. What was
just done is said below, with « Annuler » for a while where it can be undone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeAlias

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.domain.text import folded
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.keys import is_enter, letter_of
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import Frame
from recyclique_desktop.ui.widgets.buttons import ActionButton, ChipButton
from recyclique_desktop.ui.widgets.message import UNDO_MS, Message, MessageBand, MessageKind
from recyclique_desktop.ui.widgets.pager import Pager
from recyclique_desktop.ui.widgets.search import SearchBox
from recyclique_desktop.ui.widgets.table import Table

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.ui.widgets.table import Column, TableRow

Counted: TypeAlias = Callable[[int, int, int], str]
FORM: Final = 404
FORM_NARROW: Final = 376
_BAND: Final = 80
_STEPS: Final = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_PAGES: Final = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}


class FormCard(Frame):
    """The form at the right: a card whose ``column`` the form fills."""

    def __init__(self, name: str) -> None:
        super().__init__("card", name)
        self.set_narrow(narrow=False)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(Space.TICKET, 14, Space.TICKET, Space.PAGE)
        self.column.setSpacing(Space.TARGET_GAP)

    def set_narrow(self, *, narrow: bool) -> None:
        """Follow the window."""
        self.setFixedWidth(FORM_NARROW if narrow else FORM)


class ListSide(QWidget):
    """Search, list, pages and what was just done.

    Signals:
        picked(object): A row was chosen.
        opened(): Enter was pressed: the form is to be written in.
        add_asked(): A new one is to be made.
        filter_changed(): Other rows may have to be shown: see ``typed`` and ``shows_archived``.

    Args:
        name: Prefix of the names of what it holds.
        add: Words of the button that starts a new one.
        archived: Words of the chip that shows what is put away.
    """

    picked = Signal(object)
    opened = Signal()
    add_asked = Signal()
    filter_changed = Signal()

    def __init__(self, name: str, columns: Sequence[Column], add: str, archived: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._search = SearchBox(f"{name}_search", tr("Chercher"))
        self._archived = ChipButton(f"{name}_archived", archived, height=Height.SMALL_ACTION, role="body", margin=14)
        self._add = ActionButton(f"{name}_add", add, icon="plus", height=Height.SMALL_ACTION, margin=14)
        self.table = Table(f"{name}_list", columns)
        self.pager = Pager(f"{name}_pager")
        self.band = MessageBand(f"{name}_band", height=_BAND)
        self._counted: Counted = _nothing
        self._undo: Callable[[], None] | None = None
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(Space.GRID)
        tools.addWidget(self._search, 1)
        tools.addWidget(self._archived)
        tools.addWidget(self._add)
        left = QVBoxLayout(self)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(Space.GRID)
        left.addLayout(tools)
        left.addWidget(self.table, 1)
        left.addWidget(self.pager)
        left.addWidget(self.band)

    def _connect(self) -> None:
        self._search.changed.connect(lambda _typed: self.filter_changed.emit())
        self._search.edit.returnPressed.connect(self._on_search_entered)
        self._archived.clicked.connect(self._on_archived)
        self._add.clicked.connect(self.add_asked)
        self.table.picked.connect(self.picked)
        self.table.page_changed.connect(self._on_page)
        self.pager.turned.connect(self.table.turn)
        self.band.acted.connect(self._on_undo)

    @property
    def typed(self) -> str:
        """What is searched: no case, no accents."""
        return folded(self._search.edit.text())

    @property
    def shows_archived(self) -> bool:
        """Whether what is put away is shown too."""
        return self._archived.chosen

    def allow_adding(self, allowed: bool) -> None:
        """Let « Ajouter » be pressed, or not."""
        self._add.setEnabled(allowed)

    def set_rows(self, rows: Sequence[TableRow], counted: Counted) -> None:
        """Show these rows, and say which of them by ``counted(first, last, all)``."""
        self._counted = counted
        self.table.set_rows(rows)

    def say(self, message: Message) -> None:
        """Say something that cannot be undone."""
        self._undo = None
        self.band.say(message)

    def say_done(self, words: str, undo: Callable[[], None] | None = None) -> None:
        """Say what was done, with « Annuler » for a while where there is a way back."""
        self._undo = undo
        if undo is None:
            self.band.say(Message(MessageKind.GOOD, words, lasts_ms=UNDO_MS))
            return
        self.band.say(Message(MessageKind.NOTE, words, button=tr("Annuler"), button_icon="undo-2", lasts_ms=UNDO_MS))

    def clear(self) -> None:
        """Forget the search and what was said."""
        self._undo = None
        self.band.clear()
        self._search.edit.clear()

    def take_key(self, event: QKeyEvent) -> bool:
        """Take a key of the page; return whether it was used."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            self._choose(self.table.neighbour(_STEPS[key]))
        elif key in _PAGES:
            self.table.turn(_PAGES[key])
        elif key is Qt.Key.Key_Insert and self._add.isEnabled():
            self._add.animateClick()
        elif is_enter(event):
            self.opened.emit()
        elif letter := letter_of(event):
            self._search.take(letter)
        else:
            return False
        return True

    def _choose(self, key: Hashable) -> None:
        if key is not None and key != self.table.chosen:
            self.picked.emit(key)

    def _on_search_entered(self) -> None:
        self._choose(self.table.neighbour(1) if self.table.chosen is None else self.table.chosen)
        self.opened.emit()

    def _on_archived(self) -> None:
        self._archived.set_chosen(not self._archived.chosen)
        self.filter_changed.emit()

    def _on_page(self) -> None:
        self.pager.show_page(self._counted(*self.table.span), self.table.page, self.table.pages)

    def _on_undo(self) -> None:
        undo, self._undo = self._undo, None
        self.band.clear()
        if undo is not None:
            undo()


def _nothing(_first: int, _last: int, _all: int) -> str:
    return ""
