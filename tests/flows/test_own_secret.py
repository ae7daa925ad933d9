"""One's own code: nobody changes it at a screen left open, and wrong tries count like those at the door."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from recyclique_desktop.data.models import User
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.station import SYSTEM, Actor
from recyclique_desktop.flows.own_secret import OwnPin, change_own_pin
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


def refused(act: Callable[[], None]) -> str:
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
