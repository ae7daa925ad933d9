"""Two activations in one gesture: a bouncing key, a nervous finger. The second one must not sell or add again."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer


class Bounce:
    """Guards *add line* and *validate*; never digits.

    Only a second activation with no other gesture in between is a bounce: someone who types fast loses nothing.

    Args:
        within_ms: Time in which a second activation is ignored.
    """

    def __init__(self, within_ms: int) -> None:
        self._within_ms = within_ms
        self._since = QElapsedTimer()

    def start(self) -> None:
        """Something was just activated, here or on the page before."""
        self._since.start()

    def forget(self) -> None:
        """Another gesture came: the next activation is meant."""
        self._since.invalidate()

    def is_meant(self) -> bool:
        """Tell whether an activation is a new one, and start again if so."""
        if self._since.isValid() and self._since.elapsed() < self._within_ms:
            return False
        self.start()
        return True
