"""History taken out as a file: everything that a filter lets through, and one entry that says who took it.

The file gets its name once the journal says that it was made: nothing leaves without a trace.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from recyclique_desktop.data.queries.audit import audit_lines
from recyclique_desktop.documents.tables import Column, Format, Kind, Sheet, write
from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.domain.enums import Permission
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.services.traces import DataExported, record_export
from recyclique_desktop.system.audit_words import description_words, kind_words, target_words
from recyclique_desktop.system.messages import tr

if TYPE_CHECKING:
    from pathlib import Path

    from recyclique_desktop.data.db import Database
    from recyclique_desktop.data.queries.audit import AuditFilter, AuditLine
    from recyclique_desktop.domain.station import Actor, Station

WHAT = "audit"


@dataclass(frozen=True, slots=True)
class ExportAudit:
    """What is to be written.

    Attributes:
        path: The file, or the folder that it goes into.
        wanted: What limits it.
    """

    path: Path
    format: Format
    wanted: AuditFilter


@dataclass(frozen=True, slots=True)
class Exported:
    """A file that was written."""

    path: Path
    rows: int


def export_audit(db: Database, command: ExportAudit, actor: Actor, station: Station) -> Exported:
    """Write every row of history that fits into a file. Slow: never on the screen's thread.

    Raises:
        UserError: ``permission.denied``, ``export.unwritable``.
    """
    actor.require(Permission.AUDIT_VIEW)
    actor.require(Permission.REPORTS_EXPORT)
    path, format_ = command.path, command.format
    target = path / file_name(station, format_) if path.is_dir() else path
    part = target.with_name(f".{target.name}.part")
    try:
        with db.reading() as session, part.open("wb") as out:
            lines = audit_lines(session, command.wanted, station.zone)
            rows = write(Sheet(tr("Journal"), _columns(), map(_cells, lines), station.zone), out, format_)
        told = DataExported(WHAT, rows, format_.value, told_of(command.wanted))
        with db.writing() as session:
            record_export(session, told, actor, station)
        part.replace(target)
    except OSError as error:
        raise UserError("export.unwritable", file=str(target)) from error
    finally:
        part.unlink(missing_ok=True)
    return Exported(target, rows)


def file_name(station: Station, format_: Format) -> str:
    """Return the name of an export of today: « journal-2026-11-22.xlsx »."""
    return f"journal-{business_date(station.clock.now(), station.zone).isoformat()}.{format_.value}"


def told_of(wanted: AuditFilter) -> dict[str, Any]:
    """Return what the journal keeps of a filter: no name and no words, only that there were some."""
    told: dict[str, Any] = {"kinds": sorted(wanted.kinds), "target": wanted.target}
    told["since"] = wanted.since.isoformat() if wanted.since is not None else ""
    told["until"] = wanted.until.isoformat() if wanted.until is not None else ""
    told["by_name"] = bool(wanted.actor)
    told["by_words"] = bool(wanted.words)
    return {name: value for name, value in told.items() if value}


def _columns() -> tuple[Column, ...]:
    return (
        Column(tr("Quand"), Kind.MOMENT, 20),
        Column(tr("Poste"), width=8),
        Column(tr("Qui"), width=22),
        Column(tr("Type"), width=30),
        Column(tr("Ce qui a été fait"), width=36),
        Column(tr("Sur quoi"), width=22),
        Column(tr("Lequel"), width=22),
        Column(tr("Détails"), width=50),
        Column(tr("Code du type"), width=24),
        Column(tr("Adresse"), width=16),
        Column(tr("Entrée du journal"), width=18),
        Column(tr("Identifiant"), width=38),
    )


def _cells(line: AuditLine) -> tuple[object, ...]:
    details = json.dumps(line.details, ensure_ascii=False, sort_keys=True) if line.details else ""
    entry = f"{line.written.stream_id.hex[:8]}/{line.written.seq}" if line.written is not None else ""
    return (
        line.at, line.place, line.actor, kind_words(line.kind), description_words(line.description),
        target_words(line.target_type), line.target_name, details, line.kind, line.ip_address, entry, str(line.id),
    )  # fmt: skip
