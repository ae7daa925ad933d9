"""Nothing that is anybody's own reaches a log, a crash report or what is sent to support: canaries are looked for.

The real program runs with made-up secrets and names, is made to fail in every way it knows and in ways it does not;
then every byte it left outside the encrypted database is searched.
"""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from PySide6.QtTest import QTest
from sqlalchemy.exc import SQLAlchemyError

from recyclique_desktop.data.queries.people import actor_of
from recyclique_desktop.demo import shop
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.enums import UserRole
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.flows import person_data
from recyclique_desktop.flows.own_secret import OwnPin, change_own_pin
from recyclique_desktop.flows.sign_in import sign_in_with_password, sign_in_with_pin
from recyclique_desktop.services import people
from recyclique_desktop.system import logs
from recyclique_desktop.system.passwords import CHEAP, hash_secret
from recyclique_desktop.system.paths import Folders
from recyclique_desktop.system.secrets import MemoryStore
from recyclique_desktop.system.throttle import ThrottleStore
from recyclique_desktop.ui.means import Means
from tests.cli.conftest import made, new_shop  # the shop that the command line makes
from tests.known import MORNING
from tests.sync.real import Post, alone
from tests.ui.test_app import NOW, Running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QApplication

    from recyclique_desktop.domain.station import Actor
    from recyclique_desktop.flows.workstation import OpenWorkstation
    from tests.cli.conftest import NewShop

__all__ = ["made", "new_shop"]

FIRST, LAST, USER = "Zoécanari", "Hirondellecanari", "zoe.canari"
PIN, WRONG_PIN = "7391", "6284"
PASSWORD, WRONG_PASSWORD = "Canari-Secret!42", "Canari-Faux!43"
MAIL, PHONE, DSN_PASSWORD = "zoe.canari@exemple.fr", "0699887766", "dsn-canari-9481"
CANARIES = (
    FIRST, LAST, USER, PIN, WRONG_PIN, PASSWORD, WRONG_PASSWORD, MAIL, PHONE, DSN_PASSWORD,
)  # fmt: skip


def leaks(*texts: str) -> list[str]:
    return sorted({canary for text in texts for canary in CANARIES if _is_in(canary, text)})


def _is_in(canary: str, text: str) -> bool:
    """Tell whether a word stands there; digits of a code also stand within hashes and times, which tell nothing."""
    if not canary.isdecimal():
        return canary in text
    return re.search(rf"(?<![0-9A-Za-z.,]){canary}(?![0-9A-Za-z])", text) is not None


def files_outside_the_database(*folders: Path) -> list[tuple[str, str]]:
    paths = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    return [(str(path), path.read_bytes().decode("utf-8", "replace")) for path in paths]


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    made = alone(tmp_path, SimulatedClock(MORNING))
    yield made
    made.close()


@pytest.fixture
def logged(post: Post) -> Iterator[Callable[[], str]]:
    """Write the real log at its most talkative; return what it holds."""
    stop = logs.start_logging(post.folders.logs, logging.DEBUG)
    yield lambda: "\n".join(text for _path, text in files_outside_the_database(post.folders.logs))
    stop()


def folders_of(folders: Folders) -> tuple[Path, ...]:
    return folders.data, folders.config, folders.logs


def add_zoe(post: Post) -> people.AddPerson:
    return add_person(post.opened, post.shop.admin)


def add_person(opened: OpenWorkstation, admin: Actor) -> people.AddPerson:
    """Add somebody all of whose data are canaries."""
    command = people.AddPerson(
        opened.station.ids.new(), FIRST, LAST, UserRole.USER, hash_secret(PIN, CHEAP), hash_secret(PASSWORD, CHEAP),
        username=USER,
    )  # fmt: skip
    with opened.db.writing() as session:
        people.add_person(session, command, admin, opened.station)
    with opened.db.connection() as connection:
        connection.exec_driver_sql(
            "UPDATE users SET email = ?, phone_number = ? WHERE username = ?", (MAIL, PHONE, USER)
        )
        connection.commit()
    return command


