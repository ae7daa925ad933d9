"""Where one is in a task: the bar over a sale's steps, and the numbered list of a longer one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.ui.theme.active import active_theme
from recyclique_desktop.ui.theme.icons import IconLabel
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import BoxButton, FlexText, Frame, Text, restyle

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from PySide6.QtGui import QPaintEvent, QResizeEvent

_BAR: Final = 4
_CHECK: Final = 26


class StepState(StrEnum):
    """What a step is at this moment."""

    DONE = "done"
    ACTIVE = "active"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a bar or list.

    Attributes:
        key: What ``StepBar.picked`` gives back.
        label: Its words.
        short: Words from 1024 to 1279 wide; empty for the same.
        detail: Second line, in lists.
        weight: Share of the bar's width.
        short_weight: The same with the short words; 0 for the same.
    """

    key: str
    label: str
    short: str = ""
    detail: str = ""
    weight: int = 8
    short_weight: int = 0


class _StepButton(BoxButton):
    def __init__(self, name: str, step: Step, parent: QWidget) -> None:
        super().__init__(name, step.label, "step", parent=parent)
        self._check = IconLabel("check", 24, "text")
        self._check.hide()
        self.text_label = Text(step.label, "step", "text2", align=Qt.AlignmentFlag.AlignCenter)
        self._bold = Text(step.label, "step-active", parent=self)
        self._bold.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, _BAR)
        row.setSpacing(2)
        row.addStretch(1)
        row.addWidget(self._check)
        row.addWidget(self.text_label)
        row.addStretch(1)

    def needed_width(self, *, checks: bool, words: str = "") -> int:
        """Return the width its words (or others) take in bold, with or without the check of a step done."""
        self._bold.ensurePolished()
        self._bold.setText(words or self.text_label.text())
        wide = self._bold.sizeHint().width() + _BAR + (_CHECK if checks else 0)
        return max(wide, Height.TARGET + Space.TARGET_GAP - _BAR)

    def show_state(self, state: StepState, *, checks: bool) -> None:
        active = state is StepState.ACTIVE
        self._check.setVisible(checks and state is StepState.DONE)
        self.text_label.set_role("step-active" if active else "step")
        self.text_label.set_tone("text2" if state is StepState.AHEAD else "text")


