"""Inter, in the four static faces that ship with the program, with figures that keep their width."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QFont, QFontDatabase

from recyclique_desktop.system.paths import resource

FAMILY: Final = "Inter"
_LOADED: Final = "recycliqueFonts"
FACES: Final = ("Regular", "Medium", "SemiBold", "Bold")


def load() -> None:
    """Make the four faces known to the running application; a second call does nothing.

    Raises:
        FileNotFoundError: A face is missing from ``resources/fonts``.
    """
    app = QCoreApplication.instance()
    if app is None or app.property(_LOADED):
        return
    for face in FACES:
        file = resource(f"fonts/Inter-{face}.otf")
        if not file.is_file():
            raise FileNotFoundError(file)
        QFontDatabase.addApplicationFont(str(file))
    app.setProperty(_LOADED, True)  # noqa: FBT003


def application_font() -> QFont:
    """Return Inter 18 px with tabular figures; sizes and weights then come from the style sheet's roles."""
    font = QFont(FAMILY)
    font.setPixelSize(18)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def code_font(px: int) -> QFont:
    """Return the font of codes people copy: slashed zero, tailed l, serifed I (``ss02``)."""
    font = application_font()
    font.setPixelSize(px)
    font.setFeature(QFont.Tag("ss02"), 1)
    return font
