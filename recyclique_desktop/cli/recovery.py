"""``recyclique recover``, ``backup``, ``restore`` and ``medium``: what is done before and after a machine dies."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from recyclique_desktop.cli.outcome import Exit, Outcome
from recyclique_desktop.system.messages import sentence, tr, trn

if TYPE_CHECKING:
    import argparse

    from recyclique_desktop.cli.parser import Commands
    from recyclique_desktop.flows.rebuild import Rebuilt
    from recyclique_desktop.flows.workstation import OpenWorkstation

_NUMBERED: Final = re.compile(r"(?<!\S)(\d{1,2})\.\s+(\S+)")


def add(commands: Commands) -> None:
    """Add the commands."""
    commands.add("recover", run, summary=tr("remettre les clés du poste : les 24 mots de la feuille de secours"))
    parser = commands.add(
        "backup", run_backup, summary=tr("sauvegarder le poste dans un dossier, et vérifier la copie")
    )
    parser.add_argument("folder", type=Path, metavar=tr("DOSSIER"), help=tr("de préférence sur un autre disque"))
    parser = commands.add(
        "restore", run_restore, summary=tr("remettre un poste depuis une sauvegarde ou un second support")
    )
    parser.add_argument(
        "file", type=Path, metavar=tr("FICHIER"), help=tr("une sauvegarde, ou le journal d’un second support")
    )
    parser.add_argument(
        "--medium", type=Path, metavar=tr("FICHIER"), help=tr("journal du second support, pour compléter")
    )
    parser.add_argument("--check", action="store_true", help=tr("vérifier la sauvegarde seulement"))
    parser.add_argument("--replace", action="store_true", help=tr("mettre de côté le poste qui est dans le dossier"))
    parser = commands.add(
        "medium", run_medium, summary=tr("tenir le journal sur un second support, une clé USB par exemple")
    )
    parser.add_argument("folder", type=Path, nargs="?", metavar=tr("DOSSIER"), help=tr("dossier du support à choisir"))
    parser.add_argument("--check", action="store_true", help=tr("relire tout le support"))
    parser.add_argument("--off", action="store_true", help=tr("ne plus tenir de second support"))


def run(arguments: argparse.Namespace) -> Outcome:
    """Read the words and put the keys back."""
    from recyclique_desktop.cli.desk import ground, speak_as  # noqa: PLC0415  heavy
    from recyclique_desktop.flows.recover import recover  # noqa: PLC0415
    from recyclique_desktop.system.lock import InstanceLock  # noqa: PLC0415

    on = ground(arguments)
    speak_as(on.folders)
    with InstanceLock(on.folders.data):
        done = recover(on, _words())
    lines = [
        tr(
            "La clé des données est de nouveau {where}. Lancez « recyclique doctor » pour vérifier.",
            where=on.store.where,
        )
    ]
    if done.new_signing_key:
        lines.append(tr("La clé de signature était perdue : le journal continue sous une nouvelle, et il le dit."))
    if done.needs_centre:
        lines.append(_centre_lost())
    data = {
        "recovered": True, "keys": on.store.where, "new_signing_key": done.new_signing_key,
        "needs_centre": done.needs_centre,
    }  # fmt: skip
    return Outcome("\n".join(lines), data)


def run_backup(arguments: argparse.Namespace) -> Outcome:
    """Write a backup and check it; selling may go on meanwhile."""
    from recyclique_desktop.cli import desk  # noqa: PLC0415  heavy
    from recyclique_desktop.domain.errors import UserError  # noqa: PLC0415
    from recyclique_desktop.flows.backup import write_backup  # noqa: PLC0415

    noted = arguments.folder.is_dir() and _noted(arguments)
    try:
        with desk.reading(arguments) as workstation:
            made = write_backup(workstation, arguments.folder)
            own = made.heads.get(workstation.config.stream_id)
    except UserError:
        if noted:
            _noted(arguments, failed=True)
        raise
    entries = own.seq if own is not None else 0
    text = tr(
        "Sauvegarde faite et vérifiée : {file} ({size:number} ko, {entries:number} entrées du journal).\n"
        "Elle ne contient aucune clé : gardez la feuille de secours ailleurs.",
        file=str(made.path), size=made.size // 1000, entries=entries,
    )  # fmt: skip
    if not noted:
        text += "\n" + tr("Le journal ne la note pas : le programme est ouvert, ou le fichier ne s’écrit pas.")
    return Outcome(text, {"file": str(made.path), "bytes": made.size, "entries": entries, "noted": noted})


def _noted(arguments: argparse.Namespace, *, failed: bool = False) -> bool:
    """Keep in the journal that a backup is made, where another program does not hold the file."""
    from recyclique_desktop.cli import desk  # noqa: PLC0415  heavy
    from recyclique_desktop.domain.errors import UserError  # noqa: PLC0415
    from recyclique_desktop.domain.station import SYSTEM  # noqa: PLC0415
    from recyclique_desktop.flows.backup import note  # noqa: PLC0415

    try:
        with desk.writing(arguments) as workstation:
            note(workstation, SYSTEM, failed=failed)
    except UserError:
        return False
    return True


def run_restore(arguments: argparse.Namespace) -> Outcome:
    """Check a backup, or bring the workstation back from it."""
    from recyclique_desktop.cli.desk import ground, use_language_of  # noqa: PLC0415  heavy
    from recyclique_desktop.flows.rebuild import Sources, rebuild  # noqa: PLC0415
    from recyclique_desktop.system.lock import InstanceLock  # noqa: PLC0415

    if arguments.check:
        return _checked(arguments.file)
    on = ground(arguments)
    is_medium = arguments.file.suffix == ".journal"
    sources = Sources(
        backup=None if is_medium else arguments.file,
        medium=arguments.file if is_medium else arguments.medium,
        replaces=arguments.replace,
    )
    on.folders.create()
    with InstanceLock(on.folders.data):
        done = rebuild(on, sources, _words)
    use_language_of(done.config)
    return _told(done)


def run_medium(arguments: argparse.Namespace) -> Outcome:
    """Choose a second medium, look at it, read it again, or leave it."""
    from recyclique_desktop.cli import desk  # noqa: PLC0415  heavy
    from recyclique_desktop.flows import medium_choice, second_medium  # noqa: PLC0415

    if arguments.folder is None and not arguments.off:
        with desk.reading(arguments) as workstation:
            return _read_again(workstation) if arguments.check else _standing(workstation)
    with desk.writing(arguments) as workstation:
        if arguments.off:
            second_medium.forget(workstation)
            return Outcome(tr("Le second support n’est plus tenu. Son fichier reste où il est."), {"file": None})
        chosen = medium_choice.choose(workstation, arguments.folder)
    if chosen.kept.error is not None:
        raise chosen.kept.error
    text = tr("Le journal est tenu dans {file}, et complété après chaque vente.", file=str(chosen.file))
    if chosen.same_disk:
        text += "\n" + tr("Attention : ce dossier est sur le même disque. Prenez plutôt une clé USB.")
    return Outcome(text, {"file": str(chosen.file), "same_disk": chosen.same_disk, "waiting": 0})


def _standing(workstation: OpenWorkstation) -> Outcome:
    from recyclique_desktop.flows.second_medium import look  # noqa: PLC0415  heavy

    kept = look(workstation)
    if kept.error is not None:
        raise kept.error
    data = {"file": str(kept.file), "waiting": kept.waiting}
    if kept.waiting:
        return Outcome(tr("{file} : {n:number} entrées manquent encore.", file=str(kept.file), n=kept.waiting), data)
    return Outcome(tr("{file} : complet.", file=str(kept.file)), data)


def _read_again(workstation: OpenWorkstation) -> Outcome:
    from recyclique_desktop.flows.medium_choice import check  # noqa: PLC0415  heavy

    found = check(workstation)
    text = tr(
        "{file} : {entries:number} entrées relues, intactes ; {waiting:number} manquent encore.",
        file=str(found.file), entries=found.entries, waiting=found.waiting,
    )  # fmt: skip
    data = {"file": str(found.file), "records": found.records, "entries": found.entries, "waiting": found.waiting}
    return Outcome(text, data)


def _checked(file: Path) -> Outcome:
    from recyclique_desktop.domain.clock import from_iso_utc  # noqa: PLC0415  heavy
    from recyclique_desktop.flows import backup  # noqa: PLC0415

    found = backup.read(file)
    backup.check(found)
    own = found.heads.get(found.config.stream_id)
    entries = own.seq if own is not None else 0
    text = tr(
        "{file} est intact : poste {code}, {entries:number} entrées du journal, fait le {at:datetime}.",
        file=str(file), code=found.config.code, entries=entries, at=from_iso_utc(found.made_at),
    )  # fmt: skip
    return Outcome(text, {"ok": True, "code": found.config.code, "entries": entries, "made_at": found.made_at})


def _told(done: Rebuilt) -> Outcome:
    """Say what came back, and what nobody can know."""
    lines = [
        tr(
            "Le poste {code} est reconstruit : {entries:number} entrées du journal, "
            "dont {more:number} prises au second support.",
            code=done.config.code, entries=done.entries, more=done.from_medium,
        )
    ]  # fmt: skip
    if done.missing:
        lines.append(tr("Ce poste avait {n:number} entrées de plus : aucune copie ne les a.", n=done.missing))
    elif not done.is_proven:
        lines.append(tr("Si des ventes ont été faites après la dernière copie, elles ne sont pas ici."))
    if not done.is_proven:
        lines.append(
            tr("Les tickets continuent sous le code {code}, pour ne jamais doubler un numéro.", code=done.config.code)
        )
    if done.damaged is not None:
        lines.append(sentence(done.damaged))
    if done.new_signing_key:
        lines.append(tr("La clé de signature était perdue : le journal continue sous une nouvelle, et il le dit."))
    if done.config.centre is not None and done.new_signing_key:
        lines.append(_centre_lost())
    if done.aside is not None:
        lines.append(tr("Ce qui était dans le dossier est gardé dans {folder}.", folder=str(done.aside)))
    if not done.report.is_sound:
        count = trn("{n} anomalie trouvée.", "{n} anomalies trouvées.", done.report.total)
        lines.append(f"{count} " + tr("Lancez « recyclique verify » pour les voir."))
    data = {
        "code": done.config.code, "entries": done.entries, "from_medium": done.from_medium, "proven": done.is_proven,
        "missing": done.missing, "new_signing_key": done.new_signing_key, "sound": done.report.is_sound,
        "damaged": done.damaged.code if done.damaged is not None else None,
        "aside": str(done.aside) if done.aside is not None else None,
    }  # fmt: skip
    return Outcome("\n".join(lines), data, Exit.SUCCESS if done.report.is_sound else Exit.BREACH)


def _centre_lost() -> str:
    return tr(
        "L’accès au centre est perdu aussi : demandez au bureau un code pour ce poste, puis « recyclique enrol »."
    )


def _words() -> tuple[str, ...]:
    """Read the words from the standard input: in their order, or as the sheet prints them, in columns with numbers."""
    if sys.stdin.isatty():
        sys.stderr.write(tr("Tapez les 24 mots, puis Entrée et Ctrl+D :") + "\n")
    typed = sys.stdin.read()
    numbered = sorted((int(number), word) for number, word in _NUMBERED.findall(typed))
    if numbered:
        return tuple(word for _, word in numbered)
    return tuple(word for word in typed.split() if not word.isdecimal())
