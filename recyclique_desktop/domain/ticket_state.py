"""The life of a ticket before it is a sale (``french-practice.md`` T-01): what may be done to it, and when.

One table: what is not in it is refused. Lines only enter an open ticket, so that those of one customer never turn up
under another one.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from recyclique_desktop.domain.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping


class TicketState(StrEnum):
    """Where a ticket stands."""

    NONE = "none"
    OPEN = "open"
    PARKED = "parked"
    PAYING = "paying"
    FINAL = "final"
    ABANDONED = "abandoned"


class TicketStep(StrEnum):
    """What is done to a ticket."""

    CHANGE = "change"
    """A line, or its words, comes, goes or is another one."""
    PARK = "park"
    RESUME = "resume"
    PAY = "pay"
    """It is brought to the payment."""
    RETURN = "return"
    """Back from the payment, unpaid."""
    COMPLETE = "complete"
    ABANDON = "abandon"


MOVES: Final[Mapping[tuple[TicketState, TicketStep], TicketState]] = {
    (TicketState.NONE, TicketStep.CHANGE): TicketState.OPEN,
    (TicketState.NONE, TicketStep.RESUME): TicketState.OPEN,
    (TicketState.OPEN, TicketStep.CHANGE): TicketState.OPEN,
    (TicketState.OPEN, TicketStep.PARK): TicketState.PARKED,
    (TicketState.OPEN, TicketStep.PAY): TicketState.PAYING,
    (TicketState.OPEN, TicketStep.ABANDON): TicketState.ABANDONED,
    (TicketState.PARKED, TicketStep.RESUME): TicketState.OPEN,
    (TicketState.PARKED, TicketStep.ABANDON): TicketState.ABANDONED,
    (TicketState.PAYING, TicketStep.RETURN): TicketState.OPEN,
    (TicketState.PAYING, TicketStep.COMPLETE): TicketState.FINAL,
}


def after(state: TicketState, step: TicketStep) -> TicketState:
    """Return where a ticket stands after a step.

    Raises:
        UserError: ``ticket.not_open``: this cannot be done to it as it stands.
    """
    found = MOVES.get((state, step))
    if found is None:
        raise UserError("ticket.not_open", state=state.value, step=step.value)
    return found
