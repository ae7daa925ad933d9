"""A manager's word: somebody who lacks a right does one act that a manager allows by her code, and both are written.

``flows/approval.py`` checks the code; here the manager's rights are read again, in the act's own transaction. A service
whose act may be lent asks ``require`` where others ask ``actor.require``; that is all it does.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from recyclique_desktop.data import capture
from recyclique_desktop.data.chain import APPROVED_BY
from recyclique_desktop.data.models import AuditLog
from recyclique_desktop.data.queries.people import actor_of, is_welcome
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.permissions import APPROVAL_LASTS, OVERRIDABLE

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.enums import Permission
    from recyclique_desktop.domain.station import Actor, Approval, Station


def require(
    session: Session, permission: Permission, actor: Actor, station: Station, *, refusal: UserError | None = None
) -> None:
    """Let an act pass by the actor's own right, or by a manager's word; the entry then names the manager too.

    Args:
        session: A writing session.
        permission: What the act wants.
        actor: Who acts, perhaps ``approved``.
        station: Where, with the clock.
        refusal: Said instead of ``permission.denied``, where there is more to say; it carries ``permission`` too, so
            that the screen knows what to ask a manager for.

    Raises:
        UserError: ``refusal``, ``permission.denied``, ``approval.expired``, ``approval.spent``, ``approval.refused``.
    """
    if actor.may(permission):
        return
    approval = actor.approval
    if approval is None or approval.permission is not permission or permission not in OVERRIDABLE:
        raise refusal or UserError("permission.denied", permission=permission.value)
    age = station.clock.now() - approval.given_at
    if not timedelta(0) <= age <= APPROVAL_LASTS:
        raise UserError("approval.expired", name=approval.approver.name)
    _require_standing(session, approval)
    _require_unspent(session, approval)
    capture.of(session).approval = approval


def _require_standing(session: Session, approval: Approval) -> None:
    """Refuse the word of somebody who may no longer enter, or no longer holds the right herself."""
    user_id = approval.approver.user_id
    if user_id is None or not is_welcome(session, user_id) or not actor_of(session, user_id).may(approval.permission):
        raise UserError("approval.refused", name=approval.approver.name)


def _require_unspent(session: Session, approval: Approval) -> None:
    """Refuse a word that was used: the acts of these two minutes say which were."""
    query = select(AuditLog.details_json).where(AuditLog.timestamp >= approval.given_at)
    spent = {(details or {}).get(APPROVED_BY, {}).get("approval") for details in session.scalars(query)}
    if str(approval.approval_id) in spent:
        raise UserError("approval.spent", name=approval.approver.name)
