"""What entries say in a simulated shop, and what comes of them once they are applied: money and shared values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

Sales: TypeAlias = dict[bytes, tuple[str, int]]
"""Each sale applied: its session and what was paid, in cents."""


@dataclass(frozen=True, slots=True)
class Act:
    """What one entry says.

    Attributes:
        kind: ``open`` (a session), ``sale``, ``wish`` (of a shared value), ``price`` (the centre's word on one), or
            anything else, which these accounts pass over.
        name: Of the sale.
        key: The session; for a wish or a price, the category.
        cents: Float of a session; total and donation of a sale; the value of a shared row.
        paid: Payments of a sale.
        needs: Category of a sale.
        base: Value that a wish would replace.
        answers: The wish that a price answers.
        newer: Written by a version that others do not read yet.
    """

    kind: str
    name: bytes = b""
    key: str = ""
    hlc: int = 0
    cents: int = 0
    paid: tuple[int, ...] = ()
    needs: str = ""
    base: int = 0
    answers: bytes | None = None
    newer: bool = False


class NotYetError(Exception):
    """An entry cannot be applied: it is not understood, or what it needs is not there."""


@dataclass
class Accounts:
    """Rows, as one side has them.

    Attributes:
        cash: What each session should hold: float and all that was paid.
        shared: Values that everybody edits.
    """

    cash: dict[str, int] = field(default_factory=dict)
    sales: Sales = field(default_factory=dict)
    shared: dict[str, int] = field(default_factory=dict)

    def apply(self, act: Act, *, reads_newer: bool = True) -> None:
        """Apply one entry; a sale that is there already changes nothing.

        Raises:
            NotYetError: It must wait.
        """
        if act.newer and not reads_newer:
            raise NotYetError("newer")
        if act.kind == "open":
            self.cash.setdefault(act.key, act.cents)
        elif act.kind == "price":
            self.shared[act.key] = act.cents
        elif act.kind == "sale" and act.name not in self.sales:
            if act.key not in self.cash or (act.needs and act.needs not in self.shared):
                raise NotYetError(f"{act.key} {act.needs}")
            self.sales[act.name] = (act.key, sum(act.paid))
            self.cash[act.key] += sum(act.paid)

    def copy(self) -> Accounts:
        """Return the same rows, apart."""
        return Accounts(dict(self.cash), dict(self.sales), dict(self.shared))
