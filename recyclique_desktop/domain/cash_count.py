"""Counting the till: what should be there, what is, and when the difference wants a word (``cash.md`` §1.11)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from recyclique_desktop.domain.enums import CashMovementKind, PaymentKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import ZERO, Cents

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from uuid import UUID

DENOMINATIONS: Final = tuple(
    Cents(worth) for worth in (50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10, 5, 2, 1)
)
"""The fifteen notes and coins of the euro, the largest first."""
SMALLEST_NOTE: Final = Cents(500)
"""From here up it is a note."""
FIRST_NOTEBOOK_YEAR: Final = 2000
"""A notebook older than this is a year typed wrong."""
PLACES: Final = (CashMovementKind.SAFE, CashMovementKind.BANK)
"""Where the takings of a day may go when the drawer is closed."""
MAX_FLOAT = Cents(1_000_000)
"""Largest float: 10 000 € (``cash.md`` OPN-3)."""

TOLERANCE = Cents(5)
"""A difference up to 0,05 € needs no comment (``cash.md`` CLO-9)."""


class Severity(StrEnum):
    """How much a variance weighs; 10 € and 50 € are the thresholds of 1.4.4's anomaly detection."""

    OK = "ok"
    MINOR = "minor"
    NOTABLE = "notable"
    HIGH = "high"
    SEVERE = "severe"


@dataclass(frozen=True, slots=True)
class Taken:
    """What one method brought in during a session: the sum of its payments, donations included."""

    method_code: str
    kind: PaymentKind
    amount: Cents
    payments: int


@dataclass(frozen=True, slots=True)
class Compared:
    """Expected against counted, for one method."""

    method_code: str
    expected: Cents
    counted: Cents

    @property
    def variance(self) -> Cents:
        """Counted minus expected: negative when money is missing."""
        return Cents(self.counted - self.expected)


@dataclass(frozen=True, slots=True)
class PutAway:
    """Cash taken out of the counted drawer as it closes.

    Attributes:
        movement_id: Made when the closing begins.
        kind: To the safe or to the bank.
        amount: In cents, above zero, at most what was counted.
    """

    movement_id: UUID
    kind: CashMovementKind
    amount: Cents


def check_put_away(away: PutAway, counted: Cents) -> None:
    """Refuse to put away nothing, more than was counted, or elsewhere than where takings go.

    Raises:
        UserError: ``count.put_away``.
    """
    if away.kind not in PLACES or not 0 < away.amount <= counted:
        raise UserError("count.put_away", counted=counted)


def check_float(amount: Cents) -> None:
    """Refuse a float outside 0 to 10 000 €.

    Raises:
        UserError: ``float.negative`` or ``float.too_high``.
    """
    if amount < 0:
        raise UserError("float.negative", amount=amount)
    if amount > MAX_FLOAT:
        raise UserError("float.too_high", amount=amount)


def check_notebook_day(day: date, today: date) -> None:
    """Refuse a day that no notebook of the till can have; today's is accepted.

    Raises:
        UserError: ``deferred.future`` or ``deferred.old``.
    """
    if day > today:
        raise UserError("deferred.future", day=day)
    if day.year < FIRST_NOTEBOOK_YEAR:
        raise UserError("deferred.old", day=day)


def expected_amount(taken: Taken, float_amount: Cents, movements: Cents = ZERO) -> Cents:
    """Return what should be found for one method.

    Args:
        taken: What its payments brought.
        float_amount: What the drawer held at opening; it counts for cash only.
        movements: Cash put in minus cash taken out; counts for cash only.
    """
    if taken.kind is not PaymentKind.CASH:
        return taken.amount
    return Cents(float_amount + taken.amount + movements)


def to_count(expected: Mapping[str, Taken]) -> tuple[str, ...]:
    """Return the methods that must be counted: cash always, the others when they took something.

    What gave back more than it took (yesterday's cheque, undone today) leaves nothing to count.
    """
    return tuple(
        code
        for code, taken in expected.items()
        if taken.kind is PaymentKind.CASH or (taken.payments and taken.amount >= 0)
    )


def compare(expected: Mapping[str, Cents], required: Iterable[str], counted: Mapping[str, Cents]) -> list[Compared]:
    """Put what was counted beside what was expected, in the order of ``expected``.

    Raises:
        UserError: ``count.missing``, ``count.negative`` or ``count.method_unknown``.
    """
    for code in required:
        if code not in counted:
            raise UserError("count.missing", method=code)
    for code, amount in counted.items():
        if code not in expected:
            raise UserError("count.method_unknown", method=code)
        if amount < 0:
            raise UserError("count.negative", method=code, amount=amount)
    return [Compared(code, expected[code], counted[code]) for code in expected if code in counted]


def total_variance(compared: Iterable[Compared]) -> Cents:
    """Return the variance of the session: the sum over its methods."""
    return Cents(sum(one.variance for one in compared))


def needs_comment(variance: Cents, tolerance: Cents = TOLERANCE) -> bool:
    """Tell whether a variance must be explained."""
    return abs(variance) > tolerance


def severity(variance: Cents, tolerance: Cents = TOLERANCE) -> Severity:
    """Return how much a variance weighs: none, within tolerance, up to 10 €, above 10 €, above 50 €."""
    size = abs(variance)
    if size == 0:
        return Severity.OK
    if size <= tolerance:
        return Severity.MINOR
    if size <= 1_000:
        return Severity.NOTABLE
    return Severity.HIGH if size <= 5_000 else Severity.SEVERE
