"""Deposits announced beforehand, by voice or at the desk, and validated by a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from recyclique_desktop.data.base import PERSONAL, Base
from recyclique_desktop.data.models.columns import Keyed, Shared, Stamped, many, one, owned
from recyclique_desktop.data.types import Choice, Json, Real, Str, Uuid, Weight
from recyclique_desktop.domain.enums import DepositStatus, EEECategory
from recyclique_desktop.domain.weight import Grams

if TYPE_CHECKING:
    from recyclique_desktop.data.models.people import User
    from recyclique_desktop.data.models.places import Site
    from recyclique_desktop.data.models.reception import LigneDepot


class Deposit(Keyed, Stamped, Shared, Base):
    """A deposit someone announced: what a machine understood of it, what a person made of it."""

    __tablename__ = "deposits"
    __table_args__ = owned("centre")

    user_id: Mapped[UUID] = mapped_column(Uuid(), ForeignKey("users.id"), index=True)
    site_id: Mapped[UUID | None] = mapped_column(Uuid(), ForeignKey("sites.id"), index=True)
    telegram_user_id: Mapped[str | None] = mapped_column(Str(), info=PERSONAL)
    audio_file_path: Mapped[str | None] = mapped_column(Str())
    status: Mapped[DepositStatus] = mapped_column(
        Choice(DepositStatus, pg_name="depositstatus"), default=DepositStatus.PENDING_VALIDATION, index=True
    )
    category: Mapped[EEECategory | None] = mapped_column(Choice(EEECategory, pg_name="eeecategory"))
    weight: Mapped[Grams | None] = mapped_column(Weight())
    description: Mapped[str | None] = mapped_column(Str(), info=PERSONAL)
    transcription: Mapped[str | None] = mapped_column(Str(text=True), info=PERSONAL)
    eee_category: Mapped[EEECategory | None] = mapped_column(Choice(EEECategory, pg_name="eeecategory"))
    confidence_score: Mapped[float | None] = mapped_column(Real())
    alternative_categories: Mapped[Any | None] = mapped_column(Json(plain=True))
    ai_classification: Mapped[str | None] = mapped_column(Str())
    ai_confidence: Mapped[float | None] = mapped_column(Real())
    rejected_reason: Mapped[str | None] = mapped_column(Str(), info=PERSONAL)

    user: Mapped[User] = one("deposits")
    site: Mapped[Site | None] = one("deposits")
    lignes: Mapped[list[LigneDepot]] = many("deposit")
