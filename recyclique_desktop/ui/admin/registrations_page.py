"""« Demandes »: who asks to join, at a desk or on the web; noted here, answered where people are managed."""

from __future__ import annotations

import secrets
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from recyclique_desktop.data.queries.admin_people import TeamLine, team_lines
from recyclique_desktop.data.queries.admin_settings import kind_of
from recyclique_desktop.data.queries.places import workplace
from recyclique_desktop.data.queries.registrations import Candidate, candidates
from recyclique_desktop.domain.enums import RegistrationStatus, WorkstationKind
from recyclique_desktop.domain.text import folded
from recyclique_desktop.services import registrations
from recyclique_desktop.system.messages import tr, trn
from recyclique_desktop.system.passwords import hash_secret, one_time_password
from recyclique_desktop.ui.admin.frame import why_not_here
from recyclique_desktop.ui.admin.list_side import ListSide
from recyclique_desktop.ui.admin.people_frame import PeopleFrame
from recyclique_desktop.ui.admin.registration_card import RegistrationCard, state_words
from recyclique_desktop.ui.admin.values import waiting_cell
from recyclique_desktop.ui.widgets.ask import AskDialog, Asked
from recyclique_desktop.ui.widgets.message import Message, MessageKind
from recyclique_desktop.ui.widgets.table import Cell, Column, TableRow
from recyclique_desktop.ui.words import refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from uuid import UUID

    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.domain.errors import UserError
    from recyclique_desktop.ui.context import AppContext

_SHOWN: Final = frozenset({"registration_requests", "users", "user_status_history", "groups"})
_Found = tuple[tuple[Candidate, ...], tuple[TeamLine, ...], str, WorkstationKind]


