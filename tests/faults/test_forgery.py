"""A forger who knows the format and holds the database key, but not the signing key: what he cannot do, and can."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid3

import pytest

from recyclique_desktop.data.capture import record
from recyclique_desktop.domain import acts, journal
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.journal import Ed25519Signer, Header
from recyclique_desktop.domain.station import SYSTEM
from recyclique_desktop.flows.workstation import open_workstation
from recyclique_desktop.system import config as configuration
from recyclique_desktop.system.secrets import FileStore
from tests.faults import small_shop
from tests.known import MORNING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.faults.place import Place

Rewrite = Callable[[Header], Header]
LATER = MORNING + timedelta(days=30)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A small shop, made once and never touched."""
    return small_shop.make(tmp_path_factory.mktemp("made"), seed=9, tickets=4)


@pytest.fixture
def shop(made: Place, tmp_path: Path) -> Place:
    """A copy to be forged in."""
    return made.copy_to(tmp_path / "shop")


@contextmanager
def unguarded(shop: Place) -> Iterator[Any]:
    """Open the file with its triggers away; they are back word for word afterwards."""
    with shop.raw() as file:
        guards = file.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY rowid").fetchall()
        for name, _ in guards:
            file.execute(f"DROP TRIGGER {name}")
        yield file
        for _, sql in guards:
            file.execute(sql)


def own_stream(shop: Place) -> bytes:
    return configuration.load(shop.folders.data).stream_id.bytes


def lighten_a_line(file: Any, stream: bytes) -> None:
    """Change the weight of a sold line in its row, its payload and its document alike: every sum still holds."""
    sql = "SELECT seq, payload FROM journal WHERE stream_id = ? AND act = 'sale.completed' AND class = 'fiscal' LIMIT 1"
    seq, payload = file.execute(sql, (stream,)).fetchone()
    body = json.loads(payload)
    line = next(row for row in body["rows"] if row["table"] == "sale_items" and row["set"]["line_no"] == 1)
    line["set"]["weight"] = body["doc"]["lines"][0]["weight"] = "0.017"
    file.execute("UPDATE sale_items SET weight = 17 WHERE id = ?", (UUID(line["id"]).bytes,))
    file.execute(
        "UPDATE journal SET payload = ? WHERE stream_id = ? AND seq = ?", (journal.canonical(body), stream, seq)
    )


def chained_again(file: Any, stream: bytes, rewrite: Rewrite, sign: Callable[[bytes, bytes], bytes]) -> None:
    """Recompute every digest, hash and link of a stream; ``sign`` gets the hash and the old signature."""
    prev = journal.GENESIS
    sql = "SELECT rowid, header, payload, signature FROM journal WHERE stream_id = ? ORDER BY seq"
    for row, raw, payload, signature in file.execute(sql, (stream,)).fetchall():
        digest = hashlib.sha256(payload).digest()
        header = rewrite(replace(Header.from_bytes(raw), prev_hash=prev, payload_digest=digest)).to_bytes()
        prev = hashlib.sha256(header).digest()
        file.execute(
            "UPDATE journal SET header = ?, hash = ?, signature = ? WHERE rowid = ?",
            (header, prev, sign(prev, signature), row),
        )


def codes(shop: Place, *options: str) -> set[str]:
    done = shop.run("verify", *options, "--json")
    assert done.code in {0, 3}, done.out
    return {finding["code"] for finding in done.json["findings"]}


def test_a_whole_chain_computed_again_is_betrayed_by_its_signatures(shop: Place) -> None:
    stream = own_stream(shop)
    with unguarded(shop) as file:
        lighten_a_line(file, stream)
        chained_again(file, stream, lambda header: header, lambda _hash, signature: signature)
    assert codes(shop) == {"verify.signature", "verify.end_differs"}
    assert codes(shop, "--full") == {"verify.signature", "verify.end_differs"}


