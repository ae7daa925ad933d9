"""What one person did, and what was done to her account: sign-ins, tills, sales, reception, administration.

Each source gives its newest events; they are laid together, newest first. Words are found by ``Event.what``: this
room knows none (``reception-admin.md`` 3.8.1 gives them).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, literal_column, or_, select

from recyclique_desktop.data.models import (
    AuditLog,
    CashSession,
    Deposit,
    LoginHistory,
    PosteReception,
    Sale,
    TicketDepot,
    User,
    UserSession,
    UserStatusHistory,
    Workstation,
)
from recyclique_desktop.data.queries.audit import lines_of, midnight
from recyclique_desktop.data.queries.people import full_name, short_name
from recyclique_desktop.domain.enums import AuditActionType as Act
from recyclique_desktop.domain.enums import DepositStatus, SaleKind, UserStatus
from recyclique_desktop.domain.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime
    from uuid import UUID
    from zoneinfo import ZoneInfo

    from sqlalchemy.orm import Session

PAGE: Final = 100
_LOGOUT: Final = "logout"
_WORK: Final = frozenset({
    Act.LOGIN_SUCCESS, Act.LOGIN_FAILED, Act.LOGOUT, Act.SESSION_OPENED, Act.SESSION_RESUMED, Act.SESSION_CLOSED,
    Act.SALE_COMPLETED, Act.TICKET_EDITED, Act.TICKET_ABANDONED, Act.RECEPTION_OPENED, Act.RECEPTION_RESUMED,
    Act.RECEPTION_CLOSED, Act.DEPOSIT_OPENED, Act.DEPOSIT_CHANGED, Act.DEPOSIT_CLOSED, Act.DEPOSIT_LINE_WEIGHED,
    Act.DEPOSIT_LINE_CHANGED, Act.DEPOSIT_LINE_REMOVED,
})  # fmt: skip
"""Acts of a day's work: told by the sources of their own, not as administration."""
_PEOPLE: Final = ("users", "user")
_VALIDATED: Final = (DepositStatus.VALIDATED, DepositStatus.COMPLETED)


