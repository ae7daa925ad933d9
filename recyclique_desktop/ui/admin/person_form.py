"""The form of one person: who she is and what she may do are saved together; secrets and her account act at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from recyclique_desktop.data.queries.people import team_name
from recyclique_desktop.domain.enums import UserRole
from recyclique_desktop.domain.station import RANKS
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.admin.list_side import FormCard
from recyclique_desktop.ui.admin.secrets import password_error, pin_error
from recyclique_desktop.ui.admin.values import advice, centre_hint
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import FlexText
from recyclique_desktop.ui.widgets.buttons import ActionButton, DestructiveButton, PrimaryButton
from recyclique_desktop.ui.widgets.checklist import ChecklistDialog
from recyclique_desktop.ui.widgets.chips import ChipGroup
from recyclique_desktop.ui.widgets.fields import Field
from recyclique_desktop.ui.widgets.form import Checked, Form
from recyclique_desktop.ui.widgets.picker import Option, PickField

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from recyclique_desktop.data.queries.admin_people import PersonLine, TeamLine
    from recyclique_desktop.domain.station import Actor


@dataclass(frozen=True, slots=True)
class PersonSaid:
    """What the form says; a secret is empty unless one was typed for a new person."""

    first_name: str
    last_name: str
    username: str
    role: UserRole
    group_ids: tuple[UUID, ...]
    pin: str
    password: str


class PersonForm(FormCard):
    """One person, or a new one.

    Signals:
        saved(): She is to be saved; see ``said``.
        pin_asked(): She is to have another code.
        password_asked(): She is to have another password.
        sign_out_asked(): All her sign-ins are to end.
        history_asked(): What she did is to be read.
        switched_off(): Her account is to be switched off.
        switched_on(): Her account is to be switched on again.
    """

    saved = Signal()
    pin_asked = Signal()
    password_asked = Signal()
    sign_out_asked = Signal()
    history_asked = Signal()
    switched_off = Signal()
    switched_on = Signal()

    def __init__(self) -> None:
        super().__init__("person_form")
        self._line: PersonLine | None = None
        self._groups: tuple[TeamLine, ...] = ()
        self._chosen_groups: frozenset[UUID] = frozenset()
        self._may_give: frozenset[UUID] = frozenset()
        self._title = FlexText("", "h2")
        self._why = FlexText("", "small", "text2")
        self._first = Field("person_first", tr("Prénom"))
        self._last = Field("person_last", tr("Nom"))
        self._username = Field("person_username", tr("Nom d’utilisateur"))
        self._role = ChipGroup("person_role", tr("Rôle"), columns=3)
        self._role.set_options([(role, words) for role, words in zip(RANKS, _short_roles(), strict=True)])
        self._teams = PickField("person_teams", tr("Groupes"))
        self._pin = Field("person_pin", tr("Code"), hint=tr("4 chiffres"), secret=True)
        self._password = Field("person_password", tr("Mot de passe"), secret=True)
        self._form = Form(
            (
                Checked(self._first, lambda text: "" if text.strip() else advice("person.name_missing")),
                Checked(self._last, lambda _text: ""),
                Checked(self._username, self._username_error),
                Checked(self._pin, lambda text: pin_error(text) if text else ""),
                Checked(self._password, lambda text: password_error(text) if text else ""),
            ),
            self,
        )
        self._new_pin = ActionButton(
            "person_new_pin", tr("Code…"), icon="key-round", height=Height.SMALL_ACTION, margin=8
        )
        self._new_password = ActionButton(
            "person_new_password", tr("Mot de passe…"), height=Height.SMALL_ACTION, margin=8
        )
        self._sign_out = ActionButton("person_sign_out", tr("Décon\u00adnecter"), height=Height.SMALL_ACTION, margin=8)
        self._history = ActionButton("person_history", tr("Historique"), height=Height.SMALL_ACTION, margin=10)
        self._off = DestructiveButton("person_off", tr("Désactiver"), height=Height.ACTION_TALL)
        self._on = ActionButton("person_on", tr("Réactiver"), height=Height.ACTION_TALL)
        self._save = PrimaryButton("person_save", tr("Enregistrer"), height=Height.ACTION_TALL, large=False)
        self._build()
        self._connect()
        self.show_nothing()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._history)
        self.column.addLayout(head)
        self.column.addWidget(self._why)
        self.column.addSpacing(Space.TINY)
        self.column.addLayout(_pair(self._first, self._last))
        self.column.addWidget(self._username)
        self.column.addWidget(self._role)
        self.column.addWidget(self._teams)
        self.column.addLayout(_pair(self._pin, self._password))
        self.column.addStretch(1)
        secrets = _pair(self._new_pin, self._new_password, gap=Space.TARGET_GAP)
        secrets.addWidget(self._sign_out, 1)
        self.column.addLayout(secrets)
        foot = QHBoxLayout()
        foot.setSpacing(Space.TARGET_GAP)
        foot.addWidget(self._off, 2)
        foot.addWidget(self._on, 2)
        foot.addWidget(self._save, 3)
        self.column.addLayout(foot)

    def _connect(self) -> None:
        self._form.changed.connect(self._show)
        self._role.changed.connect(self._show)
        self._teams.asked.connect(self._on_teams_asked)
        for field in (self._first, self._last, self._username, self._pin, self._password):
            field.entered.connect(self._on_save)
        self._new_pin.clicked.connect(self.pin_asked)
        self._new_password.clicked.connect(self.password_asked)
        self._sign_out.clicked.connect(self.sign_out_asked)
        self._history.clicked.connect(self.history_asked)
        self._off.clicked.connect(self.switched_off)
        self._on.clicked.connect(self.switched_on)
        self._save.clicked.connect(self._on_save)

    @property
    def line(self) -> PersonLine | None:
        """The person shown; nothing for a new one."""
        return self._line

    @property
    def is_touched(self) -> bool:
        """Whether something is being written that was not saved."""
        if not self._save.isVisibleTo(self) or not self._first.isEnabled():
            return False
        return self._line is None or not self._form.is_good or self._is_changed()

    @property
    def said(self) -> PersonSaid:
        """What is written."""
        return PersonSaid(
            self._first.text, self._last.text, self._username.text, self._chosen_role,
            tuple(team.group_id for team in self._groups if team.group_id in self._chosen_groups),
            self._pin.text, self._password.text,
        )  # fmt: skip

    def show_teams(self, teams: Sequence[TeamLine]) -> None:
        """Offer these groups."""
        self._groups = tuple(teams)

    def show_nothing(self) -> None:
        """Nobody is chosen."""
        self._line = None
        self._title.setText(tr("Touchez une personne pour la modifier."))
        self._why.hide()
        for part in self._parts():
            part.hide()

    def show_line(self, line: PersonLine, actor: Actor, why_not: str) -> None:
        """Show a person as ``actor`` may change her; ``why_not`` says why nobody may here, or is empty."""
        self._line = line
        self._title.setText(line.name)
        self._fill(line.first_name, line.last_name, line.username)
        for field, column in (
            (self._first, "first_name"), (self._last, "last_name"), (self._username, "username"),
        ):  # fmt: skip
            field.set_hint(centre_hint(line.waiting, column))
        self._role.choose((line.role,))
        self._choose_groups(frozenset(line.group_ids))
        is_above = not actor.may_act_on(line.role)
        said = why_not or (tr("Son rôle est au-dessus du vôtre.") if is_above else "")
        self._set_parts(is_new=False, is_active=line.is_active)
        self._allow(actor, is_own=line.user_id == actor.user_id, may=not said)
        self._why.setText(said or ("" if line.is_active else tr("Ce compte est désactivé.")))
        self._why.setVisible(bool(self._why.text()))
        self._show()

    def show_new(self, actor: Actor) -> None:
        """Begin a new person."""
        self._line = None
        self._title.setText(tr("Nouvelle personne"))
        self._why.hide()
        self._fill("", "", "")
        self._role.choose((UserRole.USER,))
        self._choose_groups(frozenset())
        self._set_parts(is_new=True, is_active=True)
        self._allow(actor, is_own=False, may=True)
        self._show()
        self.begin()

    def begin(self) -> None:
        """Put the cursor where writing begins."""
        if self._first.isVisibleTo(self) and self._first.isEnabled():
            self._first.edit.setFocus()
            self._first.edit.selectAll()

    def forget(self) -> None:
        """Leave no secret behind."""
        self._pin.set_text("")
        self._password.set_text("")

    @property
    def _chosen_role(self) -> UserRole:
        return next((role for role in RANKS if role in self._role.chosen), UserRole.USER)

    def _fill(self, first: str, last: str, username: str) -> None:
        self._form.clear()
        for field, text in ((self._first, first), (self._last, last), (self._username, username)):
            field.set_hint("")
            field.set_text(text)

    def _parts(self) -> tuple[QWidget, ...]:
        return (
            self._first, self._last, self._username, self._role, self._teams, self._pin, self._password,
            self._new_pin, self._new_password, self._sign_out, self._off, self._on, self._save, self._history,
        )  # fmt: skip

    def _set_parts(self, *, is_new: bool, is_active: bool) -> None:
        for part in self._parts():
            part.show()
        for part in (self._pin, self._password):
            part.setVisible(is_new)
        for part in (self._username, self._new_pin, self._new_password, self._sign_out, self._history):
            part.setVisible(not is_new)
        self._off.setVisible(not is_new and is_active)
        self._on.setVisible(not is_new and not is_active)

    def _allow(self, actor: Actor, *, is_own: bool, may: bool) -> None:
        for part in (*self._parts(), self._off, self._on):
            part.setEnabled(may or part is self._history)
        roles = RANKS[: RANKS.index(actor.role) + 1]
        self._role.allow(roles if may and not is_own else ())
        self._off.setEnabled(may and not is_own)
        self._may_give = frozenset(team.group_id for team in self._groups if _may_give(actor, team.permissions))
        may_force = is_own or actor.role is UserRole.SUPER_ADMIN
        self._new_password.setVisible(may_force and self._new_password.isVisibleTo(self))

    def _choose_groups(self, chosen: frozenset[UUID]) -> None:
        self._chosen_groups = chosen
        names = [team_name(team.name) for team in self._groups if team.group_id in chosen]
        self._teams.set_value(" · ".join(names) or tr("aucun"))

    def _on_teams_asked(self) -> None:
        dialog = ChecklistDialog(
            "person_teams_list",
            tr("Dans quels groupes ?"),
            [Option(team.group_id, team.name, team.description) for team in self._groups],
            self._chosen_groups,
            allowed=self._may_give,
            confirm=tr("Choisir"),
            parent=self,
        )
        dialog.answered.connect(self._on_teams)
        dialog.finished.connect(dialog.deleteLater)
        dialog.ask()

    def _on_teams(self, chosen: frozenset[UUID]) -> None:
        self._choose_groups(chosen)
        self._show()

    def _is_changed(self) -> bool:
        line, said = self._line, self.said
        if line is None:
            return bool(said.first_name.strip()) and bool(said.pin or said.password)
        there = (line.first_name, line.last_name, line.username, line.role, set(line.group_ids))
        return there != (
            said.first_name.strip(), said.last_name.strip(), said.username.strip(), said.role, set(said.group_ids),
        )  # fmt: skip

    def _show(self) -> None:
        self._save.setEnabled(self._first.isEnabled() and self._form.is_good and self._is_changed())

    def _on_save(self) -> None:
        if self._save.isEnabled():
            self.saved.emit()
        else:
            self._form.show_errors()

    def _username_error(self, text: str) -> str:
        return "" if self._line is None or text.strip() else advice("person.username_format")


def _may_give(actor: Actor, rights: tuple[str, ...]) -> bool:
    """Whether a group allows nothing that the actor may not do herself."""
    return actor.role is not UserRole.USER or set(rights) <= {right.value for right in actor.permissions}


def _short_roles() -> tuple[str, ...]:
    """Return the three roles in words that fit a chip; the longest is the list's own."""
    return tr("Béné\u00advole"), tr("Adminis\u00adtrateur"), tr("Princi\u00adpal")


def _pair(one: QWidget, other: QWidget, *, gap: int = Space.SMALL) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(gap)
    row.addWidget(one, 1)
    row.addWidget(other, 1)
    return row
