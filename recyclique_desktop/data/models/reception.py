"""Reception: the post, the deposit ticket, its weighed lines, and imported notebooks."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column

from recyclique_desktop.data.base import PERSONAL, Base
from recyclique_desktop.data.models.columns import (
    NOW,
    Fact,
    OwnFact,
    local_check,
    local_fk,
    many,
    number_index,
    one,
    own_check,
    owned,
    sparse_index,
)
from recyclique_desktop.data.types import Bool, Choice, Day, Int, Json, Str, UtcDateTime, Uuid, Weight
from recyclique_desktop.domain.enums import BatchState, Destination, ReceptionStatus, WeightSource
from recyclique_desktop.domain.weight import Grams

if TYPE_CHECKING:
    from recyclique_desktop.data.models.catalogue import Category
    from recyclique_desktop.data.models.deposits import Deposit
    from recyclique_desktop.data.models.people import User
    from recyclique_desktop.data.models.places import Site, Workstation


class PosteReception(Fact, Base):
    """A weighing post, from opening to closing."""

    __tablename__ = "poste_reception"
    __table_args__ = owned("device", own_check("own_complete", "site_id IS NOT NULL AND business_date IS NOT NULL"))

    opened_by_user_id: Mapped[UUID] = mapped_column(Uuid(), local_fk("users.id"), index=True)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True, info=NOW)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    status: Mapped[ReceptionStatus] = mapped_column(
        Choice(ReceptionStatus, length=16), default=ReceptionStatus.OPENED, index=True
    )
    is_deferred: Mapped[bool] = mapped_column(Bool(), default=False, server_default=false())
    business_date: Mapped[date | None] = mapped_column(Day(), index=True)
    notes: Mapped[str | None] = mapped_column(Str(text=True), info=PERSONAL)

    opened_by: Mapped[User] = one("postes")
    site: Mapped[Site | None] = one("postes")
    workstation: Mapped[Workstation | None] = one("postes")
    tickets: Mapped[list[TicketDepot]] = many("poste")


class TicketDepot(Fact, Base):
    """What one visitor brought: a ticket of weighed lines, with where it comes from."""

    __tablename__ = "ticket_depot"
    __table_args__ = owned(
        "device",
        number_index("ix_ticket_depot_number"),
        own_check("own_complete", "site_id IS NOT NULL AND business_date IS NOT NULL"),
        Index("ix_ticket_depot_created_at", "created_at"),
    )

    poste_id: Mapped[UUID] = mapped_column(Uuid(), local_fk("poste_reception.id"), index=True)
    benevole_user_id: Mapped[UUID] = mapped_column(Uuid(), local_fk("users.id"), index=True)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    status: Mapped[ReceptionStatus] = mapped_column(
        Choice(ReceptionStatus, length=16), default=ReceptionStatus.OPENED, index=True
    )
    number: Mapped[str | None] = mapped_column(Str(32))
    is_deferred: Mapped[bool] = mapped_column(Bool(), default=False, server_default=false())
    business_date: Mapped[date | None] = mapped_column(Day(), index=True)
    notes: Mapped[str | None] = mapped_column(Str(text=True), info=PERSONAL)
    origin_channel: Mapped[str | None] = mapped_column(Str(32), index=True)
    insee: Mapped[str | None] = mapped_column(Str(5), index=True)

    poste: Mapped[PosteReception] = one("tickets")
    benevole: Mapped[User] = one("tickets")
    workstation: Mapped[Workstation | None] = one("tickets")
    lignes: Mapped[list[LigneDepot]] = many("ticket")


class LigneDepot(Fact, Base):
    """One weighing: category, net weight (``poids_kg`` holds grams here), where it goes."""

    __tablename__ = "ligne_depot"
    __table_args__ = owned(
        "device",
        own_check("poids_positive", "poids_kg > 0"),
        # Kept by the centre too, which parks an entry that says otherwise; rows of 1.4.4 came before it.
        CheckConstraint("workstation_id IS NULL OR (NOT is_exit OR destination <> 'MAGASIN')", name="exit_leaves_shop"),
        own_check("own_complete", "line_no IS NOT NULL AND created_by IS NOT NULL"),
        local_check("tare_positive", "tare IS NULL OR tare >= 0"),
        Index("idx_ligne_depot_is_exit", "is_exit"),
        Index("ix_ligne_depot_created_at", "created_at"),
        sparse_index("ligne_depot", "deposit_id"),
    )

    ticket_id: Mapped[UUID] = mapped_column(Uuid(), local_fk("ticket_depot.id"), index=True)
    category_id: Mapped[UUID] = mapped_column(Uuid(), local_fk("categories.id"), index=True)
    poids_kg: Mapped[Grams] = mapped_column(Weight())
    destination: Mapped[Destination] = mapped_column(Choice(Destination, pg_name="destinationenum"))
    notes: Mapped[str | None] = mapped_column(Str(), info=PERSONAL)
    is_exit: Mapped[bool] = mapped_column(Bool(), default=False, server_default=false())
    line_no: Mapped[int | None] = mapped_column(Int())
    created_by: Mapped[UUID | None] = mapped_column(Uuid(), local_fk("users.id"), index=True)
    weight_source: Mapped[WeightSource] = mapped_column(
        Choice(WeightSource, length=16), default=WeightSource.NONE, server_default=WeightSource.NONE
    )
    tare: Mapped[Grams | None] = mapped_column(Weight())
    deposit_id: Mapped[UUID | None] = mapped_column(Uuid(), local_fk("deposits.id"))

    ticket: Mapped[TicketDepot] = one("lignes")
    category: Mapped[Category] = one("lignes")
    author: Mapped[User | None] = one("lignes")
    deposit: Mapped[Deposit | None] = one("lignes")


class ImportBatch(OwnFact, Base):
    """A file that was imported whole, and can be undone whole."""

    __tablename__ = "import_batches"
    __table_args__ = owned("device")

    file_name: Mapped[str] = mapped_column(Str(255))
    sha256: Mapped[str] = mapped_column(Str(64), index=True)
    kind: Mapped[str] = mapped_column(Str(32))
    rows: Mapped[int] = mapped_column(Int(), default=0, server_default=text("0"))
    totals: Mapped[dict[str, Any] | None] = mapped_column(Json())
    state: Mapped[BatchState] = mapped_column(
        Choice(BatchState, length=16), default=BatchState.STARTED, server_default=BatchState.STARTED
    )
    operator_id: Mapped[UUID | None] = mapped_column(Uuid(), local_fk("users.id"), index=True)

    operator: Mapped[User | None] = one("import_batches")
