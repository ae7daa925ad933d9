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


def add(group: Commands) -> None:
    """Add the two commands."""
    out = group.add("export", run_export, summary=tr("écrire le journal de ce poste dans un fichier, pour le bureau"))
    out.add_argument("file", type=Path, metavar=tr("FICHIER"))
    into = group.add("import", run_import, summary=tr("transmettre au centre le journal d’un poste en panne (bureau)"))
    into.add_argument("file", type=Path, metavar=tr("FICHIER"))
    add_person(into)


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
    data = {"stored": done.stored, "already": done.already, "parked": done.parked, "stream": str(done.outlet.stream)}
    return Outcome(" ".join(said), data, Exit.SUCCESS)
