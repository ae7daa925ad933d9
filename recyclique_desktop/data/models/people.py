"""People: who may work, in which groups, how they signed in, who asks to join."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from recyclique_desktop.data.base import PERSONAL, SECRET, Base
from recyclique_desktop.data.models.columns import (
    DERIVED_NOW,
    NOW,
    NOW_OR_NULL,
    Fact,
    Keyed,
    Shared,
    Stamped,
    linked,
    local_fk,
    many,
    one,
    owned,
)
from recyclique_desktop.data.types import Bool, Choice, Int, Str, UtcDateTime, Uuid
from recyclique_desktop.domain.enums import RegistrationStatus, SignInMethod, UserRole, UserStatus

if TYPE_CHECKING:
    from recyclique_desktop.data.models.audit import AuditLog, Correction
    from recyclique_desktop.data.models.cash import CashMovement, CashSession
    from recyclique_desktop.data.models.deposits import Deposit
    from recyclique_desktop.data.models.mail import EmailLog
    from recyclique_desktop.data.models.places import Site
    from recyclique_desktop.data.models.reception import ImportBatch, LigneDepot, PosteReception, TicketDepot
    from recyclique_desktop.data.models.sales import Sale


class User(Keyed, Stamped, Shared, Base):
    """A person who works with the program. The journal knows her by ``operator_code`` only."""

    __tablename__ = "users"
    __table_args__ = owned(
        "centre",
        UniqueConstraint("email"),
        UniqueConstraint("operator_code"),
        Index("ix_users_username", "username", unique=True),
    )

    username: Mapped[str] = mapped_column(Str(), info=PERSONAL)
    email: Mapped[str | None] = mapped_column(Str(), info=PERSONAL)
    hashed_password: Mapped[str] = mapped_column(Str(), info=SECRET)
    hashed_pin: Mapped[str | None] = mapped_column(Str(), info=SECRET)
    telegram_id: Mapped[str | None] = mapped_column(Str(), index=True, info=PERSONAL)
    first_name: Mapped[str | None] = mapped_column(Str(), info=PERSONAL)
    last_name: Mapped[str | None] = mapped_column(Str(), info=PERSONAL)
    phone_number: Mapped[str | None] = mapped_column(Str(), info=PERSONAL)
    address: Mapped[str | None] = mapped_column(Str(), info=PERSONAL)
    notes: Mapped[str | None] = mapped_column(Str(text=True), info=PERSONAL)
    skills: Mapped[str | None] = mapped_column(Str(text=True), info=PERSONAL)
    availability: Mapped[str | None] = mapped_column(Str(text=True), info=PERSONAL)
    role: Mapped[UserRole] = mapped_column(Choice(UserRole, pg_name="userrole"), default=UserRole.USER)
    status: Mapped[UserStatus] = mapped_column(Choice(UserStatus, pg_name="userstatus"), default=UserStatus.PENDING)
    is_active: Mapped[bool] = mapped_column(Bool(), default=True)
    site_id: Mapped[UUID | None] = mapped_column(Uuid(), ForeignKey("sites.id"), index=True)
    operator_code: Mapped[str | None] = mapped_column(Str(32))
    sessions_valid_from: Mapped[datetime | None] = mapped_column(UtcDateTime())

    site: Mapped[Site | None] = one("users")
    group_links: Mapped[list[UserGroup]] = many("user")
    groups: Mapped[list[Group]] = linked("users", "user_groups")
    sign_ins: Mapped[list[UserSession]] = many("user")
    status_history: Mapped[list[UserStatusHistory]] = many("user", by="UserStatusHistory.user_id")
    status_changes_made: Mapped[list[UserStatusHistory]] = many(
        "changed_by", by="UserStatusHistory.changed_by_admin_id"
    )
    requests_reviewed: Mapped[list[RegistrationRequest]] = many("reviewer", by="RegistrationRequest.reviewed_by")
    cash_sessions: Mapped[list[CashSession]] = many("operator")
    cash_movements: Mapped[list[CashMovement]] = many("operator")
    sales: Mapped[list[Sale]] = many("operator")
    postes: Mapped[list[PosteReception]] = many("opened_by")
    tickets: Mapped[list[TicketDepot]] = many("benevole")
    lignes: Mapped[list[LigneDepot]] = many("author")
    deposits: Mapped[list[Deposit]] = many("user")
    email_logs: Mapped[list[EmailLog]] = many("user")
    audit_logs: Mapped[list[AuditLog]] = many("actor")
    corrections: Mapped[list[Correction]] = many("actor")
    import_batches: Mapped[list[ImportBatch]] = many("operator")


class Group(Keyed, Stamped, Shared, Base):
    """A team: its members share its permissions."""

    __tablename__ = "groups"
    __table_args__ = owned("centre", Index("ix_groups_name", "name", unique=True))

    name: Mapped[str] = mapped_column(Str())
    description: Mapped[str | None] = mapped_column(Str(text=True))

    user_links: Mapped[list[UserGroup]] = many("group")
    users: Mapped[list[User]] = linked("groups", "user_groups")
    permission_links: Mapped[list[GroupPermission]] = many("group")
    permissions: Mapped[list[Permission]] = linked("groups", "group_permissions")


class Permission(Keyed, Stamped, Shared, Base):
    """Something a person may do; matched by name, since ids differ from one database to the next."""

    __tablename__ = "permissions"
    __table_args__ = owned("centre", Index("ix_permissions_name", "name", unique=True))

    name: Mapped[str] = mapped_column(Str())
    description: Mapped[str | None] = mapped_column(Str(text=True))

    group_links: Mapped[list[GroupPermission]] = many("permission")
    groups: Mapped[list[Group]] = linked("permissions", "group_permissions")


class UserGroup(Shared, Base):
    """A person's membership of a group."""

    __tablename__ = "user_groups"
    __table_args__ = owned("centre")

    user_id: Mapped[UUID] = mapped_column(Uuid(), ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    group_id: Mapped[UUID] = mapped_column(
        Uuid(), ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime(), info=NOW_OR_NULL)

    user: Mapped[User] = one("group_links")
    group: Mapped[Group] = one("user_links")


class GroupPermission(Shared, Base):
    """A permission that a group's members hold."""

    __tablename__ = "group_permissions"
    __table_args__ = owned("centre")

    group_id: Mapped[UUID] = mapped_column(Uuid(), ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True)
    permission_id: Mapped[UUID] = mapped_column(
        Uuid(), ForeignKey("permissions.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime(), info=NOW_OR_NULL)

    group: Mapped[Group] = one("permission_links")
    permission: Mapped[Permission] = one("group_links")


class UserSession(Fact, Base):
    """A sign-in on a workstation: until when, last use, lock, end.

    1.4.4 wants a unique ``refresh_token_hash``; a sign-in here has no token and writes ``desktop:<id>``.
    """

    __tablename__ = "user_sessions"
    __table_args__ = owned("device", Index("ix_user_sessions_refresh_token_hash", "refresh_token_hash", unique=True))

    user_id: Mapped[UUID] = mapped_column(Uuid(), local_fk("users.id"), index=True)
    refresh_token_hash: Mapped[str] = mapped_column(Str(255), info=SECRET)
    access_token_jti: Mapped[str | None] = mapped_column(Str(255), info=SECRET)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime(), info=NOW)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)
    last_used_at: Mapped[datetime] = mapped_column(UtcDateTime(), info=NOW)
    last_ip: Mapped[str | None] = mapped_column(Str(45), info=PERSONAL)
    user_agent: Mapped[str | None] = mapped_column(Str(text=True), info=PERSONAL)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), index=True)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime(), info=DERIVED_NOW, sort_order=91)
    method: Mapped[SignInMethod | None] = mapped_column(Choice(SignInMethod, length=16))
    locked_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

    user: Mapped[User] = one("sign_ins")


