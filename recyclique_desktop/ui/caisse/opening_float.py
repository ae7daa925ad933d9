"""The right zone of an opening: where, what the last closing left, whether it is the same, the total, the act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.domain.money import Cents
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.theme.tokens import Space
from recyclique_desktop.ui.widgets.base import FlexText, Text, rule
from recyclique_desktop.ui.widgets.message import MessageKind, Notice
from recyclique_desktop.ui.widgets.rows import AmountRow
from recyclique_desktop.ui.widgets.ticket import TotalFoot
from recyclique_desktop.ui.words import day_without_year

if TYPE_CHECKING:
    from recyclique_desktop.data.queries.till import TillHome


class FloatColumn(QWidget):
    """Who opens what, notes and coins, what was left, the verdict, the total."""

    def __init__(self) -> None:
        super().__init__()
        self._left: Cents | None = None
        self._name = Text("", "h2")
        self._detail = FlexText("", "small", "text2")
        self._parts = {
            "notes": AmountRow("float_notes", tr("Billets"), height=35),
            "coins": AmountRow("float_coins", tr("Pièces"), height=35),
        }
        self._both = QWidget()
        held = self._both.sizePolicy()
        held.setRetainSizeWhenHidden(True)
        self._both.setSizePolicy(held)
        self._rule = rule()
        self._row = QWidget()
        self._amount = Text("", "amount")
        self._by = FlexText("", "small", "text2")
        self._verdict = Notice("float_verdict", MessageKind.GOOD)
        self.foot = TotalFoot("opening_foot", tr("Total"), tr("Ouvrir la caisse"), cap="F12")
        self._build()

    def _build(self) -> None:
        both = QVBoxLayout(self._both)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(0)
        for part in self._parts.values():
            both.addWidget(part)
        row = QHBoxLayout(self._row)
        row.setContentsMargins(0, 6, 0, 6)
        row.addWidget(FlexText(tr("Laissé à la fermeture")), 1)
        row.addWidget(self._amount)
        inner = QVBoxLayout()
        inner.setContentsMargins(Space.TICKET, 18, Space.TICKET, 0)
        inner.setSpacing(0)
        inner.addWidget(self._name)
        inner.addSpacing(2)
        inner.addWidget(self._detail)
        inner.addSpacing(4)
        inner.addWidget(self._both)
        inner.addSpacing(4)
        inner.addWidget(self._rule)
        inner.addSpacing(6)
        inner.addWidget(self._row)
        inner.addWidget(self._by)
        inner.addSpacing(10)
        inner.addWidget(self._verdict)
        inner.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(inner, 1)
        column.addWidget(self.foot)
        self.foot.set_status(tr("Fond de caisse"))
        self._verdict.hide()

    def show_place(self, register: str, day: str, person: str) -> None:
        """Say which till, which day, who opens it."""
        self._name.setText(register)
        self._detail.setText(" · ".join(part for part in (day, person) if part))

    def show_left(self, till: TillHome) -> None:
        """Say what the last closing left, if there was one."""
        self._left = till.left_last_time
        known = self._left is not None
        for widget in (self._rule, self._row, self._by):
            widget.setVisible(known)
        if self._left is None or till.left_on is None:
            return
        self._amount.setText(tr("{amount:euros}", amount=self._left))
        day = day_without_year(till.left_on)
        self._by.setText(tr("{day}, {name}", day=day, name=till.left_by) if till.left_by else day)

    def show_parts(self, notes: Cents, coins: Cents) -> None:
        """Show what the notes and what the coins are worth."""
        self._parts["notes"].set_value(tr("{amount:euros}", amount=notes))
        self._parts["coins"].set_value(tr("{amount:euros}", amount=coins))
        self._both.show()

    def hide_parts(self) -> None:
        """The float is counted as one total; where the parts stand stays empty."""
        self._both.hide()

    def show_counted(self, counted: Cents | None) -> None:
        """Show the total typed, and how it stands beside what was left."""
        self.foot.set_total(counted if counted is not None else Cents(0), tone="off" if counted is None else "text")
        self._verdict.setVisible(counted is not None and self._left is not None)
        if counted is not None and self._left is not None:
            self._verdict.set_words(*_verdict(Cents(counted - self._left)))


def _verdict(difference: Cents) -> tuple[MessageKind, str]:
    if difference == 0:
        return MessageKind.GOOD, tr("Le compte est le même")
    if difference > 0:
        return MessageKind.LOOK, tr("{amount:euros} de plus qu’à la fermeture", amount=difference)
    return MessageKind.LOOK, tr("{amount:euros} de moins qu’à la fermeture", amount=Cents(-difference))
