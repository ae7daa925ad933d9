"""The two questions of a deposit: where it comes from, and whether it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.reception import check_origin
from recyclique_desktop.system.messages import sentence, tr
from recyclique_desktop.ui.reception.words import sums, unwritten_words
from recyclique_desktop.ui.widgets.ask import AskDialog, Asked
from recyclique_desktop.ui.widgets.dialog import ConfirmDialog
from recyclique_desktop.ui.widgets.picker import Option, PickerDialog

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from recyclique_desktop.domain.containers import Container
    from recyclique_desktop.ui.reception.entry import Entry
    from recyclique_desktop.ui.reception.running_deposit import RunningDeposit

_ORIGIN, _INSEE, _NOTES = "origin", "insee", "notes"


def ask_description(deposit: RunningDeposit, last: tuple[str, str], parent: QWidget) -> None:
    """Ask where the goods come from; the last deposit's answer is proposed for one that says nothing yet."""
    known = (deposit.origin, deposit.insee)
    origin, insee = known if any(known) or deposit.notes else last
    dialog = AskDialog(
        "deposit_dialog",
        tr("D’où vient ce dépôt ?"),
        tr("Tout est facultatif."),
        (
            Asked(_ORIGIN, tr("Provenance"), _check_origin, hint=tr("apport, collecte, déchèterie…"), value=origin),
            Asked(_INSEE, tr("Code INSEE de la commune"), _check_insee, hint=tr("cinq caractères"), value=insee),
            Asked(_NOTES, tr("Note"), _anything, hint=tr("sans nom ni adresse"), value=deposit.notes),
        ),
        confirm=tr("Noter"),
        keep=tr("Laisser comme avant"),
        parent=parent,
    )
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.answered.connect(lambda said: deposit.describe(said[_ORIGIN], said[_INSEE], said[_NOTES]))
    dialog.ask()


def ask_container(
    containers: Sequence[Container], entry: Entry, answered: Callable[[Container], None], parent: QWidget
) -> None:
    """Ask which of the shop's containers the goods are in."""
    options = [Option(one, tr("{name} · {weight:kilos}", name=one.name, weight=one.tare)) for one in containers]
    dialog = PickerDialog("container_picker", tr("Dans quoi pesez-vous ?"), options, entry.container, parent=parent)
    dialog.picked.connect(answered)
    dialog.finished.connect(dialog.deleteLater)
    dialog.ask()


def ask_note(said_of: str, known: str, answered: Callable[[str], None], parent: QWidget) -> None:
    """Ask for free words about one weighing."""
    dialog = AskDialog(
        "weighing_dialog",
        tr("Note sur la pesée : {name}", name=said_of) if said_of else tr("Note sur la pesée"),
        tr("Elle est gardée avec la ligne."),
        (Asked(_NOTES, tr("Note"), _anything, hint=tr("sans nom ni adresse"), value=known),),
        confirm=tr("Noter"),
        keep=tr("Laisser comme avant"),
        parent=parent,
    )
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.answered.connect(lambda said: answered(said[_NOTES]))
    dialog.ask()


def ask_to_finish(
    deposit: RunningDeposit, confirmed: Callable[[], None], *, is_begun: bool, unwritten: int, parent: QWidget
) -> None:
    """Ask whether the deposit ends; say what would be left out."""
    left_out = tr("La pesée commencée n’est pas ajoutée.") if is_begun else ""
    not_written = unwritten_words(unwritten)
    after = tr("Ensuite, ses pesées ne changent plus.")
    dialog = ConfirmDialog(
        "deposit_finish_dialog",
        tr("Terminer le dépôt {number} ?", number=deposit.number[-4:]),
        " ".join(part for part in (f"{sums(deposit.totals)}.", left_out, not_written, after) if part),
        confirm=tr("Terminer le dépôt"),
        keep=tr("Continuer à peser"),
        destructive=False,
        parent=parent,
    )
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.confirmed.connect(confirmed)
    dialog.ask()


def _check_origin(text: str) -> str:
    return _refusal(text, "")


def _check_insee(text: str) -> str:
    return _refusal("", text)


def _refusal(origin: str, insee: str) -> str:
    try:
        check_origin(origin, insee)
    except UserError as error:
        return sentence(error)
    return ""


def _anything(_text: str) -> str:
    return ""