class UserStatusHistory(Keyed, Shared, Base):
    """A change of a person's state: the booleans of 1.4.4, and beside them the words."""

    __tablename__ = "user_status_history"
    __table_args__ = owned("centre")

    user_id: Mapped[UUID] = mapped_column(Uuid(), ForeignKey("users.id"), index=True)
    changed_by_admin_id: Mapped[UUID] = mapped_column(Uuid(), ForeignKey("users.id"), index=True)
    old_status: Mapped[bool | None] = mapped_column(Bool())
    new_status: Mapped[bool] = mapped_column(Bool())
    change_date: Mapped[datetime] = mapped_column(UtcDateTime(), index=True, info=NOW)
    reason: Mapped[str | None] = mapped_column(Str(), info=PERSONAL)
    kind: Mapped[str | None] = mapped_column(Str(32))
    old_state: Mapped[UserStatus | None] = mapped_column(Choice(UserStatus, length=16))
    new_state: Mapped[UserStatus | None] = mapped_column(Choice(UserStatus, length=16))

    user: Mapped[User] = one("status_history", by="UserStatusHistory.user_id")
    changed_by: Mapped[User] = one("status_changes_made", by="UserStatusHistory.changed_by_admin_id")


class LoginHistory(Fact, Base):
    """An attempt to sign in, by PIN or password; ``user_id`` is loose, as an unknown name has none."""

    __tablename__ = "login_history"
    __table_args__ = owned("device")

    user_id: Mapped[UUID | None] = mapped_column(Uuid(), index=True)
    username: Mapped[str | None] = mapped_column(Str(), index=True, info=PERSONAL)
    success: Mapped[bool] = mapped_column(Bool(), index=True)
    client_ip: Mapped[str | None] = mapped_column(Str(), info=PERSONAL)
    error_type: Mapped[str | None] = mapped_column(Str())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True, sort_order=90)
    method: Mapped[SignInMethod | None] = mapped_column(Choice(SignInMethod, length=16))
    attempts: Mapped[int | None] = mapped_column(Int())


class RegistrationRequest(Keyed, Stamped, Shared, Base):
    """Someone asks to join; approving makes a user, refusing says why."""

    __tablename__ = "registration_requests"
    __table_args__ = owned("centre")

    telegram_id: Mapped[str] = mapped_column(Str(), index=True, default="", info=PERSONAL)
    username: Mapped[str | None] = mapped_column(Str(), info=PERSONAL)
    first_name: Mapped[str | None] = mapped_column(Str(), info=PERSONAL)
    last_name: Mapped[str | None] = mapped_column(Str(), info=PERSONAL)
    email: Mapped[str | None] = mapped_column(Str(), info=PERSONAL)
    phone: Mapped[str | None] = mapped_column(Str(), info=PERSONAL)
    site_id: Mapped[UUID | None] = mapped_column(Uuid(), ForeignKey("sites.id"), index=True)
    notes: Mapped[str | None] = mapped_column(Str(text=True), info=PERSONAL)
    status: Mapped[RegistrationStatus] = mapped_column(
        Choice(RegistrationStatus, pg_name="registrationstatus"), default=RegistrationStatus.PENDING
    )
    reviewed_by: Mapped[UUID | None] = mapped_column(Uuid(), ForeignKey("users.id"), index=True)
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    review_reason: Mapped[str | None] = mapped_column(Str(), info=PERSONAL)

    site: Mapped[Site | None] = one("registration_requests")
    reviewer: Mapped[User | None] = one("requests_reviewed")
