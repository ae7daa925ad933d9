"""``recyclique person`` and ``recyclique settings``: a person's data, and the values a shop sets."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recyclique_desktop.cli.outcome import Outcome
from recyclique_desktop.cli.parser import add_person
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.system.messages import tr

if TYPE_CHECKING:
    import argparse
    from uuid import UUID

    from recyclique_desktop.cli.parser import Commands
    from recyclique_desktop.flows.workstation import OpenWorkstation

SECRET_VARIABLE = "RECYCLIQUE_SECRET_KEY"  # noqa: S105  the name of a variable


def add(commands: Commands) -> None:
    """Add the commands."""
    group = commands.group("person", summary=tr("les données d’une personne"))
    export = group.add("export", run_export, summary=tr("écrire tout ce qui est connu d’une personne (ZIP)"))
    export.add_argument("name", metavar=tr("PERSONNE"), help=tr("son nom ou son nom d’utilisateur"))
    export.add_argument("file", type=Path, metavar=tr("FICHIER"), help=tr("le fichier à créer"))
    add_person(export)
    forget = group.add("anonymise", run_anonymise, summary=tr("oublier une personne ; ses tickets restent"))
    forget.add_argument("name", metavar=tr("PERSONNE"), help=tr("son nom ou son nom d’utilisateur"))
    forget.add_argument("--reason", required=True, metavar=tr("RAISON"), help=tr("gardée ; sans son nom"))
    add_person(forget)
    group.add("register", run_register, summary=tr("le registre des traitements, à imprimer"))
    chosen = commands.group("settings", summary=tr("les réglages du magasin"))
    chosen.add("list", run_list, summary=tr("montrer les réglages"))
    key = chosen.add("secret-key", run_secret_key, summary=tr("donner à ce bureau la SECRET_KEY de RecyClique 1.4.4"))
    add_person(key)


def run_export(arguments: argparse.Namespace) -> Outcome:
    """Write a person's data into a file."""
    from recyclique_desktop.cli import desk  # noqa: PLC0415  heavy
    from recyclique_desktop.flows import person_data  # noqa: PLC0415

    with desk.writing(arguments) as workstation, desk.acting(workstation, arguments.person) as actor:
        user_id = _person(workstation, arguments.name)
        data = person_data.export(workstation.db, user_id, arguments.file, actor, workstation.station)
    text = tr("{n:number} lignes écrites dans {file}", n=data.rows, file=str(arguments.file))
    return Outcome(text, {"file": str(arguments.file), "rows": data.rows, "operator_code": data.operator_code})


def run_anonymise(arguments: argparse.Namespace) -> Outcome:
    """Forget a person."""
    from recyclique_desktop.cli import desk  # noqa: PLC0415  heavy
    from recyclique_desktop.documents.person_file import kept_words  # noqa: PLC0415
    from recyclique_desktop.flows import person_data  # noqa: PLC0415
    from recyclique_desktop.services.privacy import AnonymisePerson  # noqa: PLC0415

    with desk.writing(arguments) as workstation, desk.acting(workstation, arguments.person) as actor:
        command = AnonymisePerson(_person(workstation, arguments.name), arguments.reason)
        data = person_data.forget(workstation.db, command, actor, workstation.station)
    lines = [tr("C’est fait : il ne reste que {code}.", code=data.operator_code)]
    if data.kept_by_law:
        lines.append(kept_words(data))
    return Outcome("\n".join(lines), {"operator_code": data.operator_code, "kept_by_law": dict(data.kept_by_law)})


def run_register(arguments: argparse.Namespace) -> Outcome:
    """Show the register of processing."""
    from recyclique_desktop.cli import desk  # noqa: PLC0415  heavy
    from recyclique_desktop.flows import person_data  # noqa: PLC0415

    with desk.reading(arguments) as workstation, workstation.db.reading() as session:
        text = person_data.register_text(session, workstation.station)
    return Outcome(text, {"register": text})


def run_list(arguments: argparse.Namespace) -> Outcome:
    """Show every setting that screens offer, and what holds."""
    from recyclique_desktop.cli import desk  # noqa: PLC0415  heavy
    from recyclique_desktop.data.queries.admin_settings import shop_settings  # noqa: PLC0415

    with desk.reading(arguments) as workstation, workstation.db.reading() as session:
        found = shop_settings(session, workstation.station)
    held: dict[str, Any] = {line.key.name: line.own or line.everywhere or "" for line in found.lines}
    lines = [
        f"{line.key.name:32} {held[line.key.name] or line.value!s:24} {tr(line.key.label)}" for line in found.lines
    ]
    return Outcome("\n".join(lines), {"settings": held})


def run_secret_key(arguments: argparse.Namespace) -> Outcome:
    """Keep the key with which 1.4.4 encrypts its settings, in the keyring of this workstation."""
    from recyclique_desktop.cli import desk  # noqa: PLC0415  heavy
    from recyclique_desktop.flows.thresholds import ThresholdKeys, held  # noqa: PLC0415
    from recyclique_desktop.system.secrets import choose_store  # noqa: PLC0415

    with desk.writing(arguments) as workstation, desk.acting(workstation, arguments.person) as actor:
        actor.require_super_admin()
        keys = ThresholdKeys(choose_store(workstation.folders), workstation.config.installation_id)
        keys.remember(_secret())
        found = held(workstation.db, workstation.station, keys)
    said = tr("Clé gardée : {place}.", place=choose_store(workstation.folders).where)
    if found.is_set:
        said += " " + tr("Seuil d’alerte lu : {amount:euros}.", amount=found.thresholds.cash)
    return Outcome(said, {"kept": True, "read": found.is_set})


def _secret() -> str:
    given = os.environ.get(SECRET_VARIABLE)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise UserError("signin.secret_needed", variable=SECRET_VARIABLE)
    return getpass.getpass(tr("SECRET_KEY de RecyClique 1.4.4 : "))


def _person(workstation: OpenWorkstation, name: str) -> UUID:
    from recyclique_desktop.data.queries.people import find_by_name  # noqa: PLC0415  heavy

    with workstation.db.reading() as session:
        found = find_by_name(session, name)
    if found is None:
        raise UserError("person.not_found")
    return found
