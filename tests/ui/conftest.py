"""A themed application without a display, for every test of a screen."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

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
