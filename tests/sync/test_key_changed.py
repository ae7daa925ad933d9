"""A till that lost its signing key and took a new one: the centre knows it, and checks what is signed by it."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.flows import handing_in
from recyclique_desktop.system.clock import SystemClock
from recyclique_desktop.system.secrets import CENTRE, secret_name
from tests.flows.dead_machine import Shop, die, furnish, new_computer, opened, rebuilt
from tests.postgres import CentralDatabase
from tests.services.selling import Till
from tests.sync import real
from tests.sync.real import Post

pytestmark = pytest.mark.postgres


@dataclass
class Place:
    """A till that was rebuilt under a new key, with its login, and an office."""

    shop: Shop
    office: Post
    centre: CentralDatabase
    till: Till
    old_key: bytes

    @property
    def post(self) -> Post:
        return self.shop.post

    def key_at_centre(self) -> tuple[bytes, bytes]:
        """Return the workstation's key, and its stream's."""
        query = (
            "SELECT w.public_key, s.public_key FROM workstations w JOIN sync.streams s ON s.workstation_id = w.id"
            " WHERE w.code = 'C01'"
        )
        with self.centre.connect() as connection:
            row: Any = connection.execute(query).fetchone()
        return bytes(row[0]), bytes(row[1])

    def exported(self, folder: Path) -> Path:
        handing_in.export(self.post.opened, folder / "journal.txt")
        return folder / "journal.txt"

    def import_file(self, file: Path) -> Any:
        return handing_in.import_journal(self.office.opened, self.office.store, file, self.office.shop.admin)


@pytest.fixture
def place(tmp_path: Path, centre: CentralDatabase) -> Iterator[Place]:
    post = real.found(real.alone(tmp_path / "till", SimulatedClock(SystemClock().now())), centre)
    with ExitStack() as posts:
        posts.callback(post.close)
        shop = furnish(post, tmp_path)
        code = real.code_for(centre, WorkstationKind.OFFICE)
        office = real.joined(tmp_path / "office", post.clock, code, "Bureau", seed=6)
        posts.callback(office.close)
        shop.sell(100)
        post.sync()
        shop.follow()
        login = post.store.get(secret_name(post.opened.config.installation_id, CENTRE))
        old_key, medium = post.opened.public_key, shop.medium
        die(shop)
        ground = new_computer(tmp_path / "new", post.clock)
        assert rebuilt(shop, ground, medium=medium).new_signing_key
        ground.store.set(secret_name(post.opened.config.installation_id, CENTRE), login)
        post.opened, post.store, post.folders = opened(ground), ground.store, ground.folders
        till = Till(post.shop, shop.till.session_id, shop.till.number)
        till.sell(price=200)
        yield Place(shop, office, centre, till, old_key)


def test_the_centre_takes_the_new_key_at_the_push_that_tells_of_it_and_every_office_hears(place: Place) -> None:
    new = place.post.opened.public_key
    assert place.key_at_centre() == (place.old_key, place.old_key)
    for _ in range(2):
        assert place.post.sync().cause is None
    assert place.key_at_centre() == (new, new)
    place.office.sync()
    assert place.office.rows("SELECT public_key FROM workstations WHERE code = 'C01'") == [(new,)]
    assert place.post.breaches() == []
    assert place.office.breaches() == []


def test_every_signature_of_a_journal_file_is_checked_under_the_old_key_and_the_new(
    place: Place, tmp_path: Path
) -> None:
    place.post.sync()
    place.office.sync()
    place.till.sell(price=300)
    file = place.exported(tmp_path)
    lines = file.read_text("ascii").splitlines()
    for number in (2, len(lines) - 1):  # one signed by the old key, one by the new
        told = json.loads(lines[number])
        told["signature"] = base64.b64encode(b"\1" * 64).decode()
        forged = tmp_path / f"forged-{number}.txt"
        forged.write_text("\n".join([*lines[:number], json.dumps(told), *lines[number + 1 :]]) + "\n", "ascii")
        with pytest.raises(UserError, match=r"handing_in\.damaged"):
            place.import_file(forged)
    done = place.import_file(file)
    assert (done.stored > 0, done.unproven) == (True, 0)


def test_what_a_key_signed_that_the_centre_never_heard_of_is_taken_and_said(place: Place, tmp_path: Path) -> None:
    done = place.import_file(place.exported(tmp_path))
    assert done.stored > 0
    assert done.unproven >= 2, "the change of key itself, and the sale after it"
    assert place.key_at_centre()[0] == place.post.opened.public_key
    (row,) = place.office.rows("SELECT details_json FROM audit_logs WHERE action_type = 'journal_imported'")
    assert json.loads(row[0])["unproven"] == done.unproven
    assert place.import_file(tmp_path / "journal.txt").stored == 0


def test_an_old_change_of_key_handed_in_late_does_not_bring_the_old_key_back(place: Place) -> None:
    place.post.sync()
    with place.centre.connect() as connection:
        connection.execute("UPDATE workstations SET public_key = decode(repeat('ab', 32), 'hex') WHERE code = 'C01'")
        connection.execute(
            "SELECT sync.take_keys(stream_id, ARRAY[convert_from(header, 'UTF8')::jsonb],"
            " ARRAY[convert_from(payload, 'UTF8')::jsonb]) FROM sync.ledger WHERE act = 'key.changed'"
        )
    assert place.key_at_centre()[0] == b"\xab" * 32
