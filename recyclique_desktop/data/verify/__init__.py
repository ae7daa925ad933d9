"""Every promise of the file, checked: chains, signatures, rows, documents, sums (``sync.md`` §6).

Reading only. Each breach is named with the place a person can look at; nothing is repaired here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from recyclique_desktop.data.verify.report import Finding, Report
from recyclique_desktop.data.verify.trust import Trust

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["Finding", "Report", "Trust", "verify"]


def verify(connection: Connection, trust: Trust, *, full: bool = False, beside: Connection | None = None) -> Report:
    """Check every promise of a workstation's file.

    Args:
        connection: On the file, in one read snapshot or holding the writer.
        trust: Streams and public keys, from outside the file.
        full: Check every signature, not only those of closures and of the head.
        beside: Another snapshot of the file, for what can be looked at meanwhile.

    Returns:
        What was read and every breach found. Nothing is changed.
    """
    from recyclique_desktop.data.verify import whole  # noqa: PLC0415  no start needs it

    return whole.verify(connection, trust, full=full, beside=beside)
