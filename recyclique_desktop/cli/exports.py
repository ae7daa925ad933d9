"""``recyclique export``: lists taken out as files."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from recyclique_desktop.cli import reception
from recyclique_desktop.cli.outcome import Outcome
from recyclique_desktop.cli.parser import add_person
from recyclique_desktop.system.messages import tr, trn

if TYPE_CHECKING:
    from recyclique_desktop.cli.parser import Commands, Parser


def add(commands: Commands) -> None:
    """Add the commands."""
    group = commands.group("export", summary=tr("écrire une liste dans un fichier"))
    parser = group.add("audit", run, summary=tr("le journal de ce qui a été fait, sur ce poste ou dans le magasin"))
    add_days(parser)
    parser.add_argument("--type", dest="kinds", action="append", default=[], metavar=tr("TYPE"),
                        help=tr("un type d’acte, login_failed par exemple ; peut se répéter"))  # fmt: skip
    parser.add_argument("--actor", default="", metavar=tr("NOM"), help=tr("de qui, en entier ou en partie"))
    parser.add_argument("--search", default="", metavar=tr("MOTS"), help=tr("des mots de ce qui a été écrit"))
    add_person(parser)
    reception.add_export(group, add_days)


def add_days(parser: Parser) -> None:
    """Add what every export has: its days, its format, its file."""
    parser.add_argument("--from", dest="since", type=day, metavar=tr("JOUR"), help=tr("premier jour, 2026-11-01"))
    parser.add_argument("--to", dest="until", type=day, metavar=tr("JOUR"), help=tr("dernier jour, compris"))
    parser.add_argument("--format", choices=("xlsx", "csv"), default="xlsx", help=tr("xlsx ou csv"))
    parser.add_argument("--out", type=Path, default=Path(), metavar=tr("FICHIER"),
                        help=tr("le fichier, ou le dossier où l’écrire (par défaut, celui d’ici)"))  # fmt: skip


def day(text: str) -> date:
    """Read a day as ISO 8601 writes it."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(tr("un jour est attendu, écrit 2026-11-01")) from error


def run(arguments: argparse.Namespace) -> Outcome:
    """Write the history that fits into a file, and keep who took it."""
    from recyclique_desktop.cli import desk  # noqa: PLC0415  heavy
    from recyclique_desktop.data.queries.audit import AuditFilter  # noqa: PLC0415
    from recyclique_desktop.documents.tables import Format  # noqa: PLC0415
    from recyclique_desktop.flows.audit_export import ExportAudit, export_audit  # noqa: PLC0415

    wanted = AuditFilter(
        kinds=frozenset(arguments.kinds), actor=arguments.actor, since=arguments.since, until=arguments.until,
        words=arguments.search,
    )  # fmt: skip
    with desk.writing(arguments) as workstation, desk.acting(workstation, arguments.person) as actor:
        command = ExportAudit(arguments.out, Format(arguments.format), wanted)
        done = export_audit(workstation.db, command, actor, workstation.station)
    text = trn("{n:number} ligne écrite dans {file}.", "{n:number} lignes écrites dans {file}.", done.rows,
               file=str(done.path))  # fmt: skip
    return Outcome(text, {"file": str(done.path), "rows": done.rows, "format": arguments.format})
