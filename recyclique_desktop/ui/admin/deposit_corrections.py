"""The three questions of a correction: a weighing, where a deposit came from, the day of a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.reception import check_notebook_day, check_origin
from recyclique_desktop.services.corrections import CorrectLine, CorrectNotebookDay, CorrectTicket
from recyclique_desktop.system.messages import sentence, tr
from recyclique_desktop.ui.admin.weighing_dialog import WeighingDialog, Written
from recyclique_desktop.ui.widgets.ask import AskDialog, Asked
from recyclique_desktop.ui.widgets.day_text import day_error, day_text, typed_day
from recyclique_desktop.ui.words import in_two

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from PySide6.QtWidgets import QWidget

    from recyclique_desktop.data.queries.reception import LineView, TicketView
    from recyclique_desktop.domain.lookup import Known

_ORIGIN, _INSEE, _REASON, _DAY = "origin", "insee", "reason", "day"


def ask_line(line: LineView, known: Sequence[Known], answered: Callable[[object], None], parent: QWidget) -> None:
    """Ask what a weighing should say; the one that was recorded stays readable."""
    first = Written(line.category_id, line.net, line.destination, line.is_exit, line.notes)
    detail = tr("Ce qui a été enregistré reste lisible ; les chiffres suivent la correction.")
    question = tr("Corriger la pesée : {name}", name=line.label)
    dialog = WeighingDialog(question, detail, known, first, parent, corrects=True)
    dialog.answered.connect(lambda said: answered(_line_command(line, said)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.ask()


def ask_origin(ticket: TicketView, answered: Callable[[object], None], parent: QWidget) -> None:
    """Ask where a deposit came from."""
    dialog = AskDialog(
        "origin_correction",
        tr("D’où venait ce dépôt ?"),
        tr("Ce qui a été enregistré reste lisible."),
        (
            Asked(_ORIGIN, tr("Provenance"), _check_origin, value=ticket.origin_channel),
            Asked(_INSEE, tr("Code INSEE de la commune"), _check_insee, value=ticket.insee),
            Asked(_REASON, tr("Pourquoi cette correction ?"), _check_reason),
        ),
        confirm=tr("Corriger"),
        keep=tr("Laisser comme avant"),
        parent=parent,
    )
    dialog.answered.connect(
        lambda said: answered(CorrectTicket(ticket.ticket_id, said[_ORIGIN], said[_INSEE], ticket.notes, said[_REASON]))
    )
    dialog.finished.connect(dialog.deleteLater)
    dialog.ask()


def ask_notebook_day(ticket: TicketView, today: date, answered: Callable[[object], None], parent: QWidget) -> None:
    """Ask of which day a notebook really is; all its deposits move."""

    def check(text: str) -> str:
        return _check_day(text, today)

    def take(said: dict[str, str]) -> None:
        day = typed_day(said[_DAY], today)
        if day is not None:
            answered(CorrectNotebookDay(ticket.poste_id, day, said[_REASON]))

    dialog = AskDialog(
        "day_correction",
        tr("De quel jour est vraiment ce cahier ?"),
        tr("Tous ses dépôts changent de jour. Ce qui a été enregistré reste lisible."),
        (
            Asked(_DAY, tr("Date du cahier"), check, hint=tr("jj/mm/aaaa"), value=day_text(ticket.business_date)),
            Asked(_REASON, tr("Pourquoi cette correction ?"), _check_reason),
        ),
        confirm=tr("Corriger"),
        keep=tr("Laisser comme avant"),
        parent=parent,
    )
    dialog.answered.connect(take)
    dialog.finished.connect(dialog.deleteLater)
    dialog.ask()


def _line_command(line: LineView, said: Written) -> CorrectLine:
    return CorrectLine(
        line.line_id,
        said.category_id or line.category_id,
        line.net if said.net is None else said.net,
        said.destination,
        said.is_exit,
        said.notes,
        said.reason,
    )


def _check_day(text: str, today: date) -> str:
    if wrong := day_error(text, today):
        return wrong
    day = typed_day(text, today)
    if day is None:
        return tr("Tapez la date écrite sur le cahier.")
    return _refusal(lambda: check_notebook_day(day, today))


def _check_origin(text: str) -> str:
    return _refusal(lambda: check_origin(text, ""))


def _check_insee(text: str) -> str:
    return _refusal(lambda: check_origin("", text))


def _check_reason(text: str) -> str:
    return "" if text.strip() else in_two(sentence("reception.reason_missing"))[0]


def _refusal(check: Callable[[], object]) -> str:
    try:
        check()
    except UserError as error:
        return in_two(sentence(error))[0]
    return ""
