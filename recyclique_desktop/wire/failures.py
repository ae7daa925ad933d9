"""What can go wrong on the line, by what is to be done about it."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import psycopg
    import psycopg.pq.abc


class Kind(StrEnum):
    """How a call failed."""

    ABSENT = "absent"
    SLOW = "slow"
    REFUSED = "refused"
    AUTH = "auth"
    TLS = "tls"
    REVOKED = "revoked"
    FULL = "full"
    BUSY = "busy"
    PROTOCOL = "protocol"
    BUG = "bug"


class WireError(Exception):
    """A call that did not succeed; whether it was carried out is unknown unless the centre refused it.

    Attributes:
        kind: What to do about it.
        sqlstate: PostgreSQL's or our own code, when the centre gave one.
        detail: One word of the centre's, such as ``epoch``, ``used`` or ``session_open``; for machines.
        message: What was said, for the log; it may be in the server's language. Never the row it was about.
    """

    def __init__(self, kind: Kind, sqlstate: str | None = None, detail: str = "", message: str = "") -> None:
        super().__init__(f"{kind}: {message}" if message else str(kind))
        self.kind = kind
        self.sqlstate = sqlstate
        self.detail = detail
        self.message = message


_STATES = (
    ("RQ400", Kind.BUG),
    ("RQ401", Kind.REFUSED),
    ("RQ403", Kind.REFUSED),
    ("RQ409", Kind.REFUSED),
    ("RQ426", Kind.PROTOCOL),
    ("53100", Kind.FULL),
    ("57014", Kind.SLOW),
    ("55P03", Kind.BUSY),
    ("28", Kind.AUTH),
    ("53", Kind.BUSY),
    ("40", Kind.BUSY),
    ("57", Kind.ABSENT),
    ("58", Kind.FULL),
    ("08", Kind.ABSENT),
    ("42883", Kind.PROTOCOL),
    ("3F000", Kind.PROTOCOL),
    ("42501", Kind.REFUSED),
)
"""Beginnings of codes, the longer ones where they matter first."""
_TLS = re.compile(r"certificat|\bssl\b|\btls\b", re.IGNORECASE)
_CLOSED_LOGIN = re.compile(r"not permitted to log in|pas autorisé à se connecter", re.IGNORECASE)
_UNPROVEN = re.compile(r"scram|signature|password|mot de passe", re.IGNORECASE)
"""The driver's own words when the two did not prove themselves; a line that broke meanwhile is no wrong password."""
_NO_DATABASE = re.compile(r"(database|base de données) .* (does not exist|n.existe pas)", re.IGNORECASE)
_CROWDED = re.compile(r"too many|remaining connection slots|trop de", re.IGNORECASE)


def of_call(error: psycopg.Error) -> WireError:
    """Name the failure of a call on an open connection."""
    state, message = error.sqlstate, error.diag.message_primary or str(error).strip()
    if state is None:
        return WireError(Kind.ABSENT, message=message)
    detail = error.diag.message_detail or ""
    kind = next((kind for start, kind in _STATES if state.startswith(start)), Kind.BUG)
    if state == "RQ403" and detail in {"revoked", "unknown"}:
        kind = Kind.REVOKED
    return WireError(kind, state, detail, message)


def of_connection(error: psycopg.Error) -> WireError:
    """Name why a connection could not be made.

    The driver hands on the server's words without their code, so that this looks at what the handshake reached and,
    past it, at words in the two languages our servers speak.
    """
    message = str(error).strip()
    if error.sqlstate is not None:
        return of_call(error)
    reached = error.pgconn
    answered = "FATAL" in message
    if answered and _NO_DATABASE.search(message):
        return WireError(Kind.REFUSED, detail="no_database", message=message)
    if answered and _CLOSED_LOGIN.search(message):
        kind = Kind.REVOKED
    elif answered and _CROWDED.search(message):
        kind = Kind.BUSY
    elif reached is not None and _asked(reached) and (answered or _UNPROVEN.search(message)):
        kind = Kind.AUTH
    elif _TLS.search(message):
        kind = Kind.TLS
    else:
        kind = Kind.REFUSED if answered else Kind.ABSENT
    return WireError(kind, message=message)


def _asked(reached: psycopg.pq.abc.PGconn) -> bool:
    return reached.used_password or reached.needs_password
