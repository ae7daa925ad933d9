"""Reception's home: whether the post is open, what was weighed today, the last deposits, and one obvious next act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from recyclique_desktop.data.queries.announced import State, announced
from recyclique_desktop.data.queries.places import Workplace, workplace
from recyclique_desktop.data.queries.reception import PostView, ReceptionHome, TicketRow, recent_tickets, reception_home
from recyclique_desktop.domain.enums import Permission, WorkstationKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.services.notebooks import OpenNotebook, open_notebook
from recyclique_desktop.services.reception import (
    ClosePost,
    OpenPost,
    PostClosed,
    ResumePost,
    close_post,
    open_post,
    resume_post,
)
from recyclique_desktop.system.messages import tr, trn
from recyclique_desktop.ui.home import Home
from recyclique_desktop.ui.keys import is_enter
from recyclique_desktop.ui.page import HeaderText
from recyclique_desktop.ui.places import first_place
from recyclique_desktop.ui.reception.other_posts import OtherPosts, ask_day
from recyclique_desktop.ui.reception.words import sums, total
from recyclique_desktop.ui.theme.tokens import Space
from recyclique_desktop.ui.widgets.base import Text, empty, rule
from recyclique_desktop.ui.widgets.buttons import ActionButton, PrimaryButton
from recyclique_desktop.ui.widgets.home_column import BUTTONS, HomeColumn, WorkCard
from recyclique_desktop.ui.widgets.message import Message, MessageKind
from recyclique_desktop.ui.widgets.rows import Figure, ItemRow
from recyclique_desktop.ui.words import day_without_year, refusal

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.ui.context import AppContext

_RECENT: Final = 5
_ROW: Final = 66
_SHOWN_TABLES: Final = frozenset({"sites", "workstations", "categories"})


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the page has read."""

    place: Workplace
    home: ReceptionHome
    recent: tuple[TicketRow, ...]
    today: date
    waiting: int


