"""Playing a plan with keys and touches on the real screens of a till."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from recyclique_desktop.data.queries import till
from recyclique_desktop.data.queries.catalogue import Tile, catalogue
from recyclique_desktop.data.queries.figures import SessionFigures, session_figures
from recyclique_desktop.demo import shop
from recyclique_desktop.demo.plan import CASH, Abandoned, Article, DayPlan, Paid, Ticket
from recyclique_desktop.domain.clock import PARIS
from recyclique_desktop.domain.enums import PaymentKind
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.text import folded
from recyclique_desktop.ui.gestures import LostError
from recyclique_desktop.ui.widgets.letters import letter_of

if TYPE_CHECKING:
    from pathlib import Path

    from recyclique_desktop.demo.clock import StoryClock
    from recyclique_desktop.flows.workstation import OpenWorkstation
    from recyclique_desktop.ui.gestures import Hands

GESTURE: Final = timedelta(seconds=8)
_HALF_EURO: Final = 50


@dataclass(slots=True)
class Player:
    """Plays a plan with keys and touches on the real screens: one ticket by keys, the next by touch.

    Args:
        hands: At the window, which shows the sign-in page.
        opened: Read to know what the drawer should hold; the screens alone write.
        photographs: Folder that gets a picture of each screen, if any.
    """

    hands: Hands
    clock: StoryClock
    opened: OpenWorkstation
    photographs: Path | None
    by_touch: bool = False
    _taken: set[str] = field(default_factory=set)
    _roots: tuple[Tile, ...] = ()

    def play(self, plan: DayPlan) -> None:
        """Work through one day, from the code to the closed till."""
        with self.opened.db.reading() as session:
            self._roots = catalogue(session)
        self._wait_until(plan, plan.opens)
        self._photograph("01-connexion")
        holder = plan.shifts[0].volunteer
        self._sign_in(holder)
        self._open(plan)
        for ticket in plan.tickets:
            self._wait_until(plan, ticket.at)
            if plan.volunteer_at(ticket.at) != holder:
                holder = plan.volunteer_at(ticket.at)
                self.hands.tap("header_lock")
                self._sign_in(holder)
            self._serve(ticket)
            self.by_touch = not self.by_touch
        self._wait_until(plan, plan.closes)
        self._close(plan)

    def _wait_until(self, plan: DayPlan, at: time) -> None:
        self.clock.jump(max(self.clock.now(), datetime.combine(plan.day, at, PARIS)))

    def _photograph(self, name: str) -> None:
        """Take one picture of each screen."""
        if self.photographs is not None and name not in self._taken:
            self._taken.add(name)
            self.hands.photograph(self.photographs / f"{name}.png")

    def _sign_in(self, volunteer: int) -> None:
        sign_in(self.hands, shop.TEAM[volunteer])

    def _open(self, plan: DayPlan) -> None:
        self._photograph("02-accueil-caisse")
        self.hands.key("enter")
        self._photograph("03-ouverture-pieces")
        self.hands.type("t")  # the total alone, whichever way the last one was counted
        self.hands.type(_typed(plan.float_amount))
        self._photograph("03-ouverture-fond")
        self.hands.key("enter")

    def _serve(self, ticket: Ticket) -> None:
        self._photograph("04-vente")
        lines = 0
        for gesture in ticket.gestures:
            self.clock.advance(GESTURE)
            if isinstance(gesture, Article):
                self._line(gesture)
                lines += 1
            else:
                self.hands.key("delete")
                lines -= 1
            self._wait_for_lines(lines)
        self._photograph("04-vente-ticket")
        self.clock.advance(GESTURE)
        if isinstance(ticket.outcome, Abandoned):
            self.hands.tap("sale_abandon")
            self.hands.tap(f"sale_abandon_dialog_{ticket.outcome.reason}")
            self._wait_for_lines(0)
        else:
            self._pay(ticket.outcome)
            self.hands.wait_for("the change of a ticket that is paid", lambda: self.hands.shows("sale_paid"))
            self._photograph("06b-apres-paiement")

    def _wait_for_lines(self, lines: int) -> None:
        self.hands.wait_for(f"a ticket of {lines} lines", lambda: self.hands.count("sale_line") == lines)

    def _line(self, article: Article) -> None:
        self._choose(article.path)
        self._number(article.weight_typed)
        self._photograph("05-vente-poids")
        self._confirm()
        if article.quantity > 1:
            self._press("sale_change_quantity", "*")
            self._number(str(article.quantity))
            self._confirm()
        if article.price_typed:
            self._number(article.price_typed)
        self._photograph("05b-vente-prix")
        self._confirm()

    def _choose(self, path: tuple[str, ...]) -> None:
        tiles = self._roots
        for level, label in enumerate(path):
            place = next(at for at, tile in enumerate(tiles) if tile.label == label)
            self._press(f"sale_below_{place}" if level else f"sale_tile_{place}", letter_of(place).lower())
            tiles = tiles[place].children

    def _pay(self, paid: Paid) -> None:
        self._press("sale_foot_primary", "\r")
        for _ in range(paid.donation // _HALF_EURO):
            self._press("payment_donate_half", "d")
        for turn, handed in enumerate(paid.handed):
            if turn:
                self._press("payment_another", "+")
            self.hands.tap(f"payment_method_{handed.method_code}")
            self._number(_typed(handed.amount), keypad="payment_keypad")
            if handed.reference:
                self.hands.tap("payment_reference")
                self.hands.type(handed.reference)
                self.hands.key("enter")
        if paid.leaves_change:
            self._press("payment_donate_change", "m")
        self._photograph("06-paiement" if paid.handed[0].method_code == CASH else "06-paiement-cheque")
        self._press("payment_foot_primary", "\r")

    def _close(self, plan: DayPlan) -> None:
        self.hands.tap("header_back")
        self._photograph("02-accueil-caisse-soir")
        self.hands.tap("close_till")
        held = self._count(plan.drawer_error)
        self._photograph("07-fermeture-comptage")
        self.hands.key("f12")
        if plan.comment:
            self.hands.tap("closing_comment_edit")
            self.hands.type(plan.comment)
        self._photograph("07-fermeture-comparaison")
        self.hands.tap("closing_foot_primary")
        if plan.float_amount < held:
            self.hands.tap("away_keep_float")
        self.hands.tap("away_foot_primary")
        self._photograph("07-fermeture-rapport")
        self.hands.key("enter")
        self.hands.tap("header_lock")

    def _count(self, error: Cents) -> Cents:
        """Count everything, and return the cash."""
        held = Cents(0)
        for one in self._figures().expected:
            if one.kind is PaymentKind.CASH:
                held = Cents(max(0, one.expected + error))
                self._count_box(f"count_{one.method_code}_amount", _typed(held))
            elif one.count:
                if one.kind is PaymentKind.CHECK:
                    self._count_box(f"count_{one.method_code}_pieces", str(one.count))
                self._count_box(f"count_{one.method_code}_amount", _typed(one.expected))
        return held

    def _count_box(self, name: str, text: str) -> None:
        self.hands.tap(name)
        self._number(text, keypad="closing_keypad")

    def _figures(self) -> SessionFigures:
        with self.opened.db.reading() as session:
            found = till.open_session_of(session, self.opened.station)
            if found is None:
                raise LostError("no session is open")
            return session_figures(session, found.session_id)

    def _press(self, name: str, key: str) -> None:
        """Do one thing by its key or by a touch."""
        if self.by_touch:
            self.hands.tap(name)
        elif key == "\r":
            self.hands.key("enter")
        else:
            self.hands.type(key)

    def _number(self, text: str, *, keypad: str = "sale_keypad") -> None:
        if self.by_touch:
            self.hands.tap_number(keypad, text)
        else:
            self.hands.type(text)

    def _confirm(self) -> None:
        self._press("sale_confirm", "\r")


def sign_in(hands: Hands, person: shop.Person) -> None:
    """Sign in by keys: first letter, code, Enter."""
    hands.type(folded(person.first_name)[0] + person.pin)
    hands.key("enter")


def _typed(amount: Cents) -> str:
    """Write an amount as fingers do: ``12,50``."""
    return f"{amount // 100},{amount % 100:02d}"