class Kind(StrEnum):
    ADMINISTRATION = "administration"
    SIGN_IN = "sign_in"
    TILL = "till"
    SALE = "sale"
    RECEPTION = "reception"
    DEPOSIT = "deposit"


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """What is looked for; no kind means all of them; ``until`` is a whole day."""

    kinds: frozenset[Kind] = frozenset()
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened.

    Attributes:
        what: Which sentence tells it.
        values: What goes into the sentence: cents, counts, names, words to be translated.
        place: Code of the workstation, or the address that the web saw.
    """

    at: datetime
    kind: Kind
    what: str
    values: Mapping[str, Any]
    place: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """A page of somebody's history, and how long it is in all."""

    user_id: UUID
    name: str
    events: tuple[Event, ...]
    total: int
    offset: int


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question: whose, between which moments, how many of the newest."""

    session: Session
    user_id: UUID
    since: datetime | None
    until: datetime | None
    limit: int
    places: Mapping[UUID, str]

    def within(self, at: Any) -> ColumnElement[bool]:
        bounds = [at.is_not(None)]
        bounds += [at >= self.since] if self.since is not None else []
        bounds += [at < self.until] if self.until is not None else []
        return and_(*bounds)

    def newest(self, entity: Any, at: Any, *where: ColumnElement[bool]) -> tuple[list[Any], int]:
        """Return the newest rows, and how many there are."""
        query: Select[Any] = select(entity).where(self.within(at), *where)
        count = select(func.count()).select_from(entity).where(self.within(at), *where)
        written: ColumnElement[int] = literal_column(f"{entity.__tablename__}.rowid")
        rows = self.session.scalars(query.order_by(at.desc(), written.desc()).limit(self.limit)).all()
        return list(rows), self.session.scalar(count) or 0

    def place(self, row: Any) -> str:
        return self.places.get(row.workstation_id, "")


_Found = tuple[list[Event], int]


def history_of(session: Session, user_id: UUID, wanted: HistoryFilter, zone: ZoneInfo, *, offset: int = 0) -> History:
    """Return a page of a person's history, newest first.

    Raises:
        UserError: ``person.not_found``.
    """
    person = session.get(User, user_id)
    if person is None:
        raise UserError("person.not_found")
    places: dict[UUID, str] = {row.id: row.code for row in session.execute(select(Workstation.id, Workstation.code))}
    since = midnight(wanted.since, zone) if wanted.since is not None else None
    until = midnight(wanted.until + timedelta(days=1), zone) if wanted.until is not None else None
    asked = _Asked(session, user_id, since, until, offset + PAGE, places)
    found = [source(asked) for kind, source in _SOURCES if not wanted.kinds or kind in wanted.kinds]
    events = sorted((event for events, _count in found for event in events), key=lambda event: event.at, reverse=True)
    name = full_name(person.first_name, person.last_name, person.username)
    return History(user_id, name, tuple(events[offset : offset + PAGE]), sum(count for _events, count in found), offset)


def _states(asked: _Asked) -> _Found:
    rows, count = asked.newest(
        UserStatusHistory, UserStatusHistory.change_date, UserStatusHistory.user_id == asked.user_id
    )
    names = _names(asked.session, {row.changed_by_admin_id for row in rows})
    return [
        Event(
            row.change_date, Kind.ADMINISTRATION, "state_kept" if _old(row) == _new(row) else "state_changed",
            {"old": _old(row), "new": _new(row), "reason": row.reason or "", "who": names[row.changed_by_admin_id]},
        )
        for row in rows
    ], count  # fmt: skip


def _old(row: UserStatusHistory) -> str:
    """Return the word of the state before: ours, or the boolean of 1.4.4."""
    if row.old_state is not None and row.old_state is not row.new_state:
        return row.old_state.value
    return _active(row.old_status)


def _new(row: UserStatusHistory) -> str:
    if row.new_state is not None and row.old_state is not row.new_state:
        return row.new_state.value
    return _active(row.new_status)


def _active(flag: bool | None) -> str:
    return {None: "unknown", True: UserStatus.ACTIVE.value, False: "inactive"}[flag]


def _administration(asked: _Asked) -> _Found:
    """Return what she did beside a day's work, and what was done to her account; its states are told elsewhere."""
    hers = and_(AuditLog.actor_id == asked.user_id, AuditLog.action_type.not_in(_WORK))
    to_her = and_(AuditLog.target_id == asked.user_id, AuditLog.target_type.in_(_PEOPLE))
    is_state = and_(AuditLog.action_type == Act.USER_STATUS_CHANGED, to_her)
    rows, count = asked.newest(AuditLog, AuditLog.timestamp, or_(hers, to_her), ~is_state)
    return [
        Event(
            line.at,
            Kind.ADMINISTRATION,
            "did" if row.actor_id == asked.user_id else "was_done",
            {"label": line.description, "kind": line.kind, "name": line.target_name, "who": line.actor},
            line.place or line.ip_address,
        )
        for row, line in zip(rows, lines_of(asked.session, rows), strict=True)
    ], count


def _sign_ins(asked: _Asked) -> _Found:
    rows, count = asked.newest(LoginHistory, LoginHistory.created_at, LoginHistory.user_id == asked.user_id)
    events = []
    for row in rows:
        what = "signed_in" if row.success else "sign_in_failed"
        values = {"method": row.method.value if row.method else "", "attempts": row.attempts or 0}
        if row.error_type == _LOGOUT:
            what = "signed_out"
        events.append(Event(row.created_at, Kind.SIGN_IN, what, values, asked.place(row) or row.client_ip or ""))
    return events, count


def _sign_outs(asked: _Asked) -> _Found:
    """Return the ends of sign-ins here; those of the web stand in ``login_history``."""
    ours = UserSession.refresh_token_hash.startswith("desktop:")
    rows, count = asked.newest(UserSession, UserSession.revoked_at, UserSession.user_id == asked.user_id, ours)
    return [Event(row.revoked_at, Kind.SIGN_IN, "signed_out", {}, asked.place(row)) for row in rows], count


