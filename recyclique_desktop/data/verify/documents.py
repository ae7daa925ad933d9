"""Fiscal bodies: each is derived again from the entry's own rows and from what its session froze at opening."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from recyclique_desktop.domain import acts, fiscal
from recyclique_desktop.domain.ids import human_number

if TYPE_CHECKING:
    from recyclique_desktop.data.verify.chains import Read
    from recyclique_desktop.data.verify.facts import RowCheck
    from recyclique_desktop.data.verify.report import Report

Rows = list[dict[str, Any]]
Build = Callable[[Rows, Mapping[str, Any], str], Mapping[str, Any]]

_BUILD: dict[str, Build] = {
    acts.SESSION_OPENED.name: lambda rows, _session, software: fiscal.opening_document(rows, software),
    acts.SALE_COMPLETED.name: fiscal.sale_document,
    acts.SALE_REVERSED.name: fiscal.sale_document,
    acts.SALE_PAYMENT_FIXED.name: fiscal.sale_document,
    acts.CASH_MOVED.name: fiscal.movement_document,
    acts.SESSION_CLOSED.name: fiscal.closure_document,
    acts.PERIOD_CLOSED.name: fiscal.period_document,
}
_SESSION_ID = {"sales": "cash_session_id", "closures": "session_id", "cash_movements": "session_id"}
_NUMBERED = {
    acts.SALE_COMPLETED.name: "sales",
    acts.SALE_REVERSED.name: "sales",
    acts.SALE_PAYMENT_FIXED.name: "sales",
    acts.SESSION_CLOSED.name: "closures",
    acts.PERIOD_CLOSED.name: "closures",
}


class DocumentCheck:
    """Compares the stored body of each fiscal entry with the one its rows give.

    Args:
        rows: Already fed with the entry under test, so that it knows the session.
    """

    def __init__(self, report: Report, rows: RowCheck) -> None:
        self._report = report
        self._rows = rows

    def check(self, read: Read) -> None:
        """Check one entry; entries without a fiscal body pass."""
        build = _BUILD.get(read.header.act)
        if build is None or read.payload is None or read.header.series is None:
            return
        rows = read.payload.get("rows", [])
        try:
            wanted = build(rows, self._session_of(rows), read.header.software)
        except (KeyError, ValueError, TypeError) as error:
            self._report.add("verify.document", read.where, repr(error))
            return
        if dict(wanted) != read.payload.get("doc"):
            self._report.add("verify.document", read.where, "doc")
        self._number(read, rows)

    def _session_of(self, rows: Rows) -> Mapping[str, Any]:
        for row in rows:
            if row["table"] in _SESSION_ID:
                session_id = row["set"][_SESSION_ID[row["table"]]]
                return self._rows.session(session_id)
        return {}

    def _number(self, read: Read, rows: Rows) -> None:
        """The number people read ends with the number of the series."""
        table = _NUMBERED.get(read.header.act)
        for row in rows:
            if row["table"] == table:
                code = str(row["set"]["number"]).split("-", maxsplit=1)[0]
                if row["set"]["number"] != human_number(code, read.header.number or 0):
                    self._report.add("verify.number", read.where, str(row["set"]["number"]))
