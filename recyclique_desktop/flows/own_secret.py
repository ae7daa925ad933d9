"""One's own code, changed by who knows the present one (``reception-admin.md`` 3.2.4), on any workstation.

Call it from the pool that hashes secrets. Wrong codes here count like wrong codes at sign-in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recyclique_desktop.data.queries import people as known_people
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.lockout import TRIES, Lockout
from recyclique_desktop.services.people import ChangePin, change_pin
from recyclique_desktop.services.shared import require_person
from recyclique_desktop.system.passwords import STANDARD, Costs, check_pin, hash_secret, verify_secret

if TYPE_CHECKING:
    from recyclique_desktop.data.db import Database
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


def change_own_pin(
    db: Database, vault: Vault, wish: OwnPin, actor: Actor, station: Station, *, costs: Costs = STANDARD
) -> None:
    """Give oneself a new code.

    Raises:
        UserError: ``pin.format``, ``pin.trivial``, ``pin.same``, ``signin.pin_wrong``, ``signin.password_wrong``,
            ``signin.locked``, ``signin.inactive``.
    """
    check_pin(wish.pin)
    user_id = require_person(actor)
    with db.reading() as session:
        person = known_people.credentials(session, user_id)
    if person is None or not person.is_welcome:
        raise UserError("signin.inactive")
    now = station.clock.now()
    before = vault.load(user_id)
    if before.is_locked(now):
        raise UserError("signin.locked", until=before.locked_until)
    counted = vault.update(user_id, lambda state: state.after_failure(now))
    if not verify_secret(wish.present, person.pin_hash or person.password_hash, costs):
        raise _wrong(counted, has_pin=bool(person.pin_hash))
    vault.update(user_id, Lockout.after_success)
    if wish.pin == wish.present:
        raise UserError("pin.same")
    new_hash = hash_secret(wish.pin, costs)
    with db.writing() as session:
        change_pin(session, ChangePin(user_id, new_hash), actor, station)


def _wrong(counted: Lockout, *, has_pin: bool) -> UserError:
    if counted.failures % TRIES == 0:
        return UserError("signin.locked", until=counted.locked_until)
    return UserError("signin.pin_wrong" if has_pin else "signin.password_wrong", left=counted.tries_left)
