"""Somebody walks away with the data folder, the stick and the logs: ``strings`` finds nobody and no secret in them.

A shop at work, joined to a real centre: people with all that is known of them, codes, passwords, tickets, failed
sign-ins, a backup in the folder, a copy of the database before a migration, a second medium, logs with a bug in them.
Everything is looked at while the file is open, with its log of writes beside it, and again after it was closed.
"""

from __future__ import annotations

import base64
import logging
import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import RegistrationRequest, User
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.enums import Permission, UserRole
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.flows.backup import write_backup
from recyclique_desktop.flows.keeping import keep
from recyclique_desktop.flows.medium_choice import choose
from recyclique_desktop.flows.own_secret import OwnPassword, OwnPin, change_own_password, change_own_pin
from recyclique_desktop.flows.recovery_sheet import make_sheet
from recyclique_desktop.flows.sign_in import sign_in_with_password, sign_in_with_pin
from recyclique_desktop.services.people import AddPerson, add_person
from recyclique_desktop.system import logs
from recyclique_desktop.system.clock import SystemClock
from recyclique_desktop.system.passwords import hash_secret
from recyclique_desktop.system.secrets import FileStore, secret_name
from recyclique_desktop.system.throttle import ThrottleStore
from tests.postgres import CentralDatabase
from tests.services.selling import open_till
from tests.sync import real
from tests.sync.real import Post

PIN, NEW_PIN = "7359", "8264"
PASSWORD, NEW_PASSWORD = "Zibeline!4821", "Quetsche?9073"
NAMES = ("Zéphyrine", "Quatrebarbes", "zephyrine.quatrebarbes")
PERSONAL = {
    "email": "zephyrine.q@courriel-canari.fr", "phone_number": "06 98 76 54 32", "address": "3 impasse des Canaris",
    "notes": "allergique aux noix canari", "skills": "soudure canari", "availability": "mardi canari",
    "telegram_id": "canari987654",
}  # fmt: skip
TYPED_NAME = "Nom Tapé Parerreur"
ASKER = {"first_name": "Balthazar", "last_name": "Lenouveau", "email": "balthazar@canari.fr", "phone": "0612345678"}
HASHES = ("$argon2", "$2b$12")
_PRINTABLE = re.compile(rb"[\x20-\x7e\x80-\xff]{4,}")


class Loot:
    """What was stolen, and what ``strings`` says of it."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        self.files = [file for folder in folders for file in sorted(folder.rglob("*")) if file.is_file()]

    def finds(self, canaries: dict[str, bytes]) -> list[str]:
        """Return where something is readable: file and what it is."""
        return [
            f"{name}: {what}"
            for file in self.files
            for name, content in _unpacked(file.name, file.read_bytes())
            for what, canary in canaries.items()
            if any(_holds(text, canary) for text in (content, content.replace(b"\x00", b"")))
        ]


def _unpacked(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """Return a file, and what is in it when it is an archive."""
    yield name, content
    if zipfile.is_zipfile(BytesIO(content)):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            for member in archive.namelist():
                yield from _unpacked(f"{name}/{member}", archive.read(member))


def _holds(content: bytes, canary: bytes) -> bool:
    if len(canary) > 4:
        return canary.lower() in content.lower()
    lone = re.compile(rb"(?<![0-9A-Za-z.:_-])" + re.escape(canary) + rb"(?![0-9A-Za-z.:_-])")
    return any(lone.search(run.group()) for run in _PRINTABLE.finditer(content))


def canaries(post: Post) -> dict[str, bytes]:
    """Return what nobody may read, in the ways it could be written: plain, hexadecimal, base 64."""
    texts = {
        "code": PIN, "new code": NEW_PIN, "password": PASSWORD, "new password": NEW_PASSWORD, "typed": TYPED_NAME,
        **{f"name {number}": name for number, name in enumerate(NAMES)}, **PERSONAL,
        **{f"asker's {name}": text for name, text in ASKER.items()},
        **{f"hash {number}": mark for number, mark in enumerate(HASHES)},
    }  # fmt: skip
    found = {what: text.encode() for what, text in texts.items()}
    found |= {f"{what} in Latin-1": text.encode("latin-1") for what, text in texts.items() if not text.isascii()}
    for name in ("database", "signing", *(("centre",) if post.opened.config.centre is not None else ())):
        found[f"{name} key"] = post.store.get(secret_name(post.opened.config.installation_id, name))
    long = {what: canary for what, canary in found.items() if len(canary) > 6 and not what.startswith("hash")}
    found |= {f"{what} in hex": canary.hex().encode() for what, canary in long.items()}
    found |= {f"{what} in base 64": base64.b64encode(canary).rstrip(b"=")[:-2] for what, canary in long.items()}
    return found


def somebody(post: Post) -> User:
    """Add a person of whom everything is known, and somebody who asks to join."""
    opened, admin = post.opened, post.shop.admin
    person = AddPerson(
        user_id=opened.station.ids.new(), first_name=NAMES[0], last_name=NAMES[1], role=UserRole.USER,
        pin_hash=hash_secret(PIN), password_hash=hash_secret(PASSWORD), permissions=(Permission.CAISSE,),
        username=NAMES[2],
    )  # fmt: skip
    with opened.db.writing() as session:
        add_person(session, person, admin, opened.station)
    now = opened.station.clock.now()
    with opened.db.writing() as session:
        record(session, acts.USER_CHANGED, admin, opened.station)
        row = session.get_one(User, person.user_id)
        for name, text in PERSONAL.items():
            setattr(row, name, text)
        session.add(RegistrationRequest(id=opened.station.ids.new(), created_at=now, updated_at=now, **ASKER))
    return row


def work(post: Post) -> None:
    """Sign in rightly and wrongly, change secrets, sell."""
    row = somebody(post)
    opened, shop = post.opened, post.shop
    vault = ThrottleStore(post.folders.config, opened.config.installation_id)
    signed_in = sign_in_with_pin(opened.db, vault, row.id, PIN, opened.station)
    with pytest.raises(UserError):
        sign_in_with_pin(opened.db, vault, row.id, "9182", opened.station)
    with pytest.raises(UserError):
        sign_in_with_password(opened.db, vault, TYPED_NAME, PASSWORD, opened.station)
    change_own_pin(opened.db, vault, OwnPin(PIN, NEW_PIN), signed_in.actor, opened.station)
    change_own_password(opened.db, vault, OwnPassword(PASSWORD, NEW_PASSWORD), signed_in.actor, opened.station)
    till = open_till(replace(shop, volunteer=signed_in.actor))
    for price in (100, 250):
        till.sell(price=price, grams=price)
        post.clock.advance(timedelta(minutes=1))


def go_wrong(post: Post) -> None:
    """Fall over a person's row, as a bug would, and log it whole."""
    try:
        with post.opened.db.connection() as connection:
            connection.exec_driver_sql("INSERT INTO users SELECT * FROM users")
    except IntegrityError:
        logging.getLogger("test").critical("uncaught error", exc_info=True)
    try:
        with post.opened.db.writing() as session:
            record(session, acts.USER_CHANGED, post.shop.admin, post.opened.station)
            now = post.clock.now()
            session.add(
                User(
                    id=post.opened.station.ids.new(), username=NAMES[2], first_name=NAMES[0], hashed_password=PASSWORD,
                    created_at=now, updated_at=now, email=PERSONAL["email"],
                )
            )  # fmt: skip
    except IntegrityError:
        logging.getLogger("test").critical("uncaught error", exc_info=True)


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    made = real.alone(tmp_path / "shop", SimulatedClock(SystemClock().now()))
    store = FileStore(made.folders.config)
    for name in ("database", "signing"):
        key = secret_name(made.opened.config.installation_id, name)
        store.set(key, made.store.get(key))
    made.store = store
    stop = logs.start_logging(made.folders.logs)
    yield made
    stop()
    made.close()


