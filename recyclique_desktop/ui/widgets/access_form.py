"""The access to a centre: a file that was carried here, its text to paste, or an address and a code read out loud."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.flows import joining
from recyclique_desktop.flows.joining import DATABASE, PORT, TypedAccess
from recyclique_desktop.system.messages import sentence, tr
from recyclique_desktop.ui.theme.tokens import Space
from recyclique_desktop.ui.widgets.buttons import ActionButton
from recyclique_desktop.ui.widgets.chips import ChipGroup
from recyclique_desktop.ui.widgets.fields import Field
from recyclique_desktop.ui.widgets.message import MessageKind, Notice

if TYPE_CHECKING:
    from collections.abc import Callable

    from recyclique_desktop.system.code_file import CodeFile

_NOTICE: Final = 76


class Way(StrEnum):
    """How the access is given."""

    FILE = "file"
    TYPED = "typed"


class AccessForm(QWidget):
    """Takes an access; ``access`` is there once it is whole.

    Signals:
        changed(): What is given changed.
        entered(): Enter was pressed in a field.

    Attributes:
        head: The row of the two ways, where a page may put a field of its own.
    """

    changed = Signal()
    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._file_access: CodeFile | None = None
        self._ways = ChipGroup("access_way", tr("Ce qui vous a été donné"), columns=2)
        self._ways.set_options([(Way.FILE, tr("Un fichier, ou son texte")), (Way.TYPED, tr("Une adresse et un code"))])
        self._file = Field("access_file", tr("Fichier d’accès"))
        self._browse = ActionButton("access_browse", tr("Choisir…"), icon="folder-open")
        self._paste = ActionButton("access_paste", tr("Coller le texte"), icon="copy")
        self._found = Notice("access_found", MessageKind.NOTE)
        self._host = Field("access_host", tr("Adresse du centre"), hint=tr("par exemple 192.168.1.20"))
        self._port = Field("access_port", tr("Port"), value=str(PORT))
        self._database = Field("access_database", tr("Base"), value=DATABASE)
        self._code = Field("access_code", tr("Code d’inscription"), hint=tr("il ressemble à K7QM-4TXB"))
        self._password = Field("access_password", tr("Mot de passe d’inscription"), secret=True)
        self._stack = QStackedWidget()
        self._build()
        self._connect()
        self._ways.choose((Way.FILE,))
        self._found.hide()

    def _build(self) -> None:
        by_file = QWidget()
        column = QVBoxLayout(by_file)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.TARGET_GAP)
        row = QHBoxLayout()
        row.setSpacing(Space.GRID)
        row.addWidget(self._file, 1)
        for button in (self._browse, self._paste):
            row.addWidget(button, alignment=Qt.AlignmentFlag.AlignVCenter)
        self._found.setMinimumHeight(_NOTICE)
        column.addLayout(row)
        column.addWidget(self._found)
        column.addStretch(1)
        self._stack.addWidget(by_file)
        self._stack.addWidget(self._typed_page())
        self.head = QHBoxLayout()
        self.head.setSpacing(Space.TICKET)
        self.head.addWidget(self._ways, 2)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(Space.TARGET_GAP)
        whole.addLayout(self.head)
        whole.addWidget(self._stack, 1)

    def _typed_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.TARGET_GAP)
        for shares in (((self._host, 3), (self._port, 1), (self._database, 2)), ((self._code, 1), (self._password, 1))):
            row = QHBoxLayout()
            row.setSpacing(Space.TICKET)
            for field, share in shares:
                row.addWidget(field, share)
            column.addLayout(row)
        column.addStretch(1)
        return page

    def _connect(self) -> None:
        self._ways.changed.connect(self._on_way)
        self._browse.clicked.connect(self._on_browse)
        self._paste.clicked.connect(self._on_paste)
        self._file.changed.connect(self._on_path_typed)
        self._file.edit.editingFinished.connect(self._on_path_left)
        for field in self._typed_fields():
            field.changed.connect(lambda _text, one=field: self._on_typed(one))
            field.entered.connect(self.entered)
        self._file.entered.connect(self.entered)
        self._code.edit.editingFinished.connect(self._on_code_left)

    @property
    def access(self) -> CodeFile | None:
        """The access, once it is whole."""
        if self._way is Way.FILE:
            return self._file_access
        try:
            return joining.from_fields(self._typed)
        except UserError:
            return None

    def begin(self) -> None:
        """Put the cursor where writing begins."""
        (self._file if self._way is Way.FILE else self._host).edit.setFocus()

    def show_missing(self) -> None:
        """Say below its field what is missing or wrong."""
        if self._way is Way.FILE:
            if self._file_access is None and not self._file.error:
                self._file.set_error(tr("Choisissez le fichier, ou collez son texte."))
            return
        try:
            joining.from_fields(self._typed)
        except UserError as error:
            field = self._field_of(error.code)
            field.set_error(_short(error))
            field.edit.setFocus()

    def forget(self) -> None:
        """Leave no secret behind."""
        self._file_access = None
        self._password.set_text("")
        self._found.hide()

    @property
    def _way(self) -> Way:
        return Way.TYPED if Way.TYPED in self._ways.chosen else Way.FILE

    @property
    def _typed(self) -> TypedAccess:
        return TypedAccess(self._host.text, self._port.text, self._database.text, self._password.text, self._code.text)

    def _typed_fields(self) -> tuple[Field, ...]:
        return self._host, self._port, self._database, self._code, self._password

    def _field_of(self, code: str) -> Field:
        return {
            "code_file.host_missing": self._host,
            "code_file.port_wrong": self._port,
            "code_file.password_missing": self._password,
        }.get(code, self._code)

    def _on_way(self) -> None:
        self._stack.setCurrentIndex(1 if self._way is Way.TYPED else 0)
        self.begin()
        self.changed.emit()

    def _on_typed(self, field: Field) -> None:
        field.set_error("")
        self.changed.emit()

    def _on_code_left(self) -> None:
        if not self._code.text.strip():
            return
        try:
            self._code.set_text(joining.clean_code(self._code.text))
        except UserError as error:
            self._code.set_error(_short(error))

    def _on_browse(self) -> None:
        dialog = QFileDialog(self, tr("Fichier d’accès"), str(Path.home()), tr("Accès (*.json);;Tous les fichiers (*)"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.read_file)
        dialog.open()

    def _on_path_typed(self, _text: str) -> None:
        self._file.set_error("")
        self._take(None)

    def _on_path_left(self) -> None:
        if self._file.text.strip() and self._file_access is None:
            self.read_file(self._file.text.strip())

    def read_file(self, path: str) -> None:
        """Read the access file at ``path``."""
        self._file.set_text(path)
        self._try(lambda: joining.from_file(Path(path).expanduser()))

    def _on_paste(self) -> None:
        text = QApplication.clipboard().text()
        self._file.set_text("")
        self._try(lambda: joining.from_text(text))

    def _try(self, read: Callable[[], CodeFile]) -> None:
        try:
            found = read()
        except UserError as error:
            self._take(None)
            self._file.set_error(_short(error))
            return
        self._file.set_error("")
        self._take(found)

    def _take(self, access: CodeFile | None) -> None:
        self._file_access = access
        self._found.setVisible(access is not None)
        if access is not None:
            title = tr("Centre {host} · base {database} · code {code}", host=access.host, database=access.database,
                       code=access.code)  # fmt: skip
            self._found.set_words(MessageKind.GOOD, title, certificate_words(access))
        self.changed.emit()


def certificate_words(access: CodeFile) -> str:
    """Return how the centre will be recognised."""
    if access.ca_fingerprint:
        shown = joining.fingerprint_words(access.ca_fingerprint)
        return tr("Il sera reconnu par son certificat, qui commence par {shown}.", shown=shown)
    if joining.is_near(access.host):
        return tr("Il est sur cet ordinateur : rien ne passe par le réseau.")
    return tr("Cet ordinateur doit reconnaître son certificat ; sinon rien n’est envoyé.")


def _short(error: UserError) -> str:
    """Return the sentence without « Rien n’a été changé »: a field has room for two lines."""
    parts = sentence(error).split(". ")
    return f"{parts[0]}. {parts[-1]}" if len(parts) > 2 else sentence(error)
