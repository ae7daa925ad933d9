"""What verification found."""

from __future__ import annotations

from dataclasses import dataclass, field

MOST_FINDINGS = 200
"""Findings kept in full; a file that is wrong everywhere is counted, not listed."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach.

    Attributes:
        code: Message of the catalogue, ``verify.*``.
        where: Place in plain words: ``journal C01 entrée 12``, ``sales 0192…``.
        detail: What was found and expected, for a technician.
    """

    code: str
    where: str
    detail: str = ""


@dataclass(slots=True)
class Report:
    """The outcome: sound when there is no finding.

    Attributes:
        entries: Journal entries read.
        signatures: Signatures checked.
        rows: Rows compared with the journal.
        tickets: Fiscal tickets among the entries.
        total: Findings in all, listed or not.
    """

    entries: int = 0
    signatures: int = 0
    rows: int = 0
    tickets: int = 0
    total: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Whether every promise holds."""
        return self.total == 0

    def add(self, code: str, where: str, detail: str = "") -> None:
        """Note a breach."""
        self.total += 1
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(Finding(code, where, detail))

    def put_between(self, before: Report, after: Report) -> None:
        """Take over what others found meanwhile, as if one had looked after the other."""
        self.total += before.total + after.total
        self.findings = [*before.findings, *self.findings, *after.findings][:MOST_FINDINGS]
