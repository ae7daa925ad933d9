"""What a line of a paid ticket should say of its goods: weight, category, button, words, and why. Never its price."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.weight import MAX_LINE, Grams, parse_kilos, to_decimal
from recyclique_desktop.services.sale_corrections import CorrectSaleLine
from recyclique_desktop.system.messages import sentence, tr
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import Frame, Text
from recyclique_desktop.ui.widgets.buttons import ActionButton, PrimaryButton
from recyclique_desktop.ui.widgets.chips import ChipGroup
from recyclique_desktop.ui.widgets.fields import Field
from recyclique_desktop.ui.widgets.picker import Option, PickerDialog, PickField
from recyclique_desktop.ui.words import in_two

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence
    from uuid import UUID

    from recyclique_desktop.data.queries.sold import PresetChoice, SoldLineView
    from recyclique_desktop.domain.lookup import Known

_WIDTH: Final = 640


class GoodsDialog(QDialog):
    """Fields for one line; what was recorded stays readable.

    Signals:
        answered(object): A whole ``CorrectSaleLine``.

    Args:
        sale_id: Of the ticket.
        line: As it reads now.
        known: The categories to choose from.
        presets: The buttons that may have made it; none where its price hangs on it.
    """

    answered = Signal(object)

    def __init__(
        self, sale_id: UUID, line: SoldLineView, known: Sequence[Known], presets: Sequence[PresetChoice],
        parent: QWidget,
    ) -> None:  # fmt: skip
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        question = tr("Corriger la ligne : {name}", name=line.label)
        self.setObjectName("goods_form")
        self.setAccessibleName(question)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setFixedWidth(_WIDTH)
        self._sale_id, self._line, self._known, self._category_id = sale_id, line, tuple(known), line.category_id
        kilos = to_decimal(line.weight).replace(".", ",")
        self._weight = Field("goods_weight", tr("Poids de la ligne (kg)"), value=kilos, hint=tr("0,850 ou 850 g"))
        self._category = PickField("goods_category", tr("Catégorie"))
        self._preset = ChipGroup("goods_preset", tr("Bouton"))
        is_free = bool(line.preset_id) and not line.total
        self._preset.set_options([(one.preset_id, one.label) for one in presets] if is_free else ())
        self._preset.choose((line.preset_id,))
        self._preset.setVisible(is_free)
        self._notes = Field("goods_notes", tr("Note de la ligne"), value=line.notes, hint=tr("sans nom ni adresse"))
        self._reason = Field("goods_reason", tr("Pourquoi cette correction ?"))
        self._confirm = PrimaryButton("goods_confirm", tr("Corriger"), height=Height.ACTION_TALL, large=False)
        self._keep = ActionButton("goods_keep", tr("Laisser comme avant"), height=Height.ACTION_TALL, role="strong")
        self._build(question)
        self._connect()
        self._show_category()

    def ask(self) -> None:
        """Open it over its window; the answer comes by signal."""
        self.open()
        self._weight.edit.setFocus()
        self._weight.edit.selectAll()

    def _build(self, question: str) -> None:
        ground = Frame("dialog")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(ground)
        column = QVBoxLayout(ground)
        column.setContentsMargins(Space.ADMIN, Space.PAGE, Space.ADMIN, Space.PAGE)
        column.setSpacing(Space.TARGET_GAP)
        detail = tr("Le prix ne bouge pas. Ce qui a été enregistré reste lisible ; les chiffres du jour suivent.")
        column.addWidget(Text(question, "h2", wrap=True))
        column.addWidget(Text(detail, "small", "text2", wrap=True))
        column.addLayout(_beside(self._weight, self._category))
        column.addWidget(self._preset)
        column.addWidget(self._notes)
        column.addWidget(self._reason)
        column.addLayout(_beside(self._keep, self._confirm))

    def _connect(self) -> None:
        self._category.asked.connect(self._on_category_asked)
        self._confirm.clicked.connect(self._on_confirm)
        self._keep.clicked.connect(self.reject)
        for field in (self._weight, self._notes, self._reason):
            field.entered.connect(self._on_confirm)
            field.changed.connect(lambda _text, field=field: field.set_error(""))

    def _show_category(self) -> None:
        found = next((one.name for one in self._known if one.id == self._category_id), self._line.label)
        self._category.set_value(found)

    def _on_category_asked(self) -> None:
        options = [Option(one.id, one.name, " > ".join(one.above)) for one in self._known]
        dialog = PickerDialog("goods_category_picker", tr("Quelle catégorie ?"), options, self._category_id, self)
        dialog.picked.connect(self._on_category)
        dialog.finished.connect(dialog.deleteLater)
        dialog.ask()

    def _on_category(self, key: Hashable) -> None:
        self._category_id = next((one.id for one in self._known if one.id == key), self._category_id)
        self._show_category()

    def _on_confirm(self) -> None:
        """Check everything; what is wrong is said under its field, and nothing typed is lost."""
        try:
            weight = parse_kilos(self._weight.text)
        except UserError as error:
            self._weight.set_error(in_two(sentence(error))[0])
            return
        if not 0 <= weight <= MAX_LINE:
            self._weight.set_error(in_two(sentence("correction.weight"))[0])
        elif not self._reason.text.strip():
            self._reason.set_error(in_two(sentence("correction.reason_needed"))[0])
        elif self._category_id is None:
            self._on_category_asked()
        else:
            self.accept()
            self.answered.emit(self._said(weight, self._category_id))

    def _said(self, weight: Grams, category_id: UUID) -> CorrectSaleLine:
        chosen = self._preset.chosen
        preset_id = next((one for one in chosen if one is not None), self._line.preset_id)
        return CorrectSaleLine(
            self._sale_id, self._line.line_no, category_id, weight, preset_id,  # type: ignore[arg-type]
            self._notes.text.strip(), self._reason.text.strip(),
        )  # fmt: skip


def _beside(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(Space.GRID)
    for widget in widgets:
        row.addWidget(widget, 1, Qt.AlignmentFlag.AlignTop)
    return row
