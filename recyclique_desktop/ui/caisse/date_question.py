"""« Sommes-nous bien le … ? »: asked when the clock jumped, before a sale, an opening or a closing is written."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from recyclique_desktop.domain.right_time import DAYS_SHUT
from recyclique_desktop.services.dates import ConfirmDate, confirm_date
from recyclique_desktop.system.messages import mark, tr
from recyclique_desktop.ui.widgets.dialog import ConfirmDialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from recyclique_desktop.domain.errors import UserError
    from recyclique_desktop.ui.page import Page

_WHY: Final = {
    "date.forward": mark("Le dernier enregistrement date du {seen:day}, à {seen:time}."),
    "date.backward": mark("L’horloge a reculé : le dernier enregistrement est du {seen:day}, à {seen:time}."),
    "date.centre": mark("Le centre dit autre chose : {seen:day}, {seen:time}."),
}
_SAFE: Final = mark("Rien n’est encore écrit, et rien n’est perdu. Une date fausse resterait sur les tickets.")


class DateQuestion(QObject):
    """Asks for a page.

    Args:
        page: Over which it is asked; keeps what was typed meanwhile.
        on_refused: Shows a refusal on that page.
    """

    def __init__(self, page: Page, on_refused: Callable[[UserError], None]) -> None:
        super().__init__(page)
        self._page = page
        self._on_refused = on_refused

    def is_asked(self, error: UserError, again: Callable[[], None]) -> bool:
        """Ask if this refusal is about the date; ``again`` is called once a person confirmed it."""
        now, seen = error.params.get("now"), error.params.get("seen")
        if error.code not in _WHY or not isinstance(now, datetime) or not isinstance(seen, datetime):
            return False
        presence = self._page.context.presence
        if presence.person is None or presence.is_locked:
            return False  # it would stand over the locked screen, for anybody to answer
        detail = f"{tr(_WHY[error.code], seen=seen)}\n{tr(_SAFE)}"
        question = tr("Sommes-nous bien le {now:day}, à {now:time} ?", now=now)
        dialog = ConfirmDialog(
            "date_dialog", question, detail, confirm=tr("Oui, la date est juste"), keep=tr("Non, l’horloge est fausse"),
            destructive=False, is_usual=error.code == "date.forward" and now - seen <= DAYS_SHUT,
            deaf_ms=self._page.context.debounce_ms, parent=self._page.window(),
        )  # fmt: skip
        dialog.confirmed.connect(lambda: self._confirm(now, again))
        dialog.kept.connect(lambda: self._on_refused(error))
        dialog.finished.connect(dialog.deleteLater)
        dialog.ask()
        return True

    def _confirm(self, shown: datetime, again: Callable[[], None]) -> None:
        context = self._page.context
        if context.presence.person is None:
            return
        actor, station = context.presence.actor, context.station
        context.tasks.write(
            lambda session: confirm_date(session, ConfirmDate(shown), actor, station),
            lambda _written: again(),
            lambda error: None if self.is_asked(error, again) else self._on_refused(error),
        )
