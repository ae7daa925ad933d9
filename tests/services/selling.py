"""What the tests of the till do over and over: open, fill a ticket, pay it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from recyclique_desktop.data.queries.catalogue import Tile, catalogue
from recyclique_desktop.data.queries.till import payment_methods
from recyclique_desktop.domain.basket import Line, Weighing
from recyclique_desktop.domain.enums import WeightSource
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.payment import PaymentDraft, Tender
from recyclique_desktop.domain.permissions import LEADER_GROUP
from recyclique_desktop.domain.station import Actor
from recyclique_desktop.domain.weight import Grams
from recyclique_desktop.services.cash_sessions import OpenSession, SessionOpened, open_session
from recyclique_desktop.services.sales import CompleteSale, SaleCompleted, complete_sale

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tests.conftest import Shop


@dataclass(frozen=True)
class Till:
    """An open till of the tests' shop, and the short way to its services."""

    shop: Shop
    session_id: UUID
    number: str

    def write(self, act: Callable[..., Any], command: object, actor: Actor | None = None) -> Any:
        return write(self.shop, act, command, actor)

    def line(self, name: str = "Casserole", price: int = 300, quantity: int = 1, grams: int = 0) -> Line:
        return make_line(self.shop, name, price, quantity, grams)

    def sale(self, lines: tuple[Line, ...], *tenders: tuple[str, int], donation: int = 0) -> CompleteSale:
        return make_sale(self.shop, self.session_id, lines, *tenders, donation=donation)

    def sell(self, *tenders: tuple[str, int], price: int = 300, donation: int = 0, grams: int = 0) -> SaleCompleted:
        """Sell one object; without a tender it is paid in exact cash."""
        line = self.line(price=price, grams=grams)
        command = self.sale((line,), *(tenders or (("cash", price + donation),)), donation=donation)
        done: SaleCompleted = self.write(complete_sale, command)
        return done


def write(shop: Shop, act: Callable[..., Any], command: object, actor: Actor | None = None) -> Any:
    """Do one act in one transaction, as the volunteer unless told otherwise."""
    with shop.db.writing() as session:
        return act(session, command, actor or shop.volunteer, shop.station)


def read(shop: Shop, query: Callable[..., Any], *values: object) -> Any:
    """Ask one question."""
    with shop.db.reading() as session:
        return query(session, *values)


def open_till(shop: Shop, float_amount: int = 5000, actor: Actor | None = None) -> Till:
    """Open the shop's till."""
    command = OpenSession(shop.station.ids.new(), shop.register_id, Cents(float_amount))
    opened: SessionOpened = write(shop, open_session, command, actor)
    return Till(shop, opened.session_id, opened.number)


def as_leader(shop: Shop) -> Shop:
    """Return the shop where whoever sells may also refund, correct, move cash and type a notebook in."""
    return replace(shop, volunteer=replace(shop.volunteer, permissions=frozenset(LEADER_GROUP.permissions)))


def tile(shop: Shop, name: str) -> tuple[Tile, Tile]:
    """Return a root and the category of that name below it."""
    roots: tuple[Tile, ...] = read(shop, catalogue)
    return next((root, child) for root in roots for child in root.children if child.label == name)


def make_line(shop: Shop, name: str = "Casserole", price: int = 300, quantity: int = 1, grams: int = 0) -> Line:
    """Return a ticket line of that category."""
    root, child = tile(shop, name)
    weighings = (Weighing(Grams(grams), WeightSource.SCALE),) if grams else ()
    return Line(
        shop.station.ids.new(), child.id, child.label, root.label, quantity, Cents(price), child.price, weighings
    )


def make_sale(
    shop: Shop, session_id: UUID, lines: tuple[Line, ...], *tenders: tuple[str, int], donation: int = 0
) -> CompleteSale:
    """Return the command that pays these lines with these tenders."""
    draft = PaymentDraft(Cents(sum(line.total for line in lines)), read(shop, payment_methods))
    draft = draft.with_donation(Cents(donation))
    for code, received in tenders:
        draft = draft.with_tender(Tender(code, Cents(received)))
    return CompleteSale(shop.station.ids.new(), session_id, lines, draft.payments(), draft.donation)


def entries(shop: Shop, act: str) -> list[dict[str, Any]]:
    """Return the payloads of the journal's entries of one act, oldest first."""
    import json  # noqa: PLC0415

    sql = "SELECT payload FROM journal WHERE act = ? AND class <> 'personal' ORDER BY seq"
    with shop.db.connection() as connection:
        return [json.loads(raw) for (raw,) in connection.exec_driver_sql(sql, (act,))]


def count(session: Session, table: str) -> int:
    """Return how many rows a table has."""
    from sqlalchemy import text  # noqa: PLC0415

    return int(session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())
