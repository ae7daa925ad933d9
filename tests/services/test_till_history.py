"""Whatever a shop does at its till, over days and months: the three sums that nobody may doubt.

Perpetual totals never fall, payments are what was sold and given, and the drawer holds its float, what cash came in,
less change, less what was given back, with what was put in or taken out.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from recyclique_desktop.data import migrate
from recyclique_desktop.data.capture import Scribe
from recyclique_desktop.data.db import Database
from recyclique_desktop.data.models import Closure
from recyclique_desktop.data.queries.figures import session_figures
from recyclique_desktop.data.verify import Trust, verify
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.enums import CashMovementKind, ClosureKind
from recyclique_desktop.domain.ids import UuidFactory
from recyclique_desktop.domain.journal import Ed25519Signer
from recyclique_desktop.domain.money import Cents, from_decimal
from recyclique_desktop.domain.station import Station
from recyclique_desktop.flows.periods import close_due_periods
from recyclique_desktop.services.cash_moves import MoveCash, move_cash
from recyclique_desktop.services.cash_sessions import CloseSession, MethodCount, SessionClosed, close_session
from recyclique_desktop.services.dates import ConfirmDate, confirm_date
from recyclique_desktop.services.reversals import (
    FixPayment,
    PaidBack,
    ReturnLine,
    ReverseSale,
    fix_payment,
    reverse_sale,
)
from recyclique_desktop.services.sales import SaleCompleted
from tests.conftest import Shop, ShopFile
from tests.known import CENTRE_STREAM, KEY, MORNING, SIGNING_KEY, SITE, STREAM, WORKSTATION
from tests.services.selling import Till, as_leader, open_till

_SUMS = """
SELECT (SELECT coalesce(sum(amount), 0) FROM payment_transactions),
    (SELECT coalesce(sum(total_amount + donation), 0) FROM sales),
    (SELECT coalesce(sum(total_amount), 0) FROM sales), (SELECT coalesce(sum(abs(total_amount)), 0) FROM sales),
    (SELECT coalesce(sum(donation), 0) FROM sales)
