"""Choice cards: one decision, its name, what it means, and whether it is the one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.ui.theme.icons import IconLabel
from recyclique_desktop.ui.theme.tokens import Height, Radius
from recyclique_desktop.ui.widgets.base import BoxButton, FlexText, Text


class ChoiceCard(BoxButton):
    """Icon, title, sentence, and at the right a circle that becomes a check. ``set_chosen`` shows the choice.

    Args:
        name: ``objectName``.
        title: The choice.
        sentence: What it means, one or two lines.
        icon: Icon name.
        height: 104 unless told.
    """

    def __init__(
        self,
        name: str,
        title: str,
        sentence: str = "",
        *,
        icon: str = "",
        height: int = Height.CHOICE,
        parent: QWidget | None = None,
    ) -> None:
        said = f"{title}. {sentence}" if sentence else title
        super().__init__(name, said, "tile", height=height, radius=Radius.TILE, parent=parent)
        self.setCheckable(True)
        self._mark = IconLabel("circle", 28, "border")
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addStretch(1)
        words.addWidget(FlexText(title, "h2"))
        if sentence:
            words.addWidget(Text(sentence, "small", "text2", wrap=True))
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(22, 0, 22, 0)
        row.setSpacing(20)
        if icon:
            row.addWidget(IconLabel(icon, 36, stroke=1.75), alignment=Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(words, 1)
        row.addWidget(self._mark)

    def set_chosen(self, chosen: bool) -> None:
        """Show it as the chosen one, or not."""
        super().set_chosen(chosen)
        self._mark.set_icon("circle-check" if chosen else "circle")
        self._mark.set_tone("accent" if chosen else "border")
