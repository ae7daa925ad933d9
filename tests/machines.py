"""Machines let in at a test centre, without a workstation behind them: a login, a stream, entries made by hand."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import psycopg

from recyclique_desktop import central
from recyclique_desktop.domain import acts, journal
from recyclique_desktop.domain.enums import JournalClass, WorkstationKind
from tests.postgres import CentralDatabase, any_server

ACT = next(act.name for act in acts.ALL if act.series is None and act.journal_class is JournalClass.OPERATIONAL)
_CODE = (
    "INSERT INTO sync.enrolment_codes (id, code_hash, site_id, kind, issued_at, expires_at)"
    " VALUES (%s, %s, %s, %s, now(), now() + interval '10 minutes')"
)
_PUSH = "SELECT recyclique_api_v1.push(%s, %s, %s, %s, %s, %s)"


@dataclass(slots=True)
class Machine:
    """A machine that was let in.

    Attributes:
        seq: Its last entry at the centre; ``digest`` is that entry's hash.
    """

    dsn: str
    stream: UUID
    signer: journal.Ed25519Signer
    seq: int = 0
    digest: bytes = journal.GENESIS
    _clock: int = field(default=1 << 16)

    def hello(self, connection: psycopg.Connection[Any]) -> dict[str, Any]:
        """Greet the centre."""
        query = "SELECT recyclique_api_v1.hello(%s, %s, %s, 1, '0001', 'test')"
        return _one(connection, query, (self.stream, self.seq, self.digest))

    def push(
        self, connection: psycopg.Connection[Any], documents: list[dict[str, Any]], rows: Sequence[Any] = ()
    ) -> dict[str, Any]:
        """Push one entry for each document, all with these rows, and return the receipt."""
        entries = [self._entry(place, document, rows) for place, document in enumerate(documents, 1)]
        receipt = _one(connection, _PUSH, (
            self.stream, self.seq + 1, [one.header for one in entries], [one.payload for one in entries],
            [one.hash for one in entries], [one.signature for one in entries],
        ))  # fmt: skip
        self.seq = receipt["last_seq"]
        return receipt

    def _entry(self, place: int, document: dict[str, Any], rows: Sequence[Any]) -> journal.Entry:
        payload = journal.canonical({"v": 1, "rows": list(rows), "doc": document})
        self._clock += 1
        header = journal.Header(
            stream_id=self.stream, seq=self.seq + place, entry_id=uuid4(), tx=uuid4(), act=ACT,
            journal_class=JournalClass.OPERATIONAL, actor="test", at="2026-11-22T09:00:00+01:00", hlc=self._clock,
            software="test", schema_version="0001", prev_hash=self.digest, payload_digest=journal.digest_of(payload),
            key_id=self.signer.key_id,
        )  # fmt: skip
        entry = journal.seal(header, payload, self.signer)
        self.digest = entry.hash
        return entry


def let_in(base: CentralDatabase, kind: str, site: UUID | None = None) -> Machine:
    """Let a machine of this kind in, as an administrator and its newcomer would together."""
    code, password, stream = uuid4().hex[:8].upper(), uuid4().hex, uuid4()
    signer = journal.Ed25519Signer(uuid4().bytes * 2)
    wish = {"name": f"{kind} {stream}", "kind": WorkstationKind(kind).value, "stream_id": str(stream),
            "software": "test", "schema": "0001", "protocol": 1}  # fmt: skip
    with base.connect() as connection:
        connection.execute(_CODE, (uuid4(), hashlib.sha256(code.encode()).digest(), site or _site(connection), kind))
        verifier = connection.pgconn.encrypt_password(password.encode(), b"", b"scram-sha-256").decode()
        answer = _one(connection, "SELECT recyclique_api_v1.enrol(%s, %s::jsonb, %s, %s)",
                      (code, json.dumps(wish), signer.public_key, verifier))  # fmt: skip
    return Machine(base.dsn_as(answer["role"], password), stream, signer)


@contextmanager
def lone_centre() -> Iterator[CentralDatabase]:
    """A server and a centre on it, for what runs as a command."""
    with any_server() as server:
        base = server.make(f"recyclique_lone_{uuid4().hex[:12]}")
        try:
            central.init(base.dsn)
            yield base
        finally:
            server.drop(base.name)


def _site(connection: psycopg.Connection[Any]) -> UUID:
    """Return the shop of this centre, made if there is none."""
    row = connection.execute("SELECT id FROM sites ORDER BY id LIMIT 1").fetchone()
    if row is None:
        row = connection.execute("INSERT INTO sites (id, name, is_active) VALUES (%s, 'Magasin', true) RETURNING id",
                                 (uuid4(),)).fetchone()  # fmt: skip
    assert row is not None
    return UUID(str(row[0]))


def _one(connection: psycopg.Connection[Any], query: str, values: tuple[Any, ...]) -> dict[str, Any]:
    row = connection.execute(query.encode(), values).fetchone()
    assert row is not None
    answer: dict[str, Any] = row[0]
    return answer