"""
STEPS = ("cash", "cheque", "both", "refund", "donation back", "wrong method", "in", "out", "bank")


@dataclass
class Day:
    """One day at the till, and what a person with paper and pencil would know of its drawer."""

    till: Till
    data: st.DataObject
    cash: int
    cheques: int = 0
    done: list[tuple[SaleCompleted, int, int]] = field(default_factory=list)
    """Tickets that may still be undone, with their donation and what of them was paid in cash."""

    def play(self) -> None:
        for step in self.data.draw(st.lists(st.sampled_from(STEPS), max_size=7)):
            if step in {"refund", "donation back", "wrong method"}:
                self._undo(step)
            elif step in {"in", "out", "bank"}:
                self._move(step)
            else:
                self._sell(step)

    def _sell(self, step: str) -> None:
        price, gift = self.data.draw(st.integers(2, 2_000)), self.data.draw(st.integers(0, 300))
        due = price + gift
        over = self.data.draw(st.integers(0, 500))
        tenders: tuple[tuple[str, int], ...]
        if step == "cash":
            by_cash, tenders = due, (("cash", due + over),)
        elif step == "cheque":
            by_cash, tenders = 0, (("check", due),)
        else:
            by_cash = due - due // 2
            tenders = (("check", due // 2), ("cash", by_cash + over))
        sale = self.till.sell(*tenders, price=price, donation=gift)
        self.cash += by_cash
        self.cheques += due - by_cash
        self.done.append((sale, gift, by_cash))

    def _undo(self, step: str) -> None:
        if not self.done:
            return
        sale, gift, by_cash = self.done.pop()
        ids = self.till.shop.station.ids
        if step == "wrong method":
            if by_cash:
                fixed = FixPayment(
                    ids.new(), sale.sale_id, self.till.session_id, "cash", "check", Cents(by_cash), "chèque en fait"
                )
                self.till.write(fix_payment, fixed)
                self.cash -= by_cash
                self.cheques += by_cash
            return
        back = sale.total + (gift if step == "donation back" else 0)
        if back > self.cash:
            return
        undone = ReverseSale(
            ids.new(), sale.sale_id, self.till.session_id, (ReturnLine(1, 1),), (PaidBack("cash", Cents(back)),),
            "revenu", Cents(back - sale.total),
        )  # fmt: skip
        self.till.write(reverse_sale, undone)
        self.cash -= back

    def _move(self, step: str) -> None:
        amount = self.data.draw(st.integers(1, 800))
        kind = {"in": CashMovementKind.IN, "out": CashMovementKind.OUT, "bank": CashMovementKind.BANK}[step]
        if kind is not CashMovementKind.IN and amount > self.cash:
            return
        ids = self.till.shop.station.ids
        self.till.write(move_cash, MoveCash(ids.new(), self.till.session_id, kind, Cents(amount), "monnaie"))
        self.cash += amount if kind is CashMovementKind.IN else -amount

    def close(self) -> None:
        """Count what lies there, a little more or less, and close."""
        with self.till.shop.db.reading() as session:
            expected = {
                one.method_code: one.expected for one in session_figures(session, self.till.session_id).expected
            }
        assert (expected["cash"], expected.get("check", 0)) == (self.cash, self.cheques)
        off = self.data.draw(st.integers(-min(300, self.cash), 300))
        counts = (MethodCount("cash", Cents(self.cash + off)), MethodCount("check", Cents(self.cheques), 0))
        closing = CloseSession(self.till.session_id, counts, comment="recompté")
        closed: SessionClosed = self.till.write(close_session, closing)
        assert closed.variance == off
        assert closed.expected == self.cash + self.cheques


def closures(shop: Shop, kind: ClosureKind) -> list[Closure]:
    with shop.db.reading() as session:
        return list(session.scalars(select(Closure).where(Closure.kind == kind).order_by(Closure.number)))


def sums(shop: Shop) -> tuple[int, ...]:
    with shop.db.reading() as session:
        return tuple(session.connection().exec_driver_sql(_SUMS).one())


@contextmanager
def fresh(file: ShopFile) -> Iterator[Shop]:
    """A shop of its own for one history."""
    clock, chance = SimulatedClock(MORNING), random.Random(20260917).randbytes
    station = Station(WORKSTATION, "C01", SITE, clock, UuidFactory(clock, chance))
    signer = Ed25519Signer(SIGNING_KEY)
    with TemporaryDirectory(prefix="recyclique-") as folder:
        path = Path(folder) / "shop.sqlite"
        shutil.copyfile(file.path, path)
        scribe = Scribe(signer, STREAM, CENTRE_STREAM, "0.1.0", migrate.head(), salt=lambda: chance(16))
        db = Database.open(path, KEY, scribe)
        trust = Trust(STREAM, CENTRE_STREAM, {signer.key_id: signer.public_key})
        yield Shop(db, station, clock, trust, file.register_id, file.admin, file.volunteer)
        db.close()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_nothing_a_shop_does_makes_a_total_fall_a_payment_vanish_or_the_drawer_lie(
    shop_file: ShopFile, data: st.DataObject
) -> None:
    with fresh(shop_file) as shop:
        for _ in range(data.draw(st.integers(1, 5), label="days")):
            shop.clock.advance(timedelta(days=data.draw(st.sampled_from((1, 1, 2, 31)))))
            with shop.db.writing() as session:
                confirm_date(session, ConfirmDate(shop.clock.now()), shop.volunteer, shop.station)
            close_due_periods(shop.db, shop.station)
            float_amount = data.draw(st.integers(0, 10_000))
            day = Day(open_till(as_leader(shop), float_amount), data, float_amount)
            day.play()
            day.close()
            _the_sums_hold(shop)


def _the_sums_hold(shop: Shop) -> None:
    paid, due, goods, absolute, donations = sums(shop)
    assert paid == due
    of_sessions = closures(shop, ClosureKind.SESSION)
    last = of_sessions[-1]
    assert (last.perpetual_algebraic, last.perpetual_absolute, last.perpetual_donations) == (goods, absolute, donations)
    for kind in ClosureKind:
        so_far = [one.perpetual_absolute for one in closures(shop, kind)]
        assert so_far == sorted(so_far)
    days, months = (closures(shop, kind) for kind in (ClosureKind.DAY, ClosureKind.MONTH))
    if days:
        assert days[-1].perpetual_algebraic == sum(from_decimal(one.totals["sales"]) for one in days)
    if months:
        assert months[-1].perpetual_algebraic == sum(from_decimal(one.totals["sales"]) for one in months)
    with shop.db.connection() as connection:
        assert list(verify(connection, shop.trust).findings) == []
