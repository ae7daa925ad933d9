"""« Groupes »: what each allows, and who is in it. Each change is an act of its own in the history."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from recyclique_desktop.data.queries.admin_groups import GroupLine, Member, group_lines, possible_members
from recyclique_desktop.data.queries.admin_settings import kind_of
from recyclique_desktop.data.queries.places import workplace
from recyclique_desktop.domain.permissions import DESCRIPTIONS
from recyclique_desktop.domain.text import folded
from recyclique_desktop.services import groups
from recyclique_desktop.system.messages import tr, trn
from recyclique_desktop.ui.admin.frame import why_not_here
from recyclique_desktop.ui.admin.group_form import GroupForm
from recyclique_desktop.ui.admin.list_side import ListSide
from recyclique_desktop.ui.admin.people_frame import PeopleFrame
from recyclique_desktop.ui.admin.values import waiting_cell
from recyclique_desktop.ui.widgets.checklist import ChecklistDialog
from recyclique_desktop.ui.widgets.dialog import ConfirmDialog
from recyclique_desktop.ui.widgets.picker import Option
from recyclique_desktop.ui.widgets.table import Cell, Column, TableRow
from recyclique_desktop.ui.words import refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence
    from uuid import UUID

    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.domain.enums import Permission, WorkstationKind
    from recyclique_desktop.domain.errors import UserError
    from recyclique_desktop.ui.context import AppContext

_SHOWN: Final = frozenset({"groups", "group_permissions", "permissions", "users", "user_groups", "sites"})
_Found = tuple[tuple[GroupLine, ...], tuple[Member, ...], str, "WorkstationKind"]
_Act = tuple["Callable[..., Any]", object]


class GroupsPage(PeopleFrame):
    """Adds and renames groups, changes what they allow and who is in them, empties them."""

    name = "admin_groups"

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, "groups")
        columns = (
            Column(tr("Nom")),
            Column(tr("Permissions"), width=120, at_right=True, leaves_below=520),
            Column(tr("Personnes"), width=110, at_right=True),
        )
        self.side = ListSide("groups", columns, tr("Ajouter"), tr("Vides"))
        self.form = GroupForm()
        self.lay_beside(self.side, self.form)
        self._lines: tuple[GroupLine, ...] = ()
        self._people: tuple[Member, ...] = ()
        self._why_not = ""
        self._wanted: UUID | None = None
        self._connect()

    def _connect(self) -> None:
        self.side.picked.connect(self._on_picked)
        self.side.opened.connect(self.form.begin)
        self.side.add_asked.connect(self._on_add)
        self.side.filter_changed.connect(self._show_rows)
        self.form.saved.connect(self._on_saved)
        self.form.rights_asked.connect(self._on_rights_asked)
        self.form.people_asked.connect(self._on_people_asked)
        self.form.dissolved.connect(self._on_dissolved)

    def enter(self, **arrival: object) -> None:
        super().enter(**arrival)
        self.side.clear()
        self._wanted = None
        self._load()

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
                group_lines(session),
                possible_members(session),
                workplace(session, station).site_name,
                kind_of(session, station),
            ),
            partial(self._on_read, then, keeps),
            self._on_refused,
        )

    def _on_read(self, then: Callable[[], None], keeps: bool, found: _Found) -> None:
        self._lines, self._people, site, kind = found
        self._why_not = why_not_here(kind, is_joined=self.is_joined)
        self.show_site(site)
        self.side.allow_adding(not self._why_not)
        self._show_rows()
        if not (keeps and self.form.is_touched):
            self._show_form()
        then()

    def _show_rows(self) -> None:
        words = self.side.typed
        shown = [
            line
            for line in self._lines
            if words in folded(line.name)
            and (self.side.shows_archived or not line.is_empty or line.group_id == self._wanted)
        ]
        self.side.set_rows([_row(line) for line in shown], _counted)
        self.side.table.choose(self._wanted)

    def _show_form(self) -> None:
        line = next((line for line in self._lines if line.group_id == self._wanted), None)
        if line is None or self.context.presence.person is None:
            self.form.show_nothing()
            return
        actor = self.context.presence.actor
        is_above = not all(actor.may(right) for right in line.rights)
        self.form.show_line(line, self._why_not or (tr("Il donne des droits que vous n’avez pas.") if is_above else ""))

    def _on_picked(self, key: Hashable) -> None:
        self._wanted = next((line.group_id for line in self._lines if line.group_id == key), None)
        self.side.table.choose(self._wanted)
        self._show_form()

    def _on_add(self) -> None:
        if not self._why_not:
            self.form.show_new()

    # acts

    def _on_saved(self) -> None:
        line, name = self.form.line, self.form.name
        if line is None:
            group_id = self.context.station.ids.new()
            command = groups.AddGroup(group_id, name, self.form.description)
            self._do([(groups.add_group, command)], group_id, tr("« {name} » est ajouté.", name=name))
            return
        renamed = groups.RenameGroup(line.group_id, name, self.form.description)
        self._do([(groups.rename_group, renamed)], line.group_id, tr("« {name} » est enregistré.", name=name))

    def _on_rights_asked(self) -> None:
        line = self.form.line
        if line is None:
            return
        actor = self.context.presence.actor
        dialog = ChecklistDialog(
            "group_rights_list",
            tr("Que permet « {name} » ?", name=line.name),
            [Option(right, tr(words)) for right, words in DESCRIPTIONS.items()],
            line.rights,
            allowed=[right for right in DESCRIPTIONS if actor.may(right)],
            confirm=tr("Enregistrer"),
            parent=self,
        )
        dialog.answered.connect(partial(self._on_rights, line))
        dialog.finished.connect(dialog.deleteLater)
        dialog.ask()

    def _on_rights(self, line: GroupLine, chosen: frozenset[Permission]) -> None:
        added, gone = _in_order(chosen - set(line.rights)), _in_order(set(line.rights) - chosen)
        todo: list[_Act] = []
        if added:
            todo.append((groups.grant_permissions, groups.GrantPermissions(line.group_id, added)))
        if gone:
            todo.append((groups.revoke_permissions, groups.RevokePermissions(line.group_id, gone)))
        self._do(todo, line.group_id, tr("Ce que permet « {name} » est enregistré.", name=line.name))

    def _on_people_asked(self) -> None:
        line = self.form.line
        if line is None:
            return
        dialog = ChecklistDialog(
            "group_people_list",
            tr("Qui fait partie de « {name} » ?", name=line.name),
            [Option(one.user_id, one.name, one.detail) for one in self._people],
            [one.user_id for one in line.members],
            allowed=[one.user_id for one in self._people],
            confirm=tr("Enregistrer"),
            parent=self,
        )
        dialog.answered.connect(partial(self._on_people, line))
        dialog.finished.connect(dialog.deleteLater)
        dialog.ask()

    def _on_people(self, line: GroupLine, chosen: frozenset[UUID]) -> None:
        before = {one.user_id for one in line.members}
        joining, leaving = tuple(sorted(chosen - before)), tuple(sorted(before - chosen))
        todo: list[_Act] = []
        if joining:
            todo.append((groups.assign_group, groups.AssignGroup(line.group_id, joining)))
        if leaving:
            todo.append((groups.unassign_group, groups.UnassignGroup(line.group_id, leaving)))
        self._do(todo, line.group_id, tr("Les personnes de « {name} » sont enregistrées.", name=line.name))

    def _on_dissolved(self) -> None:
        line = self.form.line
        if line is None:
            return
        dialog = ConfirmDialog(
            "dissolve_dialog",
            tr("Vider le groupe « {name} » ?", name=line.name),
            tr("Ses personnes perdent ce qu’il permettait. Son nom reste : on peut le remplir de nouveau."),
            confirm=tr("Vider le groupe"),
            keep=tr("Ne rien changer"),
            parent=self,
        )
        dialog.confirmed.connect(partial(self._on_dissolve, line))
        dialog.finished.connect(dialog.deleteLater)
        dialog.ask()

    def _on_dissolve(self, line: GroupLine) -> None:
        done = tr("« {name} » est vide.", name=line.name)
        self._do([(groups.dissolve_group, groups.DissolveGroup(line.group_id))], line.group_id, done)

    def _do(self, todo: Sequence[_Act], wanted: UUID, done: str) -> None:
        """Do these acts one after the other, each its own entry; the first refusal ends it and what was done stays."""
        if not todo:
            self._wanted = wanted
            self._load(lambda: self.side.say_done(done))
            return
        (act, command), *rest = todo
        self.write(act, command, lambda _result: self._do(rest, wanted, done), self._on_refused)

    def _on_refused(self, error: UserError) -> None:
        self._load(lambda: self.side.say(refusal(error)), keeps=True)


def _in_order(rights: frozenset[Permission] | set[Permission]) -> tuple[Permission, ...]:
    return tuple(right for right in DESCRIPTIONS if right in rights)


def _row(line: GroupLine) -> TableRow:
    tone = "text2" if line.is_empty else "text"
    people = waiting_cell() if line.waiting else Cell(str(len(line.members)), role="strong")
    cells = (Cell(line.name, tone=tone, role="strong"), Cell(str(len(line.rights))), people)
    return TableRow(line.group_id, cells)


def _counted(first: int, last: int, n: int) -> str:
    if n == 0:
        return tr("Aucun groupe de ce nom.")
    return trn("{first} à {last} sur {n} groupe", "{first} à {last} sur {n} groupes", n, first=first, last=last)
