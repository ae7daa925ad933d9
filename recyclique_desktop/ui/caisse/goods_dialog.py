"""What a line of a paid ticket should say of its goods: weight, category, button, words, and why. Never its price."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.weight import MAX_LINE, Grams, parse_kilos, to_decimal
from recyclique_desktop.services.sale_corrections import CorrectSaleLine
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.widgets.chips import ChipGroup
from recyclique_desktop.ui.widgets.line_dialog import LineDialog, LineWords

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from PySide6.QtWidgets import QWidget

    from recyclique_desktop.data.queries.sold import PresetChoice, SoldLineView
    from recyclique_desktop.domain.lookup import Known


class GoodsDialog(LineDialog):
    """Fields for one line; what was recorded stays readable. It answers with a whole ``CorrectSaleLine``.

    Args:
        sale_id: Of the ticket.
        line: As it reads now.
        known: The categories to choose from.
        presets: The buttons that may have made it; none where its price hangs on it.
    """

    def __init__(
        self, sale_id: UUID, line: SoldLineView, known: Sequence[Known], presets: Sequence[PresetChoice],
        parent: QWidget,
    ) -> None:  # fmt: skip
        self._sale_id, self._line = sale_id, line
        self._preset = ChipGroup("goods_preset", tr("Bouton"))
        is_free = bool(line.preset_id) and not line.total
        self._preset.set_options([(one.preset_id, one.label) for one in presets] if is_free else ())
        self._preset.choose((line.preset_id,))
        super().__init__(
            "goods", _words(line), known, line.category_id, parent, unknown=line.label, between=(self._preset,)
        )
        self._preset.setVisible(is_free)
        self.confirmed.connect(self._on_confirm)

    def _on_confirm(self) -> None:
        try:
            weight = parse_kilos(self._weight.text)
        except UserError as error:
            self.refuse(self._weight, error)
            return
        if not 0 <= weight <= MAX_LINE:
            self.refuse(self._weight, "correction.weight")
        elif not self._reason.text.strip():
            self.refuse(self._reason, "correction.reason_needed")
        elif self._category_id is None:
            self.ask_category()
        else:
            self.answer(self._said(weight, self._category_id))

    def _said(self, weight: Grams, category_id: UUID) -> CorrectSaleLine:
        chosen = self._preset.chosen
        preset_id = next((one for one in chosen if one is not None), self._line.preset_id)
        return CorrectSaleLine(
            self._sale_id, self._line.line_no, category_id, weight, preset_id,  # type: ignore[arg-type]
            self._notes.text.strip(), self._reason.text.strip(),
        )  # fmt: skip


def _words(line: SoldLineView) -> LineWords:
    return LineWords(
        question=tr("Corriger la ligne : {name}", name=line.label),
        detail=tr("Le prix ne bouge pas. Ce qui a été enregistré reste lisible ; les chiffres du jour suivent."),
        weight=tr("Poids de la ligne (kg)"),
        hint=tr("0,850 ou 850 g"),
        notes=tr("Note de la ligne"),
        confirm=tr("Corriger"),
        kilos=to_decimal(line.weight).replace(".", ","),
        noted=line.notes,
    )
