"""A shop that works on this machine, and a centre that it was handed over to."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from recyclique_desktop.data.capture import Scribe
from recyclique_desktop.data.db import Database
from recyclique_desktop.domain.journal import Ed25519Signer
from tests.central_api.journals import Journal, journal_of, journals
from tests.central_api.machines import Machine, another, found_with
from tests.conftest import Shop
from tests.known import KEY, STREAM, WORKSTATION
from tests.postgres import CentralDatabase


@pytest.fixture
def till(centre: CentralDatabase, shop: Shop) -> Iterator[Machine]:
    """The shop's till, let in, its shared rows handed over; nothing of its own journal is pushed yet."""
    own, shared = journals(shop.db, STREAM)
    machine = found_with(centre, own, shared, WORKSTATION)
    yield machine
    machine.line.close()


@pytest.fixture
def newcomer(till: Machine) -> Iterator[Callable[..., Machine]]:
    """Lets more machines of the shop in, without a file of their own: ``newcomer(kind, **wish)``."""
    made: list[Machine] = []

    def let_in(kind: str, **wish: Any) -> Machine:
        made.append(another(till.base, kind, **wish))
        return made[-1]

    yield let_in
    for machine in made:
        machine.line.close()


@pytest.fixture
def office(newcomer: Callable[..., Machine]) -> Machine:
    """An office of the shop."""
    return newcomer("office")


@pytest.fixture
def joined(shop: Shop, till: Machine) -> Iterator[Shop]:
    """The same shop once the centre holds its shared rows: what it changes of them becomes a wish."""
    before = shop.db.scribe
    assert before is not None
    scribe = Scribe(before.signer, before.stream_id, None, before.software, before.schema_version, before.salt)
    shop.db.close()
    db = Database.open(shop.db.path, KEY, scribe)
    yield dataclasses.replace(shop, db=db)
    db.close()


@pytest.fixture
def signer() -> Ed25519Signer:
    """The key of the tests' till."""
    from tests.known import SIGNING_KEY  # noqa: PLC0415

    return Ed25519Signer(SIGNING_KEY)


def unsent(shop: Shop, machine: Machine) -> Journal:
    """What the centre lacks of the shop's own journal."""
    return journal_of(shop.db, STREAM, machine.hello()["last_seq"])
