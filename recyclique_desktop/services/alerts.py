"""Alerts that a manager answers with a word: the word is a correction of the closing, the closing never changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import Closure, Correction
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.enums import Permission
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import to_decimal
from recyclique_desktop.domain.text import nfc
from recyclique_desktop.services.shared import require_person

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.station import Actor, Station

ANSWERED: Final = "alert"
"""``corrections.field`` of an answer; its reason is the word."""


@dataclass(frozen=True, slots=True)
class AnswerAlert:
    """A manager saw the variance of a closing, and says what became of it."""

    closure_id: UUID
    word: str


def answer_alert(session: Session, command: AnswerAlert, actor: Actor, station: Station) -> None:
    """Answer an alert; the first answer stands.

    Raises:
        UserError: ``permission.denied``, ``alert.word_missing``, ``alert.not_found``, ``alert.answered``.
    """
    actor.require(Permission.CAISSE_VARIANCE)
    actor_id = require_person(actor)
    word = nfc(" ".join(command.word.split()))
    if not word:
        raise UserError("alert.word_missing")
    closure = session.get(Closure, command.closure_id)
    if closure is None or closure.variance is None:
        raise UserError("alert.not_found")
    answered = select(Correction.id).where(Correction.target_id == closure.id, Correction.field == ANSWERED)
    if session.scalar(answered.limit(1)) is not None:
        raise UserError("alert.answered")
    now = station.clock.now()
    session.add(
        Correction(
            id=station.ids.new(), site_id=station.site_id, workstation_id=station.id, created_at=now,
            target_table="closures", target_id=closure.id, field=ANSWERED, old="raised", new="answered", reason=word,
            actor_id=actor_id, at=now,
        )
    )  # fmt: skip
    told = {"closure": str(closure.id), "number": closure.number, "variance": to_decimal(closure.variance)}
    record(session, acts.ALERT_ANSWERED, actor, station, doc=told)
