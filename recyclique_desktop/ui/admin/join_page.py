"""« Relier ce poste au centre »: a shop that worked alone hands all it has over to an empty centre.

A workstation that its centre lets in no more comes back with a code of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QHBoxLayout

from recyclique_desktop.data.queries.places import Workplace, workplace
from recyclique_desktop.system.messages import mark, tr
from recyclique_desktop.ui.admin.frame import AdminPage
from recyclique_desktop.ui.keys import is_enter
from recyclique_desktop.ui.places import page_name
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.access_form import AccessForm
from recyclique_desktop.ui.widgets.base import Text
from recyclique_desktop.ui.widgets.buttons import ActionButton, PrimaryButton
from recyclique_desktop.ui.widgets.message import MessageBand
from recyclique_desktop.ui.widgets.progress import ProgressLine
from recyclique_desktop.ui.widgets.rows import Card
from recyclique_desktop.ui.words import refusal

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.domain.errors import UserError
    from recyclique_desktop.ui.centre_link import HandOver
    from recyclique_desktop.ui.context import AppContext

_BAND: Final = 72
_BUTTON: Final = 300
_EMPTY: Final = mark(
    "Le centre doit être vide : il reçoit tout ce que ce magasin a enregistré. La vente continue pendant ce temps."
)
_BACK: Final = mark(
    "Le bureau donne un code pour ce poste-ci. Il revient au centre tel qu’il était, avec tout ce qu’il a enregistré."
)


class JoinPage(AdminPage):
    """The access, what is being handed over, and what went wrong if it did; a second try goes on where it stopped.

    Args:
        hand_over: Does it.
    """

    name = "admin_join"
    place = "sync"
    above = page_name("sync")

    def __init__(self, context: AppContext, hand_over: HandOver) -> None:
        super().__init__(context, tr("Relier ce poste au centre"))
        self._hand_over = hand_over
        self._busy = False
        self._meaning = Text("", "body", "text2", wrap=True)
        self._access = AccessForm()
        self._progress = ProgressLine("join_progress")
        self._band = MessageBand("join_band", height=_BAND)
        self._leave = ActionButton("join_leave", tr("Pas maintenant"), height=Height.ACTION_TALL)
        self._go = PrimaryButton(
            "join_go", tr("Relier ce poste"), icon="link", cap=tr("Entrée"), height=Height.ACTION_TALL
        )
        self._build()
        self._connect()
        self._progress.hide()
        self._show()

    def _build(self) -> None:
        card = Card("join_card", margin=Space.ADMIN)
        card.column.setSpacing(Space.SMALL)
        card.column.addWidget(self._meaning)
        card.column.addWidget(self._access, 1)
        self._go.setMinimumWidth(_BUTTON)
        foot = QHBoxLayout()
        foot.setSpacing(Space.SMALL)
        foot.addStretch(1)
        foot.addWidget(self._leave)
        foot.addWidget(self._go)
        self.column.addWidget(self.head)
        self.column.addWidget(card, 1)
        self.column.addWidget(self._band)
        self.column.addWidget(self._progress)
        self.column.addLayout(foot)

    def _connect(self) -> None:
        self._access.changed.connect(self._on_changed)
        self._access.entered.connect(self._on_go)
        self._leave.clicked.connect(self.on_back)
        self._go.clicked.connect(self._on_go)

    def enter(self, **arrival: object) -> None:
        super().enter(**arrival)
        self._meaning.setText(tr(_BACK if self.is_joined else _EMPTY))
        station = self.context.station
        self.context.tasks.read(lambda session: workplace(session, station), self._on_read, self._on_refused)
        if not self._busy:
            self._band.clear()
            self._access.begin()

    def leave(self) -> None:
        if not self._busy:
            self._access.forget()

    def handle_key(self, event: QKeyEvent) -> bool:
        if is_enter(event):
            self._on_go()
            return True
        return False

    def _on_read(self, place: Workplace) -> None:
        self.show_site(place.site_name)

    def _on_go(self) -> None:
        access = self._access.access
        if self._busy:
            return
        if access is None:
            self._access.show_missing()
            return
        self._band.clear()
        self._on_progress(0, 0)
        self._set_busy(busy=True)
        self._hand_over(access, self._on_progress, self._on_done, self._on_refused)

    def _on_progress(self, done: int, of: int) -> None:
        words = tr("Le centre ouvre la porte…")
        if of > 0:
            words = tr("Le magasin part au centre : {done:number} écritures sur {of:number}.", done=done, of=of)
        self._progress.show_progress(words, done, of)

    def _on_done(self) -> None:
        self._access.forget()
        self._set_busy(busy=False)
        if self.isVisible():
            self.on_back()

    def _on_refused(self, error: UserError) -> None:
        self._set_busy(busy=False)
        self._band.say(refusal(error))

    def _on_changed(self) -> None:
        self._band.clear()
        self._show()

    def _set_busy(self, *, busy: bool) -> None:
        self._busy = busy
        self._progress.setVisible(busy)
        self._band.setVisible(not busy)
        self._access.setEnabled(not busy)
        self._show()

    def _show(self) -> None:
        self._go.setEnabled(not self._busy and self._access.access is not None)
