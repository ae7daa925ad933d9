"""Below the card of reception's home: the other posts that are open, notebooks among them, and two ways further."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.reception import check_notebook_day
from recyclique_desktop.system.messages import sentence, tr, trn
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.ask import AskDialog, Asked
from recyclique_desktop.ui.widgets.base import FlexText, empty
from recyclique_desktop.ui.widgets.buttons import ActionButton
from recyclique_desktop.ui.widgets.day_text import day_error, typed_day
from recyclique_desktop.ui.words import in_two, joined

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from recyclique_desktop.data.queries.reception import PostView

_MOST: Final = 2
"""Posts that find room; the others come when these are closed."""
_DAY, _NOTES = "day", "notes"


class OtherPosts(QWidget):
    """One row per post, then « Saisir un cahier » and « Dépôts annoncés ».

    Signals:
        resumed(object): The ``PostView`` to go on with.
        closed(object): The one to close.
        notebook_asked(): A paper notebook is to be entered.
        announced_asked(): What was announced is to be seen.
    """

    resumed = Signal(object)
    closed = Signal(object)
    notebook_asked = Signal()
    announced_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        small = Height.ACTION
        self.notebook = ActionButton("open_notebook", tr("Saisir un cahier…"), icon="notebook-pen", height=small)
        self.announced = ActionButton("open_announced", "", icon="inbox", height=small)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(Space.TARGET_GAP)
        self._more = FlexText("", "small", "text2")
        ways = QHBoxLayout()
        ways.setSpacing(Space.GRID)
        ways.addWidget(self.notebook)
        ways.addWidget(self.announced)
        ways.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, Space.PAGE, 0, 0)
        column.setSpacing(Space.TARGET_GAP)
        column.addLayout(ways)
        column.addLayout(self._rows)
        column.addWidget(self._more)
        self.notebook.clicked.connect(self.notebook_asked)
        self.announced.clicked.connect(self.announced_asked)

    def show_posts(self, posts: tuple[PostView, ...], waiting: int, *, may_weigh: bool, may_defer: bool) -> None:
        """Show what is open besides the card's own."""
        empty(self._rows)
        for place, post in enumerate(posts[:_MOST]):
            self._rows.addWidget(self._row(place, post, may_weigh=may_weigh))
        hidden = len(posts) - _MOST
        self._more.setText(trn("et {n} autre", "et {n} autres", hidden) if hidden > 0 else "")
        self._more.setVisible(hidden > 0)
        self.notebook.setVisible(may_defer)
        self.announced.setVisible(may_weigh)
        self.announced.set_label(
            trn("{n} dépôt annoncé", "{n} dépôts annoncés", waiting) if waiting else tr("Dépôts annoncés")
        )

    def _row(self, place: int, post: PostView, *, may_weigh: bool) -> QWidget:
        row = QWidget()
        row.setObjectName(f"post_{place}")
        resume = ActionButton(f"post_{place}_resume", tr("Reprendre"), height=Height.SMALL_ACTION, margin=14)
        close = ActionButton(f"post_{place}_close", tr("Fermer"), height=Height.SMALL_ACTION, margin=14)
        resume.setEnabled(may_weigh)
        close.setEnabled(may_weigh and post.open_ticket is None)
        resume.clicked.connect(partial(self.resumed.emit, post))
        close.clicked.connect(partial(self.closed.emit, post))
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Space.TARGET_GAP)
        line.addWidget(FlexText(_said(post), "body"), 1)
        line.addWidget(resume)
        line.addWidget(close)
        return row


def ask_day(today: date, answered: Callable[[date, str], None], parent: QWidget) -> None:
    """Ask of which day the notebook is."""

    def check(text: str) -> str:
        return _wrong(text, today)

    dialog = AskDialog(
        "notebook_dialog",
        tr("De quel jour est le cahier ?"),
        tr("Ses dépôts compteront ce jour-là. Le moment de la saisie est gardé."),
        (
            Asked(_DAY, tr("Date du cahier"), check, hint=tr("jj/mm/aaaa")),
            Asked(_NOTES, tr("Note"), lambda _text: "", hint=tr("cahier et pages, sans nom")),
        ),
        confirm=tr("Ouvrir le cahier"),
        keep=tr("Ne rien ouvrir"),
        parent=parent,
    )
    dialog.answered.connect(lambda said: _answer(said, today, answered))
    dialog.finished.connect(dialog.deleteLater)
    dialog.ask()


def _answer(said: dict[str, str], today: date, answered: Callable[[date, str], None]) -> None:
    day = typed_day(said[_DAY], today)
    if day is not None:
        answered(day, said[_NOTES])


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


def _said(post: PostView) -> str:
    deposits = trn("{n} dépôt", "{n} dépôts", post.tickets)
    if post.is_deferred:
        return joined(tr("Cahier du {day:date}", day=post.business_date), deposits, post.opened_by_name)
    return joined(tr("Réception de {at:time}", at=post.opened_at), deposits, post.opened_by_name)
