"""Sales: the ticket, its lines, its payments, and the ticket still being made."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Mapped, mapped_column

from recyclique_desktop.data.base import PERSONAL, Base
from recyclique_desktop.data.models.columns import (
    CENTRAL_NULL,
    DERIVED_NOW,
    NOW_OR_NULL,
    Fact,
    local_check,
    local_fk,
    many,
    number_index,
    one,
    own_check,
    owned,
    sparse_index,
)
from recyclique_desktop.data.types import Choice, Day, Int, Json, Money, Str, UtcDateTime, Uuid, Weight
from recyclique_desktop.domain.enums import LegacyPaymentMethod, PricingMode, SaleKind, WeightSource
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.weight import Grams

if TYPE_CHECKING:
    from recyclique_desktop.data.models.cash import CashSession
    from recyclique_desktop.data.models.catalogue import Category, PresetButton
    from recyclique_desktop.data.models.people import User
    from recyclique_desktop.data.models.places import Workstation


class Sale(Fact, Base):
    """A validated ticket, never changed after: a mistake is undone by a reversal that points back at it.

    ``sale_date`` is when it happened, ``recorded_at`` when it was typed, ``business_date`` the shop's day it counts in.
    """

    __tablename__ = "sales"
    __table_args__ = owned(
        "device",
        number_index("ix_sales_number", where="kind <> 'disposal'"),
        number_index("ix_sales_disposal_number", where="kind = 'disposal'"),
        own_check("own_complete", "site_id IS NOT NULL AND number IS NOT NULL AND business_date IS NOT NULL"),
        own_check("sign", "(corrects_id IS NULL AND total_amount >= 0 AND donation >= 0) OR corrects_id IS NOT NULL"),
        own_check("reversal_points_back", "(kind = 'reversal') = (corrects_id IS NOT NULL)"),
        sparse_index("sales", "corrects_id"),
    )

    cash_session_id: Mapped[UUID] = mapped_column(Uuid(), local_fk("cash_sessions.id"), index=True)
    operator_id: Mapped[UUID | None] = mapped_column(Uuid(), local_fk("users.id"), index=True)
    total_amount: Mapped[Cents] = mapped_column(Money())
    donation: Mapped[Cents] = mapped_column(Money(), default=Cents(0), server_default=text("0"), info=CENTRAL_NULL)
    payment_method: Mapped[LegacyPaymentMethod | None] = mapped_column(Choice(LegacyPaymentMethod, length=5))
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime(), info=DERIVED_NOW, sort_order=91)
    note: Mapped[str | None] = mapped_column(Str(text=True), info=PERSONAL)
    sale_date: Mapped[datetime] = mapped_column(UtcDateTime(), index=True, info=NOW_OR_NULL)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime(), info=NOW_OR_NULL)
    business_date: Mapped[date | None] = mapped_column(Day(), index=True)
    kind: Mapped[SaleKind] = mapped_column(
        Choice(SaleKind, length=16), default=SaleKind.SALE, server_default=SaleKind.SALE
    )
    number: Mapped[str | None] = mapped_column(Str(32))
    pricing_mode: Mapped[PricingMode] = mapped_column(
        Choice(PricingMode, length=16), default=PricingMode.ITEMIZED, server_default=PricingMode.ITEMIZED
    )
    waived_amount: Mapped[Cents] = mapped_column(Money(), default=Cents(0), server_default=text("0"))
    corrects_id: Mapped[UUID | None] = mapped_column(Uuid(), local_fk("sales.id"))

    cash_session: Mapped[CashSession] = one("sales")
    operator: Mapped[User | None] = one("sales")
    workstation: Mapped[Workstation | None] = one("sales")
    items: Mapped[list[SaleItem]] = many("sale")
    payments: Mapped[list[PaymentTransaction]] = many("sale")
    corrects: Mapped[Sale | None] = one("corrected_by", far="Sale.id")
    corrected_by: Mapped[list[Sale]] = many("corrects")


class SaleItem(Fact, Base):
    """A line of a ticket, with the category's name as it stood. ``category`` is what 1.4.4 reads: its id as text."""

    __tablename__ = "sale_items"
    __table_args__ = owned(
        "device",
        own_check(
            "sign",
            "(quantity > 0 AND weight >= 0 AND total_price >= 0)"
            " OR (quantity < 0 AND weight <= 0 AND total_price <= 0)",
        ),
        own_check("own_complete", "line_no IS NOT NULL AND category_label IS NOT NULL"),
        local_check("list_price_positive", "list_price IS NULL OR list_price >= 0"),
        sparse_index("sale_items", "preset_id"),
    )

    sale_id: Mapped[UUID] = mapped_column(Uuid(), local_fk("sales.id"), index=True)
    category: Mapped[str] = mapped_column(Str(50))
    quantity: Mapped[int] = mapped_column(Int())
    weight: Mapped[Grams] = mapped_column(Weight(), default=Grams(0), server_default=text("0"), info=CENTRAL_NULL)
    unit_price: Mapped[Cents] = mapped_column(Money())
    total_price: Mapped[Cents] = mapped_column(Money())
    notes: Mapped[str | None] = mapped_column(Str(text=True), info=PERSONAL)
    preset_id: Mapped[UUID | None] = mapped_column(Uuid(), local_fk("preset_buttons.id"))
    line_no: Mapped[int | None] = mapped_column(Int())
    category_id: Mapped[UUID | None] = mapped_column(Uuid(), local_fk("categories.id"), index=True)
    category_label: Mapped[str | None] = mapped_column(Str())
    list_price: Mapped[Cents | None] = mapped_column(Money())
    preset_code: Mapped[str | None] = mapped_column(Str(64))
    weight_source: Mapped[WeightSource] = mapped_column(
        Choice(WeightSource, length=16), default=WeightSource.NONE, server_default=WeightSource.NONE
    )

    sale: Mapped[Sale] = one("items")
    preset: Mapped[PresetButton | None] = one("sale_items")
    catalogue_category: Mapped[Category | None] = one("sale_items")


