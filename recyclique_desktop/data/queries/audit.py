"""History as who may read it sees it: what was done, by whom, on what, where; newest first, page by page.

An office holds the rows of every workstation of its shop. Texts are searched without case and accents.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Select, and_, case, func, literal_column, or_, select

from recyclique_desktop.data.models import AuditLog, User
from recyclique_desktop.data.queries.audit_names import Names, target_names
from recyclique_desktop.data.queries.audit_places import Written, entries_of
from recyclique_desktop.data.queries.people import full_name, short_name
from recyclique_desktop.domain.text import folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from uuid import UUID
    from zoneinfo import ZoneInfo

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

PAGE: Final = 100
"""Most rows of one page (``reception-admin.md`` §4.3)."""
MOST_COUNTED: Final = 10_000
"""Beyond this many rows a list says « plus de 10 000 » instead of counting on."""
_CHUNK: Final = 500
_MAY_BEAR_ACCENTS: Final = frozenset("aceinouy")
_ROWID: Final[ColumnElement[int]] = literal_column("audit_logs.rowid")
"""Rows of one second stand in the order in which they were written."""
PROGRAM = "RecyClique"
_CODES: Final[Mapping[UUID | str, str]] = {"system": PROGRAM, "centre": "Centre"}


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What is looked for; whatever is empty limits nothing.

    Attributes:
        actor: Part of a name: of the person, or as 1.4.4 copied it.
        target: Stored word of what the act was about.
        until: Last day, whole.
        words: Looked for in the description and in the details.
    """

    kinds: frozenset[str] = frozenset()
    actor: str = ""
    target: str = ""
    since: date | None = None
    until: date | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One act, to be read.

    Attributes:
        actor: « Émilie R. », « RecyClique », or nothing where 1.4.4 wrote nobody.
        target_name: « Canapé », « C01-000127 », the name of a person; nothing where it has none.
        place: Code of the workstation, where that is known here.
        written: The entry of the journal that it follows from; nothing for rows of 1.4.4.
    """

    id: UUID
    at: datetime
    kind: str
    description: str
    actor: str
    target_type: str
    target_id: UUID | None
    target_name: str
    details: Mapping[str, Any]
    place: str
    ip_address: str
    written: Written | None


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Rows of a page, and how many there are in all, counted to ``MOST_COUNTED`` and one."""

    lines: tuple[AuditLine, ...]
    total: int
    offset: int = 0


def audit_page(
    session: Session, wanted: AuditFilter, zone: ZoneInfo, *, offset: int = 0, limit: int = PAGE
) -> AuditPage:
    """Return a page of history, newest first."""
    found = _filtered(session, wanted, zone)
    query = found.order_by(AuditLog.timestamp.desc(), _ROWID.desc()).limit(min(limit, PAGE)).offset(offset)
    counted = found.with_only_columns(AuditLog.id).limit(MOST_COUNTED + 1).subquery()
    total = session.scalar(select(func.count()).select_from(counted)) or 0
    return AuditPage(lines_of(session, session.scalars(query).all()), total, offset)


def audit_lines(session: Session, wanted: AuditFilter, zone: ZoneInfo) -> Iterator[AuditLine]:
    """Return every row that fits, newest first, some hundreds at a time."""
    query = _filtered(session, wanted, zone).order_by(AuditLog.timestamp.desc(), _ROWID.desc())
    for chunk in session.scalars(query.execution_options(yield_per=_CHUNK)).partitions():
        yield from lines_of(session, chunk)
        for row in chunk:
            session.expunge(row)


def kinds_seen(session: Session) -> tuple[str, ...]:
    """Return the kinds of acts that this history holds."""
    return tuple(session.scalars(select(AuditLog.action_type).distinct().order_by(AuditLog.action_type)))


def targets_seen(session: Session) -> tuple[str, ...]:
    """Return the words of what acts of this history were about."""
    query = select(AuditLog.target_type).where(AuditLog.target_type.is_not(None)).distinct()
    return tuple(sorted(word for word in session.scalars(query) if word))


