"""``recyclique import``: files brought in."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from recyclique_desktop.cli import reception
from recyclique_desktop.cli.outcome import Outcome
from recyclique_desktop.cli.parser import add_person
from recyclique_desktop.system.messages import tr

if TYPE_CHECKING:
    import argparse

    from recyclique_desktop.cli.parser import Commands
    from recyclique_desktop.services.categories import ImportReport


def add(commands: Commands) -> None:
    """Add the commands."""
    group = commands.group("import", summary=tr("faire entrer un fichier"))
    parser = group.add("categories", run, summary=tr("la liste des catégories et de leurs prix (CSV)"))
    parser.add_argument("file", type=Path, metavar=tr("FICHIER"), help=tr("la liste, au format CSV"))
    parser.add_argument("--dry-run", action="store_true", help=tr("dire ce qui serait fait, sans rien changer"))
    add_person(parser)
    reception.add_import(group)


def run(arguments: argparse.Namespace) -> Outcome:
    """Bring the price list in; a second time changes nothing."""
    from recyclique_desktop.cli import desk  # noqa: PLC0415  heavy
    from recyclique_desktop.flows.import_categories import import_file  # noqa: PLC0415

    with desk.writing(arguments) as workstation, desk.acting(workstation, arguments.person) as actor:
        file, report = import_file(
            workstation.db, arguments.file, actor, workstation.station, dry_run=arguments.dry_run
        )
    data = {"file": arguments.file.name, "encoding": file.encoding, "dry_run": arguments.dry_run, **asdict(report)}
    return Outcome(_text(report, dry_run=arguments.dry_run), data)


def _text(report: ImportReport, *, dry_run: bool) -> str:
    read = tr("{rows} lignes lues, {roots} catégories racines.", rows=report.rows, roots=report.roots)
    done = tr(
        "Créées : {created} · modifiées : {updated} · inchangées : {unchanged}.",
        created=report.created, updated=report.updated, unchanged=report.unchanged,
    )  # fmt: skip
    last = [tr("Essai seulement : rien n’a été changé.")] if dry_run else []
    return "\n".join([read, done, *last])
