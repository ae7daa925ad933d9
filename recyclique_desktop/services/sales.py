"""A ticket becomes a sale: checked, numbered, written once (``cash.md`` §3.10, ``decisions.md``).

This is the one service that is measured: four reads, no flush in the middle; one more for a lot of cash.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import (
    CashSession,
    Category,
    DraftSale,
    PaymentTransaction,
    PresetButton,
    Sale,
    SaleItem,
)
from recyclique_desktop.data.queries.settings import dated_values
from recyclique_desktop.data.queries.till import payment_methods
from recyclique_desktop.domain import acts, settings
from recyclique_desktop.domain.basket import check_lines
from recyclique_desktop.domain.enums import (
    ButtonType,
    LegacyPaymentMethod,
    Permission,
    PricingMode,
    SaleKind,
)
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.fiscal import sale_document
from recyclique_desktop.domain.global_price import allocate, check_total, worth
from recyclique_desktop.domain.ids import human_number
from recyclique_desktop.domain.money import ZERO, Cents
from recyclique_desktop.domain.payment import LEAST_CEILING, cash_of, check_cash, check_payments
from recyclique_desktop.domain.prices import advise
from recyclique_desktop.domain.text import nfc
from recyclique_desktop.services.dates import require_date
from recyclique_desktop.services.open_till import day_of, frozen_values, move_on, require_open, software_of
from recyclique_desktop.services.prices import require_listed, require_no_discount
from recyclique_desktop.services.same_sale import lines_are, payments_are

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.basket import Line
    from recyclique_desktop.domain.payment import Payment
    from recyclique_desktop.domain.prices import PriceAdvice
    from recyclique_desktop.domain.station import Actor, Station


@dataclass(frozen=True, slots=True)
class CompleteSale:
    """A ticket that was paid.

    Attributes:
        sale_id: Made when the ticket began, so that a double click is the same sale.
        note: Free words on the ticket; personal, kept apart from the fiscal body.
        global_total: One price agreed for the whole ticket; its lines share it.
        waived: Whether priced goods are given away; the note says why.
    """

    sale_id: UUID
    session_id: UUID
    lines: tuple[Line, ...]
    payments: tuple[Payment, ...]
    donation: Cents = ZERO
    note: str = ""
    global_total: Cents | None = None
    waived: bool = False


@dataclass(frozen=True, slots=True)
class PaidBy:
    """How much one way to pay brought in."""

    method_code: str
    amount: Cents
    tendered: Cents
    change: Cents


@dataclass(frozen=True, slots=True)
class SaleCompleted:
    """The sale exists. ``number`` is the one on paper, ``change`` what to give back."""

    sale_id: UUID
    number: str
    total: Cents
    donation: Cents
    change: Cents
    payments: tuple[PaidBy, ...]


def complete_sale(session: Session, command: CompleteSale, actor: Actor, station: Station) -> SaleCompleted:
    """Write a paid ticket: the sale, its lines, its payments; the draft goes in the same transaction.

    The same ticket sent again gives the same answer and writes nothing.

    Raises:
        UserError: ``permission.denied``, ``session.not_found``, ``session.closed``, ``sale.conflict``,
            ``sale.category_unknown``, ``sale.preset_unknown``, ``ticket.*``, ``line.*``, ``global.*``, ``payment.*``,
            or ``date.*``.
    """
    actor.require(Permission.CAISSE)
    till, stored_id = _till(session, command)
    if stored_id is not None:
        return _already(session, command)
    require_open(session, till, station)
    presets = _presets(session, command)
    kind = _kind(command, presets)
    shares, advice = _checked(session, command, kind)
    require_listed(session, till, command.lines, advice, actor=actor, station=station)
    if command.global_total is not None:
        agreed = _agreed(command, command.global_total)
        require_no_discount(session, till, command.lines, agreed, actor=actor, station=station)
    require_date(session, station)
    now = station.clock.now()
    _require_lawful_cash(session, command, day_of(till, now, station), station)
    number = _numbered(session, kind, till, actor, station)
    sale, value = _sale(command, till, actor, station, now), _sum(shares)
    sale.kind = kind
    sale.total_amount, sale.waived_amount = (ZERO, value) if command.waived else (value, ZERO)
    sale.number = human_number(station.code, number)
    session.add(sale)
    items = _items(command, presets, station, now)
    if command.global_total is not None:
        _share_out(items, shares)
    session.add_all(items)
    session.add_all(_payments(command, station, now))
    if kind is SaleKind.SALE:
        move_on(till, sale.total_amount, now)
    _drop_draft(session, command)
    return _answer(sale, command.payments)


def _require_lawful_cash(session: Session, command: CompleteSale, day: date, station: Station) -> None:
    """Hold a ticket to the ceiling of its day; little cash needs no look at it."""
    if cash_of(command.payments) > LEAST_CEILING:
        ceiling = dated_values(session, settings.CASH_CEILING).on(station.site_id, day)
        check_cash(command.payments, ceiling)


def _numbered(session: Session, kind: SaleKind, till: CashSession, actor: Actor, station: Station) -> int:
    """Name the act and return the ticket's number.

    A disposal is no fiscal ticket: it counts among disposals, which are never deleted, so that no number is missing.
    """
    if kind is SaleKind.DISPOSAL:
        record(session, acts.DISPOSAL_COMPLETED, actor, station)
        query = select(func.count()).where(Sale.kind == SaleKind.DISPOSAL, Sale.workstation_id == station.id)
        return (session.scalar(query) or 0) + 1
    document = partial(sale_document, session=frozen_values(till), software=software_of(session))
    return record(session, acts.SALE_COMPLETED, actor, station, doc=document) or 0


def _agreed(command: CompleteSale, total: Cents) -> Cents:
    """Return what the lines share: goods given away for a price of nothing are waived at what they are worth."""
    return worth(command.lines) if command.waived and not total else total


def _sum(shares: tuple[Cents, ...]) -> Cents:
    return Cents(sum(shares))


def _till(session: Session, command: CompleteSale) -> tuple[CashSession, UUID | None]:
    """Return the session to sell in, and the sale's own id if it is already there."""
    query = (
        select(CashSession, Sale.id)
        .outerjoin(Sale, Sale.id == command.sale_id)
        .where(CashSession.id == command.session_id)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        raise UserError("session.not_found")
    return row[0], row[1]


def _checked(
    session: Session, command: CompleteSale, kind: SaleKind
) -> tuple[tuple[Cents, ...], dict[UUID, PriceAdvice]]:
    """Apply every rule to the ticket and return what each line is worth, and what the list says of its category."""
    check_lines(command.lines, priced=command.global_total is None)
    shares = (
        tuple(line.total for line in command.lines)
        if command.global_total is None
        else allocate(_agreed(command, command.global_total), command.lines)
    )
    if command.global_total is not None and not command.waived:
        check_total(command.global_total, command.lines)
    if command.waived and not command.note.strip():
        raise UserError("waive.reason_needed")
    if kind is SaleKind.DISPOSAL and (_sum(shares) or command.donation or command.payments):
        raise UserError("disposal.no_money")
    total = ZERO if command.waived else _sum(shares)
    check_payments(total, command.donation, command.payments, payment_methods(session))
    wanted = {line.category_id for line in command.lines}
    query = select(Category.id, Category.price, Category.max_price).where(Category.id.in_(wanted))
    known = {category_id: advise(price, most) for category_id, price, most in session.execute(query)}
    for line in command.lines:
        if line.category_id not in known:
            raise UserError("sale.category_unknown", label=line.label)
    return shares, known


def _presets(session: Session, command: CompleteSale) -> dict[str, tuple[UUID, ButtonType]]:
    """Return the buttons that made lines of this ticket, by code."""
    codes = {line.preset_code for line in command.lines if line.preset_code}
    if not codes:
        return {}
    query = select(PresetButton.code, PresetButton.id, PresetButton.button_type).where(PresetButton.code.in_(codes))
    found = {code: (preset_id, kind) for code, preset_id, kind in session.execute(query) if code}
    for line in command.lines:
        if line.preset_code and line.preset_code not in found:
            raise UserError("sale.preset_unknown", label=line.label)
    return found


def _kind(command: CompleteSale, presets: dict[str, tuple[UUID, ButtonType]]) -> SaleKind:
    """Return whether this is a sale or a disposal; the two never mix (``decisions.md``, *Money and tickets*)."""
    leaving = [
        line.preset_code is not None and presets[line.preset_code][1] is ButtonType.RECYCLING for line in command.lines
    ]
    if any(leaving) and not all(leaving):
        raise UserError("ticket.families_mixed")
    return SaleKind.DISPOSAL if any(leaving) else SaleKind.SALE


def _share_out(items: list[SaleItem], shares: tuple[Cents, ...]) -> None:
    """Give each line its share of the price of the whole; what it was priced before stays as its list price."""
    for item, share in zip(items, shares, strict=True):
        if item.list_price is None and item.unit_price:
            item.list_price = item.unit_price
        item.unit_price = Cents(share // item.quantity)
        item.total_price = share


def _sale(command: CompleteSale, till: CashSession, actor: Actor, station: Station, now: datetime) -> Sale:
    first = command.payments[0].kind.legacy if command.payments else LegacyPaymentMethod.FREE
    return Sale(
        id=command.sale_id,
        site_id=station.site_id,
        workstation_id=station.id,
        cash_session_id=till.id,
        operator_id=actor.user_id,
        pricing_mode=PricingMode.ITEMIZED if command.global_total is None else PricingMode.GLOBAL,
        donation=command.donation,
        payment_method=first,
        note=nfc(command.note.strip()) or None,
        business_date=day_of(till, now, station),
        sale_date=now,
        recorded_at=now,
        created_at=now,
        updated_at=now,
    )


def _items(
    command: CompleteSale, presets: dict[str, tuple[UUID, ButtonType]], station: Station, now: datetime
) -> list[SaleItem]:
    return [
        SaleItem(
            id=line.line_id,
            site_id=station.site_id,
            workstation_id=station.id,
            created_at=now,
            sale_id=command.sale_id,
            line_no=place,
            category=str(line.category_id),
            category_id=line.category_id,
            category_label=nfc(line.label),
            quantity=line.quantity,
            list_price=line.list_price,
            unit_price=line.unit_price,
            total_price=line.total,
            weight=line.weight,
            weight_source=line.weight_source,
            notes=nfc(line.note.strip()) or None,
            preset_code=line.preset_code,
            preset_id=presets[line.preset_code][0] if line.preset_code else None,
        )
        for place, line in enumerate(command.lines, start=1)
    ]


def _payments(command: CompleteSale, station: Station, now: datetime) -> list[PaymentTransaction]:
    return [
        PaymentTransaction(
            id=station.ids.new(),
            site_id=station.site_id,
            workstation_id=station.id,
            created_at=now,
            sale_id=command.sale_id,
            payment_method=payment.kind.legacy,
            method_code=payment.method_code,
            amount=payment.amount,
            tendered=payment.tendered,
            change=payment.change,
            reference=nfc(payment.reference.strip()) or None,
        )
        for payment in command.payments
    ]


def _drop_draft(session: Session, command: CompleteSale) -> None:
    session.execute(
        delete(DraftSale).where(DraftSale.sale_id == command.sale_id), execution_options={"synchronize_session": False}
    )


def _answer(sale: Sale, payments: tuple[Payment, ...] | list[PaymentTransaction]) -> SaleCompleted:
    paid = tuple(
        PaidBy(one.method_code or "", one.amount, one.tendered or one.amount, one.change or ZERO) for one in payments
    )
    return SaleCompleted(
        sale_id=sale.id,
        number=sale.number or "",
        total=sale.total_amount,
        donation=sale.donation,
        change=Cents(sum(one.change for one in paid)),
        payments=paid,
    )


def _already(session: Session, command: CompleteSale) -> SaleCompleted:
    """Answer again for a sale that is there, if it is the same one; write nothing."""
    sale = session.get_one(Sale, command.sale_id)
    items = list(
        session.scalars(select(SaleItem).where(SaleItem.sale_id == command.sale_id).order_by(SaleItem.line_no))
    )
    payments = list(
        session.scalars(
            select(PaymentTransaction)
            .where(PaymentTransaction.sale_id == command.sale_id)
            .order_by(PaymentTransaction.id)
        )
    )
    total = command.global_total
    shares = None if total is None else allocate(_agreed(command, total), command.lines)
    same = (
        sale.cash_session_id == command.session_id
        and sale.donation == command.donation
        and (sale.note or "") == nfc(command.note.strip())
        and lines_are(sale, items, command.lines, shares, waived=command.waived)
        and payments_are(payments, command.payments)
    )
    if not same:
        raise UserError("sale.conflict", number=sale.number or "")
    return _answer(sale, payments)
