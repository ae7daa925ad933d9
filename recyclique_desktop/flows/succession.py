"""A workstation that will not come back: another one carries on its open session, and takes its place at the centre."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.flows.admission import machines
from recyclique_desktop.flows.sync import line_to_centre
from recyclique_desktop.services import office_acts
from recyclique_desktop.wire import WireError

if TYPE_CHECKING:
    from recyclique_desktop.domain.station import Actor
    from recyclique_desktop.flows.workstation import OpenWorkstation
    from recyclique_desktop.system.secrets import SecretStore

DEADLINE_S = 15.0
_REFUSED = {
    "kind": "shared.office_only",
    "self": "device.self",
    "succeeded": "device.succeeded",
    "revoked": "device.heir_revoked",
    "unknown": "device.unknown",
}


@dataclass(frozen=True, slots=True)
class Succession:
    """What a succession left to do.

    Attributes:
        sessions: Numbers of the sessions that the dead workstation left open: its heir counts and closes them.
    """

    dead: str
    heir: str
    sessions: tuple[str, ...]


def succeed(workstation: OpenWorkstation, store: SecretStore, dead: str, heir: str, actor: Actor) -> Succession:
    """Let one workstation carry on for another, which loses its access; what it had sent stays.

    Args:
        workstation: An office.
        store: Holds the password of its login.
        dead: Code of the workstation that will not come back.
        heir: Code of the one that carries on.
        actor: Who decides.

    Raises:
        UserError: ``permission.denied``, ``device.*``, ``shared.office_only``, ``centre.none``, ``sync.*``.
    """
    actor.require(office_acts.RIGHT)
    known = {one["code"]: UUID(one["workstation_id"]) for one in machines(workstation, store)}
    for code in (dead, heir):
        if code not in known:
            raise UserError("device.unknown", workstation=code)
    line = line_to_centre(workstation, store)
    try:
        told = line.call("succeed", known[dead], known[heir], deadline_s=DEADLINE_S)
    except WireError as error:
        code = _REFUSED.get(error.detail, f"sync.{error.kind.value}")
        raise UserError(code, workstation=heir if code == "device.heir_revoked" else dead) from error
    finally:
        line.close()
    with workstation.db.writing() as session:
        office_acts.record_succession(session, office_acts.Succeeded(dead, heir), actor, workstation.station)
    return Succession(dead, heir, tuple(told["sessions"]))