def test_g07_flows_that_succeed_and_fail_leave_no_canary_in_the_log(post: Post, logged: Callable[[], str]) -> None:
    zoe, opened = add_zoe(post), post.opened
    vault = ThrottleStore(post.folders.config, opened.config.installation_id)
    log = logging.getLogger("recyclique_desktop.test")
    for attempt in (
        lambda: sign_in_with_pin(opened.db, vault, zoe.user_id, WRONG_PIN, opened.station),
        lambda: sign_in_with_pin(opened.db, vault, zoe.user_id, PIN, opened.station),
        lambda: sign_in_with_password(opened.db, vault, USER, WRONG_PASSWORD, opened.station),
        lambda: sign_in_with_password(opened.db, vault, MAIL, PASSWORD, opened.station),
        lambda: change_own_pin(opened.db, vault, OwnPin(WRONG_PIN, PIN), post.shop.admin, opened.station, costs=CHEAP),
        lambda: person_data.show(opened.db, zoe.user_id, post.shop.admin, opened.station),
        lambda: add_zoe(post),  # the name is taken: the database refuses, or the service
    ):
        try:
            attempt()
        except UserError as error:
            log.warning("refused", exc_info=error)
        except Exception as error:
            log.exception("failed", exc_info=error)
    text = logged()
    assert "refused" in text, "the log was written"
    assert leaks(text) == []


@pytest.mark.parametrize(
    "bug",
    [
        ValueError(f"no such person: {FIRST} {LAST}"),
        KeyError(USER),
        RuntimeError(f"could not write '{LAST}' with {MAIL}"),
        OSError(13, "refused", f"/home/{USER}/x"),
        RuntimeError(f"postgresql://caisse:{DSN_PASSWORD}@centre/db"),
        RuntimeError(f"code {PIN} of {PHONE}"),
    ],
)
def test_g07_a_bug_is_reported_without_what_it_was_about(logged: Callable[[], str], bug: Exception) -> None:
    shown: list[str] = []
    restore = logs.install_crash_hook(shown.append)
    pin, password = PIN, PASSWORD

    def fail() -> None:
        secret = (pin, password, FIRST)  # in the frame: traces show code, never values
        assert secret
        raise bug

    try:
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
    finally:
        restore()
    (text,) = shown
    assert type(bug).__name__ in text
    assert "in fail" in text
    assert leaks(text, logged()) == []


def test_g07_a_statement_that_the_database_refuses_does_not_tell_its_values(
    post: Post, logged: Callable[[], str]
) -> None:
    add_zoe(post)
    with pytest.raises(SQLAlchemyError) as refused, post.opened.db.connection() as connection:
        connection.exec_driver_sql("INSERT INTO users (id, username) VALUES (?, ?)", (b"\1" * 16, USER))
    logging.getLogger("recyclique_desktop.test").error("failed", exc_info=refused.value)
    assert leaks(logs.crash_text(refused.value)) == []
    assert "failed" in logged()
    assert leaks(logged()) == []


@pytest.mark.screen
def test_g07_the_real_window_leaves_no_canary_outside_the_encrypted_file(qapp: QApplication, tmp_path: Path) -> None:
    folders, store = Folders(tmp_path / "data", tmp_path / "config", tmp_path / "logs"), MemoryStore()
    opened = shop.create_shop(folders, store, SimulatedClock(NOW), os.urandom)
    with opened.db.reading() as session:
        (admin,) = session.connection().exec_driver_sql("SELECT id FROM users WHERE role = 'super-admin'").one()
        actor = actor_of(session, UUID(bytes=admin))
    add_person(opened, actor)
    opened.close()
    stop = logs.start_logging(folders.logs, logging.DEBUG)
    running = Running(Means(folders, store, SimulatedClock(NOW), debounce_ms=0))
    try:
        running.come_in("z", WRONG_PIN)
        running.type(PIN)
        running.key("enter")
        assert running.page != "sign_in", "the right code opens"
        running.program.crash("a bug")
        QTest.qWait(20)
    finally:
        running.stop()
        stop()
    found = {path: leaks(text) for path, text in files_outside_the_database(*folders_of(folders))}
    assert {path: names for path, names in found.items() if names} == {}
    assert any("recyclique.log" in path for path in found)


def test_g07_what_is_sent_to_support_and_a_wrong_address_hold_no_secret(new_shop: NewShop) -> None:
    dsn = f"postgresql://caisse:{DSN_PASSWORD}@127.0.0.1:1/clique"
    place = new_shop.place
    for arguments in (("doctor", "--json"), ("central", "check", "--dsn", dsn, "--json"), ("verify", "--json")):
        done = place.run(*arguments)
        assert leaks(done.out, done.err) == []
        assert new_shop.password not in done.out + done.err
        json.loads(done.out)
    process = subprocess.run(
        [sys.executable, "-m", "recyclique_desktop.cli", "central", "check", "--dsn", dsn],
        capture_output=True, text=True, env=place.environment, check=False, timeout=120,
    )  # fmt: skip
    assert process.returncode != 0
    assert leaks(process.stdout, process.stderr) == []
    texts = [text for _path, text in files_outside_the_database(*folders_of(place.folders))]
    assert leaks(*texts) == []
    assert not any("Zoé Martin" in text for text in texts), "the administrator's own name lies in the database alone"
    assert not any(new_shop.password in text for text in texts)
