"""Reception as it stands: open posts, the running ticket with its weighings, today, the last deposits.

Rows of ``poste_reception``, ``ticket_depot`` and ``ligne_depot`` are read as corrections leave them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select

from recyclique_desktop.data.corrected import LINES, POSTS, TICKETS
from recyclique_desktop.data.models import Category, Correction, User
from recyclique_desktop.data.queries.figures import reception_day_figures
from recyclique_desktop.data.queries.people import short_name
from recyclique_desktop.domain.enums import ReceptionStatus
from recyclique_desktop.domain.reception import Totals, flow_of
from recyclique_desktop.domain.weight import NO_WEIGHT, Grams

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.enums import Destination, WeightSource
    from recyclique_desktop.domain.reception import Flow
    from recyclique_desktop.domain.station import Station

SHORT_NUMBER = 4
"""Digits of a number that screens show."""


@dataclass(frozen=True, slots=True)
class PostView:
    """An open post of this workstation.

    Attributes:
        opened_by_name: « Émilie R. »; each ticket keeps its own volunteer.
        tickets: Those with a line.
        open_ticket: The one being weighed on, empty or not.
        is_deferred: A paper notebook is being entered; ``business_date`` is its day.
    """

    poste_id: UUID
    opened_by: UUID
    opened_by_name: str
    opened_at: datetime
    business_date: date | None
    tickets: int
    open_ticket: UUID | None
    is_deferred: bool = False
    notes: str = ""


@dataclass(frozen=True, slots=True)
class LineView:
    """One weighing.

    Attributes:
        label: Its category; ``root_label`` the root above it, itself for a root.
        net: What counts, in grams; ``tare`` was taken off it.
        is_corrected: Something of it was put right after its deposit ended.
    """

    line_id: UUID
    line_no: int
    category_id: UUID
    label: str
    root_label: str
    net: Grams
    tare: Grams
    source: WeightSource
    destination: Destination
    is_exit: bool
    flow: Flow
    notes: str
    is_corrected: bool = False

    @property
    def gross(self) -> Grams:
        """What the scale showed, container included."""
        return Grams(self.net + self.tare)


@dataclass(frozen=True, slots=True)
class TicketView:
    """One ticket with its weighings, in the order they were made.

    Attributes:
        number: As on paper, ``R01-000310``.
        short: As on screen, « 0310 ».
    """

    ticket_id: UUID
    number: str
    short: str
    poste_id: UUID
    volunteer_name: str
    created_at: datetime
    business_date: date | None
    status: ReceptionStatus
    origin_channel: str
    insee: str
    notes: str
    lines: tuple[LineView, ...]
    totals: Totals
    is_deferred: bool = False


@dataclass(frozen=True, slots=True)
class TicketRow:
    """One ticket in a list."""

    ticket_id: UUID
    number: str
    short: str
    volunteer_name: str
    created_at: datetime
    status: ReceptionStatus
    totals: Totals


@dataclass(frozen=True, slots=True)
class ReceptionHome:
    """What the home page tells of this workstation's reception.

    Attributes:
        post: The newest that is open, notebooks apart.
        others: The other posts that are open, notebooks first.
        today: What was weighed here today, whenever the post was opened.
        tickets_today: Those with a line.
        last_ticket: The newest with a line, whatever its day.
    """

    post: PostView | None
    today: Totals
    tickets_today: int
    last_ticket: TicketRow | None
    others: tuple[PostView, ...] = ()


def open_posts(session: Session, station: Station) -> tuple[PostView, ...]:
    """Return the posts that are open on this workstation, newest first, notebooks last."""
    mine = TICKETS.c.poste_id == POSTS.c.id
    has_line = select(LINES.c.id).where(LINES.c.ticket_id == TICKETS.c.id).exists()
    running = (
        select(TICKETS.c.id)
        .where(mine, TICKETS.c.status == ReceptionStatus.OPENED)
        .order_by(TICKETS.c.created_at.desc())
        .limit(1)
    )
    query = (
        select(
            POSTS, User.first_name, User.last_name, User.username,
            select(func.count()).select_from(TICKETS).where(mine, has_line).scalar_subquery().label("tickets"),
            running.scalar_subquery().label("open_ticket"),
        )
        .join(User, User.id == POSTS.c.opened_by_user_id)
        .where(POSTS.c.workstation_id == station.id, POSTS.c.status == ReceptionStatus.OPENED)
        .order_by(POSTS.c.is_deferred, POSTS.c.opened_at.desc(), POSTS.c.id.desc())
    )  # fmt: skip
    return tuple(
        PostView(
            poste_id=post.id,
            opened_by=post.opened_by_user_id,
            opened_by_name=short_name(post.first_name, post.last_name, post.username),
            opened_at=post.opened_at,
            business_date=post.business_date,
            tickets=post.tickets,
            open_ticket=post.open_ticket,
            is_deferred=post.is_deferred,
            notes=post.notes or "",
        )
        for post in session.execute(query)
    )


def posts_so_far(session: Session, station: Station) -> tuple[int, date | None]:
    """Return how many posts were opened on this workstation, and the day of the last one."""
    query = select(func.count(), func.max(POSTS.c.business_date)).where(POSTS.c.workstation_id == station.id)
    count, last = session.execute(query).one()
    return count, last


def ticket_view(session: Session, ticket_id: UUID) -> TicketView | None:
    """Return a ticket with its lines, or nothing when there is no such ticket."""
    ticket = session.execute(_TICKETS.where(TICKETS.c.id == ticket_id)).one_or_none()
    if ticket is None:
        return None
    lines = _lines(session, ticket_id)
    number = ticket.number or ""
    return TicketView(
        ticket_id=ticket.id,
        number=number,
        short=number[-SHORT_NUMBER:],
        poste_id=ticket.poste_id,
        is_deferred=ticket.is_deferred,
        volunteer_name=short_name(ticket.first_name, ticket.last_name, ticket.username),
        created_at=ticket.created_at,
        business_date=ticket.business_date,
        status=ticket.status,
        origin_channel=ticket.origin_channel or "",
        insee=ticket.insee or "",
        notes=ticket.notes or "",
        lines=lines,
        totals=Totals.of((line.flow, line.net) for line in lines),
    )


def open_ticket_of(session: Session, poste_id: UUID) -> TicketView | None:
    """Return the ticket that is being weighed on at a post."""
    query = (
        select(TICKETS.c.id)
        .where(TICKETS.c.poste_id == poste_id, TICKETS.c.status == ReceptionStatus.OPENED)
        .order_by(TICKETS.c.created_at.desc())
        .limit(1)
    )
    ticket_id = session.scalar(query)
    return None if ticket_id is None else ticket_view(session, ticket_id)


def recent_tickets(session: Session, station: Station, limit: int) -> tuple[TicketRow, ...]:
    """Return this workstation's latest tickets with a line, newest first."""
    has_line = select(LINES.c.id).where(LINES.c.ticket_id == TICKETS.c.id).exists()
    return _rows(session, (TICKETS.c.workstation_id == station.id) & has_line, limit)


