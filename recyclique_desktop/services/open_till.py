"""What every act inside a till session needs: that it is open here, and what its opening froze."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from recyclique_desktop.data import capture
from recyclique_desktop.data.queries.places import line_of
from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.domain.enums import CashSessionStatus, CashSessionStep, SessionType
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents, to_decimal

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from recyclique_desktop.data.models import CashRegister, CashSession, Site
    from recyclique_desktop.domain.station import Station


def require_open(session: Session, till: CashSession, station: Station) -> None:
    """Refuse a session that is closed, or that another workstation writes, unless this one succeeds it.

    Raises:
        UserError: ``session.closed`` or ``session.elsewhere``.
    """
    if till.status is not CashSessionStatus.OPEN:
        raise UserError("session.closed", number=till.number or "")
    if till.workstation_id != station.id and till.workstation_id not in line_of(session, station.id):
        raise UserError("session.elsewhere", number=till.number or "")


def frozen_values(till: CashSession) -> dict[str, Any]:
    """Return, in journal form, what opening fixed and fiscal bodies repeat."""
    return {
        "number": till.number,
        "establishment": till.establishment or {},
        "initial_amount": to_decimal(till.initial_amount),
        "business_date": till.business_date.isoformat() if till.business_date else None,
    }


def software_of(session: Session) -> str:
    """Return the program's version as the entry's header will carry it."""
    return capture.of(session).scribe.software


def day_of(till: CashSession, now: datetime, station: Station) -> date:
    """Return the day a ticket counts in: the notebook's own for a deferred session, else the shop's day."""
    if till.session_type is SessionType.DEFERRED and till.business_date is not None:
        return till.business_date
    return business_date(now, station.zone)


def move_on(till: CashSession, total: Cents, now: datetime) -> None:
    """Update what 1.4.4 reads of the session; the first ticket is the step SALE."""
    till.total_sales = Cents(till.total_sales + total)
    till.total_items += 1
    till.current_amount = Cents(till.initial_amount + till.total_sales)
    till.last_activity = max(till.last_activity or now, now)
    if till.current_step is not CashSessionStep.SALE:
        till.current_step = CashSessionStep.SALE
        till.step_start_time = now


def establishment(site: Site, register: CashRegister, station: Station) -> dict[str, Any]:
    """Return the shop's identity as documents print it, to be frozen in a session.

    Raises:
        UserError: ``site.regime_missing``: without a regime no document can state its VAT position.
    """
    if site.fiscal_regime is None:
        raise UserError("site.regime_missing", site=site.name)
    told = {
        "name": site.name,
        "legal_name": site.legal_name,
        "siret": site.siret,
        "rna": site.rna,
        "address": site.address,
        "postal_code": site.postal_code,
        "city": site.city,
        "country": site.country,
        "regime": site.fiscal_regime.value,
        "vat_code": site.vat_code,
        "register": register.name,
        "workstation": station.code,
    }
    return {name: value for name, value in told.items() if value}
