"""The form of one button of the price step."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from recyclique_desktop.domain.enums import ButtonType
from recyclique_desktop.domain.money import ZERO
from recyclique_desktop.services.presets import MAX_NAME, MAX_PRICE, PresetForm
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.admin.ordered_form import OrderedForm
from recyclique_desktop.ui.admin.values import advice, centre_hint, price_error, price_text, typed_price
from recyclique_desktop.ui.theme.tokens import Space
from recyclique_desktop.ui.widgets.base import Text
from recyclique_desktop.ui.widgets.chips import ChipGroup
from recyclique_desktop.ui.widgets.fields import Field
from recyclique_desktop.ui.widgets.form import Checked, Form
from recyclique_desktop.ui.widgets.picker import PickField

if TYPE_CHECKING:
    from uuid import UUID

    from recyclique_desktop.data.queries.admin_catalogue import PresetLine


class Sort(Enum):
    """What a button does, as people choose it; 1.4.4 keeps two words for the three."""

    GIFT = "gift"
    FIXED = "fixed"
    EXIT = "exit"

    @property
    def button_type(self) -> ButtonType:
        """The word that is stored."""
        return ButtonType.RECYCLING if self is Sort.EXIT else ButtonType.DONATION


def sort_of(line: PresetLine) -> Sort:
    """Return what a button does."""
    if line.button_type is ButtonType.RECYCLING:
        return Sort.EXIT
    return Sort.FIXED if line.price else Sort.GIFT


def sort_words(sort: Sort) -> str:
    """Return what people call it."""
    return {Sort.GIFT: tr("Don"), Sort.FIXED: tr("Prix fixe"), Sort.EXIT: tr("Sortie")}[sort]


def _meaning(sort: Sort) -> str:
    return {
        Sort.GIFT: tr("L’objet est donné : 0,00 €."),
        Sort.FIXED: tr("L’objet part à ce prix, sans rien taper."),
        Sort.EXIT: tr("Part au recyclage ou en déchèterie, sans client."),
    }[sort]


class PresetCard(OrderedForm):
    """One button, or a new one; see ``said``.

    Signals:
        category_asked(): Its category is to be chosen.
    """

    category_asked = Signal()

    def __init__(self) -> None:
        super().__init__("preset", tr("Nom sur le bouton"))
        self._line: PresetLine | None = None
        self._category_id: UUID | None = None
        self._sort = ChipGroup("preset_sort", tr("Ce qu’il fait"), columns=3)
        self._sort.set_options([(sort, sort_words(sort)) for sort in Sort])
        self._meaning = Text("", "small", "text2", wrap=True)
        self._price = Field("preset_price", tr("Prix"))
        self._category = PickField("preset_category", tr("Catégorie"))
        self._build()
        form = Form((Checked(self._name, _name_error), Checked(self._price, self._price_error)), self)
        self._watch(form, self._name, self._price)
        self._sort.changed.connect(self._on_sort)
        self._category.asked.connect(self.category_asked)
        self.show_nothing()

    def _build(self) -> None:
        order = QHBoxLayout()
        order.setSpacing(Space.TARGET_GAP)
        order.addWidget(self._up, 1)
        order.addWidget(self._down, 1)
        self.column.addWidget(self._title)
        self.column.addSpacing(Space.TINY)
        for widget in (self._name, self._sort, self._meaning, self._price, self._category):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        self.column.addLayout(order)
        self.column.addLayout(self._foot())

    @property
    def line(self) -> PresetLine | None:
        """The button shown; nothing for a new one."""
        return self._line

    @property
    def category_id(self) -> UUID | None:
        """The category chosen; nothing for any of them."""
        return self._category_id

    def said(self, preset_id: UUID) -> PresetForm:
        """Return what is written, under that id.

        Raises:
            UserError: The price is unreadable; ``saved`` is never sent then.
        """
        price = typed_price(self._price.text) if self._chosen is Sort.FIXED else None
        return PresetForm(preset_id, self._name.text, self._chosen.button_type, price or ZERO, self._category_id)

    def show_nothing(self) -> None:
        """No button is chosen."""
        self._line = None
        self._say_nothing(tr("Touchez un bouton pour le modifier."))

    def show_line(self, line: PresetLine, *, place: int, buttons: int) -> None:
        """Show a button that stands ``place``th, from 0, of ``buttons``."""
        self._line = line
        self._title.setText(line.name)
        self._fill(line.name, sort_of(line), price_text(line.price))
        self._name.set_hint(centre_hint(line.waiting, "name"))
        self._price.set_hint(centre_hint(line.waiting, "preset_price"))
        self.show_category(line.category_id, line.category_name)
        self._set_parts(is_new=False, is_archived=line.is_archived)
        self._set_place(place, buttons)
        self._show()

    def show_new(self) -> None:
        """Begin a new button."""
        self._line = None
        self._title.setText(tr("Nouveau bouton"))
        self._fill("", Sort.FIXED, "")
        self.show_category(None, "")
        self._set_parts(is_new=True, is_archived=False)
        self._show()
        self.begin()

    def show_category(self, category_id: UUID | None, name: str) -> None:
        """Say with which category the button goes."""
        self._category_id = category_id
        self._category.set_value(name if category_id is not None else tr("N’importe laquelle"))
        self._show()

    @property
    def _chosen(self) -> Sort:
        found = self._sort.chosen
        return next((sort for sort in Sort if sort in found), Sort.GIFT)

    def _fill(self, name: str, sort: Sort, price: str) -> None:
        self._form.clear()
        self._name.set_hint("")
        self._price.set_hint("")
        self._name.set_text(name)
        self._price.set_text(price)
        self._sort.choose((sort,))

    def _parts(self) -> tuple[QWidget, ...]:
        return (*super()._parts(), self._sort, self._meaning, self._price, self._category, self._up, self._down)

    def _set_parts(self, *, is_new: bool, is_archived: bool) -> None:
        self._set_acts(self._up, self._down, is_new=is_new, is_archived=is_archived)
        for part in (self._name, self._sort, self._category):
            part.setEnabled(not is_archived)

    def _on_sort(self) -> None:
        self._show()
        if self._chosen is Sort.FIXED:
            self._price.edit.setFocus()

    def _is_changed(self) -> bool:
        line = self._line
        if line is None:
            return super()._is_changed()
        said = self.said(line.id)
        there = (line.name, line.button_type, line.price, line.category_id)
        return there != (said.name.strip(), said.button_type, said.price, said.category_id)

    def _show(self) -> None:
        self._meaning.setText(_meaning(self._chosen))
        is_archived = self._line is not None and self._line.is_archived
        self._price.setEnabled(self._chosen is Sort.FIXED and not is_archived)
        super()._show()

    def _price_error(self, text: str) -> str:
        if self._chosen is not Sort.FIXED:
            return ""
        if wrong := price_error(text):
            return wrong
        amount = typed_price(text) or ZERO
        return "" if 0 < amount <= MAX_PRICE else tr("Tapez un prix entre 0,01 et 9 999,99 €.")


def _name_error(text: str) -> str:
    if not text.strip():
        return advice("preset.name_missing")
    return advice("preset.name_length", most=MAX_NAME) if len(text.strip()) > MAX_NAME else ""
