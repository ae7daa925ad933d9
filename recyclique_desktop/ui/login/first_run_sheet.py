"""The last step of the first run: the « feuille de secours », shown once, kept by a person, then forgotten."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QLabel

from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.login.first_run_steps import RunStep
from recyclique_desktop.ui.theme.tokens import Space
from recyclique_desktop.ui.widgets.base import Frame, Text
from recyclique_desktop.ui.widgets.buttons import ActionButton
from recyclique_desktop.ui.widgets.choices import ChoiceCard
from recyclique_desktop.ui.widgets.fields import Field

if TYPE_CHECKING:
    from recyclique_desktop.flows.recovery_sheet import Sheet

_COLUMNS: Final = 4


class SheetStep(RunStep):
    """24 words and a code; « C’est rangé » opens the way on.

    Signals:
        saved(str): The text is to be written into that file.
    """

    saved = Signal(str)

    def __init__(self) -> None:
        super().__init__(
            tr("Rangez la feuille de secours"),
            tr("Ces 24 mots ouvrent les ventes si l’ordinateur tombe en panne. Ils ne seront plus jamais montrés."),
        )
        self._sheet: Sheet | None = None
        self._words = QGridLayout()
        self._code = QLabel()
        self._file = Field("run_sheet_file", tr("Enregistrer le texte dans"))
        self._browse = ActionButton("run_browse_sheet", tr("Choisir…"), icon="folder-open")
        self._save = ActionButton("run_save_sheet", tr("Enregistrer"), icon="save")
        self._kept = ChoiceCard(
            "run_sheet_kept", tr("C’est rangé"), tr("La feuille est imprimée ou recopiée, hors du magasin."),
            icon="shield-check", height=76,
        )  # fmt: skip
        self._build()
        self._connect()

    def _build(self) -> None:
        card = Frame("card", "run_words")
        inside = QHBoxLayout(card)
        inside.setContentsMargins(Space.TICKET, Space.SMALL, Space.SMALL, Space.SMALL)
        self._words.setVerticalSpacing(Space.TINY)
        inside.addLayout(self._words, 1)
        self._code.setAccessibleName(tr("Le même secret en code à scanner"))
        inside.addWidget(self._code)
        row = QHBoxLayout()
        row.setSpacing(Space.GRID)
        row.addWidget(self._file, 1)
        row.addWidget(self._browse, alignment=Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._save, alignment=Qt.AlignmentFlag.AlignVCenter)
        self.column.addWidget(card)
        self.column.addLayout(row)
        self.column.addWidget(self._kept)
        self.column.addStretch(1)

    def _connect(self) -> None:
        self._browse.clicked.connect(self._on_browse)
        self._save.clicked.connect(self._on_save)
        self._file.changed.connect(self._on_file)
        self._kept.clicked.connect(self._on_kept)

    @property
    def complete(self) -> bool:
        return self._kept.chosen

    @property
    def sheet(self) -> Sheet | None:
        """The sheet shown."""
        return self._sheet

    def show_missing(self) -> None:
        self._kept.setFocus(Qt.FocusReason.TabFocusReason)

    def show_sheet(self, sheet: Sheet, code: bytes, workstation_code: str) -> None:
        """Show the sheet; ``code`` is its picture."""
        self._sheet = sheet
        rows = -(-len(sheet.words) // _COLUMNS)
        for place, word in enumerate(sheet.words):
            numbered = Text(f"{place + 1:2d}. {word}", "strong")
            self._words.addWidget(numbered, place % rows, place // rows)
        picture = QPixmap()
        picture.loadFromData(code)
        self._code.setPixmap(picture)
        self._file.set_text(str(Path.home() / f"feuille-de-secours-{workstation_code}.txt"))
        self.changed.emit()

    def show_saved(self) -> None:
        """The text was written."""
        self._file.set_error("")
        self._file.set_hint(tr("Enregistré. Imprimez ce fichier, puis effacez-le : qui le lit peut ouvrir les ventes."))

    def show_refusal(self, refusal: str) -> None:
        """The text could not be written."""
        self._file.set_error(refusal)

    def forget(self) -> None:
        """Forget the words."""
        self._sheet = None

    def _on_kept(self) -> None:
        self._kept.set_chosen(not self._kept.chosen)
        self.changed.emit()

    def _on_file(self, _path: str) -> None:
        self._file.set_error("")
        self._file.set_hint("")

    def _on_save(self) -> None:
        path = self._file.text.strip()
        if path:
            self.saved.emit(path)
        else:
            self._file.set_error(tr("Il manque le nom du fichier."))

    def _on_browse(self) -> None:
        dialog = QFileDialog(self, tr("Feuille de secours"), self._file.text, tr("Textes (*.txt)"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._file.set_text)
        dialog.open()