def reception_home(session: Session, station: Station, today: date) -> ReceptionHome:
    """Return what the home page shows of this workstation's reception."""
    figures, posts = reception_day_figures(session, station.id, today), open_posts(session, station)
    return ReceptionHome(
        post=next((one for one in posts if not one.is_deferred), None),
        others=tuple(one for one in posts if one.is_deferred) + tuple(one for one in posts if not one.is_deferred)[1:],
        today=figures.totals,
        tickets_today=figures.tickets,
        last_ticket=next(iter(recent_tickets(session, station, 1)), None),
    )


def last_origin(session: Session, station: Station) -> tuple[str, str]:
    """Return channel and commune of this workstation's newest ticket: what the next one most likely says too."""
    query = (
        select(TICKETS.c.origin_channel, TICKETS.c.insee)
        .where(TICKETS.c.workstation_id == station.id)
        .order_by(_NEWEST)
        .limit(1)
    )
    found = session.execute(query).one_or_none()
    return ("", "") if found is None else (found.origin_channel or "", found.insee or "")


_NEWEST = TICKETS.c.number.desc()
"""Of one workstation: in the order of its index, so that the newest are not sorted out of all there ever were."""
_TICKETS = select(TICKETS, User.first_name, User.last_name, User.username).join(
    User, User.id == TICKETS.c.benevole_user_id
)


