"""The form of one category: its name and prices are saved together; its place and what hides it act at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.domain.category_tree import MAX_DEPTH, clean_name
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.prices import check_list_prices
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.admin.ordered_form import OrderedForm
from recyclique_desktop.ui.admin.values import advice, centre_hint, price_error, price_text, typed_price
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.buttons import ActionButton, ChipButton
from recyclique_desktop.ui.widgets.fields import Field
from recyclique_desktop.ui.widgets.form import Checked, Form
from recyclique_desktop.ui.widgets.picker import PickField

if TYPE_CHECKING:
    from uuid import UUID

    from recyclique_desktop.data.queries.admin_catalogue import CategoryLine
    from recyclique_desktop.domain.money import Cents


@dataclass(frozen=True, slots=True)
class CategorySaid:
    """What the form says."""

    name: str
    official_name: str
    price: Cents | None
    max_price: Cents | None
    parent_id: UUID | None


class CategoryForm(OrderedForm):
    """One category, or a new one; see ``said``.

    Signals:
        place_asked(): Another parent is to be chosen.
        shown(bool): Reception is to propose it, or not.
    """

    place_asked = Signal()
    shown = Signal(bool)

    def __init__(self) -> None:
        super().__init__("category", tr("Nom"))
        self._line: CategoryLine | None = None
        self._parent_id: UUID | None = None
        self._price = Field("category_price", tr("Prix"))
        self._most = Field("category_most", tr("Prix maximum"))
        self._official = Field("category_official", tr("Nom officiel"))
        self._parent = PickField("category_parent", tr("Sous quelle catégorie"))
        form = Form(
            (
                Checked(self._name, _name_error),
                Checked(self._price, price_error),
                Checked(self._most, self._most_error),
                Checked(self._official, lambda _text: ""),
            ),
            self,
        )
        self._place = ActionButton("category_place", tr("Déplacer…"), height=Height.SMALL_ACTION, margin=8)
        self._visible = ChipButton(
            "category_visible", tr("À la réception"), icon="eye", height=Height.SMALL_ACTION, role="body"
        )
        self._acts = QWidget()
        self._build()
        self._watch(form, self._name, self._price, self._most, self._official)
        self._connect()
        self.show_nothing()

    def _build(self) -> None:
        prices = QHBoxLayout()
        prices.setSpacing(Space.SMALL)
        prices.addWidget(self._price, 1)
        prices.addWidget(self._most, 1)
        acts = QVBoxLayout(self._acts)
        acts.setContentsMargins(0, 0, 0, 0)
        acts.setSpacing(Space.TARGET_GAP)
        for pair in ((self._up, self._down), (self._place, self._visible)):
            row = QHBoxLayout()
            row.setSpacing(Space.TARGET_GAP)
            for button in pair:
                row.addWidget(button, 1)
            acts.addLayout(row)
        self.column.addWidget(self._title)
        self.column.addSpacing(Space.TINY)
        self.column.addWidget(self._parent)
        self.column.addWidget(self._name)
        self.column.addLayout(prices)
        self.column.addWidget(self._official)
        self.column.addStretch(1)
        self.column.addWidget(self._acts)
        self.column.addLayout(self._foot())

    def _connect(self) -> None:
        self._parent.asked.connect(self.place_asked)
        self._place.clicked.connect(self.place_asked)
        self._visible.clicked.connect(lambda: self.shown.emit(not self._visible.chosen))

    @property
    def line(self) -> CategoryLine | None:
        """The category shown; nothing for a new one."""
        return self._line

    @property
    def said(self) -> CategorySaid:
        """What is written.

        Raises:
            UserError: A price is unreadable; ``saved`` is never sent then.
        """
        return CategorySaid(
            self._name.text, self._official.text, typed_price(self._price.text), typed_price(self._most.text),
            self._parent_id,
        )  # fmt: skip

    def show_nothing(self) -> None:
        """No category is chosen."""
        self._line = None
        self._parent_id = None
        self._say_nothing(tr("Touchez une catégorie pour la modifier."))

    def show_line(self, line: CategoryLine, *, place: int, siblings: int) -> None:
        """Show a category that stands ``place``th, from 0, of ``siblings``."""
        self._line = line
        self._parent_id = line.parent_id
        self._title.setText(line.name)
        self._fill(line.name, line.price, line.max_price, line.official_name)
        for field, column in self._columns():
            field.set_hint(centre_hint(line.waiting, column))
        self._set_parts(is_new=False, is_archived=line.is_archived, takes_price=not line.children)
        self._set_place(place, siblings)
        self._show_visible(line.is_visible)
        self._show()

    def show_new(self, parent: CategoryLine | None) -> None:
        """Begin a new category below ``parent``."""
        self._line = None
        self._title.setText(tr("Nouvelle catégorie"))
        self._fill("", None, None, "")
        for field, _column in self._columns():
            field.set_hint("")
        self.show_parent(parent)
        self._set_parts(is_new=True, is_archived=False, takes_price=True)
        self._show()
        self.begin()

    def show_parent(self, parent: CategoryLine | None) -> None:
        """Say below which category the new one will stand."""
        fits = parent is not None and parent.level < MAX_DEPTH and not parent.is_archived
        self._parent_id = parent.id if parent is not None and fits else None
        self._parent.set_value(parent.name if parent is not None and fits else tr("Aucune : tout en haut"))

    def _fill(self, name: str, price: Cents | None, most: Cents | None, official: str) -> None:
        self._form.clear()
        self._name.set_text(name)
        self._price.set_text(price_text(price))
        self._most.set_text(price_text(most))
        self._official.set_text(official)

    def _columns(self) -> tuple[tuple[Field, str], ...]:
        return (
            (self._name, "name"), (self._price, "price"), (self._most, "max_price"), (self._official, "official_name"),
        )  # fmt: skip

    def _parts(self) -> tuple[QWidget, ...]:
        fields = tuple(field for field, _column in self._columns())
        return (*super()._parts(), *fields, self._parent, self._acts)

    def _set_parts(self, *, is_new: bool, is_archived: bool, takes_price: bool) -> None:
        self._set_acts(self._acts, is_new=is_new, is_archived=is_archived)
        self._parent.setVisible(is_new)
        for field, _column in self._columns():
            field.setEnabled(not is_archived)
        if not takes_price:
            for field in (self._price, self._most):
                field.setEnabled(False)
            self._price.set_hint(tr("sur les sous-catégories"))

    def _show_visible(self, visible: bool) -> None:
        self._visible.set_chosen(visible)
        self._visible.set_icon("eye" if visible else "eye-off")

    def _is_changed(self) -> bool:
        line = self._line
        if line is None:
            return super()._is_changed()
        said = self.said
        there = (line.name, line.official_name, line.price or None, line.max_price or None)
        return there != (said.name.strip(), said.official_name.strip(), said.price or None, said.max_price or None)

    def _most_error(self, text: str) -> str:
        if price_error(text) or price_error(self._price.text):
            return price_error(text)
        try:
            check_list_prices(typed_price(self._price.text), typed_price(text))
        except UserError as error:
            return advice(error)
        return ""


def _name_error(text: str) -> str:
    try:
        clean_name(text)
    except UserError as error:
        return advice(error)
    return ""
