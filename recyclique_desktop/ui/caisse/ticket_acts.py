"""What is done to the running ticket on the sale screen, by keys and by touch alike, and what is said of it.

Adding, editing, removing, undoing, putting aside, taking up again, giving up: each is one method here. The ticket
itself is ``RunningTicket``; the line being made is ``LineBeingMade``.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.caisse.abandon_dialog import AbandonDialog
from recyclique_desktop.ui.caisse.sale_words import price_warning
from recyclique_desktop.ui.caisse.ticket_words import basket_told, line_told
from recyclique_desktop.ui.widgets.message import UNDO_MS, Message, MessageKind
from recyclique_desktop.ui.words import refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from uuid import UUID

    from PySide6.QtWidgets import QWidget

    from recyclique_desktop.data.queries.parked import WaitingTicket
    from recyclique_desktop.domain.basket import Basket, Line
    from recyclique_desktop.domain.prices import PriceAdvice
    from recyclique_desktop.ui.caisse.sale_line import LineBeingMade
    from recyclique_desktop.ui.caisse.sale_ticket import Change, RunningTicket
    from recyclique_desktop.ui.widgets.bounce import Bounce
    from recyclique_desktop.ui.widgets.ticket import TicketList

_UNDO: Final = "undo-2"


class TicketActs(QObject):
    """The acts on one running ticket.

    Signals:
        told(Message, object): What to say, and what its button does: a function or nothing.
        added(): A line came into the ticket.

    Args:
        line: The line being made.
        lines: The ticket column: which line is selected.
        bounce: Guards *add line*; an undo is another gesture.
    """

    told = Signal(object, object)
    added = Signal()

    def __init__(
        self, line: LineBeingMade, ticket: RunningTicket, lines: TicketList, bounce: Bounce, page: QWidget
    ) -> None:
        super().__init__(page)
        self._page = page
        self._line = line
        self._ticket = ticket
        self._lines = lines
        self._bounce = bounce

    # -- one line ---------------------------------------------------------------------------------------------------

    def put(self, line: Line, advice: PriceAdvice) -> None:
        """Take a whole line: a new one at the end, an edited one in its place."""
        self._lines.set_selected(None)
        before = self._ticket.line(line.line_id)
        try:
            self._ticket.add(line) if before is None else self._ticket.replace(line)
        except UserError as error:
            self._say(refusal(error))
            return
        self.added.emit()
        told = line_told(line)
        words = tr("Ajouté : {told}", told=told) if before is None else tr("Modifié : {told}", told=told)
        outside = price_warning(advice, line)
        kind = MessageKind.LOOK if outside else MessageKind.NOTE
        message = Message(kind, words, outside, button=tr("Annuler"), button_icon=_UNDO)
        self._say(message, partial(self.remove, line.line_id) if before is None else self.undo)

    def pick(self, line_id: object) -> None:
        """A line was pressed: it is selected, or no more."""
        self._lines.set_selected(None if self._lines.selected == line_id else _key(line_id))

    def select_next(self, step: int) -> None:
        """Select the line before (-1) or after (1); from none, the last or the first."""
        ids: list[Hashable] = [line.line_id for line in self._ticket.lines]
        if not ids:
            return
        selected = self._lines.selected
        at = ids.index(selected) + step if selected in ids else (0 if step > 0 else len(ids) - 1)
        self._lines.set_selected(ids[at % len(ids)])

    def edit(self, line_id: object = None) -> None:
        """Go through the steps of a line again: this one, else the selected one, else the last."""
        wanted = line_id or self._lines.selected
        line = self._ticket.line(wanted) if wanted is not None else next(reversed(self._ticket.lines), None)
        if line is None:
            return
        self._lines.set_selected(line.line_id)
        self._line.edit(line)

    def remove_one(self) -> None:
        """Remove the selected line, else the newest."""
        lines = self._ticket.lines
        selected = self._lines.selected
        if lines:
            self.remove(lines[-1].line_id if selected is None else selected)

    def remove(self, line_id: object) -> None:
        """Take a line off; the band brings it back for five seconds, Ctrl+Z as long as the ticket is open."""
        self._bounce.forget()
        line = self._ticket.line(line_id)
        if line is None:
            return
        place = self._ticket.lines.index(line)
        self._ticket.remove(line.line_id)
        self._say(undoable(tr("Retiré : {told}", told=line_told(line))), partial(self._ticket.put_back, place, line))

    def undo(self) -> None:
        """Take the last act on the lines back."""
        self._bounce.forget()
        change = self._ticket.undo()
        if change is None:
            return
        if change.before is None and change.now is not None:
            back = partial(self._ticket.put_back, change.place, change.now)
            self._say(undoable(tr("Retiré : {told}", told=line_told(change.now))), back)
        else:
            self._say(Message(MessageKind.NOTE, _restored(change)))

    # -- the whole ticket -------------------------------------------------------------------------------------------

    def park(self, name_it: Callable[[UUID], None]) -> bool:
        """Put the ticket aside: the next customer is served.

        Args:
            name_it: Asks what this ticket is called by; that may wait, or never be said.

        Returns:
            Whether it is being put aside.
        """
        if self._is_begun():
            return False
        try:
            basket = self._ticket.park()
        except UserError as error:
            self._say(refusal(error))
            return False
        if basket is not None:
            told = tr("Mis de côté : {told}", told=basket_told(basket))
            message = Message(MessageKind.NOTE, told, button=tr("Donner un nom"), button_icon="pencil")
            self._say(message, partial(name_it, basket.sale_id))
        return basket is not None

    def resume(self, ticket: WaitingTicket) -> None:
        """Take a ticket up again; the one being made is put aside in its place."""
        if self._is_begun():
            return
        swapped = tr("Le ticket qui était en cours est mis de côté.") if self._ticket.lines else ""
        self._ticket.resume(ticket.sale_id)
        told = tr("Repris : {told}", told=basket_told(ticket.basket))
        self._say(Message(MessageKind.GOOD if swapped else MessageKind.NOTE, told, swapped))

    def ask_abandon(self, basket: Basket, on_chosen: Callable[[str], None]) -> None:
        """Ask why a ticket is given up; nothing happens before that is said."""
        dialog = AbandonDialog("sale_abandon_dialog", basket, self._page.window())
        dialog.chosen.connect(on_chosen)
        dialog.ask()

    def abandon(self, reason: str) -> None:
        """Give the running ticket up."""
        self._line.start_over()
        self._ticket.abandon(reason)
        self._say(Message(MessageKind.NOTE, tr("Ticket abandonné. Rien n’est vendu.")))

    def abandon_aside(self, ticket: WaitingTicket, reason: str) -> None:
        """Give a ticket up that was put aside."""
        self._ticket.abandon_aside(ticket.sale_id, reason)
        self._say(Message(MessageKind.NOTE, tr("Ticket abandonné. Rien n’est vendu.")))

    def _is_begun(self) -> bool:
        """Tell, and say, that a line is begun: it must not end up in another ticket, nor be lost."""
        if self._line.entry.begun:
            self._say(Message(MessageKind.LOOK, tr("Une ligne est commencée."), _finish_it()))
        return self._line.entry.begun

    def _say(self, message: Message, undo: Callable[[], None] | None = None) -> None:
        self.told.emit(message, undo)


def undoable(told: str) -> Message:
    """Return a note that can be undone for five seconds."""
    return Message(MessageKind.NOTE, told, button=tr("Annuler"), button_icon=_UNDO, lasts_ms=UNDO_MS)


def _restored(change: Change) -> str:
    line = change.before or change.now
    return tr("Rétabli : {told}", told=line_told(line)) if line is not None else ""


def _finish_it() -> str:
    return tr("Rien n’est perdu. Ajoutez-la, ou effacez-la (Échap), puis recommencez.")


def _key(line_id: object) -> Hashable:
    hash(line_id)
    return line_id
