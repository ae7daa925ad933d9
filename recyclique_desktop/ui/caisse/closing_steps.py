"""The middle of each step of closing: a ticket left open, the comparison, the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from recyclique_desktop.system.messages import sentence, tr, trn
from recyclique_desktop.ui.caisse.closing_count import ICONS, Counting, result_detail, result_title, what_it_is
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import FlexText, Text, choose, empty
from recyclique_desktop.ui.widgets.buttons import ChipButton, DestructiveButton
from recyclique_desktop.ui.widgets.counts import CountRow, CountTable
from recyclique_desktop.ui.widgets.fields import Field
from recyclique_desktop.ui.widgets.finger import scroll_by_finger
from recyclique_desktop.ui.widgets.message import MessageKind, Notice
from recyclique_desktop.ui.widgets.rows import ItemRow, RowCard

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recyclique_desktop.data.queries.figures import ExpectedMethod
    from recyclique_desktop.data.queries.parked import WaitingTicket
    from recyclique_desktop.domain.money import Cents
    from recyclique_desktop.flows.close_day import ClosedDay
    from recyclique_desktop.ui.widgets.geometry import Layout

_SIDE: Final = 24
_REASONS: Final = ("wrong_change", "lost_coin", "forgotten_entry", "unknown")


def scrolling(inside: QWidget, name: str) -> QScrollArea:
    """Let ``inside`` scroll by finger where the window is too low for it."""
    area = QScrollArea()
    area.setObjectName(name)
    area.setWidget(inside)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll_by_finger(area)
    return area


class _Middle(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._title = Text("", "h1", wrap=True)
        self._advice = Text("", "body", "text2", wrap=True)
        self._side = _SIDE
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(_SIDE, 20, _SIDE, Space.PAGE)
        self.column.setSpacing(0)
        self.column.addWidget(self._title)
        self.column.addSpacing(10)
        self.column.addWidget(self._advice)
        self.column.addSpacing(18)

    def follow(self, layout: Layout) -> None:
        """Take the sizes of the window."""
        self._side = Space.PAGE if layout.narrow else _SIDE
        self.column.setContentsMargins(self._side, 20, self._side, Space.PAGE)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return the least size, with the margins of a narrow window: else none could become narrow."""
        least = super().minimumSizeHint()
        return QSize(least.width() - 2 * (self._side - Space.PAGE), least.height())

    def say(self, title: str, advice: str) -> None:
        """State the result and what to do."""
        self._title.setText(title)
        self._advice.setText(advice)


class TicketStep(_Middle):
    """Tickets are still unpaid: finish them, or give up the one being made.

    Signals:
        cancel_asked(): « Annuler le ticket » was pressed.
    """

    cancel_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rows = RowCard("closing_tickets")
        self._cancel = DestructiveButton("closing_cancel_ticket", tr("Annuler le ticket"), icon="trash-2")
        self._cancel.clicked.connect(self.cancel_asked)
        held = QWidget()
        inside = QVBoxLayout(held)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self._rows)
        inside.addStretch(1)
        self.column.addWidget(scrolling(held, "closing_tickets_area"), 1)
        self.column.addSpacing(Space.PAGE)
        self.column.addWidget(self._cancel, alignment=Qt.AlignmentFlag.AlignLeft)

    def show_tickets(self, tickets: Sequence[WaitingTicket]) -> None:
        """Say which tickets; only the one being made may be cancelled from here, and only where it is alone."""
        first = tickets[0]
        alone = len(tickets) == 1 and not first.is_parked
        if alone:
            title = tr("Un ticket est encore en cours : {amount:euros}", amount=first.total)
            advice = tr("Il est gardé. Finissez-le, ou annulez-le, puis fermez la caisse.")
        else:
            title = trn("{n} ticket n’est pas payé", "{n} tickets ne sont pas payés", len(tickets))
            advice = tr("Ils sont gardés. Encaissez-les ou abandonnez-les à la vente, puis fermez la caisse.")
        self.say(title, advice)
        self._rows.set_rows([_ticket_row(place, ticket) for place, ticket in enumerate(tickets)])
        self._cancel.setVisible(alone)


class EmptyStep(_Middle):
    """Nothing was sold, nothing moved: the session may be closed without a count."""

    def __init__(self) -> None:
        super().__init__()
        self.column.addStretch(1)

    def show_float(self, amount: Cents) -> None:
        """Say what still lies in the drawer."""
        self.say(
            tr("Rien n’a été vendu"),
            tr(
                "Le fond de {amount:euros} n’a pas bougé : inutile de compter. La session est gardée, et les listes la "
                "cachent.",
                amount=amount,
            ),
        )


