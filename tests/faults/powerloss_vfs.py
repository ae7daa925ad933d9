"""Real sales on the plain schema, replayed through a file system of apsw's that records every write and flush."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import apsw
from sqlalchemy import event

from recyclique_desktop.demo.rehearsal.furniture import furnished
from recyclique_desktop.demo.rehearsal.tills import FileDisk, TillScene
from recyclique_desktop.sync.simulate.world import World
from tests.faults.powerloss import MAIN, Found, Happened, judge

CHECKPOINT = {"FULL": 100, "NORMAL": 1_000}
"""Pages in the log before SQLite folds it in: few with ``FULL``, so that images fall into folding too."""
Statement = tuple[str, Any, bool]


def statements(folder: Path, sales: int) -> tuple[Path, list[list[Statement]]]:
    """Sell through the services, and return the file as it was before and what each sale did to it."""
    world = World(1, make=partial(TillScene, furnished(folder)))
    disk = world.devices[0].disk
    assert isinstance(disk, FileDisk)
    disk.sell()  # opens the session
    before = folder / "before.sqlite"
    disk.db.checkpoint()
    shutil.copyfile(disk.path, before)
    done: list[list[Statement]] = []
    now: list[Statement] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        now.append((statement, parameters, many))

    event.listen(disk.db._writer, "before_cursor_execute", note)
    world.chance = random.Random(2)
    for _ in range(sales):
        world.now += 20_000
        disk.sell()
        done.append(now.copy())
        now.clear()
    world.scene.close()
    return before, done


class _File(apsw.VFSFile):
    def __init__(self, log: list[Happened], inherit: str, filename: Any, flags: list[int]) -> None:
        self._log = log
        text = filename.filename() if isinstance(filename, apsw.URIFilename) else filename
        self._name = Path(text).name if text else ""
        super().__init__(inherit, filename, flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        super().xWrite(data, offset)
        self._note(Happened("write", self._name, offset, bytes(data)))

    def xTruncate(self, size: int) -> None:  # noqa: N802
        super().xTruncate(size)
        self._note(Happened("cut", self._name, size))

    def xSync(self, flags: int) -> None:  # noqa: N802
        super().xSync(flags)
        self._note(Happened("flush", self._name))

    def _note(self, one: Happened) -> None:
        if one.name:
            self._log.append(one)


class _System(apsw.VFS):
    def __init__(self, log: list[Happened]) -> None:
        self._log = log
        super().__init__("recorder", "")

    def xOpen(self, name: Any, flags: list[int]) -> Any:  # noqa: N802
        return _File(self._log, "", name, flags)

    def xDelete(self, name: str, syncdir: bool) -> None:  # noqa: N802
        super().xDelete(name, syncdir)
        self._log.append(Happened("gone", Path(name).name))


def record(before: Path, folder: Path, sales: Sequence[Sequence[Statement]], synchronous: str) -> list[Happened]:
    """Do all of it again on a copy, with the product's pragmas, and return what reached the files."""
    folder.mkdir()
    path = folder / MAIN
    shutil.copyfile(before, path)
    log: list[Happened] = []
    system = _System(log)
    connection = apsw.Connection(str(path), vfs="recorder")
    for pragma in (
        "journal_mode=WAL",
        f"synchronous={synchronous}",
        "foreign_keys=ON",
        f"wal_autocheckpoint={CHECKPOINT[synchronous]}",
    ):
        connection.execute(f"PRAGMA {pragma}")
    log.clear()
    for acts in sales:
        for statement, parameters, many in acts:
            if statement.startswith("BEGIN") and connection.in_transaction:
                connection.execute("COMMIT")
            if many:
                connection.executemany(statement, parameters)
            else:
                connection.execute(statement, parameters or None)
        connection.execute("COMMIT")
        log.append(Happened("ack"))
    connection.close()
    system.unregister()
    return log


def run(count: int, sales: int, seed: int) -> tuple[Found, Found, Found]:
    """Return what images show with ``FULL``, with ``NORMAL``, and on a disk that says flushed and is not."""
    with tempfile.TemporaryDirectory(prefix="recyclique-") as name:
        folder = Path(name)
        before, done = statements(folder, sales)
        start = {MAIN: before.read_bytes()}
        full = record(before, folder / "full", done, "FULL")
        normal = record(before, folder / "normal", done, "NORMAL")
    return (
        judge(start, full, count, seed, said_before=1),
        judge(start, normal, max(count // 10, 100), seed, said_before=1),
        judge(start, full, max(count // 10, 100), seed, lies=True, said_before=1),
    )
