"""« Personnes »: who works here, in which team, and whether she can enter."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from recyclique_desktop.data.queries.admin_people import PersonLine, TeamLine, person_lines, team_lines
from recyclique_desktop.data.queries.admin_settings import kind_of
from recyclique_desktop.data.queries.places import workplace
from recyclique_desktop.domain.enums import UserStatus, WorkstationKind
from recyclique_desktop.domain.text import folded
from recyclique_desktop.services import people, people_edit, sign_ins
from recyclique_desktop.system.messages import mark, tr, trn
from recyclique_desktop.system.passwords import hash_secret
from recyclique_desktop.ui.admin.frame import why_not_here
from recyclique_desktop.ui.admin.list_side import ListSide
from recyclique_desktop.ui.admin.people_frame import PeopleFrame
from recyclique_desktop.ui.admin.person_form import PersonForm
from recyclique_desktop.ui.admin.secrets import password_error, pin_error
from recyclique_desktop.ui.admin.values import ROLES, waiting_cell
from recyclique_desktop.ui.widgets.ask import AskDialog, Asked
from recyclique_desktop.ui.widgets.rows import UNKNOWN
from recyclique_desktop.ui.widgets.table import Cell, Column, TableRow
from recyclique_desktop.ui.words import refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from uuid import UUID

    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.domain.errors import UserError
    from recyclique_desktop.ui.admin.person_form import PersonSaid
    from recyclique_desktop.ui.context import AppContext

_OUTSIDE: Final = {UserStatus.PENDING: mark("en attente"), UserStatus.REJECTED: mark("refusée")}
"""Who signed up on the web and may not enter: « Demandes » is where she is answered."""
_SHOWN: Final = frozenset({"users", "groups", "user_groups", "sites", "workstations"})
_Found = tuple[tuple[PersonLine, ...], tuple[TeamLine, ...], str, WorkstationKind]


class PeoplePage(PeopleFrame):
    """Adds and changes people, switches accounts off and on, replaces secrets."""

    name = "admin_people"

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, "people")
        columns = (
            Column(tr("Nom")),
            Column(tr("Rôle"), width=184, leaves_below=560),
            Column(tr("État"), width=140),
        )
        self.side = ListSide("people", columns, tr("Ajouter"), tr("Désactivées"))
        self.form = PersonForm()
        self.lay_beside(self.side, self.form)
        self._lines: tuple[PersonLine, ...] = ()
        self._why_not = ""
        self._wanted: UUID | None = None
        self._connect()

    def _connect(self) -> None:
        self.side.picked.connect(self._on_picked)
        self.side.opened.connect(self.form.begin)
        self.side.add_asked.connect(self._on_add)
        self.side.filter_changed.connect(self._show_rows)
        self.form.saved.connect(self._on_saved)
        self.form.pin_asked.connect(self._on_pin_asked)
        self.form.password_asked.connect(self._on_password_asked)
        self.form.sign_out_asked.connect(self._on_sign_out_asked)
        self.form.history_asked.connect(self._on_history_asked)
        self.form.switched_off.connect(self._on_switched_off)
        self.form.switched_on.connect(self._on_switched_on)

    def enter(self, **arrival: object) -> None:
        super().enter(**arrival)
        self.side.clear()
        self._load()

    def leave(self) -> None:
        self.form.forget()

    def handle_key(self, event: QKeyEvent) -> bool:
        return self.side.take_key(event)

    # reading

    def refresh(self, tables: frozenset[str]) -> None:
        if tables & _SHOWN:
            self._load(keeps=True)

    def _load(self, then: Callable[[], None] = lambda: None, *, keeps: bool = False) -> None:
        """Read again; with ``keeps``, what is being written in the form stays."""
        station = self.context.station
        self.context.tasks.read(
            lambda session: (
                person_lines(session),
                team_lines(session),
                workplace(session, station).site_name,
                kind_of(session, station),
            ),
            partial(self._on_read, then, keeps),
            self._on_refused,
        )

    def _on_read(self, then: Callable[[], None], keeps: bool, found: _Found) -> None:
        self._lines, teams, site, kind = found
        self._why_not = why_not_here(kind, is_joined=self.is_joined)
        self.show_site(site)
        self.side.allow_adding(not self._why_not)
        self._show_rows()
        if not (keeps and self.form.is_touched):
            self.form.show_teams(teams)
            self._show_form()
        then()

    def _show_rows(self) -> None:
        words = self.side.typed
        shown = [
            line
            for line in self._lines
            if words in folded(f"{line.name} {line.username}") and (self.side.shows_archived or line.is_active)
        ]
        self.side.set_rows([_row(line) for line in shown], _counted)
        self.side.table.choose(self._wanted)

    def _show_form(self) -> None:
        line = next((line for line in self._lines if line.user_id == self._wanted), None)
        if line is None or self.context.presence.person is None:
            self.form.show_nothing()
            return
        self.form.show_line(line, self.context.presence.actor, self._why_not)

    def _on_picked(self, key: Hashable) -> None:
        self._wanted = next((line.user_id for line in self._lines if line.user_id == key), None)
        self.side.table.choose(self._wanted)
        self._show_form()

    def _on_add(self) -> None:
        if not self._why_not:
            self.form.show_new(self.context.presence.actor)

    # acts

    def _on_saved(self) -> None:
        said, line = self.form.said, self.form.line
        name = " ".join(f"{said.first_name} {said.last_name}".split())
        if line is None:
            self._add(said, name)
            return
        command = people_edit.EditPerson(
            line.user_id, said.first_name, said.last_name, said.username, said.role, said.group_ids, line.site_id
        )
        self._do(people_edit.edit_person, command, line.user_id, tr("{name} : c’est enregistré.", name=name))

    def _add(self, said: PersonSaid, name: str) -> None:
        user_id = self.context.station.ids.new()

        def hashed() -> tuple[str | None, str | None]:
            return (
                hash_secret(said.pin) if said.pin else None,
                hash_secret(said.password) if said.password else None,
            )

        def on_hashed(secrets: tuple[str | None, str | None]) -> None:
            command = people.AddPerson(
                user_id, said.first_name.strip(), said.last_name.strip(), said.role, *secrets, group_ids=said.group_ids
            )
            self._do(people.add_person, command, user_id, tr("{name} peut entrer.", name=name))

        self.form.forget()
        self.context.tasks.aside(hashed, on_hashed, self._on_refused)

    def _on_pin_asked(self) -> None:
        line = self.form.line
        if line is None:
            return
        dialog = AskDialog(
            "new_pin",
            tr("Quel code pour {name} ?", name=line.name),
            tr("Quatre chiffres, à lui donner de vive voix. Vide : le code est effacé."),
            (Asked("pin", tr("Nouveau code"), lambda text: pin_error(text) if text else "", secret=True),),
            confirm=tr("Changer le code"),
            keep=tr("Ne rien changer"),
            parent=self,
        )
        dialog.answered.connect(partial(self._on_pin, line))
        self._ask(dialog)

    def _on_pin(self, line: PersonLine, said: dict[str, str]) -> None:
        if not said["pin"]:
            done = tr("Le code de {name} est effacé.", name=line.name)
            self._do(people_edit.clear_pin, people_edit.ClearPin(line.user_id), line.user_id, done)
            return

        def on_hashed(pin_hash: str) -> None:
            done = tr("{name} a un nouveau code.", name=line.name)
            self._do(people.change_pin, people.ChangePin(line.user_id, pin_hash), line.user_id, done)

        self.context.tasks.aside(lambda: hash_secret(said["pin"]), on_hashed, self._on_refused)

    def _on_password_asked(self) -> None:
        line = self.form.line
        if line is None:
            return
        dialog = AskDialog(
            "new_password",
            tr("Quel mot de passe pour {name} ?", name=line.name),
            tr("Au moins 8 caractères, avec majuscule, minuscule, chiffre et signe."),
            (Asked("password", tr("Nouveau mot de passe"), password_error, secret=True),),
            confirm=tr("Changer le mot de passe"),
            keep=tr("Ne rien changer"),
            parent=self,
        )
        dialog.answered.connect(partial(self._on_password, line))
        self._ask(dialog)

    def _on_password(self, line: PersonLine, said: dict[str, str]) -> None:
        def on_hashed(password_hash: str) -> None:
            command = people_edit.ReplacePassword(line.user_id, password_hash)
            done = tr("{name} a un nouveau mot de passe.", name=line.name)
            self._do(people_edit.replace_password, command, line.user_id, done)

        self.context.tasks.aside(lambda: hash_secret(said["password"]), on_hashed, self._on_refused)

    def _on_history_asked(self) -> None:
        if self.form.line is not None:
            self.context.go("history", user_id=self.form.line.user_id, came_from=self.name)

    def _on_sign_out_asked(self) -> None:
        line = self.form.line
        if line is not None:
            done = tr("{name} devra entrer de nouveau, sur chaque poste.", name=line.name)
            self._do(sign_ins.sign_out_everywhere, sign_ins.SignOutEverywhere(line.user_id), line.user_id, done)

    def _on_switched_off(self) -> None:
        line = self.form.line
        if line is None:
            return
        dialog = AskDialog(
            "switch_off",
            tr("Désactiver {name} ?", name=line.name),
            tr("Cette personne n’entre plus nulle part. Ce qu’elle a fait reste. On peut la réactiver."),
            (Asked("reason", tr("Raison (facultatif)"), lambda _text: ""),),
            confirm=tr("Désactiver"),
            keep=tr("Ne rien changer"),
            destructive=True,
            parent=self,
        )
        dialog.answered.connect(partial(self._on_off, line))
        self._ask(dialog)

    def _on_off(self, line: PersonLine, said: dict[str, str]) -> None:
        command = people_edit.DeactivatePerson(line.user_id, said["reason"])
        done = tr("{name} n’entre plus.", name=line.name)
        self._do(people_edit.deactivate_person, command, line.user_id, done, partial(self._switch_on, line))

    def _on_switched_on(self) -> None:
        line = self.form.line
        if line is None:
            return
        dialog = AskDialog(
            "switch_on",
            tr("Réactiver {name} ?", name=line.name),
            tr("Cette personne entrera de nouveau, dans les mêmes groupes."),
            (Asked("reason", tr("Raison (facultatif)"), lambda _text: ""),),
            confirm=tr("Réactiver"),
            keep=tr("Ne rien changer"),
            parent=self,
        )
        dialog.answered.connect(lambda said: self._switch_on(line, said["reason"]))
        self._ask(dialog)

    def _switch_on(self, line: PersonLine, reason: str = "") -> None:
        command = people_edit.ReactivatePerson(line.user_id, reason)
        self._do(people_edit.reactivate_person, command, line.user_id, tr("{name} peut entrer.", name=line.name))

    def _do(
        self, act: Callable[..., Any], command: object, wanted: UUID, done: str, undo: Callable[[], None] | None = None
    ) -> None:
        def on_done(_result: object) -> None:
            self._wanted = wanted
            self._load(lambda: self.side.say_done(done, undo))

        self.write(act, command, on_done, self._on_refused)

    def _on_refused(self, error: UserError) -> None:
        self.side.say(refusal(error))

    @staticmethod
    def _ask(dialog: AskDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.ask()


def _row(line: PersonLine) -> TableRow:
    teams = ", ".join(line.group_names)
    cells = (
        Cell(line.name, teams, tone="text" if line.is_active else "text2", role="strong"),
        Cell(tr(ROLES[line.role])),
        _state(line),
    )
    return TableRow(line.user_id, cells)


def _state(line: PersonLine) -> Cell:
    if not line.is_active:
        return Cell(tr("désactivée"), icon="archive", tone="text2")
    if line.waiting:
        return waiting_cell()
    if line.status in _OUTSIDE:
        return Cell(tr(_OUTSIDE[line.status]), tone="text2")
    if line.has_pin:
        return Cell(tr("a un code"), tone="text2")
    return Cell(tr("sans code"), tone="text2") if line.has_password else Cell(UNKNOWN, tone="text2")


def _counted(first: int, last: int, n: int) -> str:
    if n == 0:
        return tr("Personne de ce nom.")
    return trn("{first} à {last} sur {n} personne", "{first} à {last} sur {n} personnes", n, first=first, last=last)
