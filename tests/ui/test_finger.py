"""A list that a finger moves: each tap presses what is under it, however quickly it follows another."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from recyclique_desktop.ui.widgets.single import Scrolled

TAPS = (0, 1, 2, 2, 0)


class Tall:
    """Twenty buttons in the room of four."""

    def __init__(self) -> None:
        self.pressed: list[int] = []
        inside = QWidget()
        column = QVBoxLayout(inside)
        self._buttons = [self._button(place, column) for place in range(20)]
        self.area = Scrolled(inside)
        self.area.resize(400, 300)
        self.area.show()
        QTest.qWait(20)
        self._finger = QTest.createTouchDevice()

    def _button(self, place: int, column: QVBoxLayout) -> QPushButton:
        made = QPushButton()
        made.setFixedHeight(60)
        made.clicked.connect(lambda: self.pressed.append(place))
        column.addWidget(made)
        return made

    def tap(self, place: int) -> None:
        """Touch a button, and take the finger off."""
        button = self._buttons[place]
        self._touch(button.mapTo(self.area, button.rect().center()))

    def pull(self, by: int) -> None:
        """Lay a finger on the list and pull it up."""
        handle, at = self.area.windowHandle(), QPoint(200, 250)
        assert handle is not None
        QTest.touchEvent(handle, self._finger).press(0, at).commit()
        for step in range(10):
            QTest.touchEvent(handle, self._finger).move(0, at - QPoint(0, by * (step + 1) // 10)).commit()
            QTest.qWait(20)
        QTest.touchEvent(handle, self._finger).release(0, at - QPoint(0, by)).commit()
        QTest.qWait(20)

    def _touch(self, at: QPoint) -> None:
        handle = self.area.windowHandle()
        assert handle is not None
        QTest.touchEvent(handle, self._finger).press(0, at).commit()
        QTest.qWait(5)
        QTest.touchEvent(handle, self._finger).release(0, at).commit()
        QTest.qWait(5)


@pytest.fixture
def tall(app: QApplication) -> Iterator[Tall]:
    del app
    made = Tall()
    yield made
    made.area.close()
    made.area.deleteLater()


def test_each_of_several_quick_taps_presses_its_button(tall: Tall) -> None:
    assert tall.area.verticalScrollBar().maximum() > 0, "a list that cannot move loses no tap"
    for place in TAPS:
        tall.tap(place)
    assert tuple(tall.pressed) == TAPS


def test_a_mouse_has_its_double_clicks_again_at_once(tall: Tall) -> None:
    usual = QApplication.doubleClickInterval()
    tall.tap(0)
    assert QApplication.doubleClickInterval() == usual > 0


def test_a_finger_moves_the_list_and_presses_nothing(tall: Tall) -> None:
    tall.pull(200)
    assert tall.area.verticalScrollBar().value() > 0
    assert tall.pressed == []
