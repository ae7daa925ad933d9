"""The real program with the shipped, encrypting library, watched from below by ``powerloss_shim.c``."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from recyclique_desktop.flows.workstation import DATABASE_FILE
from tests.faults.place import ROOT, Place
from tests.faults.powerloss import MAIN, Found, Happened, judge

ACKS = "acknowledged.txt"
_KINDS = {"w": "write", "c": "cut", "f": "flush", "g": "gone"}
_SALES = "SELECT count(*) FROM sales"


def compiler() -> str | None:
    """Return the C compiler of this machine, if there is one that makes what Linux can preload."""
    return shutil.which("cc") if sys.platform == "linux" else None


def run(count: int, sales: int, seed: int) -> Found:
    """Play a day of the demonstration under the shim, and look at so many images of it."""
    found = compiler()
    if found is None:
        raise RuntimeError("no C compiler on this machine")
    with tempfile.TemporaryDirectory(prefix="recyclique-") as name:
        folder = Path(name)
        shim = folder / "shim.so"
        source = Path(__file__).with_name("powerloss_shim.c")
        subprocess.run([found, "-shared", "-fPIC", "-O1", "-o", shim, source, "-ldl", "-lpthread"], check=True)
        place = Place(folder / "till")
        _play(place, days=1, seed=seed)
        before = {MAIN: place.file.read_bytes()}
        assert not place.file.with_name(f"{DATABASE_FILE}-wal").exists(), "the program left its log behind"
        with place.raw() as raw:
            known = raw.execute(_SALES).fetchone()[0]
        shutil.rmtree(folder / "kept", ignore_errors=True)
        log = folder / "log"
        watched = {"LD_PRELOAD": str(shim), "RECORD_LOG": str(log), "RECORD_FOLDER": str(place.root)}
        _play(place, days=max(1, sales // 60), seed=seed + 1, more=watched)
        return judge(before, list(_read(log)), count, seed, key=place.key(), said_before=known)


def _play(place: Place, days: int, seed: int, more: dict[str, str] | None = None) -> None:
    command = [
        sys.executable, "-m", "recyclique_desktop.cli", "demo-day", "--days", str(days), "--seed", str(seed),
        "--ack", str(place.root / ACKS), "--data-dir", str(place.folders.data),
    ]  # fmt: skip
    place.root.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, **place.environment, **(more or {})}
    subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True)


def _read(log: Path) -> Iterator[Happened]:
    """Read what the shim wrote, as far as it is about the database, or a sale said paid."""
    raw, at = log.read_bytes(), 0
    while at < len(raw):
        kind, length = chr(raw[at]), raw[at + 1]
        name = raw[at + 2 : at + 2 + length].decode()
        offset, size = struct.unpack_from("<QI", raw, at + 2 + length)
        at += 2 + length + 12
        data = raw[at : at + size]
        at += size
        if name == ACKS and kind == "w":
            yield from (Happened("ack") for _ in range(data.count(b"\n")))
        elif name in {DATABASE_FILE, f"{DATABASE_FILE}-wal"}:
            yield Happened(_KINDS[kind], name.replace(DATABASE_FILE, MAIN), offset, data)
