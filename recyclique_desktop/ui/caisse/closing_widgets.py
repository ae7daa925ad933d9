"""What the steps of closing share: the list of steps at the left, the session's column at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.caisse.closing_count import ICONS, Box, BoxKind, Counting, what_it_is
from recyclique_desktop.ui.theme.icons import IconLabel
from recyclique_desktop.ui.theme.tokens import Height, Radius, Space
from recyclique_desktop.ui.widgets.base import BoxButton, FlexText, Text
from recyclique_desktop.ui.widgets.buttons import ActionButton
from recyclique_desktop.ui.widgets.display import fit_role
from recyclique_desktop.ui.widgets.rows import UNKNOWN, AmountRow, RowCard
from recyclique_desktop.ui.widgets.steps import Step, StepList, StepState
from recyclique_desktop.ui.widgets.ticket import TotalFoot

if TYPE_CHECKING:
    from datetime import datetime

    from PySide6.QtGui import QResizeEvent

    from recyclique_desktop.data.queries.figures import ExpectedMethod, SessionFigures
    from recyclique_desktop.data.queries.till import OpenSessionView

STEPS: Final = ("tickets", "count", "compare", "away")
_ROW: Final = 37
_BOX: Final = 60
_SIZES: Final = ("figure", "h2", "strong", "small")


class StepsColumn(QWidget):
    """« Fermer la caisse », its steps, and the way back to the sale."""

    def __init__(self) -> None:
        super().__init__()
        self._list = StepList(
            "closing_steps",
            (
                Step("tickets", tr("Tickets"), detail=tr("aucun en cours")),
                Step("count", tr("Compter"), detail=tr("ce qu’il y a vraiment")),
                Step("compare", tr("Comparer"), detail=tr("compté et attendu")),
                Step("away", tr("Ranger"), detail=tr("fond et dépôt")),
            ),
        )
        self.back = ActionButton("closing_back", tr("Revenir à la vente"), icon="arrow-left")
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.ADMIN, 24, Space.TICKET, Space.TICKET)
        column.setSpacing(Space.PAGE)
        column.addWidget(FlexText(tr("Fermer la caisse"), "h2"))
        column.addWidget(self._list)
        column.addStretch(1)
        column.addWidget(self.back)

    def show_step(self, active: str, details: dict[str, str]) -> None:
        """Show where one is; ``""`` when all is done."""
        at = STEPS.index(active) if active in STEPS else len(STEPS)
        states = dict.fromkeys(STEPS[:at], StepState.DONE)
        if at < len(STEPS):
            states[active] = StepState.ACTIVE
        self._list.set_states(states)
        for key, detail in details.items():
            self._list.set_detail(key, detail)


class SessionColumn(QWidget):
    """The session's figures, at most one act, the foot.

    Args:
        name: Prefix of the names of what is in it.
        label: Word before the total of the foot.
        action: Words of its primary button.
        cap: Its key.
    """

    def __init__(self, name: str, label: str, action: str, *, cap: str) -> None:
        super().__init__()
        self._title = FlexText("", "h2")
        self._times = FlexText("", "small", "text2")
        self._rows = {
            "sales": AmountRow(f"{name}_sales", tr("Ventes"), height=_ROW),
            "donations": AmountRow(f"{name}_donations", tr("Dons"), height=_ROW),
            "tickets": AmountRow(f"{name}_tickets", tr("Tickets"), height=_ROW),
            "weight": AmountRow(f"{name}_weight", tr("Poids sorti"), height=_ROW),
        }
        self.action = ActionButton(f"{name}_action", "", icon="rotate-ccw", height=Height.ACTION_TALL)
        self.foot = TotalFoot(f"{name}_foot", label, action, cap=cap)
        self._build()
        self.action.hide()

    def _build(self) -> None:
        inner = QVBoxLayout()
        inner.setContentsMargins(Space.TICKET, 18, Space.TICKET, 14)
        inner.setSpacing(0)
        inner.addWidget(self._title)
        inner.addSpacing(2)
        inner.addWidget(self._times)
        inner.addSpacing(4)
        for row in self._rows.values():
            inner.addWidget(row)
        inner.addStretch(1)
        inner.addWidget(self.action)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(inner, 1)
        column.addWidget(self.foot)

    def show_session(
        self, opened: OpenSessionView, figures: SessionFigures, now: datetime, *, blind: bool = False
    ) -> None:
        """Show which session, and what it sold; while it is counted blind, no sum that would tell what to find."""
        self._title.setText(tr("{register} · session {number}", register=opened.register_name, number=opened.short))
        self._times.setText(
            tr("{start:time} – {end:time} · {name}", start=opened.opened_at, end=now, name=opened.operator_name)
        )
        sums = {"sales": figures.sales_total, "donations": figures.donations}
        for name, amount in sums.items():
            self._rows[name].set_value(UNKNOWN if blind else tr("{amount:euros}", amount=amount))
        self._rows["tickets"].set_value(tr("{count:number}", count=figures.tickets))
        self._rows["weight"].set_value(tr("{weight:kilos1}", weight=figures.weight_out))


class CountBox(BoxButton):
    """One box to type in; the active one has the accent border."""

    def __init__(self, name: str, box: Box) -> None:
        super().__init__(name, box.label, "action", height=_BOX, radius=Radius.FIELD)
        self.setCheckable(True)
        least, most = (72, 96) if box.kind is BoxKind.PIECES else (124, 190)
        self.setMinimumWidth(least)
        self.setMaximumWidth(most)
        align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        self._value = Text("", "figure", align=align)
        self._roles: tuple[str, ...] = _SIZES
        self._unit = Text("" if box.kind is BoxKind.PIECES else "€", "h2", "text2")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 14, 0)
        row.setSpacing(6)
        row.addWidget(self._value, 1)
        row.addWidget(self._unit)
        self._unit.setVisible(box.kind is BoxKind.AMOUNT)

    def show_box(self, box: Box, *, active: bool) -> None:
        """Show what is typed; an empty box of cheques says that it wants how many."""
        wants = tr("nb") if box.kind is BoxKind.PIECES else ""
        self._value.setText(box.typed.text or wants)
        self._value.set_tone("text" if box.typed.text else "text2")
        self._roles = _SIZES if box.typed.text else _SIZES[-1:]
        self._fit()
        self.setAccessibleName(f"{box.label} {box.typed.text}".strip())
        self.set_chosen(active)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(self.minimumWidth(), _BOX)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(self.maximumWidth(), _BOX)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """A long amount takes a smaller size, never an ellipsis."""
        unit = self._unit.sizeHint().width() + 6 if not self._unit.isHidden() else 0
        fit_role(self._value, self._roles, self.width() - 26 - unit)


class CountList(RowCard):
    """One row of 88 per way to pay, its boxes at the right.

    Signals:
        picked(int): The box of that place was pressed.
    """

    picked = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._boxes: list[CountBox] = []

    def set_counting(self, counting: Counting, *, blind: bool = False) -> None:
        """Build the rows of one closing, with what is expected unless it is counted blind."""
        self._boxes = [self._box(place, box) for place, box in enumerate(counting.boxes)]
        rows: list[QWidget] = []
        for method in counting.methods:
            mine = [
                made for made, box in zip(self._boxes, counting.boxes, strict=True)
                if box.method.method_code == method.method_code
            ]  # fmt: skip
            rows.append(
                self._row(ICONS.get(method.kind, "wallet"), tr(method.label), _detail(method, blind=blind), mine)
            )
        self.set_rows(rows)
        self.show_counting(counting)

    def show_counting(self, counting: Counting) -> None:
        """Show what is typed, and where."""
        for place, (made, box) in enumerate(zip(self._boxes, counting.boxes, strict=True)):
            made.show_box(box, active=place == counting.active)

    def _box(self, place: int, box: Box) -> CountBox:
        made = CountBox(f"count_{box.method.method_code}_{box.kind.value}", box)
        made.clicked.connect(lambda _checked=False, at=place: self.picked.emit(at))
        return made

    @staticmethod
    def _row(icon: str, label: str, detail: str, boxes: list[CountBox]) -> QWidget:
        made = QWidget()
        made.setMinimumHeight(Height.COUNT_ROW)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(FlexText(label, "strong"))
        words.addWidget(FlexText(detail, "small", "text2"))
        words.addStretch(1)
        row = QHBoxLayout(made)
        row.setContentsMargins(22, 0, 14, 0)
        row.setSpacing(Space.GRID)
        row.addWidget(IconLabel(icon, 24, "accent"))
        row.addLayout(words, 1)
        for box in boxes:
            row.addWidget(box, 2 if box.maximumWidth() > 100 else 1)
        return made


def _detail(method: ExpectedMethod, *, blind: bool) -> str:
    if blind:
        return what_it_is(method)
    return tr("{what} · attendu {amount:euros}", what=what_it_is(method), amount=method.expected)
