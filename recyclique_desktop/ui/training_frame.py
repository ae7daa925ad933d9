"""The three signs of the training: violet, striped bands with words above and below, a watermark over everything.

None of them is by colour alone, and every window has them: the program's, and each dialog that opens over it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QDialog, QHBoxLayout, QWidget

from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui import theme
from recyclique_desktop.ui.theme.active import active_theme
from recyclique_desktop.ui.theme.fonts import application_font
from recyclique_desktop.ui.widgets.base import Text
from recyclique_desktop.ui.widgets.geometry import DESIGN_HEIGHT

if TYPE_CHECKING:
    from recyclique_desktop.ui.main_window import MainWindow

BAND: Final = 36
LOW_BAND: Final = 22
"""Where one zone is shown at a time, on a window lower than 600."""
_STRIPE: Final = 32
_FAINT: Final = 0.07
_TILT: Final = -20.5
_BROAD: Final = 0.55
"""Of the window's width that the watermark takes."""


class Band(QWidget):
    """A striped band with words in its middle; nothing on it is pressed.

    Args:
        name: ``objectName``.
        words: What it says.
    """

    def __init__(self, name: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setFixedHeight(BAND)
        self.setAccessibleName(words)
        self._words = Text(words, "step-active", "on_accent", align=Qt.AlignmentFlag.AlignCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._words)

    def follow(self, height: int) -> None:
        """Take the height that a window of ``height`` has room for."""
        self.setFixedHeight(LOW_BAND if height < DESIGN_HEIGHT else BAND)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(event.rect())
        painter.fillRect(self.rect(), QColor(active_theme().accent))
        painter.setPen(QPen(QColor(active_theme().accent_hover), _STRIPE / 2))
        free = self._words.geometry().center().x(), self._words.fontMetrics().horizontalAdvance(self._words.text()) // 2
        height = self.height()
        for left in range(-height - _STRIPE, self.width() + _STRIPE, _STRIPE):
            if not self._is_under_words(left, height, *free):
                painter.drawLine(left, height + 1, left + height + 1, 0)
        painter.end()

    @staticmethod
    def _is_under_words(left: int, height: int, middle: int, half: int) -> bool:
        """Tell whether a stripe would run through the words: they stand on plain ground."""
        return left + height + _STRIPE > middle - half and left - _STRIPE < middle + half


class Watermark(QWidget):
    """ENTRAÎNEMENT across a window, 7 % strong, above everything and out of the way of hands and keys."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("trainingWatermark")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._drawn = QPixmap()
        window.installEventFilter(self)
        self.setGeometry(window.rect())
        self.raise_()
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Follow the window: its size, and what is laid over it later."""
        window = self.parentWidget()
        if watched is window and event.type() in {QEvent.Type.Resize, QEvent.Type.LayoutRequest}:
            self.setGeometry(window.rect())
            self.raise_()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._drawn = QPixmap()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        if self._drawn.isNull():
            self._drawn = self._draw()
        painter = QPainter(self)
        painter.setClipRect(event.rect())
        painter.drawPixmap(0, 0, self._drawn)
        painter.end()

    def _draw(self) -> QPixmap:
        """Draw it once for this size: what is painted below must not wait for letters to be turned."""
        ratio = self.devicePixelRatioF()
        drawn = QPixmap(QSize(max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio))))
        drawn.setDevicePixelRatio(ratio)
        drawn.fill(Qt.GlobalColor.transparent)
        colour = QColor(active_theme().accent)
        colour.setAlphaF(_FAINT)
        painter = QPainter(drawn)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        words = tr("ENTRAÎNEMENT")
        painter.setFont(_across(words, self.width() * _BROAD))
        painter.setPen(colour)
        painter.translate(self.width() / 2, self.height() / 2)
        painter.rotate(_TILT)
        painter.drawText(QRectF(-self.width(), -200, 2 * self.width(), 400), Qt.AlignmentFlag.AlignCenter, words)
        painter.end()
        return drawn


def _across(words: str, width: float) -> QFont:
    """Return the font in which these words are about so wide."""
    from PySide6.QtGui import QFontMetricsF  # noqa: PLC0415  the training alone

    font = application_font()
    font.setWeight(QFont.Weight.Bold)
    font.setPixelSize(100)
    wide = QFontMetricsF(font).horizontalAdvance(words)
    font.setPixelSize(max(16, round(100 * width / wide)))
    return font


class TrainingFrame(QObject):
    """Puts the signs on the program's window and on every dialog, and takes them off again."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._before = active_theme()
        application = _application()
        theme.apply(application, theme.TRAINING)
        self._bands = (
            Band("trainingAbove", tr("ENTRAÎNEMENT · rien n’est encaissé")),
            Band("trainingBelow", tr("Entraînement · aucun euro, aucun kilo n’est compté")),
        )
        self._follow(window.height())
        window.set_bands(*self._bands)
        window.installEventFilter(self)
        self._watermark = Watermark(window)
        application.focusWindowChanged.connect(self._on_window)

    def take_off(self) -> None:
        """Look like the shop again."""
        application = _application()
        application.focusWindowChanged.disconnect(self._on_window)
        self._window.removeEventFilter(self)
        self._watermark.deleteLater()
        self._window.set_bands(None, None)
        theme.apply(application, self._before)
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """A window that becomes low, or high again, has room for other bands."""
        if isinstance(event, QResizeEvent) and watched is self._window:
            self._follow(event.size().height())
            self._window.measure()
        return False

    def _follow(self, height: int) -> None:
        for band in self._bands:
            band.follow(height)

    def _on_window(self, _window: object) -> None:
        """Mark a dialog as it opens: the keys go to it at once."""
        for top in QApplication.topLevelWidgets():
            if isinstance(top, QDialog) and top.isVisible():
                mark_dialog(top)


def mark_dialog(dialog: QDialog) -> None:
    """Put a band and the watermark on a dialog, once; it grows by the band and stays in its middle."""
    if dialog.findChild(Watermark) is not None:
        return
    layout = dialog.layout()
    if isinstance(layout, QBoxLayout):
        band = Band("trainingDialog", tr("ENTRAÎNEMENT · rien n’est encaissé"))
        above = dialog.parentWidget()
        band.follow(above.window().height() if above is not None else dialog.height())
        height = dialog.height() + band.height() + layout.spacing()
        is_fixed = dialog.minimumHeight() == dialog.maximumHeight()
        layout.insertWidget(0, band)
        if is_fixed:
            dialog.setFixedHeight(height)
        else:
            dialog.resize(dialog.width(), height)
        dialog.move(dialog.x(), max(0, dialog.y() - band.height() // 2))
    Watermark(dialog)


def _application() -> QApplication:
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        raise TypeError("a window without an application")
    return application
