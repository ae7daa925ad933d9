"""Deposits and weighings as lists: the filters of ``reception-admin.md`` §1.7, every one of them in exports too.

Days are the deposits' own, whatever the day they were typed. In and out are summed apart; a deposit without a line is
left out unless it is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import func, or_, select

from recyclique_desktop.data.corrected import LINES, TICKETS
from recyclique_desktop.data.models import Correction, Site, TicketDepot, User, Workstation
from recyclique_desktop.data.queries.figures import moved_tickets, on_days
from recyclique_desktop.data.queries.people import full_name, short_name
from recyclique_desktop.data.queries.reception import SHORT_NUMBER, category_names, root_name, totals_of
from recyclique_desktop.domain.reception import Totals, flow_of
from recyclique_desktop.domain.text import folded
from recyclique_desktop.domain.weight import NO_WEIGHT, Grams

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Row, Select
    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.enums import Destination, ReceptionStatus, WeightSource
    from recyclique_desktop.domain.reception import Flow

_LOT = 500
MOST_COUNTED: Final = 10_000
"""A list is counted this far and one more: of many years, the newest are looked at, and the rest is not walked."""


@dataclass(frozen=True, slots=True)
class DepositFilter:
    """Which deposits are meant; nothing said is every one that has a line.

    Attributes:
        first: First day that counts, and ``last`` the last one, both included.
        search: Part of a number, or of the name of who weighed; case and accents mean nothing.
        weight_min: On the sum of all its lines, in grams.
        categories: At least one line has one of them.
        destinations: At least one line goes to one of them.
        is_deferred: Notebooks alone, or all but notebooks.
    """

    first: date | None = None
    last: date | None = None
    status: ReceptionStatus | None = None
    volunteer_id: UUID | None = None
    search: str = ""
    include_empty: bool = False
    weight_min: Grams | None = None
    weight_max: Grams | None = None
    lines_min: int | None = None
    lines_max: int | None = None
    categories: frozenset[UUID] = frozenset()
    destinations: frozenset[Destination] = frozenset()
    is_deferred: bool | None = None
    site_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class DepositRow:
    """One deposit of a list.

    Attributes:
        day: On which it counts; ``entered_at`` is when it was typed.
    """

    ticket_id: UUID
    poste_id: UUID
    number: str
    day: date | None
    entered_at: datetime | None
    closed_at: datetime | None
    status: ReceptionStatus
    is_deferred: bool
    site_name: str
    workstation_code: str
    volunteer_name: str
    origin_channel: str
    insee: str
    notes: str
    totals: Totals

    @property
    def short(self) -> str:
        """Its last digits, as on screen; a deposit of 1.4.4 has the beginning of its id."""
        return self.number[-SHORT_NUMBER:] if self.number else str(self.ticket_id)[:8]


@dataclass(frozen=True, slots=True)
class DepositPage:
    """A part of a list, and what the whole list holds.

    Attributes:
        count: Of all of them, counted to ``MOST_COUNTED`` and one.
        totals: Nothing where no day was said and there are more than that: years of weighings are summed when asked.
    """

    rows: tuple[DepositRow, ...]
    count: int
    totals: Totals | None


@dataclass(frozen=True, slots=True)
class WeighingRow:
    """One weighing, with all that is known of its deposit: a row of an export.

    Attributes:
        flow: Where its kilos count: came in to the shop, went on directly, or left the shop.
        author_name: Who weighed it, which need not be who began the deposit.
    """

    line_id: UUID
    line_no: int
    entered_at: datetime | None
    author_name: str
    root_label: str
    label: str
    flow: Flow
    destination: Destination
    is_exit: bool
    net: Grams
    tare: Grams
    source: WeightSource
    is_corrected: bool
    notes: str
    deposit: DepositRow


class Volunteer(NamedTuple):
    """Somebody who weighed a deposit."""

    user_id: UUID
    name: str


def deposits(
    session: Session, wanted: DepositFilter, *, limit: int = 100, offset: int = 0, most: int = MOST_COUNTED
) -> DepositPage:
    """Return a part of the deposits meant, the newest day first, and the sums of all of them."""
    which = _which(session, wanted)
    query = _LISTED.where(*_among_newest(which, wanted, limit + offset), *which).order_by(*_NEWEST)
    rows = _rows(session, session.execute(query.limit(limit).offset(offset)).all())
    counted = select(TICKETS.c.id).where(*which).limit(most + 1).subquery()
    count = session.scalar(select(func.count()).select_from(counted)) or 0
    is_short = count <= most or wanted.first is not None or wanted.last is not None
    return DepositPage(rows, count, _sums(session, which) if is_short else None)


def every_deposit(session: Session, wanted: DepositFilter) -> Iterator[DepositRow]:
    """Return all the deposits meant, the oldest day first, lot by lot."""
    query = _LISTED.where(*_which(session, wanted)).order_by(*_OLDEST)
    for lot in session.execute(query).partitions(_LOT):
        yield from _rows(session, lot)


def every_weighing(session: Session, wanted: DepositFilter) -> Iterator[WeighingRow]:
    """Return all the weighings of the deposits meant, deposit by deposit; never only those of the categories asked."""
    query = _LISTED.where(*_which(session, wanted)).order_by(*_OLDEST)
    for lot in session.execute(query).partitions(_LOT):
        deposits_ = {row.ticket_id: row for row in _rows(session, lot)}
        yield from _weighings(session, deposits_)


def volunteers(session: Session) -> tuple[Volunteer, ...]:
    """Return who weighed at least one deposit, by name."""
    query = select(User.id, User.first_name, User.last_name, User.username).where(
        select(TICKETS.c.id).where(TICKETS.c.benevole_user_id == User.id).exists()
    )
    found = [Volunteer(row.id, short_name(*row[1:])) for row in session.execute(query)]
    return tuple(sorted(found, key=lambda one: folded(one.name)))


_LISTED: Select[Any] = (
    select(
        TICKETS,
        User.first_name,
        User.last_name,
        User.username,
        Site.name.label("site_name"),
        Workstation.code.label("workstation_code"),
    )
    .select_from(TICKETS)
    .join(User, User.id == TICKETS.c.benevole_user_id)
    .outerjoin(Site, Site.id == TICKETS.c.site_id)
    .outerjoin(Workstation, Workstation.id == TICKETS.c.workstation_id)
)
_NEWEST = (TICKETS.c.business_date.desc(), TICKETS.c.created_at.desc(), TICKETS.c.id.desc())
_OLDEST = (TICKETS.c.business_date, TICKETS.c.created_at, TICKETS.c.id)


def _which(session: Session, wanted: DepositFilter) -> list[ColumnElement[bool]]:
    found = [*_days(wanted), *_sizes(wanted), *_content(wanted)]
    if wanted.status is not None:
        found.append(TICKETS.c.status == wanted.status)
    if wanted.volunteer_id is not None:
        found.append(TICKETS.c.benevole_user_id == wanted.volunteer_id)
    if wanted.is_deferred is not None:
        found.append(TICKETS.c.is_deferred.is_(wanted.is_deferred))
    if wanted.site_id is not None:
        found.append(TICKETS.c.site_id == wanted.site_id)
    if wanted.search.strip():
        found.append(_matching(session, folded(wanted.search)))
    return found


def _among_newest(which: list[ColumnElement[bool]], wanted: DepositFilter, many: int) -> list[ColumnElement[bool]]:
    """Return what leaves out all but the newest: the index of days is walked from its end, not every day sorted.

    A deposit whose day was put right stands elsewhere in that index, one without a day in no place of it; they are
    few, and always looked at.
    """
    if wanted.first is not None and wanted.last is not None:
        return []
    moved, dayless = moved_tickets(), select(TicketDepot.id).where(TicketDepot.business_date.is_(None))
    newest = (
        select(TicketDepot.id)
        .where(TicketDepot.business_date >= date.min)  # every day there is: said so that its index is taken
        .where(select(TICKETS.c.id).where(TICKETS.c.id == TicketDepot.id, *which).exists())
        .where(~moved.where(Correction.target_id == TicketDepot.id).exists())
        .order_by(TicketDepot.business_date.desc(), TicketDepot.created_at.desc(), TicketDepot.id.desc())
        .limit(many)
        .subquery()
    )
    return [TICKETS.c.id.in_(select(newest.c.id).union_all(moved, dayless))]


def _days(wanted: DepositFilter) -> list[ColumnElement[bool]]:
    if wanted.first is not None and wanted.last is not None:
        return [on_days(wanted.first, wanted.last)]
    found = []
    if wanted.first is not None:
        found.append(TICKETS.c.business_date >= wanted.first)
    if wanted.last is not None:
        found.append(TICKETS.c.business_date <= wanted.last)
    return found


def _sizes(wanted: DepositFilter) -> list[ColumnElement[bool]]:
    """Look at the lines of each deposit by itself: those of all the others, of all the years, are not summed for it."""
    mine = LINES.c.ticket_id == TICKETS.c.id
    lines = select(func.count()).select_from(LINES).where(mine).scalar_subquery()
    weight = select(func.coalesce(func.sum(LINES.c.poids_kg), 0)).where(mine).scalar_subquery()
    found: list[ColumnElement[bool]] = [] if wanted.include_empty else [select(LINES.c.id).where(mine).exists()]
    bounds = (
        (lines, wanted.lines_min, wanted.lines_max),
        (weight, wanted.weight_min, wanted.weight_max),
    )
    for measure, least, most in bounds:
        if least is not None:
            found.append(measure >= least)
        if most is not None:
            found.append(measure <= most)
    return found


def _content(wanted: DepositFilter) -> list[ColumnElement[bool]]:
    mine = select(LINES.c.id).where(LINES.c.ticket_id == TICKETS.c.id)
    found: list[ColumnElement[bool]] = []
    if wanted.categories:
        found.append(mine.where(LINES.c.category_id.in_(wanted.categories)).exists())
    if wanted.destinations:
        found.append(mine.where(LINES.c.destination.in_(wanted.destinations)).exists())
    return found


def _matching(session: Session, search: str) -> ColumnElement[bool]:
    """Compare names here: the database knows no accents."""
    query = select(User.id, User.first_name, User.last_name, User.username)
    people = [row.id for row in session.execute(query) if search in folded(f"{full_name(*row[1:])} {row.username}")]
    number = func.lower(func.coalesce(TICKETS.c.number, "")).contains(search, autoescape=True)
    return or_(number, TICKETS.c.benevole_user_id.in_(people))


def _sums(session: Session, which: list[ColumnElement[bool]]) -> Totals:
    meant = select(TICKETS.c.id).where(*which)
    query = (
        select(LINES.c.destination, LINES.c.is_exit, func.sum(LINES.c.poids_kg), func.count())
        .where(LINES.c.ticket_id.in_(meant))
        .group_by(LINES.c.destination, LINES.c.is_exit)
    )
    found = session.execute(query).all()
    totals = Totals.of((flow_of(to, is_exit=is_exit), Grams(grams)) for to, is_exit, grams, _ in found)
    return Totals(
        totals.shop_in, totals.recycling_direct, totals.tip_direct, totals.shop_out, sum(row[3] for row in found)
    )


def _rows(session: Session, found: Any) -> tuple[DepositRow, ...]:
    totals = totals_of(session, [row.id for row in found])
    return tuple(_row(row, totals[row.id]) for row in found)


def _row(row: Row[Any], totals: Totals) -> DepositRow:
    return DepositRow(
        ticket_id=row.id,
        poste_id=row.poste_id,
        number=row.number or "",
        day=row.business_date,
        entered_at=row.created_at,
        closed_at=row.closed_at,
        status=row.status,
        is_deferred=row.is_deferred,
        site_name=row.site_name or "",
        workstation_code=row.workstation_code or "",
        volunteer_name=short_name(row.first_name, row.last_name, row.username),
        origin_channel=row.origin_channel or "",
        insee=row.insee or "",
        notes=row.notes or "",
        totals=totals,
    )


def _weighings(session: Session, of: dict[UUID, DepositRow]) -> Iterator[WeighingRow]:
    query = (
        select(LINES, User.first_name, User.last_name, User.username)
        .outerjoin(User, User.id == LINES.c.created_by)
        .where(LINES.c.ticket_id.in_(list(of)))
    )
    lines = session.execute(query).all()
    names = category_names(session, (line.category_id for line in lines))
    corrected = set(session.scalars(select(Correction.target_id).where(Correction.target_table == "ligne_depot")))
    order = {ticket_id: place for place, ticket_id in enumerate(of)}
    for line in sorted(lines, key=lambda one: (order[one.ticket_id], one.line_no or 0, one.id)):
        deposit = of[line.ticket_id]
        yield WeighingRow(
            line_id=line.id,
            line_no=line.line_no or 0,
            entered_at=line.created_at or deposit.entered_at,
            author_name=_author(line, deposit),
            root_label=root_name(names, line.category_id),
            label=names[line.category_id].name,
            flow=flow_of(line.destination, is_exit=line.is_exit),
            destination=line.destination,
            is_exit=line.is_exit,
            net=line.poids_kg,
            tare=line.tare or NO_WEIGHT,
            source=line.weight_source,
            is_corrected=line.id in corrected,
            notes=line.notes or "",
            deposit=deposit,
        )


def _author(line: Row[Any], deposit: DepositRow) -> str:
    """Return who weighed a line; lines of 1.4.4 have no author but their deposit's."""
    if line.username is None:
        return deposit.volunteer_name
    return short_name(line.first_name, line.last_name, line.username)
