"""What leaves the drawer at its closing, for the safe or the bank: a cash movement of the session that closes.

It is written in the entry of the closing itself, beside the count, so that the two can never part; closing is the right
to do so. What was counted less what was put away is what tomorrow's float should be (``cash.md`` §1.11, point 7).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from recyclique_desktop.data.models import CashMovement
from recyclique_desktop.domain.cash_count import PutAway, check_put_away
from recyclique_desktop.domain.money import Cents

if TYPE_CHECKING:
    from recyclique_desktop.data.models import CashSession
    from recyclique_desktop.domain.station import Actor, Station


def movement_of(away: PutAway, counted: Cents, till: CashSession, actor: Actor, station: Station) -> CashMovement:
    """Return the movement as a row.

    Raises:
        UserError: ``count.put_away`` when it is nothing, or more than was counted.
    """
    check_put_away(away, counted)
    return CashMovement(
        id=away.movement_id,
        site_id=station.site_id,
        workstation_id=station.id,
        created_at=station.clock.now(),
        session_id=till.id,
        operator_id=actor.user_id,
        kind=away.kind,
        amount=Cents(-away.amount),
        reason=f"Fermeture {till.number or ''}".strip(),
    )
