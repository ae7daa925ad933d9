"""What the weighing page reads when it is shown: the post, its deposit, the shop's lists, the day so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recyclique_desktop.data.queries.catalogue import Tile, known_categories, reception_catalogue
from recyclique_desktop.data.queries.favourites import favourites
from recyclique_desktop.data.queries.figures import reception_day_figures
from recyclique_desktop.data.queries.places import Workplace, workplace
from recyclique_desktop.data.queries.reception import PostView, TicketView, last_origin, open_posts, open_ticket_of
from recyclique_desktop.data.queries.settings import containers, limits
from recyclique_desktop.domain.clock import business_date

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.containers import Container
    from recyclique_desktop.domain.lookup import Known
    from recyclique_desktop.domain.plausible import Limits
    from recyclique_desktop.domain.reception import Totals
    from recyclique_desktop.domain.station import Station


@dataclass(frozen=True, slots=True)
class Lists:
    """What the shop set: nothing of it changes while something is being weighed.

    Attributes:
        favourites: Categories that deserve one tap, in their fixed order.
        known: Every category that may be searched for.
    """

    place: Workplace
    roots: tuple[Tile, ...]
    containers: tuple[Container, ...]
    limits: Limits
    favourites: tuple[UUID, ...]
    known: tuple[Known, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """The lists, the post and its deposit.

    Attributes:
        posts: How many posts are open here: with more than one, the page says which it is.
        before: What the day weighed besides the open deposit.
    """

    lists: Lists
    post: PostView | None
    posts: int
    ticket: TicketView | None
    origin: tuple[str, str]
    before: Totals


def read_lists(session: Session, station: Station) -> Lists:
    """Read what the shop set."""
    today = business_date(station.clock.now(), station.zone)
    return Lists(
        workplace(session, station),
        reception_catalogue(session),
        containers(session),
        limits(session),
        favourites(session, station, today),
        known_categories(session, visible_only=True),
    )


def read_desk(session: Session, station: Station, wanted: UUID | None) -> Desk:
    """Read all of it; ``wanted`` is the post somebody chose, else the newest."""
    posts = open_posts(session, station)
    post = next((one for one in posts if one.poste_id == wanted), next(iter(posts), None))
    ticket = open_ticket_of(session, post.poste_id) if post is not None else None
    return Desk(
        read_lists(session, station), post, len(posts), ticket, last_origin(session, station),
        _before(session, station, post, ticket),
    )  # fmt: skip


def _before(session: Session, station: Station, post: PostView | None, ticket: TicketView | None) -> Totals:
    day = business_date(station.clock.now(), station.zone)
    if post is not None and post.is_deferred and post.business_date is not None:
        day = post.business_date
    whole = reception_day_figures(session, station.id, day).totals
    return whole.without(ticket.totals) if ticket is not None and ticket.business_date == day else whole
