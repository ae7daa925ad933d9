"""What the sale page reads when it is shown: session, catalogue, ways to pay, the ticket that was running."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from recyclique_desktop.data.queries.catalogue import Preset, Tile, catalogue, presets
from recyclique_desktop.data.queries.parked import WaitingTicket, parked_tickets
from recyclique_desktop.data.queries.places import Workplace, workplace
from recyclique_desktop.data.queries.settings import containers, till_limits
from recyclique_desktop.data.queries.till import (
    OpenSessionView,
    open_draft,
    open_session_of,
    payment_methods,
    session_view,
)
from recyclique_desktop.domain.plausible import Limits

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.basket import Basket
    from recyclique_desktop.domain.containers import Container
    from recyclique_desktop.domain.payment import Method
    from recyclique_desktop.domain.station import Station


@dataclass(frozen=True, slots=True)
class SaleDesk:
    """What a till needs to sell.

    Attributes:
        session: The one that is sold in; nothing once it is closed.
        roots: The catalogue, whole.
        draft: The ticket that was being made when the program ended.
        parked: Those put aside, oldest first.
        presets: The buttons of the price step, in their order.
        limits: From which weight on a weighing is asked about.
        containers: What goods may be weighed in.
    """

    session: OpenSessionView | None
    place: Workplace
    roots: tuple[Tile, ...]
    methods: tuple[Method, ...]
    draft: Basket | None
    parked: tuple[WaitingTicket, ...] = ()
    presets: tuple[Preset, ...] = ()
    limits: Limits = field(default_factory=Limits)
    containers: tuple[Container, ...] = ()


def sale_desk(session: Session, station: Station, wanted: UUID | None) -> SaleDesk:
    """Read it for the till's own session, or for the session ``wanted``."""
    found = open_session_of(session, station) if wanted is None else session_view(session, wanted)
    return SaleDesk(
        found,
        workplace(session, station),
        catalogue(session),
        payment_methods(session),
        open_draft(session, station, found.session_id) if found is not None else None,
        parked_tickets(session, station, found.session_id) if found is not None else (),
        presets(session),
        till_limits(session),
        containers(session),
    )
