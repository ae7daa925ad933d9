"""Playing a plan through the services, as the screens would call them, on a clock that moves with the story."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from recyclique_desktop.data.queries import places, reports, till
from recyclique_desktop.demo import shop
from recyclique_desktop.demo.plan import Abandoned, Article, DayPlan, Gesture, Paid, Ticket
from recyclique_desktop.domain.basket import Basket, Line, Weighing
from recyclique_desktop.domain.cash_count import PutAway
from recyclique_desktop.domain.enums import CashMovementKind, PaymentKind, WeightSource
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.payment import PaymentDraft, Tender
from recyclique_desktop.domain.prices import advise
from recyclique_desktop.domain.station import SYSTEM
from recyclique_desktop.flows.close_day import close_day
from recyclique_desktop.flows.sign_in import SignedInPerson, sign_in_with_pin, sign_out
from recyclique_desktop.services.cash_sessions import OpenSession, ResumeSession, open_session, resume_session
from recyclique_desktop.services.closing import CloseSession, MethodCount
from recyclique_desktop.services.dates import ConfirmDate, confirm_date, is_doubtful
from recyclique_desktop.services.drafts import (
    AbandonDraft,
    RemoveLine,
    SaveDraft,
    abandon_draft,
    remove_line,
    save_draft,
)
from recyclique_desktop.services.sales import CompleteSale, SaleCompleted, complete_sale
from recyclique_desktop.services.starts import note_start
from recyclique_desktop.system.throttle import ThrottleStore

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from recyclique_desktop.data.queries.reports import SessionReportData
    from recyclique_desktop.demo.clock import StoryClock
    from recyclique_desktop.domain.payment import Payment
    from recyclique_desktop.flows.workstation import OpenWorkstation

GESTURE = timedelta(seconds=8)
"""How long one gesture takes."""
AFTER_THE_CUT = time(17, 45)
OnSale = Callable[[SaleCompleted], None]


@dataclass(slots=True)
class Till:
    """One till being worked at.

    Args:
        opened: The workstation, opened with ``clock``.
        clock: Moves with the gestures.
        on_sale: Called after each sale's commit.
    """

    opened: OpenWorkstation
    clock: StoryClock
    on_sale: OnSale
    _person: SignedInPerson | None = None

    def play(self, plan: DayPlan) -> SessionReportData:
        """Work through one day, from opening to closing, and return its session."""
        self.clock.jump(self._moment(plan.day, plan.opens))
        with self.opened.db.writing() as session:
            note_start(session, SYSTEM, self.opened.station)
        self._sign_in(plan.shifts[0].volunteer)
        session_id = self._open(plan.float_amount)
        tiles = shop.tiles(self.opened.db)
        volunteer = plan.shifts[0].volunteer
        for ticket in plan.tickets:
            self.wait_until(plan.day, ticket.at)
            if plan.volunteer_at(ticket.at) != volunteer:
                volunteer = plan.volunteer_at(ticket.at)
                self._hand_over(volunteer, session_id)
            Customer(self, session_id, tiles, Basket(self.opened.station.ids.new())).serve(ticket)
        self.wait_until(plan.day, plan.closes)
        return self._close(session_id, plan.drawer_error, plan.comment)

    def finish_what_was_cut(self) -> SessionReportData | None:
        """Close the session that a power cut left open, as a volunteer would the same evening."""
        with self.opened.db.reading() as session:
            left = till.open_session_of(session, self.opened.station)
            draft = till.open_draft(session, self.opened.station)
        if left is None:
            return None
        self.clock.jump(self._moment(left.business_date or left.opened_at.date(), AFTER_THE_CUT))
        self._sign_in(0)
        self.act(resume_session, ResumeSession(left.session_id))
        if draft is not None:
            self.act(abandon_draft, AbandonDraft(left.session_id, draft.sale_id, "customer_left"))
        return self._close(left.session_id, Cents(0), "")

    def wait_until(self, day: date, at: time) -> None:
        """Let the day go on until ``at``, local time, unless the gestures took longer."""
        self.clock.jump(max(self.clock.now(), self._moment(day, at)))

    def confirm_date(self) -> None:
        """Say that the date is right, where days without a sale make the till ask."""
        self.act(confirm_date, ConfirmDate(self.clock.now()))

    def come_back(self, volunteer: int = 0) -> None:
        """Say that the shop was shut since, where the till would ask: nobody who looks on could know."""
        with self.opened.db.writing() as session:
            if not is_doubtful(session, self.opened.station):
                return
        self._sign_in(volunteer)
        self.confirm_date()
        self._sign_out()

    def act(self, service: Callable[..., Any], command: object) -> Any:
        """Do one thing as the person who is signed in: one transaction."""
        with self.opened.db.writing() as session:
            return service(session, command, self.person.actor, self.opened.station)

    @property
    def person(self) -> SignedInPerson:
        """Who holds the till."""
        if self._person is None:
            raise RuntimeError("nobody is signed in")
        return self._person

    def _moment(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self.opened.station.zone)

    def _sign_in(self, volunteer: int) -> None:
        user_id, person = shop.team(self.opened.db)[volunteer]
        vault = ThrottleStore(self.opened.folders.config, self.opened.config.installation_id)
        self._person = sign_in_with_pin(self.opened.db, vault, user_id, person.pin, self.opened.station)

    def _sign_out(self) -> None:
        sign_out(self.opened.db, self.person, self.opened.station)
        self._person = None

    def _hand_over(self, volunteer: int, session_id: UUID) -> None:
        self._sign_out()
        self._sign_in(volunteer)
        self.act(resume_session, ResumeSession(session_id))

    def _open(self, float_amount: Cents) -> UUID:
        station = self.opened.station
        with self.opened.db.reading() as session:
            register_id = places.workplace(session, station).register_id
        if register_id is None:
            raise RuntimeError("the demonstration's workstation has a till place")
        self.confirm_date()
        opened = self.act(open_session, OpenSession(station.ids.new(), register_id, float_amount))
        return opened.session_id  # type: ignore[no-any-return]

    def _close(self, session_id: UUID, drawer_error: Cents, comment: str) -> SessionReportData:
        with self.opened.db.reading() as session:
            expected = reports.session_report_data(session, session_id).figures.expected
        counts, held = [], Cents(0)
        for one in expected:
            if one.kind is PaymentKind.CASH:
                held = Cents(max(0, one.expected + drawer_error))
                counts.append(MethodCount(one.method_code, held))
            elif one.count:
                counts.append(MethodCount(one.method_code, one.expected, one.count))
        self.confirm_date()
        command = CloseSession(session_id, tuple(counts), comment, put_away=self._beyond_the_float(session_id, held))
        close_day(self.opened.db, command, self.person.actor, self.opened.station)
        self._sign_out()
        with self.opened.db.reading() as session:
            return reports.session_report_data(session, session_id)

    def _beyond_the_float(self, session_id: UUID, held: Cents) -> PutAway | None:
        """Put into the safe what the drawer holds beyond the float it was opened with."""
        with self.opened.db.reading() as session:
            found = till.session_view(session, session_id)
        if found is None or not 0 < found.float_amount < held:
            return None
        return PutAway(self.opened.station.ids.new(), CashMovementKind.SAFE, Cents(held - found.float_amount))


@dataclass(slots=True)
class Customer:
    """One ticket under way: gestures in, rows out."""

    till: Till
    session_id: UUID
    tiles: dict[tuple[str, ...], Any]
    basket: Basket

    def serve(self, ticket: Ticket) -> None:
        """Go through the gestures of one ticket."""
        for gesture in ticket.gestures:
            self.till.clock.advance(GESTURE)
            self._do(gesture)
        self.till.clock.advance(GESTURE)
        if isinstance(ticket.outcome, Abandoned):
            self.till.act(abandon_draft, AbandonDraft(self.session_id, self.basket.sale_id, ticket.outcome.reason))
        else:
            self._pay(ticket.outcome)

    def _do(self, gesture: Gesture) -> None:
        if isinstance(gesture, Article):
            self.basket = self.basket.with_line(self._line(gesture))
            self.till.act(save_draft, SaveDraft(self.session_id, self.basket))
        else:
            last = self.basket.lines[-1].line_id
            self.basket = self.till.act(remove_line, RemoveLine(self.session_id, self.basket, last))

    def _line(self, article: Article) -> Line:
        tile = self.tiles[article.path]
        return Line(
            line_id=self.till.opened.station.ids.new(),
            category_id=tile.id,
            label=tile.label,
            root_label=article.path[0],
            quantity=article.quantity,
            unit_price=article.unit_price,
            list_price=advise(tile.price, tile.max_price).suggestion,
            weighings=(Weighing(article.grams, WeightSource.TYPED),),
        )

    def _pay(self, paid: Paid) -> None:
        draft = self._payment(paid)
        payments: tuple[Payment, ...] = draft.payments()
        command = CompleteSale(self.basket.sale_id, self.session_id, self.basket.lines, payments, draft.donation)
        self.till.on_sale(self.till.act(complete_sale, command))

    def _payment(self, paid: Paid) -> PaymentDraft:
        with self.till.opened.db.reading() as session:
            methods = till.payment_methods(session)
        draft = PaymentDraft(self.basket.total, methods).with_donation(paid.donation)
        for handed in paid.handed:
            draft = draft.with_tender(Tender(handed.method_code, handed.amount, handed.reference))
        return draft.all_change_as_donation() if paid.leaves_change else draft
