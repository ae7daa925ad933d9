"""« Ce qui attend », at the right of the home page: one line each with one button, and the ways out below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from recyclique_desktop.sync.status import Light
from recyclique_desktop.system.messages import tr, trn
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import Text
from recyclique_desktop.ui.widgets.buttons import ActionButton
from recyclique_desktop.ui.widgets.message import MessageKind, Notice
from recyclique_desktop.ui.widgets.rows import ItemRow
from recyclique_desktop.ui.words import day_and_month, day_without_year

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from recyclique_desktop.data.queries.parked import WaitingTicket
    from recyclique_desktop.data.queries.till import OpenSessionView
    from recyclique_desktop.domain.basket import Basket
    from recyclique_desktop.sync.status import Status
    from recyclique_desktop.ui.widgets.message import Message

_WAITING: Final = 74
_LASTING: Final = frozenset({Light.OFFLINE, Light.ATTENTION, Light.STOPPED})


class WaitingList(QWidget):
    """The running ticket, a till left open since another day, alerts, what the centre lacks. Otherwise calm."""

    def __init__(self) -> None:
        super().__init__()
        self.resume = ActionButton("resume_draft", tr("Reprendre"), height=Height.SMALL_ACTION)
        self.sessions = ActionButton("sessions", tr("Sessions et clôtures"), icon="wallet")
        self.manage = ActionButton("manage", tr("Administration"), icon="settings")
        self.own_code = ActionButton("own_code", tr("Mon compte"), icon="lock")
        self.change = ActionButton("change_person", tr("Changer de personne"), icon="users")
        self._row = ItemRow(
            "waiting_draft", tr("Ticket en cours"), icon="receipt-text", icon_tone="accent", button=self.resume,
            height=_WAITING,
        )  # fmt: skip
        self.see_parked = ActionButton("see_parked", tr("Voir"), height=Height.SMALL_ACTION)
        self._parked = ItemRow(
            "waiting_parked", "", icon="inbox", icon_tone="accent", button=self.see_parked, height=_WAITING
        )
        self.finish_notebook = ActionButton("finish_notebook", tr("Finir"), height=Height.SMALL_ACTION)
        self._notebook = ItemRow(
            "waiting_notebook", "", icon="notebook-pen", icon_tone="accent", button=self.finish_notebook,
            height=_WAITING,
        )  # fmt: skip
        self.see_sync = ActionButton("see_sync", tr("Voir"), height=Height.SMALL_ACTION)
        self._sending = ItemRow(
            "waiting_sending", "", icon="cloud-upload", icon_tone="accent", button=self.see_sync, height=_WAITING
        )
        self.see_alerts = ActionButton("see_alerts", tr("Regarder"), height=Height.SMALL_ACTION)
        self._alerts = ItemRow(
            "waiting_alerts", "", icon="triangle-alert", icon_tone="warn", button=self.see_alerts, height=_WAITING
        )
        self._nothing = Text(tr("Rien n’attend."), "body", "text2")
        self._old = Notice("waiting_old_session", MessageKind.LOOK)
        self._build()
        self._row.hide()
        self._parked.hide()
        self._notebook.hide()
        self._old.hide()
        self._sending.hide()
        self._alerts.hide()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.TICKET, 26, Space.TICKET, Space.TICKET)
        column.setSpacing(Space.SMALL)
        column.addWidget(Text(tr("Ce qui attend"), "h2"))
        column.addWidget(self._nothing)
        column.addWidget(self._row)
        column.addWidget(self._parked)
        column.addWidget(self._notebook)
        column.addWidget(self._alerts)
        column.addWidget(self._sending)
        column.addWidget(self._old)
        column.addStretch(1)
        for button in (self.sessions, self.manage, self.own_code, self.change):
            column.addWidget(button)
        self.manage.hide()

    def show_waiting(self, draft: Basket | None, forgotten: date | None) -> None:
        """Show the running ticket, and the day of a till that nobody closed."""
        self._row.setVisible(draft is not None)
        if draft is not None:
            lines = trn("{n} ligne", "{n} lignes", len(draft.lines))
            total = tr("{amount:euros}", amount=draft.total)
            self._row.set_words(tr("Ticket en cours"), f"{lines} · {total}")
        self._old.setVisible(forgotten is not None)
        if forgotten is not None:
            self._old.set_words(
                MessageKind.LOOK,
                tr("La caisse n’a pas été fermée {day}.", day=day_without_year(forgotten)),
                tr("Ses ventes sont gardées. Comptez et fermez-la, puis ouvrez celle d’aujourd’hui."),
            )
        self._show_calm()

    def show_overdue(self, told: Message | None) -> None:
        """Show that a till of today stays open too long."""
        self._old.setVisible(told is not None)
        if told is not None:
            self._old.set_words(told.kind, told.title, told.detail)
        self._show_calm()

    def show_parked(self, parked: Sequence[WaitingTicket]) -> None:
        """Show how many tickets were put aside, and since when the oldest waits."""
        self._parked.setVisible(bool(parked))
        if parked:
            words = trn("{n} ticket mis de côté", "{n} tickets mis de côté", len(parked))
            self._parked.set_words(words, tr("le plus ancien : {at:time}", at=min(one.at for one in parked)))
        self._show_calm()

    def show_notebooks(self, notebooks: Sequence[OpenSessionView]) -> None:
        """Show the notebook begun first that nobody has finished."""
        self._notebook.setVisible(bool(notebooks))
        if notebooks and (day := notebooks[0].business_date) is not None:
            more = trn("et {n} autre, à finir", "et {n} autres, à finir", len(notebooks) - 1)
            said = tr("à finir") if len(notebooks) == 1 else more
            self._notebook.set_words(tr("Cahier du {day}", day=day_and_month(day)), said)
        self._show_calm()

    def show_alerts(self, waiting: int) -> None:
        """Show how many closings want a manager's eye; only managers are told."""
        self._alerts.setVisible(bool(waiting))
        if waiting:
            words = trn("{n} écart de caisse", "{n} écarts de caisse", waiting)
            self._alerts.set_words(words, tr("au-delà du seuil d’alerte"))
        self._show_calm()

    def show_sending(self, status: Status) -> None:
        """Show what has not reached the centre, where that lasts: what leaves within the second is the pill's."""
        lasts = bool(status.waiting) and status.light in _LASTING
        self._sending.setVisible(lasts)
        if lasts:
            waiting = trn("{n} à envoyer", "{n} à envoyer", status.waiting)
            self._sending.set_words(waiting, tr("tout est gardé ici"))
        self._show_calm()

    def _show_calm(self) -> None:
        rows = (self._row, self._parked, self._notebook, self._old, self._sending, self._alerts)
        self._nothing.setVisible(all(row.isHidden() for row in rows))
