"""Ways to pay that a shop switches on, or adds, for a test."""

from __future__ import annotations

from sqlalchemy import select

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import PaymentMethod
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.enums import PaymentKind
from tests.conftest import Shop


def with_methods(shop: Shop, *codes: str) -> None:
    """Switch ways to pay on that every shop has."""
    with shop.db.writing() as session:
        for method in session.scalars(select(PaymentMethod).where(PaymentMethod.code.in_(codes))):
            method.active = True
        record(session, acts.SETTING_CHANGED, shop.admin, shop.station, doc={"methods": list(codes)})


def with_own_method(shop: Shop, code: str, label: str, *, needs_reference: bool = False) -> None:
    """Add a way to pay of the shop's own, as its settings would."""
    with shop.db.writing() as session:
        like = session.scalars(select(PaymentMethod).where(PaymentMethod.code == "check")).one()
        columns = {column.key: getattr(like, column.key) for column in PaymentMethod.__table__.columns}
        columns |= {
            "id": shop.station.ids.new(), "code": code, "label": label, "kind": PaymentKind.OTHER, "position": 9,
            "in_drawer": False, "needs_reference": needs_reference, "active": True,
        }  # fmt: skip
        session.add(PaymentMethod(**{key: value for key, value in columns.items() if hasattr(PaymentMethod, key)}))
        record(session, acts.SETTING_CHANGED, shop.admin, shop.station, doc={"methods": [code]})
