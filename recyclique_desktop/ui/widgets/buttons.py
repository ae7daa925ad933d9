"""The buttons: one filled act, outlined acts, chips, links, the dangerous one, icons, key caps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from recyclique_desktop.ui.theme.icons import IconLabel
from recyclique_desktop.ui.theme.tokens import Height, Radius
from recyclique_desktop.ui.widgets.base import BoxButton, FlexText, restyle

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

_GAP: Final = 10
_LEAST_MARGIN: Final = 8


class KeyCap(QLabel):
    """The key that does what the tap does, drawn as a key cap.

    Args:
        key: What is printed on the key: ``"A"``, ``"Entrée"``, ``"F12"``.
        on_accent: Whether it stands on a filled button.
    """

    def __init__(self, key: str, *, on_accent: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(key, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", "cap")
        self.setProperty("cap", "accent" if on_accent else "key")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802
        self.ensurePolished()
        width = QFontMetrics(self.font()).horizontalAdvance(self.text())
        return QSize(max(28, width + 15), 26)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return self.sizeHint()

    def set_on_accent(self, on_accent: bool) -> None:
        """Follow the button it stands on when that turns from filled to outlined."""
        restyle(self, cap="accent" if on_accent else "key")


class LabelButton(BoxButton):
    """Icon, label and key cap on one line; the base of all labelled buttons, not used by screens itself."""

    def __init__(
        self,
        name: str,
        label: str,
        variant: str,
        *,
        role: str,
        tone: str = "text",
        height: int,
        icon: str = "",
        icon_tone: str = "text",
        cap: str = "",
        margin: int = 16,
        radius: int = Radius.FIELD,
        at_left: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, label, variant, height=height, radius=radius, parent=parent)
        filled = variant == "primary"
        self._label = FlexText(label, role, tone, align=Qt.AlignmentFlag.AlignCenter)
        self._has_icon = bool(icon)
        self._icon = IconLabel(icon or "circle", 24, icon_tone)
        self._cap = KeyCap(cap, on_accent=filled)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        self._margin = margin
        self._least = margin if at_left else min(margin, _LEAST_MARGIN)
        row.setContentsMargins(self._least, 0, self._least, 0)
        row.setSpacing(_GAP)
        if not at_left:
            row.addStretch(1)
        row.addWidget(self._icon)
        row.addWidget(self._label)
        row.addWidget(self._cap)
        row.addStretch(1)
        self._fit()

    @property
    def label(self) -> str:
        """The words on the button."""
        return self._label.text()

    def set_label(self, label: str, *, accessible: str = "") -> None:
        """Change the words; the button keeps its place and size."""
        self._label.setText(label)
        self.setAccessibleName(accessible or label)
        self._fit()

    def set_icon(self, icon: str) -> None:
        """Change or, with ``""``, remove the icon."""
        self._has_icon = bool(icon)
        if icon:
            self._icon.set_icon(icon)
        self._fit()

    def set_cap(self, cap: str) -> None:
        """Change or, with ``""``, remove the key cap."""
        self._cap.setText(cap)
        self._cap.updateGeometry()
        self._fit()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(2 * self._margin + self._label.sizeHint().width() + sum(self._extras()), self.height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(2 * self._least + self._label.narrowest(self._inner_height()), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Keep the words whole: when room is short they wrap, then the icon goes, then the key cap."""
        icon, cap = self._extras()
        room = self.width() - 2 * self._least - self._label.narrowest(self._inner_height())
        self._icon.setVisible(self._has_icon and icon + cap <= room)
        self._cap.setVisible(bool(self._cap.text()) and cap <= room)

    def _inner_height(self) -> int:
        return self.height() - 4

    def _extras(self) -> tuple[int, int]:
        icon = self._icon.width() + _GAP if self._has_icon else 0
        cap = self._cap.sizeHint().width() + _GAP if self._cap.text() else 0
        return icon, cap


class PrimaryButton(LabelButton):
    """The one obvious act of a page. Filled, or outlined while another act comes first.

    Signals: ``clicked`` (of QPushButton), and
        restated(): Its words, its ground or whether it can be pressed changed.

    Args:
        name: ``objectName``.
        label: Infinitive with its object: « Fermer la caisse ».
        cap: Key that presses it, e.g. « Entrée ».
        icon: Optional icon before the label.
        height: 96 in the ticket column, 72 in the middle, 88 under a keypad, 64 at a page's foot.
        filled: Whether it starts filled.
    """

    restated = Signal()

    def __init__(
        self,
        name: str,
        label: str,
        *,
        cap: str = "",
        icon: str = "",
        height: int = Height.PRIMARY,
        filled: bool = True,
        large: bool | None = None,
        parent: QWidget | None = None,
    ) -> None:
        big = height >= Height.PRIMARY if large is None else large
        super().__init__(
            name,
            label,
            "primary",
            role="figure" if big else "h2",
            tone="on_accent",
            icon=icon,
            icon_tone="on_accent",
            cap=cap,
            height=height,
            radius=Radius.TILE,
            parent=parent,
        )
        self.set_filled(filled)

    @property
    def filled(self) -> bool:
        """Whether it is the filled button."""
        return bool(self.property("variant") == "primary")

    def set_filled(self, filled: bool) -> None:
        """Fill it, or step it back to an outline; size and place stay."""
        restyle(self, variant="primary" if filled else "action")
        tone = "on_accent" if filled else "text"
        self._label.set_tone(tone)
        self._icon.set_tone(tone)
        self._cap.set_on_accent(filled)
        self.restated.emit()

    def set_label(self, label: str, *, accessible: str = "") -> None:
        """Change the words; the button keeps its place and size."""
        super().set_label(label, accessible=accessible)
        self.restated.emit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self.restated.emit()


