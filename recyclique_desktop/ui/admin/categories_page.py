"""« Catégories et prix »: the tree at the left, opened along the chosen category; that category at the right."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from recyclique_desktop.data.queries.admin_catalogue import CategoryLine, category_lines
from recyclique_desktop.domain.category_tree import MAX_DEPTH
from recyclique_desktop.domain.text import folded
from recyclique_desktop.services import catalogue_edit, catalogue_place
from recyclique_desktop.system.messages import tr, trn
from recyclique_desktop.ui.admin.catalogue_frame import CataloguePage
from recyclique_desktop.ui.admin.category_form import CategoryForm
from recyclique_desktop.ui.admin.list_side import ListSide
from recyclique_desktop.ui.admin.values import waiting_cell, with_centre
from recyclique_desktop.ui.widgets.dialog import ConfirmDialog
from recyclique_desktop.ui.widgets.picker import Option, PickerDialog
from recyclique_desktop.ui.widgets.rows import UNKNOWN
from recyclique_desktop.ui.widgets.table import Cell, Column, TableRow

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from uuid import UUID

    from recyclique_desktop.domain.errors import UserError
    from recyclique_desktop.ui.context import AppContext

_TOP: Final = "top"
_INDENT: Final = "\u2003"
_PATH: Final = " › "


class CategoriesPage(CataloguePage):
    """Adds, renames, prices, orders, moves, hides and archives categories."""

    name = "admin_categories"
    tables = frozenset({"categories", "sites"})

    def __init__(self, context: AppContext) -> None:
        columns = (
            Column(tr("Nom")),
            Column(tr("Prix"), width=164, at_right=True),
            Column(tr("État"), width=130, leaves_below=560),
        )
        side = ListSide("categories", columns, tr("Ajouter"), tr("Archivées"))
        self.form = CategoryForm()
        self._lines: tuple[CategoryLine, ...] = ()
        self._by_id: dict[UUID, CategoryLine] = {}
        super().__init__(context, "categories", side, self.form, category_lines)
        self.form.moved.connect(self._on_moved)
        self.form.place_asked.connect(self._on_place_asked)
        self.form.shown.connect(self._on_shown)
        self.form.put_away.connect(self._on_put_away)
        self.form.brought_back.connect(lambda: self._restore(self._chosen_id()))

    # reading

    def _take(self, lines: tuple[CategoryLine, ...]) -> None:
        self._lines = lines
        self._by_id = {line.id: line for line in lines}

    def _show_form(self) -> None:
        line = self._by_id.get(self._wanted) if self._wanted is not None else None
        if line is None:
            self.form.show_nothing()
            return
        siblings = [one.id for one in self._siblings(line.parent_id)]
        place = siblings.index(line.id) if line.id in siblings else 0
        self.form.show_line(line, place=place, siblings=len(siblings))

    def _siblings(self, parent_id: UUID | None) -> list[CategoryLine]:
        return [line for line in self._lines if line.parent_id == parent_id and not line.is_archived]

    # the list

    def _show_rows(self) -> None:
        shown = self._searched() if self.side.typed else self._opened()
        self.side.set_rows([self._row(line) for line in shown], _counted)
        self.side.table.choose(self._wanted)

    def _searched(self) -> list[CategoryLine]:
        words = self.side.typed
        return [line for line in self._there() if words in folded(f"{line.name} {line.official_name}")]

    def _opened(self) -> list[CategoryLine]:
        """Return the roots, and what is below the chosen category and those above it."""
        opened = set(self._above(self._wanted))
        return [line for line in self._there() if line.parent_id is None or line.parent_id in opened]

    def _there(self) -> list[CategoryLine]:
        return [line for line in self._lines if self.side.shows_archived or not line.is_archived]

    def _above(self, category_id: UUID | None) -> list[UUID]:
        line: list[UUID] = []
        while category_id is not None and category_id in self._by_id and category_id not in line:
            line.append(category_id)
            category_id = self._by_id[category_id].parent_id
        return line

    def _row(self, line: CategoryLine) -> TableRow:
        path = self._path(line.parent_id) if self.side.typed else ""
        name = line.name if self.side.typed else _INDENT * (line.level - 1) + line.name
        tone, role = "text2" if line.is_archived else "text", "strong" if line.level == 1 else "body"
        return TableRow(line.id, (Cell(name, path, tone=tone, role=role), _price(line), _state(line)))

    def _path(self, category_id: UUID | None) -> str:
        return _PATH.join(self._by_id[one].name for one in reversed(self._above(category_id)))

    def _on_picked(self, key: Hashable) -> None:
        super()._on_picked(key)
        self._show_rows()

    def _chosen_id(self) -> UUID:
        line = self.form.line
        if line is None:
            raise LookupError("no category is chosen")
        return line.id

    # acts

    def _on_add(self) -> None:
        self.form.show_new(self._by_id.get(self._wanted) if self._wanted is not None else None)

    def _on_saved(self) -> None:
        said = self.form.said
        if self.form.line is None:
            new_id = self.context.station.ids.new()
            add = catalogue_edit.AddCategory(
                new_id, said.name, said.parent_id, said.price, said.max_price, said.official_name
            )
            self._try(catalogue_edit.add_category, add, new_id, tr("« {name} » est ajoutée.", name=said.name.strip()))
            return
        line_id = self.form.line.id
        edit = catalogue_edit.EditCategory(line_id, said.name, said.price, said.max_price, said.official_name)
        done = tr("« {name} » est enregistrée.", name=said.name.strip())
        self._try(catalogue_edit.edit_category, edit, line_id, done)

    def _on_moved(self, step: int) -> None:
        line = self.form.line
        if line is None:
            return
        ids = [one.id for one in self._siblings(line.parent_id)]
        at = ids.index(line.id)
        ids[at], ids[at + step] = ids[at + step], ids[at]
        command = catalogue_place.OrderCategories(line.parent_id, tuple(ids))
        self._try(catalogue_place.order_categories, command, line.id, "")

    def _on_shown(self, visible: bool) -> None:
        line_id = self._chosen_id()
        command = catalogue_edit.ShowCategory(line_id, visible=visible)
        name = self._by_id[line_id].name
        said = tr("« {name} » est proposée à la réception.", name=name)
        hidden = tr("« {name} » n’est plus proposée à la réception.", name=name)
        self._try(catalogue_edit.show_category, command, line_id, said if visible else hidden)

    def _on_put_away(self) -> None:
        line_id = self._chosen_id()
        done = tr("« {name} » est archivée. Ses ventes restent comptées.", name=self._by_id[line_id].name)
        command = catalogue_edit.ArchiveCategory(line_id)
        self._try(catalogue_edit.archive_category, command, line_id, done, lambda: self._restore(line_id))

    def _restore(self, line_id: UUID) -> None:
        done = tr("« {name} » est de retour.", name=self._by_id[line_id].name)
        self._try(catalogue_edit.restore_category, catalogue_edit.RestoreCategory(line_id), line_id, done)

    def _try(
        self, act: Callable[..., Any], command: Any, wanted: UUID, done: str, undo: Callable[[], None] | None = None
    ) -> None:
        """Do an act; where a parent would lose its price, ask first and do it again."""

        def on_refused(error: UserError) -> None:
            if error.code == "category.parent_priced":
                agreed = partial(self._try, act, replace(command, clears_parent_prices=True), wanted, done, undo)
                self._ask_to_clear(error, agreed)
                return
            self.on_refused(error)

        self.write(act, command, partial(self._on_done, wanted, done, undo), on_refused)

    def _ask_to_clear(self, error: UserError, agreed: Callable[[], None]) -> None:
        name, amount = error.params["name"], error.params["amount"]
        dialog = ConfirmDialog(
            "clear_prices",
            tr("« {name} » perd son prix de {amount:euros} ?", name=name, amount=amount),
            tr("Une catégorie qui en contient d’autres n’a pas de prix. Les ventes déjà faites ne changent pas."),
            confirm=tr("Retirer le prix"),
            keep=tr("Ne rien changer"),
            parent=self,
        )
        dialog.confirmed.connect(agreed)
        dialog.finished.connect(dialog.deleteLater)
        dialog.ask()

    # another parent

    def _on_place_asked(self) -> None:
        line = self.form.line
        chosen = self._by_id[line.parent_id].id if line is not None and line.parent_id is not None else _TOP
        dialog = PickerDialog(
            "category_picker", tr("Sous quelle catégorie ?"), self._parents(line), chosen, parent=self
        )  # fmt: skip
        dialog.picked.connect(self._on_parent)
        dialog.finished.connect(dialog.deleteLater)
        dialog.ask()

    def _parents(self, moving: CategoryLine | None) -> list[Option]:
        """Return where a category can go: not below itself, not too deep, not below what is archived."""
        fits = [
            line
            for line in self._lines
            if not line.is_archived
            and line.level < MAX_DEPTH
            and (moving is None or moving.id not in self._above(line.id))
        ]
        top = Option(_TOP, tr("Aucune : tout en haut"))
        return [top, *(Option(line.id, line.name, self._path(line.parent_id)) for line in fits)]

    def _on_parent(self, key: Hashable) -> None:
        parent = self._by_id.get(key)  # type: ignore[call-overload]
        line = self.form.line
        if line is None:
            self.form.show_parent(parent)
            return
        command = catalogue_place.MoveCategory(line.id, parent.id if parent is not None else None)
        done = tr("« {name} » est déplacée.", name=line.name)
        self._try(catalogue_place.move_category, command, line.id, done)


def _price(line: CategoryLine) -> Cell:
    if line.children:
        return Cell(trn("{n} sous-catégorie", "{n} sous-catégories", line.children), role="small", tone="text2")
    return Cell(_price_words(line), with_centre(line.waiting, "price", "max_price"), role="strong")


def _price_words(line: CategoryLine) -> str:
    if line.price and line.max_price:
        return tr("{low:amount} à {high:euros}", low=line.price, high=line.max_price)
    if line.max_price:
        return tr("jusqu’à {high:euros}", high=line.max_price)
    return tr("{amount:euros}", amount=line.price) if line.price else UNKNOWN


def _state(line: CategoryLine) -> Cell:
    if line.is_archived:
        return Cell(tr("archivée"), icon="archive", tone="text2")
    if line.waiting:
        return waiting_cell()
    if not line.is_visible:
        return Cell(tr("masquée"), icon="eye-off", tone="text2")
    return Cell("")


def _counted(first: int, last: int, n: int) -> str:
    if n == 0:
        return tr("Aucune catégorie de ce nom.")
    return trn("{first} à {last} sur {n} catégorie", "{first} à {last} sur {n} catégories", n, first=first, last=last)
