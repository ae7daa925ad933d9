"""The sale: a line is made in the middle, the ticket grows at the right, « Encaisser » leads to the payment.

This page joins its parts: ``LineBeingMade`` (the line), ``RunningTicket`` (the ticket, kept on disk) and three zones.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QVBoxLayout

from recyclique_desktop.data.queries.selling import SaleDesk, sale_desk
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.till_options import TillOptions
from recyclique_desktop.services.sales import SaleCompleted
from recyclique_desktop.system.messages import tr, trn
from recyclique_desktop.ui.caisse.payment_entry import Checkout
from recyclique_desktop.ui.caisse.price_word import join_prices
from recyclique_desktop.ui.caisse.sale_away import AwayWord
from recyclique_desktop.ui.caisse.sale_hands import join_hands, join_scale
from recyclique_desktop.ui.caisse.sale_keypad import SaleKeypad
from recyclique_desktop.ui.caisse.sale_line import LineBeingMade
from recyclique_desktop.ui.caisse.sale_middle import SaleMiddle
from recyclique_desktop.ui.caisse.sale_ticket import RunningTicket
from recyclique_desktop.ui.caisse.sale_words import last_digits, price_warning
from recyclique_desktop.ui.caisse.ticket_zone import TicketZone
from recyclique_desktop.ui.keys import is_enter
from recyclique_desktop.ui.page import HeaderText, Page
from recyclique_desktop.ui.places import page_name
from recyclique_desktop.ui.widgets.bounce import Bounce
from recyclique_desktop.ui.widgets.dialog import ConfirmDialog
from recyclique_desktop.ui.widgets.message import UNDO_MS, Message, MessageKind
from recyclique_desktop.ui.widgets.zones import ThreeZones
from recyclique_desktop.ui.words import joined, refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.domain.basket import Basket, Line, Weighing
    from recyclique_desktop.domain.prices import PriceAdvice
    from recyclique_desktop.ui.context import AppContext
    from recyclique_desktop.ui.widgets.geometry import Layout


_SHOWN: Final = frozenset({"categories", "preset_buttons", "payment_methods", "settings", "sites", "cash_registers"})


class SalePage(Page):
    """Keypad, steps, ticket.

    ``enter(paid=SaleCompleted)`` shows the change of the ticket just paid. ``enter(session_id=…)`` sells in that
    session, a notebook's for instance, until another is named; ``None`` stands for the till's own.
    """

    name = "sale"

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._till: SaleDesk | None = None
        self._wanted: UUID | None = None
        self._offered: Basket | None = None
        self._paid: SaleCompleted | None = None
        self._undo: Callable[[], None] | None = None
        self._bounce = Bounce(context.debounce_ms)
        self._line = LineBeingMade(context.station.ids, self._bounce, self)
        self._ticket = RunningTicket(context, self)
        self._left = SaleKeypad()
        self._middle = SaleMiddle()
        self._away = AwayWord(self._middle.band)
        self._right = TicketZone()
        self._zones = ThreeZones(self._left, self._middle, self._right)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._zones)
        self._connect()
        self._connect_line()
        self._show()

    def _connect(self) -> None:
        self._zones.layout_changed.connect(self._on_layout)
        self._line.changed.connect(self._on_line)
        self._line.whole.connect(self._on_whole)
        self._line.weighing_removed.connect(self._on_weighing_removed)
        self._ticket.changed.connect(self._on_ticket)
        self._ticket.refused.connect(self._on_refused)
        self._right.line_picked.connect(self._on_line_picked)
        self._right.removal_asked.connect(self._remove)
        self._right.abandon_asked.connect(self._on_abandon_asked)
        self._right.checkout_asked.connect(self._check_out)
        self._middle.band.acted.connect(self._on_band)
        self._middle.offer.resumed.connect(self._on_resumed)
        self._middle.offer.abandoned.connect(self._on_abandon_asked)

    def _connect_line(self) -> None:
        keypad, middle, line = self._left.keypad, self._middle, self._line
        keypad.digit.connect(line.digit)
        keypad.comma.connect(line.comma)
        keypad.backspace.connect(line.backspace)
        keypad.action.connect(line.act)
        middle.step_picked.connect(line.go_to)
        middle.tile_picked.connect(line.pick)
        middle.weighing_removal_asked.connect(line.remove_weighing)
        middle.quantity_asked.connect(line.ask_quantity)
        middle.confirmed.connect(line.confirm)
        middle.question.corrected.connect(line.correct_weight)
        middle.question.kept.connect(line.keep_weight)
        join_hands(self, line, middle)
        join_prices(self, self.context, line, lambda: self._ticket.session_id, self._on_refused)
        join_scale(self.context.scale, line, self._left, middle)

    def header(self) -> HeaderText:
        back = "" if self._ticket.lines or self._line.entry.begun else tr("Accueil")
        return HeaderText(*self._place(), back=back)

    def enter(self, **arrival: object) -> None:
        paid = arrival.get("paid")
        if "session_id" in arrival:
            wanted = arrival["session_id"]
            self._wanted = wanted if isinstance(wanted, UUID) else None
        if isinstance(paid, SaleCompleted):
            self._on_paid(paid)
        self._bounce.start()
        QTimer.singleShot(0, self, self._read)  # the change to give is shown before anything is read

    def refresh(self, tables: frozenset[str]) -> None:
        """New prices hold from the next ticket on: one that was begun keeps the list it began with."""
        is_resting = self._ticket.basket is None and not self._line.entry.begun and self._offered is None
        if tables & _SHOWN and is_resting:
            self._read()

    def leave(self) -> None:
        self._ticket.save_now()
        self._paid = None
        self._middle.band.clear()
        self.setFocus(Qt.FocusReason.OtherFocusReason)  # else the next visit would begin in the field left behind

    def tell_away(self, word: Message | None, *, anew: bool) -> bool:
        self._away.tell(word, anew=anew)
        return True

    def on_back(self) -> None:
        if not self._ticket.lines:
            self.context.go("home")

    def handle_key(self, event: QKeyEvent) -> bool:
        if event.isAutoRepeat() and event.key() != Qt.Key.Key_Backspace:
            return True
        if self._offered is not None:
            if is_enter(event):
                self._on_resumed()
            return event.key() != Qt.Key.Key_Escape
        if self._is_undo(event):
            self._undo_last()
            return True
        return self._line.handle_key(event) or self._handle_ticket_key(event)

    def _handle_ticket_key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if is_enter(event):
            self._check_out()
        elif key == Qt.Key.Key_Space and self._line.entry.on_grid:
            self._middle.turn_page()
        elif key in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self._select_next(-1 if key == Qt.Key.Key_Up else 1)
        elif key == Qt.Key.Key_Escape and self._right.lines.selected is not None:
            self._right.lines.set_selected(None)
        else:
            return key == Qt.Key.Key_Escape and bool(self._ticket.lines)
        return True

    def _is_undo(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Delete:
            return not self._line.entry.active.is_typed
        return event.key() == Qt.Key.Key_Z and event.modifiers() == Qt.KeyboardModifier.ControlModifier

    def _place(self) -> tuple[str, str]:
        if self._till is None or self._till.session is None:
            return tr("Caisse"), ""
        name = self._till.session.register_name or self._till.place.register_name or tr("Caisse")
        number = tr("session {number}", number=self._till.session.short)
        return name, joined(self._till.place.site_name, number)

    # -- what is read -----------------------------------------------------------------------------------------------

    def _read(self) -> None:
        station, wanted = self.context.station, self._wanted
        self.context.tasks.read(lambda session: sale_desk(session, station, wanted), self._on_read, self._on_refused)

    def _on_read(self, till: SaleDesk) -> None:
        if till.session is None:
            self.context.go("home")
            return
        self._till = till
        self._ticket.belong_to(till.session.session_id)
        if not self._ticket.lines:
            self._offered = till.draft
            if not self._line.entry.begun or not self._line.roots:  # a digit typed before the list was there
                self._line.use(till)
        self._show()

    def _on_paid(self, paid: SaleCompleted) -> None:
        self._paid = paid
        self._ticket.adopt(None)
        self._line.start_over()
        amount = paid.total + paid.donation
        told = tr("Ticket {number} enregistré · {amount:euros}", number=last_digits(paid.number), amount=amount)
        self._say(Message(MessageKind.NOTE, told))

    # -- what is shown ----------------------------------------------------------------------------------------------

    def _show(self) -> None:
        self._right.show_basket(self._offered or self._ticket.basket)
        self._show_line()

    def _show_line(self) -> None:
        entry, lines = self._line.entry, self._ticket.lines
        if self._offered is not None:
            self._middle.show_offer(self._offered)
            self._left.show_rest()
        else:
            self._middle.show_entry(entry, self._line.roots)
            self._left.show_entry(entry)
        if not lines and self._offered is None:
            self._right.show_paid(self._paid, self._labels())
        self._right.show_checkout(enabled=bool(lines), filled=not entry.begun and self._offered is None)
        self.header_changed.emit()

    def _labels(self) -> dict[str, str]:
        return {method.code: tr(method.label) for method in self._till.methods} if self._till is not None else {}

    def _say(self, message: Message, undo: Callable[[], None] | None = None) -> None:
        self._undo = undo
        self._middle.band.say(message)

    def _hush(self) -> None:
        """A line begins: what was said of the one before goes, but for failures and what has its own time."""
        told = self._middle.band.message
        if told is None or told.kind is MessageKind.FAILED or told.lasts_ms or self._away.is_shown:
            return
        self._middle.band.clear()
        self._away.follow()

    # -- slots ------------------------------------------------------------------------------------------------------

    def _on_layout(self, layout: Layout) -> None:
        self._left.follow(layout)
        self._middle.follow(layout)
        self._right.follow(layout)
        self._show()

    def _on_line(self) -> None:
        focused = QApplication.focusWidget()
        if focused is not None and self._middle.isAncestorOf(focused):
            self.setFocus(Qt.FocusReason.OtherFocusReason)  # what it stands on may go; the ring must not jump elsewhere
        if self._line.entry.begun:
            self._paid = None
            self._hush()
        self._show_line()

    def _on_whole(self, line: Line, advice: PriceAdvice) -> None:
        self._paid = None
        self._right.lines.set_selected(None)
        self._ticket.add(line)
        told = tr("Ajouté : {told}", told=joined(line.label, tr("{amount:euros}", amount=line.total)))
        outside = price_warning(advice, line)
        kind = MessageKind.LOOK if outside else MessageKind.NOTE
        message = Message(kind, told, outside, button=tr("Annuler"), button_icon="undo-2")
        self._say(message, partial(self._remove, line.line_id))

    def _on_ticket(self) -> None:
        self._line.follow(self._ticket.basket)
        self._right.show_basket(self._ticket.basket)
        self._show_line()

    def _on_line_picked(self, line_id: object) -> None:
        lines = self._right.lines
        lines.set_selected(None if lines.selected == line_id else line_id)

    def _select_next(self, step: int) -> None:
        ids: list[Hashable] = [line.line_id for line in self._ticket.lines]
        if not ids:
            return
        selected = self._right.lines.selected
        at = ids.index(selected) + step if selected in ids else (0 if step > 0 else len(ids) - 1)
        self._right.lines.set_selected(ids[at % len(ids)])

    def _undo_last(self) -> None:
        """One key: the selected line goes, else the newest."""
        self._bounce.forget()
        lines = self._ticket.lines
        selected = self._right.lines.selected
        if lines:
            self._remove(lines[-1].line_id if selected is None else selected)

    def _remove(self, line_id: object) -> None:
        self._bounce.forget()
        place = next((at for at, line in enumerate(self._ticket.lines) if line.line_id == line_id), None)
        if place is None:
            return
        line = self._ticket.lines[place]
        self._ticket.remove(line.line_id)
        told = tr("Retiré : {told}", told=joined(line.label, tr("{amount:euros}", amount=line.total)))
        self._say(_undoable(told), partial(self._ticket.put_back, place, line))

    def _on_weighing_removed(self, place: int, weighing: Weighing) -> None:
        told = tr("Pesée retirée : {weight:kilos}", weight=weighing.grams)
        self._say(_undoable(told), partial(self._line.restore_weighing, place, weighing))

    def _on_band(self) -> None:
        if self._away.is_shown:
            self.context.go(page_name("sync"), came_from=self.name)
        else:
            self._on_undo()

    def _on_undo(self) -> None:
        undo, self._undo = self._undo, None
        self._middle.band.clear()
        if undo is not None:
            undo()

    def _on_abandon_asked(self) -> None:
        basket = self._offered or self._ticket.basket
        if basket is None:
            return
        dialog = ConfirmDialog(
            "sale_abandon_dialog",
            tr("Abandonner le ticket de {amount:euros} ?", amount=basket.total),
            trn("Sa ligne disparaît ; rien n’est vendu. Le journal garde la trace de l’abandon.",
                "Ses {n} lignes disparaissent ; rien n’est vendu. Le journal garde la trace de l’abandon.",
                len(basket.lines)),
            confirm=tr("Abandonner le ticket"),
            keep=tr("Garder le ticket"),
            parent=self.window(),
        )  # fmt: skip
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.confirmed.connect(self._on_abandoned)
        dialog.ask()

    def _on_abandoned(self) -> None:
        if self._offered is not None:
            self._on_resumed()
        self._line.start_over()
        self._ticket.abandon()
        self._say(Message(MessageKind.NOTE, tr("Ticket abandonné. Rien n’est vendu.")))

    def _on_resumed(self) -> None:
        found, self._offered = self._offered, None
        self._ticket.adopt(found)

    def _check_out(self) -> None:
        basket, session_id = self._ticket.basket, self._ticket.session_id
        if basket is None or not basket.lines or session_id is None or self._till is None:
            return
        if not self._till.methods:
            self._on_refused(UserError("payment.method_unknown"))
        elif self._bounce.is_meant():
            leaf = self._line.entry.leaf
            title, place = self._place()
            options = self._till.session.options if self._till.session else TillOptions()
            unfinished = leaf.label if leaf else ""
            checkout = Checkout(basket, session_id, self._till.methods, unfinished, title, place, options)
            self.context.go("payment", checkout=checkout)

    def _on_refused(self, error: UserError) -> None:
        self._say(refusal(error))


def _undoable(told: str) -> Message:
    return Message(MessageKind.NOTE, told, button=tr("Annuler"), button_icon="undo-2", lasts_ms=UNDO_MS)
