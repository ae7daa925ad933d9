"""One's own code and password, changed by who knows the present one (``reception-admin.md`` 3.2.4), on any workstation.

Call it from the pool that hashes secrets. Wrong codes here count like wrong codes at sign-in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recyclique_desktop.data.queries import people as known_people
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.lockout import Lockout
from recyclique_desktop.flows.sign_in import HASH_MARK, password_counter
from recyclique_desktop.services.people import ChangePin, change_pin
from recyclique_desktop.services.people_edit import ReplacePassword, replace_password
from recyclique_desktop.services.shared import require_person
from recyclique_desktop.system.passwords import (
    STANDARD,
    Costs,
    check_password,
    check_pin,
    hash_secret,
    verify_secret,
)

if TYPE_CHECKING:
    from uuid import UUID

    from recyclique_desktop.data.db import Database
    from recyclique_desktop.data.queries.people import Credentials
    from recyclique_desktop.domain.station import Actor, Station
    from recyclique_desktop.flows.sign_in import Vault


@dataclass(frozen=True, slots=True)
class OwnPin:
    """A person's wish for a new code.

    Attributes:
        present: The code she has, or her password if she has none yet.
    """

    present: str
    pin: str


@dataclass(frozen=True, slots=True)
class OwnPassword:
    """A person's wish for a new password.

    Attributes:
        present: The password she has, or her code if she has none yet.
    """

    present: str
    password: str


def change_own_pin(
    db: Database, vault: Vault, wish: OwnPin, actor: Actor, station: Station, *, costs: Costs = STANDARD
) -> None:
    """Give oneself a new code.

    Raises:
        UserError: ``pin.format``, ``pin.trivial``, ``pin.same``, ``signin.pin_wrong``, ``signin.password_wrong``,
            ``signin.locked``, ``signin.inactive``.
    """
    check_pin(wish.pin)
    person = _welcome(db, require_person(actor))
    asked = _Asked(person.user_id, person.pin_hash or person.password_hash, _wrong_code(by_pin=bool(person.pin_hash)))
    _prove(vault, asked, wish.present, station, costs)
    if wish.pin == wish.present:
        raise UserError("pin.same")
    new_hash = hash_secret(wish.pin, costs)
    with db.writing() as session:
        change_pin(session, ChangePin(person.user_id, new_hash), actor, station)


def change_own_password(
    db: Database, vault: Vault, wish: OwnPassword, actor: Actor, station: Station, *, costs: Costs = STANDARD
) -> str:
    """Give oneself a new password; every other sign-in of hers is over.

    Returns:
        The mark (``own_standing``) that the sign-in of this moment goes on under.

    Raises:
        UserError: ``password.*``, ``signin.password_wrong``, ``signin.pin_wrong``, ``signin.locked``,
            ``signin.inactive``.
    """
    check_password(wish.password)
    person = _welcome(db, require_person(actor))
    has_one = person.password_hash.startswith(HASH_MARK)
    counter = password_counter(person.user_id) if has_one else person.user_id
    known = person.password_hash if has_one else person.pin_hash
    _prove(vault, _Asked(counter, known, _wrong_code(by_pin=not has_one)), wish.present, station, costs)
    if wish.password == wish.present:
        raise UserError("password.same")
    new_hash = hash_secret(wish.password, costs)
    with db.writing() as session:
        replace_password(session, ReplacePassword(person.user_id, new_hash), actor, station)
    with db.reading() as session:
        return known_people.own_standing(session, person.user_id).mark


@dataclass(frozen=True, slots=True)
class _Asked:
    """The secret she must know: counted where, checked against what, refused how."""

    counter: UUID
    stored: str | None
    wrong_code: str


def _welcome(db: Database, user_id: UUID) -> Credentials:
    with db.reading() as session:
        person = known_people.credentials(session, user_id)
    if person is None or not person.is_welcome:
        raise UserError("signin.inactive")
    return person


def _prove(vault: Vault, asked: _Asked, present: str, station: Station, costs: Costs) -> None:
    """Check the present secret; the try is counted before, like one at sign-in."""
    now = station.clock.now()
    before = vault.load(asked.counter)
    if before.is_locked(now):
        raise UserError("signin.locked", until=before.locked_until)
    counted = vault.update(asked.counter, lambda state: state.after_failure(now))
    if verify_secret(present, asked.stored, costs):
        vault.update(asked.counter, Lockout.after_success)
    elif counted.is_shut:
        raise UserError("signin.locked", until=counted.locked_until)
    else:
        raise UserError(asked.wrong_code, left=counted.tries_left)


def _wrong_code(*, by_pin: bool) -> str:
    return "signin.pin_wrong" if by_pin else "signin.password_wrong"