class CompareStep(_Middle):
    """Expected beside counted, and a word about a difference.

    Signals:
        changed(): A reason was chosen or a comment typed.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._table = CountTable("closing_table")
        self._why = FlexText(tr("Que s’est-il passé ?"), "h2")
        self._chips = {
            "wrong_change": self._chip("wrong_change", tr("Erreur de rendu")),
            "lost_coin": self._chip("lost_coin", tr("Pièce perdue")),
            "forgotten_entry": self._chip("forgotten_entry", tr("Oubli de saisie")),
            "unknown": self._chip("unknown", tr("Je ne sais pas")),
        }
        self._comment = Field("closing_comment", tr("Précisions"), height=Height.ACTION_TALL)
        self._wants_word = self._single = False
        self._held = QWidget()
        self._area = scrolling(self._held, "closing_compare_area")
        self._build()
        self._comment.changed.connect(self.changed)

    def _chip(self, key: str, label: str) -> ChipButton:
        chip = ChipButton(f"reason_{key}", label, height=Height.ACTION_TALL, role="medium")
        chip.clicked.connect(lambda _checked=False, made=chip: self._on_reason(made))
        return chip

    def _build(self) -> None:
        chips = QHBoxLayout()
        chips.setSpacing(Space.GRID)
        for key in _REASONS:
            chips.addWidget(self._chips[key], 1)
        self._words = QWidget()
        words = QVBoxLayout(self._words)
        words.setContentsMargins(0, 20, 0, 0)
        words.setSpacing(Space.GRID)
        words.addWidget(self._why)
        words.addLayout(chips)
        words.addWidget(self._comment)
        inside = QVBoxLayout(self._held)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self._table)
        inside.addWidget(self._words)
        inside.addStretch(1)
        self.column.addWidget(self._area, 1)

    def follow(self, layout: Layout) -> None:
        super().follow(layout)
        self._single = layout.single
        QTimer.singleShot(0, self, self._measure)  # once its rows are laid out

    def _measure(self) -> None:
        """Scroll in a low window; where one zone is shown at a time the whole zone scrolls already."""
        self._area.setMinimumHeight(self._held.minimumSizeHint().height() if self._single else 0)

    @property
    def reason(self) -> str:
        """The words of the chosen reason, or nothing."""
        return next((chip.label for chip in self._chips.values() if chip.chosen), "")

    @property
    def comment(self) -> str:
        """What was written."""
        return self._comment.text.strip()

    @property
    def is_explained(self) -> bool:
        """Whether a difference that wants a word has one."""
        return not self._wants_word or bool(self.reason or self.comment)

    def show_result(self, counting: Counting, tolerance: Cents) -> None:
        """State the result of the count."""
        self._wants_word = counting.wants_word(tolerance)
        variances = counting.variances()
        self.say(result_title(variances), result_detail(variances, wants_word=self._wants_word))
        self._table.set_rows([_row(one, counting) for one, _ in variances])
        self._words.setVisible(self._wants_word)
        QTimer.singleShot(0, self, self._measure)  # once its rows are laid out

    def clear(self) -> None:
        """Forget the words of an earlier count."""
        choose(self._chips.values(), None)
        self._comment.set_text("")

    def _on_reason(self, chosen: ChipButton) -> None:
        choose(self._chips.values(), None if chosen.chosen else chosen)
        self.changed.emit()


class DoneStep(_Middle):
    """The till is closed: its report, and where it is kept."""

    def __init__(self) -> None:
        super().__init__()
        self._kept = Notice("report_kept", MessageKind.GOOD)
        paper = QWidget()
        paper.setAccessibleName(tr("Rapport de la session"))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        row = QHBoxLayout(paper)
        row.addStretch(1)
        row.addLayout(self._lines)
        row.addStretch(1)
        self.column.addWidget(self._kept)
        self.column.addSpacing(Space.SMALL)
        self.column.addWidget(scrolling(paper, "report_area"), 1)

    def show_closed(self, day: ClosedDay, *, is_notebook: bool = False) -> None:
        """Show the report."""
        if is_notebook:
            self.say(tr("Le cahier est fermé"), tr("Ses ventes comptent le jour écrit sur le cahier."))
        else:
            advice = tr("Rangez le tiroir et laissez le fond de caisse pour la prochaine ouverture.")
            self.say(tr("La caisse est fermée"), advice)
        empty(self._lines)
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        for written in day.report.rstrip().split("\n"):
            line = Text(written, "small")
            line.setFont(fixed)
            self._lines.addWidget(line)
        if day.problem is not None:
            self._kept.set_words(MessageKind.LOOK, sentence(day.problem))
        elif day.report_path is not None:
            self._kept.set_words(MessageKind.GOOD, tr("Le rapport est gardé"), str(day.report_path))
        self._kept.setVisible(day.problem is not None or day.report_path is not None)


def _row(method: ExpectedMethod, counting: Counting) -> CountRow:
    icon = ICONS.get(method.kind, "wallet")
    return CountRow(icon, tr(method.label), what_it_is(method), method.expected, counting.counted(method.method_code))


def _ticket_row(place: int, ticket: WaitingTicket) -> ItemRow:
    state = tr("mis de côté") if ticket.is_parked else tr("en cours")
    name = ticket.label or tr("Ticket de {at:time}", at=ticket.at)
    lines = trn("{n} ligne", "{n} lignes", ticket.lines)
    detail = " · ".join(part for part in (state, ticket.who, lines) if part)
    amount = tr("{amount:euros}", amount=ticket.total)
    icon = "pause" if ticket.is_parked else "receipt-text"
    return ItemRow(f"closing_ticket_{place}", name, detail, amount=amount, icon=icon, height=74, margin=20, gap=14)
