"""A manager allows one act of somebody else, by her own code; wrong codes count on her lock, as when she signs in.

Call this from the pool that hashes secrets. What comes out goes with the actor to the service
(``actor.approved(approval)``), which reads the manager's rights again (``services/approvals.py``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recyclique_desktop.data.queries import people as known_people
from recyclique_desktop.domain.enums import SignInMethod
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.lockout import Lockout
from recyclique_desktop.domain.permissions import OVERRIDABLE
from recyclique_desktop.domain.station import SYSTEM, Approval
from recyclique_desktop.services import people
from recyclique_desktop.system.passwords import STANDARD, Costs, verify_secret

if TYPE_CHECKING:
    from uuid import UUID

    from recyclique_desktop.data.db import Database
    from recyclique_desktop.data.queries.people import Credentials
    from recyclique_desktop.domain.enums import Permission
    from recyclique_desktop.domain.station import Station
    from recyclique_desktop.flows.sign_in import Vault


@dataclass(frozen=True, slots=True)
class Word:
    """What a manager says: yes to this permission, and her code."""

    permission: Permission
    approver_id: UUID
    pin: str


def approve(db: Database, vault: Vault, word: Word, station: Station, *, costs: Costs = STANDARD) -> Approval:
    """Take a manager's word for one act.

    Raises:
        UserError: ``permission.denied`` for what nobody may lend; ``signin.inactive``, ``signin.no_pin``,
            ``signin.locked``, ``signin.pin_wrong``; ``approval.refused`` when she may not do it herself.
    """
    if word.permission not in OVERRIDABLE:
        raise UserError("permission.denied", permission=word.permission.value)
    with db.reading() as session:
        person = known_people.credentials(session, word.approver_id)
    if person is None or not person.is_welcome or not person.pin_hash:
        verify_secret(word.pin, None, costs)
        raise UserError("signin.no_pin" if person is not None and person.is_welcome else "signin.inactive")
    counted = _try(vault, person.user_id, station)
    if not verify_secret(word.pin, person.pin_hash, costs):
        _note(db, person, counted, station)
        raise _wrong(counted)
    vault.update(person.user_id, Lockout.after_success)
    with db.reading() as session:
        approver = known_people.actor_of(session, word.approver_id)
    if not approver.may(word.permission):
        raise UserError("approval.refused", name=approver.name)
    return Approval(station.ids.new(), word.permission, approver, station.clock.now())


def _try(vault: Vault, user_id: UUID, station: Station) -> Lockout:
    """Count a try before it is checked, so that pulling the plug never gives one back."""
    now = station.clock.now()
    before = vault.load(user_id)
    if before.is_locked(now):
        raise UserError("signin.locked", until=before.locked_until)
    return vault.update(user_id, lambda state: state.after_failure(now))


def _wrong(counted: Lockout) -> UserError:
    if counted.is_shut:
        return UserError("signin.locked", until=counted.locked_until)
    return UserError("signin.pin_wrong", left=counted.tries_left)


def _note(db: Database, person: Credentials, counted: Lockout, station: Station) -> None:
    """Write the first failure and each one that locks; the others are in its count."""
    if not counted.is_worth_a_line:
        return
    failed = people.SignInFailed(
        person.user_id, person.username, "invalid_approval", counted.failures, SignInMethod.PIN.value
    )
    with db.writing() as session:
        people.record_sign_in_failure(session, failed, SYSTEM, station)
