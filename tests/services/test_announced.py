"""A deposit announced counts once, when somebody weighed it; what is refused says why; no bot is needed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from recyclique_desktop.data.models import Deposit, LigneDepot
from recyclique_desktop.data.queries.announced import Announced, State, announced
from recyclique_desktop.data.queries.figures import reception_day_figures
from recyclique_desktop.data.verify import verify
from recyclique_desktop.domain.enums import DepositStatus, Destination, EEECategory, WeightSource
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.reception import Weighed
from recyclique_desktop.domain.weight import Grams
from recyclique_desktop.services.announced import (
    AnnounceDeposit,
    RefuseDeposit,
    Validated,
    ValidateDeposit,
    announce_deposit,
    refuse_deposit,
    validate_deposit,
)
from tests.services.selling import entries, read, write
from tests.services.weighing import category, open_reception, weigher

if TYPE_CHECKING:
    from uuid import UUID

    from tests.conftest import Shop

DAY = date(2026, 9, 17)


def announce(shop: Shop, words: str = "deux grille-pain", weight: int | None = None) -> UUID:
    command = AnnounceDeposit(shop.station.ids.new(), words, None if weight is None else Grams(weight))
    done: UUID = write(shop, announce_deposit, command, weigher(shop))
    return done


def validating(shop: Shop, deposit_id: UUID, net: int = 2_100) -> ValidateDeposit:
    ids = shop.station.ids
    weighed = Weighed(Grams(net), Grams(0), WeightSource.SCALE)
    return ValidateDeposit(
        deposit_id, ids.new(), ids.new(), category(shop, "Casserole"), weighed, Destination.RECYCLAGE,
        EEECategory.SMALL_APPLIANCE,
    )  # fmt: skip


def refusal(shop: Shop, act: Any, command: object, actor: Any = None) -> str:
    with pytest.raises(UserError) as caught:
        write(shop, act, command, actor or weigher(shop))
    return caught.value.code


def only(shop: Shop, state: State | None = None) -> Announced:
    (found,) = read(shop, announced, state)
    return found  # type: ignore[no-any-return]


def test_what_is_typed_at_the_desk_waits_for_a_person(shop: Shop) -> None:
    announce(shop, "  deux   grille-pain ", 2000)
    found = only(shop, State.WAITING)
    assert (found.description, found.weight, found.by_bot, found.who) == ("deux grille-pain", 2000, False, "Émilie R.")
    (entry, *_) = entries(shop, "deposit.announced")
    assert "grille" not in repr(entry)


def test_validating_weighs_it_once_on_a_ticket_of_today(shop: Shop) -> None:
    deposit_id = announce(shop)
    open_reception(shop)
    command = validating(shop, deposit_id)
    done: Validated = write(shop, validate_deposit, command, weigher(shop))
    assert (done.number, done.net) == ("C01-000001", 2100)
    assert read(shop, reception_day_figures, shop.station.id, DAY).totals.recycling_direct == 2100
    with shop.db.reading() as session:
        assert session.get_one(LigneDepot, command.line_id).deposit_id == deposit_id
        deposit = session.get_one(Deposit, deposit_id)
    assert (deposit.status, deposit.category, deposit.weight) == (
        DepositStatus.COMPLETED,
        EEECategory.SMALL_APPLIANCE,
        2100,
    )
    assert (only(shop).state, only(shop).number) == (State.DONE, "C01-000001")
    assert refusal(shop, validate_deposit, validating(shop, deposit_id)) == "reception.announced_done"
    with shop.db.connection() as connection:
        assert verify(connection, shop.trust, full=True).findings == []


def test_without_an_open_reception_nothing_is_weighed(shop: Shop) -> None:
    deposit_id = announce(shop)
    assert refusal(shop, validate_deposit, validating(shop, deposit_id)) == "reception.post_needed"
    assert only(shop).state is State.WAITING


def test_a_refusal_says_why_and_1_4_4_reads_a_word_it_knows(shop: Shop) -> None:
    deposit_id = announce(shop)
    assert refusal(shop, refuse_deposit, RefuseDeposit(deposit_id, " ")) == "reception.refusal_reason"
    write(shop, refuse_deposit, RefuseDeposit(deposit_id, "amiante"), weigher(shop))
    found = only(shop, State.REFUSED)
    assert (found.status, found.reason) == (DepositStatus.CLASSIFICATION_FAILED, "amiante")
    open_reception(shop)
    assert refusal(shop, validate_deposit, validating(shop, deposit_id)) == "reception.announced_done"


def test_a_machine_that_failed_leaves_the_deposit_to_a_person(shop: Shop) -> None:
    deposit_id = announce(shop)
    with shop.db.connection() as connection:
        connection.exec_driver_sql("UPDATE deposits SET status = 'CLASSIFICATION_FAILED'")
        connection.commit()
    assert only(shop).state is State.WAITING
    open_reception(shop)
    write(shop, validate_deposit, validating(shop, deposit_id), weigher(shop))
    assert only(shop).state is State.DONE


def test_only_reception_announces_and_decides_and_words_are_needed(shop: Shop) -> None:
    deposit_id = announce(shop)
    for act, command in (
        (announce_deposit, AnnounceDeposit(shop.station.ids.new(), "x")),
        (validate_deposit, validating(shop, deposit_id)),
        (refuse_deposit, RefuseDeposit(deposit_id, "non")),
    ):
        assert refusal(shop, act, command, shop.volunteer) == "permission.denied"
    assert refusal(shop, announce_deposit, AnnounceDeposit(shop.station.ids.new(), " ")) == "reception.announced_text"
    nowhere = RefuseDeposit(shop.station.ids.new(), "non")
    assert refusal(shop, refuse_deposit, nowhere) == "reception.announced_not_found"


def test_a_weight_that_cannot_be_leaves_everything_as_it_was(shop: Shop) -> None:
    deposit_id = announce(shop)
    open_reception(shop)
    assert refusal(shop, validate_deposit, validating(shop, deposit_id, 0)) == "reception.weight_zero"
    assert only(shop).state is State.WAITING
