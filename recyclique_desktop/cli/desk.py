"""Opening the workstation of a folder for one command, and knowing who acts."""

from __future__ import annotations

import getpass
import os
import secrets
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from recyclique_desktop.data.queries import people
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.flows.looking import open_to_look
from recyclique_desktop.flows.recover import Ground
from recyclique_desktop.flows.sign_in import sign_in_with_password, sign_out
from recyclique_desktop.flows.workstation import open_workstation
from recyclique_desktop.system import config as configuration
from recyclique_desktop.system import messages
from recyclique_desktop.system.clock import SystemClock
from recyclique_desktop.system.lock import InstanceLock
from recyclique_desktop.system.messages import tr
from recyclique_desktop.system.paths import folders
from recyclique_desktop.system.secrets import choose_store
from recyclique_desktop.system.throttle import ThrottleStore

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from recyclique_desktop.domain.station import Actor
    from recyclique_desktop.flows.workstation import OpenWorkstation
    from recyclique_desktop.system.config import WorkstationConfig
    from recyclique_desktop.system.paths import Folders

PASSWORD_VARIABLE = "RECYCLIQUE_PASSWORD"  # noqa: S105  the name of a variable


@contextmanager
def reading(arguments: argparse.Namespace) -> Iterator[OpenWorkstation]:
    """Open the workstation to look at it; another program may go on selling meanwhile.

    Raises:
        UserError: ``database.older``: looking changes nothing, not even for the better.
    """
    where = folders(arguments.data_dir)
    speak_as(where)
    workstation = open_to_look(where, choose_store(where), SystemClock(), secrets.token_bytes)
    try:
        yield workstation
    finally:
        workstation.db.close()


@contextmanager
def writing(arguments: argparse.Namespace) -> Iterator[OpenWorkstation]:
    """Open the workstation to write in it, alone.

    Raises:
        UserError: ``config.missing``, ``instance.running``, and what opening refuses.
    """
    where = folders(arguments.data_dir)
    speak_as(where)
    with InstanceLock(where.data):
        workstation = _opened(where)
        try:
            yield workstation
        finally:
            workstation.close()


def ground(arguments: argparse.Namespace) -> Ground:
    """Return the folders and the keys of a workstation that may not open by itself."""
    where = folders(arguments.data_dir)
    return Ground(where, choose_store(where), SystemClock(), secrets.token_bytes)


def speak_as(where: Folders) -> None:
    """Take the language and the time zone of the workstation in this folder."""
    use_language_of(configuration.load(where.data))


def use_language_of(config: WorkstationConfig) -> None:
    """Take the language and the time zone of a workstation."""
    messages.use_language(config.language)
    messages.use_zone(ZoneInfo(config.zone))


@contextmanager
def acting(workstation: OpenWorkstation, name: str | None) -> Iterator[Actor]:
    """Sign a person in by her password for one command, and out again.

    Args:
        workstation: Open for writing.
        name: Of the person; without one, the only administrator there is.

    Raises:
        UserError: ``signin.*``.
    """
    db, station = workstation.db, workstation.station
    vault = ThrottleStore(workstation.folders.config, workstation.config.installation_id)
    username = name or _only_administrator(workstation)
    person = sign_in_with_password(db, vault, username, _secret_of(username), station)
    try:
        yield person.actor
    finally:
        sign_out(db, person, station)


def _only_administrator(workstation: OpenWorkstation) -> str:
    with workstation.db.reading() as session:
        tiles = people.sign_in_tiles(session, workstation.station.site_id)
        found = [tile.user_id for tile in tiles if tile.detail == people.MANAGER_DETAIL]
        only = people.credentials(session, found[0]) if len(found) == 1 else None
    if only is None:
        raise UserError("signin.person_needed")
    return only.username


def _secret_of(name: str) -> str:
    """Return the password: from the environment, else asked for."""
    given = os.environ.get(PASSWORD_VARIABLE)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise UserError("signin.secret_needed", variable=PASSWORD_VARIABLE)
    return getpass.getpass(tr("Mot de passe de {name} : ", name=name))


def _opened(where: Folders) -> OpenWorkstation:
    return open_workstation(where, choose_store(where), SystemClock(), secrets.token_bytes)
