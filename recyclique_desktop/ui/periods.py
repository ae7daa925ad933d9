"""Days, months and years that are due are closed behind the screen: at the start, and before a till is opened."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recyclique_desktop.ui.context import AppContext

_log = logging.getLogger(__name__)


def close_periods(context: AppContext) -> None:
    """Close the days, months and years that are due, behind the screen; what fails is tried again next time."""
    from recyclique_desktop.flows.periods import close_due_periods  # noqa: PLC0415  heavy: after the window

    context.tasks.aside(
        lambda: close_due_periods(context.tasks.db, context.station),
        lambda closed: _log.info("%s periods closed", len(closed)) if closed else None,
        lambda error: _log.warning("periods were not closed: %s", error.code),
    )
