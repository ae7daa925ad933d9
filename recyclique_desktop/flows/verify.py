"""Checking a workstation's records, for the command line and the manager's page alike."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from recyclique_desktop.data import verify
from recyclique_desktop.data.verify import Finding, Report
from recyclique_desktop.flows.workstation import KeySource

if TYPE_CHECKING:
    from recyclique_desktop.flows.workstation import OpenWorkstation

__all__ = ["Finding", "Report", "Verdict", "verify_workstation"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found, and how long it took.

    Attributes:
        full: Every signature was checked, not only those of closures and of the last entry.
        key_source: Where the key that signatures were held against was found.
    """

    report: Report
    full: bool
    milliseconds: int
    key_source: KeySource = KeySource.STORE

    @property
    def is_sound(self) -> bool:
        """Whether every promise holds."""
        return self.report.is_sound


def verify_workstation(workstation: OpenWorkstation, *, full: bool) -> Verdict:
    """Check one snapshot of the records; selling may go on meanwhile.

    Raises:
        UserError: ``storage.corrupt`` or ``storage.io`` when the file cannot even be read through.
    """
    began = time.perf_counter()
    trust = workstation.trust  # before the snapshot: what was seen by now is in it
    with workstation.db.reading() as session:
        report = verify.verify(session.connection(), trust, full=full)
    return Verdict(report, full, round((time.perf_counter() - began) * 1000), workstation.key_source)
