"""A paid ticket, as text: what was sold and how it was paid, what was put right since, in forty-two columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from recyclique_desktop import __version__
from recyclique_desktop.documents.columns import RULE, euros, pair, shop_head, wrapped
from recyclique_desktop.documents.training_mark import marked
from recyclique_desktop.domain.enums import SaleKind
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.weight import from_decimal
from recyclique_desktop.system.messages import mark, tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recyclique_desktop.data.queries.sold import PutRight, SoldLineView, SoldTicket

_KINDS = {
    SaleKind.SALE: mark("TICKET {number}"),
    SaleKind.REVERSAL: mark("TICKET RENDU {number}"),
    SaleKind.DISPOSAL: mark("SORTIE SANS VENTE {number}"),
}
_FIELDS = {
    "weight": mark("poids"),
    "category_id": mark("catégorie"),
    "preset_id": mark("bouton"),
    "notes": mark("note de ligne"),
}


def ticket_text(ticket: SoldTicket) -> str:
    """Return a ticket, lines ended by a newline, none longer than 42 characters."""
    parts = (shop_head(ticket.establishment), _moment(ticket), _sold(ticket), _paid(ticket), _after(ticket))
    text = "\n".join(line for part in parts for line in (*part, RULE)) + "\n"
    return marked(text, ticket.number)


def correction_words(one: PutRight) -> str:
    """Return one value put right, as people say it: « poids : 960,000 kg → 0,960 kg »."""
    if one.field == "notes":
        return tr("{what} : {new}", what=tr(_FIELDS["notes"]), new=one.reason or tr("rien"))
    return tr(
        "{what} : {old} → {new}", what=tr(_FIELDS[one.field]), old=_value(one.field, one.old),
        new=_value(one.field, one.new),
    )  # fmt: skip


def _value(field: str, value: Any) -> str:
    if value is None:
        return tr("rien")
    return tr("{weight:kilos}", weight=from_decimal(value)) if field == "weight" else str(value)


def _moment(ticket: SoldTicket) -> Iterator[str]:
    yield tr(_KINDS[ticket.kind], number=ticket.number)
    if ticket.corrects:
        yield from wrapped(tr("Corrige le ticket {number}", number=ticket.corrects))
    yield pair(tr("Le"), tr("{at:datetime}", at=ticket.at))
    yield pair(tr("Session"), ticket.session_number)
    if ticket.operator:
        yield pair(tr("Servi par"), ticket.operator)


def _sold(ticket: SoldTicket) -> Iterator[str]:
    for line in ticket.lines:
        yield pair(line.label, euros(line.total))
        if detail := _detail(line):
            yield f"  {detail}"
        if line.notes:
            yield from (f"  {part}" for part in wrapped(line.notes))


def _detail(line: SoldLineView) -> str:
    parts = []
    if abs(line.quantity) != 1:
        parts.append(tr("{count} × {price:euros}", count=line.quantity, price=line.unit_price))
    if line.weight:
        parts.append(tr("{weight:kilos}", weight=line.weight))
    return "  ".join(parts)


def _paid(ticket: SoldTicket) -> Iterator[str]:
    yield pair(tr("TOTAL"), euros(ticket.total))
    if ticket.waived:
        yield pair(tr("Donné, non compté"), euros(ticket.waived))
    if ticket.donation:
        yield pair(tr("Don"), euros(ticket.donation))
    if ticket.donation or len(ticket.paid) > 1:
        yield pair(tr("Payé"), euros(Cents(ticket.total + ticket.donation)))
    for one in ticket.paid:
        yield pair(tr(one.label), euros(one.tendered if one.tendered is not None and one.change else one.amount))
        if one.change:
            yield pair(tr("  rendu"), euros(one.change))
    if not ticket.paid:
        yield tr("Sans paiement")


def _after(ticket: SoldTicket) -> Iterator[str]:
    if ticket.note:
        yield from wrapped(tr("Note : {note}", note=ticket.note))
    for one in reversed(ticket.put_right):
        yield from wrapped(
            tr(
                "Corrigé le {at:datetime}, ligne {line} : {what}",
                at=one.at,
                line=one.line_no,
                what=correction_words(one),
            )
        )
    yield from wrapped(tr("Lu à l’écran : ce n’est pas un ticket imprimé."))
    yield pair(tr("RecyClique Desktop"), __version__)
