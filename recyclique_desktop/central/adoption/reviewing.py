"""The list to review after an adoption: what was guessed, and how surely."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recyclique_desktop.central.adoption.tables import ARCHIVE
from recyclique_desktop.central.connection import administering
from recyclique_desktop.domain.errors import UserError

if TYPE_CHECKING:
    from decimal import Decimal

_THERE = f"SELECT to_regclass('{ARCHIVE}.review') IS NOT NULL"
_ROWS = (
    "SELECT table_name, column_name, row_id, coalesce(value, ''), confidence, why"  # noqa: S608  our own name
    f" FROM {ARCHIVE}.review ORDER BY confidence, table_name, column_name, row_id"
)


@dataclass(frozen=True, slots=True)
class Guess:
    """One point to look at.

    Attributes:
        row_id: Of the row; for the category of a line, the text that 1.4.4 had.
        value: What was chosen.
        confidence: From 0, nobody knows, to 1.
    """

    table: str
    column: str
    row_id: str
    value: str
    confidence: Decimal
    why: str


def guesses(dsn: str) -> tuple[Guess, ...]:
    """Return the list, least sure first.

    Raises:
        UserError: ``adopt.not_adopted``, and what ``administering`` raises.
    """
    with administering(dsn) as connection:
        if connection.execute(_THERE.encode()).fetchone() != (True,):
            raise UserError("adopt.not_adopted")
        return tuple(Guess(*row) for row in connection.execute(_ROWS.encode()))
