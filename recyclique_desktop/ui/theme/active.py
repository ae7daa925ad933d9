"""The theme in force, for the few widgets that paint with their own hand."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QApplication

from recyclique_desktop.ui.theme.tokens import LIGHT, THEMES, Theme, ThemeName

_PROPERTY: Final = "recycliqueTheme"
_STILL: Final = "recycliqueStill"


def active_theme() -> Theme:
    """Return the theme last applied; the light one before any was."""
    app = QApplication.instance()
    name = app.property(_PROPERTY) if app is not None else None
    return THEMES[ThemeName(name)] if name else LIGHT


def remember(app: QApplication, theme: Theme) -> None:
    """Note the theme in force on the application itself."""
    app.setProperty(_PROPERTY, theme.name.value)


def animations_reduced() -> bool:
    """Tell whether every movement must be a cut (« réduire les animations »)."""
    app = QApplication.instance()
    return app is not None and bool(app.property(_STILL))


def reduce_animations(app: QApplication, *, reduced: bool) -> None:
    """Turn fades into cuts, or back."""
    app.setProperty(_STILL, reduced)
