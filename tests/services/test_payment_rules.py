"""What the law and the shop say of money at the till: cash within its ceiling, a refused card, words on a line."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from recyclique_desktop.data.models import PaymentTransaction, Sale, SaleItem, SettingVersion
from recyclique_desktop.data.queries.till import payment_methods
from recyclique_desktop.data.verify import verify
from recyclique_desktop.domain import settings
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.payment import CashException, PaymentDraft, Tender
from recyclique_desktop.services.refused_cards import RefusePayment, refuse_payment
from recyclique_desktop.services.sales import CompleteSale, SaleCompleted, complete_sale
from recyclique_desktop.services.shared_settings import SetSetting, set_setting
from tests.services.selling import Till, entries, open_till, read, write

if TYPE_CHECKING:
    from tests.conftest import Shop


@pytest.fixture
def till(shop: Shop) -> Till:
    return open_till(shop)


def paid_in_cash(till: Till, total: int, *tenders: int) -> CompleteSale:
    """A sofa at that price, paid with these sums of notes."""
    return till.sale((till.line(price=total),), *(("cash", amount) for amount in tenders or (total,)))


def dear(till: Till, total: int) -> CompleteSale:
    """Goods of more than one line may cost."""
    lines = tuple(till.line(price=min(total - done, 900_000)) for done in range(0, total, 900_000))
    return till.sale(lines, ("cash", total))


def refused(till: Till, command: CompleteSale) -> UserError:
    with pytest.raises(UserError) as caught:
        till.write(complete_sale, command)
    return caught.value


def abroad(command: CompleteSale) -> CompleteSale:
    why = CashException.NON_RESIDENT.value
    return replace(command, payments=tuple(replace(one, reference=why) for one in command.payments))


def test_a_thousand_euros_in_cash_are_taken_and_one_cent_more_is_not(till: Till) -> None:
    done: SaleCompleted = till.write(complete_sale, paid_in_cash(till, 100_000))
    assert done.total == 100_000
    error = refused(till, paid_in_cash(till, 100_001))
    assert (error.code, error.params["amount"], error.params["ceiling"]) == ("payment.cash_ceiling", 100_001, 100_000)


def test_cash_in_several_payments_is_still_one_sum(till: Till) -> None:
    assert refused(till, paid_in_cash(till, 100_001, 60_000, 40_001)).code == "payment.cash_ceiling"


def test_change_given_back_is_not_cash_that_stays(till: Till) -> None:
    done: SaleCompleted = till.write(complete_sale, paid_in_cash(till, 99_000, 150_000))
    assert done.change == 51_000


def test_a_dear_ticket_paid_mostly_by_cheque_is_within_the_law(till: Till) -> None:
    command = till.sale((till.line(price=150_000),), ("check", 60_000), ("cash", 90_000))
    done: SaleCompleted = till.write(complete_sale, command)
    assert done.total == 150_000


def test_somebody_who_lives_abroad_may_pay_more_and_the_ticket_says_why(till: Till) -> None:
    command = abroad(paid_in_cash(till, 100_001))
    done: SaleCompleted = till.write(complete_sale, command)
    with till.shop.db.reading() as session:
        (kept,) = session.scalars(select(PaymentTransaction.reference))
    assert (done.total, kept) == (100_001, "non_resident")
    assert refused(till, abroad(dear(till, 1_000_001))).code == "payment.cash_far_too_much"


def test_one_note_out_of_two_said_to_come_from_abroad_is_not_enough(till: Till) -> None:
    command = paid_in_cash(till, 100_001, 60_000, 40_001)
    first, second = command.payments
    half = replace(command, payments=(replace(first, reference=CashException.NON_RESIDENT.value), second))
    assert refused(till, half).code == "payment.cash_ceiling"


def test_a_new_ceiling_holds_from_its_day_on(till: Till) -> None:
    shop = till.shop
    write(shop, set_setting, SetSetting(settings.CASH_CEILING.name, Cents(50_000)), shop.admin)
    assert refused(till, paid_in_cash(till, 50_001)).code == "payment.cash_ceiling"
    with shop.db.reading() as session:
        (version,) = session.scalars(select(SettingVersion).where(SettingVersion.key == settings.CASH_CEILING.name))
    assert version.valid_from == shop.station.clock.now().date()
    assert settings.CASH_CEILING.default == 100_000


def test_no_shop_can_forbid_cash_altogether(till: Till) -> None:
    shop = till.shop
    for amount in (9_999, 1_000_001):
        with pytest.raises(UserError) as caught:
            write(shop, set_setting, SetSetting(settings.CASH_CEILING.name, Cents(amount)), shop.admin)
        assert caught.value.code == "setting.ceiling_range"


def test_a_small_cash_sale_does_not_even_look_at_the_ceiling(till: Till) -> None:
    asked: list[str] = []
    with till.shop.db.writing() as session:
        connection = session.connection()

        def note(*given: object) -> None:
            asked.append(str(given[2]))

        from sqlalchemy import event  # noqa: PLC0415

        event.listen(connection, "before_cursor_execute", note)
        complete_sale(session, paid_in_cash(till, 5_000), till.shop.volunteer, till.shop.station)
        event.remove(connection, "before_cursor_execute", note)
    assert asked
    assert not [sql for sql in asked if "setting_versions" in sql]


def test_a_refused_card_sells_nothing_and_is_in_the_journal(till: Till) -> None:
    sale_id = till.shop.station.ids.new()
    till.write(refuse_payment, RefusePayment(till.session_id, sale_id, "card", Cents(1800)))
    (told,) = entries(till.shop, "payment.refused")
    assert told["doc"] == {"ticket": str(sale_id), "method": "card", "amount": "18.00"}
    with till.shop.db.connection() as connection:
        assert verify(connection, till.shop.trust, full=True).findings == []


def test_a_card_is_not_refused_in_a_session_that_is_not_there(till: Till) -> None:
    new = till.shop.station.ids.new
    with pytest.raises(UserError, match=r"session\.not_found"):
        till.write(refuse_payment, RefusePayment(new(), new(), "card", Cents(1800)))


def test_the_number_of_a_card_is_never_kept(till: Till) -> None:
    from tests.ui.methods import with_methods  # noqa: PLC0415

    with_methods(till.shop, "card")
    draft = PaymentDraft(Cents(300), read(till.shop, payment_methods))
    for number in ("4970101234567890", "4970 1012 3456 7890", "4970-1012-3456-7890"):
        paid = draft.with_tender(Tender("card", Cents(300), number)).payments()
        command = replace(till.sale((till.line(),), ("cash", 300)), payments=paid)
        assert refused(till, command).code == "payment.card_number"
    paid = draft.with_tender(Tender("card", Cents(300), "auto 123456")).payments()
    done: SaleCompleted = till.write(complete_sale, replace(till.sale((till.line(),), ("cash", 300)), payments=paid))
    assert done.total == 300


def test_the_words_on_a_line_are_kept_and_the_same_ticket_again_is_the_same_sale(till: Till) -> None:
    line = replace(till.line(), note="  anse fêlée ")
    command = till.sale((line,), ("cash", 300))
    done: SaleCompleted = till.write(complete_sale, command)
    assert till.write(complete_sale, command) == done
    with till.shop.db.reading() as session:
        assert list(session.scalars(select(SaleItem.notes))) == ["anse fêlée"]
    other = replace(command, lines=(replace(line, note="neuve"),))
    assert refused(till, other).code == "sale.conflict"


def test_the_words_on_a_line_never_enter_the_fiscal_body(till: Till) -> None:
    till.write(complete_sale, till.sale((replace(till.line(), note="pour Madame Untel"),), ("cash", 300)))
    (told,) = entries(till.shop, "sale.completed")
    assert "Untel" not in str(told)


def test_a_price_of_nothing_for_goods_is_not_a_price(till: Till) -> None:
    priced = (till.line(price=0, grams=500), till.line(price=1500))
    command = replace(till.sale(priced, ("cash", 1500)), payments=(), global_total=Cents(0))
    assert refused(till, command).code == "global.zero"
    gifts = (replace(till.line(price=0), preset_code="DON"),)
    done: SaleCompleted = till.write(
        complete_sale, replace(till.sale(gifts), sale_id=till.shop.station.ids.new(), global_total=Cents(0))
    )
    assert done.total == 0


def test_a_discount_by_one_price_keeps_what_each_line_was_priced(till: Till) -> None:
    lines = (till.line(price=600), till.line(price=400))
    command = till.sale(lines, ("cash", 1000))
    payments = PaymentDraft(Cents(750), read(till.shop, payment_methods)).with_tender(Tender("cash", Cents(1000)))
    command = replace(command, payments=payments.payments(), global_total=Cents(750))
    done: SaleCompleted = till.write(complete_sale, command)
    with till.shop.db.reading() as session:
        items = list(session.scalars(select(SaleItem).order_by(SaleItem.line_no)))
    assert (done.total, done.change) == (750, 250)
    assert [one.total_price for one in items] == [450, 300]
    with till.shop.db.connection() as connection:
        assert verify(connection, till.shop.trust, full=True).findings == []


def test_priceless_goods_given_away_in_prix_global_are_waived_at_what_the_list_says(till: Till) -> None:
    lines = (till.line(price=0), till.line(price=0, quantity=2))
    command = replace(till.sale(lines), payments=(), note="famille sinistrée", waived=True, global_total=Cents(900))
    done: SaleCompleted = till.write(complete_sale, command)
    assert (done.total, done.payments) == (0, ())


def test_goods_given_away_for_a_price_of_nothing_are_waived_at_what_they_are_worth(till: Till) -> None:
    lines = (till.line(price=600), till.line(price=150, quantity=2))
    command = replace(till.sale(lines), payments=(), note="famille sinistrée", waived=True, global_total=Cents(0))
    till.write(complete_sale, command)
    till.write(complete_sale, command)  # the same again is the same ticket
    assert refused(till, replace(command, waived=False, note="")).code == "sale.conflict"
    with till.shop.db.reading() as session:
        sale = session.scalars(select(Sale)).one()
        items = list(session.scalars(select(SaleItem).order_by(SaleItem.line_no)))
    assert (sale.total_amount, sale.waived_amount) == (0, 900)
    assert [one.total_price for one in items] == [600, 300]
    with till.shop.db.connection() as connection:
        assert verify(connection, till.shop.trust, full=True).findings == []


def test_the_same_ticket_sold_after_it_was_given_away_is_another_ticket(till: Till) -> None:
    lines = (till.line(price=600),)
    given = replace(till.sale(lines), payments=(), note="sinistre", waived=True, global_total=Cents(600))
    till.write(complete_sale, given)
    assert refused(till, replace(given, waived=False)).code == "sale.conflict"


def test_the_ceiling_of_the_day_is_the_one_of_that_day(till: Till) -> None:
    shop = till.shop
    before = shop.station.clock.now().date()
    clock = shop.clock
    assert isinstance(clock, SimulatedClock)
    clock.advance(timedelta(days=1))
    from recyclique_desktop.data.queries.settings import dated_values  # noqa: PLC0415

    write(shop, set_setting, SetSetting(settings.CASH_CEILING.name, Cents(50_000)), shop.admin)
    values = read(shop, lambda session: dated_values(session, settings.CASH_CEILING))
    after = shop.station.clock.now().date()
    assert (values.on(shop.station.site_id, before), values.on(shop.station.site_id, after)) == (100_000, 50_000)
