"""What left the program, and what was put by: exports and backups, kept in the journal by whom and how much."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from recyclique_desktop.data.capture import record
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.enums import Permission

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.station import Actor, Station


@dataclass(frozen=True, slots=True)
class DataExported:
    """A file of rows was written for somebody.

    Attributes:
        what: Which list, by its short name: ``audit``.
        format: ``csv`` or ``xlsx``.
        filters: What limited it; never a name, nor words that were searched for.
    """

    what: str
    rows: int
    format: str
    filters: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BackupMade:
    """A backup of this workstation is made; ``failed`` takes that back."""

    failed: bool = False


def record_export(session: Session, command: DataExported, actor: Actor, station: Station) -> None:
    """Keep who took which rows out.

    Raises:
        UserError: ``permission.denied``.
    """
    actor.require(Permission.REPORTS_EXPORT)
    told = {"what": command.what, "rows": command.rows, "format": command.format}
    filters = {"filters": dict(command.filters)} if command.filters else {}
    record(session, acts.DATA_EXPORTED, actor, station, doc={**told, **filters})


def record_backup(session: Session, command: BackupMade, actor: Actor, station: Station) -> None:
    """Keep who made a backup. The file itself is not named: its place is nobody's business but the shop's.

    Raises:
        UserError: ``permission.denied``.
    """
    actor.require(Permission.SETTINGS_MANAGE)
    record(session, acts.BACKUP_FAILED if command.failed else acts.BACKUP_CREATED, actor, station)
