"""The right column of « Sessions »: what was chosen, read as paper, and what may be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QHBoxLayout

from recyclique_desktop.domain.enums import CashSessionStep, SessionType
from recyclique_desktop.system.messages import mark, tr
from recyclique_desktop.ui.caisse.paper import Paper
from recyclique_desktop.ui.theme.tokens import Height
from recyclique_desktop.ui.widgets.base import Text
from recyclique_desktop.ui.widgets.buttons import ActionButton, PrimaryButton
from recyclique_desktop.ui.widgets.rows import Card
from recyclique_desktop.ui.words import joined

if TYPE_CHECKING:
    from datetime import datetime

    from recyclique_desktop.data.queries.sessions import ClosureRow, SessionRow
    from recyclique_desktop.data.queries.steps import StepTime


_STEPS: Final = {
    CashSessionStep.ENTRY: mark("ouverture"),
    CashSessionStep.SALE: mark("vente"),
    CashSessionStep.EXIT: mark("fermeture"),
}


class SessionSide(Card):
    """One session or closure; « Lire sans fermer » for a till that is open."""

    def __init__(self) -> None:
        super().__init__("session_card", margin=20)
        self._title = Text("", "h2")
        self._words = Text("", "small", "text2", wrap=True)
        self._times = Text("", "small", "text2", wrap=True)
        self.paper = Paper("session_paper")
        self.read = PrimaryButton("session_read", tr("Lire sans fermer (X)"), height=Height.ACTION_TALL, large=False)
        self.date = ActionButton("session_date", tr("Corriger la date"), icon="calendar", height=Height.ACTION_TALL)
        self.tickets = ActionButton("session_tickets", tr("Tickets"), icon="receipt-text", height=Height.ACTION_TALL)
        acts = QHBoxLayout()
        acts.addWidget(self.date)
        acts.addWidget(self.tickets)
        acts.addWidget(self.read, 1)
        self.column.addWidget(self._title)
        self.column.addWidget(self._words)
        self.column.addWidget(self._times)
        self.column.addWidget(self.paper, 1)
        self.column.addLayout(acts)
        self.show_nothing()

    def show_nothing(self) -> None:
        """Nothing is chosen."""
        self._show(
            tr("Aucune ligne choisie"),
            tr("Touchez une session pour lire son rapport. Une session fermée ne change jamais."),
        )

    def show_session(self, picked: SessionRow) -> None:
        """Say which session it is; its report follows, or is asked for while it is open."""
        words = joined(picked.register_name, picked.operator)
        if picked.is_open:
            words = tr("Cette caisse est ouverte. La lire ne la ferme pas ; la lecture est notée.")
        self._show(tr("Session {number}", number=picked.number), words)
        is_notebook = picked.kind is SessionType.DEFERRED and picked.day is not None
        if is_notebook and picked.day != picked.was_day:
            words = tr("Cahier du {day:date}, saisi d’abord au {was:date}.", day=picked.day, was=picked.was_day)
            self._words.setText(words)
        self.date.setVisible(is_notebook)
        self.read.setVisible(picked.is_open)
        self.tickets.setVisible(picked.is_open)

    def show_steps(self, steps: tuple[StepTime, ...], now: datetime) -> None:
        """Say how long each step of the session took."""
        told = (
            tr("{step} {hours} h {minutes:02d}", step=tr(_STEPS[one.step]), hours=spent // 60, minutes=spent % 60)
            for one in steps
            for spent in (int(one.lasted(now).total_seconds()) // 60,)
        )
        self._times.setText(joined(*told))
        self._times.setVisible(bool(steps))

    def show_closure(self, closure: ClosureRow, text: str) -> None:
        """Show a closure."""
        self._show(tr("Clôture {number}", number=closure.number), closure.period)
        self.show_text(text)

    def show_text(self, text: str) -> None:
        """Show the paper."""
        self.paper.show_text(text)

    def _show(self, title: str, words: str) -> None:
        self._title.setText(title)
        self._words.setText(words)
        self.paper.show_text("")
        self._times.hide()
        self.date.hide()
        self.read.hide()
        self.tickets.hide()
