"""A manager says yes by her own code: wrong ones count on her lock, and only what may be lent is lent."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from sqlalchemy import select

from recyclique_desktop.data.models import LoginHistory
from recyclique_desktop.domain.enums import Permission
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.lockout import Lockout
from recyclique_desktop.flows.approval import Word, approve
from recyclique_desktop.flows.sign_in import sign_in_with_pin
from recyclique_desktop.services import people_edit
from recyclique_desktop.system.passwords import CHEAP
from recyclique_desktop.system.throttle import ThrottleStore
from tests.services.selling import write

if TYPE_CHECKING:
    from pathlib import Path

    from recyclique_desktop.domain.station import Approval
    from tests.conftest import Shop

RIGHT = Permission.CAISSE_REFUND
ADMIN_PIN = "1470"


@pytest.fixture
def vault(tmp_path: Path) -> ThrottleStore:
    """The real counters, in a folder of their own."""
    return ThrottleStore(tmp_path, UUID(int=7))


def boss(shop: Shop) -> UUID:
    assert shop.admin.user_id is not None
    return shop.admin.user_id


def say(shop: Shop, vault: ThrottleStore, pin: str, *, who: UUID | None = None, right: Permission = RIGHT) -> Approval:
    return approve(shop.db, vault, Word(right, who or boss(shop), pin), shop.station, costs=CHEAP)


def refused(shop: Shop, vault: ThrottleStore, pin: str, **said: object) -> UserError:
    with pytest.raises(UserError) as caught:
        say(shop, vault, pin, **said)  # type: ignore[arg-type]
    return caught.value


def test_the_right_code_gives_her_word_and_signs_nobody_in(shop: Shop, vault: ThrottleStore) -> None:
    given = say(shop, vault, ADMIN_PIN)
    assert (given.permission, given.approver.user_id, given.given_at) == (RIGHT, boss(shop), shop.clock.now())
    with shop.db.reading() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM user_sessions").scalar_one() == 0


def test_five_wrong_codes_lock_the_manager_herself_here_and_at_sign_in(shop: Shop, vault: ThrottleStore) -> None:
    for left in (4, 3, 2, 1):
        assert refused(shop, vault, "0001").params["left"] == left
    assert refused(shop, vault, "0001").code == "signin.locked"
    assert refused(shop, vault, ADMIN_PIN).code == "signin.locked"
    with pytest.raises(UserError, match=r"signin\.locked"):
        sign_in_with_pin(shop.db, vault, boss(shop), ADMIN_PIN, shop.station, costs=CHEAP)
    assert shop.volunteer.user_id is not None
    assert vault.load(shop.volunteer.user_id) == Lockout()
    shop.clock.advance(timedelta(minutes=16))
    assert say(shop, vault, ADMIN_PIN).approver.user_id == boss(shop)
    assert vault.load(boss(shop)) == Lockout()


def test_the_first_wrong_code_and_the_one_that_locks_are_written(shop: Shop, vault: ThrottleStore) -> None:
    for _ in range(5):
        refused(shop, vault, "0001")
    with shop.db.reading() as session:
        rows = session.scalars(select(LoginHistory).order_by(LoginHistory.attempts)).all()
    assert [(row.user_id, row.success, row.error_type, row.attempts) for row in rows] == [
        (boss(shop), False, "invalid_approval", 1), (boss(shop), False, "invalid_approval", 5),
    ]  # fmt: skip


def test_who_may_not_do_it_cannot_allow_it(shop: Shop, vault: ThrottleStore) -> None:
    assert refused(shop, vault, "2580", who=shop.volunteer.user_id).code == "approval.refused"
    assert refused(shop, vault, ADMIN_PIN, right=Permission.USERS_MANAGE).code == "permission.denied"


def test_who_left_or_has_no_code_cannot_allow_it(shop: Shop, vault: ThrottleStore) -> None:
    assert refused(shop, vault, "2580", who=shop.station.ids.new()).code == "signin.inactive"
    assert shop.volunteer.user_id is not None
    write(shop, people_edit.clear_pin, people_edit.ClearPin(shop.volunteer.user_id), shop.admin)
    assert refused(shop, vault, "2580", who=shop.volunteer.user_id).code == "signin.no_pin"
    write(shop, people_edit.deactivate_person, people_edit.DeactivatePerson(shop.volunteer.user_id), shop.admin)
    assert refused(shop, vault, "2580", who=shop.volunteer.user_id).code == "signin.inactive"
