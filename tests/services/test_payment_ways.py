"""The ways to pay of a shop: what is switched on is taken at the till, what was ever taken stays known."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from recyclique_desktop.data.queries.figures import session_figures
from recyclique_desktop.data.queries.payment_ways import MethodLine, method_lines
from recyclique_desktop.data.queries.till import payment_methods
from recyclique_desktop.domain.enums import PaymentKind, WorkstationKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.services.payment_ways import AddMethod, EditMethod, MethodForm, add_method, edit_method
from tests.services.joined import join
from tests.services.selling import count, entries, open_till, read, write

if TYPE_CHECKING:
    from tests.conftest import Shop


def line(shop: Shop, label: str) -> MethodLine:
    lines: tuple[MethodLine, ...] = read(shop, method_lines)
    return next(one for one in lines if one.label == label)


def form_of(one: MethodLine) -> MethodForm:
    return MethodForm(
        one.id, one.label, one.kind, in_drawer=one.in_drawer, needs_reference=one.needs_reference, active=one.active
    )


def added(shop: Shop, label: str = "Monnaie locale", **values: object) -> UUID:
    form = replace(MethodForm(shop.station.ids.new(), label), **values)  # type: ignore[arg-type]
    made: UUID = write(shop, add_method, AddMethod(form), shop.admin)
    return made


def refusal(shop: Shop, act: object, command: object) -> str:
    with pytest.raises(UserError) as caught:
        write(shop, act, command, shop.admin)  # type: ignore[arg-type]
    return caught.value.code


def test_the_card_is_off_until_somebody_switches_it_on(shop: Shop) -> None:
    assert [one.code for one in read(shop, payment_methods)] == ["cash", "check"]
    write(shop, edit_method, EditMethod(replace(form_of(line(shop, "Carte")), active=True)), shop.admin)
    assert [one.code for one in read(shop, payment_methods)] == ["cash", "check", "card"]
    assert len(entries(shop, "payment_method.changed")) == 1


def test_a_way_of_the_shop_s_own_pays_and_has_its_line_in_the_z(shop: Shop) -> None:
    added(shop, in_drawer=True)
    code = line(shop, "Monnaie locale").code
    till = open_till(shop)
    till.sell((code, 300))
    with shop.db.reading() as session:
        figures = session_figures(session, till.session_id)
    assert [(one.label, one.expected) for one in figures.expected if one.method_code == code] == [
        ("Monnaie locale", 300)
    ]


def test_a_way_switched_off_keeps_what_it_brought(shop: Shop) -> None:
    added(shop)
    code = line(shop, "Monnaie locale").code
    till = open_till(shop)
    till.sell((code, 300))
    write(shop, edit_method, EditMethod(replace(form_of(line(shop, "Monnaie locale")), active=False)), shop.admin)
    assert code not in {one.code for one in read(shop, payment_methods)}
    with shop.db.reading() as session:
        figures = session_figures(session, till.session_id)
    assert {one.method_code: one.expected for one in figures.expected}[code] == 300


def test_the_same_form_twice_adds_and_writes_once(shop: Shop) -> None:
    form = MethodForm(shop.station.ids.new(), "Monnaie locale")
    for _ in range(2):
        write(shop, add_method, AddMethod(form), shop.admin)
    write(shop, edit_method, EditMethod(form), shop.admin)
    assert read(shop, count, "payment_methods") == 5
    assert (len(entries(shop, "payment_method.added")), entries(shop, "payment_method.changed")) == (1, [])


def test_a_till_is_never_left_without_a_way_to_pay(shop: Shop) -> None:
    write(shop, edit_method, EditMethod(replace(form_of(line(shop, "Chèque")), active=False)), shop.admin)
    last = EditMethod(replace(form_of(line(shop, "Espèces")), active=False))
    assert refusal(shop, edit_method, last) == "method.last_active"


def test_cash_stays_in_the_drawer_and_asks_for_no_reference(shop: Shop) -> None:
    odd = replace(form_of(line(shop, "Espèces")), in_drawer=False, needs_reference=True)
    write(shop, edit_method, EditMethod(odd), shop.admin)
    cash = line(shop, "Espèces")
    assert (cash.in_drawer, cash.needs_reference) == (True, False)


@pytest.mark.parametrize(
    ("label", "code"),
    [(" ", "method.label_missing"), ("x" * 21, "method.label_length"), ("CHEQUE", "method.label_taken")],
)
def test_two_buttons_that_cannot_be_told_apart_are_refused(shop: Shop, label: str, code: str) -> None:
    assert refusal(shop, add_method, AddMethod(MethodForm(shop.station.ids.new(), label))) == code


def test_a_second_cash_and_a_way_that_is_gone_are_refused(shop: Shop) -> None:
    new = shop.station.ids.new
    assert refusal(shop, add_method, AddMethod(MethodForm(new(), "Caisse 2", PaymentKind.CASH))) == "method.one_cash"
    assert refusal(shop, edit_method, EditMethod(MethodForm(new(), "Rien"))) == "method.not_found"


def test_a_joined_till_does_not_change_how_the_whole_shop_is_paid(shop: Shop) -> None:
    till = join(shop, WorkstationKind.TILL)
    command = AddMethod(MethodForm(till.station.ids.new(), "Monnaie locale"))
    assert refusal(till, add_method, command) == "shared.office_only"
