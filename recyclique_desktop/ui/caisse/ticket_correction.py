"""The right column of « Tickets »: what comes back and why, how it was really paid, its goods, or its whole text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from recyclique_desktop.documents.ticket_text import ticket_text
from recyclique_desktop.domain.money import ZERO, Cents
from recyclique_desktop.domain.payment import MAX_REFERENCE
from recyclique_desktop.services.reversals import PaidBack, ReturnLine
from recyclique_desktop.system.messages import mark, tr
from recyclique_desktop.ui.caisse.paper import Paper, seen_through
from recyclique_desktop.ui.caisse.ticket_goods import TicketGoods
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import Text
from recyclique_desktop.ui.widgets.buttons import ActionButton, PrimaryButton
from recyclique_desktop.ui.widgets.chips import ChipGroup
from recyclique_desktop.ui.widgets.fields import Field
from recyclique_desktop.ui.widgets.rows import Card
from recyclique_desktop.ui.widgets.single import Scrolled, bring_into_sight
from recyclique_desktop.ui.widgets.table import HEAD, ROW, Cell, Column, Table, TableRow

if TYPE_CHECKING:
    from collections.abc import Hashable

    from recyclique_desktop.data.queries.sold import SoldTicket
    from recyclique_desktop.data.queries.tickets import TicketDetail, TicketRow
    from recyclique_desktop.domain.payment import Method

_MODES: Final = {
    "lines": mark("Rendre des objets"),
    "paid": mark("Le paiement"),
    "goods": mark("Poids, catégorie, note"),
    "paper": mark("Lire le ticket"),
}
"""What may be done with a ticket, in the order of the views."""
_GOODS, _PAPER = 2, 3
_PAID: Final = 148
"""Height in which one way to pay is chosen; the reference is scrolled to in a low window."""
_DONATION: Final = 0
"""Key of the donation among the lines, whose numbers begin at 1."""


class CorrectionColumn(Card):
    """One ticket taken up.

    Signals:
        refund_asked(tuple, tuple, str): Lines that come back, money that goes back, why.
        fix_asked(str, str, str, str): Taken as, really, why, and its reference where the shop wants one.
        changed(): Another correction is being made than before.
    """

    refund_asked = Signal(object, object, str)
    fix_asked = Signal(str, str, str, str)
    changed = Signal()

    def __init__(self) -> None:
        super().__init__("correction", margin=18)
        self._ticket: TicketDetail | None = None
        self._back: dict[int, int] = {}
        self._title = Text("", "h2")
        self._words = Text("", "small", "text2", wrap=True)
        self._mode = ChipGroup("correction_mode", "")
        self._may_undo = False
        self.goods, self.paper = TicketGoods(), Paper("ticket_paper")
        self._views = QStackedWidget()
        self._lines = Table("correction_lines", (Column(tr("Article")), Column(tr("Rendu"), 96, at_right=True)))
        self._everything = ActionButton("correction_all", tr("Tout annuler"), height=Height.SMALL_ACTION)
        self._pay_back = ChipGroup("correction_pay", tr("Rendre en"), columns=3)
        self._taken = ChipGroup("correction_taken", tr("Enregistré comme"), columns=3)
        self._really = ChipGroup("correction_really", tr("En fait payé par"), columns=3)
        self._numbered: frozenset[str] = frozenset()
        self._reference = Field("correction_reference", tr("Référence"), hint=tr("Ce moyen de paiement en veut une."))
        self._reference.edit.setMaxLength(MAX_REFERENCE)
        self._reasons = ChipGroup("correction_reason", tr("Pourquoi ?"))
        self._act = PrimaryButton("correction_act", tr("Rendre"), height=Height.ACTION_TALL, large=False)
        self._seen = seen_through(self._lines, "correction_lines_area", HEAD + ROW + 30)
        self._parts = (self._everything, self._mode, self._views, self._reasons, self._act)
        self._build()
        self._connect()
        self.show_nothing()

    def _build(self) -> None:
        lines = QWidget()
        column = QVBoxLayout(lines)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._seen, 1)
        column.addWidget(self._pay_back)
        paid = QWidget()
        column = QVBoxLayout(paid)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.PAGE)
        column.addWidget(self._taken)
        column.addWidget(self._really)
        column.addWidget(self._reference)
        column.addStretch(1)
        area = Scrolled(paid)
        area.setMinimumHeight(_PAID)
        self._views.addWidget(lines)
        self._views.addWidget(area)
        self._views.addWidget(self.goods)
        self._views.addWidget(self.paper)
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._everything)
        self.column.addLayout(head)
        self.column.addWidget(self._words)
        self.column.addWidget(self._mode)
        self.column.addWidget(self._views, 1)
        self.column.addWidget(self._reasons)
        self.column.addWidget(self._act)
        self.column.addStretch(0)  # with no ticket the title and its sentence stay together

    def _connect(self) -> None:
        self._mode.set_options(tuple((mode, tr(words)) for mode, words in _MODES.items()))
        reasons = (tr("Objet rendu"), tr("Erreur de saisie"), tr("Objet défectueux"), tr("Autre raison"))
        self._reasons.set_options(tuple((words, words) for words in reasons))
        self._mode.changed.connect(self._on_mode)
        self._lines.picked.connect(self._on_line)
        self._everything.clicked.connect(self._on_everything)
        for group in (self._pay_back, self._taken, self._really, self._reasons):
            group.changed.connect(self._show)
        self._reference.changed.connect(self._show)
        self._act.clicked.connect(self._on_act)

    @property
    def ticket(self) -> TicketDetail | None:
        """The ticket taken up."""
        return self._ticket

    def show_nothing(self) -> None:
        """No ticket is taken up."""
        self._forget(
            tr("Aucun ticket choisi"), tr("Touchez un ticket pour le corriger. Un ticket payé ne change jamais.")
        )

    def show_correction(self, row: TicketRow, sold: SoldTicket | None) -> None:
        """A correction was picked: it is not itself corrected, only read."""
        self._forget(row.number, tr("Ce ticket corrige le ticket {number}.", number=row.corrects))
        if sold is not None:
            self.paper.show_text(ticket_text(sold))
            self._show_view(_PAPER)
            self._views.show()

    def show_ticket(
        self, ticket: TicketDetail, methods: tuple[Method, ...], sold: SoldTicket | None, *, is_open: bool
    ) -> None:
        """Take a ticket up; without an open till no money moves, its goods are put right all the same."""
        mode = self._mode.chosen if self._ticket is not None and self._ticket.sale_id == ticket.sale_id else ()
        if sold is not None:
            self.goods.show_ticket(sold)
            self.paper.show_text(ticket_text(sold))
        self._may_undo = is_open and not ticket.is_undone
        if not self._may_undo:
            words = (
                tr("Tout a déjà été rendu.") if ticket.is_undone else tr("Ouvrez la caisse pour rendre de l’argent.")
            )
            self._forget(ticket.number, words)
            self._ticket = ticket
            self._allow(mode or ("goods",))
            return
        self._forget(ticket.number, tr("Vendu le {at:date} à {hour:time}", at=ticket.at, hour=ticket.at))
        self._ticket, self._back = ticket, {}
        self._pay_back.set_options(tuple((one.code, one.label) for one in methods))
        most = max(ticket.paid, key=lambda one: one.amount, default=None)
        self._pay_back.choose((most.method_code,) if most else ())
        self._taken.set_options(tuple((one.method_code, one.label) for one in ticket.paid))
        self._taken.choose((ticket.paid[0].method_code,) if len(ticket.paid) == 1 else ())
        self._taken.setVisible(len(ticket.paid) > 1)  # the list beside says the only one
        self._really.set_options(tuple((one.code, one.label) for one in methods))
        self._numbered = frozenset(one.code for one in methods if one.needs_reference)
        self._reference.set_text("")
        self._reasons.choose(())
        self._allow(mode or ("lines",))

    def _allow(self, mode: tuple[Hashable, ...]) -> None:
        """Offer what may be done with the ticket taken up, and show one of it."""
        self._mode.allow(_MODES if self._may_undo else ("goods", "paper"))
        self._mode.choose(mode)
        self._mode.show()
        self._views.show()
        self._on_mode()

    def lines_total(self, lines: tuple[ReturnLine, ...]) -> Cents:
        """Return what these lines are worth."""
        if self._ticket is None:
            return ZERO
        known = {line.line_no: line for line in self._ticket.lines}
        return Cents(sum(known[line.line_no].share(line.quantity).total for line in lines))

    def _forget(self, title: str, words: str) -> None:
        self._ticket, self._back = None, {}
        self._title.setText(title)
        self._words.setText(words)
        for part in self._parts:
            part.hide()

    @property
    def _is_refund(self) -> bool:
        return self._mode.chosen == ("lines",)

    @property
    def _reason(self) -> str:
        return str(self._reasons.chosen[0]) if self._reasons.chosen else ""

    def _returned(self) -> tuple[ReturnLine, ...]:
        return tuple(ReturnLine(no, count) for no, count in sorted(self._back.items()) if count and no != _DONATION)

    def _due(self) -> Cents:
        gift = self._ticket.donation if self._ticket is not None and self._back.get(_DONATION) else ZERO
        return Cents(self.lines_total(self._returned()) + gift)

    def _paid_back(self) -> tuple[PaidBack, ...]:
        """Return the money that goes back: as it came when everything does, else in the way chosen."""
        due = self._due()
        if self._ticket is None or not due:
            return ()
        if due == sum(one.amount for one in self._ticket.paid):
            return tuple(PaidBack(one.method_code, one.amount) for one in self._ticket.paid)
        return tuple(PaidBack(str(code), due) for code in self._pay_back.chosen)

    def _on_mode(self) -> None:
        self.changed.emit()
        place = tuple(_MODES).index(str(self._mode.chosen[0]))
        self._everything.setVisible(self._is_refund)
        self._show_view(place)
        for part in (self._reasons, self._act):
            part.setVisible(place < _GOODS)
        if place < _GOODS:
            self._show()

    def _show_view(self, place: int) -> None:
        """Show one view; those behind ask for no room."""
        for one in range(self._views.count()):
            view: QWidget | None = self._views.widget(one)
            room = QSizePolicy.Policy.Preferred if one == place else QSizePolicy.Policy.Ignored
            if view is not None:
                view.setSizePolicy(QSizePolicy.Policy.Preferred, room)
        self._views.setCurrentIndex(place)

    def _on_line(self, key: object) -> None:
        """One more object of the line comes back; after the last, none."""
        line_no = int(str(key))
        most = 1 if line_no == _DONATION else self._left_of(line_no)
        self._back[line_no] = (self._back.get(line_no, 0) + 1) % (most + 1)
        self._show()

    def _on_everything(self) -> None:
        if self._ticket is None:
            return
        self._back = {line.line_no: line.remaining for line in self._ticket.lines}
        self._back[_DONATION] = 1 if self._ticket.donation else 0
        self._show()

    def _left_of(self, line_no: int) -> int:
        lines = self._ticket.lines if self._ticket is not None else ()
        return next(line.remaining for line in lines if line.line_no == line_no)

    def _show(self) -> None:
        self.changed.emit()
        if self._ticket is None:
            return
        rows = [*self._line_rows(self._ticket), *self._gift_rows(self._ticket)]
        self._lines.setMinimumHeight(HEAD + 2 + len(rows) * (ROW + 1))
        self._lines.set_rows(rows)
        comes = self._wants_reference and self._reference.isHidden()
        self._reference.setVisible(self._wants_reference)
        if comes:
            bring_into_sight(self._reference)
        amount = tr("{amount:euros}", amount=self._due())
        self._act.set_label(tr("Rendre {amount}", amount=amount) if self._is_refund else tr("Corriger le paiement"))
        self._act.setEnabled(self._is_ready())

    def _line_rows(self, ticket: TicketDetail) -> list[TableRow]:
        return [
            TableRow(
                line.line_no,
                (
                    Cell(line.label, tr("{amount:euros}", amount=line.total)),
                    Cell(
                        f"{self._back.get(line.line_no, 0)} / {line.remaining}",
                        role="strong",
                        tone="text" if self._back.get(line.line_no) else "text2",
                    ),
                ),
            )
            for line in ticket.lines
            if line.remaining
        ]

    def _gift_rows(self, ticket: TicketDetail) -> list[TableRow]:
        if not ticket.donation:
            return []
        words = tr("Rendu") if self._back.get(_DONATION) else tr("Gardé")
        cells = (Cell(tr("Don"), tr("{amount:euros}", amount=ticket.donation)), Cell(words, role="strong"))
        return [TableRow(_DONATION, cells)]

    @property
    def _wants_reference(self) -> bool:
        return not self._numbered.isdisjoint(str(code) for code in self._really.chosen)

    def _is_ready(self) -> bool:
        if not self._reason:
            return False
        if not self._is_refund:
            if self._wants_reference and not self._reference.text.strip():
                return False
            return bool(self._taken.chosen and self._really.chosen and self._taken.chosen != self._really.chosen)
        due = self._due()
        anything = bool(self._returned()) or due > 0
        return anything and sum(one.amount for one in self._paid_back()) == due

    def _on_act(self) -> None:
        if not self._is_ready():
            return
        if self._is_refund:
            self.refund_asked.emit(self._returned(), self._paid_back(), self._reason)
        else:
            reference = self._reference.text.strip() if self._wants_reference else ""
            self.fix_asked.emit(str(self._taken.chosen[0]), str(self._really.chosen[0]), self._reason, reference)