def _tills_opened(asked: _Asked) -> _Found:
    rows, count = asked.newest(CashSession, CashSession.opened_at, CashSession.operator_id == asked.user_id)
    return [
        Event(
            row.opened_at, Kind.TILL, "till_opened", {"amount": row.initial_amount, "number": row.number or ""},
            asked.place(row),
        )
        for row in rows
    ], count  # fmt: skip


def _tills_closed(asked: _Asked) -> _Found:
    rows, count = asked.newest(CashSession, CashSession.closed_at, CashSession.operator_id == asked.user_id)
    return [
        Event(
            row.closed_at, Kind.TILL, "till_closed",
            {"amount": row.total_sales, "n": row.total_items, "number": row.number or ""}, asked.place(row),
        )
        for row in rows
    ], count  # fmt: skip


_SALES: Final = {SaleKind.SALE: "sold", SaleKind.DISPOSAL: "disposed", SaleKind.REVERSAL: "reversed"}


def _sales(asked: _Asked) -> _Found:
    rows, count = asked.newest(Sale, Sale.created_at, Sale.operator_id == asked.user_id)
    return [
        Event(
            row.created_at, Kind.SALE, _SALES[row.kind], {"amount": row.total_amount, "number": row.number or ""},
            asked.place(row),
        )
        for row in rows
    ], count  # fmt: skip


def _posts_opened(asked: _Asked) -> _Found:
    rows, count = asked.newest(
        PosteReception, PosteReception.opened_at, PosteReception.opened_by_user_id == asked.user_id
    )
    return [Event(row.opened_at, Kind.RECEPTION, "post_opened", {}, asked.place(row)) for row in rows], count


def _posts_closed(asked: _Asked) -> _Found:
    rows, count = asked.newest(
        PosteReception, PosteReception.closed_at, PosteReception.opened_by_user_id == asked.user_id
    )
    return [Event(row.closed_at, Kind.RECEPTION, "post_closed", {}, asked.place(row)) for row in rows], count


def _tickets(asked: _Asked) -> _Found:
    rows, count = asked.newest(TicketDepot, TicketDepot.created_at, TicketDepot.benevole_user_id == asked.user_id)
    return [
        Event(row.created_at, Kind.RECEPTION, "deposit_weighed", {"number": row.number or ""}, asked.place(row))
        for row in rows
    ], count


def _deposits(asked: _Asked) -> _Found:
    """Return what she announced to the bot of 1.4.4."""
    rows, count = asked.newest(Deposit, Deposit.created_at, Deposit.user_id == asked.user_id)
    return [
        Event(
            row.created_at, Kind.DEPOSIT, _deposit_word(row.status),
            {"name": row.description or (row.category.value if row.category else "")},
        )
        for row in rows
    ], count  # fmt: skip


def _deposit_word(status: DepositStatus) -> str:
    if status in _VALIDATED:
        return "deposit_validated"
    return "deposit_classified" if status is DepositStatus.CLASSIFIED else "deposit_announced"


def _names(session: Session, ids: set[UUID]) -> dict[UUID, str]:
    query = select(User.id, User.first_name, User.last_name, User.username).where(User.id.in_(ids))
    known = {row.id: short_name(row.first_name, row.last_name, row.username) for row in session.execute(query)}
    return {user_id: known.get(user_id, "") for user_id in ids}


_SOURCES: Final[tuple[tuple[Kind, Callable[[_Asked], _Found]], ...]] = (
    (Kind.ADMINISTRATION, _states),
    (Kind.ADMINISTRATION, _administration),
    (Kind.SIGN_IN, _sign_ins),
    (Kind.SIGN_IN, _sign_outs),
    (Kind.TILL, _tills_opened),
    (Kind.TILL, _tills_closed),
    (Kind.SALE, _sales),
    (Kind.RECEPTION, _posts_opened),
    (Kind.RECEPTION, _posts_closed),
    (Kind.RECEPTION, _tickets),
    (Kind.DEPOSIT, _deposits),
)
