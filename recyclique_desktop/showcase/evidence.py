"""What a demonstration leaves behind: the session report, and for each workstation the checks of what it recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from recyclique_desktop.central.log import taken
from recyclique_desktop.data.queries import reports
from recyclique_desktop.data.queries.admin_sync import last_rounds
from recyclique_desktop.data.queries.figures import session_figures
from recyclique_desktop.data.queries.reception import reception_home
from recyclique_desktop.demo.place import ROOMS
from recyclique_desktop.demo.plan import Paid
from recyclique_desktop.flows.close_day import report_text
from recyclique_desktop.flows.compare import compare
from recyclique_desktop.flows.verify import verify_workstation
from recyclique_desktop.system.messages import sentence, tr, trn
from recyclique_desktop.ui.gestures import LostError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from pathlib import Path

    from recyclique_desktop.data.queries.admin_sync import RoundLine
    from recyclique_desktop.data.queries.figures import SessionFigures
    from recyclique_desktop.demo.plan import DayPlan
    from recyclique_desktop.demo.troupe import Troupe
    from recyclique_desktop.domain.enums import WorkstationKind
    from recyclique_desktop.flows.compare import Comparison
    from recyclique_desktop.flows.verify import Verdict
    from recyclique_desktop.flows.workstation import OpenWorkstation

REPORT, CHECK, EQUAL, LOG = "rapport-de-session.txt", "verification.txt", "comparaison.txt", "synclog.txt"
CENTRE: Final = "centre"
_ROUNDS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one thing that was looked at.

    Attributes:
        is_good: Whether it is as it should be.
        lines: For who started the demonstration.
    """

    is_good: bool
    lines: tuple[str, ...]


def of_day(opened: OpenWorkstation, plan: DayPlan, folder: Path) -> Finding:
    """Leave the report of the session that was just closed, and hold it against the plan of the day."""
    with opened.db.reading() as session:
        last = reports.last_session(session, opened.station.id)
        if last is None:
            raise LostError("no session was closed")
        figures = session_figures(session, last)
    _write(folder / REPORT, [report_text(opened.db, last)])
    paid = [ticket for ticket in plan.tickets if isinstance(ticket.outcome, Paid)]
    as_planned = (figures.tickets, figures.sales_total) == (len(paid), sum(ticket.total for ticket in paid))
    return Finding(as_planned, _day(figures, as_planned=as_planned))


def of_morning(opened: OpenWorkstation, today: date, *, is_good: bool) -> Finding:
    """Say what reception weighed today, in and out apart.

    Args:
        opened: The weighing post.
        today: Its day.
        is_good: Whether that is what was put on the scale.
    """
    with opened.db.reading() as session:
        home = reception_home(session, opened.station, today)
    told = tr(
        "{tickets} dépôts, {lines} pesées : {received:kilos1} reçus, {out:kilos1} sortis de boutique.",
        tickets=home.tickets_today, lines=home.today.lines, received=home.today.received, out=home.today.shop_out,
    )  # fmt: skip
    lost = tr("Ce n’est pas ce que la balance avait montré : un geste s’est perdu.")
    return Finding(is_good, (told,) if is_good else (told, lost))


def of_workstation(troupe: Troupe, kind: WorkstationKind, folder: Path) -> Finding:
    """Check the journal of a workstation that no window shows, compare it with the centre, and leave its SyncLog."""
    opened = troupe.open(kind)
    try:
        verdict = verify_workstation(opened, full=True)
        _write(folder / CHECK, _told(verdict))
        if troupe.dsn is None:
            return Finding(verdict.is_sound, (f"{_name(kind)} : {' '.join(_told(verdict))}",))
        found = compare(opened, troupe.means.place.store(kind))
        with opened.db.reading() as session:
            rounds = last_rounds(session, _ROUNDS)
    finally:
        opened.close()
    _write(folder / EQUAL, _compared(found))
    _write(folder / LOG, _log(rounds))
    is_good = verdict.is_sound and found.is_same and bool(rounds)
    return Finding(is_good, (f"{_name(kind)} : {' '.join((*_told(verdict), *_compared(found)))}",))


def of_centre(dsn: str, folder: Path) -> Finding:
    """Leave the SyncLog that the centre keeps itself."""
    batches = taken(dsn)
    head = _row(tr("quand"), tr("poste"), tr("entrées"), tr("à examiner"), tr("octets"))
    rows = [_row(_moment(one.at), one.code, one.entries, one.parked, one.size) for one in batches]
    _write(folder / LOG, [head, *rows])
    parked = sum(one.parked for one in batches)
    told = tr(
        "centre : {entries:number} entrées reçues en {batches:number} envois, {parked:number} à examiner.",
        entries=sum(one.entries for one in batches), batches=len(batches), parked=parked,
    )  # fmt: skip
    return Finding(bool(batches) and not parked, (told,))


def _day(figures: SessionFigures, *, as_planned: bool) -> tuple[str, ...]:
    told = tr(
        "{tickets} tickets, {sales:euros} de ventes, {gifts:euros} de dons, {weight:kilos1} sortis.",
        tickets=figures.tickets,
        sales=figures.sales_total,
        gifts=figures.donations,
        weight=figures.weight_out,
    )
    return (told,) if as_planned else (told, tr("Ce n’est pas ce que la journée prévoyait : un geste s’est perdu."))


def _told(verdict: Verdict) -> tuple[str, ...]:
    report = verdict.report
    checked = tr(
        "Journal vérifié : {entries:number} entrées, {signatures:number} signatures, {rows:number} lignes comparées.",
        entries=report.entries,
        signatures=report.signatures,
        rows=report.rows,
    )
    found = [f"{one.where} : {sentence(one.code)} {one.detail}".rstrip() for one in report.findings]
    state = trn("{n} anomalie.", "{n} anomalies.", report.total) if report.total else tr("Tout est intact.")
    return (checked, state, *found)


def _compared(found: Comparison) -> tuple[str, ...]:
    told = tr("Comparé au centre : {rows:number} lignes.", rows=found.rows)
    if found.is_same:
        return told, tr("Rien ne diffère.")
    first = found.first
    where = f"{first.table} {first.row_id}" if first is not None else ""
    return told, tr("Une différence : {where}.", where=where)


def _log(rounds: Iterable[RoundLine]) -> list[str]:
    head = _row(tr("quand"), tr("envoyé"), tr("reçu"), tr("à examiner"), tr("octets"), tr("fois"), tr("cause"))
    rows = [
        _row(_moment(one.at), one.pushed, one.pulled, one.parked, one.bytes, one.repeats, one.cause or "")
        for one in rounds
    ]
    return [head, *reversed(rows)]


def _row(*cells: object) -> str:
    return "\t".join(str(cell) for cell in cells)


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")


def _name(kind: WorkstationKind) -> str:
    return ROOMS[kind]


def _write(file: Path, lines: Iterable[str]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(line.rstrip("\n") for line in lines) + "\n", encoding="utf-8")
