"""The start of the program, as history keeps it: one entry per start, whoever signs in later."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

from recyclique_desktop.data.capture import record
from recyclique_desktop.domain import acts

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.station import Actor, Station


def note_start(session: Session, actor: Actor, station: Station) -> None:
    """Write down that the window was opened; header and record say with which program, on which system."""
    record(session, acts.WORKSTATION_STARTED, actor, station, doc={"system": platform.system()})