class ReceptionHomePage(Home):
    """The post's card at the left, the last deposits at the right. ``enter(resume=True)`` goes straight on weighing."""

    name = "reception_home"

    def __init__(self, context: AppContext) -> None:
        card = _PostCard()
        others = OtherPosts()
        super().__init__(context, HomeColumn("reception_band", card, others))
        self._others = others
        self._shown: _Shown | None = None
        self._new_post: UUID | None = None
        self._card = card
        self._side = _Side()
        self._lay(card, self._side)
        self._connect()

    def _connect(self) -> None:
        self._card.weigh.clicked.connect(self._on_weigh)
        self._card.close_post.clicked.connect(self._on_close)
        self._side.change.clicked.connect(self.lock_asked)
        self._side.own_code.clicked.connect(lambda: self.context.go("own_code"))
        self._side.manage.clicked.connect(self._on_manage)
        self._others.resumed.connect(self._resume)
        self._others.closed.connect(lambda post: self._close(post.poste_id))
        self._others.notebook_asked.connect(self._on_notebook)
        self._others.announced_asked.connect(lambda: self.context.go("admin_announced", came_from=self.name))

    def header(self) -> HeaderText:
        if self._shown is None:
            return HeaderText(tr("Réception"))
        back = tr("Accueil") if self._shown.place.kind is not WorkstationKind.RECEPTION else ""
        return HeaderText(tr("Réception"), self._shown.place.site_name, back=back)

    def refresh(self, tables: frozenset[str]) -> None:
        if tables & _SHOWN_TABLES:
            self._load()

    def on_back(self) -> None:
        if self._shown is not None and self._shown.place.kind is not WorkstationKind.RECEPTION:
            self.context.go("home")

    def handle_key(self, event: QKeyEvent) -> bool:
        if not is_enter(event):
            return False
        if self._card.weigh.isEnabled() and self._card.isEnabled():
            self._card.weigh.animateClick()
        return True

    def _load(self) -> None:
        super()._load()
        station, today = self.context.station, self._today()
        self.context.tasks.read(
            lambda session: _Shown(
                workplace(session, station),
                reception_home(session, station, today),
                recent_tickets(session, station, _RECENT),
                today,
                len(announced(session, State.WAITING, site_id=station.site_id)),
            ),
            self._on_read,
            self._on_refused,
        )

    def _on_read(self, shown: _Shown) -> None:
        person = self.context.presence.person
        if person is None:
            return  # gone before the answer came
        self._shown = shown
        self._column.greet(person.actor.name, day_without_year(shown.today))
        may_weigh = person.actor.may(Permission.RECEPTION)
        self._card.setEnabled(True)
        self._card.show_home(shown, may_weigh=may_weigh)
        may_defer = person.actor.may(Permission.RECEPTION_DEFERRED) and may_weigh
        self._others.show_posts(shown.home.others, shown.waiting, may_weigh=may_weigh, may_defer=may_defer)
        self._side.show_recent(shown.recent)
        self._side.manage.setVisible(bool(first_place(person.actor)))
        if not may_weigh:
            self._column.band.say(refusal(UserError("permission.denied"), kind=MessageKind.LOOK))
        self.header_changed.emit()
        if self._resumes and shown.home.post is not None and may_weigh:
            self._resumes = False
            self._on_weigh()

    def _on_weigh(self) -> None:
        """Open the post or go on with it; both lead to the scale."""
        if self._shown is None:
            return
        post = self._shown.home.post
        if post is not None:
            self._resume(post)
            return
        self._card.setEnabled(False)
        actor, station = self.context.presence.actor, self.context.station
        self._new_post = self._new_post or station.ids.new()
        opened = OpenPost(self._new_post)
        self.context.tasks.write(
            lambda session: open_post(session, opened, actor, station),
            lambda done: self._on_open(done.poste_id),
            self._on_refused,
        )

    def _resume(self, post: PostView) -> None:
        """Go on with a post, whoever opened it; a notebook likewise."""
        self._card.setEnabled(False)
        resumed = ResumePost(post.poste_id)
        actor, station = self.context.presence.actor, self.context.station
        self.context.tasks.write(
            lambda session: resume_post(session, resumed, actor, station),
            lambda _done: self._on_open(post.poste_id),
            self._on_refused,
        )

    def _on_open(self, poste_id: UUID) -> None:
        self._new_post = None
        self._card.setEnabled(True)
        self.context.go("weighing", post=poste_id)

    def _on_notebook(self) -> None:
        if self._shown is not None:
            ask_day(self._shown.today, self._open_notebook, self.window())

    def _open_notebook(self, day: date, notes: str) -> None:
        command = OpenNotebook(self.context.station.ids.new(), day, notes)
        actor, station = self.context.presence.actor, self.context.station
        self.context.tasks.write(
            lambda session: open_notebook(session, command, actor, station),
            lambda done: self._on_open(done.poste_id),
            self._on_refused,
        )

    def _on_close(self) -> None:
        if self._shown is not None and self._shown.home.post is not None:
            self._close(self._shown.home.post.poste_id)

    def _close(self, poste_id: UUID) -> None:
        self._card.setEnabled(False)
        command = ClosePost(poste_id)
        actor, station = self.context.presence.actor, self.context.station
        self.context.tasks.write(
            lambda session: close_post(session, command, actor, station), self._on_closed, self._on_refused
        )

    def _on_closed(self, closed: PostClosed) -> None:
        deposits = trn("{n} dépôt", "{n} dépôts", closed.tickets)
        self._column.band.say(
            Message(MessageKind.GOOD, tr("Réception fermée · {deposits}", deposits=deposits), sums(closed.totals))
        )
        self._load()

    def _on_refused(self, error: UserError) -> None:
        self._card.setEnabled(True)
        super()._on_refused(error)


