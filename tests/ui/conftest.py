"""A themed application without a display, for every test of a screen."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from recyclique_desktop.ui import theme


def _wear(application: QApplication, chosen: theme.Theme) -> None:
    """Put a theme on, unless it is on already: every widget of the process is styled anew."""
    if not application.styleSheet() or theme.active_theme() is not chosen:
        theme.apply(application, chosen)


@pytest.fixture
def app(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[QApplication]:
    """The application in the light theme, without fades; another theme put on by a test before is taken off."""
    if "each_theme" not in request.fixturenames:
        _wear(qapp, theme.LIGHT)
    theme.reduce_animations(qapp, reduced=True)
    yield qapp
    theme.reduce_animations(qapp, reduced=False)


@pytest.fixture(params=list(theme.THEMES.values()), ids=list(theme.THEMES))
def each_theme(app: QApplication, request: pytest.FixtureRequest) -> theme.Theme:
    """Every theme in turn, applied; the next test that wants the light one puts it on."""
    chosen: theme.Theme = request.param
    _wear(app, chosen)
    return chosen


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
