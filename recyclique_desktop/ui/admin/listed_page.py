"""A page of administration that is a list and the form of what is chosen there: how both are read, shown and saved.

What is listed, how its rows read and what saving means are each page's own.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from recyclique_desktop.data.queries.places import workplace
from recyclique_desktop.ui.admin.frame import AdminPage
from recyclique_desktop.ui.words import refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.domain.errors import UserError
    from recyclique_desktop.ui.admin.list_side import ListSide
    from recyclique_desktop.ui.admin.saved_form import SavedForm
    from recyclique_desktop.ui.context import AppContext


class ListedPage(AdminPage):
    """A list at the left, the form of what is chosen at the right.

    Args:
        title: h1 of the page.
        side: The list.
        form: What is chosen there, or a new one.
        reads: Queries whose answers ``_take`` keeps, in their order.
    """

    tables: ClassVar[frozenset[str]] = frozenset()
    """Rows of these from the centre are read at once."""

    def __init__(
        self, context: AppContext, title: str, side: ListSide, form: SavedForm, *reads: Callable[[Any], object]
    ) -> None:
        super().__init__(context, title)
        self.side = side
        self._card = form
        self._reads = reads
        self._wanted: UUID | None = None
        self.lay_beside(side, form)
        side.picked.connect(self._on_picked)
        side.opened.connect(form.begin)
        side.add_asked.connect(self._on_add)
        side.filter_changed.connect(self._show_rows)
        form.saved.connect(self._on_saved)

    def handle_key(self, event: QKeyEvent) -> bool:
        return self.side.take_key(event)

    def enter(self, **arrival: object) -> None:
        super().enter(**arrival)
        self.side.clear()
        self._load()

    def refresh(self, tables: frozenset[str]) -> None:
        if tables & self.tables:
            self._load(keeps=True)

    def on_refused(self, error: UserError) -> None:
        """Say what was refused, under the list."""
        self.side.say(refusal(error))

    # what a page says of itself

    def _take(self, *found: Any) -> None:
        """Keep what was read."""
        del found

    def _show_rows(self) -> None:
        """Show what is there, as searched."""

    def _show_form(self) -> None:
        """Show what is chosen."""

    def _on_add(self) -> None:
        """Begin a new one."""

    def _on_saved(self) -> None:
        """Save what is written."""

    # what they have in common

    def _load(self, then: Callable[[], None] = lambda: None, *, keeps: bool = False) -> None:
        """Read again; with ``keeps``, what is being written in the form stays."""
        station, reads = self.context.station, self._reads
        self.context.tasks.read(
            lambda session: (workplace(session, station).site_name, [read(session) for read in reads]),
            partial(self._on_read, then, keeps),
            self.on_refused,
        )

    def _on_read(self, then: Callable[[], None], keeps: bool, found: tuple[str, list[object]]) -> None:
        site, answers = found
        self._take(*answers)
        self.show_site(site)
        self._show_rows()
        if not (keeps and self._card.is_touched):
            self._show_form()
        then()

    def _on_picked(self, key: Hashable) -> None:
        self._wanted = key if isinstance(key, UUID) else None
        self.side.table.choose(self._wanted)
        self._show_form()

    def _do(
        self, act: Callable[..., Any], command: object, wanted: UUID, done: str, undo: Callable[[], None] | None = None
    ) -> None:
        """Do an act, then show ``wanted`` and say what was done."""
        self.write(act, command, partial(self._on_done, wanted, done, undo), self.on_refused)

    def _on_done(self, wanted: UUID, done: str, undo: Callable[[], None] | None, _result: object) -> None:
        self._wanted = wanted
        self._load(lambda: self.side.say_done(done, undo) if done else self.side.band.clear())
