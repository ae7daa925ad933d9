"""Signing in: the right person gets in, a thief is slowed down, nobody is locked out of her own shop for good."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

import pytest
from sqlalchemy import select

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import LoginHistory, Setting, User, UserSession
from recyclique_desktop.data.verify import verify
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.enums import SignInMethod, UserStatus
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.flows.sign_in import (
    SignedInPerson,
    sign_in_with_password,
    sign_in_with_pin,
    sign_out,
    unlock,
)
from recyclique_desktop.system.messages import sentence
from recyclique_desktop.system.passwords import CHEAP
from recyclique_desktop.system.throttle import ThrottleStore
from tests.known import PIN
from tests.services.selling import count, read

if TYPE_CHECKING:
    from tests.conftest import Shop

PASSWORD = "Motdepasse-1"


@pytest.fixture
def vault(tmp_path: Path, shop: Shop) -> ThrottleStore:
    return ThrottleStore(tmp_path / "config", shop.station.id)


def volunteer(shop: Shop) -> UUID:
    assert shop.volunteer.user_id is not None
    return shop.volunteer.user_id


def by_pin(shop: Shop, vault: ThrottleStore, pin: str = PIN) -> SignedInPerson:
    return sign_in_with_pin(shop.db, vault, volunteer(shop), pin, shop.station, costs=CHEAP)


def by_password(shop: Shop, vault: ThrottleStore, name: str, password: str = PASSWORD) -> SignedInPerson:
    return sign_in_with_password(shop.db, vault, name, password, shop.station, costs=CHEAP)


def refusal(attempt: Callable[[], object]) -> UserError:
    with pytest.raises(UserError) as caught:
        attempt()
    assert len(sentence(caught.value)) > 10
    return caught.value


def fail(shop: Shop, vault: ThrottleStore, times: int) -> list[str]:
    return [refusal(lambda: by_pin(shop, vault, "0000")).code for _ in range(times)]


def history(shop: Shop) -> list[LoginHistory]:
    with shop.db.reading() as session:
        return list(session.scalars(select(LoginHistory).order_by(LoginHistory.id)))


def test_the_right_code_opens_a_session_for_the_shift(shop: Shop, vault: ThrottleStore) -> None:
    entered = by_pin(shop, vault)
    assert entered.actor == shop.volunteer
    with shop.db.reading() as session:
        found = session.get_one(UserSession, entered.session_id)
    assert found.expires_at == shop.clock.now() + timedelta(hours=8)
    assert (found.method, found.user_id) == (SignInMethod.PIN, volunteer(shop))


def test_a_wrong_code_says_how_many_tries_are_left(shop: Shop, vault: ThrottleStore) -> None:
    errors = [refusal(lambda: by_pin(shop, vault, "0000")) for _ in range(4)]
    assert [error.params["left"] for error in errors] == [4, 3, 2, 1]
    assert {error.code for error in errors} == {"signin.pin_wrong"}


def test_five_wrong_codes_lock_for_a_quarter_of_an_hour_even_for_the_right_code(
    shop: Shop, vault: ThrottleStore
) -> None:
    until = shop.clock.now() + timedelta(minutes=15)
    assert fail(shop, vault, 5) == ["signin.pin_wrong"] * 4 + ["signin.locked"]
    error = refusal(lambda: by_pin(shop, vault))
    assert (error.code, error.params) == ("signin.locked", {"until": until})
    shop.clock.advance(timedelta(minutes=15))
    assert by_pin(shop, vault).actor == shop.volunteer


def test_the_second_lock_is_twice_as_long(shop: Shop, vault: ThrottleStore) -> None:
    fail(shop, vault, 5)
    shop.clock.advance(timedelta(minutes=15))
    error = refusal(lambda: by_pin(shop, vault, "0000"))
    assert error.params["until"] == shop.clock.now() + timedelta(minutes=30)


def test_a_lock_survives_a_restart_of_the_program(shop: Shop, vault: ThrottleStore, tmp_path: Path) -> None:
    fail(shop, vault, 5)
    again = ThrottleStore(tmp_path / "config", shop.station.id)
    assert refusal(lambda: by_pin(shop, again)).code == "signin.locked"


def test_one_persons_lock_is_nobody_elses(shop: Shop, vault: ThrottleStore) -> None:
    fail(shop, vault, 5)
    assert shop.admin.user_id is not None
    entered = sign_in_with_pin(shop.db, vault, shop.admin.user_id, "1470", shop.station, costs=CHEAP)
    assert entered.actor.user_id == shop.admin.user_id


def test_a_right_code_forgets_the_wrong_ones(shop: Shop, vault: ThrottleStore) -> None:
    fail(shop, vault, 4)
    by_pin(shop, vault)
    assert refusal(lambda: by_pin(shop, vault, "0000")).params["left"] == 4


def test_the_persons_own_password_opens_her_lock(shop: Shop, vault: ThrottleStore) -> None:
    fail(shop, vault, 5)
    assert by_password(shop, vault, "emilie.robert").actor == shop.volunteer
    assert by_pin(shop, vault).actor == shop.volunteer


def test_a_manager_opens_a_lock_and_a_volunteer_does_not(shop: Shop, vault: ThrottleStore) -> None:
    fail(shop, vault, 5)
    assert refusal(lambda: unlock(shop.db, vault, volunteer(shop), shop.volunteer, shop.station)).code == (
        "permission.denied"
    )
    assert refusal(lambda: by_pin(shop, vault)).code == "signin.locked"
    unlock(shop.db, vault, volunteer(shop), shop.admin, shop.station)
    assert by_pin(shop, vault).actor == shop.volunteer


def test_a_manager_opens_a_lock_on_the_password_too(shop: Shop, vault: ThrottleStore) -> None:
    for _ in range(5):
        refusal(lambda: by_password(shop, vault, "emilie.robert", "x"))
    assert refusal(lambda: by_password(shop, vault, "emilie.robert")).code == "signin.locked"
    unlock(shop.db, vault, volunteer(shop), shop.admin, shop.station)
    assert by_password(shop, vault, "emilie.robert").actor == shop.volunteer


def test_history_keeps_the_first_and_the_fifth_failure_and_counts(shop: Shop, vault: ThrottleStore) -> None:
    fail(shop, vault, 5)
    refusal(lambda: by_pin(shop, vault))
    for minutes in (15, 30, 60):
        shop.clock.advance(timedelta(minutes=minutes))
        fail(shop, vault, 1)
    shop.clock.advance(timedelta(hours=2))
    by_pin(shop, vault)
    rows = history(shop)
    assert [(row.success, row.attempts, row.error_type) for row in rows] == [
        (False, 1, "invalid_pin"),
        (False, 5, "invalid_pin"),
        (True, None, None),
    ]
    with shop.db.connection() as connection:
        assert verify(connection, shop.trust, full=True).findings == []


@pytest.mark.parametrize("name", ["emilie.robert", "EMILIE.ROBERT", "Émilie Robert", "emilie robert"])
def test_a_name_is_known_however_it_is_typed(shop: Shop, vault: ThrottleStore, name: str) -> None:
    assert by_password(shop, vault, name).actor == shop.volunteer


def test_an_unknown_name_and_a_wrong_password_read_the_same(shop: Shop, vault: ThrottleStore) -> None:
    unknown = [refusal(lambda: by_password(shop, vault, "personne.ici", "x")) for _ in range(6)]
    known = [refusal(lambda: by_password(shop, vault, "emilie.robert", "x")) for _ in range(6)]
    assert [(e.code, e.params) for e in unknown] == [(e.code, e.params) for e in known]
    assert [row.user_id for row in history(shop)] == [None, None, volunteer(shop), volunteer(shop)]
    assert history(shop)[0].username == "personne.ici"


def test_wrong_passwords_do_not_lock_the_code(shop: Shop, vault: ThrottleStore) -> None:
    for _ in range(5):
        refusal(lambda: by_password(shop, vault, "emilie.robert", "x"))
    assert by_pin(shop, vault).actor == shop.volunteer


def change(shop: Shop, **values: object) -> None:
    with shop.db.writing() as session:
        record(session, acts.PIN_CHANGED, shop.admin, shop.station)
        person = session.get_one(User, volunteer(shop))
        for name, value in values.items():
            setattr(person, name, value)


@pytest.mark.parametrize(
    "state", [{"is_active": False}, {"status": UserStatus.PENDING}, {"status": UserStatus.REJECTED}]
)
def test_who_may_not_work_here_does_not_get_in(shop: Shop, vault: ThrottleStore, state: dict[str, object]) -> None:
    change(shop, **state)
    assert refusal(lambda: by_pin(shop, vault)).code == "signin.inactive"
    assert refusal(lambda: by_password(shop, vault, "emilie.robert")).code == "signin.inactive"
    assert refusal(lambda: by_password(shop, vault, "emilie.robert", "x")).code == "signin.password_wrong"
    assert read(shop, count, "user_sessions") == 0


def test_a_person_without_a_code_is_told_so_and_not_locked(shop: Shop, vault: ThrottleStore) -> None:
    change(shop, hashed_pin=None)
    assert {refusal(lambda: by_pin(shop, vault)).code for _ in range(6)} == {"signin.no_pin"}
    assert by_password(shop, vault, "emilie.robert").actor == shop.volunteer


@pytest.mark.parametrize("password", ["!", "", PASSWORD])
def test_a_person_without_a_password_is_not_let_in_by_any(shop: Shop, vault: ThrottleStore, password: str) -> None:
    change(shop, hashed_password="!")
    error = refusal(lambda: by_password(shop, vault, "emilie.robert", password))
    assert error.code == "signin.password_wrong"
    assert by_pin(shop, vault).actor == shop.volunteer


def test_a_tile_of_nobody_opens_nothing(shop: Shop, vault: ThrottleStore) -> None:
    nobody = uuid5(volunteer(shop), "nobody")
    error = refusal(lambda: sign_in_with_pin(shop.db, vault, nobody, PIN, shop.station, costs=CHEAP))
    assert error.code == "signin.inactive"


def test_two_thieves_at_once_get_five_tries_together(shop: Shop, vault: ThrottleStore) -> None:
    codes: list[str] = []

    def steal() -> None:
        codes.extend(refusal(lambda: by_pin(shop, vault, "0000")).code for _ in range(5))

    thieves = [threading.Thread(target=steal) for _ in range(2)]
    for thief in thieves:
        thief.start()
    for thief in thieves:
        thief.join()
    assert codes.count("signin.pin_wrong") <= 5
    assert vault.load(volunteer(shop)).is_locked(shop.clock.now())


def test_the_length_of_a_sign_in_is_the_shops_setting(shop: Shop, vault: ThrottleStore) -> None:
    with shop.db.writing() as session:
        record(session, acts.SETTING_CHANGED, shop.admin, shop.station)
        query = select(Setting).where(Setting.key == "token_expiration_minutes")
        session.scalars(query).one().value = "60"
    entered = by_pin(shop, vault)
    with shop.db.reading() as session:
        assert session.get_one(UserSession, entered.session_id).expires_at == shop.clock.now() + timedelta(hours=1)


def test_leaving_ends_the_session(shop: Shop, vault: ThrottleStore) -> None:
    entered = by_pin(shop, vault)
    sign_out(shop.db, entered, shop.station)
    with shop.db.reading() as session:
        assert session.get_one(UserSession, entered.session_id).revoked_at == shop.clock.now()
