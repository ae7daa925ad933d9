"""What an office does at the centre for other workstations, kept in its own journal: who, when, for which one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recyclique_desktop.data.capture import record
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.enums import Permission

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.station import Actor, Station

RIGHT = Permission.DEVICES_MANAGE
"""Who may let one workstation carry on for another, or hand its journal over."""


@dataclass(frozen=True, slots=True)
class Succeeded:
    """The workstation of code ``heir`` carries on for that of code ``dead``."""

    dead: str
    heir: str


@dataclass(frozen=True, slots=True)
class JournalImported:
    """Entries of another workstation were handed to the centre.

    Attributes:
        stored: How many it did not have.
        unproven: How many were signed by a key that nobody could vouch for.
    """

    stream_id: UUID
    stored: int
    already: int
    unproven: int = 0


def record_succession(session: Session, command: Succeeded, actor: Actor, station: Station) -> None:
    """Keep who decided a succession.

    Raises:
        UserError: ``permission.denied``.
    """
    actor.require(RIGHT)
    record(session, acts.WORKSTATION_SUCCEEDED, actor, station, doc={"dead": command.dead, "heir": command.heir})


def record_import(session: Session, command: JournalImported, actor: Actor, station: Station) -> None:
    """Keep who handed a journal over.

    Raises:
        UserError: ``permission.denied``.
    """
    actor.require(RIGHT)
    told: dict[str, object] = {
        "stream": str(command.stream_id), "stored": command.stored, "already": command.already,
    }  # fmt: skip
    if command.unproven:
        told["unproven"] = command.unproven
    record(session, acts.JOURNAL_IMPORTED, actor, station, doc=told)
