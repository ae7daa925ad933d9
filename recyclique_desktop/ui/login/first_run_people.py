"""The people step of the first run: a manager first, then whoever holds the till."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.flows.first_run import NewPerson
from recyclique_desktop.system.messages import sentence, tr
from recyclique_desktop.system.passwords import check_pin, password_gaps
from recyclique_desktop.ui.login.first_run_steps import RunStep
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import FlexText, choose, empty
from recyclique_desktop.ui.widgets.buttons import ChipButton, PrimaryButton
from recyclique_desktop.ui.widgets.fields import Field
from recyclique_desktop.ui.widgets.form import Checked, Form
from recyclique_desktop.ui.widgets.message import MessageBand
from recyclique_desktop.ui.widgets.people import Avatar
from recyclique_desktop.ui.words import refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recyclique_desktop.data.queries.people import PersonTile

_SHOWN = 8


class PeopleStep(RunStep):
    """A form for one person at a time, and who was added.

    Signals:
        added(NewPerson): Somebody is to be added.
    """

    added = Signal(object)

    def __init__(self) -> None:
        super().__init__(tr("Qui travaille ici ?"), tr("D’abord un responsable, puis qui tient la caisse."))
        self._people: tuple[PersonTile, ...] = ()
        self._busy = False
        self._first = Field("run_first_name", tr("Prénom"))
        self._last = Field("run_last_name", tr("Nom"))
        self._pin = Field("run_pin", tr("Code à 4 chiffres"), hint=tr("pour entrer chaque jour"), secret=True)
        self._password = Field("run_password", tr("Mot de passe"), secret=True)
        self._form = Form(
            (
                Checked(self._first, lambda text: "" if text.strip() else tr("Il manque le prénom.")),
                Checked(self._last, lambda text: "" if text.strip() else tr("Il manque le nom.")),
                Checked(self._pin, _pin_error),
                Checked(self._password, self._password_error),
            ),
            self,
        )
        self._manager = ChipButton("run_role_manager", tr("Responsable"), height=Height.ACTION)
        self._till = ChipButton("run_role_till", tr("Caisse"), height=Height.ACTION)
        self._add = PrimaryButton("run_add_person", tr("Ajouter"), icon="user-plus", height=Height.ACTION, large=False)
        self._band = MessageBand("run_people_band", height=56)
        self._list = QVBoxLayout()
        self._build()
        self._connect()
        self._show()

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.TICKET)
        grid.setVerticalSpacing(Space.TINY)
        for place, field in enumerate((self._first, self._last, self._pin, self._password)):
            grid.addWidget(field, place // 2, place % 2)
        acts = QHBoxLayout()
        acts.setSpacing(Space.GRID)
        acts.addWidget(self._manager, 1)
        acts.addWidget(self._till, 1)
        acts.addSpacing(Space.GRID)
        acts.addWidget(self._add, 2)
        self.column.addLayout(grid)
        self.column.addLayout(acts)
        self.column.addLayout(self._list)
        self.column.addStretch(1)
        self.column.addWidget(self._band)

    def _connect(self) -> None:
        self._form.changed.connect(self._show)
        self._manager.clicked.connect(lambda: self._choose(manager=True))
        self._till.clicked.connect(lambda: self._choose(manager=False))
        self._add.clicked.connect(self.add)

    @property
    def complete(self) -> bool:
        """One may go on once there is a manager and no half-written person."""
        return bool(self._people) and self._form.is_blank and not self._busy

    @property
    def is_writing(self) -> bool:
        """Whether somebody is being written down."""
        return not self._form.is_blank

    def arrive(self) -> None:
        self._first.edit.setFocus()

    def show_missing(self) -> None:
        self._form.show_errors()

    def add(self) -> None:
        """Add whoever is written down."""
        if self._busy:
            return
        if not self._form.is_good:
            self._form.show_errors()
            return
        self._busy = True
        self._band.clear()
        self._show()
        self.added.emit(
            NewPerson(
                self._first.text.strip(), self._last.text.strip(), self._pin.text, self._password.text,
                is_manager=self._manager.chosen,
            )
        )  # fmt: skip

    def show_people(self, people: Sequence[PersonTile]) -> None:
        """Show who was added, and ask for the next one."""
        self._busy = False
        self._people = tuple(people)
        self._form.clear()
        self._choose(manager=not self._people)
        empty(self._list)
        for start in range(0, min(len(self._people), _SHOWN), 4):
            self._list.addWidget(_row(self._people[start : start + 4]))
        self.arrive()

    def show_refusal(self, error: UserError) -> None:
        """Somebody could not be added."""
        self._busy = False
        self._band.say(refusal(error))
        self._show()

    def _choose(self, *, manager: bool) -> None:
        choose((self._manager, self._till), self._manager if manager else self._till)
        self._show()

    def _show(self) -> None:
        self._manager.setEnabled(bool(self._people))
        self._till.setEnabled(bool(self._people))
        if not self._people:
            self._manager.set_chosen(True)
        self._add.setEnabled(not self._busy and self._form.is_good)
        self._add.set_filled(not self._form.is_blank or not self._people)
        self.changed.emit()

    def _password_error(self, text: str) -> str:
        if not text and self._people and not self._manager.chosen:
            return ""
        gaps = password_gaps(text)
        return sentence(gaps[0]) if gaps else ""


def _pin_error(text: str) -> str:
    try:
        check_pin(text)
    except UserError as error:
        return sentence(error)
    return ""


def _row(people: Sequence[PersonTile]) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, Space.TINY, 0, Space.TINY)
    row.setSpacing(Space.GRID)
    for person in people:
        row.addWidget(Avatar(person.initials))
        words = FlexText(tr("{name} · {detail}", name=person.name, detail=person.detail), "small")
        row.addWidget(words, 1)
    for _ in range(4 - len(people)):
        row.addStretch(1)
    return made