class PaymentTransaction(Fact, Base):
    """How a ticket was paid: ``amount`` stays in the shop, ``tendered`` less ``change``."""

    __tablename__ = "payment_transactions"
    __table_args__ = owned(
        "device",
        own_check("own_complete", "method_code IS NOT NULL AND tendered IS NOT NULL AND change IS NOT NULL"),
        own_check("change_positive", "change >= 0"),
        own_check("tendered_less_change", "amount < 0 OR tendered - change = amount"),
    )

    sale_id: Mapped[UUID] = mapped_column(Uuid(), local_fk("sales.id"), index=True)
    payment_method: Mapped[LegacyPaymentMethod] = mapped_column(Choice(LegacyPaymentMethod, length=50))
    amount: Mapped[Cents] = mapped_column(Money())
    method_code: Mapped[str | None] = mapped_column(Str(32))
    tendered: Mapped[Cents | None] = mapped_column(Money())
    change: Mapped[Cents | None] = mapped_column(Money())
    reference: Mapped[str | None] = mapped_column(Str(64), info=PERSONAL)

    sale: Mapped[Sale] = one("payments")


class DraftSale(Base):
    """A ticket not yet paid, kept after each change so that a power cut loses nothing; gone once it is a sale."""

    __tablename__ = "draft_sales"
    __table_args__ = owned("local")

    sale_id: Mapped[UUID] = mapped_column(Uuid(), primary_key=True)
    session_id: Mapped[UUID] = mapped_column(Uuid(), local_fk("cash_sessions.id"), index=True)
    workstation_id: Mapped[UUID] = mapped_column(Uuid(), local_fk("workstations.id"), index=True)
    basket: Mapped[dict[str, Any]] = mapped_column(Json())
    state: Mapped[str] = mapped_column(Str(16))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime())

    cash_session: Mapped[CashSession] = one("drafts")
