"""What was weighed, taken out as a file: every weighing, or every deposit, that a filter lets through.

All filters of the list hold for the file too, and nothing limits how many rows it has. One entry says who took it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from recyclique_desktop.data.queries.reception_lists import every_deposit, every_weighing
from recyclique_desktop.documents.tables import Column, Format, Kind, Sheet, write
from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.domain.enums import Destination, Permission, ReceptionStatus, WeightSource
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.reception import Flow
from recyclique_desktop.services.traces import DataExported, record_export
from recyclique_desktop.system.messages import mark, tr

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

    from recyclique_desktop.data.db import Database
    from recyclique_desktop.data.queries.reception_lists import DepositFilter, DepositRow, WeighingRow
    from recyclique_desktop.domain.station import Actor, Station

FLOWS: Final = {
    Flow.SHOP_IN: mark("entrée"),
    Flow.RECYCLING_DIRECT: mark("direct"),
    Flow.TIP_DIRECT: mark("direct"),
    Flow.SHOP_OUT: mark("sortie"),
}
"""Kind of a line, as 1.4.4 has three of them; the destination says which direct it is."""
PLACES: Final = {
    Destination.MAGASIN: mark("Magasin"),
    Destination.RECYCLAGE: mark("Recyclage"),
    Destination.DECHETERIE: mark("Déchèterie"),
}
_STATUS: Final = {ReceptionStatus.OPENED: mark("ouvert"), ReceptionStatus.CLOSED: mark("terminé")}
_SOURCES: Final = {
    WeightSource.SCALE: mark("balance"),
    WeightSource.TYPED: mark("tapé"),
    WeightSource.ESTIMATED: mark("estimé"),
    WeightSource.NONE: "",
}


class What(StrEnum):
    """One row per weighing, or one per deposit."""

    WEIGHINGS = "weighings"
    DEPOSITS = "deposits"


@dataclass(frozen=True, slots=True)
class ExportReception:
    """What is to be written.

    Attributes:
        path: The file, or the folder that it goes into.
    """

    path: Path
    format: Format
    wanted: DepositFilter
    what: What = What.WEIGHINGS


@dataclass(frozen=True, slots=True)
class Exported:
    """A file that was written."""

    path: Path
    rows: int


def export_reception(db: Database, command: ExportReception, actor: Actor, station: Station) -> Exported:
    """Write what a filter lets through into a file. Slow: never on the screen's thread.

    Raises:
        UserError: ``permission.denied``, ``export.unwritable``.
    """
    actor.require(Permission.REPORTS_EXPORT)
    path, format_ = command.path, command.format
    target = path / file_name(command, station) if path.is_dir() else path
    part = target.with_name(f".{target.name}.part")
    try:
        with db.reading() as session, part.open("wb") as out:
            rows = write(_sheet(session, command, station), out, format_)
        told = DataExported(f"reception_{command.what.value}", rows, format_.value, told_of(command.wanted))
        with db.writing() as session:
            record_export(session, told, actor, station)
        part.replace(target)
    except OSError as error:
        raise UserError("export.unwritable", file=str(target)) from error
    finally:
        part.unlink(missing_ok=True)
    return Exported(target, rows)


def file_name(command: ExportReception, station: Station) -> str:
    """Return « reception-2025-09-01-2025-10-31.xlsx », or the day of the export where no day is asked."""
    wanted = command.wanted
    days = [day.isoformat() for day in (wanted.first, wanted.last) if day is not None]
    name = "-".join(days) or business_date(station.clock.now(), station.zone).isoformat()
    kind = "reception" if command.what is What.WEIGHINGS else "depots"
    return f"{kind}-{name}.{command.format.value}"


def told_of(wanted: DepositFilter) -> dict[str, Any]:
    """Return what the journal keeps of a filter: no name and no words, only that there were some."""
    told: dict[str, Any] = {
        "since": wanted.first.isoformat() if wanted.first is not None else "",
        "until": wanted.last.isoformat() if wanted.last is not None else "",
        "status": wanted.status.value if wanted.status is not None else "",
        "categories": len(wanted.categories),
        "destinations": sorted(wanted.destinations),
        "by_person": wanted.volunteer_id is not None,
        "by_words": bool(wanted.search.strip()),
    }
    return {name: value for name, value in told.items() if value}


def _sheet(session: Session, command: ExportReception, station: Station) -> Sheet:
    if command.what is What.DEPOSITS:
        rows = map(_deposit_cells, every_deposit(session, command.wanted))
        return Sheet(tr("Dépôts"), (*_deposit_columns(), *_sum_columns(), *_end_columns()), rows, station.zone)
    weighings = map(_weighing_cells, every_weighing(session, command.wanted))
    return Sheet(tr("Pesées"), (*_deposit_columns(), *_line_columns()), weighings, station.zone)


def _deposit_columns() -> tuple[Column, ...]:
    return (
        Column(tr("Jour"), Kind.DAY, 12),
        Column(tr("Dépôt"), width=14),
        Column(tr("Site"), width=22),
        Column(tr("Poste"), width=8),
        Column(tr("Saisie différée"), width=14),
        Column(tr("Date de saisie"), Kind.MOMENT, 20),
        Column(tr("Statut"), width=10),
        Column(tr("Bénévole"), width=20),
        Column(tr("Provenance"), width=20),
        Column(tr("Commune (INSEE)"), width=16),
    )


def _sum_columns() -> tuple[Column, ...]:
    return (
        Column(tr("Lignes"), Kind.COUNT, 8),
        Column(tr("Entré en boutique (kg)"), Kind.WEIGHT, 20),
        Column(tr("Recyclage direct (kg)"), Kind.WEIGHT, 20),
        Column(tr("Déchèterie directe (kg)"), Kind.WEIGHT, 20),
        Column(tr("Sorti de boutique (kg)"), Kind.WEIGHT, 20),
    )


def _end_columns() -> tuple[Column, ...]:
    return (
        Column(tr("Terminé le"), Kind.MOMENT, 20),
        Column(tr("Note du dépôt"), width=30),
        Column(tr("Identifiant du dépôt"), width=38),
        Column(tr("Identifiant de la réception"), width=38),
    )


def _line_columns() -> tuple[Column, ...]:
    return (
        Column(tr("Ligne"), Kind.COUNT, 8),
        Column(tr("Type de ligne"), width=12),
        Column(tr("Catégorie principale"), width=30),
        Column(tr("Catégorie secondaire"), width=30),
        Column(tr("Poids (kg)"), Kind.WEIGHT, 12),
        Column(tr("Destination"), width=12),
        Column(tr("Tare (kg)"), Kind.WEIGHT, 12),
        Column(tr("Source du poids"), width=14),
        Column(tr("Pesé par"), width=20),
        Column(tr("Pesé le"), Kind.MOMENT, 20),
        Column(tr("Corrigée"), width=10),
        Column(tr("Note"), width=30),
        Column(tr("Identifiant de la ligne"), width=38),
        Column(tr("Identifiant du dépôt"), width=38),
        Column(tr("Identifiant de la réception"), width=38),
    )


def _yes(holds: bool) -> str:
    return tr("oui") if holds else tr("non")


def _head(row: DepositRow) -> tuple[object, ...]:
    return (
        row.day, row.number, row.site_name, row.workstation_code, _yes(row.is_deferred), row.entered_at,
        tr(_STATUS[row.status]), row.volunteer_name, row.origin_channel, row.insee,
    )  # fmt: skip


def _deposit_cells(row: DepositRow) -> tuple[object, ...]:
    sums = row.totals
    return (
        *_head(row), sums.lines, sums.shop_in, sums.recycling_direct, sums.tip_direct, sums.shop_out, row.closed_at,
        row.notes, str(row.ticket_id), str(row.poste_id),
    )  # fmt: skip


def _weighing_cells(row: WeighingRow) -> tuple[object, ...]:
    below = row.label if row.label != row.root_label else ""
    return (
        *_head(row.deposit), row.line_no, tr(FLOWS[row.flow]), row.root_label, below, row.net,
        tr(PLACES[row.destination]), row.tare, tr(_SOURCES[row.source]), row.author_name, row.entered_at,
        _yes(row.is_corrected), row.notes, str(row.line_id), str(row.deposit.ticket_id), str(row.deposit.poste_id),
    )  # fmt: skip
