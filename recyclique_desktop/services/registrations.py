"""Who asks to join: noted at the desk, or come from the web; accepted or refused by whoever manages people.

A request noted here is a row of ours with an empty ``telegram_id`` (``decisions.md``); the web's people wait in
``users`` with the state *pending*. Both end by a row of the person's status history: the words of before and after,
why, and by whom. Accepting gives no secret but a password for one use; the person makes her own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import Group, RegistrationRequest, User, UserGroup, UserStatusHistory
from recyclique_desktop.data.queries.people import operator_code
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.enums import Permission, RegistrationStatus, UserRole, UserStatus
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.text import folded, nfc
from recyclique_desktop.services.first_run import make_username
from recyclique_desktop.services.groups import require_may_give
from recyclique_desktop.services.people_edit import require_not_above
from recyclique_desktop.services.shared import change, require_office, require_person

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.station import Actor, Station

KIND = "registration"
"""Of the status history's rows written here; those of ``people_edit`` are ``activation``."""
NO_PASSWORD = "!"  # noqa: S105  1.4.4 wants a hash; this one matches nothing
MOST_SIGNS = 200
"""Of a name, an address or a telephone number; a note may be ten times as long."""


@dataclass(frozen=True, slots=True)
class NoteRequest:
    """Somebody asks to join. Only the first name is needed: what nobody needs is not asked."""

    request_id: UUID
    first_name: str
    last_name: str = ""
    email: str = ""
    phone: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class ApproveRequest:
    """A request noted at the desk becomes a person.

    Attributes:
        user_id: Of the new person.
        group_ids: Her groups.
        password_hash: Of a password for one use; nothing when she will be given a code instead.
    """

    request_id: UUID
    user_id: UUID
    group_ids: tuple[UUID, ...]
    password_hash: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RefuseRequest:
    request_id: UUID
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ApprovePerson:
    """Somebody who signed up on the web may enter from now on."""

    user_id: UUID
    group_ids: tuple[UUID, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RejectPerson:
    user_id: UUID
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Verdict:
    """Who decides, why, and where."""

    reviewer: UUID
    reason: str | None
    station: Station


def note_request(session: Session, command: NoteRequest, actor: Actor, station: Station) -> UUID:
    """Note that somebody asks to join; the same id again is the same request.

    Raises:
        UserError: ``permission.denied``, ``person.name_missing``, ``registration.too_long``, ``registration.email``.
    """
    actor.require(Permission.USERS_MANAGE)
    if session.get(RegistrationRequest, command.request_id) is not None:
        return command.request_id
    row = _noted(command, station)
    record(session, acts.REGISTRATION_REQUESTED, actor, station)
    session.add(row)
    return row.id


def approve_request(session: Session, command: ApproveRequest, actor: Actor, station: Station) -> UUID:
    """Make the person who asked, in these groups.

    Raises:
        UserError: ``permission.denied``, ``shared.office_only``, ``registration.not_found``,
            ``registration.not_pending``, ``person.group_unknown``.
    """
    verdict = _verdict(session, command.reason, actor, station)
    request = _pending_request(session, command.request_id)
    require_may_give(session, _known(session, command.group_ids), actor)
    person = _person(session, request, command, station)
    session.add(person)
    _join(session, person, command.group_ids, station)
    _review(session, request, RegistrationStatus.APPROVED, verdict)
    session.add(_history(person, UserStatus.PENDING, UserStatus.APPROVED, verdict))
    record(session, acts.REGISTRATION_APPROVED, actor, station, doc={"groups": _names(session, command.group_ids)})
    return person.id


def refuse_request(session: Session, command: RefuseRequest, actor: Actor, station: Station) -> None:
    """Refuse a request; it stays, with the reason, and gives nobody an account.

    Raises:
        UserError: ``permission.denied``, ``shared.office_only``, ``registration.not_found``,
            ``registration.not_pending``.
    """
    verdict = _verdict(session, command.reason, actor, station)
    request = _pending_request(session, command.request_id)
    _review(session, request, RegistrationStatus.REJECTED, verdict)
    record(session, acts.REGISTRATION_REFUSED, actor, station)


def approve_person(session: Session, command: ApprovePerson, actor: Actor, station: Station) -> None:
    """Let somebody in who signed up on the web, with the password that she chose there.

    Raises:
        UserError: ``permission.denied``, ``shared.office_only``, ``registration.not_found``,
            ``registration.not_pending``, ``person.group_unknown``.
    """
    verdict = _verdict(session, command.reason, actor, station)
    person = _pending_person(session, command.user_id, actor)
    require_may_give(session, _known(session, command.group_ids), actor)
    session.add(_history(person, person.status, UserStatus.APPROVED, verdict))
    change(
        session, person, station, status=UserStatus.APPROVED,
        operator_code=person.operator_code or operator_code(person.id),
    )  # fmt: skip
    known = set(session.scalars(select(UserGroup.group_id).where(UserGroup.user_id == person.id)))
    _join(session, person, tuple(set(command.group_ids) - known), station)
    record(session, acts.USER_APPROVED, actor, station, doc={"groups": _names(session, command.group_ids)})


def reject_person(session: Session, command: RejectPerson, actor: Actor, station: Station) -> None:
    """Refuse somebody who signed up on the web: she enters nowhere.

    Raises:
        UserError: ``permission.denied``, ``shared.office_only``, ``registration.not_found``,
            ``registration.not_pending``.
    """
    verdict = _verdict(session, command.reason, actor, station)
    person = _pending_person(session, command.user_id, actor)
    session.add(_history(person, person.status, UserStatus.REJECTED, verdict))
    change(session, person, station, status=UserStatus.REJECTED)
    record(session, acts.USER_REJECTED, actor, station)


def _verdict(session: Session, reason: str, actor: Actor, station: Station) -> _Verdict:
    actor.require(Permission.USERS_MANAGE)
    require_office(session, station)
    return _Verdict(require_person(actor), _clean(reason) or None, station)


def _noted(command: NoteRequest, station: Station) -> RegistrationRequest:
    now = station.clock.now()
    first = _clean(command.first_name)
    if not first:
        raise UserError("person.name_missing")
    email = _clean(command.email)
    if email and ("@" not in email[1:-1] or " " in email):
        raise UserError("registration.email", email=email)
    return RegistrationRequest(
        id=command.request_id,
        telegram_id="",
        first_name=first,
        last_name=_clean(command.last_name) or None,
        email=email or None,
        phone=_clean(command.phone) or None,
        notes=_clean(command.notes, 10 * MOST_SIGNS) or None,
        site_id=station.site_id,
        status=RegistrationStatus.PENDING,
        created_at=now,
        updated_at=now,
    )


def _clean(text: str, most: int = MOST_SIGNS) -> str:
    cleaned = nfc(" ".join(text.split()))
    if len(cleaned) > most:
        raise UserError("registration.too_long", most=most)
    return cleaned


def _pending_request(session: Session, request_id: UUID) -> RegistrationRequest:
    request = session.get(RegistrationRequest, request_id)
    if request is None:
        raise UserError("registration.not_found")
    if request.status is not RegistrationStatus.PENDING:
        raise UserError("registration.not_pending")
    return request


def _pending_person(session: Session, user_id: UUID, actor: Actor) -> User:
    person = session.get(User, user_id)
    if person is None:
        raise UserError("registration.not_found")
    require_not_above(session, person, actor)
    if person.status is not UserStatus.PENDING:
        raise UserError("registration.not_pending")
    return person


def _known(session: Session, group_ids: tuple[UUID, ...]) -> tuple[UUID, ...]:
    if set(group_ids) - set(session.scalars(select(Group.id))):
        raise UserError("person.group_unknown")
    return group_ids


def _names(session: Session, group_ids: tuple[UUID, ...]) -> list[str]:
    return sorted(session.scalars(select(Group.name).where(Group.id.in_(group_ids))))


def _person(session: Session, request: RegistrationRequest, command: ApproveRequest, station: Station) -> User:
    now = station.clock.now()
    return User(
        id=command.user_id,
        username=_free_name(session, request),
        first_name=request.first_name,
        last_name=request.last_name,
        email=_free_address(session, request.email),
        phone_number=request.phone,
        hashed_password=command.password_hash or NO_PASSWORD,
        role=UserRole.USER,
        status=UserStatus.APPROVED,
        is_active=True,
        site_id=request.site_id or station.site_id,
        operator_code=operator_code(command.user_id),
        created_at=now,
        updated_at=now,
    )


def _free_name(session: Session, request: RegistrationRequest) -> str:
    """Return the user name that was asked for, else one made of the name; numbered when somebody has it."""
    taken = {folded(name) for name in session.scalars(select(User.username))}
    base = nfc((request.username or "").strip()) or make_username(request.first_name or "", request.last_name)
    return next(name for name in (base, *(f"{base}{n}" for n in range(2, len(taken) + 3))) if folded(name) not in taken)


def _free_address(session: Session, email: str | None) -> str | None:
    """Return the address, unless somebody else has it: two people may give one, an account may not."""
    taken = {folded(known) for known in session.scalars(select(User.email)) if known}
    return None if email is None or folded(email) in taken else email


def _join(session: Session, person: User, group_ids: tuple[UUID, ...], station: Station) -> None:
    now = station.clock.now()
    session.add_all(UserGroup(user_id=person.id, group_id=group_id, created_at=now) for group_id in sorted(group_ids))


def _review(session: Session, request: RegistrationRequest, status: RegistrationStatus, verdict: _Verdict) -> None:
    now = verdict.station.clock.now()
    told = {"reviewed_by": verdict.reviewer, "reviewed_at": now, "review_reason": verdict.reason}
    change(session, request, verdict.station, status=status, **told)


def _history(person: User, old: UserStatus, new: UserStatus, verdict: _Verdict) -> UserStatusHistory:
    """Write the words of before and after; the booleans of 1.4.4 say whether the account was open, and it was."""
    return UserStatusHistory(
        id=verdict.station.ids.new(),
        user_id=person.id,
        changed_by_admin_id=verdict.reviewer,
        old_status=person.is_active,
        new_status=person.is_active,
        change_date=verdict.station.clock.now(),
        reason=verdict.reason,
        kind=KIND,
        old_state=old,
        new_state=new,
    )
