"""One calm word at the foot of the sale when the centre goes away: selling goes on, and nothing is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recyclique_desktop.ui.widgets.message import Message, MessageBand


class AwayWord:
    """Says one message, once, in a band that belongs to the sale: never in the place of what the sale has to say.

    Args:
        band: The band of the sale.
    """

    def __init__(self, band: MessageBand) -> None:
        self._band = band
        self._word: Message | None = None
        self._said = False
        band.closed.connect(self.follow)

    @property
    def is_shown(self) -> bool:
        """Whether the band says it now."""
        return self._word is not None and self._band.message is self._word

    def tell(self, word: Message | None, *, anew: bool) -> None:
        """Say it now, or as soon as the band is free; nothing takes it back.

        Args:
            word: What to say.
            anew: For the first time of an absence; else it only replaces what stands, or waits, already.
        """
        if word is None:
            self._take_back()
        elif self.is_shown:
            if word != self._word:
                self._say(word)
        elif anew or not self._said:
            self._word, self._said = word, False
            self.follow()

    def follow(self) -> None:
        """Take the place that became free, if it was not said yet."""
        if self._word is not None and not self._said and self._band.message is None:
            self._say(self._word)

    def _say(self, word: Message) -> None:
        self._word, self._said = word, True
        self._band.say(word)

    def _take_back(self) -> None:
        if self.is_shown:
            self._band.clear()
        self._word, self._said = None, False
