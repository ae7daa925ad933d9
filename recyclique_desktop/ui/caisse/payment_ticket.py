"""The right zone of the payment: what is owed, what was given, what to give back, and the button that sells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from recyclique_desktop.domain.money import Cents, format_euros
from recyclique_desktop.system.messages import tr, trn
from recyclique_desktop.ui.caisse.payment_entry import Step
from recyclique_desktop.ui.caisse.payment_methods import SHARES_KEY, icon_of
from recyclique_desktop.ui.caisse.payment_words import act_word, payment_detail, status_words
from recyclique_desktop.ui.theme.tokens import Space
from recyclique_desktop.ui.widgets.base import FlexText, Text, empty, rule
from recyclique_desktop.ui.widgets.buttons import GhostButton, IconButton
from recyclique_desktop.ui.widgets.rows import UNKNOWN, AmountRow, ItemRow
from recyclique_desktop.ui.widgets.ticket import TotalFoot

if TYPE_CHECKING:
    from recyclique_desktop.domain.basket import Line
    from recyclique_desktop.domain.payment import Method, Payment
    from recyclique_desktop.ui.caisse.payment_entry import PaymentEntry
    from recyclique_desktop.ui.widgets.geometry import Layout

_ROW = 58
_NEARER = 9
"""Between the ✕ of a payment and the edge; an amount without ✕ stands under those above."""


class PaymentList(QScrollArea):
    """The payments, each with its ✕; the one being typed is the last.

    Signals:
        removal_asked(int): Place of a payment, 0 being the first.
    """

    removal_asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        held = QVBoxLayout(inside)
        held.setContentsMargins(0, 0, 0, 0)
        held.setSpacing(0)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        held.addLayout(self._rows)
        held.addStretch(1)
        self.setWidget(inside)

    def show_entry(self, entry: PaymentEntry) -> None:
        """Show what would be recorded now."""
        empty(self._rows)
        methods = {method.code: method for method in entry.methods}
        if entry.step in {Step.TOTAL, Step.DONATION} and not entry.tenders:
            return
        for place, payment in enumerate(entry.draft.payments()):
            proposed = place == len(entry.tenders) and entry.is_proposing
            self._rows.addWidget(self._row(place, payment, methods[payment.method_code], proposed=proposed))

    def show_shares(self, entry: PaymentEntry) -> None:
        """Show what each line comes to instead."""
        empty(self._rows)
        for place, (line, share) in enumerate(zip(entry.lines, entry.shares, strict=True)):
            self._rows.addWidget(_share_row(place, line, share))

    def _row(self, place: int, payment: Payment, method: Method, *, proposed: bool) -> ItemRow:
        name = f"payment_row_{place}"
        remove = None
        if not proposed:
            remove = IconButton(f"{name}_remove", "x", tr("Retirer le paiement {n}", n=place + 1))
            remove.clicked.connect(lambda: self.removal_asked.emit(place))
        made = ItemRow(
            name, tr(method.label), payment_detail(payment, proposed=proposed),
            amount=tr("{amount:euros}", amount=payment.amount), icon=icon_of(method), button=remove, height=_ROW,
        )  # fmt: skip
        return made if remove is not None else _under(made)


class PaymentTicket(QWidget):
    """Goods, donation, due; the payments; what is missing or to be given back; « Valider ».

    Signals:
        removal_asked(int): See ``PaymentList``.
        confirmed(): « Valider » was pressed.
        shares_asked(): « Parts », or « Paiements » again.
    """

    removal_asked = Signal(int)
    confirmed = Signal()
    shares_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = Text("", "small", "text2")
        self._goods = AmountRow("payment_goods", tr("Articles"), height=33)
        self._change = AmountRow("payment_change", tr("Remise"), height=33)
        self._donation = AmountRow("payment_gift", tr("Don"), height=33)
        self._due = AmountRow("payment_due", tr("À payer"), strong=True)
        self._list = PaymentList()
        self._narrow = False
        self._shows_shares = False
        self._listed = FlexText(tr("Paiements"), "label", "text2")
        self._shares = GhostButton("payment_shares", tr("Parts"), icon="list", cap=SHARES_KEY)
        self.foot = TotalFoot("payment_foot", tr("À rendre"), tr("Valider"), cap=tr("Entrée"))
        self._build()
        self._list.removal_asked.connect(self.removal_asked)
        self.foot.pressed.connect(self.confirmed)
        self._shares.clicked.connect(self.shares_asked)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(FlexText(tr("Ticket en cours"), "h2"), 1)
        head.addWidget(self._lines)
        above = QVBoxLayout()
        above.setContentsMargins(Space.TICKET, Space.PAGE, Space.TICKET, 0)
        above.setSpacing(0)
        above.addLayout(head)
        above.addSpacing(Space.TINY)
        above.addWidget(self._goods)
        above.addWidget(self._change)
        above.addWidget(self._donation)
        above.addSpacing(Space.TINY)
        above.addWidget(rule())
        above.addWidget(self._due)
        above.addSpacing(Space.TARGET_GAP)
        listed = QHBoxLayout()
        listed.setSpacing(Space.TARGET_GAP)
        listed.addWidget(self._listed, 1)
        listed.addWidget(self._shares)
        above.addLayout(listed)
        below = QVBoxLayout()
        below.setContentsMargins(Space.TICKET, 6, _NEARER, 0)
        below.addWidget(self._list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(above)
        column.addLayout(below, 1)
        column.addWidget(self.foot)

    def show_entry(self, entry: PaymentEntry, lines: int) -> None:
        """Show the payment as it stands."""
        draft = entry.draft
        self._lines.setText(trn("{n} ligne", "{n} lignes", lines))
        self._show_price(entry)
        self._donation.set_value(tr("{amount:euros}", amount=draft.donation))
        waits = entry.step is Step.TOTAL and not entry.agreed.text and entry.agrees
        self._due.set_value(UNKNOWN if waits else tr("{amount:euros}", amount=draft.due))
        self._show_list(entry)
        self._show_result(entry)

    def turn_list(self) -> None:
        """Show the shares of the lines instead of the payments, or the payments again."""
        self._shows_shares = not self._shows_shares

    def _show_price(self, entry: PaymentEntry) -> None:
        given = entry.goods if entry.is_free else None
        difference = -entry.goods if given is not None else entry.difference
        self._goods.set_value(tr("{amount:euros}", amount=entry.goods) if entry.goods or not entry.agrees else UNKNOWN)
        self._change.setVisible(difference != 0)
        more = tr("En plus") if difference > 0 else tr("Remise")
        self._change.set_label(tr("Gratuit") if given is not None else more)
        self._change.set_value(format_euros(Cents(difference)))

    def _show_list(self, entry: PaymentEntry) -> None:
        can_share = entry.global_total is not None and entry.total_problem is None
        shows = self._shows_shares and can_share
        self._shares.setVisible(can_share)
        self._shares.set_label(tr("Paiements") if shows else tr("Parts"))
        self._listed.setText(tr("Part de chaque ligne") if shows else tr("Paiements"))
        if shows:
            self._list.show_shares(entry)
        else:
            self._list.show_entry(entry)

    def set_ready(self, *, ready: bool) -> None:
        """Say whether « Valider » can be pressed."""
        self.foot.primary.setEnabled(ready)

    def follow(self, layout: Layout) -> None:
        """Take the sizes of the window."""
        self._narrow = layout.narrow
        self._shares.set_cap("" if layout.narrow else SHARES_KEY)
        self.foot.set_narrow(layout.narrow)

    def _show_result(self, entry: PaymentEntry) -> None:
        draft, problem = entry.draft, status_words(entry)
        self.foot.primary.set_label(act_word(entry))
        if entry.step is Step.TOTAL:
            self.foot.set_status(problem, icon="triangle-alert" if problem else "", tone="warn")
            self.foot.set_total(UNKNOWN if problem else draft.due, tr("Total"), tone="off" if problem else "text")
        elif problem:
            self.foot.set_status(problem, icon="triangle-alert", tone="warn")
            self.foot.set_total(draft.remaining, tr("Reste"))
        else:
            left = "" if self._narrow else tr("reste {amount:euros}", amount=draft.remaining)
            told = tr("Rien à payer") if entry.nothing_to_pay else tr("Total couvert")
            self.foot.set_status(told, "" if entry.nothing_to_pay else left, icon="circle-check")
            self.foot.set_total(draft.change, tr("À rendre"))


def _share_row(place: int, line: Line, share: Cents) -> ItemRow:
    priced = tr("au ticket {amount:euros}", amount=line.total) if line.total else ""
    amount = tr("{amount:euros}", amount=share)
    return _under(ItemRow(f"payment_share_{place}", line.label, priced, amount=amount, height=_ROW))


def _under(row: ItemRow) -> ItemRow:
    """Let the amount of a row without button end where those above end."""
    row.setContentsMargins(0, 0, Space.TICKET - _NEARER, 0)
    return row
