"""Ways in which a folder, a disk, a file or a key goes bad; each is undone on the way out."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from recyclique_desktop.system.lock import InstanceLock
from tests.faults.place import Place

SMALL_DISK_MIB = 4


@contextmanager
def nothing(_place: Place) -> Iterator[None]:
    """All is well."""
    yield


class Way(StrEnum):
    """How a folder is made read-only here. For root, rights do not count: its file system must say no."""

    RIGHTS = "rights 0555"
    MOUNT = "a read-only bind mount"
    ATTRIBUTE = "the immutable attribute"
    FILE = "a file in place of the folder: this root may neither mount nor set attributes"


@contextmanager
def read_only(place: Place) -> Iterator[None]:
    """The data folder cannot be written in."""
    folder = place.folders.data
    folder.mkdir(parents=True, exist_ok=True)
    way = read_only_by(folder)
    if way is Way.FILE:
        with a_file_in_place_of_the_folder(place):
            yield
        return
    undo = _made_read_only(folder, way)
    try:
        yield
    finally:
        undo()


def read_only_by(folder: Path) -> Way:
    """Return the way that this machine has."""
    if os.geteuid() != 0:
        return Way.RIGHTS
    if _may_mount(folder):
        return Way.MOUNT
    return Way.ATTRIBUTE if _may_set_attributes(folder) else Way.FILE


def _made_read_only(folder: Path, way: Way) -> Callable[[], None]:
    """Make the folder read-only and return what undoes it."""
    if way is Way.RIGHTS:
        folder.chmod(0o555)
        return lambda: folder.chmod(0o755)
    if way is Way.MOUNT:
        _done("mount", "--bind", str(folder), str(folder))
        _done("mount", "-o", "remount,ro,bind", str(folder))
        return lambda: _done("umount", str(folder))
    _done("chattr", "-R", "+i", str(folder))
    return lambda: _done("chattr", "-R", "-i", str(folder))


def _may_set_attributes(folder: Path) -> bool:
    if shutil.which("chattr") is None:
        return False
    tried = subprocess.run(["chattr", "+i", str(folder)], capture_output=True, check=False)
    if tried.returncode == 0:
        _done("chattr", "-i", str(folder))
    return tried.returncode == 0


def _may_mount(folder: Path) -> bool:
    """Try a bind mount of the folder on itself."""
    if shutil.which("mount") is None:
        return False
    tried = subprocess.run(["mount", "--bind", str(folder), str(folder)], capture_output=True, check=False)
    if tried.returncode == 0:
        _done("umount", str(folder))
    return tried.returncode == 0


def _done(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """Make ``folder`` a disk of a few megabytes; yields whether that was possible."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() != 0 or shutil.which("mount") is None:
        yield False
        return
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SMALL_DISK_MIB}m", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if made.returncode != 0:
        yield False
        return
    try:
        yield True
    finally:
        _done("umount", str(folder))


def grow_disk(folder: Path) -> None:
    """Free some room, as somebody who empties the waste bin would."""
    _done("mount", "-o", f"remount,size={SMALL_DISK_MIB * 10}m", str(folder))


@contextmanager
def a_file_in_place_of_the_folder(place: Place) -> Iterator[None]:
    """Something else lies where the data folder should be."""
    moved = place.root / "moved"
    if place.folders.data.exists():
        place.folders.data.rename(moved)
    place.folders.data.write_text("not a folder", "ascii")
    try:
        yield
    finally:
        place.folders.data.unlink()
        if moved.exists():
            moved.rename(place.folders.data)


@contextmanager
def in_use(place: Place) -> Iterator[None]:
    """Another window holds the folder."""
    with InstanceLock(place.folders.data):
        yield


@contextmanager
def _replaced(path: Path, content: bytes | None) -> Iterator[None]:
    """Put other bytes in a file (or take it away); the program must leave them alone."""
    before = path.read_bytes()
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    try:
        yield
        found = path.read_bytes() if path.exists() else None
        assert found == content, f"{path.name} was touched"
    finally:
        path.write_bytes(before)


@contextmanager
def truncated(place: Place) -> Iterator[None]:
    """Half of the database is gone."""
    content = place.file.read_bytes()
    with _replaced(place.file, content[: len(content) // 8192 * 4096]):
        yield


@contextmanager
def noise_in_header(place: Place) -> Iterator[None]:
    """The first bytes of the database are noise."""
    content = place.file.read_bytes()
    with _replaced(place.file, random.Random(1).randbytes(64) + content[64:]):
        yield


@contextmanager
def noise_in_the_middle(place: Place) -> Iterator[None]:
    """Pages in the middle of the database are noise."""
    content = bytearray(place.file.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 16_384] = random.Random(1).randbytes(16_384)
    with _replaced(place.file, bytes(content)):
        yield


@contextmanager
def noise_in_half(place: Place) -> Iterator[None]:
    """Half of the database's pages are noise: nobody opens a till without reading one."""
    content = bytearray(place.file.read_bytes())
    quarter = len(content) // 16_384 * 4_096
    content[quarter : 3 * quarter] = random.Random(1).randbytes(2 * quarter)
    with _replaced(place.file, bytes(content)):
        yield


@contextmanager
def empty_file(place: Place) -> Iterator[None]:
    """The database has no byte left."""
    with _replaced(place.file, b""):
        yield


@contextmanager
def missing_file(place: Place) -> Iterator[None]:
    """The database is gone."""
    with _replaced(place.file, None):
        yield


@contextmanager
def missing_configuration(place: Place) -> Iterator[None]:
    """``workstation.toml`` is gone."""
    with _replaced(place.folders.data / "workstation.toml", None):
        yield


@contextmanager
def garbled_configuration(place: Place) -> Iterator[None]:
    """``workstation.toml`` is noise."""
    with _replaced(place.folders.data / "workstation.toml", b"\xff\x00 = nonsense"):
        yield


@contextmanager
def no_keys(place: Place) -> Iterator[None]:
    """The key file is gone, and there is no keyring."""
    with _replaced(place.folders.config / "keys.json", None):
        yield


@contextmanager
def garbled_keys(place: Place) -> Iterator[None]:
    """The key file is noise."""
    with _replaced(place.folders.config / "keys.json", b"{not json"):
        yield


@contextmanager
def _key_of_another(place: Place, what: str) -> Iterator[None]:
    path = place.folders.config / "keys.json"
    keys = json.loads(path.read_bytes())
    changed = {name: "00" * 32 if name.endswith(f":{what}") else key for name, key in keys.items()}
    with _replaced(path, json.dumps(changed).encode()):
        yield


@contextmanager
def wrong_database_key(place: Place) -> Iterator[None]:
    """The key store holds the key of another file."""
    with _key_of_another(place, "database"):
        yield


@contextmanager
def wrong_signing_key(place: Place) -> Iterator[None]:
    """The key store holds the signing key of another workstation."""
    with _key_of_another(place, "signing"):
        yield


@contextmanager
def from_the_future(place: Place) -> Iterator[None]:
    """A newer program has already changed the schema."""
    copy = place.file.with_suffix(".kept")
    shutil.copyfile(place.file, copy)
    with place.raw() as file:
        file.execute("UPDATE recyclique_alembic_version SET version_num = '9999'")
    try:
        yield
    finally:
        copy.replace(place.file)
