"""Another process at the same file: ``python -m tests.services.opening_elsewhere FILE REGISTER PERSON``."""

from __future__ import annotations

import secrets
import sys
from pathlib import Path
from uuid import UUID

from recyclique_desktop.data import migrate
from recyclique_desktop.data.capture import Scribe
from recyclique_desktop.data.db import Database
from recyclique_desktop.data.queries.people import actor_of
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.ids import UuidFactory
from recyclique_desktop.domain.journal import Ed25519Signer
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.station import Station
from recyclique_desktop.services.cash_sessions import OpenSession, open_session
from tests.known import CENTRE_STREAM, KEY, MORNING, SIGNING_KEY, SITE, STREAM, WORKSTATION


def main() -> None:
    """Try to open the till, and say what came of it."""
    path, register, person = sys.argv[1:]
    clock = SimulatedClock(MORNING)
    station = Station(WORKSTATION, "C01", SITE, clock, UuidFactory(clock, secrets.token_bytes))
    scribe = Scribe(Ed25519Signer(SIGNING_KEY), STREAM, CENTRE_STREAM, "0.1.0", migrate.head())
    db = Database.open(Path(path), KEY, scribe)
    with db.reading() as session:
        actor = actor_of(session, UUID(person))
    try:
        with db.writing() as session:
            command = OpenSession(station.ids.new(), UUID(register), Cents(5_000))
            said = open_session(session, command, actor, station).number
    except UserError as error:
        said = error.code
    db.close()
    sys.stdout.write(said)


if __name__ == "__main__":
    main()
