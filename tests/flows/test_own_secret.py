"""One's own code: nobody changes it at a screen left open, and wrong tries count like those at the door."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import bcrypt
import pytest

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import User
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.station import SYSTEM, Actor
from recyclique_desktop.flows.own_secret import OwnPassword, OwnPin, change_own_password, change_own_pin
from recyclique_desktop.flows.sign_in import sign_in_with_password
from recyclique_desktop.services.people_edit import ClearPin, DeactivatePerson, clear_pin, deactivate_person
from recyclique_desktop.system.passwords import CHEAP, verify_secret
from recyclique_desktop.system.throttle import ThrottleStore
from tests.known import PIN
from tests.services.joined import join
from tests.services.selling import entries, write

if TYPE_CHECKING:
    from tests.conftest import Shop

PASSWORD = "Motdepasse-1"


@pytest.fixture
def vault(tmp_path: Path, shop: Shop) -> ThrottleStore:
    return ThrottleStore(tmp_path / "config", shop.station.id)


def change(shop: Shop, vault: ThrottleStore, present: str, pin: str, actor: Actor | None = None) -> None:
    change_own_pin(shop.db, vault, OwnPin(present, pin), actor or shop.volunteer, shop.station, costs=CHEAP)


def emilie(shop: Shop) -> UUID:
    assert shop.volunteer.user_id is not None
    return shop.volunteer.user_id


def opens(shop: Shop, pin: str) -> bool:
    with shop.db.reading() as session:
        return verify_secret(pin, session.get_one(User, emilie(shop)).hashed_pin, CHEAP)


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(UserError) as caught:
        act()
    return caught.value.code


def test_who_knows_her_code_changes_it(shop: Shop, vault: ThrottleStore) -> None:
    change(shop, vault, PIN, "7391")
    assert opens(shop, "7391")
    assert not opens(shop, PIN)
    assert "7391" not in str(entries(shop, "user.pin_changed"))


def test_who_has_no_code_yet_gives_her_password(shop: Shop, vault: ThrottleStore) -> None:
    write(shop, clear_pin, ClearPin(emilie(shop)), shop.admin)
    assert refused(lambda: change(shop, vault, "faux", "7391")) == "signin.password_wrong"
    change(shop, vault, PASSWORD, "7391")
    assert opens(shop, "7391")


def test_the_password_does_not_stand_in_for_a_code(shop: Shop, vault: ThrottleStore) -> None:
    assert refused(lambda: change(shop, vault, PASSWORD, "7391")) == "signin.pin_wrong"
    assert opens(shop, PIN)


def test_five_wrong_codes_lock_here_as_at_the_door(shop: Shop, vault: ThrottleStore) -> None:
    codes = [refused(lambda: change(shop, vault, "0000", "7391")) for _ in range(5)]
    assert codes == ["signin.pin_wrong"] * 4 + ["signin.locked"]
    assert refused(lambda: change(shop, vault, PIN, "7391")) == "signin.locked"
    assert opens(shop, PIN)


@pytest.mark.parametrize(("pin", "code"), [("12", "pin.format"), ("1234", "pin.trivial"), (PIN, "pin.same")])
def test_a_bad_new_code_is_refused_and_the_old_one_stays(shop: Shop, vault: ThrottleStore, pin: str, code: str) -> None:
    assert refused(lambda: change(shop, vault, PIN, pin)) == code
    assert opens(shop, PIN)


def test_an_account_switched_off_meanwhile_changes_nothing(shop: Shop, vault: ThrottleStore) -> None:
    write(shop, deactivate_person, DeactivatePerson(emilie(shop)), shop.admin)
    assert refused(lambda: change(shop, vault, PIN, "7391")) == "signin.inactive"
    assert refused(lambda: change(shop, vault, PIN, "7391", SYSTEM)) == "signin.needed"


def test_on_a_joined_till_one_still_changes_ones_own(shop: Shop, vault: ThrottleStore) -> None:
    join(shop, WorkstationKind.TILL)
    change(shop, vault, PIN, "7391")
    assert opens(shop, "7391")
    (entry,) = entries(shop, "user.pin_changed")
    assert "hashed_pin" not in str(entry), "a secret travels in the personal entry alone"


def change_password(shop: Shop, vault: ThrottleStore, present: str, password: str) -> str:
    wish = OwnPassword(present, password)
    return change_own_password(shop.db, vault, wish, shop.volunteer, shop.station, costs=CHEAP)


def lets_in(shop: Shop, vault: ThrottleStore, password: str) -> bool:
    try:
        sign_in_with_password(shop.db, vault, "emilie.robert", password, shop.station, costs=CHEAP)
    except UserError:
        return False
    return True


def test_who_knows_her_password_changes_it_and_the_old_one_opens_nothing(shop: Shop, vault: ThrottleStore) -> None:
    before = sign_in_with_password(shop.db, vault, "emilie.robert", PASSWORD, shop.station, costs=CHEAP)
    mark = change_password(shop, vault, PASSWORD, "Nouveau!22")
    assert mark != before.mark, "her other sign-ins are over"
    assert lets_in(shop, vault, "Nouveau!22")
    assert not lets_in(shop, vault, PASSWORD)
    assert "Nouveau" not in str(entries(shop, "user.password_changed"))


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("Aa1!aaa", "password.too_short"), ("aaaaaa1!", "password.no_upper"), ("AAAAAA1!", "password.no_lower"),
        ("Aaaaaaa!", "password.no_digit"), ("Aaaaaaa1", "password.no_special"),
    ],
)  # fmt: skip
def test_a_weak_password_of_ones_own_is_refused_by_name(
    shop: Shop, vault: ThrottleStore, password: str, code: str
) -> None:
    assert refused(lambda: change_password(shop, vault, PASSWORD, password)) == code
    assert lets_in(shop, vault, PASSWORD)


def test_a_wrong_present_password_counts_like_one_at_the_door(shop: Shop, vault: ThrottleStore) -> None:
    codes = [refused(lambda: change_password(shop, vault, "faux", "Nouveau!22")) for _ in range(5)]
    assert codes == ["signin.password_wrong"] * 4 + ["signin.locked"]
    assert not lets_in(shop, vault, PASSWORD), "the door is shut too"


def test_who_has_no_password_yet_gives_her_code(shop: Shop, vault: ThrottleStore) -> None:
    with shop.db.writing() as session:
        record(session, acts.USER_CHANGED, shop.admin, shop.station)
        session.get_one(User, emilie(shop)).hashed_password = "!"
    assert refused(lambda: change_password(shop, vault, "9999", "Nouveau!22")) == "signin.pin_wrong"
    change_password(shop, vault, PIN, "Nouveau!22")
    assert lets_in(shop, vault, "Nouveau!22")


def test_a_password_of_1_4_4_is_asked_for_like_any_other(shop: Shop, vault: ThrottleStore) -> None:
    old = bcrypt.hashpw(b"Ancien!144", bcrypt.gensalt(4)).decode()
    with shop.db.writing() as session:
        record(session, acts.USER_CHANGED, shop.admin, shop.station)
        session.get_one(User, emilie(shop)).hashed_password = old
    assert lets_in(shop, vault, "Ancien!144")
    with shop.db.reading() as session:
        assert session.get_one(User, emilie(shop)).hashed_password == old, "the web application goes on reading it"
    change_password(shop, vault, "Ancien!144", "Nouveau!22")
    assert lets_in(shop, vault, "Nouveau!22")
