"""``recyclique enrol``: an empty folder becomes a workstation of a shop; a shop that worked alone founds a centre.

A workstation that its centre does not let in any more comes back.
"""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recyclique_desktop.cli.centre import add_dsn
from recyclique_desktop.cli.outcome import Exit, Outcome
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.system.messages import sentence, tr

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from recyclique_desktop.cli.parser import Commands
    from recyclique_desktop.flows.workstation import OpenWorkstation
    from recyclique_desktop.system.code_file import CodeFile
    from recyclique_desktop.system.paths import Folders
    from recyclique_desktop.system.secrets import SecretStore


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add("enrol", run, summary=tr("relier ce poste à un centre, avec un code donné au bureau"))
    parser.add_argument(
        "--code-file", type=Path, metavar=tr("FICHIER"), help=tr("le fichier donné avec le code : rien d’autre à taper")
    )
    parser.add_argument("--code", metavar="CODE", help=tr("le code, par exemple K7QM-4TXB"))
    add_dsn(parser, required=False)
    parser.add_argument("--name", metavar=tr("NOM"), help=tr("nom du nouveau poste, par exemple « Caisse 2 »"))


def run(arguments: argparse.Namespace) -> Outcome:
    """Join, or found; whatever fails, the folder stays as it was and the same command may be given again."""
    from recyclique_desktop.system import config  # noqa: PLC0415  heavy
    from recyclique_desktop.system.lock import InstanceLock  # noqa: PLC0415
    from recyclique_desktop.system.paths import folders  # noqa: PLC0415
    from recyclique_desktop.system.secrets import choose_store  # noqa: PLC0415

    access = _access(arguments)
    where = folders(arguments.data_dir)
    where.create()
    store = choose_store(where)
    with InstanceLock(where.data):
        if config.exists(where.data):
            is_back = config.load(where.data).centre is not None
            with _standing(where, store, access, is_back=is_back) as opened:
                return _back(opened, store) if is_back else Outcome(*_told(opened, store, is_founder=True))
        with _joining(where, store, access, arguments.name) as opened:
            return _newcomer(opened, store)


@contextmanager
def _standing(
    where: Folders, store: SecretStore, access: CodeFile, *, is_back: bool
) -> Iterator[OpenWorkstation]:  # fmt: skip
    """Hand this shop over to the centre, or come back to it."""
    from recyclique_desktop.cli.desk import speak_as  # noqa: PLC0415  heavy
    from recyclique_desktop.flows.join import come_back, found_centre  # noqa: PLC0415
    from recyclique_desktop.flows.workstation import open_workstation  # noqa: PLC0415
    from recyclique_desktop.system.clock import SystemClock  # noqa: PLC0415

    speak_as(where)
    opened = open_workstation(where, store, SystemClock(), secrets.token_bytes)
    try:
        enter = come_back if is_back else found_centre
        yield enter(opened, store, access, secrets.token_bytes)
    finally:
        opened.close()


@contextmanager
def _joining(
    where: Folders, store: SecretStore, access: CodeFile, name: str | None
) -> Iterator[OpenWorkstation]:  # fmt: skip
    """Make a workstation of the shop at the centre."""
    from recyclique_desktop.flows.join import Ground, Newcomer, join  # noqa: PLC0415  heavy
    from recyclique_desktop.system.clock import SystemClock  # noqa: PLC0415

    ground = Ground(where, store, SystemClock(), secrets.token_bytes)
    opened = join(ground, Newcomer(name or _usual_name(access)), access)
    try:
        yield opened
    finally:
        opened.close()


def _usual_name(access: CodeFile) -> str:
    names = {"till": tr("Caisse"), "reception": tr("Réception"), "office": tr("Bureau")}
    return names[access.kind.value] if access.kind else tr("Poste")


def _access(arguments: argparse.Namespace) -> CodeFile:
    """Put together what was typed.

    Raises:
        UserError: ``enrol.access_missing``, ``code_file.unreadable``, ``central.dsn_wrong``.
    """
    from recyclique_desktop.central.admission import address_of  # noqa: PLC0415  heavy
    from recyclique_desktop.system import code_file  # noqa: PLC0415

    if arguments.code_file is not None:
        given = code_file.read(arguments.code_file)
        return given.model_copy(update={"code": arguments.code}) if arguments.code else given
    if arguments.dsn is None or arguments.code is None:
        raise UserError("enrol.access_missing")
    at = address_of(arguments.dsn)
    return code_file.CodeFile(
        host=at.host, port=at.port, database=at.database, login=at.user, password=at.password, ca=at.ca,
        code=arguments.code,
    )  # fmt: skip


def _newcomer(opened: OpenWorkstation, store: SecretStore) -> Outcome:
    """Say who the new workstation is, and give it its recovery sheet, shown this once."""
    from recyclique_desktop.data.queries.places import workplace  # noqa: PLC0415  heavy
    from recyclique_desktop.flows.recovery_sheet import make_sheet  # noqa: PLC0415

    text, data = _told(opened, store, is_founder=False)
    with opened.db.reading() as session:
        place = workplace(session, opened.station)
    try:
        name = f"{place.workstation_code} {place.workstation_name}"
        sheet = make_sheet(opened, store, place.site_name, name, secrets.token_bytes)
    except UserError as error:
        missing = {"error": error.code, "message": sentence(error)}
        return Outcome(f"{text}\n\n{sentence(error)}", data | missing, Exit.REFUSED)
    return Outcome(f"{text}\n\n{sheet.text}", data | {"recovery_words": list(sheet.words)})


def _back(opened: OpenWorkstation, store: SecretStore) -> Outcome:
    _, data = _told(opened, store, is_founder=False)
    text = tr("Le poste {code} est de nouveau relié au centre. Rien n’a été perdu.", code=opened.config.code)
    return Outcome(f"{text}\n{tr('Pour échanger : recyclique sync --once')}", data | {"back": True})


def _told(opened: OpenWorkstation, store: SecretStore, *, is_founder: bool) -> tuple[str, dict[str, Any]]:
    config = opened.config
    centre = config.centre
    if centre is None:
        raise RuntimeError("enrolled without a centre")
    data = {
        "workstation": config.code,
        "kind": config.kind.value,
        "founded": is_founder,
        "host": centre.host,
        "port": centre.port,
        "database": centre.database,
        "data_dir": str(opened.folders.data),
        "keys": store.where,
    }
    if is_founder:
        text = tr("Le centre a reçu ce magasin. Le poste {code} y est relié.", code=config.code)
    else:
        text = tr("Ce poste est {code}, relié au centre {host}.", code=config.code, host=centre.host)
    return f"{text}\n{tr('Pour échanger : recyclique sync --once')}", data