class RegistrationsPage(PeopleFrame):
    """Notes requests, accepts and refuses them."""

    name = "admin_registrations"

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, "registrations")
        columns = (
            Column(tr("Nom")),
            Column(tr("Quand"), width=120, leaves_below=480),
            Column(tr("État"), width=130),
        )
        self.side = ListSide("registrations", columns, tr("Noter"), tr("Répondues"))
        self.card = RegistrationCard()
        self.lay_beside(self.side, self.card)
        self._all: tuple[Candidate, ...] = ()
        self._why_not = ""
        self._wanted: UUID | None = None
        self._connect()

    def _connect(self) -> None:
        self.side.picked.connect(self._on_picked)
        self.side.add_asked.connect(self._on_add)
        self.side.filter_changed.connect(self._show_rows)
        self.card.noted.connect(self._on_noted)
        self.card.accepted.connect(self._on_accepted)
        self.card.refused.connect(self._on_refuse_asked)

    def enter(self, **arrival: object) -> None:
        super().enter(**arrival)
        self.side.clear()
        self._wanted = None
        self.card.show_nothing()
        self._load()

    def leave(self) -> None:
        """Leave no password for one use on the screen."""
        self.side.clear()

    def handle_key(self, event: QKeyEvent) -> bool:
        return self.side.take_key(event)

    def refresh(self, tables: frozenset[str]) -> None:
        if tables & _SHOWN:
            self._load(keeps=True)

    # reading

    def _load(self, then: Callable[[], None] = lambda: None, *, keeps: bool = False) -> None:
        station = self.context.station
        self.context.tasks.read(
            lambda session: (
                candidates(session),
                team_lines(session),
                workplace(session, station).site_name,
                kind_of(session, station),
            ),
            partial(self._on_read, then, keeps),
            self._on_refused,
        )

    def _on_read(self, then: Callable[[], None], keeps: bool, found: _Found) -> None:
        self._all, teams, site, kind = found
        self._why_not = why_not_here(kind, is_joined=self.is_joined)
        self.show_site(site)
        self._show_rows()
        if not (keeps and self.card.is_touched):
            self.card.offer_groups(teams)
            self._show_card()
        then()

    def _show_rows(self) -> None:
        words = self.side.typed
        shown = [
            one
            for one in self._all
            if words in folded(f"{one.name} {one.username} {one.email}")
            and (self.side.shows_archived or one.state is RegistrationStatus.PENDING)
        ]
        self.side.set_rows([_row(one) for one in shown], _counted)
        self.side.table.choose(self._wanted)

    def _show_card(self) -> None:
        one = next((one for one in self._all if one.id == self._wanted), None)
        if one is None:
            self.card.show_nothing()
        else:
            self.card.show_candidate(one, self._why_not)

    def _on_picked(self, key: Hashable) -> None:
        self._wanted = next((one.id for one in self._all if one.id == key), None)
        self.side.table.choose(self._wanted)
        self._show_card()

    # acts

    def _on_add(self) -> None:
        self._wanted = None
        self.side.table.choose(None)
        self.card.show_new()

    def _on_noted(self) -> None:
        said = self.card.said
        command = registrations.NoteRequest(
            self.context.station.ids.new(), said.first_name, said.last_name, said.email, said.phone, said.notes
        )
        name = " ".join(f"{said.first_name} {said.last_name}".split())
        self._do(registrations.note_request, command, tr("La demande de {name} est notée.", name=name))

    def _on_accepted(self) -> None:
        one = self.card.candidate
        if one is None:
            return
        if one.is_web:
            command = registrations.ApprovePerson(one.id, self.card.groups)
            done = tr("{name} peut entrer, avec le mot de passe choisi sur le site.", name=one.name)
            self._do(registrations.approve_person, command, done)
            return
        groups = self.card.groups
        password = one_time_password(secrets.token_bytes)
        self.card.wait()
        self.context.tasks.aside(
            lambda: hash_secret(password), partial(self._on_hashed, one, groups, password), self._on_refused
        )

    def _on_hashed(self, one: Candidate, groups: tuple[UUID, ...], password: str, password_hash: str) -> None:
        command = registrations.ApproveRequest(one.id, self.context.station.ids.new(), groups, password_hash)
        told = Message(
            MessageKind.GOOD,
            tr("Mot de passe de {name} : {password}", name=one.name, password=password),
            tr("À donner de vive voix. Il n’est montré qu’ici."),
            closable=True,
        )
        self._do(registrations.approve_request, command, told)

    def _on_refuse_asked(self) -> None:
        one = self.card.candidate
        if one is None:
            return
        dialog = AskDialog(
            "registration_refusal",
            tr("Refuser la demande de {name} ?", name=one.name),
            tr("La demande reste dans la liste des réponses, avec la raison."),
            (Asked("reason", tr("Raison"), lambda _text: "", hint=tr("facultatif")),),
            confirm=tr("Refuser"),
            keep=tr("Ne pas répondre"),
            destructive=True,
            parent=self,
        )
        dialog.answered.connect(partial(self._on_refusal, one))
        dialog.finished.connect(dialog.deleteLater)
        dialog.ask()

    def _on_refusal(self, one: Candidate, said: dict[str, str]) -> None:
        done = tr("La demande de {name} est refusée.", name=one.name)
        if one.is_web:
            self._do(registrations.reject_person, registrations.RejectPerson(one.id, said["reason"]), done)
        else:
            self._do(registrations.refuse_request, registrations.RefuseRequest(one.id, said["reason"]), done)

    def _do(self, act: Callable[..., Any], command: object, done: str | Message) -> None:
        def on_done(_result: object) -> None:
            self._wanted = None
            self.card.show_nothing()
            self._load(lambda: self.side.say_done(done) if isinstance(done, str) else self.side.say(done))

        self.card.wait()
        self.write(act, command, on_done, self._on_refused)

    def _on_refused(self, error: UserError) -> None:
        self.card.ready()
        self.side.say(refusal(error))


def _row(one: Candidate) -> TableRow:
    is_open = one.state is RegistrationStatus.PENDING
    name = one.name or tr("Sans nom ici")
    origin = tr("site web") if one.is_web else tr("comptoir")
    state = waiting_cell() if one.is_waiting else Cell(state_words(one), tone="text" if is_open else "text2")
    return TableRow(
        one.id,
        (
            Cell(name, origin, role="strong", tone="text" if is_open else "text2"),
            Cell(tr("{at:date}", at=one.asked_at)),
            state,
        ),
    )


def _counted(first: int, last: int, n: int) -> str:
    if n == 0:
        return tr("Personne n’attend de réponse.")
    return trn("{first} à {last} sur {n} demande", "{first} à {last} sur {n} demandes", n, first=first, last=last)
