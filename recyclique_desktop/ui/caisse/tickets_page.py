"""« Tickets »: what was sold here; one is taken up to give objects back, to undo it, or to say how it was really paid.

A paid ticket never changes. Each correction is a ticket of its own, with a reason; a manager beside may allow it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.data.queries.tickets import TakenUp, TicketRow, recent_tickets, taken_up
from recyclique_desktop.data.queries.till import OpenSessionView, open_session_of, payment_methods
from recyclique_desktop.domain.enums import SaleKind
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.payment import CashException
from recyclique_desktop.services.reversals import (
    FixPayment,
    PaidBack,
    ReturnLine,
    Reversed,
    ReverseSale,
    fix_payment,
    reverse_sale,
)
from recyclique_desktop.services.sale_corrections import CorrectSaleNote, correct_sale_line, correct_sale_note
from recyclique_desktop.system.messages import tr, trn
from recyclique_desktop.ui.approving import ask_manager
from recyclique_desktop.ui.caisse.date_question import DateQuestion
from recyclique_desktop.ui.caisse.goods_dialog import GoodsDialog
from recyclique_desktop.ui.caisse.payment_words import too_much_cash
from recyclique_desktop.ui.caisse.ticket_correction import CorrectionColumn
from recyclique_desktop.ui.page import HeaderText, Page
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.ask import AskDialog, Asked
from recyclique_desktop.ui.widgets.buttons import ActionButton
from recyclique_desktop.ui.widgets.message import Message, MessageBand, MessageKind
from recyclique_desktop.ui.widgets.pager import Pager
from recyclique_desktop.ui.widgets.search import SearchBox
from recyclique_desktop.ui.widgets.single import bring_into_sight, roomy
from recyclique_desktop.ui.widgets.table import TALL_ROW, Cell, Column, Table, TableRow
from recyclique_desktop.ui.words import refusal

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.data.queries.sold import SoldLineView
    from recyclique_desktop.domain.errors import UserError
    from recyclique_desktop.domain.payment import Method
    from recyclique_desktop.domain.station import Actor
    from recyclique_desktop.ui.context import AppContext

    _Act = Callable[[Any, Actor], Reversed]
    _Again = Callable[[Actor | None], None]

_RIGHT: Final = 460
_SEARCH: Final = 240


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the page has read."""

    rows: tuple[TicketRow, ...]
    opened: OpenSessionView | None
    methods: tuple[Method, ...]


