"""What a disk may hold after the power went, and whether a sale that was said paid is always there.

    python -m tests.faults.powerloss --images 10000             real sales, replayed through a recording file system
    python -m tests.faults.powerloss --shipped --images 200     the shipped library, watched from below (wants cc)

Everything that SQLite writes and flushes is recorded. An image is what was flushed, plus some of what was not: none of
it, its beginning, any part, or torn sectors. Each image is opened and held against the sales acknowledged so far.
The harness is worth nothing if it cannot see a loss: with ``synchronous=NORMAL`` and with a disk that lies it must.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from recyclique_desktop.data.db import connect

SECTOR = 512
MAIN = "shop.sqlite"
_COUNTS = """
    SELECT (SELECT count(*) FROM sales),
        (SELECT count(*) FROM journal WHERE act = 'sale.completed' AND class <> 'personal'),
        (SELECT coalesce(sum(total_amount + donation), 0) FROM sales),
        (SELECT coalesce(sum(amount), 0) FROM payment_transactions),
        (SELECT coalesce(max(n - m), 0) FROM (SELECT max(seq) AS n, count(*) AS m FROM journal GROUP BY stream_id))"""


@dataclass(frozen=True, slots=True)
class Happened:
    """What happened to a file: ``write``, ``cut`` (to ``offset``), ``flush``, ``gone``; ``ack``: a sale is paid."""

    kind: str
    name: str = ""
    offset: int = 0
    data: bytes = b""


@dataclass(slots=True)
class Shadow:
    """One file: what is safe on the disk, and what only the cache has."""

    safe: bytearray = field(default_factory=bytearray)
    pending: list[Happened] = field(default_factory=list)

    def flush(self) -> None:
        for one in self.pending:
            _write(self.safe, one, None)
        self.pending.clear()


@dataclass
class Found:
    """What the images showed."""

    images: int = 0
    losing: int = 0
    lost: int = 0
    most_lost: int = 0
    broken: int = 0
    uneven: int = 0
    acknowledged: int = 0

    @property
    def is_clean(self) -> bool:
        return not (self.losing or self.broken or self.uneven)


def _write(content: bytearray, one: Happened, sectors: Sequence[bool] | None) -> None:
    if one.kind == "cut":
        del content[one.offset :]
        return
    end = one.offset + len(one.data)
    if len(content) < end:
        content.extend(bytes(end - len(content)))
    if sectors is None:
        content[one.offset : end] = one.data
        return
    for number, is_kept in enumerate(sectors):
        start = number * SECTOR
        if is_kept:
            piece = one.data[start : start + SECTOR]
            content[one.offset + start : one.offset + start + len(piece)] = piece


def image(shadow: Shadow, chance: random.Random) -> bytearray:
    """Return what one file may hold after a cut now."""
    content, pending = bytearray(shadow.safe), shadow.pending
    fate = chance.choice(("none", "beginning", "part", "torn"))
    if fate == "none":
        pending = []
    elif fate == "beginning":
        pending = pending[: chance.randint(0, len(pending))]
    elif fate == "part":
        pending = [one for one in pending if chance.random() < 0.5]
    for one in pending:
        torn = fate == "torn" and chance.random() < 0.3
        count = (len(one.data) + SECTOR - 1) // SECTOR
        _write(content, one, [chance.random() < 0.5 for _ in range(count)] if torn else None)
    return content


def images(
    before: dict[str, bytes], log: Sequence[Happened], count: int, chance: random.Random, *, lies: bool = False
) -> Iterator[tuple[dict[str, bytearray], int]]:
    """Give so many images of a recorded run, each with the number of sales acknowledged by then."""
    files = {name: Shadow(bytearray(content)) for name, content in before.items()}
    acknowledged, per_event = 0, count / max(len(log), 1)
    due = 0.0
    for one in log:
        if one.kind == "ack":
            acknowledged += 1
        elif one.kind == "flush":
            if not lies and one.name in files:
                files[one.name].flush()
        elif one.kind == "gone":
            files.pop(one.name, None)
        else:
            files.setdefault(one.name, Shadow()).pending.append(one)
        due += per_event
        while due >= 1:
            due -= 1
            yield {name: image(shadow, chance) for name, shadow in files.items()}, acknowledged


def judge(
    before: dict[str, bytes], log: Sequence[Happened], count: int, seed: int, *, key: bytes | None = None,
    lies: bool = False, said_before: int = 0,
) -> Found:  # fmt: skip
    """Open every image and hold it against what was acknowledged; look into every twentieth whole.

    Args:
        before: Files as they were when the recording began, all of it safe.
        log: What happened since.
        count: How many images.
        seed: Of the images.
        key: Of the file.
        lies: The disk says that it flushed, and did not.
        said_before: Sales that the files had from the beginning.
    """
    found, chance = Found(), random.Random(seed)
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="recyclique-", dir=memory if memory.is_dir() else None) as name:
        for content, acknowledged in images(before, log, count, chance, lies=lies):
            found.images += 1
            found.acknowledged = acknowledged + said_before
            folder = Path(name) / "image"
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            for file, kept in content.items():
                (folder / file).write_bytes(kept)
            _look(folder / MAIN, found.acknowledged, found, key, whole=found.images % 20 == 0)
    return found


def _look(path: Path, acknowledged: int, found: Found, key: bytes | None, *, whole: bool) -> None:
    raw: Any = connect(path, key)
    try:
        is_whole = not whole or raw.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        sales, entries, owed, paid, holes = raw.execute(_COUNTS).fetchone()
    except Exception as error:
        if not isinstance(error, _database_error()):
            raise
        found.broken += 1
        return
    finally:
        raw.close()
    found.broken += not is_whole
    found.uneven += sales != entries or owed != paid or holes != 0
    if sales < acknowledged:
        found.losing += 1
        found.lost += acknowledged - sales
        found.most_lost = max(found.most_lost, acknowledged - sales)


def _database_error() -> type[Exception]:
    import sqlcipher3.dbapi2 as driver  # noqa: PLC0415

    error: type[Exception] = driver.DatabaseError
    return error


def said(name: str, found: Found) -> str:
    """Say in a line what the images showed."""
    return (
        f"{name:32s} {found.images:6d} images, {found.acknowledged} sales: {found.losing} lost a sale said paid"
        f" (at most {found.most_lost}), {found.broken} unreadable, {found.uneven} uneven"
    )


def main() -> int:
    """Run from the command line; fails when a sale is lost, or when the harness is blind."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--images", type=int, default=10_000)
    parser.add_argument("--sales", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shipped", action="store_true")
    asked = parser.parse_args()
    if asked.shipped:
        from tests.faults import powerloss_shipped  # noqa: PLC0415

        found = powerloss_shipped.run(asked.images, asked.sales, asked.seed)
        print(said("shipped library, FULL", found))
        return int(not found.is_clean)
    from tests.faults import powerloss_vfs  # noqa: PLC0415

    full, normal, lying = powerloss_vfs.run(asked.images, asked.sales, asked.seed)
    print(said("FULL", full))
    print(said("NORMAL (must lose)", normal))
    print(said("FULL on a disk that lies (must)", lying))
    return int(not full.is_clean or normal.losing * 2 < normal.images or not lying.losing + lying.broken)


if __name__ == "__main__":
    sys.exit(main())
