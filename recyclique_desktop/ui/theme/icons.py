"""Lucide icons in the colours of the theme, sharp at every scale, and the icon of each category."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from recyclique_desktop.system.paths import resource
from recyclique_desktop.ui.theme.active import active_theme

if TYPE_CHECKING:
    from pathlib import Path

UNKNOWN: Final = "package"

_BY_WORD: Final = {
    "ameublement": "sofa",
    "bricolage": "hammer",
    "electromenager": "refrigerator",
    "electronique": "tv",
    "jardin": "sprout",
    "jouets": "toy-brick",
    "livres": "book-open",
    "luminaires": "lamp",
    "materiaux": "brick-wall",
    "mobilite": "bike",
    "puericulture": "baby",
    "sports": "dumbbell",
    "textiles": "shirt",
    "vaisselle": "cooking-pot",
}


def category_icon(label: str) -> str:
    """Return the icon of a category by the first word of its name, accents and case ignored."""
    for word in _plain(label).replace("&", " ").replace(",", " ").split():
        for known in (word, f"{word}s"):
            if known in _BY_WORD:
                return _BY_WORD[known]
    return UNKNOWN


@lru_cache(maxsize=1024)
def image(name: str, size: int, colour: str, ratio: float, stroke: float = 2.0) -> QImage:
    """Draw an icon once.

    Args:
        name: File of ``resources/icons`` without its ending.
        size: Side in logical pixels.
        colour: ``#RRGGBB``.
        ratio: Device pixels per logical pixel.
        stroke: Line width on the 24 px grid; 1.75 on tiles.
    """
    renderer = QSvgRenderer(QByteArray(_source(name, colour, stroke)))
    side = round(size * ratio)
    made = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    made.fill(Qt.GlobalColor.transparent)
    made.setDevicePixelRatio(ratio)
    painter = QPainter(made)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return made


class IconLabel(QWidget):
    """One icon. It is drawn in the theme of the moment, greyed when disabled, whatever the screen's scale.

    Args:
        name: Icon, e.g. ``"circle-check"``.
        size: Side in logical pixels: 20, 24 or 28.
        tone: Colour token of the icon.
        stroke: Line width on the 24 px grid.
    """

    def __init__(
        self, name: str, size: int = 24, tone: str = "accent", stroke: float = 2.0, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._size = size
        self._tone = tone
        self._stroke = stroke
        self.setFixedSize(size, size)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    @property
    def icon(self) -> str:
        """Name of the icon shown."""
        return self._name

    def set_icon(self, name: str) -> None:
        """Show another icon in the same place."""
        if name != self._name:
            self._name = name
            self.update()

    def set_tone(self, tone: str) -> None:
        """Draw it in another colour token."""
        if tone != self._tone:
            self._tone = tone
            self.update()

    def set_size(self, size: int) -> None:
        """Draw it at another size in logical pixels."""
        if size != self._size:
            self._size = size
            self.setFixedSize(size, size)
            self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(self._size, self._size)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        token = self._tone if self.isEnabled() else "off_text"
        ratio = painter.device().devicePixelRatioF()
        drawn = image(self._name, self._size, active_theme().colour(token), ratio, self._stroke)
        painter.drawImage(0, 0, drawn)
        painter.end()


def _source(name: str, colour: str, stroke: float) -> bytes:
    text = _read(resource(f"icons/{name}.svg"))
    return text.replace("currentColor", colour).replace('stroke-width="2"', f'stroke-width="{stroke}"').encode()


@lru_cache(maxsize=256)
def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def _plain(label: str) -> str:
    folded = unicodedata.normalize("NFKD", label.replace("\u00ad", ""))
    return "".join(c for c in folded if not unicodedata.combining(c)).lower()
