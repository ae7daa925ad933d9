"""What the command line does with reception: lists taken out, paper sheets made and brought in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from recyclique_desktop.cli.outcome import Exit, Outcome
from recyclique_desktop.cli.parser import add_person
from recyclique_desktop.domain.weight import to_decimal
from recyclique_desktop.system.messages import sentence, tr, trn

if TYPE_CHECKING:
    import argparse

    from recyclique_desktop.cli.parser import Commands, Parser
    from recyclique_desktop.domain.reception import Totals
    from recyclique_desktop.flows.import_reception import PaperFile, RowVerdict
    from recyclique_desktop.services.paper import PaperImported


def add_import(group: Commands) -> None:
    """Add ``import reception``."""
    parser = group.add("reception", run_import, summary=tr("un relevé de réception écrit sur papier (CSV)"))
    parser.add_argument("file", type=Path, metavar=tr("FICHIER"), help=tr("le relevé, au format CSV"))
    mapping = tr("ce que veut dire ce qui est écrit : deux colonnes, le texte et la catégorie")
    parser.add_argument("--mapping", type=Path, metavar=tr("FICHIER"), help=mapping)
    parser.add_argument("--dry-run", action="store_true", help=tr("dire ce qui serait fait, sans rien changer"))
    add_person(parser)


def add_export(group: Commands, add_days: Any) -> None:
    """Add ``export reception``; ``add_days`` adds the options that every export has."""
    parser: Parser = group.add("reception", run_export, summary=tr("ce qui a été pesé : une ligne par pesée"))
    add_days(parser)
    parser.add_argument("--deposits", action="store_true", help=tr("une ligne par dépôt, avec ses quatre sommes"))
    add_person(parser)


def add_template(commands: Commands) -> None:
    """Add ``template reception``."""
    group = commands.group("template", summary=tr("faire une feuille à remplir"))
    parser = group.add("reception", run_template, summary=tr("le relevé de réception : à remplir, ou à imprimer"))
    parser.add_argument("--out", type=Path, default=Path(), metavar=tr("DOSSIER"),
                        help=tr("le dossier où l’écrire (par défaut, celui d’ici)"))  # fmt: skip


def run_import(arguments: argparse.Namespace) -> Outcome:
    """Bring a sheet in, or say what is wrong with which row."""
    from recyclique_desktop.cli import desk  # noqa: PLC0415  heavy
    from recyclique_desktop.data.queries.catalogue import known_categories  # noqa: PLC0415
    from recyclique_desktop.domain.clock import business_date  # noqa: PLC0415
    from recyclique_desktop.flows.import_reception import bring_in, read_mapping, read_paper  # noqa: PLC0415

    mapping = read_mapping(arguments.mapping) if arguments.mapping is not None else {}
    with desk.writing(arguments) as workstation, desk.acting(workstation, arguments.person) as actor:
        db, station = workstation.db, workstation.station
        with db.reading() as session:
            known = known_categories(session)
        file = read_paper(arguments.file, known, mapping, business_date(station.clock.now(), station.zone))
        if file.problems:
            return _refused(file)
        done = bring_in(db, file, actor, station, dry_run=arguments.dry_run)
    return _brought(file, done, dry_run=arguments.dry_run)


def run_export(arguments: argparse.Namespace) -> Outcome:
    """Write what was weighed into a file, and keep who took it."""
    from recyclique_desktop.cli import desk  # noqa: PLC0415  heavy
    from recyclique_desktop.data.queries.reception_lists import DepositFilter  # noqa: PLC0415
    from recyclique_desktop.documents.tables import Format  # noqa: PLC0415
    from recyclique_desktop.flows.reception_export import ExportReception, What, export_reception  # noqa: PLC0415

    wanted = DepositFilter(first=arguments.since, last=arguments.until)
    what = What.DEPOSITS if arguments.deposits else What.WEIGHINGS
    with desk.writing(arguments) as workstation, desk.acting(workstation, arguments.person) as actor:
        command = ExportReception(arguments.out, Format(arguments.format), wanted, what)
        done = export_reception(workstation.db, command, actor, workstation.station)
    text = trn("{n:number} ligne écrite dans {file}.", "{n:number} lignes écrites dans {file}.", done.rows,
               file=str(done.path))  # fmt: skip
    return Outcome(text, {"file": str(done.path), "rows": done.rows, "format": arguments.format})


def run_template(arguments: argparse.Namespace) -> Outcome:
    """Write the sheets."""
    from recyclique_desktop.cli import desk  # noqa: PLC0415  heavy
    from recyclique_desktop.flows.reception_sheet import write_sheets  # noqa: PLC0415

    with desk.reading(arguments) as workstation:
        files = write_sheets(workstation.db, arguments.out, workstation.station)
    text = tr("Le relevé est écrit : {csv} pour un tableur, {page} pour l’imprimer.",
              csv=str(files[0]), page=str(files[1]))  # fmt: skip
    return Outcome(text, {"csv": str(files[0]), "page": str(files[1])})


def _refused(file: PaperFile) -> Outcome:
    rows = [_row(one) for one in file.problems]
    last = trn("{n} ligne refusée : rien n’a été importé.", "{n} lignes refusées : rien n’a été importé.", len(rows))
    text = "\n".join([*(row["message"] for row in rows), last])
    data = {"error": "import.rows_bad", "file": file.name, "rows": len(file.verdicts), "problems": rows}
    return Outcome(text, data, Exit.REFUSED)


def _row(verdict: RowVerdict) -> dict[str, Any]:
    problem = verdict.problem
    told = sentence(problem) if problem is not None else ""
    message = tr("ligne {line} : {problem}", line=verdict.line, problem=told)
    found: dict[str, Any] = {"line": verdict.line, "error": problem.code if problem is not None else ""}
    if verdict.proposed is not None:
        name = " > ".join((*verdict.proposed.above, verdict.proposed.name))
        message, found["proposed"] = f"{message} {tr('Peut-être : {name}.', name=name)}", name
    return {**found, "message": message}


def _brought(file: PaperFile, done: PaperImported, *, dry_run: bool) -> Outcome:
    days = [{"day": one.day.isoformat(), "lines": one.totals.lines, **_kilos(one.totals)} for one in done.days]
    lines = [
        tr("{day:date} : {lines} pesées, {weight:kilos} reçus, {out:kilos} sortis", day=one.day,
           lines=one.totals.lines, weight=one.totals.received, out=one.totals.shop_out)
        for one in done.days
    ]  # fmt: skip
    whole = tr("{lines} pesées, {weight:kilos} reçus, {out:kilos} sortis.", lines=done.totals.lines,
               weight=done.totals.received, out=done.totals.shop_out)  # fmt: skip
    last = [tr("Essai seulement : rien n’a été changé.")] if dry_run else []
    data = {"file": file.name, "dry_run": dry_run, "lines": done.totals.lines, **_kilos(done.totals), "days": days}
    return Outcome("\n".join([*lines, whole, *last]), data)


def _kilos(totals: Totals) -> dict[str, str]:
    return {"received": to_decimal(totals.received), "shop_out": to_decimal(totals.shop_out)}
