"""Mail: what was sent, what the mail service said of it, and what still waits here."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from recyclique_desktop.data.base import PERSONAL, Base
from recyclique_desktop.data.models.columns import (
    DERIVED_NOW,
    NOW,
    Fact,
    Keyed,
    Shared,
    local_fk,
    many,
    one,
    owned,
)
from recyclique_desktop.data.types import Choice, Int, Json, Str, UtcDateTime, Uuid
from recyclique_desktop.domain.enums import EmailEventType, EmailStatus, EmailType

if TYPE_CHECKING:
    from recyclique_desktop.data.models.people import User


class EmailLog(Fact, Base):
    """A mail as the shop remembers it, with its address masked; states only move forward."""

    __tablename__ = "email_logs"
    __table_args__ = owned("device", Index("ix_email_logs_created_at", "created_at"))

    recipient_email: Mapped[str] = mapped_column(Str(), index=True, info=PERSONAL)
    recipient_name: Mapped[str | None] = mapped_column(Str(), info=PERSONAL)
    subject: Mapped[str] = mapped_column(Str(), info=PERSONAL)
    body_text: Mapped[str | None] = mapped_column(Str(text=True), info=PERSONAL)
    body_html: Mapped[str | None] = mapped_column(Str(text=True), info=PERSONAL)
    status: Mapped[EmailStatus] = mapped_column(
        Choice(EmailStatus, pg_name="emailstatus"), default=EmailStatus.PENDING, index=True
    )
    email_type: Mapped[EmailType] = mapped_column(
        Choice(EmailType, pg_name="emailtype"), default=EmailType.OTHER, index=True
    )
    external_id: Mapped[str | None] = mapped_column(Str(), index=True)
    error_message: Mapped[str | None] = mapped_column(Str(text=True), info=PERSONAL)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    delivered_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    clicked_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    bounced_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime(), info=DERIVED_NOW, sort_order=91)
    user_id: Mapped[UUID | None] = mapped_column(Uuid(), local_fk("users.id"), index=True)
    additional_data: Mapped[str | None] = mapped_column(Str(text=True), info=PERSONAL)

    user: Mapped[User | None] = one("email_logs")
    waiting: Mapped[list[MailQueue]] = many("email_log")


class EmailEvent(Shared, Base):
    """Something the mail service reported: delivered, opened, bounced, and so on."""

    __tablename__ = "email_events"
    __table_args__ = owned("centre")

    id: Mapped[int] = mapped_column(Int(), primary_key=True, sort_order=-10)
    email_address: Mapped[str] = mapped_column(Str(), index=True, info=PERSONAL)
    message_id: Mapped[str | None] = mapped_column(Str(), index=True)
    event_type: Mapped[EmailEventType] = mapped_column(Choice(EmailEventType, length=32), index=True)
    event_timestamp: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)
    webhook_timestamp: Mapped[datetime] = mapped_column(UtcDateTime(), info=NOW)
    reason: Mapped[str | None] = mapped_column(Str(text=True), info=PERSONAL)
    error_code: Mapped[str | None] = mapped_column(Str())
    user_agent: Mapped[str | None] = mapped_column(Str(text=True), info=PERSONAL)
    ip_address: Mapped[str | None] = mapped_column(Str(), info=PERSONAL)
    webhook_data: Mapped[str | None] = mapped_column(Str(text=True), info=PERSONAL)
    processed: Mapped[str] = mapped_column(Str(), default="pending", server_default="pending")


class EmailStatusRow(Shared, Base):
    """The latest known state of one mail, by the mail service's message id."""

    __tablename__ = "email_statuses"
    __table_args__ = owned("centre", Index("ix_email_statuses_message_id", "message_id", unique=True))

    id: Mapped[int] = mapped_column(Int(), primary_key=True, sort_order=-10)
    email_address: Mapped[str] = mapped_column(Str(), index=True, info=PERSONAL)
    message_id: Mapped[str] = mapped_column(Str())
    current_status: Mapped[EmailStatus] = mapped_column(
        Choice(EmailStatus, length=32), default=EmailStatus.SENT, server_default=EmailStatus.SENT
    )
    last_updated: Mapped[datetime] = mapped_column(UtcDateTime(), info=NOW)
    sent_timestamp: Mapped[datetime | None] = mapped_column(UtcDateTime())
    subject: Mapped[str | None] = mapped_column(Str(), info=PERSONAL)
    provider: Mapped[str] = mapped_column(Str(), default="brevo", server_default="brevo")
    bounced_reason: Mapped[str | None] = mapped_column(Str(text=True), info=PERSONAL)
    error_details: Mapped[str | None] = mapped_column(Str(text=True), info=PERSONAL)


class MailQueue(Keyed, Base):
    """A mail that waits on this machine, with its full address; the row goes once the mail is sent."""

    __tablename__ = "mail_queue"
    __table_args__ = owned("local")

    email_log_id: Mapped[UUID] = mapped_column(Uuid(), local_fk("email_logs.id"), index=True)
    recipient_email: Mapped[str] = mapped_column(Str(), info=PERSONAL)
    recipient_name: Mapped[str | None] = mapped_column(Str(), info=PERSONAL)
    subject: Mapped[str] = mapped_column(Str(), info=PERSONAL)
    body_text: Mapped[str | None] = mapped_column(Str(text=True), info=PERSONAL)
    body_html: Mapped[str | None] = mapped_column(Str(text=True), info=PERSONAL)
    attachments: Mapped[list[Any] | None] = mapped_column(Json(), info=PERSONAL)
    attempts: Mapped[int] = mapped_column(Int(), default=0, server_default=text("0"))
    next_attempt_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)
    last_error: Mapped[str | None] = mapped_column(Str(text=True))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime(), sort_order=90)

    email_log: Mapped[EmailLog] = one("waiting")
