"""What every page is handed: one frozen object, no global."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from recyclique_desktop.domain.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from recyclique_desktop.domain.station import Actor, Station
    from recyclique_desktop.system.throttle import ThrottleStore
    from recyclique_desktop.ui.scale_link import ScaleLink
    from recyclique_desktop.ui.tasks import Tasks


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in, and the sign-in that says so."""

    actor: Actor
    session_id: UUID


class Presence(QObject):
    """Who stands at the workstation now. Nobody before the first sign-in and after the padlock."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._person: Person | None = None

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

    def enter(self, person: Person) -> None:
        """Someone signed in."""
        self._person = person
        self.changed.emit()

    def leave(self) -> None:
        """The person left."""
        self._person = None
        self.changed.emit()


@dataclass(frozen=True, slots=True)
class AppContext:
    """Handed to each page at its construction.

    Attributes:
        go: Shows a page by name; keyword arguments reach its ``enter``.
        debounce_ms: A second activation of *add line* or *validate* within this time is ignored.
        animate: Whether messages fade and highlights linger (off when animations are reduced).
        scale: The scale of this workstation; nothing where none is set up.
    """

    tasks: Tasks
    station: Station
    presence: Presence
    throttle: ThrottleStore
    go: Callable[..., None]
    debounce_ms: int = 250
    animate: bool = True
    scale: ScaleLink | None = None
