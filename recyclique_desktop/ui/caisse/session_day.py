"""The question of a notebook typed in under a wrong day: which day it is really, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from recyclique_desktop.domain.cash_count import check_notebook_day
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.services.session_dates import CorrectSessionDate
from recyclique_desktop.system.messages import sentence, tr
from recyclique_desktop.ui.widgets.ask import AskDialog, Asked
from recyclique_desktop.ui.widgets.day_text import day_error, day_text, typed_day
from recyclique_desktop.ui.words import in_two

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from PySide6.QtWidgets import QWidget

    from recyclique_desktop.data.queries.sessions import SessionRow

_DAY, _REASON = "day", "reason"
_NAME: Final = "session_day"


def ask_session_day(
    picked: SessionRow, day: date, today: date, answered: Callable[[CorrectSessionDate], None], parent: QWidget
) -> None:
    """Ask of which day a notebook really is; all its sales move with it."""

    def take(said: dict[str, str]) -> None:
        found = typed_day(said[_DAY], today)
        if found is not None:
            answered(CorrectSessionDate(picked.session_id, found, said[_REASON]))

    dialog = AskDialog(
        _NAME,
        tr("De quel jour est vraiment ce cahier ?"),
        tr("Toutes ses ventes changent de jour. Ce qui a été enregistré reste lisible."),
        (
            Asked(_DAY, tr("Date du cahier"), lambda text: _wrong(text, today), hint=tr("jj/mm/aaaa"),
                  value=day_text(day)),
            Asked(_REASON, tr("Pourquoi cette correction ?"), _no_reason),
        ),
        confirm=tr("Corriger"),
        keep=tr("Laisser comme avant"),
        parent=parent,
    )  # fmt: skip
    dialog.answered.connect(take)
    dialog.finished.connect(dialog.deleteLater)
    dialog.ask()


def _wrong(text: str, today: date) -> str:
    if wrong := day_error(text, today):
        return wrong
    day = typed_day(text, today)
    if day is None:
        return tr("Tapez la date écrite sur le cahier.")
    try:
        check_notebook_day(day, today)
    except UserError as error:
        return in_two(sentence(error))[0]
    return ""


def _no_reason(text: str) -> str:
    return "" if text.strip() else in_two(sentence("session.reason_missing"))[0]
