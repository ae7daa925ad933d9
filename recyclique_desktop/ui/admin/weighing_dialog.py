"""One weighing written down at a desk: what it is, what it weighs, where it went; with a reason where it corrects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.domain.enums import Destination
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.reception import check_correction, check_line
from recyclique_desktop.domain.weight import NO_WEIGHT, Grams, parse_kilos, to_decimal
from recyclique_desktop.flows.reception_export import PLACES
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

    from recyclique_desktop.domain.lookup import Known

_WIDTH: Final = 640


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in the dialog."""

    category_id: UUID | None
    net: Grams | None
    destination: Destination
    is_exit: bool = False
    notes: str = ""
    reason: str = ""


class WeighingDialog(QDialog):
    """Fields for one weighing.

    Signals:
        answered(object): A whole ``Written``.

    Args:
        question: What is asked.
        detail: What is known of it.
        known: The categories to choose from.
        first: What stands there at first.
        corrects: Whether a reason is needed, and zero allowed: the line should not be there.
    """

    answered = Signal(object)

    def __init__(
        self, question: str, detail: str, known: Sequence[Known], first: Written, parent: QWidget, *, corrects: bool
    ) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("weighing_form")
        self.setAccessibleName(question)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setFixedWidth(_WIDTH)
        self._known, self._category_id, self._corrects = tuple(known), first.category_id, corrects
        kilos = "" if first.net is None else to_decimal(first.net).replace(".", ",")
        hint = tr("0 : la ligne ne compte plus") if corrects else tr("0,850 ou 850 g")
        self._weight = Field("weighing_weight", tr("Poids (kg)"), value=kilos, hint=hint)
        self._category = PickField("weighing_category", tr("Catégorie"))
        self._place = ChipGroup("weighing_place", tr("Destination"), columns=3)
        self._place.set_options([(one, tr(words)) for one, words in PLACES.items()])
        self._place.choose((first.destination,))
        self._out = ChipGroup("weighing_way", tr("Sens"))
        self._out.set_options(((False, tr("Entre")), (True, tr("Sort de boutique"))))
        self._out.choose((first.is_exit,))
        self._notes = Field("weighing_notes", tr("Note"), value=first.notes, hint=tr("sans nom ni adresse"))
        self._reason = Field("weighing_reason", tr("Pourquoi cette correction ?"))
        self._confirm = PrimaryButton("weighing_confirm", tr("Enregistrer"), height=Height.ACTION_TALL, large=False)
        self._keep = ActionButton("weighing_keep", tr("Laisser comme avant"), height=Height.ACTION_TALL, role="strong")
        self._build(question, detail)
        self._connect()
        self._show_category()

    def ask(self) -> None:
        """Open it over its window; the answer comes by signal."""
        self.open()
        self._weight.edit.setFocus()

    def _build(self, question: str, detail: str) -> None:
        ground = Frame("dialog")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(ground)
        column = QVBoxLayout(ground)
        column.setContentsMargins(Space.ADMIN, Space.PAGE, Space.ADMIN, Space.PAGE)
        column.setSpacing(Space.TARGET_GAP)
        column.addWidget(Text(question, "h2", wrap=True))
        column.addWidget(Text(detail, "small", "text2", wrap=True))
        column.addLayout(_beside(self._weight, self._category))
        column.addWidget(self._place)
        column.addWidget(self._out)
        column.addWidget(self._notes)
        column.addWidget(self._reason)
        column.addLayout(_beside(self._keep, self._confirm))
        self._out.setVisible(self._corrects)
        self._reason.setVisible(self._corrects)

    def _connect(self) -> None:
        self._category.asked.connect(self._on_category_asked)
        self._confirm.clicked.connect(self._on_confirm)
        self._keep.clicked.connect(self.reject)
        for field in (self._weight, self._notes, self._reason):
            field.entered.connect(self._on_confirm)
            field.changed.connect(lambda _text, field=field: field.set_error(""))

    def _show_category(self) -> None:
        found = next((one.name for one in self._known if one.id == self._category_id), "")
        self._category.set_value(found or tr("à choisir"))

    def _on_category_asked(self) -> None:
        options = [Option(one.id, one.name, " > ".join(one.above)) for one in self._known]
        dialog = PickerDialog("weighing_category_picker", tr("Quelle catégorie ?"), options, self._category_id, self)
        dialog.picked.connect(self._on_category)
        dialog.finished.connect(dialog.deleteLater)
        dialog.ask()

    def _on_category(self, key: Hashable) -> None:
        self._category_id = next((one.id for one in self._known if one.id == key), self._category_id)
        self._show_category()

    def _on_confirm(self) -> None:
        """Check everything; what is wrong is said under its field."""
        try:
            said = self._said()
        except UserError as error:
            self._weight.set_error(in_two(sentence(error))[0])
            return
        if self._category_id is None:
            self._on_category_asked()
        elif self._corrects and not said.reason:
            self._reason.set_error(in_two(sentence("reception.reason_missing"))[0])
        else:
            self.accept()
            self.answered.emit(said)

    def _said(self) -> Written:
        net = parse_kilos(self._weight.text)
        (destination,), (is_exit,) = self._place.chosen, self._out.chosen
        place, out = Destination(str(destination)), bool(is_exit)
        if self._corrects:
            check_correction(net, place, is_exit=out)
        else:
            check_line(net, NO_WEIGHT, place, is_exit=out)
        return Written(self._category_id, net, place, out, self._notes.text.strip(), self._reason.text.strip())


def _beside(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(Space.GRID)
    for widget in widgets:
        row.addWidget(widget, 1, Qt.AlignmentFlag.AlignTop)
    return row
