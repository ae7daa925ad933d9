"""The form of one group: its name and description are saved together; what it allows and who is in it are lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from recyclique_desktop.domain.permissions import DESCRIPTIONS
from recyclique_desktop.services.groups import NAME_LENGTHS
from recyclique_desktop.system.messages import tr, trn
from recyclique_desktop.ui.admin.list_side import FormCard
from recyclique_desktop.ui.admin.values import advice, centre_hint
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import FlexText, Text
from recyclique_desktop.ui.widgets.buttons import ActionButton, DestructiveButton, PrimaryButton
from recyclique_desktop.ui.widgets.fields import Field
from recyclique_desktop.ui.widgets.form import Checked, Form

if TYPE_CHECKING:
    from recyclique_desktop.data.queries.admin_groups import GroupLine

_SHOWN_RIGHTS = 3
_SHOWN_PEOPLE = 4


class GroupForm(FormCard):
    """One group, or a new one.

    Signals:
        saved(): Its name and description are to be saved.
        rights_asked(): What it allows is to be changed.
        people_asked(): Who is in it is to be changed.
        dissolved(): Everything is to be taken out of it.
    """

    saved = Signal()
    rights_asked = Signal()
    people_asked = Signal()
    dissolved = Signal()

    def __init__(self) -> None:
        super().__init__("group_form")
        self._line: GroupLine | None = None
        self._title = FlexText("", "h2")
        self._why = FlexText("", "small", "text2")
        self._name = Field("group_name", tr("Nom"))
        self._description = Field("group_description", tr("Description (facultatif)"))
        self._form = Form((Checked(self._name, _name_error), Checked(self._description, lambda _text: "")), self)
        self._rights_title = Text(tr("Ce qu’il permet"), "strong")
        self._rights = Text("", "small", "text2", wrap=True)
        self._change_rights = ActionButton(
            "group_rights", tr("Permissions…"), icon="key-round", height=Height.SMALL_ACTION, margin=8
        )
        self._people_title = Text(tr("Qui en fait partie"), "strong")
        self._people = Text("", "small", "text2", wrap=True)
        self._change_people = ActionButton(
            "group_people", tr("Personnes…"), icon="users", height=Height.SMALL_ACTION, margin=8
        )
        self._empty = DestructiveButton("group_dissolve", tr("Vider"), height=Height.ACTION_TALL)
        self._save = PrimaryButton("group_save", tr("Enregistrer"), height=Height.ACTION_TALL, large=False)
        self._build()
        self._connect()
        self.show_nothing()

    def _build(self) -> None:
        self.column.addWidget(self._title)
        self.column.addWidget(self._why)
        self.column.addSpacing(Space.TINY)
        for part in (
            self._name, self._description, self._rights_title, self._rights, self._change_rights, self._people_title,
            self._people, self._change_people,
        ):  # fmt: skip
            self.column.addWidget(part)
        self.column.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(Space.TARGET_GAP)
        foot.addWidget(self._empty, 2)
        foot.addWidget(self._save, 3)
        self.column.addLayout(foot)

    def _connect(self) -> None:
        self._form.changed.connect(self._show)
        for field in (self._name, self._description):
            field.entered.connect(self._on_save)
        self._save.clicked.connect(self._on_save)
        self._change_rights.clicked.connect(self.rights_asked)
        self._change_people.clicked.connect(self.people_asked)
        self._empty.clicked.connect(self.dissolved)

    @property
    def line(self) -> GroupLine | None:
        """The group shown; nothing for a new one."""
        return self._line

    @property
    def name(self) -> str:
        """The name written."""
        return " ".join(self._name.text.split())

    @property
    def description(self) -> str:
        """The description written."""
        return " ".join(self._description.text.split())

    @property
    def is_touched(self) -> bool:
        """Whether something is being written that was not saved."""
        if not self._save.isVisibleTo(self) or not self._name.isEnabled():
            return False
        return bool(self.name or self.description) if self._line is None else self._is_changed()

    def show_nothing(self) -> None:
        """No group is chosen."""
        self._line = None
        self._title.setText(tr("Touchez un groupe pour le modifier."))
        self._why.hide()
        for part in self._parts():
            part.hide()

    def show_line(self, line: GroupLine, why_not: str) -> None:
        """Show a group; ``why_not`` says why nobody may change it here, or is empty."""
        self._line = line
        self._title.setText(line.name)
        self._fill(line.name, line.description)
        self._name.set_hint(centre_hint(line.waiting, "name"))
        self._rights.setText(_rights_words(line))
        self._people.setText(_people_words(line))
        self._set_parts(is_new=False, may=not why_not)
        self._empty.setVisible(not line.is_empty)
        self._why.setText(why_not)
        self._why.setVisible(bool(why_not))
        self._show()

    def show_new(self) -> None:
        """Begin a new group."""
        self._line = None
        self._title.setText(tr("Nouveau groupe"))
        self._why.hide()
        self._fill("", "")
        self._set_parts(is_new=True, may=True)
        self._show()
        self.begin()

    def begin(self) -> None:
        """Put the cursor where writing begins."""
        if self._name.isVisibleTo(self) and self._name.isEnabled():
            self._name.edit.setFocus()
            self._name.edit.selectAll()

    def _fill(self, name: str, description: str) -> None:
        self._form.clear()
        self._name.set_hint("")
        self._name.set_text(name)
        self._description.set_text(description)
        self._description.edit.setCursorPosition(0)

    def _parts(self) -> tuple[QWidget, ...]:
        return (self._name, self._description, *self._lists(), self._empty, self._save)

    def _lists(self) -> tuple[QWidget, ...]:
        return (
            self._rights_title, self._rights, self._change_rights, self._people_title, self._people,
            self._change_people,
        )  # fmt: skip

    def _set_parts(self, *, is_new: bool, may: bool) -> None:
        for part in self._parts():
            part.show()
        for part in (*self._lists(), self._empty):
            part.setVisible(not is_new)
        for part in (self._name, self._description, self._change_rights, self._change_people, self._empty):
            part.setEnabled(may)

    def _is_changed(self) -> bool:
        line = self._line
        return line is None or (line.name, line.description) != (self.name, self.description)

    def _show(self) -> None:
        self._save.setEnabled(self._name.isEnabled() and self._form.is_good and self._is_changed())

    def _on_save(self) -> None:
        if self._save.isEnabled():
            self.saved.emit()
        else:
            self._form.show_errors()


def _name_error(text: str) -> str:
    written = len(" ".join(text.split()))
    if written < NAME_LENGTHS[0]:
        return advice("group.name_short", least=NAME_LENGTHS[0])
    return advice("group.name_long", most=NAME_LENGTHS[-1]) if written > NAME_LENGTHS[-1] else ""


def _rights_words(line: GroupLine) -> str:
    words = [tr(DESCRIPTIONS[right]) for right in line.rights]
    return _with_rest(words, _SHOWN_RIGHTS) or tr("Rien pour l’instant.")


def _people_words(line: GroupLine) -> str:
    return _with_rest([one.name for one in line.members], _SHOWN_PEOPLE) or tr("Personne pour l’instant.")


def _with_rest(words: list[str], most: int) -> str:
    """Return the first of them, and how many more there are."""
    rest = len(words) - most
    if rest > 0:
        words = [*words[:most], trn("et {n} autre", "et {n} autres", rest)]
    return " · ".join(words)
