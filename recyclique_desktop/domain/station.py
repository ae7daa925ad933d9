"""Who acts, and where: what every service is handed beside its command."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from recyclique_desktop.domain.clock import PARIS, Clock
from recyclique_desktop.domain.enums import Permission, UserRole
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.right_time import CentreTime

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID
    from zoneinfo import ZoneInfo

    from recyclique_desktop.domain.ids import IdFactory

RANKS = (UserRole.USER, UserRole.ADMIN, UserRole.SUPER_ADMIN)
"""Roles from the lowest to the highest: nobody acts on, or gives, a role above her own."""


@dataclass(frozen=True, slots=True)
class Approval:
    """A manager's word for one act that somebody else does (``services/approvals.py`` checks it again).

    Attributes:
        approval_id: Made when it was given; good for one act.
        permission: What is allowed that the actor lacks.
        approver: Who allows it.
        given_at: When her code was right.
    """

    approval_id: UUID
    permission: Permission
    approver: Actor
    given_at: datetime


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
    approval: Approval | None = None

    def may(self, permission: Permission) -> bool:
        """Tell whether this person holds ``permission``; both administrator roles hold all of them."""
        return self.role is not UserRole.USER or permission in self.permissions

    def may_act_on(self, role: UserRole) -> bool:
        """Tell whether somebody of that role is not above this person."""
        return RANKS.index(role) <= RANKS.index(self.role)

    def require(self, permission: Permission) -> None:
        """Refuse whoever lacks ``permission``; where a manager may lend it, ``services/approvals.py`` is asked instead.

        Raises:
            UserError: ``permission.denied``.
        """
        if not self.may(permission):
            raise UserError("permission.denied", permission=permission.value)

    def require_super_admin(self) -> None:
        """Refuse everybody but a super-admin.

        Raises:
            UserError: ``permission.super_admin``.
        """
        if self.role is not UserRole.SUPER_ADMIN:
            raise UserError("permission.super_admin")

    def approved(self, approval: Approval) -> Actor:
        """Return the same person with a manager's word for her next act."""
        return replace(self, approval=approval)


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