class StepBar(QWidget):
    """The steps of a line: done, active, ahead; each can be pressed to go back to it.

    Signals:
        picked(str): ``key`` of the step pressed.

    Args:
        name: ``objectName``; buttons are called ``<name>_<key>``.
        steps: In order.
    """

    picked = Signal(str)

    def __init__(self, name: str, steps: Sequence[Step], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setFixedHeight(Height.STEP_BAR)
        self._all = tuple(steps)
        self._steps = self._all
        self._states = dict.fromkeys((step.key for step in steps), StepState.AHEAD)
        self._narrow = False
        self._checks = True
        self._buttons = {step.key: _StepButton(f"{name}_{step.key}", step, self) for step in steps}
        for key, button in self._buttons.items():
            button.clicked.connect(lambda _checked=False, picked=key: self.picked.emit(picked))

    def button(self, key: str) -> BoxButton:
        """Return the button of a step."""
        return self._buttons[key]

    def set_states(self, states: Mapping[str, StepState], *, reachable: Sequence[str] | None = None) -> None:
        """Show each step's state; steps missing from ``states`` are ahead.

        Args:
            states: State by key.
            reachable: Keys that can be pressed; all when ``None``.
        """
        for key, button in self._buttons.items():
            self._states[key] = states.get(key, StepState.AHEAD)
            button.show_state(self._states[key], checks=self._checks)
            button.setEnabled(reachable is None or key in reachable)
        self.update()

    def leave_out(self, keys: Collection[str]) -> None:
        """Show the bar without these steps; the others share its width."""
        steps = tuple(step for step in self._all if step.key not in keys)
        if steps != self._steps:
            self._steps = steps
            for step in self._all:
                self._buttons[step.key].setVisible(step.key not in keys)
            self.updateGeometry()
            self._place()

    def set_narrow(self, narrow: bool) -> None:
        """Use the short words, from 1024 to 1279 wide."""
        self._narrow = narrow
        for step in self._all:
            self._buttons[step.key].text_label.setText(step.short if narrow and step.short else step.label)
        self.updateGeometry()
        self._place()

    def set_low(self, *, low: bool) -> None:
        """Be no higher than a finger needs, where one zone is shown at a time."""
        self.setFixedHeight(Height.TARGET if low else Height.STEP_BAR)
        self._place()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        wanted = sum(self._buttons[step.key].needed_width(checks=False, words=step.short) for step in self._steps)
        return QSize(wanted + _BAR * (len(self._steps) - 1), self.height())

    def sizeHint(self) -> QSize:  # noqa: N802
        return self.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        theme = active_theme()
        colours = {StepState.DONE: theme.data2, StepState.ACTIVE: theme.accent, StepState.AHEAD: theme.line}
        painter = QPainter(self)
        for step, (left, width) in zip(self._steps, self._spans(), strict=True):
            bar = QRectF(left, self.height() - _BAR, width, _BAR)
            painter.fillRect(bar, QColor(colours[self._states[step.key]]))
        painter.end()

    def _weight(self, step: Step) -> int:
        return step.short_weight if self._narrow and step.short_weight else step.weight

    def _spans(self) -> list[tuple[int, int]]:
        """Return left and width of each step: by weight, or by its words where one would be cut."""
        room = self.width() - _BAR * (len(self._steps) - 1)
        weights = [self._weight(step) for step in self._steps]
        shares: Sequence[float] = [room * weight / sum(weights) for weight in weights]
        needs = [self._buttons[step.key].needed_width(checks=self._checks) for step in self._steps]
        if any(need > share for need, share in zip(needs, shares, strict=True)):
            spare = max(0, room - sum(needs))
            shares = [need + spare * weight / sum(weights) for need, weight in zip(needs, weights, strict=True)]
        edges = [round(sum(shares[:place])) for place in range(len(shares) + 1)]
        return [(edges[at] + _BAR * at, edges[at + 1] - edges[at]) for at in range(len(shares))]

    def _place(self) -> None:
        room = self.width() - _BAR * (len(self._steps) - 1)
        self._checks = sum(self._buttons[step.key].needed_width(checks=True) for step in self._steps) <= room
        for key, button in self._buttons.items():
            button.show_state(self._states[key], checks=self._checks)
        inset = (Space.TARGET_GAP - _BAR) // 2
        for step, (left, width) in zip(self._steps, self._spans(), strict=True):
            self._buttons[step.key].setGeometry(left + inset, 0, width - 2 * inset, self.height())
        self.update()


class _StepNumber(QWidget):
    def __init__(self, number: int) -> None:
        super().__init__()
        self.setFixedSize(36, 36)
        self._number = number
        self._state = StepState.AHEAD

    def show_state(self, state: StepState) -> None:
        self._state = state
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        theme = active_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        active = self._state is StepState.ACTIVE
        painter.setBrush(QColor(theme.accent) if active else Qt.BrushStyle.NoBrush)
        painter.setPen(Qt.PenStyle.NoPen if active else QPen(QColor(theme.border), 2))
        painter.drawEllipse(QRectF(1, 1, 34, 34) if not active else QRectF(0, 0, 36, 36))
        painter.end()


class _StepRow(Frame):
    def __init__(self, name: str, number: int, step: Step) -> None:
        super().__init__("line", name)
        self.setFixedHeight(Height.STEP)
        self._circle = _StepNumber(number)
        self._figure = Text(str(number), "strong", "text2", align=Qt.AlignmentFlag.AlignCenter)
        inner = QHBoxLayout(self._circle)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self._figure)
        self._check = IconLabel("check", 24, "accent")
        self._check_box = QWidget()
        self._check_box.setFixedSize(36, 36)
        boxed = QHBoxLayout(self._check_box)
        boxed.setContentsMargins(0, 0, 0, 0)
        boxed.addWidget(self._check, alignment=Qt.AlignmentFlag.AlignCenter)
        self._title = FlexText(step.label, "strong")
        self._detail = FlexText(step.detail, "small", "text2")
        self._build()

    def _build(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._detail)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 10, 0)
        row.setSpacing(12)
        row.addWidget(self._circle)
        row.addWidget(self._check_box)
        row.addLayout(words, 1)

    def show_state(self, state: StepState) -> None:
        restyle(self, state="lit" if state is StepState.ACTIVE else "")
        self._circle.setVisible(state is not StepState.DONE)
        self._check_box.setVisible(state is StepState.DONE)
        self._circle.show_state(state)
        self._figure.set_tone("on_accent" if state is StepState.ACTIVE else "text2")
        self._title.set_tone("text2" if state is StepState.AHEAD else "text")

    def set_detail(self, detail: str) -> None:
        self._detail.setText(detail)


class StepList(QWidget):
    """Numbered steps one under the other, for closing and first run; it tells, it is not pressed.

    Args:
        name: ``objectName``; rows are called ``<name>_<key>``.
        steps: In order, with their ``detail``.
    """

    def __init__(self, name: str, steps: Sequence[Step], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._rows = {step.key: _StepRow(f"{name}_{step.key}", at + 1, step) for at, step in enumerate(steps)}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.TINY)
        for row in self._rows.values():
            column.addWidget(row)
        self.set_states({})

    def set_states(self, states: Mapping[str, StepState]) -> None:
        """Show each step's state; steps missing from ``states`` are ahead."""
        for key, row in self._rows.items():
            row.show_state(states.get(key, StepState.AHEAD))

    def set_detail(self, key: str, detail: str) -> None:
        """Change the second line of a step."""
        self._rows[key].set_detail(detail)
