"""Where a list is to be written, and how: the same question wherever something is exported."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.documents.tables import Format, formats
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import Frame, Text
from recyclique_desktop.ui.widgets.buttons import ActionButton, PrimaryButton
from recyclique_desktop.ui.widgets.chips import ChipGroup
from recyclique_desktop.ui.widgets.fields import Field

_WIDTH: Final = 640


class ExportDialog(QDialog):
    """A folder and a format.

    Signals:
        answered(object, object): The folder as a ``Path``, and the ``Format``.

    Args:
        question: « Exporter le journal ? »
        detail: What will be in the file.
    """

    answered = Signal(object, object)

    def __init__(self, question: str, detail: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("export")
        self.setAccessibleName(question)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setFixedWidth(_WIDTH)
        self._format = ChipGroup("export_format", tr("Format"))
        self._format.set_options(formats())
        self._format.choose((Format.XLSX,))
        self._folder = Field("export_folder", tr("Dossier"), value=str(Path.home()))
        self._browse = ActionButton("export_browse", tr("Choisir…"), icon="folder-open")
        self._confirm = PrimaryButton("export_confirm", tr("Exporter"), height=Height.ACTION_TALL, large=False)
        self._keep = ActionButton("export_keep", tr("Ne rien exporter"), height=Height.ACTION_TALL, role="strong")
        self._build(question, detail)
        self._browse.clicked.connect(self._on_browse)
        self._confirm.clicked.connect(self._on_confirm)
        self._folder.entered.connect(self._on_confirm)
        self._folder.changed.connect(lambda _text: self._folder.set_error(""))
        self._keep.clicked.connect(self.reject)

    def ask(self) -> None:
        """Open it over its window; the answer comes by signal."""
        self.open()
        self._folder.edit.setFocus()

    def _build(self, question: str, detail: str) -> None:
        ground = Frame("dialog")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(ground)
        column = QVBoxLayout(ground)
        column.setContentsMargins(Space.ADMIN, Space.ADMIN, Space.ADMIN, Space.ADMIN)
        column.setSpacing(Space.GRID)
        column.addWidget(Text(question, "h1", wrap=True))
        column.addWidget(Text(detail, "body", "text2", wrap=True))
        column.addWidget(self._format)
        column.addSpacing(Space.SMALL)
        column.addLayout(self._place())
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.GRID)
        buttons.addWidget(self._keep, 1)
        buttons.addWidget(self._confirm, 1)
        column.addLayout(buttons)

    def _place(self) -> QHBoxLayout:
        beside = QVBoxLayout()
        beside.addSpacing(28)
        beside.addWidget(self._browse)
        beside.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(Space.GRID)
        row.addWidget(self._folder, 1)
        row.addLayout(beside)
        return row

    def _on_browse(self) -> None:
        dialog = QFileDialog(self, tr("Dossier"), self._folder.text or str(Path.home()))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._folder.set_text)
        dialog.open()

    def _on_confirm(self) -> None:
        folder = Path(self._folder.text.strip()).expanduser()
        if not self._folder.text.strip() or not folder.is_dir():
            self._folder.set_error(tr("Ce dossier n’existe pas. Choisissez-en un autre."))
            return
        (chosen,) = self._format.chosen
        self.accept()
        self.answered.emit(folder, chosen)
