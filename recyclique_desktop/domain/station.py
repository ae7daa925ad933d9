"""Who acts, and where: what every service is handed beside its command."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from recyclique_desktop.domain.clock import PARIS, Clock
from recyclique_desktop.domain.enums import Permission, UserRole
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.right_time import CentreTime

if TYPE_CHECKING:
    from uuid import UUID
    from zoneinfo import ZoneInfo

    from recyclique_desktop.domain.ids import IdFactory


@dataclass(frozen=True, slots=True)
class Actor:
    """The person (or job) that performs an act.

    ``operator_code`` is the stable pseudonym that the journal keeps; the name never enters it.
    """

    user_id: UUID | None
    operator_code: str
    name: str
    role: UserRole = UserRole.USER
    permissions: frozenset[Permission] = field(default_factory=frozenset)

    def may(self, permission: Permission) -> bool:
        """Tell whether this person holds ``permission``; both administrator roles hold all of them."""
        return self.role is not UserRole.USER or permission in self.permissions

    def require(self, permission: Permission) -> None:
        """Refuse whoever lacks ``permission``.

        Raises:
            UserError: ``permission.denied``.
        """
        if not self.may(permission):
            raise UserError("permission.denied", permission=permission.value)


SYSTEM = Actor(user_id=None, operator_code="system", name="RecyClique", role=UserRole.SUPER_ADMIN)
"""The program itself: first run, migrations, scheduled jobs."""


@dataclass(frozen=True, slots=True)
class Station:
    """This workstation, with the clock and the id factory it was handed.

    Attributes:
        centre_time: What the centre says of the time; silent in a shop that works alone.
    """

    id: UUID
    code: str
    site_id: UUID
    clock: Clock
    ids: IdFactory
    zone: ZoneInfo = PARIS
    centre_time: CentreTime = field(default_factory=CentreTime, compare=False)
