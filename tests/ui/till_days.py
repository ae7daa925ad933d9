"""What happened at the till before a screen is shown: a ticket left open, a day closed, cheques taken."""

from __future__ import annotations

from dataclasses import replace

from recyclique_desktop.domain.basket import Basket
from recyclique_desktop.domain.enums import Permission
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.services.closing import CloseSession, MethodCount, close_session
from recyclique_desktop.services.drafts import SaveDraft, save_draft
from tests.services.selling import Till


def leave_a_ticket(till: Till, price: int = 300) -> Basket:
    """Leave an unpaid ticket of one line."""
    basket = Basket(till.shop.station.ids.new()).with_line(till.line(price=price))
    till.write(save_draft, SaveDraft(till.session_id, basket))
    return basket


def close_till(till: Till, cash: int) -> None:
    """Close a session that took cash alone, whatever is found in it."""
    closer = replace(till.shop.volunteer, permissions=till.shop.volunteer.permissions | {Permission.CAISSE_VARIANCE})
    counts = (MethodCount("cash", Cents(cash)),)
    till.write(close_session, CloseSession(till.session_id, counts, comment="Test"), closer)