class _PostCard(WorkCard):
    """The post: its state, what was weighed today (never added up), and the acts."""

    def __init__(self) -> None:
        super().__init__("postCard", "scale", "postState")
        self._figures = (
            Figure("figure_shop_in", tr("Entré en boutique")),
            Figure("figure_recycling", tr("Recyclage direct")),
            Figure("figure_tip", tr("Déchèterie directe")),
            Figure("figure_shop_out", tr("Sorti de boutique")),
        )
        self.weigh = PrimaryButton(
            "weigh", tr("Ouvrir la réception"), icon="scale", cap=tr("Entrée"), height=BUTTONS, large=True
        )
        self.close_post = PrimaryButton("close_post", tr("Fermer la réception"), height=BUTTONS, filled=False)
        self.lay(self._figures, Space.TARGET_GAP, self.weigh, self.close_post)
        self._name.setText(tr("Réception"))

    def set_narrow(self, narrow: bool) -> None:
        """Write the figures smaller too."""
        super().set_narrow(narrow)
        for figure in self._figures:
            figure.set_small(narrow)

    def show_home(self, shown: _Shown, *, may_weigh: bool) -> None:
        """Show what was read."""
        post, today = shown.home.post, shown.home.today
        four = (today.shop_in, today.recycling_direct, today.tip_direct, today.shop_out)
        for figure, grams in zip(self._figures, four, strict=True):
            figure.set_value(tr("{weight:kilos1}", weight=grams), tr("aujourd’hui"))
        self._show_state(shown)
        self.weigh.set_label(tr("Ouvrir la réception") if post is None else tr("Reprendre la pesée"))
        self.weigh.setEnabled(may_weigh)
        self.close_post.setEnabled(may_weigh and post is not None and post.open_ticket is None)

    def _show_state(self, shown: _Shown) -> None:
        post = shown.home.post
        deposits = trn("{n} dépôt aujourd’hui", "{n} dépôts aujourd’hui", shown.home.tickets_today)
        if post is None:
            self.show_closed(deposits)
            return
        is_old = post.business_date != shown.today
        since = tr("Ouverte depuis {at:time}", at=post.opened_at)
        if is_old:
            since = tr("Ouverte depuis le {day:date}", day=post.business_date)
        self.show_open(since, f"{deposits} · {post.opened_by_name}", is_old=is_old)


class _Side(QWidget):
    """The last deposits, and the ways out."""

    def __init__(self) -> None:
        super().__init__()
        self.manage = ActionButton("manage", tr("Administration"), icon="settings")
        self.own_code = ActionButton("own_code", tr("Mon compte"), icon="lock")
        self.change = ActionButton("change_person", tr("Changer de personne"), icon="users")
        self._nothing = Text(tr("Aucun dépôt pour le moment."), "body", "text2", wrap=True)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.TICKET, 26, Space.TICKET, Space.TICKET)
        column.setSpacing(Space.SMALL)
        column.addWidget(Text(tr("Derniers dépôts"), "h2"))
        column.addWidget(self._nothing)
        column.addLayout(self._rows)
        column.addStretch(1)
        for button in (self.manage, self.own_code, self.change):
            column.addWidget(button)
        self.manage.hide()

    def show_recent(self, tickets: tuple[TicketRow, ...]) -> None:
        """Show them, newest first."""
        empty(self._rows)
        self._nothing.setVisible(not tickets)
        for place, one in enumerate(tickets):
            if place:
                self._rows.addWidget(rule())
            self._rows.addWidget(_row(place, one))


def _row(place: int, one: TicketRow) -> ItemRow:
    """What came in stands at the right; what only left is said in words, so that nobody adds the two."""
    title = tr("Dépôt {number} · {at:time}", number=one.short, at=one.created_at)
    detail = f"{one.volunteer_name} · {trn('{n} pesée', '{n} pesées', one.totals.lines)}"
    amount = total(one.totals.received)
    if not one.totals.received:
        detail, amount = f"{one.volunteer_name} · {tr('{weight} sortis', weight=total(one.totals.shop_out))}", ""
    return ItemRow(f"recent_{place}", title, detail, amount=amount, height=_ROW)