def furnished(post: Post, folder: Path) -> tuple[Path, ...]:
    """Let the shop work, copy and fail; return what a thief takes."""
    make_sheet(post.opened, post.store, "La Clique", "C01 Caisse 1", post.chance.randbytes)
    stick = folder / "stick"
    stick.mkdir()
    choose(post.opened, stick)
    work(post)
    go_wrong(post)
    assert keep(post.opened).is_well
    write_backup(post.opened, post.folders.data)
    return post.folders.data, post.folders.logs, stick


def test_a_stolen_copy_tells_nothing_of_anybody(post: Post, tmp_path: Path) -> None:
    taken = furnished(post, tmp_path)
    loot = Loot(taken)
    names = {file.name for file in loot.files}
    assert any(name.endswith("-wal") for name in names), f"the log of writes is there to be read: {names}"
    assert any("uncaught error" in file.read_text("utf-8", "replace") for file in loot.files if file.suffix == ".log")
    known = canaries(post)
    assert loot.finds(known) == []
    post.close()
    assert Loot(taken).finds(known) == []
    post.restart()


@pytest.mark.postgres
def test_a_stolen_copy_of_a_joined_shop_holds_no_way_into_the_centre(
    post: Post, tmp_path: Path, centre: CentralDatabase
) -> None:
    taken = furnished(post, tmp_path)
    real.found(post, centre)
    assert post.sync().is_good
    assert keep(post.opened).is_well
    known = canaries(post)
    assert "centre key" in known
    assert Loot(taken).finds(known) == []


def test_the_scan_finds_what_is_readable(post: Post, tmp_path: Path) -> None:
    """Planted in every form it knows, a canary is found: an empty list above means something."""
    known = canaries(post)
    field = tmp_path / "planted"
    field.mkdir()
    (field / "plain.txt").write_bytes(b"x=" + NAMES[0].encode() + b" code " + PIN.encode() + b"\n")
    (field / "wide.bin").write_bytes(PASSWORD.encode("utf-16-le"))
    with zipfile.ZipFile(field / "inner.zip", "w") as archive:
        archive.writestr("log", PERSONAL["email"])
    (field / "hex.bin").write_bytes(NEW_PASSWORD.encode().hex().encode())
    found = " ".join(Loot((field,)).finds(known))
    for what in ("plain.txt: name 0", "plain.txt: code", "wide.bin: password", "inner.zip/log: email", "hex.bin: new"):
        assert what in found
    shutil.rmtree(field)
