"""« Moyens de paiement »: what the till offers; a new one has its button there at once, and its line at the closing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from recyclique_desktop.data.queries.payment_ways import MethodLine, method_lines
from recyclique_desktop.data.queries.places import workplace
from recyclique_desktop.domain.text import folded
from recyclique_desktop.services import payment_ways
from recyclique_desktop.system.messages import tr, trn
from recyclique_desktop.ui.admin.frame import AdminPage
from recyclique_desktop.ui.admin.list_side import ListSide
from recyclique_desktop.ui.admin.method_form import MethodCard, kind_words
from recyclique_desktop.ui.admin.values import waiting_cell
from recyclique_desktop.ui.widgets.table import Cell, Column, TableRow
from recyclique_desktop.ui.words import refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from uuid import UUID

    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.domain.errors import UserError
    from recyclique_desktop.ui.context import AppContext

_SHOWN: Final = frozenset({"payment_methods", "sites"})
_Found = tuple[tuple[MethodLine, ...], str]


class MethodsPage(AdminPage):
    """Switches ways to pay on and off, renames and adds them."""

    name = "admin_methods"
    place = "settings"

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, tr("Moyens de paiement"))
        columns = (
            Column(tr("Nom")),
            Column(tr("Genre"), width=130, leaves_below=560),
            Column(tr("À la caisse"), width=150),
        )
        self.side = ListSide("methods", columns, tr("Ajouter"), tr("Non proposés"))
        self.form = MethodCard()
        self.lay_beside(self.side, self.form)
        self._lines: tuple[MethodLine, ...] = ()
        self._wanted: UUID | None = None
        self.side.picked.connect(self._on_picked)
        self.side.opened.connect(self.form.begin)
        self.side.add_asked.connect(self.form.show_new)
        self.side.filter_changed.connect(self._show_rows)
        self.form.saved.connect(self._on_saved)

    def handle_key(self, event: QKeyEvent) -> bool:
        return self.side.take_key(event)

    def enter(self, **arrival: object) -> None:
        super().enter(**arrival)
        self.side.clear()
        self._load()

    def refresh(self, tables: frozenset[str]) -> None:
        if tables & _SHOWN:
            self._load(keeps=True)

    def _load(self, then: Callable[[], None] = lambda: None, *, keeps: bool = False) -> None:
        station = self.context.station
        self.context.tasks.read(
            lambda session: (method_lines(session), workplace(session, station).site_name),
            partial(self._on_read, then, keeps),
            self._on_refused,
        )

    def _on_read(self, then: Callable[[], None], keeps: bool, found: _Found) -> None:
        self._lines, site = found
        self.show_site(site)
        self._show_rows()
        if not (keeps and self.form.is_touched):
            self._show_form()
        then()

    def _show_rows(self) -> None:
        words = self.side.typed
        shown = [
            line
            for line in self._lines
            if words in folded(tr(line.label)) and (line.active or self.side.shows_archived)
        ]
        self.side.set_rows([_row(line) for line in shown], _counted)
        self.side.table.choose(self._wanted)

    def _show_form(self) -> None:
        line = next((line for line in self._lines if line.id == self._wanted), None)
        if line is None:
            self.form.show_nothing()
        else:
            self.form.show_line(line)

    def _on_picked(self, key: Hashable) -> None:
        self._wanted = next((line.id for line in self._lines if line.id == key), None)
        self.side.table.choose(self._wanted)
        self._show_form()

    def _on_saved(self) -> None:
        line = self.form.line
        said = self.form.said(self.context.station.ids.new() if line is None else line.id)
        name = said.label.strip()

        def on_done(_result: object) -> None:
            self._wanted = said.method_id
            done = tr("« {name} » est ajouté.", name=name) if line is None else None
            told = done or tr("« {name} » est enregistré.", name=name)
            self._load(lambda: self.side.say_done(told, None))

        if line is None:
            self.write(payment_ways.add_method, payment_ways.AddMethod(said), on_done, self._on_refused)
        else:
            self.write(payment_ways.edit_method, payment_ways.EditMethod(said), on_done, self._on_refused)

    def _on_refused(self, error: UserError) -> None:
        self.side.say(refusal(error))


def _row(line: MethodLine) -> TableRow:
    offered = Cell(tr("proposé")) if line.active else Cell(tr("non proposé"), tone="text2")
    name = Cell(tr(line.label), tone="text" if line.active else "text2", role="strong")
    return TableRow(line.id, (name, Cell(kind_words(line.kind)), waiting_cell() if line.waiting else offered))


def _counted(first: int, last: int, n: int) -> str:
    if n == 0:
        return tr("Aucun moyen de paiement de ce nom.")
    return trn("{first} à {last} sur {n} moyen", "{first} à {last} sur {n} moyens", n, first=first, last=last)
