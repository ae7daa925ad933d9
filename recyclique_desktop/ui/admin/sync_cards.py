"""The cards of the synchronisation page: how it stands, the last rounds, what waits, what somebody should look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from recyclique_desktop.system.messages import tr, trn
from recyclique_desktop.ui.admin.sync_words import (
    outgoing_icon,
    outgoing_words,
    round_words,
    seen_words,
    why_words,
)
from recyclique_desktop.ui.theme.icons import IconLabel
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import FlexText, Frame, Text, rule
from recyclique_desktop.ui.widgets.buttons import ActionButton, GhostButton, PrimaryButton
from recyclique_desktop.ui.widgets.message import MessageKind, Notice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from recyclique_desktop.data.queries.admin_sync import Outgoing, RoundLine
    from recyclique_desktop.sync.status import Status
    from recyclique_desktop.ui.admin.problems import Problem

STATE: Final = 92
_ROUND: Final = 66
_WAITING: Final = 47
_MARGIN: Final = 18
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class StateCard(Notice):
    """The state in one sentence, what is safe, and the one filled button of the page."""

    def __init__(self, name: str) -> None:
        super().__init__(name, MessageKind.NOTE, wide=True)
        self.setFixedHeight(STATE)
        self.button = PrimaryButton(
            f"{name}_button", tr("Synchroniser maintenant"), icon="refresh-cw", height=Height.ACTION_TALL, large=False
        )
        self.row.addWidget(self.button)

    def show_state(self, kind: MessageKind, title: str, detail: str, button: str, *, enabled: bool) -> None:
        """Say how it stands; ``button`` is what can be done about it."""
        self.set_words(kind, title, detail, icon="monitor" if kind is MessageKind.NOTE else "")
        self.button.set_label(button)
        self.button.set_icon("link" if kind is MessageKind.NOTE else "refresh-cw")
        self.button.setEnabled(enabled)


class FittingRows(QWidget):
    """Rows under one another, as many as there is room for; the others are left out, never squeezed."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[QWidget] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def set_rows(self, rows: Sequence[QWidget]) -> None:
        """Show these rows, from the top."""
        for old in self._rows:
            old.hide()
            old.deleteLater()
        self._rows = list(rows)
        for row in self._rows:
            row.setParent(self)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._place()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(0, _WAITING)

    def _place(self) -> None:
        top, is_room = 0, True
        for row in self._rows:
            layout = row.layout()
            wanted = layout.totalHeightForWidth(self.width()) if layout is not None else 0
            height = max(row.minimumHeight(), wanted)
            is_room = is_room and top + height <= self.height()
            row.setVisible(is_room)
            if is_room:
                row.setGeometry(0, top, self.width(), height)
                top += height


class _SectionCard(Frame):
    """A titled card whose rows may change."""

    def __init__(self, name: str, title: str) -> None:
        super().__init__("card", name)
        self.title = FlexText(title, "h2")
        self.aside = FlexText("", "small", "text2")
        self.rows = FittingRows()
        head = QHBoxLayout()
        head.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
        head.setSpacing(Space.SMALL)
        head.addWidget(self.title)
        head.addWidget(self.aside)
        head.addStretch(1)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(1, 14, 1, Space.SMALL)
        self.column.setSpacing(Space.TARGET_GAP)
        self.column.addLayout(head)
        self.column.addWidget(self.rows, 1)


class RoundsCard(_SectionCard):
    """The last rounds, newest first; an idle contact is one line in the head."""

    def __init__(self, name: str) -> None:
        super().__init__(name, tr("Dernières synchronisations"))
        self.all = GhostButton(f"{name}_all", tr("Toutes les synchronisations"), icon="history")
        self.column.addWidget(self.all)

    def show_rounds(self, rounds: Sequence[RoundLine], status: Status) -> None:
        """Show these rounds, and when the centre was last heard."""
        self.aside.setText(seen_words(status))
        rows = [_round_row(line, first=place == 0) for place, line in enumerate(rounds)]
        self.rows.set_rows(rows or [_quiet(tr("Encore aucune."))])
        self.all.setVisible(bool(rounds))