def _rows(session: Session, which: ColumnElement[bool], limit: int) -> tuple[TicketRow, ...]:
    query = _TICKETS.where(which).order_by(_NEWEST).limit(limit)
    found = session.execute(query).all()
    totals = totals_of(session, [ticket.id for ticket in found])
    return tuple(
        TicketRow(
            ticket_id=ticket.id,
            number=ticket.number or "",
            short=(ticket.number or "")[-SHORT_NUMBER:],
            volunteer_name=short_name(ticket.first_name, ticket.last_name, ticket.username),
            created_at=ticket.created_at,
            status=ticket.status,
            totals=totals[ticket.id],
        )
        for ticket in found
    )


def totals_of(session: Session, ticket_ids: Sequence[UUID]) -> dict[UUID, Totals]:
    """Return the sums of each of these tickets; none without a line is left out."""
    query = select(LINES.c.ticket_id, LINES.c.destination, LINES.c.is_exit, LINES.c.poids_kg).where(
        LINES.c.ticket_id.in_(ticket_ids)
    )
    weighed: dict[UUID, list[tuple[Flow, Grams]]] = {ticket_id: [] for ticket_id in ticket_ids}
    for ticket_id, destination, is_exit, grams in session.execute(query):
        weighed[ticket_id].append((flow_of(destination, is_exit=is_exit), grams))
    return {ticket_id: Totals.of(lines) for ticket_id, lines in weighed.items()}


class CategoryName(NamedTuple):
    """A category and the one above it."""

    parent_id: UUID | None
    name: str


def _lines(session: Session, ticket_id: UUID) -> tuple[LineView, ...]:
    query = select(LINES).where(LINES.c.ticket_id == ticket_id)
    lines = session.execute(query.order_by(LINES.c.line_no, LINES.c.id)).all()
    corrected = _corrected(session, [line.id for line in lines])
    names = category_names(session, (line.category_id for line in lines))
    return tuple(
        LineView(
            line_id=line.id,
            line_no=line.line_no or 0,
            category_id=line.category_id,
            label=names[line.category_id].name,
            root_label=root_name(names, line.category_id),
            net=line.poids_kg,
            tare=line.tare or NO_WEIGHT,
            source=line.weight_source,
            destination=line.destination,
            is_exit=line.is_exit,
            flow=flow_of(line.destination, is_exit=line.is_exit),
            notes=line.notes or "",
            is_corrected=line.id in corrected,
        )
        for line in lines
    )


def _corrected(session: Session, line_ids: list[UUID]) -> set[UUID]:
    query = select(Correction.target_id).where(Correction.target_id.in_(line_ids))
    return set(session.scalars(query))


def category_names(session: Session, wanted: Iterable[UUID]) -> dict[UUID, CategoryName]:
    """Return these categories and all above them, archived ones too."""
    known: dict[UUID, CategoryName] = {}
    missing = set(wanted)
    while missing:
        query = select(Category.id, Category.parent_id, Category.name).where(Category.id.in_(missing))
        found = {row.id: CategoryName(row.parent_id, row.name) for row in session.execute(query)}
        known |= found
        missing = {one.parent_id for one in found.values() if one.parent_id is not None} - known.keys()
    return known


def root_name(names: dict[UUID, CategoryName], category_id: UUID) -> str:
    """Return the name of the root above a category, its own for a root."""
    here = names[category_id]
    while here.parent_id is not None:
        here = names[here.parent_id]
    return here.name
