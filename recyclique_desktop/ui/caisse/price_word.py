"""A price outside the list where the register blocks it: who may allow it does, or a manager beside gives her word."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from recyclique_desktop.services.prices import AllowPrice, allow_price, blocked
from recyclique_desktop.ui.approving import ask_manager

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from PySide6.QtWidgets import QWidget

    from recyclique_desktop.domain.basket import Line
    from recyclique_desktop.domain.errors import UserError
    from recyclique_desktop.domain.station import Actor
    from recyclique_desktop.ui.caisse.sale_line import LineBeingMade
    from recyclique_desktop.ui.context import AppContext


def join_prices(
    page: QWidget,
    context: AppContext,
    line: LineBeingMade,
    session_id: Callable[[], UUID | None],
    refused: Callable[[UserError], None],
) -> None:
    """Ask whenever a line is blocked by its price; it waits at the price step until somebody allows it.

    Args:
        page: Over which a manager is asked.
        context: Of the page.
        line: What is being made.
        session_id: Of the till session that is sold in.
        refused: Told why the line cannot be added.
    """

    def write(wanted: Line, actor: Actor, failed: Callable[[UserError], None]) -> None:
        found = session_id()
        if found is not None:
            command = AllowPrice(found, wanted)
            context.tasks.write(
                lambda session: allow_price(session, command, actor, context.station),
                lambda _: line.let_pass(wanted),
                failed,
            )

    def ask(wanted: Line, error: UserError) -> None:
        if error.code != "permission.denied":
            refused(error)
            return
        why = blocked(wanted)
        if not ask_manager(page, context, why, partial(write, wanted, failed=refused), refused):
            refused(why)

    line.blocked.connect(lambda wanted, _advice: write(wanted, context.presence.actor, partial(ask, wanted)))
