"""What is sold and weighed: categories, presets, ways to pay, tares."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column

from recyclique_desktop.data.base import Base
from recyclique_desktop.data.models.columns import CENTRAL, Keyed, Shared, Stamped, local_check, many, one, owned
from recyclique_desktop.data.types import Bool, Choice, Day, Int, Money, Real, Str, UtcDateTime, Uuid
from recyclique_desktop.domain.enums import ButtonType, PaymentKind
from recyclique_desktop.domain.money import Cents

if TYPE_CHECKING:
    from recyclique_desktop.data.models.reception import LigneDepot
    from recyclique_desktop.data.models.sales import SaleItem


class Category(Keyed, Stamped, Shared, Base):
    """A family of objects, in a tree of at most five levels; archived, never deleted."""

    __tablename__ = "categories"
    __table_args__ = owned(
        "centre",
        local_check("price_positive", "price IS NULL OR price >= 0"),
        local_check("price_range", "price IS NULL OR max_price IS NULL OR price <= max_price"),
        local_check("not_own_parent", "parent_id IS NULL OR parent_id <> id"),
        Index(
            "uq_categories_root_name",
            "name",
            unique=True,
            sqlite_where=text("parent_id IS NULL"),
            postgresql_where=text("parent_id IS NULL"),
        ),
        Index(
            "uq_categories_child_name",
            "parent_id",
            "name",
            unique=True,
            sqlite_where=text("parent_id IS NOT NULL"),
            postgresql_where=text("parent_id IS NOT NULL"),
        ),
    )

    name: Mapped[str] = mapped_column(Str(), index=True)
    is_active: Mapped[bool] = mapped_column(Bool(), default=True)
    parent_id: Mapped[UUID | None] = mapped_column(Uuid(), ForeignKey("categories.id"), index=True)
    price: Mapped[Cents | None] = mapped_column(Money())
    max_price: Mapped[Cents | None] = mapped_column(Money())
    display_order: Mapped[int] = mapped_column(Int(), default=0, server_default=text("0"), index=True)
    is_visible: Mapped[bool] = mapped_column(Bool(), default=True, server_default=true(), index=True)
    shortcut_key: Mapped[str | None] = mapped_column(Str())
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), index=True)
    official_name: Mapped[str | None] = mapped_column(Str(255))
    display_order_entry: Mapped[int] = mapped_column(Int(), default=0, server_default=text("0"), index=True)

    parent: Mapped[Category | None] = one("children", far="Category.id")
    children: Mapped[list[Category]] = many("parent")
    presets: Mapped[list[PresetButton]] = many("category")
    sale_items: Mapped[list[SaleItem]] = many("catalogue_category")
    lignes: Mapped[list[LigneDepot]] = many("category")
    reclassified_to: Mapped[list[CategoryReclassification]] = many(
        "from_category", by="CategoryReclassification.from_category_id"
    )
    reclassified_from: Mapped[list[CategoryReclassification]] = many(
        "to_category", by="CategoryReclassification.to_category_id"
    )
    legacy_mappings: Mapped[list[LegacyCategoryMapping]] = many("target_category")


class PresetButton(Keyed, Stamped, Shared, Base):
    """A button that makes a whole line; a price above zero is fixed."""

    __tablename__ = "preset_buttons"
    __table_args__ = owned(
        "centre", UniqueConstraint("code"), local_check("preset_price_positive", "preset_price >= 0")
    )

    name: Mapped[str] = mapped_column(Str(), index=True)
    category_id: Mapped[UUID] = mapped_column(Uuid(), ForeignKey("categories.id"), index=True)
    preset_price: Mapped[Cents] = mapped_column(Money())
    button_type: Mapped[ButtonType] = mapped_column(Choice(ButtonType, pg_name="buttontype"), index=True)
    sort_order: Mapped[int] = mapped_column(Int(), default=0, index=True)
    is_active: Mapped[bool] = mapped_column(Bool(), default=True)
    code: Mapped[str | None] = mapped_column(Str(64))

    category: Mapped[Category] = one("presets")
    sale_items: Mapped[list[SaleItem]] = many("preset")


class PaymentMethod(Keyed, Stamped, Shared, Base):
    """A way to pay that the shop set up; rows of 1.4.4 only ever see the nearest of its four words."""

    __tablename__ = "payment_methods"
    __table_args__ = owned("centre", UniqueConstraint("code"))

    code: Mapped[str] = mapped_column(Str(32))
    label: Mapped[str] = mapped_column(Str(100))
    kind: Mapped[PaymentKind] = mapped_column(Choice(PaymentKind, length=16))
    gives_change: Mapped[bool] = mapped_column(Bool(), default=False, server_default=false())
    in_drawer: Mapped[bool] = mapped_column(Bool(), default=False, server_default=false())
    needs_reference: Mapped[bool] = mapped_column(Bool(), default=False, server_default=false())
    account: Mapped[str | None] = mapped_column(Str(32))
    position: Mapped[int] = mapped_column(Int(), default=0, server_default=text("0"))
    active: Mapped[bool] = mapped_column(Bool(), default=True, server_default=true())


class Tare(Keyed, Stamped, Shared, Base):
    """A container whose weight reception takes off: ``grams`` is a whole number on both sides."""

    __tablename__ = "tares"
    __table_args__ = owned("centre", UniqueConstraint("label"), local_check("grams_positive", "grams > 0"))

    label: Mapped[str] = mapped_column(Str(100))
    grams: Mapped[int] = mapped_column(Int())
    position: Mapped[int] = mapped_column(Int(), default=0, server_default=text("0"))


class CategoryReclassification(Keyed, Stamped, Shared, Base):
    """What was recorded under one category in a period counts under another."""

    __tablename__ = "category_reclassifications"
    __table_args__ = owned(
        "centre",
        local_check("two_categories", "from_category_id <> to_category_id"),
        local_check("period_in_order", "period_end IS NULL OR period_start IS NULL OR period_start <= period_end"),
    )

    from_category_id: Mapped[UUID] = mapped_column(Uuid(), ForeignKey("categories.id"), index=True)
    to_category_id: Mapped[UUID] = mapped_column(Uuid(), ForeignKey("categories.id"), index=True)
    period_start: Mapped[date | None] = mapped_column(Day(), index=True)
    period_end: Mapped[date | None] = mapped_column(Day())
    reason: Mapped[str | None] = mapped_column(Str())
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

    from_category: Mapped[Category] = one("reclassified_to", by="CategoryReclassification.from_category_id")
    to_category: Mapped[Category] = one("reclassified_from", by="CategoryReclassification.to_category_id")


class LegacyCategoryMapping(Keyed, Stamped, Shared, Base):
    """The importer's memory: which category an old spelling meant, who said so, how surely."""

    __tablename__ = "legacy_category_mapping_cache"
    __table_args__ = owned(
        "centre",
        UniqueConstraint("source_name_normalized"),
        Index("ix_legacy_category_mapping_cache_source_name_normalized", "source_name_normalized", info=CENTRAL),
        local_check("confidence_range", "confidence BETWEEN 0 AND 100"),
    )

    source_name_normalized: Mapped[str] = mapped_column(Str())
    target_category_id: Mapped[UUID] = mapped_column(Uuid(), ForeignKey("categories.id"), index=True)
    provider: Mapped[str] = mapped_column(Str(), index=True)
    confidence: Mapped[float] = mapped_column(Real())

    target_category: Mapped[Category] = one("legacy_mappings")
