"""``recyclique sync export`` and ``sync import``: the journal of a workstation that cannot send it itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from recyclique_desktop.cli.outcome import Exit, Outcome
from recyclique_desktop.cli.parser import add_person
from recyclique_desktop.system.messages import tr, trn

if TYPE_CHECKING:
    import argparse

    from recyclique_desktop.cli.parser import Commands
    from recyclique_desktop.flows.past import Matching


def add(group: Commands) -> None:
    """Add the two commands."""
    out = group.add("export", run_export, summary=tr("écrire le journal de ce poste dans un fichier, pour le bureau"))
    out.add_argument("file", type=Path, metavar=tr("FICHIER"))
    into = group.add("import", run_import, summary=tr("transmettre au centre le journal d’un poste en panne (bureau)"))
    into.add_argument("file", type=Path, metavar=tr("FICHIER"))
    add_person(into)
    past = group.add("past", run_past, summary=tr("transmettre le passé d’un magasin qui travaillait seul"))
    past.add_argument("folder", type=Path, metavar=tr("DOSSIER"), help=tr("le dossier de données d’avant"))
    past.add_argument("--check", action="store_true", help=tr("montrer les correspondances, sans rien transmettre"))


def run_export(arguments: argparse.Namespace) -> Outcome:
    """Write the journal to a file."""
    from recyclique_desktop.cli import desk  # noqa: PLC0415  heavy
    from recyclique_desktop.flows import handing_in  # noqa: PLC0415

    path = arguments.file.absolute()
    with desk.reading(arguments) as workstation:
        count = handing_in.export(workstation, path)
    said = tr("{n:number} entrées écrites dans {file}. Portez-le au bureau ; il n’est pas chiffré.", n=count, file=path)
    return Outcome(said, {"file": str(path), "entries": count})


def run_import(arguments: argparse.Namespace) -> Outcome:
    """Hand a journal file to the centre."""
    from recyclique_desktop.cli import desk  # noqa: PLC0415  heavy
    from recyclique_desktop.flows import handing_in  # noqa: PLC0415
    from recyclique_desktop.system.secrets import choose_store  # noqa: PLC0415

    with desk.writing(arguments) as workstation, desk.acting(workstation, arguments.person) as actor:
        done = handing_in.import_journal(workstation, choose_store(workstation.folders), arguments.file, actor)
    said = [trn("{n} entrée transmise au centre.", "{n} entrées transmises au centre.", done.stored)]
    if done.already:
        said.append(trn("{n} y était déjà.", "{n} y étaient déjà.", done.already))
    if done.parked:
        said.append(trn("{n} entrée à examiner.", "{n} entrées à examiner.", done.parked))
    if done.outlet.parent is not None:
        said.append(tr("Le centre avait autre chose à leur place : elles sont à côté, telles quelles."))
    if done.unproven:
        said.append(trn(
            "{n} entrée est signée par une clé que le centre ne connaissait pas : vérifiez d’où vient ce fichier.",
            "{n} entrées sont signées par une clé que le centre ne connaissait pas : vérifiez d’où vient ce fichier.",
            done.unproven,
        ))  # fmt: skip
    data = {
        "stored": done.stored, "already": done.already, "parked": done.parked, "unproven": done.unproven,
        "stream": str(done.outlet.stream),
    }  # fmt: skip
    return Outcome(" ".join(said), data, Exit.SUCCESS)


def run_past(arguments: argparse.Namespace) -> Outcome:
    """Show what is what in two shops, or hand the past of one over."""
    from recyclique_desktop.cli import desk  # noqa: PLC0415  heavy
    from recyclique_desktop.flows import past  # noqa: PLC0415
    from recyclique_desktop.system.secrets import choose_store  # noqa: PLC0415

    before = _about(arguments, arguments.folder)
    with desk.reading(before) as old, desk.reading(arguments) as new:
        matching = past.match(old, new)
        if arguments.check:
            return _matching(matching)
        done = past.hand_in(old, new, choose_store(new.folders), matching)
    said = [trn("{n} entrée transmise au centre.", "{n} entrées transmises au centre.", done.stored)]
    if done.parked:
        said.append(trn("{n} entrée à examiner.", "{n} entrées à examiner.", done.parked))
    data = {"workstation": done.code, "made": done.made, "stored": done.stored, "parked": done.parked}
    return Outcome(" ".join(said), data)


def _about(arguments: argparse.Namespace, folder: Path) -> argparse.Namespace:
    """Return the same command about another data folder."""
    return type(arguments)(**{**vars(arguments), "data_dir": folder})


def _matching(found: Matching) -> Outcome:
    same = [one for one in found.matches if one.label]
    lines = [trn("{n} ligne du magasin est aussi au centre.", "{n} lignes du magasin sont aussi au centre.", len(same))]
    lines += [tr("à créer au centre : {label}", label=one.label) for one in found.newcomers]
    data = {
        "matches": [{"table": one.table, "label": one.label, "centre": str(one.theirs)} for one in same],
        "new": [{"table": one.table, "label": one.label} for one in found.newcomers],
    }
    return Outcome("\n".join(lines), data)
