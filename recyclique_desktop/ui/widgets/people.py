"""People: initials, the tile one touches to sign in, the four dots of a code."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.theme.active import active_theme
from recyclique_desktop.ui.theme.icons import IconLabel
from recyclique_desktop.ui.theme.tokens import Height, Radius
from recyclique_desktop.ui.widgets.base import BoxButton, FlexText, Text

AVATAR: Final = 40
AVATAR_LARGE: Final = 64
PERSON_WIDTH: Final = 282


class Avatar(QWidget):
    """Initials in a disc.

    Args:
        initials: One or two letters.
        size: 40 in the header, 64 on a tile.
    """

    def __init__(self, initials: str = "", size: int = AVATAR, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(size, size)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._on_soft_ground = False
        role = "initials" if size >= AVATAR_LARGE else "strong"
        self._initials = Text(initials, role, "on_soft", align=Qt.AlignmentFlag.AlignCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._initials)

    def set_initials(self, initials: str) -> None:
        """Show somebody else."""
        self._initials.setText(initials)

    def set_on_soft_ground(self, on_soft: bool) -> None:
        """Turn the disc to the surface colour where the ground around it is soft."""
        self._on_soft_ground = on_soft
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        theme = active_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.surface if self._on_soft_ground else theme.soft))
        painter.drawEllipse(self.rect())
        painter.end()


class PersonTile(BoxButton):
    """One person, 282×132: initials, name, what they do here.

    Args:
        name: ``objectName``.
        person: « Émilie R. ».
        detail: « Caisse ».
        initials: « É »; empty with an icon.
        icon: Icon instead of initials, for « Autre personne ».
    """

    def __init__(
        self,
        name: str,
        person: str,
        detail: str = "",
        *,
        initials: str = "",
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        said = f"{person}, {detail}" if detail else person
        super().__init__(name, said, "tile", height=Height.PERSON, radius=Radius.TILE, parent=parent)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._avatar = Avatar(initials, AVATAR_LARGE)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(FlexText(person, "h2"))
        words.addWidget(FlexText(detail, "small", "text2"))
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 0, 12, 0)
        row.setSpacing(16)
        row.addWidget(IconLabel(icon, 40, stroke=1.75) if icon else self._avatar)
        row.addLayout(words, 1)

    def set_chosen(self, chosen: bool) -> None:
        """Show this person as the one signing in."""
        super().set_chosen(chosen)
        self._avatar.set_on_soft_ground(chosen)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(PERSON_WIDTH, Height.PERSON)


class PinDots(QWidget):
    """As many dots as the code has digits; full ones are typed. Never a digit.

    Args:
        name: ``objectName``.
        count: Digits of the code.
    """

    _SIDE = 24
    _PITCH = 44

    def __init__(self, name: str, count: int = 4, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._count = count
        self._filled = 0
        self._refused = False
        self.setFixedSize(self._SIDE + self._PITCH * (count - 1), self._SIDE)
        self._name_it()

    @property
    def filled(self) -> int:
        """How many digits are typed."""
        return self._filled

    def set_filled(self, filled: int, *, refused: bool = False) -> None:
        """Show how many digits are typed; ``refused`` turns the dots red after a wrong code."""
        self._filled = filled
        self._refused = refused
        self._name_it()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        theme = active_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = theme.danger if self._refused else theme.border
        for place in range(self._count):
            full = place < self._filled
            painter.setBrush(QColor(theme.text) if full else Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.text if full else edge), 3))
            painter.drawEllipse(QRectF(place * self._PITCH + 2, 2, self._SIDE - 4, self._SIDE - 4))
        painter.end()

    def _name_it(self) -> None:
        self.setAccessibleName(tr("{filled} chiffres sur {count}", filled=self._filled, count=self._count))
