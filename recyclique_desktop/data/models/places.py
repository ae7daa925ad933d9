"""Where people work: sites, till places, workstations."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from recyclique_desktop.data.base import Base
from recyclique_desktop.data.models.columns import Keyed, Shared, Stamped, local_check, many, one, owned
from recyclique_desktop.data.types import Bool, Bytes, Choice, Json, Str, UtcDateTime, Uuid
from recyclique_desktop.domain.enums import FiscalRegime, WorkstationKind, WorkstationStatus

if TYPE_CHECKING:
    from recyclique_desktop.data.models.cash import CashSession, Closure
    from recyclique_desktop.data.models.deposits import Deposit
    from recyclique_desktop.data.models.people import RegistrationRequest, User
    from recyclique_desktop.data.models.reception import PosteReception, TicketDepot
    from recyclique_desktop.data.models.sales import Sale
    from recyclique_desktop.data.models.settings import AdminSetting


class Site(Keyed, Stamped, Shared, Base):
    """A shop: its address, its legal identity, its time zone."""

    __tablename__ = "sites"
    __table_args__ = owned("centre", local_check("siret_digits", "siret IS NULL OR length(siret) = 14"))

    name: Mapped[str] = mapped_column(Str())
    address: Mapped[str | None] = mapped_column(Str())
    city: Mapped[str | None] = mapped_column(Str())
    postal_code: Mapped[str | None] = mapped_column(Str())
    country: Mapped[str | None] = mapped_column(Str())
    configuration: Mapped[dict[str, Any] | None] = mapped_column(Json())
    is_active: Mapped[bool] = mapped_column(Bool(), default=True)
    legal_name: Mapped[str | None] = mapped_column(Str())
    siret: Mapped[str | None] = mapped_column(Str(14))
    rna: Mapped[str | None] = mapped_column(Str(10))
    fiscal_regime: Mapped[FiscalRegime | None] = mapped_column(Choice(FiscalRegime, length=32))
    vat_code: Mapped[str | None] = mapped_column(Str(16))
    time_zone: Mapped[str] = mapped_column(Str(64), default="Europe/Paris", server_default="Europe/Paris")

    registers: Mapped[list[CashRegister]] = many("site")
    workstations: Mapped[list[Workstation]] = many("site")
    users: Mapped[list[User]] = many("site")
    registration_requests: Mapped[list[RegistrationRequest]] = many("site")
    admin_settings: Mapped[list[AdminSetting]] = many("site")
    deposits: Mapped[list[Deposit]] = many("site")
    cash_sessions: Mapped[list[CashSession]] = many("site")
    postes: Mapped[list[PosteReception]] = many("site")


class CashRegister(Keyed, Stamped, Shared, Base):
    """A till place. Its workflow options are copied into each session it opens."""

    __tablename__ = "cash_registers"
    __table_args__ = owned("centre")

    name: Mapped[str] = mapped_column(Str(100), index=True)
    location: Mapped[str | None] = mapped_column(Str(255))
    site_id: Mapped[UUID | None] = mapped_column(Uuid(), ForeignKey("sites.id"), index=True)
    is_active: Mapped[bool] = mapped_column(Bool(), default=True)
    workflow_options: Mapped[dict[str, Any]] = mapped_column(Json(), default=dict, server_default=text("'{}'"))
    enable_virtual: Mapped[bool] = mapped_column(Bool(), default=False, server_default=false())
    enable_deferred: Mapped[bool] = mapped_column(Bool(), default=False, server_default=false())

    site: Mapped[Site | None] = one("registers")
    cash_sessions: Mapped[list[CashSession]] = many("register")
    workstations: Mapped[list[Workstation]] = many("register")


class Workstation(Keyed, Stamped, Shared, Base):
    """A computer with its own code, stream and signing key; ``register_id`` is its usual till place."""

    __tablename__ = "workstations"
    __table_args__ = owned("centre", UniqueConstraint("code"))

    code: Mapped[str] = mapped_column(Str(8))
    kind: Mapped[WorkstationKind] = mapped_column(Choice(WorkstationKind, length=16))
    name: Mapped[str] = mapped_column(Str(100))
    site_id: Mapped[UUID] = mapped_column(Uuid(), ForeignKey("sites.id"), index=True)
    register_id: Mapped[UUID | None] = mapped_column(Uuid(), ForeignKey("cash_registers.id"), index=True)
    public_key: Mapped[bytes] = mapped_column(Bytes())
    recovery_public_key: Mapped[bytes | None] = mapped_column(Bytes())
    status: Mapped[WorkstationStatus] = mapped_column(
        Choice(WorkstationStatus, length=16), default=WorkstationStatus.ACTIVE, server_default=WorkstationStatus.ACTIVE
    )
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    successor_of: Mapped[UUID | None] = mapped_column(Uuid(), ForeignKey("workstations.id"), index=True)

    site: Mapped[Site] = one("workstations")
    register: Mapped[CashRegister | None] = one("workstations")
    predecessor: Mapped[Workstation | None] = one("successors", far="Workstation.id")
    successors: Mapped[list[Workstation]] = many("predecessor")
    cash_sessions: Mapped[list[CashSession]] = many("workstation")
    sales: Mapped[list[Sale]] = many("workstation")
    closures: Mapped[list[Closure]] = many("workstation")
    postes: Mapped[list[PosteReception]] = many("workstation")
    tickets: Mapped[list[TicketDepot]] = many("workstation")
