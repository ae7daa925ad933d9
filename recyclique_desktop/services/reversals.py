"""After the sale: a ticket is never changed, its mistakes are undone by a ticket of their own (``decisions.md``).

A void undoes the whole of it, a refund chosen objects; a wrong way to pay is a pair of payments of total zero. All
three are written in any open session of this workstation, with a reason, and point back at the ticket they correct.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import select

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import CashSession, PaymentTransaction, Sale, SaleItem
from recyclique_desktop.data.queries.figures import drawer
from recyclique_desktop.data.queries.returns import Original, original
from recyclique_desktop.data.queries.settings import dated_values
from recyclique_desktop.data.queries.till import payment_methods
from recyclique_desktop.domain import acts, settings
from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.domain.enums import LegacyPaymentMethod, PaymentKind, Permission, SaleKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.fiscal import sale_document
from recyclique_desktop.domain.ids import human_number
from recyclique_desktop.domain.money import ZERO, Cents
from recyclique_desktop.domain.payment import EXCEPTION_CEILING, CashException, check_reference
from recyclique_desktop.domain.text import nfc
from recyclique_desktop.services import approvals
from recyclique_desktop.services.dates import require_date
from recyclique_desktop.services.open_till import day_of, frozen_values, move_on, require_open, software_of

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Row
    from sqlalchemy.orm import Session

    from recyclique_desktop.data.capture import Document
    from recyclique_desktop.domain.payment import Method
    from recyclique_desktop.domain.reversal import Share
    from recyclique_desktop.domain.station import Actor, Station


_Content: TypeAlias = "tuple[UUID, Counter[int | None], Counter[tuple[str | None, int, str]], int, str]"
"""The session; objects that come back, by line; payments, by way, cents and reference; cents of the donation; why."""


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """So many objects of one line of the ticket."""

    line_no: int
    quantity: int


@dataclass(frozen=True, slots=True)
class PaidBack:
    """What one way to pay gives back, in cents above zero."""

    method_code: str
    amount: Cents


@dataclass(frozen=True, slots=True)
class ReverseSale:
    """Undo a ticket, or chosen objects of it.

    Attributes:
        reversal_id: Made when the form opens, so that a double click refunds once.
        session_id: The open session that gives the money back; the ticket's own may be closed for long.
        lines: What comes back.
        donation: What is given back of the donation, at most what is left of it.
        reason: Why, in free words; personal, kept apart from the fiscal body.
    """

    reversal_id: UUID
    sale_id: UUID
    session_id: UUID
    lines: tuple[ReturnLine, ...]
    paid_back: tuple[PaidBack, ...]
    reason: str
    donation: Cents = ZERO


@dataclass(frozen=True, slots=True)
class FixPayment:
    """Say that part of a ticket was paid in another way than was typed."""

    reversal_id: UUID
    sale_id: UUID
    session_id: UUID
    taken_as: str
    really: str
    amount: Cents
    reason: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Reversed:
    """The counter-ticket. ``total`` and ``donation`` are zero or negative."""

    sale_id: UUID
    number: str
    total: Cents
    donation: Cents


def reverse_sale(session: Session, command: ReverseSale, actor: Actor, station: Station) -> Reversed:
    """Write the counter-ticket of a void or a refund; the same one sent again gives the same answer.

    Raises:
        UserError: ``permission.denied``, ``session.*``, ``reversal.not_found``, ``reversal.reason_needed``,
            ``reversal.nothing``, ``reversal.quantity``, ``reversal.donation``, ``reversal.paid_back``,
            ``reversal.drawer_short``, ``reversal.conflict``, ``payment.method_unknown``.
    """
    stored = _stored(session, command)
    if stored is not None:
        return stored
    approvals.require(session, Permission.CAISSE_REFUND, actor, station)
    till, found = _ground(session, command, station)
    shares = _shares(found, command)
    worth = Cents(sum(share.total for share in shares.values()))
    # What was given away brought nothing in: coming back, it gives nothing back either.
    total, waived = (ZERO, worth) if found.sale.waived_amount else (worth, ZERO)
    _check_money(session, found, command, total)
    now = station.clock.now()
    reversal = _counter_ticket(found.sale, command, actor, station, now)
    reversal.business_date = day_of(till, now, station)
    reversal.total_amount, reversal.donation = Cents(-total), Cents(-command.donation)
    reversal.waived_amount = Cents(-waived)
    number = record(session, acts.SALE_REVERSED, actor, station, doc=_document(session, till))
    reversal.number = human_number(station.code, number or 0)
    methods = {method.code: method for method in payment_methods(session, every=True)}
    if command.paid_back:
        reversal.payment_method = methods[command.paid_back[0].method_code].kind.legacy
    session.add(reversal)
    session.add_all(_returned(found.items[no], share, reversal, station) for no, share in shares.items())
    session.add_all(
        _payment(methods[back.method_code], Cents(-back.amount), reversal, station) for back in command.paid_back
    )
    move_on(till, reversal.total_amount, now)
    return Reversed(reversal.id, reversal.number or "", reversal.total_amount, reversal.donation)


def fix_payment(session: Session, command: FixPayment, actor: Actor, station: Station) -> Reversed:
    """Write the pair of payments that puts a wrong way to pay right; no goods, total zero.

    Raises:
        UserError: ``permission.denied``, ``session.*``, ``reversal.not_found``, ``reversal.reason_needed``,
            ``reversal.same_method``, ``reversal.not_paid_so``, ``reversal.conflict``, ``payment.method_unknown``,
            ``payment.reference_needed``, ``payment.reference_long``, ``payment.card_number``, ``payment.cash_ceiling``,
            ``payment.cash_far_too_much``.
    """
    stored = _stored(session, command)
    if stored is not None:
        return stored
    approvals.require(session, Permission.CAISSE_CORRECT, actor, station)
    till, found = _ground(session, command, station)
    methods = {method.code: method for method in payment_methods(session, every=True)}
    _check_fix(found, command, methods)
    _require_lawful_cash(session, found, command, methods, station)
    now = station.clock.now()
    fix = _counter_ticket(found.sale, command, actor, station, now)
    fix.business_date = day_of(till, now, station)
    fix.total_amount, fix.donation = ZERO, ZERO
    fix.payment_method = methods[command.really].kind.legacy
    number = record(session, acts.SALE_PAYMENT_FIXED, actor, station, doc=_document(session, till))
    fix.number = human_number(station.code, number or 0)
    session.add(fix)
    session.add(_payment(methods[command.taken_as], Cents(-command.amount), fix, station))
    received = _payment(methods[command.really], command.amount, fix, station)
    received.reference = nfc(command.reference.strip()) or None
    session.add(received)
    move_on(till, ZERO, now)
    return Reversed(fix.id, fix.number or "", ZERO, ZERO)


def _stored(session: Session, command: ReverseSale | FixPayment) -> Reversed | None:
    """Return the counter-ticket if it is there already, and is this one: session, goods, money, donation, reason."""
    found = session.get(Sale, command.reversal_id)
    if found is None:
        return None
    if found.corrects_id != command.sale_id or _written(session, found) != _asked(command):
        raise UserError("reversal.conflict", number=found.number or "")
    return Reversed(found.id, found.number or "", found.total_amount, found.donation)


def _written(session: Session, reversal: Sale) -> _Content:
    items = session.scalars(select(SaleItem).where(SaleItem.sale_id == reversal.id))
    paid = session.scalars(select(PaymentTransaction).where(PaymentTransaction.sale_id == reversal.id))
    return (
        reversal.cash_session_id,
        Counter({item.line_no: -item.quantity for item in items}),
        Counter((one.method_code, one.amount, one.reference or "") for one in paid),
        -reversal.donation,
        reversal.note or "",
    )


def _asked(command: ReverseSale | FixPayment) -> _Content:
    objects: Counter[int | None] = Counter()
    paid: Counter[tuple[str | None, int, str]]
    donation, why = ZERO, nfc(command.reason.strip())
    if isinstance(command, FixPayment):
        received = (command.really, command.amount, nfc(command.reference.strip()))
        paid = Counter([(command.taken_as, -command.amount, ""), received])
    else:
        donation = command.donation
        paid = Counter((back.method_code, -back.amount, "") for back in command.paid_back)
        for line in command.lines:
            objects[line.line_no] += line.quantity
    return command.session_id, objects, paid, donation, why


def _ground(session: Session, command: ReverseSale | FixPayment, station: Station) -> tuple[CashSession, Original]:
    """Return the session that writes and the ticket that is corrected."""
    till = session.get(CashSession, command.session_id)
    if till is None:
        raise UserError("session.not_found")
    require_open(session, till, station)
    require_date(session, station)
    if not command.reason.strip():
        raise UserError("reversal.reason_needed")
    found = original(session, command.sale_id)
    if found is None:
        raise UserError("reversal.not_found")
    return till, found


def _shares(found: Original, command: ReverseSale) -> dict[int, Share]:
    """Return what each chosen line gives back."""
    lines = {line.line_no: line for line in found.lines}
    wanted: dict[int, int] = {}
    for line in command.lines:
        if line.line_no not in lines:
            raise UserError("reversal.not_found")
        wanted[line.line_no] = wanted.get(line.line_no, 0) + line.quantity
    if not wanted and not command.donation:
        raise UserError("reversal.nothing")
    return {line_no: lines[line_no].share(quantity) for line_no, quantity in sorted(wanted.items())}


def _check_money(session: Session, found: Original, command: ReverseSale, total: Cents) -> None:
    if not 0 <= command.donation <= found.donation:
        raise UserError("reversal.donation", left=found.donation)
    known = {method.code: method for method in payment_methods(session, every=True)}
    for back in command.paid_back:
        if back.method_code not in known:
            raise UserError("payment.method_unknown", method=back.method_code)
        if back.amount <= 0:
            raise UserError("payment.amount_needed")
    due = Cents(total + command.donation)
    if sum(back.amount for back in command.paid_back) != due:
        raise UserError("reversal.paid_back", amount=due)
    cash = sum(back.amount for back in command.paid_back if known[back.method_code].kind is PaymentKind.CASH)
    held = drawer(session, command.session_id)
    if cash > held:
        raise UserError("reversal.drawer_short", held=held)


def _check_fix(found: Original, command: FixPayment, methods: dict[str, Method]) -> None:
    for code in (command.taken_as, command.really):
        if code not in methods:
            raise UserError("payment.method_unknown", method=code)
    if command.taken_as == command.really:
        raise UserError("reversal.same_method")
    held = next((paid.amount for paid in found.paid if paid.method_code == command.taken_as), ZERO)
    if not 0 < command.amount <= held:
        raise UserError("reversal.not_paid_so", method=methods[command.taken_as].label, held=held)
    check_reference(command.reference, methods[command.really])


def _require_lawful_cash(
    session: Session, found: Original, command: FixPayment, methods: dict[str, Method], station: Station
) -> None:
    """Hold what was really paid in cash to the ceiling of a sale, with the other cash of the ticket (C-04)."""
    if methods[command.really].kind is not PaymentKind.CASH:
        return
    cash = {code for code, method in methods.items() if method.kind is PaymentKind.CASH}
    whole = Cents(sum(paid.amount for paid in found.paid if paid.method_code in cash) + command.amount)
    if command.reference == CashException.NON_RESIDENT:
        if whole > EXCEPTION_CEILING:
            raise UserError("payment.cash_far_too_much", amount=whole, ceiling=EXCEPTION_CEILING)
        return
    day = business_date(station.clock.now(), station.zone)
    ceiling = dated_values(session, settings.CASH_CEILING).on(station.site_id, day)
    if whole > ceiling:
        raise UserError("payment.cash_ceiling", amount=whole, ceiling=ceiling)


def _counter_ticket(
    sale: Sale, command: ReverseSale | FixPayment, actor: Actor, station: Station, now: datetime
) -> Sale:
    return Sale(
        id=command.reversal_id,
        site_id=station.site_id,
        workstation_id=station.id,
        cash_session_id=command.session_id,
        operator_id=actor.user_id,
        kind=SaleKind.REVERSAL,
        corrects_id=sale.id,
        pricing_mode=sale.pricing_mode,
        payment_method=LegacyPaymentMethod.FREE,
        waived_amount=ZERO,
        note=nfc(command.reason.strip()),
        sale_date=now,
        recorded_at=now,
        created_at=now,
        updated_at=now,
    )


def _document(session: Session, till: CashSession) -> Document:
    return partial(sale_document, session=frozen_values(till), software=software_of(session))


def _returned(item: Row[Any], share: Share, reversal: Sale, station: Station) -> SaleItem:
    """Return the line of the counter-ticket: so much of the ticket's line, negative, as corrections left it."""
    return SaleItem(
        id=station.ids.new(),
        site_id=station.site_id,
        workstation_id=station.id,
        created_at=reversal.created_at,
        sale_id=reversal.id,
        line_no=item.line_no,
        category=item.category,
        category_id=item.category_id,
        category_label=item.category_label,
        quantity=-share.quantity,
        list_price=item.list_price,
        unit_price=item.unit_price,
        total_price=Cents(-share.total),
        weight=-share.weight,
        weight_source=item.weight_source,
        preset_code=item.preset_code,
        preset_id=item.preset_id,
    )


def _payment(method: Method, amount: Cents, reversal: Sale, station: Station) -> PaymentTransaction:
    return PaymentTransaction(
        id=station.ids.new(),
        site_id=station.site_id,
        workstation_id=station.id,
        created_at=reversal.created_at,
        sale_id=reversal.id,
        payment_method=method.kind.legacy,
        method_code=method.code,
        amount=amount,
        tendered=amount,
        change=ZERO,
    )
