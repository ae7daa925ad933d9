"""Machines that were let in at a test centre, with a line of their own to it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from recyclique_desktop.domain.journal import key_id_of
from recyclique_desktop.wire import Line, Place, pack, scram_verifier
from tests.central_api.journals import Journal
from tests.postgres import CentralDatabase

SOFTWARE, SCHEMA, PROTOCOL = "0.1.0", "0002", 1
KEY = bytes(range(1, 33))
HAND_OVER = True


@dataclass(slots=True)
class Machine:
    """A machine, its login and its line.

    Attributes:
        answer: What ``enrol`` said.
    """

    base: CentralDatabase
    stream: UUID
    answer: dict[str, Any]
    password: str
    line: Line

    @property
    def workstation(self) -> UUID:
        return UUID(self.answer["workstation_id"])

    @property
    def epoch(self) -> UUID:
        return UUID(self.answer["epoch"])

    @property
    def role(self) -> str:
        return str(self.answer["role"])

    @property
    def centre_stream(self) -> str:
        """The centre's stream, as the centre names it now."""
        return str(self.hello()["centre_stream"])

    def call(self, function: str, *values: Any) -> Any:
        return self.line.call(function, *values)

    def hello(self, seq: int = 0, digest: bytes = b"", protocol: int = PROTOCOL) -> dict[str, Any]:
        found: dict[str, Any] = self.call("hello", self.stream, seq, digest, protocol, SCHEMA, SOFTWARE)
        return found

    def push(self, journal: Journal, stream: UUID | None = None, *parent: Any) -> dict[str, Any]:
        found: dict[str, Any] = self.call("push", *packed(journal, stream, *parent))
        return found

    def pull(self, cursors: dict[UUID, int] | None = None, limit: int = 500, size: int = 1 << 20) -> list[Any]:
        """Entries past the cursors, as rows (stream, seq, header, payload, hash, signature)."""
        known = {str(stream): seq for stream, seq in (cursors or {}).items()}
        return self.line.rows("pull", known, self.epoch, limit, size)


def packed(journal: Journal, stream: UUID | None = None, *parent: Any) -> tuple[Any, ...]:
    """What a push of these entries is called with."""
    headers, payloads, hashes, signatures = journal.arrays()
    words, heads, bodies = pack(headers, payloads)
    place = stream or journal.stream
    return (place, journal.after + 1, heads, bodies, hashes, signatures, *(parent or (None, None)), words)


def place_of(base: CentralDatabase, role: str) -> Place:
    return Place(base.host, base.port, base.name, role)


PAST_THE_GUARD = "SET session_replication_role = replica;"
"""What only a superuser says: the guards of recorded facts look away."""


def admin(base: CentralDatabase, query: str, *values: Any) -> Any:
    """Ask as who administers the centre; one value."""
    with base.connect() as connection:
        cursor = connection.execute(query.encode(), values)
        row = cursor.fetchone() if cursor.description else None
    return None if row is None else row[0]


def make_code(base: CentralDatabase, kind: str, site: UUID | None = None) -> str:
    return str(admin(base, "SELECT sync.make_code(%s, %s, 60, NULL)", site, kind))


def wish(stream: UUID, **more: Any) -> dict[str, Any]:
    """What a newcomer says of itself."""
    plain = {"name": "Poste", "stream_id": str(stream), "software": SOFTWARE, "schema": SCHEMA, "protocol": PROTOCOL}
    return plain | {name: str(value) if isinstance(value, UUID) else value for name, value in more.items()}


def gate(base: CentralDatabase) -> Line:
    """The line of a machine that has no login yet."""
    return Line(place_of(base, "recyclique_enrol"), str(admin(base, "SELECT sync.enrol_password()")))


def enrol(base: CentralDatabase, one_time: str, stream: UUID, key: bytes = KEY, /, **more: Any) -> Machine:
    """Let a machine in with a code."""
    password = secrets.token_hex(16)
    line = gate(base)
    try:
        answer = line.call(
            "enrol", one_time, wish(stream, **more), key, scram_verifier(password, secrets.token_bytes(16))
        )
    finally:
        line.close()
    return Machine(base, stream, answer, password, Line(place_of(base, answer["role"]), password, key_id_of(key)))


def found_with(base: CentralDatabase, own: Journal, shared: Journal, station: UUID, code: str = "C01") -> Machine:
    """Let the first machine of an empty centre in, and hand its shop over."""
    machine = enrol(base, make_code(base, "till"), own.stream, workstation_id=station, code=code, name="Caisse 1")
    for batch in shared.batches(500):
        receipt = machine.call("import_entries", batch.stream, batch.after + 1, *batch.arrays(), HAND_OVER)
        assert (receipt["outcome"], receipt["stored"]) == ("ok", len(batch)), receipt
    return machine


def another(base: CentralDatabase, kind: str, **more: Any) -> Machine:
    """Let one more machine of the shop in."""
    site = admin(base, "SELECT id FROM sites ORDER BY created_at LIMIT 1")
    return enrol(base, make_code(base, kind, site), uuid4(), name=kind, **more)
