"""The Qt application itself, themed; with a display or off-screen."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from recyclique_desktop.ui import theme
from recyclique_desktop.ui.collecting import keep_to_main_thread

if TYPE_CHECKING:
    from PySide6.QtCore import QMessageLogContext, QtMsgType


def new_application() -> QApplication:
    """Make the themed application: light, or dark where the system asks for it."""
    application = QApplication(["recyclique-desktop"])
    application.setApplicationName("RecyClique")
    application.setDesktopFileName("recyclique-desktop")
    dark = application.styleHints().colorScheme() is Qt.ColorScheme.Dark
    theme.apply(application, theme.DARK if dark else theme.LIGHT)
    keep_to_main_thread(application)
    return application


def off_screen_application() -> QApplication:
    """Make the application for hands that nobody watches: no display, no animation, no chatter of the plug-in."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    qInstallMessageHandler(_qt_says)
    application = new_application()
    theme.reduce_animations(application, reduced=True)
    return application


def _qt_says(_kind: QtMsgType, _where: QMessageLogContext, words: str) -> None:
    """Pass on what Qt says, but for what its off-screen plug-in cannot do: nothing a person can act on."""
    if not words.startswith("This plugin does not support"):
        sys.stderr.write(f"{words}\n")
