"""What a workstation that comes back says of itself: a new signing key, and from what it was rebuilt."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import Workstation
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.journal import key_id_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.station import Actor, Station


@dataclass(frozen=True, slots=True)
class ChangeKey:
    """A new key takes over the journal; its entry vouches for the old one.

    Attributes:
        old_public_key: Empty where nobody knows it any more.
        in_row: Whether the workstation's own row is changed too: a joined one leaves that to its centre.
        restored: From what the workstation was rebuilt, when it was.
    """

    old_public_key: bytes
    public_key: bytes
    in_row: bool
    restored: dict[str, Any] = field(default_factory=dict)


def change_key(session: Session, command: ChangeKey, actor: Actor, station: Station) -> None:
    """Take in a new signing key. The session's entry must be signed by that key."""
    told: dict[str, Any] = {"key_id": key_id_of(command.public_key), "public_key": command.public_key.hex()}
    if command.old_public_key:
        old = {"old_key_id": key_id_of(command.old_public_key), "old_public_key": command.old_public_key.hex()}
        told.update(old)
    if command.restored:
        told["restored"] = command.restored
    record(session, acts.KEY_CHANGED, actor, station, doc=told)
    row = session.get(Workstation, station.id) if command.in_row else None
    if row is not None:
        row.public_key = command.public_key


@dataclass(frozen=True, slots=True)
class Restored:
    """A workstation was put back from copies, under the key it had."""

    told: dict[str, Any]


def record_restored(session: Session, command: Restored, actor: Actor, station: Station) -> None:
    """Say in the journal itself that it was put back, and from what: a backup, or the second medium alone."""
    act = acts.BACKUP_RESTORED if "backup_of" in command.told else acts.WORKSTATION_RESTORED
    record(session, act, actor, station, doc=command.told)
