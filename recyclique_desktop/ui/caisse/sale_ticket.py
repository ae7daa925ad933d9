"""The running ticket of the sale screen: held here, kept on disk after each change (``cash.md`` §2.11).

What is on the screen is always this object; a change that could not be kept is said, and stays on the screen.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from recyclique_desktop.domain.basket import Basket
from recyclique_desktop.services.drafts import (
    AbandonDraft,
    RemoveLine,
    SaveDraft,
    abandon_draft,
    remove_line,
    save_draft,
)

if TYPE_CHECKING:
    from uuid import UUID

    from recyclique_desktop.domain.basket import Line
    from recyclique_desktop.domain.errors import UserError
    from recyclique_desktop.ui.context import AppContext

NOT_ASKED = "other"


class RunningTicket(QObject):
    """One ticket at a time; its id is made with its first line and becomes the sale's own.

    Signals:
        changed(): Lines came, went, or the ticket is another one.
        refused(UserError): A change could not be kept.
    """

    changed = Signal()
    refused = Signal(object)

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._session_id: UUID | None = None
        self._basket: Basket | None = None
        self._unsaved: Basket | None = None
        self._after_picture = QTimer(self)
        self._after_picture.setSingleShot(True)
        self._after_picture.timeout.connect(self.save_now)

    @property
    def basket(self) -> Basket | None:
        """The ticket, or ``None`` before its first line."""
        return self._basket

    @property
    def session_id(self) -> UUID | None:
        """The till session it is sold in."""
        return self._session_id

    @property
    def lines(self) -> tuple[Line, ...]:
        """Its lines, oldest first."""
        return self._basket.lines if self._basket is not None else ()

    def belong_to(self, session_id: UUID) -> None:
        """Sell in this session from now on; a ticket of another one is not ours any more."""
        if session_id != self._session_id:
            self._session_id = session_id
            self.adopt(None)

    def adopt(self, basket: Basket | None) -> None:
        """Take up a ticket found on disk, or start afresh; writes nothing."""
        self._basket = basket
        self.changed.emit()

    def add(self, line: Line) -> None:
        """Append a line; the first one begins a new ticket, even after all lines of another were removed."""
        basket = self._basket if self._basket is not None and self._basket.lines else None
        self._keep((basket or Basket(self._context.station.ids.new())).with_line(line))

    def put_back(self, place: int, line: Line) -> None:
        """Bring a removed line back to its place."""
        if self._basket is not None:
            lines = self._basket.lines
            self._keep(replace(self._basket, lines=(*lines[:place], line, *lines[place:])))

    def remove(self, line_id: UUID) -> None:
        """Take a line off; its removal is journaled."""
        if self._basket is None or self._session_id is None:
            return
        self.save_now()
        command = RemoveLine(self._session_id, self._basket, line_id)
        actor, station = self._context.presence.actor, self._context.station
        self._basket = self._basket.without(line_id)
        self.changed.emit()
        self._context.tasks.write(
            lambda session: remove_line(session, command, actor, station), _done, self.refused.emit
        )

    def abandon(self) -> None:
        """Give the whole ticket up; it comes back if that could not be written."""
        basket = self._basket
        if basket is None or self._session_id is None:
            return
        self.save_now()
        command = AbandonDraft(self._session_id, basket.sale_id, NOT_ASKED)
        actor, station = self._context.presence.actor, self._context.station
        self.adopt(None)
        self._context.tasks.write(
            lambda session: abandon_draft(session, command, actor, station),
            _done,
            partial(self._on_not_abandoned, basket),
        )

    def save_now(self) -> None:
        """Keep on disk what is not there yet; whatever else is about to be written comes after it."""
        self._after_picture.stop()
        basket, self._unsaved = self._unsaved, None
        if basket is None or self._session_id is None:
            return
        command = SaveDraft(self._session_id, basket)
        actor, station = self._context.presence.actor, self._context.station
        self._context.tasks.write(
            lambda session: save_draft(session, command, actor, station), _done, self.refused.emit
        )

    def _keep(self, basket: Basket) -> None:
        """Show the line first, write it in the same breath: the two would share one processor."""
        self._basket = self._unsaved = basket
        self._after_picture.start(0)
        self.changed.emit()

    def _on_not_abandoned(self, basket: Basket, error: UserError) -> None:
        if self._basket is None:
            self.adopt(basket)
        self.refused.emit(error)


def _done(_result: object) -> None:
    """Nothing to say: it is on disk."""
