"""Signing in: the secret is checked in no transaction at all, then the sign-in is written in one.

Call these from the pool that hashes secrets, never from the screen's thread. Five wrong codes lock one person on
this workstation; her password, or a manager, opens the lock (``decisions.md``, *People and secrets*). A try is
counted before it is checked, so that pulling the plug never gives one back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol
from uuid import NAMESPACE_OID, UUID, uuid5

from recyclique_desktop.data.models import UserSession
from recyclique_desktop.data.queries import people as known_people
from recyclique_desktop.data.queries.settings import sign_in_minutes
from recyclique_desktop.domain.enums import SignInMethod
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.lockout import Lockout
from recyclique_desktop.domain.station import SYSTEM
from recyclique_desktop.domain.text import folded
from recyclique_desktop.services import people, sign_ins
from recyclique_desktop.system.passwords import STANDARD, Costs, verify_secret

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from recyclique_desktop.data.db import Database
    from recyclique_desktop.data.queries.people import Credentials
    from recyclique_desktop.domain.station import Actor, Station


HASH_MARK = "$"
"""Every hash begins with it; what stands in place of a password that nobody set does not."""


class Vault(Protocol):
    """Where the counters of wrong codes lie: ``system.throttle.ThrottleStore``, or a dictionary in tests."""

    def load(self, user_id: UUID) -> Lockout:
        """Return where a person stands."""

    def update(self, user_id: UUID, change: Callable[[Lockout], Lockout]) -> Lockout:
        """Apply ``change`` to where a person stands, keep it and return it."""


@dataclass(frozen=True, slots=True)
class SignedInPerson:
    """Somebody at work; ``session_id`` ends with ``sign_out``.

    Attributes:
        expires_at: When she has to say again who she is, whatever she does.
        mark: Of ``own_standing``: another one later means that somebody ended this sign-in.
    """

    actor: Actor
    session_id: UUID
    expires_at: datetime | None = None
    mark: str = ""


@dataclass(frozen=True, slots=True)
class _Attempt:
    """One try: of whom, by what, counted where, and which sign-in waits behind the locked screen."""

    method: SignInMethod
    username: str
    person: Credentials | None
    counter: UUID
    wrong_code: str
    behind: UUID | None


def sign_in_with_pin(
    db: Database,
    vault: Vault,
    user_id: UUID,
    pin: str,
    station: Station,
    *,
    behind: UUID | None = None,
    costs: Costs = STANDARD,
) -> SignedInPerson:
    """Let a person in by her code.

    ``behind`` is the sign-in that waits behind a locked screen: hers goes on, anybody else's ends.

    Raises:
        UserError: ``signin.locked``, ``signin.pin_wrong``, ``signin.no_pin`` or ``signin.inactive``.
    """
    with db.reading() as session:
        person = known_people.credentials(session, user_id)
    if person is None or not person.is_welcome or not person.pin_hash:
        verify_secret(pin, None, costs)
        raise UserError("signin.no_pin" if person is not None and person.is_welcome else "signin.inactive")
    attempt = _Attempt(SignInMethod.PIN, person.username, person, user_id, "signin.pin_wrong", behind)
    return _sign_in(db, vault, attempt, lambda: verify_secret(pin, person.pin_hash, costs), station)


def sign_in_with_password(
    db: Database,
    vault: Vault,
    username: str,
    password: str,
    station: Station,
    *,
    behind: UUID | None = None,
    costs: Costs = STANDARD,
) -> SignedInPerson:
    """Let a person in by her name and password; this also opens a lock that wrong codes closed.

    An unknown name costs the same time, is counted and locked like a known one, and is refused in the same words.

    Raises:
        UserError: ``signin.password_wrong``, ``signin.locked`` or ``signin.inactive``.
    """
    with db.reading() as session:
        user_id = known_people.find_by_name(session, username)
        person = known_people.credentials(session, user_id) if user_id else None
    counter = password_counter(person.user_id if person else folded(username))
    attempt = _Attempt(SignInMethod.PASSWORD, username, person, counter, "signin.password_wrong", behind)
    # A person without a password is checked at the same cost as one with another.
    stored = person.password_hash if person and person.password_hash.startswith(HASH_MARK) else None
    signed_in = _sign_in(db, vault, attempt, lambda: verify_secret(password, stored, costs), station)
    if person is not None:
        vault.update(person.user_id, Lockout.after_success)
    return signed_in


def unlock(db: Database, vault: Vault, user_id: UUID, manager: Actor, station: Station) -> None:
    """Let a locked person try again at once, by code and by password.

    Raises:
        UserError: ``permission.denied`` unless the manager may manage people; ``person.not_found``.
    """
    with db.writing() as session:
        people.unlock(session, people.Unlock(user_id), manager, station)
    for counter in (user_id, password_counter(user_id)):
        vault.update(counter, Lockout.after_success)


def sign_out(db: Database, person: SignedInPerson, station: Station) -> None:
    """End a sign-in."""
    with db.writing() as session:
        people.sign_out(session, people.SignOut(person.session_id), person.actor, station)


def _sign_in(
    db: Database, vault: Vault, attempt: _Attempt, verify: Callable[[], bool], station: Station
) -> SignedInPerson:
    now = station.clock.now()
    before = vault.load(attempt.counter)
    if before.is_locked(now):
        raise UserError("signin.locked", until=before.locked_until)
    counted = vault.update(attempt.counter, lambda state: state.after_failure(now))
    if not verify() or attempt.person is None:
        _note_failure(db, attempt, counted, station)
        raise _wrong(attempt, counted)
    vault.update(attempt.counter, Lockout.after_success)
    if not attempt.person.is_welcome:
        # Said only to who knows the password.
        raise UserError("signin.inactive")
    return _enter(db, attempt.person, attempt, station)


def _wrong(attempt: _Attempt, counted: Lockout) -> UserError:
    if counted.is_shut:
        return UserError("signin.locked", until=counted.locked_until)
    return UserError(attempt.wrong_code, left=counted.tries_left)


def _note_failure(db: Database, attempt: _Attempt, counted: Lockout, station: Station) -> None:
    """Write the first failure and each one that locks; the others are in its count."""
    if not counted.is_worth_a_line:
        return
    person = attempt.person
    failed = people.SignInFailed(
        user_id=person.user_id if person else None,
        username=attempt.username,
        error_type="invalid_user_or_inactive" if person is None else f"invalid_{attempt.method.value}",
        attempts=counted.failures,
        method=attempt.method.value,
    )
    with db.writing() as session:
        people.record_sign_in_failure(session, failed, SYSTEM, station)


def _enter(db: Database, person: Credentials, attempt: _Attempt, station: Station) -> SignedInPerson:
    """Write the sign-in; the one behind a locked screen goes on if it is hers, and is over if it is not."""
    if attempt.behind is not None:
        going_on = _go_on(db, person, attempt.behind, attempt.method, station)
        if going_on is not None:
            return going_on
    session_id = station.ids.new()
    with db.writing() as session:
        standing = known_people.own_standing(session, person.user_id)
        actor = known_people.actor_of(session, person.user_id)
        expires_at = station.clock.now() + timedelta(minutes=sign_in_minutes(session))
        signed_in = people.SignedIn(session_id, person.user_id, attempt.method.value, expires_at)
        people.record_sign_in(session, signed_in, actor, station)
    return SignedInPerson(actor, session_id, expires_at, standing.mark)


def _go_on(
    db: Database, person: Credentials, session_id: UUID, method: SignInMethod, station: Station
) -> SignedInPerson | None:
    with db.writing() as session:
        standing = known_people.own_standing(session, person.user_id)
        command = sign_ins.ComeBack(session_id, method.value)
        if standing.actor is not None and sign_ins.come_back(session, command, standing.actor, station):
            expires_at = session.get_one(UserSession, session_id).expires_at
            return SignedInPerson(standing.actor, session_id, expires_at, standing.mark)
    with db.writing() as session:
        sign_ins.end_sign_in(session, sign_ins.EndSignIn(session_id, "replaced"), SYSTEM, station)
    return None


def password_counter(subject: UUID | str) -> UUID:
    """Passwords are counted apart from codes, so that locking one does not lock the other.

    Args:
        subject: The person, or the folded name of nobody known.
    """
    return uuid5(NAMESPACE_OID, f"password:{subject}")
