"""One weighing written down at a desk: what it is, what it weighs, where it went; with a reason where it corrects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recyclique_desktop.domain.enums import Destination
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.reception import check_correction, check_line
from recyclique_desktop.domain.weight import NO_WEIGHT, Grams, parse_kilos, to_decimal
from recyclique_desktop.flows.reception_export import PLACES
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.widgets.chips import ChipGroup
from recyclique_desktop.ui.widgets.line_dialog import LineDialog, LineWords

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from PySide6.QtWidgets import QWidget

    from recyclique_desktop.domain.lookup import Known


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in the dialog."""

    category_id: UUID | None
    net: Grams | None
    destination: Destination
    is_exit: bool = False
    notes: str = ""
    reason: str = ""


class WeighingDialog(LineDialog):
    """Fields for one weighing. It answers with a whole ``Written``.

    Args:
        question: What is asked.
        detail: What is known of it.
        known: The categories to choose from.
        first: What stands there at first.
        corrects: Whether a reason is needed, and zero allowed: the line should not be there.
    """

    def __init__(
        self, question: str, detail: str, known: Sequence[Known], first: Written, parent: QWidget, *, corrects: bool
    ) -> None:
        self._corrects = corrects
        self._place = ChipGroup("weighing_place", tr("Destination"), columns=3)
        self._place.set_options([(one, tr(words)) for one, words in PLACES.items()])
        self._place.choose((first.destination,))
        self._out = ChipGroup("weighing_way", tr("Sens"))
        self._out.set_options(((False, tr("Entre")), (True, tr("Sort de boutique"))))
        self._out.choose((first.is_exit,))
        words = LineWords(
            question, detail, tr("Poids (kg)"), tr("0 : la ligne ne compte plus") if corrects else tr("0,850 ou 850 g"),
            tr("Note"), tr("Enregistrer"), "" if first.net is None else to_decimal(first.net).replace(".", ","),
            first.notes,
        )  # fmt: skip
        super().__init__(
            "weighing", words, known, first.category_id, parent,
            unknown=tr("à choisir"), between=(self._place, self._out),
        )  # fmt: skip
        self._out.setVisible(corrects)
        self._reason.setVisible(corrects)
        self.confirmed.connect(self._on_confirm)

    def _on_confirm(self) -> None:
        try:
            said = self._said()
        except UserError as error:
            self.refuse(self._weight, error)
            return
        if self._category_id is None:
            self.ask_category()
        elif self._corrects and not said.reason:
            self.refuse(self._reason, "reception.reason_missing")
        else:
            self.answer(said)

    def _said(self) -> Written:
        net = parse_kilos(self._weight.text)
        (destination,), (is_exit,) = self._place.chosen, self._out.chosen
        place, out = Destination(str(destination)), bool(is_exit)
        if self._corrects:
            check_correction(net, place, is_exit=out)
        else:
            check_line(net, NO_WEIGHT, place, is_exit=out)
        return Written(self._category_id, net, place, out, self._notes.text.strip(), self._reason.text.strip())
