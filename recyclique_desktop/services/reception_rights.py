"""What takes more than weighing: entering a notebook of another day, and putting right what is closed.

One place, so that the permissions of the shop decide it here and nowhere else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from recyclique_desktop.domain.enums import Permission, UserRole
from recyclique_desktop.domain.errors import UserError

if TYPE_CHECKING:
    from recyclique_desktop.domain.station import Actor


def may_enter_notebooks(actor: Actor) -> bool:
    """Tell whether this person may give deposits the date of a notebook (``reception-admin.md`` 1.2.2)."""
    return _manages(actor)


def may_correct(actor: Actor) -> bool:
    """Tell whether this person may put right a deposit that is closed (``reception-admin.md`` 1.4.8)."""
    return _manages(actor)


def require_notebooks(actor: Actor) -> None:
    """Refuse whoever may not enter a notebook.

    Raises:
        UserError: ``permission.denied`` or ``reception.notebook_rights``.
    """
    actor.require(Permission.RECEPTION)
    if not may_enter_notebooks(actor):
        raise UserError("reception.notebook_rights")


def require_correcting(actor: Actor) -> None:
    """Refuse whoever may not correct.

    Raises:
        UserError: ``permission.denied`` or ``reception.correct_rights``.
    """
    actor.require(Permission.RECEPTION)
    if not may_correct(actor):
        raise UserError("reception.correct_rights")


def _manages(actor: Actor) -> bool:
    return actor.may(Permission.RECEPTION) and actor.role is not UserRole.USER
