"""What a person says of herself: hers to change, nobody else's address taken, and nothing of it in the open journal."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from recyclique_desktop.data.models import User
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.station import SYSTEM, Actor
from recyclique_desktop.services.own_account import OwnData, change_own_data
from tests.services.joined import join
from tests.services.selling import entries, write

if TYPE_CHECKING:
    from tests.conftest import Shop

SAID = OwnData("emilie.robert", "Émilie", "Robert", "emilie@exemple.fr", "06 00 00 00 00", "2 rue du Canal")


def row(shop: Shop, actor: Actor) -> User:
    assert actor.user_id is not None
    with shop.db.reading() as session:
        return session.get_one(User, actor.user_id)


def refused(shop: Shop, said: OwnData, actor: Actor | None = None) -> str:
    with pytest.raises(UserError) as caught:
        write(shop, change_own_data, said, actor or shop.volunteer)
    return caught.value.code


def test_what_she_says_is_kept_and_stays_out_of_the_open_journal(shop: Shop) -> None:
    write(shop, change_own_data, SAID, shop.volunteer)
    kept = row(shop, shop.volunteer)
    assert (kept.email, kept.phone_number, kept.address) == (SAID.email, SAID.phone, SAID.address)
    told = json.dumps(entries(shop, "user.changed"))
    assert not any(text in told for text in (SAID.email, SAID.phone, SAID.address))


def test_what_is_there_already_writes_nothing(shop: Shop) -> None:
    write(shop, change_own_data, SAID, shop.volunteer)
    write(shop, change_own_data, replace(SAID, phone="06  00 00 00 00 "), shop.volunteer)
    assert len(entries(shop, "user.changed")) == 1


def test_an_empty_address_is_none(shop: Shop) -> None:
    write(shop, change_own_data, SAID, shop.volunteer)
    write(shop, change_own_data, replace(SAID, email="", phone=" "), shop.volunteer)
    assert (row(shop, shop.volunteer).email, row(shop, shop.volunteer).phone_number) == (None, None)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (replace(SAID, first_name="  "), "person.name_missing"),
        (replace(SAID, username="é"), "person.username_format"),
        (replace(SAID, email="pas une adresse"), "person.email_format"),
        (replace(SAID, email="@exemple.fr"), "person.email_format"),
        (replace(SAID, email="nom@exemple"), "person.email_format"),
        (replace(SAID, address="x" * 256), "person.too_long"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(shop: Shop, said: OwnData, code: str) -> None:
    assert refused(shop, said) == code
    assert row(shop, shop.volunteer).email is None


def test_nobody_takes_the_name_or_the_address_of_somebody_else(shop: Shop) -> None:
    write(shop, change_own_data, SAID, shop.volunteer)
    assert refused(shop, replace(SAID, email="Emilie@Exemple.FR", username="autre"), shop.admin) == "person.email_taken"
    assert refused(shop, replace(SAID, email=""), shop.admin) == "person.username_taken"


def test_the_program_is_nobody_and_a_joined_till_asks_for_none_of_it(shop: Shop) -> None:
    assert refused(shop, SAID, SYSTEM) == "signin.needed"
    join(shop, WorkstationKind.TILL)
    assert refused(shop, SAID) == "shared.office_only"


def test_an_office_asks_the_centre_for_it(shop: Shop) -> None:
    join(shop, WorkstationKind.OFFICE)
    write(shop, change_own_data, SAID, shop.volunteer)
    assert row(shop, shop.volunteer).email == SAID.email
