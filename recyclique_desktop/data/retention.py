"""Forgetting old sign-ins in one file, a little at a time; their journal entries stay, without what was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from recyclique_desktop.data.erasure import beside_capture
from recyclique_desktop.domain import acts

if TYPE_CHECKING:
    from sqlalchemy import Connection

MOST: Final = 500
"""Rows at a time: a sale waits for no more than that."""
_SIGN_INS: Final = "DELETE FROM login_history WHERE id IN (SELECT id FROM login_history WHERE created_at < ? LIMIT ?)"
_SESSIONS: Final = (
    "DELETE FROM user_sessions WHERE id IN"
    " (SELECT id FROM user_sessions WHERE expires_at < ? AND created_at < ? LIMIT ?)"
)
_COUNT_SIGN_INS: Final = "SELECT count(*) FROM login_history WHERE created_at < ?"
_COUNT_SESSIONS: Final = "SELECT count(*) FROM user_sessions WHERE expires_at < ? AND created_at < ?"
_TYPED: Final = (
    "UPDATE journal SET payload = x'' WHERE (stream_id, seq) IN (SELECT stream_id, seq FROM journal"
    " WHERE act = ? AND class = 'personal' AND length(payload) > 0 AND at < ? LIMIT ?)"
)
_TRACES: Final = (
    "UPDATE audit_logs SET actor_username = NULL, ip_address = NULL, user_agent = NULL WHERE id IN"
    " (SELECT id FROM audit_logs WHERE timestamp < ?"
    " AND coalesce(actor_username, ip_address, user_agent) IS NOT NULL LIMIT ?)"
)


def count_sign_ins(connection: Connection, before: str) -> tuple[int, int]:
    """Return how many attempts and sessions from before a moment there are."""
    sign_ins = connection.exec_driver_sql(_COUNT_SIGN_INS, (before,)).scalar_one()
    return sign_ins, connection.exec_driver_sql(_COUNT_SESSIONS, (before, before)).scalar_one()


def forget_sign_ins(connection: Connection, before: str) -> bool:
    """Forget some sign-ins from before a moment, as rows hold moments; return whether more are left."""
    with beside_capture(connection):
        sign_ins = connection.exec_driver_sql(_SIGN_INS, (before, MOST)).rowcount
        sessions = connection.exec_driver_sql(_SESSIONS, (before, before, MOST)).rowcount
        typed = connection.exec_driver_sql(_TYPED, (acts.SIGN_IN_FAILED.name, before, MOST)).rowcount
        traces = connection.exec_driver_sql(_TRACES, (before, MOST)).rowcount
    return max(sign_ins, sessions, typed, traces) == MOST
