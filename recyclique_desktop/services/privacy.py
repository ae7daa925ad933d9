"""What the law gives a person over her data: to see it, to have it, to be forgotten; and who looked at it.

Forgetting refuses what the law keeps: tickets, closures and the journal stay six years and the current one, under the
operator code, which alone was ever in them (``french-practice.md`` §5). The correspondence between code and name lies
in one row, and that is what goes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from recyclique_desktop.data import erasure
from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import CashSession, User, UserGroup, UserStatusHistory
from recyclique_desktop.data.queries.people import operator_code
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.enums import CashSessionStatus, Permission, UserRole
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.text import nfc
from recyclique_desktop.services.shared import change, require_office, require_person

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.acts import Act
    from recyclique_desktop.domain.station import Actor, Station


@dataclass(frozen=True, slots=True)
class ViewPerson:
    """Somebody looks at all that is known of a person."""

    user_id: UUID


@dataclass(frozen=True, slots=True)
class ExportPerson:
    """Somebody takes all that is known of a person away, in a file."""

    user_id: UUID


@dataclass(frozen=True, slots=True)
class AnonymisePerson:
    """Forget a person; ``reason`` is kept, and must not name her."""

    user_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class RetentionApplied:
    """What was forgotten here for a period.

    Attributes:
        period: ``"2026-11"``: once a month.
        before: First day that was kept.
    """

    period: str
    before: date
    sign_ins: int
    sessions: int


def record_view(session: Session, command: ViewPerson, actor: Actor, station: Station) -> None:
    """Keep who looked at a person's data; one's own are nobody's business.

    Raises:
        UserError: ``permission.denied`` unless they are one's own, ``person.not_found``.
    """
    _record_access(session, acts.PERSON_VIEWED, command.user_id, actor, station)


def record_person_export(session: Session, command: ExportPerson, actor: Actor, station: Station) -> None:
    """Keep who took a person's data away.

    Raises:
        UserError: As ``record_view``.
    """
    _record_access(session, acts.PERSON_EXPORTED, command.user_id, actor, station)


def anonymise_person(
    session: Session,
    command: AnonymisePerson,
    actor: Actor,
    station: Station,
    sought: erasure.Sought | None = None,
) -> str:
    """Forget a person: her name becomes her operator code, contacts and secrets go, the account is closed for good.

    Args:
        session: Writes.
        command: Whom, and why.
        actor: Who decides.
        station: Where.
        sought: Which entries speak of her, where that was looked for before the writer was held.

    Returns:
        The code under which her tickets stay.

    Raises:
        UserError: ``permission.denied``, ``shared.office_only``, ``person.not_found``, ``person.above``,
            ``person.own_account``, ``person.last_admin``, ``privacy.*``.
    """
    actor.require(Permission.PRIVACY_MANAGE)
    require_office(session, station)
    by = require_person(actor)
    person = _subject(session, command, actor)
    reason = nfc(" ".join(command.reason.split()))
    if not reason:
        raise UserError("privacy.reason_missing")
    code = person.operator_code or operator_code(person.id)
    now = station.clock.now()
    history = UserStatusHistory(
        id=station.ids.new(), user_id=person.id, changed_by_admin_id=by, old_status=person.is_active, new_status=False,
        change_date=now, reason=reason, kind=erasure.KIND, old_state=person.status, new_state=person.status,
    )  # fmt: skip
    session.add(history)
    for link in session.scalars(select(UserGroup).where(UserGroup.user_id == person.id)):
        session.delete(link)
    change(session, person, station, is_active=False, operator_code=code, sessions_valid_from=now)
    record(session, acts.ERASURE_DONE, actor, station, doc={"person": code})
    session.flush()
    erasure.scrub(session.connection(), person.id, sought=sought)
    return code


def record_retention(session: Session, command: RetentionApplied, actor: Actor, station: Station) -> None:
    """Keep that old sign-ins were forgotten here."""
    told = {
        "period": command.period,
        "before": command.before.isoformat(),
        "sign_ins": command.sign_ins,
        "sessions": command.sessions,
    }
    record(session, acts.RETENTION_APPLIED, actor, station, doc=told)


def _record_access(session: Session, act: Act, user_id: UUID, actor: Actor, station: Station) -> None:
    if actor.user_id != user_id:
        actor.require(Permission.PRIVACY_MANAGE)
    person = _find(session, user_id)
    record(session, act, actor, station, doc={"person": person.operator_code or operator_code(person.id)})


def _find(session: Session, user_id: UUID) -> User:
    person = session.get(User, user_id)
    if person is None:
        raise UserError("person.not_found")
    return person


def _subject(session: Session, command: AnonymisePerson, actor: Actor) -> User:
    """Return whom to forget, once nothing speaks against it."""
    person = _find(session, command.user_id)
    if person.id == actor.user_id:
        raise UserError("person.own_account")
    if not actor.may_act_on(person.role):
        raise UserError("person.above")
    if person.id in erasure.erased_people(session.connection()):
        raise UserError("privacy.already")
    if person.role is not UserRole.USER and _is_last(session, person):
        raise UserError("person.last_admin")
    is_open = select(CashSession.id).where(
        CashSession.operator_id == person.id, CashSession.status == CashSessionStatus.OPEN
    )
    if session.scalar(is_open.limit(1)) is not None:
        raise UserError("privacy.session_open")
    return person


def _is_last(session: Session, person: User) -> bool:
    others = select(User.id).where(User.is_active, User.role != UserRole.USER, User.id != person.id).limit(1)
    return session.scalar(others) is None
