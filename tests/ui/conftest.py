"""A themed application without a display, for every test of a screen."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from recyclique_desktop.ui import theme


@pytest.fixture
def app(qapp: QApplication) -> Iterator[QApplication]:
    """The application in the light theme, without fades; another theme put on by a test is taken off again."""
    if not qapp.styleSheet() or theme.active_theme() is not theme.LIGHT:
        theme.apply(qapp, theme.LIGHT)
    theme.reduce_animations(qapp, reduced=True)
    yield qapp
    theme.reduce_animations(qapp, reduced=False)


@pytest.fixture(params=list(theme.THEMES.values()), ids=list(theme.THEMES))
def each_theme(app: QApplication, request: pytest.FixtureRequest) -> Iterator[theme.Theme]:
    """Every theme in turn, applied."""
    chosen: theme.Theme = request.param
    theme.apply(app, chosen)
    yield chosen
    theme.apply(app, theme.LIGHT)


class Show:
    """Puts widgets under one another in a window of their own, and keeps it until the test ends."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot
        self._windows: list[QWidget] = []

    def __call__(self, *widgets: QWidget, width: int = 400) -> QWidget:
        window = QWidget()
        window.setObjectName("window")
        column = QVBoxLayout(window)
        column.setSpacing(16)
        for widget in widgets:
            column.addWidget(widget)
        self._windows.append(window)
        self._qtbot.addWidget(window)
        window.resize(width, 100)
        with self._qtbot.waitExposed(window):
            window.show()
        return window


@pytest.fixture
def show(app: QApplication, qtbot: QtBot) -> Show:
    """Show widgets in a window that lives as long as the test."""
    return Show(qtbot)