class OutgoingCard(_SectionCard):
    """What the centre does not have yet, oldest first; why, and that it goes by itself."""

    def __init__(self, name: str) -> None:
        super().__init__(name, tr("Ce qui attend l’envoi"))

    def show_waiting(self, waiting: Sequence[Outgoing], status: Status, place: str) -> None:
        """Show what waits on the workstation called ``place``."""
        rows = [_outgoing_row(one, place) for one in waiting]
        if status.cause is not None and status.waiting:
            rows.insert(0, _quiet(why_words(status.cause), icon="cloud-off"))
        self.aside.setText(trn("{n} envoi", "{n} envois", status.waiting) if waiting else "")
        self.rows.set_rows(rows or [_quiet(tr("Rien n’attend."))])


class ProblemsCard(_SectionCard):
    """What somebody should look at when there is time; never more than fits, the page behind tells all."""

    def __init__(self, name: str) -> None:
        super().__init__(name, tr("À regarder"))
        self.detail = ActionButton(f"{name}_detail", tr("Voir le détail"), height=Height.SMALL_ACTION)
        self.retry = ActionButton(f"{name}_retry", tr("Réessayer"), icon="refresh-cw", height=Height.SMALL_ACTION)
        self._acts = QWidget()
        acts = QHBoxLayout(self._acts)
        acts.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
        acts.setSpacing(Space.GRID)
        acts.addStretch(1)
        acts.addWidget(self.detail)
        acts.addWidget(self.retry)
        self.column.addWidget(self._acts)

    def show_problems(self, problems: Sequence[Problem], count: int) -> None:
        """Show the first of ``count`` problems."""
        self.aside.setText(trn("{n} problème", "{n} problèmes", count) if count else "")
        self.rows.set_rows([_problem_row(problem) for problem in problems] or [_quiet(tr("Rien à regarder."))])
        self._acts.setVisible(bool(problems))


def _row(height: int) -> tuple[QWidget, QHBoxLayout]:
    made = QWidget()
    made.setMinimumHeight(height)
    row = QHBoxLayout(made)
    row.setContentsMargins(_MARGIN, Space.TINY, _MARGIN, Space.TINY)
    row.setSpacing(14)
    return made, row


def _words(title: QWidget, detail: QWidget) -> QVBoxLayout:
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addStretch(1)
    words.addWidget(title)
    words.addWidget(detail)
    words.addStretch(1)
    return words


def _round_row(line: RoundLine, *, first: bool) -> QWidget:
    inner, row = _row(_ROUND)
    failed = line.cause is not None
    row.addWidget(IconLabel("cloud-off" if failed else "circle-check", 24, "warn" if failed else "accent"))
    row.addWidget(Text(tr("{at:time}", at=line.at), "strong"))
    said, detail = round_words(line)
    row.addLayout(_words(FlexText(said, "body"), FlexText(detail, "small", "text2")), 1)
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    if not first:
        column.addWidget(rule())
    column.addWidget(inner)
    return made


def _outgoing_row(one: Outgoing, place: str) -> QWidget:
    made, row = _row(_WAITING)
    row.addWidget(IconLabel(outgoing_icon(one), 22, "text2"))
    row.addWidget(FlexText(outgoing_words(one), "strong"), 1)
    row.addWidget(Text(tr("{at:time} · {place}", at=one.at, place=place), "small", "text2", align=_RIGHT))
    return made


def _problem_row(problem: Problem) -> QWidget:
    made, row = _row(_WAITING)
    row.addWidget(IconLabel("triangle-alert", 24, "warn"))
    row.addLayout(_words(FlexText(problem.title, "strong"), Text(problem.detail, "small", wrap=True)), 1)
    return made


def _quiet(words: str, *, icon: str = "") -> QWidget:
    made, row = _row(_WAITING)
    if icon:
        row.addWidget(IconLabel(icon, 22, "text2"))
    row.addWidget(FlexText(words, "body", "text2"), 1)
    return made
