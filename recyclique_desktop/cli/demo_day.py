"""``recyclique demo-day``: believable days, played through the real services."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recyclique_desktop.cli.outcome import Outcome
from recyclique_desktop.cli.parser import whole
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import to_decimal
from recyclique_desktop.system.messages import tr

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Sequence

    from recyclique_desktop.cli.parser import Commands
    from recyclique_desktop.data.queries.reports import SessionReportData
    from recyclique_desktop.demo.post import Written
    from recyclique_desktop.demo.story import Stage
    from recyclique_desktop.services.sales import SaleCompleted

MOST_DAYS = 3_660
_PLAYED = (WorkstationKind.TILL, WorkstationKind.RECEPTION)


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add("demo-day", run, summary=tr("jouer des journées vraisemblables, dans un dossier d’essai"))
    parser.add_argument(
        "--days", type=whole(1, MOST_DAYS), default=1, metavar="N", help=tr("nombre de journées ; par défaut 1")
    )
    parser.add_argument(
        "--seed", type=whole(0, 10**18), default=1, metavar="S", help=tr("même graine, mêmes gestes ; par défaut 1")
    )
    parser.add_argument(
        "--kind", choices=[kind.value for kind in _PLAYED], default=WorkstationKind.TILL.value,
        help=tr("dans un dossier vide : till (caisse) ou reception (réception) ; par défaut till"),
    )  # fmt: skip
    parser.add_argument(
        "--through", choices=("services", "widgets"),
        help=tr("jouer par les services, ou touche par touche sur les vrais écrans ; dit l’empreinte des lignes"),
    )  # fmt: skip
    parser.add_argument(
        "--central", metavar="DSN",
        help=tr("jouer en compagnie : accès de l’administrateur d’un centre, où le poste se fait connaître lui-même"),
    )  # fmt: skip
    parser.add_argument(
        "--ack", type=Path, metavar=tr("FICHIER"),
        help=tr("y ajouter une ligne « vente numéro total » ou « pesée numéro poids » après chaque enregistrement"),
    )  # fmt: skip


def run(arguments: argparse.Namespace) -> Outcome:
    """Play the days and say what they brought."""
    import secrets  # noqa: PLC0415

    from recyclique_desktop.demo.story import Stage  # noqa: PLC0415  heavy
    from recyclique_desktop.system.lock import InstanceLock  # noqa: PLC0415
    from recyclique_desktop.system.paths import folders  # noqa: PLC0415
    from recyclique_desktop.system.secrets import choose_store  # noqa: PLC0415

    where = folders(arguments.data_dir)
    where.create()
    kind = WorkstationKind(arguments.kind)
    stage = Stage(where, choose_store(where), secrets.token_bytes, arguments.central, kind)
    if stage.plays not in _PLAYED:
        raise UserError("demo.nothing_to_play")
    if arguments.through == "widgets":
        return _with_digest(_through_widgets(stage, arguments), arguments)
    with InstanceLock(where.data), _acknowledging(arguments.ack) as acknowledge:
        play = _receptions if stage.plays is WorkstationKind.RECEPTION else _sales
        played = play(stage, arguments, acknowledge)
        if arguments.through:
            played = _with_digest(played, arguments)
        exchange = _exchange(arguments) if arguments.central else None
    if exchange is None:
        return played
    return Outcome(f"{played.text}\n{exchange.text}", played.data | {"sync": exchange.data}, exchange.code)


def _sales(stage: Stage, arguments: argparse.Namespace, acknowledge: Callable[[str], None]) -> Outcome:
    from recyclique_desktop.demo.story import play_days  # noqa: PLC0415
    from recyclique_desktop.system.clock import SystemClock  # noqa: PLC0415

    def on_sale(sale: SaleCompleted) -> None:
        acknowledge(f"{sale.sale_id} {sale.number} {to_decimal(sale.total)}")

    days = play_days(stage, SystemClock(), arguments.days, arguments.seed, on_sale)
    folder = str(stage.folders.data)
    return Outcome(_text(days, folder), _data(days, arguments.seed, folder))


def _through_widgets(stage: Stage, arguments: argparse.Namespace) -> Outcome:
    """Play a till's days on the real screens, off-screen; the window holds the folder while it is there."""
    from recyclique_desktop.demo.story import play_days  # noqa: PLC0415
    from recyclique_desktop.showcase.days import by_hand  # noqa: PLC0415  Qt, for this alone
    from recyclique_desktop.system.clock import SystemClock  # noqa: PLC0415

    if arguments.central or arguments.ack or stage.plays is not WorkstationKind.TILL:
        raise UserError("demo.widgets_alone")
    days = play_days(stage, SystemClock(), arguments.days, arguments.seed, lambda _sale: None, by_hand=by_hand(stage))
    folder = str(stage.folders.data)
    return Outcome(_text(days, folder), _data(days, arguments.seed, folder))


