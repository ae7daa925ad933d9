"""What must hold on every page, as functions that return sentences; an empty list means the page is good.

A screen test calls ``wrong_with(page, 1366, 768)`` and asserts that nothing comes back. ``DESIGN.md`` §9 is the list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import combinations
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QPoint, QRect, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QTextLayout
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QLabel, QLineEdit, QWidget

from recyclique_desktop.system.messages import install_transform
from recyclique_desktop.ui.theme.contrast import contrast
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.single import FootBar
from recyclique_desktop.ui.widgets.ticket import TotalFoot
from recyclique_desktop.ui.widgets.tiles import CompactTile, Tile

_Kind = TypeVar("_Kind", bound=QWidget)

DESIGN = (1366, 768)
NARROW = (1024, 768)
LOW, LOWEST = (1366, 697), (1366, 649)
SINGLE = (683, 384)
"""1366×768 magnified twice."""
SIZES = (DESIGN, NARROW)
SMALLEST_TEXT = 16
SMALLEST_TOTAL = 32
FULL_CONTRAST = 7
LEAST_CONTRAST = 4.5
LARGE_TARGET = 64
_PAYING = ("_foot_primary", "zones_bar_primary")
_UNHEARD_OF = re.compile(r"\d{3}\s\d{3},")
_CUT_AMOUNT = re.compile(r"\d\s?…|…\s?(€|kg)")
_ROUNDS = 3
"""Of resizing: a page that takes another layout asks for its size again, and the window follows in the next."""
_DRAWN_OVER = 1.0
"""Glyphs may lean out of their advance by a pixel."""


def wrong_with(page: QWidget, width: int, height: int) -> list[str]:
    """Lay ``page`` out at a size and return all that is wrong with it."""
    lay_out(page, width, height)
    checks = (
        cut_texts, cut_amounts, small_targets, small_acts, nameless, crowded, rival_primaries, missing_primary,
        small_texts, quiet_totals,
    )  # fmt: skip
    found = [sentence for check in checks for sentence in check(page)]
    return [*found, *too_large(page, width, height)]


def lay_out(page: QWidget, width: int, height: int) -> None:
    """Show ``page`` at a size and let every layout settle, however little of the processor this machine leaves us."""
    window = page.window()
    window.show()
    for _ in range(_ROUNDS):
        window.resize(width, height)
        QTest.qWait(1)
        QCoreApplication.sendPostedEvents()
        QCoreApplication.processEvents()


def cut_texts(page: QWidget) -> list[str]:
    """Labels whose words do not fit them, or that stick out of what holds them."""
    return [sentence for label in _visible(page, QLabel) for sentence in _cuts_of(label, page)]


def small_targets(page: QWidget) -> list[str]:
    """Buttons and fields that a finger would miss."""
    return [
        f"{_named(target)} is {target.width()}x{target.height()}, below {Height.TARGET}"
        for target in _targets(page)
        if min(target.width(), target.height()) < Height.TARGET
    ]


def cut_amounts(page: QWidget) -> list[str]:
    """Amounts and weights that end in an ellipsis, on a label or on a button."""
    texts: list[tuple[QWidget, str]] = [(label, label.text()) for label in _visible(page, QLabel)]
    texts += [(button, button.text()) for button in _visible(page, QAbstractButton)]
    return [f"{_named(one)} says « {text} »" for one, text in texts if _CUT_AMOUNT.search(text)]


def small_acts(page: QWidget) -> list[str]:
    """Tiles of categories, and buttons that pay, below 64 px."""
    return [
        f"{_named(button)} is {button.width()}x{button.height()}, below {LARGE_TARGET}"
        for button in _visible(page, QAbstractButton)
        if (isinstance(button, Tile) and not isinstance(button, CompactTile)) or button.objectName().endswith(_PAYING)
        if min(button.width(), button.height()) < LARGE_TARGET
        if _seen_place(button, page).height() == button.height()
    ]


def nameless(page: QWidget) -> list[str]:
    """Controls that a screen reader or a test could not name, and names used twice."""
    targets = _targets(page)
    silent = [f"{_named(target)} has no accessible name" for target in targets if not target.accessibleName().strip()]
    unnamed = [f"a {type(target).__name__} has no objectName" for target in targets if not target.objectName()]
    names = [target.objectName() for target in targets if target.objectName()]
    twice = sorted({name for name in names if names.count(name) > 1})
    return [*silent, *unnamed, *(f"two controls are called {name}" for name in twice)]


def crowded(page: QWidget, gap: int = Space.TARGET_GAP) -> list[str]:
    """Pairs of targets that stand closer than ``gap``; the lines of a list may touch."""
    found = []
    for one, other in combinations(_targets(page), 2):
        if one.isAncestorOf(other) or other.isAncestorOf(one) or _both_lines(one, other):
            continue
        distance = _distance(_seen_place(one, page), _seen_place(other, page))
        if distance < gap:
            found.append(f"{_named(one)} and {_named(other)} are {distance} apart, below {gap}")
    return found


def rival_primaries(page: QWidget) -> list[str]:
    """More than one filled button that could be pressed now."""
    filled = [
        button
        for button in _visible(page, QAbstractButton)
        if button.property("variant") == "primary" and button.isEnabled()
    ]
    return [f"filled buttons compete: {', '.join(map(_named, filled))}"] if len(filled) > 1 else []


def missing_primary(page: QWidget) -> list[str]:
    """A page with a total, no filled button, and neither tile nor words to type: nothing says what comes next."""
    buttons = _visible(page, QAbstractButton)
    goes_on = not _visible(page, TotalFoot) or bool(_visible(page, Tile)) or bool(_visible(page, QLineEdit))
    if goes_on or any(button.property("variant") == "primary" for button in buttons):
        return []
    return ["no button is filled: nothing says what comes next"]


def faint(page: QWidget) -> list[str]:
    """Words that stand out too little from what is under them, as they are drawn; what cannot be pressed may rest."""
    found, drawn = [], page.grab().toImage()
    for label in _visible(page, QLabel):
        rests = not label.isEnabled() or label.property("tone") == "off"
        if not label.text() or rests or _seen_place(label, page) != _place(label, page):
            continue
        if (seen := _contrast_in(drawn.copy(_place(label, page)))) < LEAST_CONTRAST:
            found.append(f"« {label.text()} » stands out {seen:.1f} to 1")
    return found


def quiet_totals(page: QWidget) -> list[str]:
    """Totals below 32 px, or that stand out less than 7 to 1; nought may be quiet, a hundred thousand small."""
    found = []
    feet: list[TotalFoot | FootBar] = [*_visible(page, TotalFoot), *_visible(page, FootBar)]
    for foot in feet:
        for label in _visible(foot, QLabel):
            if label.text() != foot.total or label.property("tone") == "off":
                continue
            size, seen = label.fontInfo().pixelSize(), _contrast_of(label)
            if (size < SMALLEST_TOTAL and not _UNHEARD_OF.search(label.text())) or seen < FULL_CONTRAST:
                found.append(f"the total « {label.text()} » is written in {size} px, {seen:.1f} to 1")
    return found


def small_texts(page: QWidget) -> list[str]:
    """Texts below 16 px."""
    texts: list[QWidget] = [label for label in _visible(page, QLabel) if label.text()]
    texts += _visible(page, QLineEdit)
    return [
        f"{_named(text)} is written in {text.fontInfo().pixelSize()} px"
        for text in texts
        if text.fontInfo().pixelSize() < SMALLEST_TEXT
    ]


def too_large(page: QWidget, width: int, height: int) -> list[str]:
    """A page that cannot be made as small as the window."""
    least = page.minimumSizeHint()
    if least.width() <= width and least.height() <= height:
        return []
    return [f"{_named(page)} needs {least.width()}x{least.height()}, more than {width}x{height}"]


@contextmanager
def stretched() -> Iterator[None]:
    """Make every message about 40 % longer; build the page inside."""
    install_transform(stretch)
    try:
        yield
    finally:
        install_transform(None)


def stretch(text: str) -> str:
    """Double the vowels: about 40 % longer, in the same words, so that nothing wraps more easily."""
    return "".join(c * 2 if c.lower() in "aeiouyéèêàâîïôûùœ" else c for c in text)


def photograph(page: QWidget, folder: Path, name: str, size: tuple[int, int] = DESIGN) -> Path:
    """Keep a picture of ``page`` at ``size``; return its file."""
    lay_out(page, *size)
    file = folder / f"{name}-{size[0]}x{size[1]}.png"
    page.window().grab().save(str(file))
    return file


def _visible(page: QWidget, kind: type[_Kind]) -> list[_Kind]:
    return [widget for widget in page.findChildren(kind) if widget.isVisibleTo(page) and _seen(widget, page)]


def _seen(widget: QWidget, page: QWidget) -> bool:
    """Tell whether a part of ``widget`` shows; what is scrolled out of a list does not."""
    return not _seen_place(widget, page).isEmpty()


def _viewport_of(widget: QWidget, page: QWidget) -> QWidget | None:
    above = widget.parentWidget()
    while above is not None and above is not page:
        area = above.parentWidget()
        if isinstance(area, QAbstractScrollArea) and area.viewport() is above:
            return above
        above = area
    return None


def _targets(page: QWidget) -> list[QWidget]:
    buttons: list[QWidget] = list(_visible(page, QAbstractButton))
    passive = Qt.WidgetAttribute.WA_TransparentForMouseEvents
    return [target for target in (*buttons, *_visible(page, QLineEdit)) if not target.testAttribute(passive)]


def _both_lines(one: QWidget, other: QWidget) -> bool:
    return bool(one.property("variant") == "line" and other.property("variant") == "line")


def _place(widget: QWidget, page: QWidget) -> QRect:
    return QRect(widget.mapTo(page, QPoint(0, 0)), widget.size())


def _seen_place(widget: QWidget, page: QWidget) -> QRect:
    """Return where a widget can be touched: a line half scrolled away only where it shows, list within list."""
    place = _place(widget, page)
    viewport = _viewport_of(widget, page)
    while viewport is not None:
        place = place.intersected(_place(viewport, page))
        viewport = _viewport_of(viewport, page)
    return place


def _distance(one: QRect, other: QRect) -> int:
    """Return the pixels between two rectangles: the larger of both directions, negative when they overlap."""
    across = max(one.left(), other.left()) - min(one.right(), other.right()) - 1
    down = max(one.top(), other.top()) - min(one.bottom(), other.bottom()) - 1
    return max(across, down)


def _cuts_of(label: QLabel, page: QWidget) -> list[str]:
    if not label.text():
        return []
    wide, tall = _needed(label)
    room = label.contentsRect()
    found = []
    if wide > room.width() + _DRAWN_OVER or tall > room.height() + _DRAWN_OVER:
        found.append(f"« {label.text()} » needs {wide:.0f}x{tall:.0f}, has {room.width()}x{room.height()}")
    found += [f"« {label.text()} » sticks out of {_named(holder)}" for holder in _left_by(label, page)]
    return found


def _needed(label: QLabel) -> tuple[float, float]:
    metrics = QFontMetricsF(label.font())
    if not label.wordWrap():
        return metrics.horizontalAdvance(label.text()), metrics.height()
    layout = QTextLayout(label.text(), label.font())
    layout.beginLayout()
    wide = tall = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(label.contentsRect().width())
        wide = max(wide, line.naturalTextWidth())
        tall += metrics.lineSpacing()
    layout.endLayout()
    return wide, tall


def _contrast_of(label: QLabel) -> float:
    """Return how a label stands out, as it is drawn: its darkest pixel against its lightest."""
    window = label.window()
    return _contrast_in(window.grab(_place(label, window)).toImage())


def _contrast_in(drawn: QImage) -> float:
    grey = drawn.convertToFormat(QImage.Format.Format_Grayscale8)
    bits, across, wide = bytes(grey.constBits()), grey.bytesPerLine(), grey.width()
    points = b"".join(bits[row * across : row * across + wide] for row in range(grey.height()))
    dark, light = (points.index(end) for end in (min(points), max(points)))
    return contrast(*(drawn.pixelColor(at % wide, at // wide).name() for at in (dark, light)))


def _left_by(label: QLabel, page: QWidget) -> list[QWidget]:
    """Return the widgets around ``label`` that do not hold it whole; a list may be scrolled, so it ends the search."""
    viewport = _viewport_of(label, page)
    left = []
    holder = label.parentWidget()
    while holder is not None and holder is not viewport:
        if not holder.rect().contains(QRect(label.mapTo(holder, QPoint(0, 0)), label.size())):
            left.append(holder)
        holder = None if holder is page else holder.parentWidget()
    return left


def _named(widget: QWidget) -> str:
    return widget.objectName() or widget.accessibleName() or type(widget).__name__
