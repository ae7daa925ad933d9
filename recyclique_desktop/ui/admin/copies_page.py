"""« Copies de secours »: the second medium that follows each sale, and a backup whenever somebody wants one."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout

from recyclique_desktop.domain.enums import Permission
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.system.messages import sentence, tr
from recyclique_desktop.ui.admin.frame import AdminPage
from recyclique_desktop.ui.places import page_name
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import FlexText, Text
from recyclique_desktop.ui.widgets.buttons import ActionButton
from recyclique_desktop.ui.widgets.fields import Field
from recyclique_desktop.ui.widgets.message import Message, MessageBand, MessageKind
from recyclique_desktop.ui.widgets.rows import Card
from recyclique_desktop.ui.words import refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from recyclique_desktop.flows.backup import Made
    from recyclique_desktop.flows.keeping import Keeping
    from recyclique_desktop.flows.medium_choice import Chosen
    from recyclique_desktop.ui.context import AppContext
    from recyclique_desktop.ui.copies import Copies

T = TypeVar("T")
_DO: Final = 220


class _Place(Card):
    """A folder, and what is done with it.

    Signals:
        asked(str): The button was pressed, with the folder written.
    """

    asked = Signal(str)

    def __init__(self, name: str, title: str, meaning: str, act: str) -> None:
        super().__init__(f"{name}_card", margin=Space.PAGE)
        self._field = Field(name, tr("Dossier"))
        self._browse = ActionButton(f"{name}_browse", tr("Choisir…"), icon="folder-open")
        self._do = ActionButton(f"{name}_do", act)
        self._do.setMinimumWidth(_DO)
        self.state = Text("", "body", "text2", wrap=True)
        self.column.addWidget(FlexText(title, "h2"))
        self.column.addWidget(Text(meaning, "small", "text2", wrap=True))
        self.column.addWidget(self.state)
        self.state.hide()
        row = QHBoxLayout()
        row.setSpacing(Space.GRID)
        row.addWidget(self._field, 1)
        row.addLayout(_lowered(self._browse))
        row.addLayout(_lowered(self._do))
        self.column.addLayout(row)
        self._browse.clicked.connect(self._on_browse)
        self._do.clicked.connect(self._on_do)
        self._field.entered.connect(self._on_do)
        self._field.changed.connect(lambda _text: self._field.set_error(""))

    def show_folder(self, folder: str) -> None:
        """Write the folder that is in use."""
        self._field.set_text(folder)

    def set_busy(self, *, busy: bool) -> None:
        """While something is written there, nothing else is asked."""
        for part in (self._field, self._browse, self._do):
            part.setEnabled(not busy)

    def _on_do(self) -> None:
        folder = self._field.text.strip()
        if folder:
            self.asked.emit(folder)
        else:
            self._field.set_error(tr("Il manque le dossier."))

    def _on_browse(self) -> None:
        dialog = QFileDialog(self, tr("Dossier"), self._field.text or str(Path.home()))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._field.set_text)
        dialog.open()


class CopiesPage(AdminPage):
    """Where copies are kept, and how they stand."""

    name = "admin_copies"
    place = "settings"
    above = page_name("settings")

    def __init__(self, context: AppContext, copies: Copies) -> None:
        super().__init__(context, tr("Copies de secours"))
        self._copies = copies
        self._medium = _Place(
            "medium",
            tr("Second support"),
            tr("Une clé USB qui reste branchée : le journal y est écrit, chiffré, après chaque vente."),
            tr("Tenir le journal ici"),
        )
        self._backup = _Place(
            "backup",
            tr("Sauvegarde"),
            tr("Un fichier avec tout le poste, sans ses clés, relu aussitôt. La vente continue."),
            tr("Sauvegarder"),
        )
        self._leave = ActionButton("medium_leave", tr("Ne plus tenir"), height=Height.SMALL_ACTION)
        self._band = MessageBand("copies_band", height=80)
        self.title_row.addWidget(self._leave)
        self._leave.hide()
        for part in (self.head, self._medium, self._backup):
            self.column.addWidget(part)
        self.column.addStretch(1)
        self.column.addWidget(self._band)
        self._medium.asked.connect(self._on_choose)
        self._backup.asked.connect(self._on_back_up)
        self._leave.clicked.connect(self._on_leave)

    def enter(self, **arrival: object) -> None:
        super().enter(**arrival)
        self._band.clear()
        self._look()

    def _look(self) -> None:
        self.context.tasks.aside(self._copies.look, self._on_looked, self._on_refused)

    def _on_looked(self, found: Keeping) -> None:
        kept = found.medium
        self._leave.setVisible(kept.file is not None)
        if kept.file is None:
            told = tr("Aucun n’est choisi : les ventes sont sur ce poste seul.")
        elif kept.error is not None:
            self._medium.show_folder(str(kept.file.parent))
            told = sentence(kept.error)
        else:
            self._medium.show_folder(str(kept.file.parent))
            told = tr("Complet, à l’instant.")
        self._medium.state.setText(told)
        self._medium.state.show()
        self._medium.state.set_tone("warn" if kept.error is not None else "text2")

    def _on_choose(self, folder: str) -> None:
        self._do(lambda: self._copies.choose(folder), self._on_chosen)

    def _on_chosen(self, chosen: Chosen) -> None:
        told = Message(MessageKind.GOOD, tr("Le journal est tenu ici, et complété après chaque vente."), closable=True)
        if chosen.same_disk:
            title = tr("Le journal est tenu ici, mais sur le même disque.")
            told = Message(MessageKind.LOOK, title, tr("Prenez plutôt une clé USB."), closable=True)
        self._band.say(told)
        self._look()

    def _on_leave(self) -> None:
        self._do(self._copies.leave, lambda _none: self._look())

    def _on_back_up(self, folder: str) -> None:
        actor = self.context.presence.actor
        self._do(lambda: self._copies.back_up(folder, actor), self._on_backed_up)

    def _on_backed_up(self, made: Made) -> None:
        title = tr("Sauvegarde faite et vérifiée : {file}", file=made.path.name)
        self._band.say(Message(MessageKind.GOOD, title, closable=True))

    def _do(self, op: Callable[[], T], on_done: Callable[[T], None]) -> None:
        """Do something slow, if the person may."""
        try:
            self.context.presence.actor.require(Permission.SETTINGS_MANAGE)
        except UserError as error:
            self._on_refused(error)
            return
        self._busy(busy=True)
        self.context.tasks.aside(op, partial(self._done, on_done), self._on_refused)

    def _done(self, on_done: Callable[[T], None], result: T) -> None:
        self._busy(busy=False)
        on_done(result)

    def _busy(self, *, busy: bool) -> None:
        self._medium.set_busy(busy=busy)
        self._backup.set_busy(busy=busy)
        self._leave.setEnabled(not busy)

    def _on_refused(self, error: UserError) -> None:
        self._busy(busy=False)
        self._band.say(refusal(error))


def _lowered(button: ActionButton) -> QVBoxLayout:
    """Put a button on the line of the field beside it."""
    column = QVBoxLayout()
    column.addSpacing(28)
    column.addWidget(button)
    column.addStretch(1)
    return column
