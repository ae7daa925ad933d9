"""Who did what, and what was put right: audit rows follow from the journal, corrections are facts."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from recyclique_desktop.data.base import PERSONAL, Base
from recyclique_desktop.data.models.columns import NOW, Keyed, OwnFact, local_fk, one, owned
from recyclique_desktop.data.types import Json, Str, UtcDateTime, Uuid

if TYPE_CHECKING:
    from recyclique_desktop.data.models.people import User


class AuditLog(Keyed, Base):
    """One act, for people to read; derived from its journal entry on both sides, never written by hand.

    ``action_type`` is free text: the words of 1.4.4, ours, and those of versions to come.
    """

    __tablename__ = "audit_logs"
    __table_args__ = owned("derived")

    timestamp: Mapped[datetime] = mapped_column(UtcDateTime(), index=True, info=NOW)
    actor_id: Mapped[UUID | None] = mapped_column(Uuid(), local_fk("users.id"), index=True)
    actor_username: Mapped[str | None] = mapped_column(Str(), index=True, info=PERSONAL)
    action_type: Mapped[str] = mapped_column(Str(), index=True)
    target_id: Mapped[UUID | None] = mapped_column(Uuid(), index=True)
    target_type: Mapped[str | None] = mapped_column(Str(), index=True)
    details_json: Mapped[dict[str, Any] | None] = mapped_column(Json())
    description: Mapped[str | None] = mapped_column(Str(text=True))
    ip_address: Mapped[str | None] = mapped_column(Str(), info=PERSONAL)
    user_agent: Mapped[str | None] = mapped_column(Str(text=True), info=PERSONAL)

    actor: Mapped[User | None] = one("audit_logs")


class Correction(OwnFact, Base):
    """A value of a fact that someone put right; the fact itself stays as it was. Never money."""

    __tablename__ = "corrections"
    __table_args__ = owned("device")

    target_table: Mapped[str] = mapped_column(Str(64))
    target_id: Mapped[UUID] = mapped_column(Uuid(), index=True)
    field: Mapped[str] = mapped_column(Str(64))
    old: Mapped[Any | None] = mapped_column(Json())
    new: Mapped[Any | None] = mapped_column(Json())
    reason: Mapped[str | None] = mapped_column(Str(text=True), info=PERSONAL)
    actor_id: Mapped[UUID] = mapped_column(Uuid(), local_fk("users.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)

    actor: Mapped[User] = one("corrections")