def test_signing_with_another_key_is_betrayed_by_the_key_store(shop: Place) -> None:
    stream, forger = own_stream(shop), Ed25519Signer(bytes(range(32)))
    with unguarded(shop) as file:
        lighten_a_line(file, stream)
        chained_again(
            file, stream, lambda header: replace(header, key_id=forger.key_id), lambda digest, _old: forger.sign(digest)
        )
        file.execute("UPDATE workstations SET public_key = ?", (forger.public_key,))
    assert "verify.key_unknown" in codes(shop)


def test_a_journal_of_another_workstation_put_in_its_place_is_not_believed(shop: Place, made: Place) -> None:
    stream = own_stream(made)
    with unguarded(shop) as file:
        file.execute("UPDATE journal SET stream_id = ? WHERE stream_id = ?", (bytes(16), stream))
    assert "verify.stream_unknown" in codes(shop)


def test_a_journal_that_is_simply_gone_is_noticed(shop: Place) -> None:
    with unguarded(shop) as file:
        for table in ("journal", "audit_logs", "counters"):
            file.execute(f"DELETE FROM {table}")
    assert "verify.row_unknown" in codes(shop)


def newest_taken_away(file: Any, stream: bytes) -> None:
    """Take the newest transaction away with everything that it wrote."""
    (tx,) = file.execute("SELECT tx FROM journal WHERE stream_id = ? ORDER BY seq DESC LIMIT 1", (stream,)).fetchone()
    for entry_id, series, payload in file.execute(
        "SELECT entry_id, series, payload FROM journal WHERE tx = ? AND class <> 'personal'", (tx,)
    ).fetchall():
        for row in json.loads(payload)["rows"]:
            file.execute(f"DELETE FROM {row['table']} WHERE id = ?", (UUID(row["id"]).bytes,))
        file.execute("DELETE FROM audit_logs WHERE id = ?", (uuid3(UUID(bytes=entry_id), "0").bytes,))
        file.execute("UPDATE counters SET last = last - 1 WHERE stream_id = ? AND series = ?", (stream, series))
    file.execute("DELETE FROM journal WHERE tx = ?", (tx,))


def test_the_newest_entry_taken_away_whole_is_noticed(shop: Place) -> None:
    with unguarded(shop) as file:
        newest_taken_away(file, own_stream(shop))
    assert codes(shop) == codes(shop, "--full") == {"verify.end_gone"}


def test_a_forger_cannot_make_the_next_start_forget_what_was_there(shop: Place) -> None:
    with unguarded(shop) as file:
        newest_taken_away(file, own_stream(shop))
    demo = FileStore(shop.folders.config)
    open_workstation(shop.folders, demo, SimulatedClock(LATER), secrets.token_bytes).close()
    assert codes(shop) == {"verify.end_gone"}
    opened = open_workstation(shop.folders, demo, SimulatedClock(LATER), secrets.token_bytes)
    for _ in range(2):  # what was taken away had a personal entry too
        with opened.db.writing() as session:
            record(session, acts.WORKSTATION_STARTED, SYSTEM, opened.station, doc={"n": 1})
    opened.close()
    assert codes(shop) == {"verify.end_differs"}


def test_nobody_is_accused_when_the_witness_is_gone_or_behind(shop: Place) -> None:
    path = next(shop.folders.config.glob("witness-*.json"))
    seen = json.loads(path.read_text("ascii"))
    stream = str(configuration.load(shop.folders.data).stream_id)
    with shop.raw() as file:
        (before,) = file.execute(
            "SELECT hash FROM journal WHERE stream_id = ? AND seq = 3", (own_stream(shop),)
        ).fetchone()
    seen["streams"][stream] = {"seq": 3, "hash": before.hex()}
    path.write_text(json.dumps(seen), "ascii")
    assert codes(shop) == set()
    path.unlink()
    assert codes(shop) == set()
    path.write_bytes(b"{")
    assert codes(shop) == set()