def _with_digest(played: Outcome, arguments: argparse.Namespace) -> Outcome:
    """Say what the rows have in common with those of the same days played otherwise."""
    from recyclique_desktop.cli import desk  # noqa: PLC0415
    from recyclique_desktop.data.queries.alike import rows_digest  # noqa: PLC0415

    with desk.reading(arguments) as workstation, workstation.db.reading() as session:
        digest = rows_digest(session)
    said = tr("Empreinte des lignes, sans identifiants ni signatures : {digest}", digest=digest)
    return Outcome(f"{played.text}\n{said}", played.data | {"rows_digest": digest})


def _receptions(stage: Stage, arguments: argparse.Namespace, acknowledge: Callable[[str], None]) -> Outcome:
    from recyclique_desktop.cli import demo_reception as told  # noqa: PLC0415
    from recyclique_desktop.demo.story import play_receptions  # noqa: PLC0415
    from recyclique_desktop.domain import weight  # noqa: PLC0415
    from recyclique_desktop.system.clock import SystemClock  # noqa: PLC0415

    def on_line(line: Written) -> None:
        acknowledge(f"{line.line_id} {line.number} {weight.to_decimal(line.net)}")

    days = play_receptions(stage, SystemClock(), arguments.days, arguments.seed, on_line)
    folder = str(stage.folders.data)
    return Outcome(told.text(days, folder), told.data(days, arguments.seed, folder))


def _exchange(arguments: argparse.Namespace) -> Outcome:
    """Say how the exchange stands in the end; days that were played and not sent are no success."""
    from recyclique_desktop.cli import desk  # noqa: PLC0415  heavy
    from recyclique_desktop.cli.sync import standing_of  # noqa: PLC0415
    from recyclique_desktop.flows import sync as flow  # noqa: PLC0415

    with desk.reading(arguments) as workstation:
        return standing_of(flow.status(workstation))


@contextmanager
def _acknowledging(path: Path | None) -> Iterator[Callable[[str], None]]:
    """Write one line per act, on the disk before the next act begins: a line is there only after the commit."""
    if path is None:
        yield lambda _line: None
        return
    try:
        file = path.open("a", encoding="ascii")
    except OSError as error:
        raise UserError("folder.unwritable", folder=str(path.parent)) from error
    with file:

        def write(line: str) -> None:
            file.write(f"{line}\n")
            file.flush()
            os.fsync(file.fileno())

        yield write


def _data(days: Sequence[SessionReportData], seed: int, folder: str) -> dict[str, Any]:
    from recyclique_desktop.domain import weight  # noqa: PLC0415

    figures = [day.figures for day in days]
    return {
        "data_dir": folder,
        "seed": seed,
        "days": len(days),
        "tickets": sum(one.tickets for one in figures),
        "objects": sum(one.objects for one in figures),
        "sales": to_decimal(sum(one.sales_total for one in figures)),
        "donations": to_decimal(sum(one.donations for one in figures)),
        "payments": to_decimal(sum(one.takings for one in figures)),
        "weight_out_kg": weight.to_decimal(sum(one.weight_out for one in figures)),
        "variance": to_decimal(sum(day.closure.variance for day in days if day.closure)),
        "sessions": [_day(day) for day in days],
    }


def _day(day: SessionReportData) -> dict[str, Any]:
    from recyclique_desktop.domain.clock import PARIS, business_date  # noqa: PLC0415

    return {
        "session_id": str(day.session_id),
        "number": day.number,
        "day": business_date(day.opened_at, PARIS).isoformat(),
        "tickets": day.figures.tickets,
        "sales": to_decimal(day.figures.sales_total),
        "donations": to_decimal(day.figures.donations),
        "variance": to_decimal(day.closure.variance) if day.closure else None,
    }


def _text(days: Sequence[SessionReportData], folder: str) -> str:
    lines = [
        tr(
            "{at:date} · {number} · {tickets} tickets · {sales:euros} · dons {donations:euros} · "
            "{weight:kilos1} · écart {variance:euros}",
            at=day.opened_at, number=day.number, tickets=day.figures.tickets, sales=day.figures.sales_total,
            donations=day.figures.donations, weight=day.figures.weight_out,
            variance=day.closure.variance if day.closure else 0,
        )
        for day in days
    ]  # fmt: skip
    total = tr(
        "{n} journées : {tickets} tickets, {sales:euros}, dons {donations:euros}. Données : {folder}",
        n=len(days), tickets=sum(day.figures.tickets for day in days),
        sales=sum(day.figures.sales_total for day in days), donations=sum(day.figures.donations for day in days),
        folder=folder,
    )  # fmt: skip
    return "\n".join([*lines, total])
