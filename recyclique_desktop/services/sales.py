"""A ticket becomes a sale: checked, numbered, written once (``cash.md`` §3.10, ``decisions.md``).

This is the one service that is measured: four reads, no flush in the middle.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

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
from recyclique_desktop.data.queries.till import payment_methods
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.basket import check_lines
from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.domain.enums import (
    ButtonType,
    CashSessionStep,
    LegacyPaymentMethod,
    Permission,
    PricingMode,
    SaleKind,
)
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.fiscal import sale_document
from recyclique_desktop.domain.ids import human_number
from recyclique_desktop.domain.money import ZERO, Cents
from recyclique_desktop.domain.payment import check_payments
from recyclique_desktop.domain.text import nfc
from recyclique_desktop.services.dates import require_date
from recyclique_desktop.services.open_till import frozen_values, require_open, software_of

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.basket import Line
    from recyclique_desktop.domain.payment import Payment
    from recyclique_desktop.domain.station import Actor, Station


@dataclass(frozen=True, slots=True)
class CompleteSale:
    """A ticket that was paid.

    Attributes:
        sale_id: Made when the ticket began, so that a double click is the same sale.
        note: Free words on the ticket; personal, kept apart from the fiscal body.
    """

    sale_id: UUID
    session_id: UUID
    lines: tuple[Line, ...]
    payments: tuple[Payment, ...]
    donation: Cents = ZERO
    note: str = ""


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
            ``sale.category_unknown``, ``sale.preset_unknown``, ``ticket.*``, ``line.*``, ``payment.*``, or ``date.*``.
    """
    actor.require(Permission.CAISSE)
    till, stored_id = _till(session, command)
    if stored_id is not None:
        return _already(session, command)
    require_open(session, till, station)
    total = _checked(session, command)
    presets = _presets(session, command)
    require_date(session, station)
    now = station.clock.now()
    values = frozen_values(till)
    number = record(
        session, acts.SALE_COMPLETED, actor, station,
        doc=partial(sale_document, session=values, software=software_of(session)),
    )  # fmt: skip
    sale = _sale(command, till, actor, station, now)
    sale.total_amount = total
    sale.number = human_number(station.code, number or 0)
    session.add(sale)
    session.add_all(_items(command, presets, station, now))
    session.add_all(_payments(command, station, now))
    _move_on(till, total, now)
    _drop_draft(session, command)
    return _answer(sale, command.payments)


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


def _checked(session: Session, command: CompleteSale) -> Cents:
    """Apply every rule to the ticket and return its total."""
    check_lines(command.lines)
    total = Cents(sum(line.total for line in command.lines))
    check_payments(total, command.donation, command.payments, payment_methods(session))
    wanted = {line.category_id for line in command.lines}
    known = set(session.scalars(select(Category.id).where(Category.id.in_(wanted))))
    for line in command.lines:
        if line.category_id not in known:
            raise UserError("sale.category_unknown", label=line.label)
    return total


def _presets(session: Session, command: CompleteSale) -> dict[str, UUID]:
    """Return the buttons that made lines of this ticket, by code. Only gifts: disposals are not sales."""
    codes = {line.preset_code for line in command.lines if line.preset_code}
    if not codes:
        return {}
    query = select(PresetButton.code, PresetButton.id).where(
        PresetButton.code.in_(codes), PresetButton.button_type == ButtonType.DONATION
    )
    found = {code: preset_id for code, preset_id in session.execute(query) if code}
    for line in command.lines:
        if line.preset_code and line.preset_code not in found:
            raise UserError("sale.preset_unknown", label=line.label)
    return found


def _sale(command: CompleteSale, till: CashSession, actor: Actor, station: Station, now: datetime) -> Sale:
    first = command.payments[0].kind.legacy if command.payments else LegacyPaymentMethod.FREE
    return Sale(
        id=command.sale_id,
        site_id=station.site_id,
        workstation_id=station.id,
        cash_session_id=till.id,
        operator_id=actor.user_id,
        kind=SaleKind.SALE,
        pricing_mode=PricingMode.ITEMIZED,
        donation=command.donation,
        waived_amount=ZERO,
        payment_method=first,
        note=nfc(command.note.strip()) or None,
        business_date=business_date(now, station.zone),
        sale_date=now,
        recorded_at=now,
        created_at=now,
        updated_at=now,
    )


def _items(command: CompleteSale, presets: dict[str, UUID], station: Station, now: datetime) -> list[SaleItem]:
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
            preset_code=line.preset_code,
            preset_id=presets.get(line.preset_code or ""),
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


def _move_on(till: CashSession, total: Cents, now: datetime) -> None:
    """Update what 1.4.4 reads of the session; the first ticket is the step SALE."""
    till.total_sales = Cents(till.total_sales + total)
    till.total_items += 1
    till.current_amount = Cents(till.initial_amount + till.total_sales)
    till.last_activity = max(till.last_activity or now, now)
    if till.current_step is not CashSessionStep.SALE:
        till.current_step = CashSessionStep.SALE
        till.step_start_time = now


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
    same = (
        sale.cash_session_id == command.session_id
        and sale.donation == command.donation
        and (sale.note or "") == nfc(command.note.strip())
        and [_item_key(item) for item in items] == [_line_key(line) for line in command.lines]
        and [_payment_key(one) for one in payments] == [_payment_key(one) for one in command.payments]
    )
    if not same:
        raise UserError("sale.conflict", number=sale.number or "")
    return _answer(sale, payments)


def _item_key(item: SaleItem) -> tuple[object, ...]:
    return item.id, item.category_id, item.quantity, item.unit_price, item.list_price, item.weight, item.preset_code


def _line_key(line: Line) -> tuple[object, ...]:
    return (
        line.line_id,
        line.category_id,
        line.quantity,
        line.unit_price,
        line.list_price,
        line.weight,
        line.preset_code,
    )


def _payment_key(one: Payment | PaymentTransaction) -> tuple[object, ...]:
    return one.method_code, one.amount, one.tendered, one.change, nfc((one.reference or "").strip())
