"""Going into the training, as the shop's journal keeps it: who, and when. What is done there is in a journal apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recyclique_desktop.data.capture import record
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.enums import Permission

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.station import Actor, Station


def enter_training(session: Session, actor: Actor, station: Station) -> None:
    """Write down that somebody leaves the till to practise; session and ticket stay open.

    Raises:
        UserError: ``permission.denied``.
    """
    actor.require(Permission.CAISSE_VIRTUAL)
    record(session, acts.TRAINING_ENTERED, actor, station, doc={})
