"""« Boutons »: what the price step offers beside a typed price, in the till's order."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from recyclique_desktop.data.queries.admin_catalogue import CategoryLine, PresetLine, category_lines, preset_lines
from recyclique_desktop.domain.text import folded
from recyclique_desktop.services import presets
from recyclique_desktop.system.messages import tr, trn
from recyclique_desktop.ui.admin.catalogue_frame import CataloguePage
from recyclique_desktop.ui.admin.list_side import ListSide
from recyclique_desktop.ui.admin.preset_form import PresetCard, Sort, sort_of, sort_words
from recyclique_desktop.ui.admin.values import waiting_cell, with_centre
from recyclique_desktop.ui.widgets.picker import Option, PickerDialog
from recyclique_desktop.ui.widgets.rows import UNKNOWN
from recyclique_desktop.ui.widgets.table import Cell, Column, TableRow

if TYPE_CHECKING:
    from collections.abc import Hashable
    from uuid import UUID

    from recyclique_desktop.ui.context import AppContext

_ANY: Final = "any"


class PresetsPage(CataloguePage):
    """Adds, changes, orders and archives the buttons of the price step."""

    name = "admin_presets"
    tables = frozenset({"categories", "preset_buttons", "sites"})

    def __init__(self, context: AppContext) -> None:
        columns = (
            Column(tr("Nom")),
            Column(tr("Ce qu’il fait"), width=150, leaves_below=620),
            Column(tr("Prix"), width=110, at_right=True),
            Column(tr("État"), width=130, leaves_below=560),
        )
        side = ListSide("presets", columns, tr("Ajouter"), tr("Archivés"))
        self.form = PresetCard()
        self._lines: tuple[PresetLine, ...] = ()
        self._categories: tuple[CategoryLine, ...] = ()
        super().__init__(context, "presets", side, self.form, preset_lines, category_lines)
        self.form.moved.connect(self._on_moved)
        self.form.category_asked.connect(self._on_category_asked)
        self.form.put_away.connect(self._on_put_away)
        self.form.brought_back.connect(self._on_brought_back)

    def _take(self, lines: tuple[PresetLine, ...], categories: tuple[CategoryLine, ...]) -> None:
        self._lines, self._categories = lines, categories

    def _show_rows(self) -> None:
        words = self.side.typed
        shown = [
            line
            for line in self._lines
            if words in folded(line.name) and (self.side.shows_archived or not line.is_archived)
        ]
        self.side.set_rows([_row(line) for line in shown], _counted)
        self.side.table.choose(self._wanted)

    def _show_form(self) -> None:
        line = next((line for line in self._lines if line.id == self._wanted), None)
        if line is None:
            self.form.show_nothing()
            return
        ids = self._order()
        self.form.show_line(line, place=ids.index(line.id) if line.id in ids else 0, buttons=len(ids))

    def _order(self) -> list[UUID]:
        return [line.id for line in self._lines if not line.is_archived]

    def _on_add(self) -> None:
        self.form.show_new()

    def _on_saved(self) -> None:
        line = self.form.line
        said = self.form.said(self.context.station.ids.new() if line is None else line.id)
        name = said.name.strip()
        if line is None:
            self._do(
                presets.add_preset, presets.AddPreset(said), said.preset_id, tr("« {name} » est ajouté.", name=name)
            )
        else:
            done = tr("« {name} » est enregistré.", name=name)
            self._do(presets.edit_preset, presets.EditPreset(said), said.preset_id, done)

    def _on_moved(self, step: int) -> None:
        line = self.form.line
        if line is None:
            return
        ids = self._order()
        at = ids.index(line.id)
        ids[at], ids[at + step] = ids[at + step], ids[at]
        self._do(presets.order_presets, presets.OrderPresets(tuple(ids)), line.id, "")

    def _on_put_away(self) -> None:
        line = self.form.line
        if line is not None:
            done = tr("« {name} » est archivé. Ses tickets le gardent.", name=line.name)
            undo = partial(self._restore, line)
            self._do(presets.archive_preset, presets.ArchivePreset(line.id), line.id, done, undo)

    def _on_brought_back(self) -> None:
        if self.form.line is not None:
            self._restore(self.form.line)

    def _restore(self, line: PresetLine) -> None:
        done = tr("« {name} » est de retour.", name=line.name)
        self._do(presets.restore_preset, presets.RestorePreset(line.id), line.id, done)

    def _on_category_asked(self) -> None:
        names = {line.id: line.name for line in self._categories}
        options = [Option(_ANY, tr("N’importe laquelle"))]
        options += [
            Option(line.id, line.name, names.get(line.parent_id, "") if line.parent_id else "")
            for line in self._categories
            if not line.is_archived
        ]
        chosen = self.form.category_id or _ANY
        dialog = PickerDialog("preset_picker", tr("Avec quelle catégorie ?"), options, chosen, parent=self)
        dialog.picked.connect(self._on_category)
        dialog.finished.connect(dialog.deleteLater)
        dialog.ask()

    def _on_category(self, key: Hashable) -> None:
        line = next((line for line in self._categories if line.id == key), None)
        self.form.show_category(line.id if line is not None else None, line.name if line is not None else "")


def _row(line: PresetLine) -> TableRow:
    sort = sort_of(line)
    price = tr("{amount:euros}", amount=line.price) if sort is not Sort.EXIT else UNKNOWN
    cells = (
        Cell(line.name, line.category_name, tone="text2" if line.is_archived else "text", role="strong"),
        Cell(sort_words(sort)),
        Cell(price, with_centre(line.waiting, "preset_price"), role="strong"),
        _state(line),
    )
    return TableRow(line.id, cells)


def _state(line: PresetLine) -> Cell:
    if line.is_archived:
        return Cell(tr("archivé"), icon="archive", tone="text2")
    return waiting_cell() if line.waiting else Cell("")


def _counted(first: int, last: int, n: int) -> str:
    if n == 0:
        return tr("Aucun bouton de ce nom.")
    return trn("{first} à {last} sur {n} bouton", "{first} à {last} sur {n} boutons", n, first=first, last=last)
