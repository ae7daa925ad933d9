from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING
from uuid import UUID

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.errors import KeyringLocked, PasswordDeleteError

from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.system import secrets
from recyclique_desktop.system.paths import Folders
from recyclique_desktop.system.secrets import (
    FileStore,
    KeyringStore,
    MemoryStore,
    SecretStore,
    choose_store,
    secret_name,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

KEY = bytes(range(32))
NAME = secret_name(UUID(int=7), secrets.DATABASE)


class WorkingKeyring(KeyringBackend):
    """A keyring that keeps what it is given."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError


class LockedKeyring(WorkingKeyring):
    """A keyring that nobody unlocks."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked

    def delete_password(self, service: str, username: str) -> None:
        raise KeyringLocked


class ForgetfulKeyring(WorkingKeyring):
    """A keyring that keeps the probe and loses everything else."""

    def set_password(self, service: str, username: str, password: str) -> None:
        if username == "probe":
            super().set_password(service, username, password)


@pytest.fixture
def use_keyring() -> Iterator[Callable[[KeyringBackend], None]]:
    before = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(before)


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path / "data", tmp_path / "config", tmp_path / "logs")


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(UserError) as caught:
        act()
    return caught.value.code


@pytest.mark.parametrize("kind", ["memory", "file", "keyring"])
def test_a_key_comes_back_and_can_be_forgotten(
    kind: str, tmp_path: Path, use_keyring: Callable[[KeyringBackend], None]
) -> None:
    use_keyring(WorkingKeyring())
    stores: dict[str, SecretStore] = {"memory": MemoryStore(), "file": FileStore(tmp_path), "keyring": KeyringStore()}
    store = stores[kind]
    store.set(NAME, b"old")
    store.set(NAME, KEY)
    assert store.get(NAME) == KEY
    store.delete(NAME)
    store.delete(NAME)
    assert code_of(lambda: store.get(NAME)) == "secret.missing"
    assert store.where


def test_the_keyring_is_chosen_when_it_gives_back_what_it_was_given(
    folders: Folders, use_keyring: Callable[[KeyringBackend], None]
) -> None:
    working = WorkingKeyring()
    use_keyring(working)
    store = choose_store(folders)
    store.set(NAME, KEY)
    assert store.get(NAME) == KEY
    assert store.where == KeyringStore().where
    assert working.kept.keys() == {("RecyClique Desktop", NAME)}
    assert not folders.config.exists()


@pytest.mark.parametrize("broken", [fail.Keyring, null.Keyring, LockedKeyring])
def test_without_a_keyring_the_key_is_in_a_private_file_and_the_screen_says_where(
    broken: type[KeyringBackend], folders: Folders, use_keyring: Callable[[KeyringBackend], None]
) -> None:
    use_keyring(broken())
    store = choose_store(folders)
    store.set(NAME, KEY)
    assert choose_store(folders).get(NAME) == KEY
    assert str(folders.config / "keys.json") in store.where
    assert (folders.config / "keys.json").stat().st_mode & 0o777 == 0o600


def test_a_keyring_that_forgets_is_found_out_before_the_first_sale(
    folders: Folders, use_keyring: Callable[[KeyringBackend], None]
) -> None:
    use_keyring(ForgetfulKeyring())
    store = choose_store(folders)
    assert code_of(lambda: store.set(NAME, KEY)) == "secret.missing"


def test_a_key_in_the_file_is_found_although_a_keyring_appeared_later(
    folders: Folders, use_keyring: Callable[[KeyringBackend], None]
) -> None:
    FileStore(folders.config).set(NAME, KEY)
    use_keyring(WorkingKeyring())
    assert choose_store(folders).get(NAME) == KEY


def test_an_old_copy_in_the_file_never_hides_the_new_key(
    folders: Folders, use_keyring: Callable[[KeyringBackend], None]
) -> None:
    FileStore(folders.config).set(NAME, b"old")
    use_keyring(WorkingKeyring())
    choose_store(folders).set(NAME, KEY)
    assert choose_store(folders).get(NAME) == KEY


def test_a_deleted_key_is_nowhere(folders: Folders, use_keyring: Callable[[KeyringBackend], None]) -> None:
    use_keyring(WorkingKeyring())
    FileStore(folders.config).set(NAME, KEY)
    KeyringStore().set(NAME, KEY)
    choose_store(folders).delete(NAME)
    assert code_of(lambda: choose_store(folders).get(NAME)) == "secret.missing"


def test_a_locked_keyring_is_told_apart_from_a_lost_key(
    folders: Folders, use_keyring: Callable[[KeyringBackend], None]
) -> None:
    use_keyring(LockedKeyring())
    store = choose_store(folders)
    assert code_of(lambda: store.get(NAME)) == "secret.locked"
    assert code_of(lambda: store.delete(NAME)) == "secret.locked"
    use_keyring(fail.Keyring())  # type: ignore[no-untyped-call]
    assert code_of(lambda: store.get(NAME)) == "secret.missing"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_a_key_file_opened_to_others_is_closed_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    store = FileStore(tmp_path)
    store.set(NAME, KEY)
    (tmp_path / "keys.json").chmod(0o644)
    with caplog.at_level(logging.WARNING):
        assert store.get(NAME) == KEY
    assert (tmp_path / "keys.json").stat().st_mode & 0o777 == 0o600
    assert "readable by others" in caplog.text
    assert KEY.hex() not in caplog.text


def test_a_damaged_key_file_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text("{half")
    assert code_of(lambda: FileStore(tmp_path).get(NAME)) == "secret.unreadable"
    assert code_of(lambda: FileStore(tmp_path).set(NAME, KEY)) == "secret.unreadable"
    assert (tmp_path / "keys.json").read_text() == "{half"


def test_two_workstations_on_one_computer_keep_their_keys_apart(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    store.set(secret_name(UUID(int=1), secrets.DATABASE), b"one")
    store.set(secret_name(UUID(int=2), secrets.DATABASE), b"two")
    assert store.get(secret_name(UUID(int=1), secrets.DATABASE)) == b"one"
