"""Where this workstation stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from recyclique_desktop.data.models import CashRegister, Site, Workstation

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import ScalarSelect
    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.enums import FiscalRegime, WorkstationKind
    from recyclique_desktop.domain.station import Station


@dataclass(frozen=True, slots=True)
class Workplace:
    """A workstation, its usual till place and its shop.

    Attributes:
        register_id: The one bound to the workstation; else one of its shop's, first those bound to no other.
    """

    site_id: UUID
    site_name: str
    register_id: UUID | None
    register_name: str | None
    workstation_code: str
    workstation_name: str
    regime: FiscalRegime | None
    kind: WorkstationKind


def line_of(session: Session, workstation_id: UUID) -> frozenset[UUID]:
    """Return a workstation and those that it succeeds: whose sessions it may carry on (``sync.md`` §4)."""
    line = select(Workstation.id, Workstation.successor_of).where(Workstation.id == workstation_id).cte(recursive=True)
    older = aliased(Workstation)
    line = line.union(select(older.id, older.successor_of).join(line, older.id == line.c.successor_of))
    return frozenset({workstation_id, *session.scalars(select(line.c.id))})


def workplace(session: Session, station: Station) -> Workplace:
    """Return where a workstation stands.

    Raises:
        LookupError: The file does not know this workstation (a bug of whoever opened it).
    """
    query = (
        select(Site.id, Site.name, CashRegister.id, CashRegister.name, Workstation.code, Workstation.name,
               Site.fiscal_regime, Workstation.kind)
        .select_from(Workstation)
        .join(Site, Site.id == Workstation.site_id)
        .outerjoin(CashRegister, CashRegister.id == func.coalesce(Workstation.register_id, _any_register()))
        .where(Workstation.id == station.id)
    )  # fmt: skip
    row = session.execute(query).one_or_none()
    if row is None:
        raise LookupError(f"workstation {station.code} is not in this file")
    return Workplace(*row)


def _any_register() -> ScalarSelect[UUID]:
    """Choose for a workstation that has none of its own: a register bound to one is advice, not a lock."""
    other = aliased(Workstation)
    is_taken = select(other.id).where(other.register_id == CashRegister.id).exists()
    return (
        select(CashRegister.id)
        .where(CashRegister.site_id == Workstation.site_id, CashRegister.is_active)
        .order_by(is_taken, CashRegister.name, CashRegister.id)
        .limit(1)
        .correlate(Workstation)
        .scalar_subquery()
    )
