"""Two values for one column of a shared row: who may choose, and the trace the choice leaves.

The choice itself is made at the centre, by ``settle`` of its API; until then the centre's value holds everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from recyclique_desktop.data.capture import record
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.enums import Permission
from recyclique_desktop.services.shared import require_office

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.station import Actor, Station

_RIGHTS = {
    "categories": Permission.CATALOGUE_MANAGE,
    "payment_methods": Permission.SETTINGS_MANAGE,
    "preset_buttons": Permission.CATALOGUE_MANAGE,
    "tares": Permission.CATALOGUE_MANAGE,
    "users": Permission.USERS_MANAGE,
    "user_groups": Permission.USERS_MANAGE,
    "user_status_history": Permission.USERS_MANAGE,
    "groups": Permission.GROUPS_MANAGE,
    "group_permissions": Permission.GROUPS_MANAGE,
}


class Keep(StrEnum):
    """Whose value stays; the words of the centre's ``settle``."""

    CENTRE = "centre"
    WORKSTATION = "workstation"


@dataclass(frozen=True, slots=True)
class SettleConflict:
    """A choice made: which conflict, on which column, whose value stays."""

    conflict_id: UUID
    table: str
    column: str
    keep: Keep


def require_may_settle(session: Session, table: str, actor: Actor, station: Station) -> None:
    """Refuse a choice to who could not have made the change herself, and to a joined till.

    Raises:
        UserError: ``permission.denied``, ``shared.office_only``.
    """
    actor.require(right_for(table))
    require_office(session, station)


def right_for(table: str) -> Permission:
    """Return the permission that a change of this table wants."""
    return _RIGHTS.get(table, Permission.SETTINGS_MANAGE)


def record_settled(session: Session, command: SettleConflict, actor: Actor, station: Station) -> None:
    """Keep who chose what; the row itself arrives from the centre.

    Raises:
        UserError: ``permission.denied``, ``shared.office_only``.
    """
    require_may_settle(session, command.table, actor, station)
    details = {
        "conflict": str(command.conflict_id), "table": command.table, "column": command.column,
        "kept": command.keep.value,
    }  # fmt: skip
    record(session, acts.CONFLICT_SETTLED, actor, station, doc=details)
