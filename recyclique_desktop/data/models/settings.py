"""What a manager sets for the shop."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from recyclique_desktop.data.base import SECRET, Base
from recyclique_desktop.data.models.columns import Keyed, Shared, Stamped, local_unique, one, owned
from recyclique_desktop.data.types import Day, Json, Str, Uuid

if TYPE_CHECKING:
    from recyclique_desktop.data.models.places import Site


class Setting(Keyed, Stamped, Shared, Base):
    """A plain value, for every site."""

    __tablename__ = "settings"
    __table_args__ = owned("centre", Index("ix_settings_key", "key", unique=True))

    key: Mapped[str] = mapped_column(Str())
    value: Mapped[str] = mapped_column(Str())


class AdminSetting(Keyed, Stamped, Shared, Base):
    """A value that only administrators read, encrypted in its column; without a site it holds for all."""

    __tablename__ = "admin_settings"
    __table_args__ = owned(
        "centre",
        UniqueConstraint("key", "site_id", name="uq_admin_settings_key_site", postgresql_nulls_not_distinct=True),
        local_unique("uq_admin_settings_key_everywhere", "key", where="site_id IS NULL"),
    )

    key: Mapped[str] = mapped_column(Str(100))
    site_id: Mapped[UUID | None] = mapped_column(Uuid(), ForeignKey("sites.id"), index=True)
    value_encrypted: Mapped[str] = mapped_column(Str(text=True), info=SECRET)

    site: Mapped[Site | None] = one("admin_settings")


class SettingVersion(Keyed, Stamped, Shared, Base):
    """A value the law wants dated, such as the fiscal regime; ``scope`` is a site's id, or empty for all."""

    __tablename__ = "setting_versions"
    __table_args__ = owned("centre", UniqueConstraint("key", "scope", "valid_from"))

    key: Mapped[str] = mapped_column(Str(100))
    scope: Mapped[str] = mapped_column(Str(64), default="", server_default=text("''"))
    value: Mapped[Any] = mapped_column(Json())
    valid_from: Mapped[date] = mapped_column(Day(), index=True)
