"""What the sale says in its band, what the button of the band does, and the sound that goes with a refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from recyclique_desktop.devices.sound import Cue
from recyclique_desktop.ui.caisse.sale_away import AwayWord
from recyclique_desktop.ui.widgets.message import Message, MessageBand, MessageKind
from recyclique_desktop.ui.words import refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from recyclique_desktop.devices.sound import Sounds
    from recyclique_desktop.domain.errors import UserError


class SaleVoice(QObject):
    """One message at a time, and what its button does.

    Signals:
        sync_asked(): The word about the centre was pressed.
    """

    sync_asked = Signal()

    def __init__(self, band: MessageBand, sounds: Sounds, parent: QObject) -> None:
        super().__init__(parent)
        self._band = band
        self._sounds = sounds
        self._undo: Callable[[], None] | None = None
        self.away = AwayWord(band)
        band.acted.connect(self._on_acted)

    @property
    def can_undo(self) -> bool:
        """Whether the message shown has something to take back."""
        return self._undo is not None and self._band.message is not None

    def say(self, message: Message, undo: Callable[[], None] | None = None) -> None:
        """Say it in place of what was said."""
        self._undo = undo
        self._band.say(message)
        if message.kind is MessageKind.FAILED:
            self._sounds.play(Cue.REFUSED)

    def refuse(self, error: UserError) -> None:
        """Say why something was not done."""
        self.say(refusal(error))

    def line_added(self) -> None:
        """A line is in the ticket: it is lit there, and heard."""
        self._sounds.play(Cue.LINE)

    def undo(self) -> None:
        """Do what the button of the message does."""
        undo, self._undo = self._undo, None
        self._band.clear()
        if undo is not None:
            undo()

    def hush(self) -> None:
        """A line begins: what was said of the one before goes, but for failures and what has its own time."""
        told = self._band.message
        if told is None or told.kind is MessageKind.FAILED or told.lasts_ms or self.away.is_shown:
            return
        self._band.clear()
        self.away.follow()

    def _on_acted(self) -> None:
        if self.away.is_shown:
            self.sync_asked.emit()
        else:
            self.undo()