def _filtered(session: Session, wanted: AuditFilter, zone: ZoneInfo) -> Select[AuditLog]:
    query = select(AuditLog)
    if wanted.kinds:
        query = query.where(AuditLog.action_type.in_(wanted.kinds))
    if wanted.target:
        query = query.where(AuditLog.target_type == wanted.target)
    if wanted.since is not None:
        query = query.where(AuditLog.timestamp >= midnight(wanted.since, zone))
    if wanted.until is not None:
        query = query.where(AuditLog.timestamp < midnight(wanted.until + timedelta(days=1), zone))
    if wanted.actor.strip():
        query = query.where(_by(session, folded(wanted.actor)))
    if wanted.words.strip():
        query = query.where(_says(folded(wanted.words)))
    return query


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the first moment of a day of the shop."""
    return datetime.combine(day, time.min, zone)


def _by(session: Session, part: str) -> ColumnElement[bool]:
    people = session.execute(select(User.id, User.first_name, User.last_name, User.username))
    ids = [row[0] for row in people if part in folded(f"{full_name(*row[1:])} {row[3]}")]
    return or_(AuditLog.actor_id.in_(ids), and_(AuditLog.actor_id.is_(None), _holds(AuditLog.actor_username, part)))


def _says(words: str) -> ColumnElement[bool]:
    details: ColumnElement[str] = literal_column("audit_logs.details_json")
    return or_(_holds(AuditLog.description, words), _holds(details, words))


def _holds(column: ColumnElement[Any] | Any, words: str) -> ColumnElement[bool]:
    """Look for folded words: cheaply first, letter by letter where an accent may stand, then exactly."""
    loose = "".join("_" if c in _MAY_BEAR_ACCENTS or c == "_" else f"\\{c}" if c in "%\\" else c for c in words)
    exact = func.instr(func.folded(column), words) > 0
    return case((column.like(f"%{loose}%", escape="\\"), exact), else_=False)


def lines_of(session: Session, rows: Sequence[AuditLog]) -> tuple[AuditLine, ...]:
    """Return these rows with the names of everybody and everything that they are about."""
    written = entries_of(session, {row.id: row.timestamp for row in rows})
    names = target_names(session, {(row.target_type, row.target_id) for row in rows})
    people = _people(session, rows, written.values())
    return tuple(_line(row, written.get(row.id), names, people) for row in rows)


def _people(session: Session, rows: Sequence[AuditLog], written: Any) -> dict[UUID | str, str]:
    """Return the short names of those who acted, by id and by code, and of those whom details name by code."""
    ids = {row.actor_id for row in rows if row.actor_id is not None}
    codes = {entry.actor for entry in written}.union(*(_codes_in(row.details_json) for row in rows))
    query = select(User.id, User.operator_code, User.first_name, User.last_name, User.username).where(
        or_(User.id.in_(ids), User.operator_code.in_(codes))
    )
    found: dict[UUID | str, str] = dict(_CODES.items())
    for user_id, code, first, last, username in session.execute(query):
        found[user_id] = found[code or user_id] = short_name(first, last, username)
    return found


def _codes_in(details: Any) -> set[str]:
    if isinstance(details, str):
        return {details} if details.startswith("op-") else set()
    if isinstance(details, dict):
        return set().union(*(_codes_in(value) for value in details.values()))
    return set().union(*(_codes_in(value) for value in details)) if isinstance(details, list) else set()


def _named(details: Any, people: dict[UUID | str, str]) -> Any:
    """Put names in the place of operators' codes; the row itself holds none."""
    if isinstance(details, str):
        return people.get(details, details) if details.startswith("op-") else details
    if isinstance(details, dict):
        return {name: _named(value, people) for name, value in details.items()}
    return [_named(value, people) for value in details] if isinstance(details, list) else details


def _line(row: AuditLog, written: Written | None, names: Names, people: dict[UUID | str, str]) -> AuditLine:
    by_code = people.get(written.actor, "") if written is not None else ""
    actor = people.get(row.actor_id, "") if row.actor_id is not None else ""
    return AuditLine(
        id=row.id,
        at=row.timestamp,
        kind=row.action_type,
        description=row.description or "",
        actor=actor or row.actor_username or by_code,
        target_type=row.target_type or "",
        target_id=row.target_id,
        target_name=names.get((row.target_type or "", row.target_id), ""),
        details=_named(row.details_json or {}, people),
        place=written.place if written is not None else "",
        ip_address=row.ip_address or "",
        written=written,
    )
