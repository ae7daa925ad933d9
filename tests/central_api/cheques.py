"""A ticket paid by a cheque whose number is written down: personal, it travels apart."""

from __future__ import annotations

from recyclique_desktop.data.queries.till import payment_methods
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.payment import PaymentDraft, Tender
from recyclique_desktop.services.sales import CompleteSale, complete_sale
from tests.services.selling import Till, read


def sell_for_cheque(opened: Till, reference: str) -> None:
    draft = PaymentDraft(Cents(300), read(opened.shop, payment_methods)).with_tender(
        Tender("check", Cents(300), reference)
    )
    sale_id = opened.shop.station.ids.new()
    opened.write(complete_sale, CompleteSale(sale_id, opened.session_id, (opened.line(),), draft.payments()))
