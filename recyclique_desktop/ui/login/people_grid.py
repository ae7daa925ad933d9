"""The people who may sign in, as tiles in fixed columns; more of them than places turn the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from recyclique_desktop.domain.text import folded
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.theme.tokens import Height
from recyclique_desktop.ui.widgets.people import PersonTile

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from PySide6.QtGui import QResizeEvent

    from recyclique_desktop.data.queries import people

GAP: Final = 12
_COLUMN: Final = 240
_MOST_COLUMNS: Final = 3


class PeopleGrid(QWidget):
    """Tiles of people, then « Autre personne »; « Suite » when there are too many for the room.

    Signals:
        picked(object): The person's id.
        other(): « Autre personne » was pressed.

    Args:
        name: ``objectName``; tiles are ``<name>_0``…, then ``<name>_other`` and ``<name>_more``.
    """

    picked = Signal(object)
    other = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._people: tuple[people.PersonTile, ...] = ()
        self._tiles: list[PersonTile] = []
        self._chosen: UUID | None = None
        self._page = 0
        self._other = PersonTile(
            f"{name}_other", tr("Autre personne"), tr("nom et mot de passe"), icon="search", parent=self
        )
        self._more = PersonTile(f"{name}_more", tr("Suite"), icon="arrow-right", parent=self)
        self._other.clicked.connect(self.other)
        self._more.clicked.connect(self.turn_page)

    def set_people(self, shown: Sequence[people.PersonTile]) -> None:
        """Show these people, none chosen."""
        self._people = tuple(shown)
        self._page = 0
        self._chosen = None
        for tile in self._tiles:
            tile.setParent(None)
            tile.deleteLater()
        self._tiles = [self._tile(place, person) for place, person in enumerate(self._people)]
        self._place()

    def choose(self, user_id: UUID | None) -> None:
        """Show one person as chosen, on her page; ``None`` marks « Autre personne »."""
        self._chosen = user_id
        for place, person in enumerate(self._people):
            self._tiles[place].set_chosen(person.user_id == user_id)
            if person.user_id == user_id and self._pages() > 1:
                self._page = place // self._per_page()
        self._other.set_chosen(user_id is None and bool(self._people))
        self._place()

    def neighbour(self, step: int) -> UUID | None:
        """Return the person ``step`` places from the chosen one, round and round."""
        ids = [person.user_id for person in self._people]
        if not ids:
            return None
        at = ids.index(self._chosen) if self._chosen in ids else -step
        return ids[(at + step) % len(ids)]

    def starting_with(self, letter: str) -> UUID | None:
        """Return the next person, after the chosen one, whose name starts with ``letter``."""
        wanted = folded(letter)
        ids = [person.user_id for person in self._people if folded(person.name).startswith(wanted)]
        if not ids:
            return None
        return ids[(ids.index(self._chosen) + 1) % len(ids)] if self._chosen in ids else ids[0]

    @property
    def columns(self) -> int:
        """Tiles side by side."""
        return max(1, min(_MOST_COLUMNS, (self.width() + GAP) // (_COLUMN + GAP)))

    def turn_page(self) -> None:
        """Show the next people, then the first again."""
        self._page = (self._page + 1) % self._pages()
        self._place()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(_COLUMN, 2 * Height.PERSON + GAP)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(3 * 282 + 2 * GAP, 3 * Height.PERSON + 2 * GAP)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._place()

    def _tile(self, place: int, person: people.PersonTile) -> PersonTile:
        tile = PersonTile(
            f"{self.objectName()}_{place}", person.name, person.detail, initials=person.initials, parent=self
        )
        tile.clicked.connect(lambda _checked=False, user_id=person.user_id: self.picked.emit(user_id))
        return tile

    def _rows(self) -> int:
        return max(1, (self.height() + GAP) // (Height.PERSON + GAP))

    def _per_page(self) -> int:
        """Places left for people: all but « Autre personne », and « Suite » when there are pages."""
        room = self.columns * self._rows()
        return room - 1 if len(self._people) <= room - 1 else max(1, room - 2)

    def _pages(self) -> int:
        return max(1, -(-len(self._people) // self._per_page()))

    def _place(self) -> None:
        per_page = self._per_page()
        self._page = min(self._page, self._pages() - 1)
        first = self._page * per_page
        for place, tile in enumerate(self._tiles):
            shown = first <= place < first + per_page
            tile.setVisible(shown)
            if shown:
                self._put(tile, place - first)
        several = self._pages() > 1
        last = self.columns * self._rows() - 1
        self._more.setVisible(several)
        self._put(self._more, last - 1)
        self._put(self._other, last if several else len(self._people))

    def _put(self, tile: PersonTile, place: int) -> None:
        row, column = divmod(place, self.columns)
        width = (self.width() - GAP * (self.columns - 1)) / self.columns
        left, right = round(column * (width + GAP)), round(column * (width + GAP) + width)
        tile.setGeometry(left, row * (Height.PERSON + GAP), right - left, Height.PERSON)