class TicketsPage(Page):
    """The list at the left, the ticket taken up at the right."""

    name = "tickets"

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._shown: _Shown | None = None
        self._taken: TakenUp | None = None
        self._reversal_id: UUID | None = None
        self._abroad: Callable[[], None] | None = None
        self._table = Table(
            "tickets_table",
            (
                Column(tr("Ticket"), 150),
                Column(tr("Heure"), 110, leaves_below=560),
                Column(tr("Paiement")),
                Column(tr("Total"), 120, at_right=True),
            ),
            row_height=TALL_ROW,
        )
        self._pager = Pager("tickets_pager")
        self._drawer = ActionButton(
            "tickets_drawer", tr("Argent sans vente"), icon="banknote", height=Height.SMALL_ACTION
        )
        self._search = SearchBox("tickets_search", tr("Numéro"))
        self._search.setMaximumWidth(_SEARCH)
        self._date = DateQuestion(self, self._say)
        self._band = MessageBand("tickets_band", height=80)
        self._correction = CorrectionColumn()
        self._build()
        self._search.changed.connect(lambda _typed: self._load())
        self._drawer.clicked.connect(lambda: self.context.go("drawer"))
        self._table.picked.connect(self._on_picked)
        self._table.page_changed.connect(self._show_span)
        self._pager.turned.connect(self._table.turn)
        self._band.told.connect(self._on_told)
        self._correction.refund_asked.connect(self._on_refund)
        self._correction.fix_asked.connect(self._on_fix)
        self._correction.changed.connect(self._ask_no_more)
        self._band.acted.connect(self._on_abroad)
        self._correction.goods.line_asked.connect(self._on_line)
        self._correction.goods.note_asked.connect(self._on_note)

    def _build(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(Space.SMALL)
        left.addWidget(self._search)
        left.addWidget(self._table, 1)
        foot = QHBoxLayout()
        foot.setSpacing(Space.GRID)
        foot.addWidget(self._drawer)
        foot.addWidget(self._pager, 1)
        left.addLayout(foot)
        left.addWidget(self._band)
        right = QWidget()
        right.setFixedWidth(_RIGHT)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._correction)
        row = QHBoxLayout(roomy(self))
        row.setContentsMargins(Space.ADMIN, 20, Space.ADMIN, Space.PAGE)
        row.setSpacing(Space.PAGE)
        row.addLayout(left, 1)
        row.addWidget(right)

    def _on_told(self) -> None:
        """What is said at the left is seen, whichever part of a small window was shown."""
        if self._band.message is not None:
            bring_into_sight(self._band)

    def header(self) -> HeaderText:
        opened = self._shown.opened if self._shown else None
        small = tr("session {number}", number=opened.short) if opened is not None else tr("Caisse fermée")
        return HeaderText(tr("Tickets"), small, back=tr("Revenir"))

    def enter(self, **arrival: object) -> None:
        del arrival
        self._ask_no_more()
        self._band.clear()
        self._table.choose(None)
        self._correction.show_nothing()
        self._search.edit.clear()
        self._load()

    def on_back(self) -> None:
        self.context.go("home")

    def handle_key(self, event: QKeyEvent) -> bool:
        if self._correction.paper.isVisible() and self._correction.paper.take_key(event):
            return True
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if event.key() not in steps:
            return False
        key = self._table.neighbour(steps[Qt.Key(event.key())])
        if key is not None:
            self._on_picked(key)
        return True

    def _load(self) -> None:
        station, typed = self.context.station, self._search.edit.text().strip()
        self.context.tasks.read(
            lambda session: _Shown(
                recent_tickets(session, station, typed), open_session_of(session, station), payment_methods(session)
            ),
            self._on_read,
            self._on_refused,
        )

    def _on_read(self, shown: _Shown) -> None:
        self._shown = shown
        self._drawer.setEnabled(shown.opened is not None)
        self._table.set_rows([_row(one) for one in shown.rows])
        self.header_changed.emit()

    def _show_span(self) -> None:
        first, last, count = self._table.span
        said = tr("{first} à {last} sur {count}", first=first, last=last, count=count) if count else tr("Aucun ticket")
        self._pager.show_page(said, self._table.page, self._table.pages)

    def _on_picked(self, key: object) -> None:
        if self._shown is None:
            return
        picked = next(one for one in self._shown.rows if one.sale_id == key)
        self._table.choose(picked.sale_id)
        self._ask_no_more()
        self._band.clear()
        # Made when the ticket is taken up, so that a double press gives money back once.
        self._reversal_id = self.context.station.ids.new()
        sale_id = picked.sale_id
        self.context.tasks.read(
            lambda session: taken_up(session, sale_id), partial(self._on_detail, picked), self._on_refused
        )

    def _on_detail(self, picked: TicketRow, found: TakenUp) -> None:
        if self._shown is None or self._table.chosen != picked.sale_id:
            return  # another was taken up before the answer came
        self._taken = found
        if found.detail is None:
            self._correction.show_correction(picked, found.sold)
            return
        is_open = self._shown.opened is not None
        self._correction.show_ticket(found.detail, self._shown.methods, found.sold, is_open=is_open)

    def _on_line(self, line: SoldLineView) -> None:
        """Ask what a line should say of its goods."""
        if self._taken is None or self._taken.sold is None:
            return
        dialog = GoodsDialog(self._taken.sold.sale_id, line, self._taken.known, self._taken.presets, self)
        dialog.answered.connect(lambda command: self._put_right(correct_sale_line, command))
        dialog.finished.connect(dialog.deleteLater)
        dialog.ask()

    def _on_note(self) -> None:
        """Ask what the ticket's note should say; its earlier words stay listed."""
        sold = self._taken.sold if self._taken is not None else None
        if sold is None:
            return
        earlier = " · ".join(one.text or tr("(effacée)") for one in sold.notes)
        detail = tr("Avant : {words}", words=earlier) if earlier else tr("Le ticket signé ne change pas.")
        dialog = AskDialog(
            "note_form", tr("Note du ticket {number}", number=sold.number), detail,
            (Asked("note", tr("Note"), lambda _text: "", hint=tr("sans nom ni adresse"), value=sold.note),),
            confirm=tr("Enregistrer"), keep=tr("Laisser comme avant"), parent=self,
        )  # fmt: skip
        dialog.answered.connect(
            lambda said: self._put_right(correct_sale_note, CorrectSaleNote(sold.sale_id, said["note"]))
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.ask()

    def _put_right(self, act: Callable[..., int], command: object, actor: Actor | None = None) -> None:
        """Put right; who lacks the right may ask a manager for it, once."""
        acting, station = actor or self.context.presence.actor, self.context.station
        self.context.tasks.write(
            lambda session: act(session, command, acting, station),
            self._on_put_right,
            partial(self._on_not_put_right, act, command),
        )

    def _on_not_put_right(self, act: Callable[..., int], command: object, error: UserError) -> None:
        again = partial(self._put_right, act, command)
        if not ask_manager(self, self.context, error, again, self._on_refused):
            self._on_refused(error)

    def _on_put_right(self, count: int) -> None:
        told = trn("{n} valeur corrigée. Les chiffres suivent.", "{n} valeurs corrigées. Les chiffres suivent.", count)
        self._band.say(Message(MessageKind.GOOD, told, closable=True))
        sale_id = self._table.chosen
        picked = next((one for one in self._shown.rows if one.sale_id == sale_id), None) if self._shown else None
        if picked is not None:
            self.context.tasks.read(
                lambda session: taken_up(session, picked.sale_id), partial(self._on_detail, picked), self._on_refused
            )

    def _on_refund(self, lines: tuple[ReturnLine, ...], paid_back: tuple[PaidBack, ...], reason: str) -> None:
        ticket = self._correction.ticket
        if ticket is None or self._shown is None or self._shown.opened is None or self._reversal_id is None:
            return
        gives_donation = sum(one.amount for one in paid_back) - self._correction.lines_total(lines)
        command = ReverseSale(
            self._reversal_id, ticket.sale_id, self._shown.opened.session_id, lines, paid_back, reason,
            donation=Cents(gives_donation),
        )  # fmt: skip
        self._write(lambda session, actor: reverse_sale(session, command, actor, self.context.station))

    def _on_fix(self, taken_as: str, really: str, reason: str, reference: str) -> None:
        ticket = self._correction.ticket
        if ticket is None or self._shown is None or self._shown.opened is None or self._reversal_id is None:
            return
        amount = next(one.amount for one in ticket.paid if one.method_code == taken_as)
        command = FixPayment(
            self._reversal_id,
            ticket.sale_id,
            self._shown.opened.session_id,
            taken_as,
            really,
            amount,
            reason,
            reference,
        )
        self._fix(command)

    def _fix(self, command: FixPayment, actor: Actor | None = None) -> None:
        """Put the payment right; what is more cash than the law lets residents pay may be put right for others."""
        abroad = replace(command, reference=CashException.NON_RESIDENT.value)
        self._write(
            lambda session, by: fix_payment(session, command, by, self.context.station),
            actor,
            partial(self._fix, abroad),
        )

    def _write(self, act: _Act, actor: Actor | None = None, abroad: _Again | None = None) -> None:
        self._correction.setEnabled(False)
        acting = actor or self.context.presence.actor
        self.context.tasks.write(
            lambda session: act(session, acting), self._on_done, partial(self._on_denied, act, actor, abroad)
        )

    def _on_denied(self, act: _Act, actor: Actor | None, abroad: _Again | None, error: UserError) -> None:
        self._correction.setEnabled(True)
        ceiling = error.params.get("ceiling")
        if abroad is not None and error.code == "payment.cash_ceiling" and isinstance(ceiling, int):
            self._abroad = partial(abroad, actor)
            self._band.say(too_much_cash(Cents(ceiling)))
        elif not self._date.is_asked(error, lambda: self._write(act, actor, abroad)) and not ask_manager(
            self, self.context, error, lambda by: self._write(act, by, abroad), self._on_refused
        ):
            self._on_refused(error)

    def _on_abroad(self) -> None:
        """The customer lives abroad: she may have paid so much in cash."""
        again = self._abroad
        self._ask_no_more()
        if again is not None:
            again()

    def _ask_no_more(self) -> None:
        """What was asked is no longer about this correction."""
        if self._abroad is not None:
            self._abroad = None
            self._band.clear()

    def _on_done(self, done: Reversed) -> None:
        self._correction.setEnabled(True)
        self._table.choose(None)
        self._correction.show_nothing()
        title = tr("Correction enregistrée : ticket {number}", number=done.number)
        detail = tr("À rendre : {amount:euros}", amount=Cents(-done.total - done.donation))
        self._band.say(Message(MessageKind.GOOD, title, detail if done.total or done.donation else "", closable=True))
        self._load()

    def _on_refused(self, error: UserError) -> None:
        self._correction.setEnabled(True)
        self._say(error)

    def _say(self, error: UserError) -> None:
        self._band.say(refusal(error))


def _row(one: TicketRow) -> TableRow:
    note = tr("corrigé") if one.corrected else ""
    if one.kind is SaleKind.REVERSAL:
        note = tr("corrige {number}", number=one.corrects)
    objects = tr("{count} {count:objet|objets}", count=abs(one.objects))
    return TableRow(
        one.sale_id,
        (
            Cell(one.number, note, role="strong"),
            Cell(tr("{at:time}", at=one.at), tr("{at:date}", at=one.at)),
            Cell(" + ".join(one.paid_by) or tr("Sans paiement"), objects),
            Cell(tr("{amount:euros}", amount=Cents(one.total + one.donation)), role="strong"),
        ),
    )
