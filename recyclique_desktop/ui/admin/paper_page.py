"""« Relevés papier »: the sheet to fill, and the sheets that come back: every row checked before anything is kept."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout

from recyclique_desktop.data.queries.catalogue import known_categories
from recyclique_desktop.data.queries.places import workplace
from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.flows.import_reception import PaperFile, bring_in, read_paper
from recyclique_desktop.flows.reception_sheet import write_sheets
from recyclique_desktop.system.messages import sentence, tr, trn
from recyclique_desktop.ui.admin.reception_frame import ReceptionFrame
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import FlexText
from recyclique_desktop.ui.widgets.buttons import ActionButton, PrimaryButton
from recyclique_desktop.ui.widgets.message import Message, MessageBand, MessageKind
from recyclique_desktop.ui.widgets.pager import Pager
from recyclique_desktop.ui.widgets.picker import Option, PickerDialog
from recyclique_desktop.ui.widgets.table import TALL_ROW, Cell, Column, Table, TableRow
from recyclique_desktop.ui.words import in_two, refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from recyclique_desktop.domain.errors import UserError
    from recyclique_desktop.domain.lookup import Known
    from recyclique_desktop.flows.import_reception import RowVerdict
    from recyclique_desktop.services.paper import PaperImported
    from recyclique_desktop.ui.context import AppContext

_UNKNOWN: Final = "paper.category_unknown"


class PaperPage(ReceptionFrame):
    """What is wrong with a sheet, row by row; a spelling that nobody knows is given its category by a tap."""

    name = "admin_paper"

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, "paper", tr("Relevés papier"))
        self._path: Path | None = None
        self._file: PaperFile | None = None
        self._known: tuple[Known, ...] = ()
        self._mapping: dict[str, str] = {}
        small = Height.SMALL_ACTION
        self._choose = ActionButton("paper_choose", tr("Choisir un relevé…"), icon="folder-open", height=small)
        self._sheet = ActionButton("paper_sheet", tr("Faire une feuille vide…"), icon="printer", height=small)
        self._take_all = ActionButton("paper_take_all", tr("Prendre ce qui est proposé"), height=small)
        self._bring = PrimaryButton("paper_import", tr("Importer"), height=Height.ACTION_TALL, large=False)
        self._told = FlexText("", "body")
        columns = (
            Column(tr("Ligne"), width=60),
            Column(tr("Ce qui est écrit"), width=140),
            Column(tr("Ce qui ne va pas")),
        )
        self._list = Table("paper_list", columns, row_height=TALL_ROW)
        self._pager = Pager("paper_pager")
        self._band = MessageBand("paper_band", height=80)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(Space.GRID)
        for button in (self._choose, self._sheet, self._take_all):
            tools.addWidget(button)
        tools.addStretch(1)
        tools.addWidget(self._bring)
        self.column.addWidget(self.head)
        self.column.addLayout(tools)
        self.column.addWidget(self._told)
        self.column.addWidget(self._list, 1)
        self.column.addWidget(self._pager)
        self.column.addWidget(self._band)

    def _connect(self) -> None:
        self._choose.clicked.connect(lambda: self._browse(QFileDialog.FileMode.ExistingFile, self.check))
        self._sheet.clicked.connect(lambda: self._browse(QFileDialog.FileMode.Directory, self._on_folder))
        self._take_all.clicked.connect(self._on_take_all)
        self._bring.clicked.connect(self._on_bring)
        self._list.picked.connect(self._on_row)
        self._list.page_changed.connect(self._on_page)
        self._pager.turned.connect(self._list.turn)

    def enter(self, **arrival: object) -> None:
        super().enter(**arrival)
        self._band.clear()
        self._path, self._file, self._mapping = None, None, {}
        station = self.context.station
        self.context.tasks.read(
            lambda session: (known_categories(session), workplace(session, station).site_name),
            self._on_read,
            self._on_refused,
        )

    def _on_read(self, found: tuple[tuple[Known, ...], str]) -> None:
        self._known, site = found
        self.show_site(site)
        self._show()

    # a sheet

    def _browse(self, mode: QFileDialog.FileMode, chosen: Callable[[str], None]) -> None:
        dialog = QFileDialog(self, tr("Relevé de réception"), str(Path.home()))
        dialog.setFileMode(mode)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(chosen)
        dialog.open()

    def check(self, chosen: str) -> None:
        """Read a sheet and say what is wrong with it; nothing is kept yet."""
        self._path, self._mapping = Path(chosen), {}
        self._read()

    def _read(self) -> None:
        path, known, mapping, station = self._path, self._known, dict(self._mapping), self.context.station
        if path is None:
            return
        today = business_date(station.clock.now(), station.zone)
        self.context.tasks.aside(lambda: read_paper(path, known, mapping, today), self._on_checked, self._on_refused)

    def _on_checked(self, file: PaperFile) -> None:
        self._file = file
        self._band.clear()
        self._show()

    def _show(self) -> None:
        file = self._file
        problems = () if file is None else file.problems
        self._list.set_rows([_row(one) for one in problems])
        self._told.setText(_told(file))
        self._bring.setEnabled(file is not None and not problems and bool(file.verdicts))
        proposed = [one for one in (file.unknown.values() if file is not None else ()) if one is not None]
        self._take_all.setVisible(bool(proposed))

    def _on_page(self) -> None:
        first, last, whole = self._list.span
        said = tr("{first} à {last} sur {n}", first=first, last=last, n=whole) if whole else ""
        self._pager.show_page(said, self._list.page, self._list.pages)

    # what a spelling means

    def _on_row(self, key: Hashable) -> None:
        """A spelling that nobody knows: a person says which category it is; other rows are mended in the file."""
        verdict = next((one for one in self._problems if one.line == key), None)
        if verdict is None or verdict.problem is None or verdict.problem.code != _UNKNOWN:
            return
        options = [Option(_path(one), one.name, " > ".join(one.above)) for one in self._known]
        first = None if verdict.proposed is None else _path(verdict.proposed)
        question = tr("Que veut dire « {text} » ?", text=verdict.row.written)
        dialog = PickerDialog("paper_category", question, options, first, parent=self)
        dialog.picked.connect(partial(self._on_meant, verdict.row.written))
        dialog.finished.connect(dialog.deleteLater)
        dialog.ask()

    @property
    def _problems(self) -> tuple[RowVerdict, ...]:
        return () if self._file is None else self._file.problems

    def _on_meant(self, written: str, path: Hashable) -> None:
        self._mapping[written] = str(path)
        self._read()

    def _on_take_all(self) -> None:
        if self._file is not None:
            self._mapping |= {
                written: _path(known) for written, known in self._file.unknown.items() if known is not None
            }
            self._read()

    # keeping it

    def _on_bring(self) -> None:
        file, actor, station = self._file, self.context.presence.actor, self.context.station
        if file is None:
            return
        self._bring.setEnabled(False)
        db = self.context.tasks.db
        self.context.tasks.aside(lambda: bring_in(db, file, actor, station), self._on_brought, self._on_refused)

    def _on_brought(self, done: PaperImported) -> None:
        lines = trn("{n} pesée importée", "{n} pesées importées", done.totals.lines)
        days = trn("{n} jour", "{n} jours", len(done.days))
        detail = tr(
            "{days} · {weight:kilos} reçus · {out:kilos} sortis", days=days, weight=done.totals.received,
            out=done.totals.shop_out,
        )  # fmt: skip
        self._path, self._file = None, None
        self._show()
        self._band.say(Message(MessageKind.GOOD, lines, detail, closable=True))

    def _on_folder(self, chosen: str) -> None:
        db, station = self.context.tasks.db, self.context.station
        self.context.tasks.aside(lambda: write_sheets(db, Path(chosen), station), self._on_sheets, self._on_refused)

    def _on_sheets(self, files: tuple[Path, Path]) -> None:
        told = tr("La feuille est prête : {csv} à remplir, {page} à imprimer.", csv=files[0].name, page=files[1].name)
        self._band.say(Message(MessageKind.GOOD, told, str(files[0].parent), closable=True))

    def _on_refused(self, error: UserError) -> None:
        self._show()
        self._band.say(refusal(error))


def _path(known: Known) -> str:
    return " > ".join((*known.above, known.name))


def _row(verdict: RowVerdict) -> TableRow:
    problem = in_two(sentence(verdict.problem))[0] if verdict.problem is not None else ""
    proposed = tr("Peut-être : {name}.", name=_path(verdict.proposed)) if verdict.proposed is not None else ""
    if verdict.problem is not None and verdict.problem.code == _UNKNOWN:
        proposed = f"{proposed} {tr('Touchez pour choisir.')}".strip()
    return TableRow(verdict.line, (Cell(str(verdict.line)), Cell(verdict.row.written), Cell(problem, proposed)))


def _told(file: PaperFile | None) -> str:
    if file is None:
        return tr("Un relevé entre en entier ou pas du tout ; le même fichier n’entre jamais deux fois.")
    rows = trn("{n} ligne lue", "{n} lignes lues", len(file.verdicts))
    bad = trn("{n} à revoir", "{n} à revoir", len(file.problems)) if file.problems else tr("tout est bon")
    return tr("{file} : {rows}, {bad}.", file=file.name, rows=rows, bad=bad)
