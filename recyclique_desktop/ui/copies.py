"""What screens may do with the copies of a workstation; each of these is slow, and runs away from the screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from recyclique_desktop.flows import backup, medium_choice, second_medium
from recyclique_desktop.flows.keeping import Keeping, keep

if TYPE_CHECKING:
    from collections.abc import Callable

    from recyclique_desktop.domain.station import Actor
    from recyclique_desktop.flows.workstation import OpenWorkstation


class Copies:
    """The second medium and the backups of an open workstation.

    Args:
        opened: The workstation.
        on_change: Told that another medium was chosen: whoever follows commits must look again.
    """

    def __init__(self, opened: OpenWorkstation, on_change: Callable[[], None] = lambda: None) -> None:
        self._opened = opened
        self._on_change = on_change

    def look(self) -> Keeping:
        """Bring witness and second medium up to now, and say how they stand."""
        return keep(self._opened)

    def choose(self, folder: str) -> medium_choice.Chosen:
        """Keep the journal in this folder from now on.

        Raises:
            UserError: ``medium.*``, ``backup.*``.
        """
        chosen = medium_choice.choose(self._opened, Path(folder).expanduser())
        self._on_change()
        if chosen.kept.error is not None:
            raise chosen.kept.error
        return chosen

    def leave(self) -> None:
        """Keep no second medium any more."""
        second_medium.forget(self._opened)
        self._on_change()

    def back_up(self, folder: str, actor: Actor) -> backup.Made:
        """Write a checked backup into this folder; the journal keeps who made it.

        Raises:
            UserError: ``permission.denied``, ``backup.*``, ``storage.*``.
        """
        return backup.back_up(self._opened, Path(folder).expanduser(), actor)
