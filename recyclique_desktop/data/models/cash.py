"""The till: sessions, what is counted, what moves in and out of the drawer, closures, prints."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import false, text
from sqlalchemy.orm import Mapped, mapped_column

from recyclique_desktop.data.base import DERIVED, PERSONAL, Base
from recyclique_desktop.data.models.columns import (
    DERIVED_NULL,
    Fact,
    OwnFact,
    local_check,
    local_fk,
    local_unique,
    many,
    number_index,
    one,
    own_check,
    owned,
)
from recyclique_desktop.data.types import Bool, Choice, Day, Int, Json, Money, Str, UtcDateTime, Uuid
from recyclique_desktop.domain.enums import (
    CashMovementKind,
    CashSessionStatus,
    CashSessionStep,
    ClosureKind,
    CountMoment,
    SessionType,
)
from recyclique_desktop.domain.money import Cents

if TYPE_CHECKING:
    from recyclique_desktop.data.models.people import User
    from recyclique_desktop.data.models.places import CashRegister, Site, Workstation
    from recyclique_desktop.data.models.sales import DraftSale, Sale

_OPEN_REAL = "status = 'OPEN' AND session_type = 'real'"
_OPEN_NOTEBOOK = "status = 'OPEN' AND session_type = 'deferred'"


class CashSession(Fact, Base):
    """A till from its float to its count, with copies of the options and the establishment it opened under."""

    __tablename__ = "cash_sessions"
    __table_args__ = owned(
        "device",
        local_unique("uq_cash_sessions_open_register", "workstation_id", "register_id", where=_OPEN_REAL),
        local_unique("uq_cash_sessions_open_operator", "workstation_id", "operator_id", where=_OPEN_REAL),
        local_unique(
            "uq_cash_sessions_open_notebook", "workstation_id", "register_id", "business_date", where=_OPEN_NOTEBOOK
        ),
        number_index("ix_cash_sessions_number"),
        own_check("own_complete", "number IS NOT NULL AND business_date IS NOT NULL"),
        own_check("float_positive", "initial_amount >= 0"),
        own_check("closed_whole", "status = 'OPEN' OR (closed_at IS NOT NULL AND closing_amount IS NOT NULL)"),
    )

    operator_id: Mapped[UUID] = mapped_column(Uuid(), local_fk("users.id"), index=True)
    site_id: Mapped[UUID] = mapped_column(Uuid(), local_fk("sites.id"), index=True)
    register_id: Mapped[UUID | None] = mapped_column(Uuid(), local_fk("cash_registers.id"), index=True)
    initial_amount: Mapped[Cents] = mapped_column(Money())
    current_amount: Mapped[Cents] = mapped_column(Money(), info=DERIVED)
    status: Mapped[CashSessionStatus] = mapped_column(
        Choice(CashSessionStatus, pg_name="cashsessionstatus"), default=CashSessionStatus.OPEN, index=True
    )
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    total_sales: Mapped[Cents] = mapped_column(Money(), default=Cents(0), server_default=text("0"), info=DERIVED_NULL)
    total_items: Mapped[int] = mapped_column(Int(), default=0, server_default=text("0"), info=DERIVED_NULL)
    closing_amount: Mapped[Cents | None] = mapped_column(Money())
    actual_amount: Mapped[Cents | None] = mapped_column(Money())
    variance: Mapped[Cents | None] = mapped_column(Money())
    variance_comment: Mapped[str | None] = mapped_column(Str(), info=PERSONAL)
    current_step: Mapped[CashSessionStep | None] = mapped_column(Choice(CashSessionStep, pg_name="cashsessionstep"))
    last_activity: Mapped[datetime | None] = mapped_column(UtcDateTime(), info=DERIVED)
    step_start_time: Mapped[datetime | None] = mapped_column(UtcDateTime())
    number: Mapped[str | None] = mapped_column(Str(32))
    session_type: Mapped[SessionType] = mapped_column(
        Choice(SessionType, length=16), default=SessionType.REAL, server_default=SessionType.REAL
    )
    is_empty: Mapped[bool] = mapped_column(Bool(), default=False, server_default=false())
    business_date: Mapped[date | None] = mapped_column(Day(), index=True)
    workflow_options: Mapped[dict[str, Any] | None] = mapped_column(Json())
    establishment: Mapped[dict[str, Any] | None] = mapped_column(Json())

    operator: Mapped[User] = one("cash_sessions")
    site: Mapped[Site] = one("cash_sessions")
    register: Mapped[CashRegister | None] = one("cash_sessions")
    workstation: Mapped[Workstation | None] = one("cash_sessions")
    sales: Mapped[list[Sale]] = many("cash_session")
    drafts: Mapped[list[DraftSale]] = many("cash_session")
    movements: Mapped[list[CashMovement]] = many("cash_session")
    counts: Mapped[list[CashCount]] = many("cash_session")
    closures: Mapped[list[Closure]] = many("cash_session")


class CashMovement(OwnFact, Base):
    """Money that entered or left the drawer without a sale."""

    __tablename__ = "cash_movements"
    __table_args__ = owned("device", local_check("amount_moves", "amount <> 0"))

    session_id: Mapped[UUID] = mapped_column(Uuid(), local_fk("cash_sessions.id"), index=True)
    operator_id: Mapped[UUID | None] = mapped_column(Uuid(), local_fk("users.id"), index=True)
    kind: Mapped[CashMovementKind] = mapped_column(Choice(CashMovementKind, length=16))
    amount: Mapped[Cents] = mapped_column(Money())
    reason: Mapped[str | None] = mapped_column(Str(text=True), info=PERSONAL)

    cash_session: Mapped[CashSession] = one("movements")
    operator: Mapped[User | None] = one("cash_movements")


class CashCount(OwnFact, Base):
    """One line of a count: a method, or one coin or note of it, and how much was found."""

    __tablename__ = "cash_counts"
    __table_args__ = owned(
        "device",
        local_check("quantity_positive", "quantity IS NULL OR quantity >= 0"),
        local_check("denomination_positive", "denomination IS NULL OR denomination > 0"),
    )

    session_id: Mapped[UUID] = mapped_column(Uuid(), local_fk("cash_sessions.id"), index=True)
    moment: Mapped[CountMoment] = mapped_column(Choice(CountMoment, length=16))
    method_code: Mapped[str] = mapped_column(Str(32))
    denomination: Mapped[Cents | None] = mapped_column(Money())
    quantity: Mapped[int | None] = mapped_column(Int())
    amount: Mapped[Cents] = mapped_column(Money())

    cash_session: Mapped[CashSession] = one("counts")


class Closure(OwnFact, Base):
    """Totals of a session, day, month or year, with the workstation's perpetual totals, which never restart."""

    __tablename__ = "closures"
    __table_args__ = owned(
        "device",
        number_index("ix_closures_number"),
        local_check("session_known", "kind <> 'session' OR session_id IS NOT NULL"),
    )

    session_id: Mapped[UUID | None] = mapped_column(Uuid(), local_fk("cash_sessions.id"), index=True)
    kind: Mapped[ClosureKind] = mapped_column(Choice(ClosureKind, length=16), index=True)
    number: Mapped[str] = mapped_column(Str(32))
    period: Mapped[str] = mapped_column(Str(32), index=True)
    first_number: Mapped[str | None] = mapped_column(Str(32))
    last_number: Mapped[str | None] = mapped_column(Str(32))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime())
    closed_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)
    totals: Mapped[dict[str, Any]] = mapped_column(Json())
    perpetual_algebraic: Mapped[Cents] = mapped_column(Money())
    perpetual_absolute: Mapped[Cents] = mapped_column(Money())
    perpetual_donations: Mapped[Cents] = mapped_column(Money())
    expected: Mapped[Cents | None] = mapped_column(Money())
    counted: Mapped[Cents | None] = mapped_column(Money())
    variance: Mapped[Cents | None] = mapped_column(Money())
    auto: Mapped[bool] = mapped_column(Bool(), default=False, server_default=false())

    cash_session: Mapped[CashSession | None] = one("closures")
    workstation: Mapped[Workstation] = one("closures")


class Print(OwnFact, Base):
    """A copy of a document that left the machine; copy 1 is the original."""

    __tablename__ = "prints"
    __table_args__ = owned("device", local_check("copy_counted", "copy_number >= 1"))

    document_kind: Mapped[str] = mapped_column(Str(32))
    document_id: Mapped[UUID] = mapped_column(Uuid(), index=True)
    copy_number: Mapped[int] = mapped_column(Int())
    medium: Mapped[str] = mapped_column(Str(16))
