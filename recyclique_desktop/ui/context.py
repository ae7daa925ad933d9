"""What every page is handed: one frozen object, no global."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from recyclique_desktop.devices.sound import Silence
from recyclique_desktop.domain.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from uuid import UUID

    from recyclique_desktop.devices.sound import Sounds
    from recyclique_desktop.domain.station import Actor, Station
    from recyclique_desktop.system.throttle import ThrottleStore
    from recyclique_desktop.ui.scale_link import ScaleLink
    from recyclique_desktop.ui.tasks import Tasks


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in, and the sign-in that says so.

    Attributes:
        expires_at: When it is over; nothing for one without an end.
        mark: Of ``own_standing`` at the sign-in; empty where nobody compares it.
    """

    actor: Actor
    session_id: UUID
    expires_at: datetime | None = None
    mark: str = ""


class Presence(QObject):
    """Who stands at the workstation now. Nobody before the first sign-in and after the padlock.

    Behind a locked screen she stays: what she had begun ends under her name, and nothing new can begin.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._person: Person | None = None
        self._is_locked = False

    @property
    def person(self) -> Person | None:
        """The signed-in person, if any."""
        return self._person

    @property
    def actor(self) -> Actor:
        """The signed-in person as services want it.

        Raises:
            UserError: ``signin.needed``.
        """
        if self._person is None:
            raise UserError("signin.needed")
        return self._person.actor

    @property
    def is_locked(self) -> bool:
        """Whether she has to say again who she is."""
        return self._is_locked

    def enter(self, person: Person) -> None:
        """Someone signed in."""
        self._person = person
        self._is_locked = False
        self.changed.emit()

    def lock(self) -> None:
        """The screen is locked; who was at work is still the one until somebody proves who she is."""
        self._is_locked = True
        self.changed.emit()

    def keep(self, mark: str) -> None:
        """Her password is another one now, by her own hand: this sign-in goes on, all others are over."""
        if self._person is not None:
            self._person = replace(self._person, mark=mark)

    def leave(self) -> None:
        """The person left."""
        self._person = None
        self._is_locked = False
        self.changed.emit()


@dataclass(frozen=True, slots=True)
class AppContext:
    """Handed to each page at its construction.

    Attributes:
        go: Shows a page by name; keyword arguments reach its ``enter``.
        debounce_ms: A second activation of *add line* or *validate* within this time is ignored.
        animate: Whether messages fade and highlights linger (off when animations are reduced).
        scale: The scale of this workstation; nothing where none is set up.
        is_training: Whether people practise: nothing counts here, and nothing leaves.
        sounds: The three cues; silence where nothing can sound.
    """

    tasks: Tasks
    station: Station
    presence: Presence
    throttle: ThrottleStore
    go: Callable[..., None]
    debounce_ms: int = 250
    animate: bool = True
    scale: ScaleLink | None = None
    is_training: bool = False
    sounds: Sounds = field(default_factory=Silence)
