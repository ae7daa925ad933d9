"""« Synchronisation » (picture 11): how it stands, what waits and why, the last rounds, what to look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from recyclique_desktop.data.queries.admin_sync import (
    LostWish,
    Outgoing,
    RoundLine,
    last_rounds,
    lost_wishes,
    outgoing,
)
from recyclique_desktop.data.queries.doubtful import Doubts, doubts
from recyclique_desktop.data.queries.places import Workplace, workplace
from recyclique_desktop.data.queries.sync import standing
from recyclique_desktop.domain.enums import Permission, WorkstationKind
from recyclique_desktop.sync.status import Light
from recyclique_desktop.sync.vocabulary import Cause
from recyclique_desktop.system.messages import sentence, tr
from recyclique_desktop.ui.admin.frame import AdminPage
from recyclique_desktop.ui.admin.problems import first_problems, of_doubts
from recyclique_desktop.ui.admin.sync_cards import OutgoingCard, ProblemsCard, RoundsCard, StateCard
from recyclique_desktop.ui.admin.sync_words import card_of, to_look_at
from recyclique_desktop.ui.keys import is_enter
from recyclique_desktop.ui.theme.tokens import Space
from recyclique_desktop.ui.widgets.base import FlexText
from recyclique_desktop.ui.widgets.message import MessageKind
from recyclique_desktop.ui.words import in_two

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.domain.errors import UserError
    from recyclique_desktop.ui.context import AppContext
    from recyclique_desktop.ui.exchange import Exchange

_HEAD: Final = 34
_ROUNDS: Final = 5
_WAITING: Final = 4
_PROBLEMS: Final = 3
_SHUT_OUT: Final = frozenset({Cause.AUTH, Cause.REVOKED})
"""A code of the office opens again."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the page has read."""

    place: Workplace
    rounds: tuple[RoundLine, ...]
    waiting: tuple[Outgoing, ...]
    lost: tuple[LostWish, ...]
    doubts: Doubts


class SyncPage(AdminPage):
    """Tells; its one filled button asks for a round now, or for the way to a centre.

    Args:
        exchange: How this workstation and its centre stand.
    """

    name = "admin_sync"
    place = "sync"

    def __init__(self, context: AppContext, exchange: Exchange) -> None:
        super().__init__(context, tr("Synchronisation"))
        self._exchange = exchange
        self._shown: _Shown | None = None
        self._where = FlexText("", "small", "text2")
        self._state = StateCard("sync_state")
        self._rounds = RoundsCard("sync_rounds")
        self._outgoing = OutgoingCard("sync_outgoing")
        self._problems = ProblemsCard("sync_problems")
        self._build()
        self._connect()

    def _build(self) -> None:
        self.title_row.addWidget(self._where)
        right = QVBoxLayout()
        right.setSpacing(Space.SMALL)
        right.addWidget(self._outgoing, 2)
        right.addWidget(self._problems, 3)
        body = QHBoxLayout()
        body.setSpacing(Space.SMALL)
        body.addWidget(self._rounds, 5)
        body.addLayout(right, 6)
        self.head.setMinimumHeight(_HEAD)
        self.column.addWidget(self.head)
        self.column.addWidget(self._state)
        self.column.addLayout(body, 1)

    def _connect(self) -> None:
        self._exchange.changed.connect(self._on_changed)
        self._state.button.clicked.connect(self._on_button)
        self._rounds.all.clicked.connect(lambda: self.context.go("admin_rounds", came_from=self._came_from))
        self._problems.detail.clicked.connect(lambda: self.context.go("admin_problems", came_from=self._came_from))
        self._problems.retry.clicked.connect(self._exchange.hurry)

    def enter(self, **arrival: object) -> None:
        super().enter(**arrival)
        self._load()

    def handle_key(self, event: QKeyEvent) -> bool:
        if is_enter(event) and self._state.button.isEnabled():
            self._state.button.animateClick()
            return True
        return False

    def set_narrow(self, *, narrow: bool) -> None:
        super().set_narrow(narrow=narrow)
        self._where.setVisible(not narrow)
        self._state.set_wide(wide=not narrow)

    def _on_changed(self) -> None:
        if self.isVisible():
            self._load()

    def _on_button(self) -> None:
        if self._exchange.is_joined and not self._needs_code:
            self._exchange.hurry()
        else:
            self.context.go("admin_join", came_from=self._came_from)

    @property
    def _needs_code(self) -> bool:
        """Whether the centre lets this workstation in no more, and somebody is here who may type a code."""
        return self._exchange.status.cause in _SHUT_OUT and self._may_join

    @property
    def _may_join(self) -> bool:
        person = self.context.presence.person
        return person is not None and person.actor.may(Permission.SETTINGS_MANAGE)

    def _load(self) -> None:
        scribe = self.context.tasks.db.scribe
        if scribe is None:
            return
        station, stream, centre = self.context.station, scribe.stream_id, self._exchange.centre_stream
        self.context.tasks.read(
            lambda session: _Shown(
                workplace(session, station),
                last_rounds(session, _ROUNDS),
                outgoing(session, stream, standing(session, stream).acked, _WAITING) if centre is not None else (),
                lost_wishes(session, centre, stream, _PROBLEMS) if centre is not None else (),
                doubts(session) if centre is not None else Doubts(),
            ),
            self._on_read,
            self._on_refused,
        )

    def _on_read(self, shown: _Shown) -> None:
        status = self._exchange.status
        name = shown.place.workstation_name
        self.show_site(shown.place.site_name)
        self._where.setText(self._stands(shown.place))
        self._show_state()
        self._rounds.show_rounds(shown.rounds, status)
        self._outgoing.show_waiting(shown.waiting, status, name)
        is_office = shown.place.kind is WorkstationKind.OFFICE
        doubtful = of_doubts(shown.doubts) if is_office else []
        problems = [*first_problems(status, shown.lost, is_office=is_office), *doubtful]
        self._problems.show_problems(problems[:_PROBLEMS], to_look_at(status) + len(doubtful))

    def _stands(self, place: Workplace) -> str:
        name = f"{place.workstation_name} ({place.workstation_code})"
        if not self._exchange.is_joined:
            return tr("ce poste : {name}", name=name)
        return tr("ce poste : {name} · centre : {site}", name=name, site=place.site_name)

    def _show_state(self) -> None:
        status = self._exchange.status
        kind, title, detail = card_of(status)
        if self._exchange.is_joined and self._needs_code:
            self._state.show_state(kind, title, detail, tr("Taper un code"), enabled=True)
            return
        if self._exchange.is_joined:
            busy = status.is_busy
            button = tr("Synchronisation…") if busy else tr("Synchroniser maintenant")
            self._state.show_state(kind, title, detail, button, enabled=not busy and status.light is not Light.STOPPED)
            return
        self._state.show_state(kind, title, detail, tr("Relier ce poste au centre"), enabled=self._may_join)

    def _on_refused(self, error: UserError) -> None:
        happened, advice = in_two(sentence(error))
        self._state.set_words(MessageKind.FAILED, happened, advice)
