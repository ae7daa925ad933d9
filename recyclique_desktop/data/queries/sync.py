"""How this file stands towards its centre: what waits, what was wished, what could not be applied, the last success."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select, text

from recyclique_desktop.data.models import (
    JournalBranch,
    JournalEntry,
    PendingEdit,
    SyncCursor,
    SyncLog,
    UnappliedEntry,
)
from recyclique_desktop.domain.enums import JournalClass

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

SUCCESS = "success"
"""``sync_logs.status`` of a round that carried something to its end."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the file says of the exchange.

    Attributes:
        acked: Last sequence of our journal that the centre has for sure.
        waiting: Acts beyond it; what is personal rides with its act.
        wishes: Shared rows that show a wish the centre has not answered.
        aside: Pulled entries that could not be applied here.
        branched: Whether another copy of this file had sent before us.
        last_success: End of the last round that carried something.
    """

    acked: int
    waiting: int
    wishes: int
    aside: int
    branched: bool
    last_success: datetime | None


@dataclass(frozen=True, slots=True)
class Problem:
    """A pulled entry that could not be applied here.

    Attributes:
        cause: Stored word; ``sync.aside_<cause>`` is its sentence.
        detail: For a technician.
    """

    stream_id: UUID
    seq: int
    act: str
    at: datetime
    cause: str
    detail: str
    retries: int


def standing(session: Session, stream_id: UUID) -> Standing:
    """Return how this workstation stands; cheap: counted beyond the cursor only."""
    branch = session.scalar(select(JournalBranch.stream_id).order_by(text("rowid DESC")).limit(1))
    acked = session.scalar(select(SyncCursor.acked).where(SyncCursor.stream_id == (branch or stream_id))) or 0
    rows = select(PendingEdit.table_name, PendingEdit.row_id).distinct().subquery()
    return Standing(
        acked=acked,
        waiting=_count_after(session, stream_id, acked),
        wishes=session.scalar(select(func.count()).select_from(rows)) or 0,
        aside=session.scalar(select(func.count()).select_from(UnappliedEntry)) or 0,
        branched=branch is not None,
        last_success=session.scalar(select(func.max(SyncLog.finished_at)).where(SyncLog.status == SUCCESS)),
    )


def branches(session: Session) -> int:
    """Return how many times another copy of this file had sent before us."""
    return session.scalar(select(func.count()).select_from(JournalBranch)) or 0


def problems(session: Session) -> tuple[Problem, ...]:
    """Return the pulled entries that could not be applied, oldest first."""
    query = (
        select(UnappliedEntry, JournalEntry.act, JournalEntry.at)
        .join(
            JournalEntry,
            (JournalEntry.stream_id == UnappliedEntry.stream_id) & (JournalEntry.seq == UnappliedEntry.seq),
        )
        .order_by(JournalEntry.hlc, UnappliedEntry.seq)
    )
    return tuple(
        Problem(row.stream_id, row.seq, act, at, row.cause, row.detail or "", row.retries)
        for row, act, at in session.execute(query)
    )


def _count_after(session: Session, stream_id: UUID, acked: int) -> int:
    query = select(func.count()).where(
        JournalEntry.stream_id == stream_id,
        JournalEntry.seq > acked,
        JournalEntry.journal_class != JournalClass.PERSONAL,
    )
    return session.scalar(query) or 0
