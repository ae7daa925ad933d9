"""Becoming known to a centre: a one-time code, a login of one's own, and a shop's centre stream handed over.

The password of the new login is made here and never travels; the centre gets its SCRAM verifier.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.sync import push
from recyclique_desktop.sync.centre import CALL_S, columns, receipt
from recyclique_desktop.sync.vocabulary import PROTOCOL, Outcome
from recyclique_desktop.wire import Line, WireError, scram_verifier

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from recyclique_desktop.data.db import Database
    from recyclique_desktop.wire import Place

_KNOWN = frozenset({
    "unknown", "used", "expired", "paused", "enrolled", "replaces", "session_open", "not_empty", "revoked", "newer",
    "older", "no_database", "other", "succeeded",
})  # fmt: skip
"""Words of the centre that have a sentence of their own, ``enrol.<word>``."""
JOINING = "enrol"
_AS_CENTRE = True


@dataclass(frozen=True, slots=True)
class Door:
    """The way in.

    Attributes:
        place: The centre, with the login that can only enrol.
        access: That login's password.
        code: The one-time code.
    """

    place: Place
    access: str
    code: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What a machine says of itself.

    Attributes:
        public_key: Of the key that signs its journal.
        code: The workstation code it would like to keep.
        replaces: A workstation that it takes the place of, by its id or by its code.
    """

    name: str
    stream_id: UUID
    workstation_id: UUID
    public_key: bytes
    software: str
    schema: str
    code: str | None = None
    replaces: UUID | str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return it as ``enrol`` reads it."""
        found: dict[str, Any] = {
            "name": self.name, "stream_id": str(self.stream_id), "workstation_id": str(self.workstation_id),
            "software": self.software, "schema": self.schema, "protocol": PROTOCOL,
        }  # fmt: skip
        if self.code is not None:
            found["code"] = self.code
        if self.replaces is not None:
            found["replaces"] = str(self.replaces)
        return found


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What the centre answered.

    Attributes:
        code: First part of every number people read here; nothing while the centre is empty.
        site_id: Likewise.
        role: The login of this machine alone.
    """

    workstation_id: UUID
    code: str | None
    site_id: UUID | None
    role: str
    kind: WorkstationKind
    epoch: UUID
    centre_stream: UUID


def enrol(door: Door, wish: Wish, secret: Secret) -> Enrolled:
    """Ask to be let in. The same machine may ask again with the same code, if the answer was lost.

    Args:
        door: The way in.
        wish: What this machine is.
        secret: Of the login to be made.

    Raises:
        UserError: ``enrol.*``.
    """
    line = Line(door.place, door.access, "recyclique enrol")
    verifier = scram_verifier(secret.password, secret.salt)
    try:
        with in_words(JOINING):
            found = line.call("enrol", door.code, wish.to_json(), wish.public_key, verifier)
    finally:
        line.close()
    return Enrolled(
        workstation_id=UUID(found["workstation_id"]),
        code=found["code"],
        site_id=UUID(found["site_id"]) if found["site_id"] else None,
        role=found["role"],
        kind=WorkstationKind(found["kind"]),
        epoch=UUID(found["epoch"]),
        centre_stream=UUID(found["centre_stream"]),
    )


@dataclass(frozen=True, slots=True)
class Secret:
    """The password of a login that is about to be made, with 16 random bytes for its verifier."""

    password: str
    salt: bytes


def hand_over(
    line: Line,
    db: Database,
    centre_stream: UUID,
    settle: Callable[[], None],
    on_progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> int:
    """Give an empty centre the stream of a shop that worked alone, byte for byte, and return how many entries it has.

    Nothing is sold while the last part is compared: ``settle`` is called with the writer held and everything handed
    over, and makes the file a joined one. ``on_progress`` is told how many entries the centre has, of how many.

    Raises:
        UserError: ``enrol.*``.
    """
    sent = 0
    while True:
        sent = _send(line, db, centre_stream, sent, on_progress)
        with db.connection() as connection:
            if push.head(connection, centre_stream) == sent:
                settle()
                return sent


def _send(line: Line, db: Database, centre_stream: UUID, sent: int, on_progress: Callable[[int, int], None]) -> int:
    """Send what the centre lacks, and return how far it has the stream."""
    while True:
        with db.reading() as session:
            entries = push.entries_from(session.connection(), centre_stream, sent + 1)
            on_progress(sent, push.head(session.connection(), centre_stream))
        if not entries:
            return sent
        with in_words(JOINING):
            values = (centre_stream, sent + 1, *columns(entries), _AS_CENTRE)
            raw = line.call("import_entries", *values, deadline_s=2 * CALL_S)
        found = receipt(raw)
        if found.outcome not in {Outcome.OK, Outcome.GAP} or found.last_seq == sent:
            raise UserError("enrol.differs")
        sent = found.last_seq


@contextmanager
def in_words(occasion: str = "sync") -> Iterator[None]:
    """Turn a failed call into the sentence for whoever asked.

    Args:
        occasion: ``enrol`` while a machine joins: what is safe, and what is to be done, are not the same then.

    Raises:
        UserError: ``enrol.*`` or ``sync.*``.
    """
    try:
        yield
    except WireError as error:
        code = f"enrol.{error.detail}" if error.detail in _KNOWN else f"{occasion}.{error.kind.value}"
        raise UserError(code, detail=error.message) from error
