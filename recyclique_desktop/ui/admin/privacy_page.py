"""« Vie privée »: what is known of a person, taken away in a file or forgotten; who looked; the register to print.

What is known is shown on demand only, and showing it is written down.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from recyclique_desktop.data.queries.admin_settings import kind_of
from recyclique_desktop.data.queries.places import workplace
from recyclique_desktop.documents.person_file import kept_words
from recyclique_desktop.flows import person_data
from recyclique_desktop.services.privacy import AnonymisePerson
from recyclique_desktop.system.files import write_whole
from recyclique_desktop.system.messages import tr, trn
from recyclique_desktop.ui.admin.frame import AdminPage, why_not_here
from recyclique_desktop.ui.admin.list_side import FormCard
from recyclique_desktop.ui.places import page_name
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.ask import AskDialog, Asked
from recyclique_desktop.ui.widgets.base import Text
from recyclique_desktop.ui.widgets.buttons import ActionButton, DestructiveButton
from recyclique_desktop.ui.widgets.message import UNDO_MS, Message, MessageBand, MessageKind
from recyclique_desktop.ui.widgets.pager import Pager
from recyclique_desktop.ui.widgets.rows import UNKNOWN
from recyclique_desktop.ui.widgets.table import Cell, Column, Table, TableRow
from recyclique_desktop.ui.words import refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from uuid import UUID

    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.data.queries.privacy import PersonData, PrivacyLine
    from recyclique_desktop.domain.enums import WorkstationKind
    from recyclique_desktop.domain.errors import UserError
    from recyclique_desktop.flows.person_data import Sheet
    from recyclique_desktop.ui.context import AppContext

_SHOWN: Final = frozenset({"users", "user_status_history"})
_STEPS: Final = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_PAGES: Final = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
_CONTACT: Final = ("email", "phone_number", "address", "notes", "skills", "availability")
_Read = tuple[tuple["PrivacyLine", ...], str, "WorkstationKind"]


class _PersonCard(FormCard):
    """One person, and what may be done with her data.

    Signals:
        look_asked(), take_asked(), forget_asked(): A button was pressed.
    """

    look_asked = Signal()
    take_asked = Signal()
    forget_asked = Signal()

    def __init__(self) -> None:
        super().__init__("privacy_form")
        self._title = Text("", "h2", wrap=True)
        self._state = Text("", "body", "text2", wrap=True)
        self._known = Text("", "body", wrap=True)
        self._access = Text("", "small", "text2", wrap=True)
        self.look = ActionButton("privacy_look", tr("Voir ses données"), icon="eye")
        self.take = ActionButton("privacy_take", tr("Exporter"), icon="download")
        self.forget = DestructiveButton("privacy_forget", tr("Anonymiser"))
        for part in (self._title, self._state, self._known, self._access):
            self.column.addWidget(part)
        self.column.addStretch(1)
        for button in (self.look, self.take, self.forget):
            self.column.addWidget(button)
        self.look.clicked.connect(self.look_asked)
        self.take.clicked.connect(self.take_asked)
        self.forget.clicked.connect(self.forget_asked)

    def show_line(self, line: PrivacyLine | None, why_not: str) -> None:
        """Show a person, without what is known of her."""
        for part in (self._known, self._access):
            part.hide()
        for button in (self.look, self.take, self.forget):
            button.setVisible(line is not None)
        self._state.setVisible(line is not None)
        if line is None:
            self._title.setText(tr("Choisissez une personne"))
            return
        self._title.setText(line.name)
        self._state.setText(why_not or _state(line))
        self.forget.setEnabled(not why_not and not line.is_erased)

    def show_sheet(self, sheet: Sheet) -> None:
        """Show what is known, and who looked before."""
        self._known.setText(_known(sheet.data))
        self._known.show()
        said = [
            tr("{at:datetime}, {name} : {what}", at=one.at, name=one.by or UNKNOWN, what=_what(is_export=one.is_export))
            for one in sheet.access[:4]
        ]
        self._access.setText("\n".join([tr("Consultations"), *said]))
        self._access.show()


class PrivacyPage(AdminPage):
    """A list of people; those without activity for a long time come first."""

    name = "admin_privacy"
    place = "settings"
    above = page_name("settings")

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, tr("Vie privée"))
        columns = (
            Column(tr("Nom")),
            Column(tr("Vue le"), width=150, leaves_below=560),
            Column(tr("État"), width=150),
        )
        self._lines: tuple[PrivacyLine, ...] = ()
        self._why_not = ""
        self._table = Table("privacy_list", columns)
        self._pager = Pager("privacy_pager")
        self._band = MessageBand("privacy_band", height=104)
        self._print = ActionButton("privacy_register", tr("Registre"), icon="printer", height=Height.SMALL_ACTION)
        self.card = _PersonCard()
        self._build()
        self._connect()

    def _build(self) -> None:
        self.title_row.addWidget(self._print)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.GRID)
        for part, stretch in ((self._table, 1), (self._pager, 0), (self._band, 0)):
            column.addWidget(part, stretch)
        self.lay_beside(side, self.card)

    def _connect(self) -> None:
        self._table.picked.connect(self._on_picked)
        self._table.page_changed.connect(self._on_page)
        self._pager.turned.connect(self._table.turn)
        self._print.clicked.connect(lambda: self._ask_file("registre-des-traitements.txt", self._on_register_file))
        self.card.look_asked.connect(self._on_look)
        self.card.take_asked.connect(self._on_take)
        self.card.forget_asked.connect(self._on_forget)

    def enter(self, **arrival: object) -> None:
        super().enter(**arrival)
        self._band.clear()
        self._load()

    def refresh(self, tables: frozenset[str]) -> None:
        if tables & _SHOWN:
            self._load()

    def handle_key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key in _STEPS:
            self._on_picked(self._table.neighbour(_STEPS[key]))
        elif key in _PAGES:
            self._table.turn(_PAGES[key])
        else:
            return False
        return True

    def _load(self, then: Callable[[], None] = lambda: None) -> None:
        station = self.context.station
        self.context.tasks.read(
            lambda session: (
                person_data.people(session, station), workplace(session, station).site_name, kind_of(session, station)
            ),
            partial(self._on_read, then),
            self._on_refused,
        )  # fmt: skip

    def _on_read(self, then: Callable[[], None], found: _Read) -> None:
        self._lines, site, kind = found
        self._why_not = why_not_here(kind, is_joined=self.is_joined)
        self.show_site(site)
        self._table.set_rows([_row(line) for line in self._lines])
        self.card.show_line(self._line, self._why_not)
        then()

    @property
    def _line(self) -> PrivacyLine | None:
        return next((line for line in self._lines if line.user_id == self._table.chosen), None)

    def _on_picked(self, key: Hashable) -> None:
        if key is not None:
            self._table.choose(key)
            self.card.show_line(self._line, self._why_not)

    def _on_page(self) -> None:
        first, last, n = self._table.span
        said = trn("{first} à {last} sur {n}", "{first} à {last} sur {n}", n, first=first, last=last)
        self._pager.show_page(said if n else "", self._table.page, self._table.pages)

    # what is pressed

    def _on_look(self) -> None:
        line = self._line
        if line is not None:
            db, actor, station = self.context.tasks.db, self.context.presence.actor, self.context.station
            self.context.tasks.aside(
                lambda: person_data.show(db, line.user_id, actor, station),
                partial(self._on_sheet, line.user_id),
                self._on_refused,
            )

    def _on_sheet(self, user_id: UUID, sheet: Sheet) -> None:
        if self._line is not None and self._line.user_id == user_id:
            self.card.show_sheet(sheet)

    def _on_take(self) -> None:
        line = self._line
        if line is not None:
            self._ask_file(f"donnees-{line.operator_code}.zip", partial(self.take_away, line))

    def take_away(self, line: PrivacyLine, file: str) -> None:
        """Write all that is known of a person into this file."""
        db, actor, station = self.context.tasks.db, self.context.presence.actor, self.context.station
        self.context.tasks.aside(
            lambda: person_data.export(db, line.user_id, Path(file), actor, station),
            lambda _data: self._say(tr("Les données sont dans {file}.", file=Path(file).name)),
            self._on_refused,
        )

    def _on_forget(self) -> None:
        line = self._line
        if line is None:
            return
        dialog = AskDialog(
            "forget",
            tr("Anonymiser {name} ?", name=line.name),
            tr("Son nom devient {code}, son contact et ses codes disparaissent. C’est définitif. Ses tickets restent.",
               code=line.operator_code),
            (Asked("reason", tr("Raison, sans son nom"), _reason_error),),
            confirm=tr("Anonymiser"),
            keep=tr("Ne rien changer"),
            destructive=True,
            parent=self,
        )  # fmt: skip
        dialog.answered.connect(partial(self._on_reason, line))
        dialog.finished.connect(dialog.deleteLater)
        dialog.ask()

    def _on_reason(self, line: PrivacyLine, said: dict[str, str]) -> None:
        db, actor, station = self.context.tasks.db, self.context.presence.actor, self.context.station
        command = AnonymisePerson(line.user_id, said["reason"])
        self.context.tasks.aside(
            lambda: person_data.forget(db, command, actor, station), self._on_forgotten, self._on_refused
        )

    def _on_forgotten(self, data: PersonData) -> None:
        title = tr("C’est fait : il ne reste que {code}.", code=data.operator_code)
        detail = kept_words(data) if data.kept_by_law else ""
        self._load(lambda: self._band.say(Message(MessageKind.GOOD, title, detail, closable=True)))

    def _on_register_file(self, file: str) -> None:
        self.print_register(file)

    def print_register(self, file: str) -> None:
        """Write the register of processing into this file."""
        station = self.context.station
        self.context.tasks.read(
            lambda session: person_data.register_text(session, station),
            lambda text: self._write(Path(file), text),
            self._on_refused,
        )

    def _write(self, path: Path, text: str) -> None:
        self.context.tasks.aside(
            lambda: write_whole(path, text.encode("utf-8-sig")),
            lambda _none: self._say(tr("Le registre est dans {file}.", file=path.name)),
            self._on_refused,
        )

    def _ask_file(self, suggested: str, on_chosen: Callable[[str], None]) -> None:
        dialog = QFileDialog(self, tr("Enregistrer sous"), str(Path.home() / suggested))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.selectFile(suggested)
        dialog.fileSelected.connect(on_chosen)
        dialog.open()

    def _say(self, words: str) -> None:
        self._band.say(Message(MessageKind.GOOD, words, lasts_ms=UNDO_MS))

    def _on_refused(self, error: UserError) -> None:
        self._band.say(refusal(error))


def _row(line: PrivacyLine) -> TableRow:
    seen = tr("{at:date}", at=line.last_seen) if line.last_seen is not None else UNKNOWN
    if line.is_erased:
        state = Cell(tr("anonymisée"), tone="text2")
    elif line.is_dormant:
        state = Cell(tr("sans activité"), icon="clock", tone="warn")
    else:
        state = Cell(tr("active") if line.is_active else tr("désactivée"))
    return TableRow(line.user_id, (Cell(line.name), Cell(seen), state))


def _state(line: PrivacyLine) -> str:
    if line.is_erased:
        return tr("Cette personne est anonymisée. Ses tickets restent sous ce code.")
    if line.is_dormant:
        return tr("Aucune connexion depuis longtemps : ce compte peut être anonymisé.")
    return tr("Son code dans le journal : {code}", code=line.operator_code)


def _known(data: PersonData) -> str:
    (row,) = data.tables["users"]
    contact = [str(row[name]) for name in _CONTACT if row.get(name)]
    lines = [*contact] if contact else [tr("Aucun contact n’est connu ici.")]
    count = trn("{n} ligne parle d’elle ou de ses actes.", "{n} lignes parlent d’elle ou de ses actes.", data.rows)
    return "\n".join([*lines, count])


def _what(*, is_export: bool) -> str:
    return tr("a exporté") if is_export else tr("a regardé")


def _reason_error(text: str) -> str:
    return "" if text.strip() else tr("Il manque la raison.")
