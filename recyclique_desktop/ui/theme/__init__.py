"""Tokens, and the palette, style sheet and icons generated from them.

``apply`` is the one way to put on a theme; nothing calls ``setStyleSheet`` on a widget.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from recyclique_desktop.ui.theme import fonts
from recyclique_desktop.ui.theme.active import active_theme, animations_reduced, reduce_animations, remember
from recyclique_desktop.ui.theme.palette import palette
from recyclique_desktop.ui.theme.style_sheet import style_sheet
from recyclique_desktop.ui.theme.tokens import DARK, LIGHT, THEMES, TRAINING, Theme, ThemeName

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

__all__ = [
    "DARK",
    "LIGHT",
    "THEMES",
    "TRAINING",
    "Theme",
    "ThemeName",
    "active_theme",
    "animations_reduced",
    "apply",
    "reduce_animations",
]


def apply(app: QApplication, theme: Theme) -> None:
    """Put ``theme`` on every present and future window; do it between two sales (133 ms for 700 widgets)."""
    fonts.load()
    app.setStyle("Fusion")
    remember(app, theme)
    app.setFont(fonts.application_font())
    app.setPalette(palette(theme))
    app.setStyleSheet(style_sheet(theme))
