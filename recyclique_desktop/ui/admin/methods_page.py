"""« Moyens de paiement »: what the till offers; a new one has its button there at once, and its line at the closing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recyclique_desktop.data.queries.payment_ways import MethodLine, method_lines
from recyclique_desktop.domain.text import folded
from recyclique_desktop.services import payment_ways
from recyclique_desktop.system.messages import tr, trn
from recyclique_desktop.ui.admin.list_side import ListSide
from recyclique_desktop.ui.admin.listed_page import ListedPage
from recyclique_desktop.ui.admin.method_form import MethodCard, kind_words
from recyclique_desktop.ui.admin.values import waiting_cell
from recyclique_desktop.ui.widgets.table import Cell, Column, TableRow

if TYPE_CHECKING:
    from recyclique_desktop.ui.context import AppContext


class MethodsPage(ListedPage):
    """Switches ways to pay on and off, renames and adds them."""

    name = "admin_methods"
    place = "settings"
    tables = frozenset({"payment_methods", "sites"})

    def __init__(self, context: AppContext) -> None:
        columns = (
            Column(tr("Nom")),
            Column(tr("Genre"), width=130, leaves_below=560),
            Column(tr("À la caisse"), width=150),
        )
        side = ListSide("methods", columns, tr("Ajouter"), tr("Non proposés"))
        self.form = MethodCard()
        self._lines: tuple[MethodLine, ...] = ()
        super().__init__(context, tr("Moyens de paiement"), side, self.form, method_lines)

    def _take(self, lines: tuple[MethodLine, ...]) -> None:
        self._lines = lines

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

    def _on_add(self) -> None:
        self.form.show_new()

    def _on_saved(self) -> None:
        line = self.form.line
        said = self.form.said(self.context.station.ids.new() if line is None else line.id)
        name = said.label.strip()
        if line is None:
            done = tr("« {name} » est ajouté.", name=name)
            self._do(payment_ways.add_method, payment_ways.AddMethod(said), said.method_id, done)
        else:
            done = tr("« {name} » est enregistré.", name=name)
            self._do(payment_ways.edit_method, payment_ways.EditMethod(said), said.method_id, done)


def _row(line: MethodLine) -> TableRow:
    offered = Cell(tr("proposé")) if line.active else Cell(tr("non proposé"), tone="text2")
    name = Cell(tr(line.label), tone="text" if line.active else "text2", role="strong")
    return TableRow(line.id, (name, Cell(kind_words(line.kind)), waiting_cell() if line.waiting else offered))


def _counted(first: int, last: int, n: int) -> str:
    if n == 0:
        return tr("Aucun moyen de paiement de ce nom.")
    return trn("{first} à {last} sur {n} moyen", "{first} à {last} sur {n} moyens", n, first=first, last=last)
