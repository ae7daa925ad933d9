"""A refused act, and a manager beside: she gives her word where the rules let her, and the act is tried again with it.

One line for a page: ``if not ask_manager(self, context, error, again, refused): refused(error)``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from recyclique_desktop.data.queries.people import approver_tiles
from recyclique_desktop.domain.permissions import DESCRIPTIONS, OVERRIDABLE
from recyclique_desktop.flows.approval import Word, approve
from recyclique_desktop.system.messages import mark, sentence, tr
from recyclique_desktop.ui.widgets.approval import ApprovalDialog
from recyclique_desktop.ui.words import in_two

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from PySide6.QtWidgets import QWidget

    from recyclique_desktop.data.queries.people import PersonTile
    from recyclique_desktop.domain.enums import Permission
    from recyclique_desktop.domain.errors import UserError
    from recyclique_desktop.domain.station import Actor, Approval
    from recyclique_desktop.ui.context import AppContext


_ACTS: Final = {
    "price.blocked": mark("Vendre à un prix hors de la liste"),
    "price.discount_blocked": mark("Accorder une remise"),
}
"""What is asked for, where the permission is named after another act."""


def lendable(error: UserError) -> Permission | None:
    """Return the permission whose want refused an act, where a manager may lend it."""
    name = error.params.get("permission")
    return next((right for right in OVERRIDABLE if right.value == name), None)


def ask_manager(
    asker: QWidget,
    context: AppContext,
    error: UserError,
    again: Callable[[Actor], None],
    refused: Callable[[UserError], None],
) -> bool:
    """Offer a manager's code for a refused act.

    Args:
        asker: Page over which the question opens.
        context: Of the page.
        error: What the service said.
        again: Tries the act as this actor, who carries the manager's word.
        refused: Told ``error`` when nobody here may allow it, or nobody does.

    Returns:
        Whether the question is asked; else nobody may lend what was wanted, and ``refused`` is not called.
    """
    permission = lendable(error)
    person = context.presence.person
    if permission is None or person is None or context.presence.is_locked:
        return False
    question = _Question(asker, context, error, permission, again, refused)
    asker_id, site_id = person.actor.user_id, context.station.site_id
    context.tasks.read(
        lambda session: approver_tiles(session, site_id, permission, asker_id),
        question.open,
        lambda _error: refused(error),
    )
    return True


@dataclass(frozen=True, slots=True)
class _Question:
    """One question to the managers who are here."""

    asker: QWidget
    context: AppContext
    error: UserError
    permission: Permission
    again: Callable[[Actor], None]
    refused: Callable[[UserError], None]

    def open(self, managers: tuple[PersonTile, ...]) -> None:
        person = self.context.presence.person
        if not managers or person is None or self.context.presence.is_locked:
            self.refused(self.error)
            return
        why = in_two(sentence(self.error))[0]
        what = tr(_ACTS.get(self.error.code) or DESCRIPTIONS[self.permission])
        dialog = ApprovalDialog("approval", what, why, managers, parent=self.asker)
        dialog.given.connect(partial(self._on_given, dialog, person.actor))
        dialog.rejected.connect(lambda: self.refused(self.error))
        dialog.finished.connect(dialog.deleteLater)
        dialog.ask()

    def _on_given(self, dialog: ApprovalDialog, actor: Actor, approver_id: UUID, pin: str) -> None:
        context, word = self.context, Word(self.permission, approver_id, pin)
        context.tasks.aside(
            lambda: approve(context.tasks.db, context.throttle, word, context.station),
            partial(self._on_approved, dialog, actor),
            lambda error: dialog.clear(sentence(error)),
        )

    def _on_approved(self, dialog: ApprovalDialog, actor: Actor, approval: Approval) -> None:
        dialog.accept()
        self.again(actor.approved(approval))