class Twin(PrimaryButton):
    """Stands for a primary button that is out of sight, says what it says and presses it.

    Args:
        name: ``objectName``.
        height: 56 in the foot bar.
    """

    def __init__(self, name: str, *, height: int = Height.ACTION, parent: QWidget | None = None) -> None:
        super().__init__(name, "", height=height, large=False, parent=parent)
        self._model: PrimaryButton | None = None
        self.clicked.connect(self._on_clicked)

    def follow(self, model: PrimaryButton | None) -> None:
        """Stand for ``model`` from now on."""
        if model is self._model:
            return
        if self._model is not None:
            self._model.restated.disconnect(self.show_model)
        self._model = model
        if model is not None:
            model.restated.connect(self.show_model)
        self.show_model()

    def show_model(self) -> None:
        """Say what the button says that is out of sight."""
        model = self._model
        if model is None:
            return
        self.set_label(model.label, accessible=model.accessibleName())
        self.set_filled(model.filled)
        self.setEnabled(model.isEnabled())

    def _on_clicked(self) -> None:
        if self._model is not None:
            self._model.click()


class ActionButton(LabelButton):
    """An outlined act.

    Args:
        name: ``objectName``.
        label: Its words.
        icon: Optional icon before the label.
        cap: Optional key.
        height: 56; 48 small, 64 tall, 88 beside a primary.
        role: ``"body"`` or ``"strong"``.
        margin: Room at each side of the words; down to 8 where room is short.
    """

    def __init__(
        self,
        name: str,
        label: str,
        *,
        icon: str = "",
        cap: str = "",
        height: int = Height.ACTION,
        role: str = "body",
        margin: int = 20,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            name, label, "action", role=role, icon=icon, cap=cap, height=height, margin=margin, parent=parent
        )


class ChipButton(LabelButton):
    """One choice among a few: payment method, quick amount, reason. ``set_chosen`` shows the choice.

    Args:
        name: ``objectName``.
        label: Its words.
        icon: Optional icon before the label.
        cap: Optional key.
        height: 68 for methods and amounts, 64 for reasons, 52 to 68 allowed.
        role: ``"strong"``, or ``"medium"`` for reasons.
    """

    def __init__(
        self,
        name: str,
        label: str,
        *,
        icon: str = "",
        cap: str = "",
        height: int = Height.CHIP,
        role: str = "strong",
        margin: int = 8,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            name, label, "action", role=role, icon=icon, cap=cap, height=height, margin=margin, parent=parent
        )
        self.setCheckable(True)


class GhostButton(LabelButton):
    """A link: accent words without a border, at the left of its box.

    Args:
        name: ``objectName``.
        label: Its words.
        icon: Optional icon before the label.
        height: 48 unless told.
    """

    def __init__(
        self,
        name: str,
        label: str,
        *,
        icon: str = "",
        cap: str = "",
        height: int = Height.SMALL_ACTION,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            name,
            label,
            "ghost",
            role="strong",
            tone="accent",
            icon=icon,
            icon_tone="accent",
            cap=cap,
            height=height,
            at_left=True,
            parent=parent,
        )


class DestructiveButton(LabelButton):
    """An act that takes something away; red words and border, never filled."""

    def __init__(
        self,
        name: str,
        label: str,
        *,
        icon: str = "",
        cap: str = "",
        height: int = Height.ACTION,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            name,
            label,
            "destructive",
            role="strong",
            tone="danger",
            icon=icon,
            icon_tone="danger",
            cap=cap,
            height=height,
            parent=parent,
        )


class IconButton(BoxButton):
    """A 48×48 icon: bin, pencil, pause, cross, backspace, padlock only; named, with a tool tip.

    Args:
        name: ``objectName``.
        icon: Icon name.
        accessible: Name and tool tip, e.g. « Retirer la ligne Livre ».
        tone: Colour token of the icon.
    """

    def __init__(
        self, name: str, icon: str, accessible: str, *, tone: str = "text", parent: QWidget | None = None
    ) -> None:
        super().__init__(name, accessible, "icon", radius=Radius.FIELD, parent=parent)
        self.setToolTip(accessible)
        self.setFixedSize(Height.ICON_BUTTON, Height.ICON_BUTTON)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(IconLabel(icon, 24, tone), alignment=Qt.AlignmentFlag.AlignCenter)
