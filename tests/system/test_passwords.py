from __future__ import annotations

import random
import time

import bcrypt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.system.passwords import (
    CHEAP,
    STANDARD,
    Costs,
    check_password,
    check_pin,
    hash_secret,
    needs_rehash,
    one_time_password,
    password_gaps,
    verify_secret,
)


def test_the_right_code_opens_and_no_other() -> None:
    stored = hash_secret("2580", CHEAP)
    assert verify_secret("2580", stored, CHEAP)
    assert not verify_secret("2581", stored, CHEAP)
    assert not verify_secret("", stored, CHEAP)


def test_two_people_with_the_same_code_have_different_hashes() -> None:
    assert hash_secret("2580", CHEAP) != hash_secret("2580", CHEAP)


def test_a_code_of_the_web_application_still_opens() -> None:
    stored = bcrypt.hashpw("Émilie!1".encode(), bcrypt.gensalt(4)).decode()
    assert stored.startswith("$2b$")
    assert verify_secret("Émilie!1", stored)
    assert not verify_secret("Emilie!1", stored)


def test_a_long_password_of_the_web_application_counts_its_first_72_bytes() -> None:
    long = "é" * 40
    stored = bcrypt.hashpw(long.encode()[:72], bcrypt.gensalt(4)).decode()
    assert verify_secret(long, stored)


@pytest.mark.parametrize("stored", ["nonsense", "$argon2id$broken", "$2b$broken", "$2b$é"])
def test_a_damaged_hash_refuses_and_does_not_crash(stored: str) -> None:
    assert not verify_secret("2580", stored, CHEAP)


def test_hashes_are_written_anew_when_they_are_old_or_cheap() -> None:
    old = bcrypt.hashpw(b"2580", bcrypt.gensalt(4)).decode()
    cheap = hash_secret("2580", CHEAP)
    assert needs_rehash(old)
    assert needs_rehash(cheap, STANDARD)
    assert not needs_rehash(cheap, CHEAP)


def test_what_ships_is_as_slow_as_decided() -> None:
    assert Costs(memory_kib=19456, rounds=2, lanes=1) == STANDARD
    assert hash_secret("2580").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_an_unknown_name_takes_as_long_as_a_wrong_code() -> None:
    slow = Costs(memory_kib=16 * 1024, rounds=2)
    stored = hash_secret("2580", slow)

    def spent(kept: str | None) -> float:
        begun = time.process_time()
        assert not verify_secret("2581", kept, slow)
        return time.process_time() - begun

    known, unknown = (min(spent(kept) for _ in range(5)) for kept in (stored, None))
    assert unknown > known / 4


@pytest.mark.parametrize("pin", ["2580", "1397", "9019", "1221"])
def test_an_ordinary_code_is_accepted(pin: str) -> None:
    check_pin(pin)


@pytest.mark.parametrize("pin", ["", "123", "12345", "12a4", " 258", "٢٥٨٠", "²258"])
def test_a_code_is_four_digits(pin: str) -> None:
    with pytest.raises(UserError) as caught:
        check_pin(pin)
    assert caught.value.code == "pin.format"


@pytest.mark.parametrize("pin", ["0000", "7777", "1234", "0123", "6789", "7890", "9012", "4321", "9876", "0987"])
def test_a_code_that_anyone_would_try_first_is_refused(pin: str) -> None:
    with pytest.raises(UserError) as caught:
        check_pin(pin)
    assert caught.value.code == "pin.trivial"


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("Aa1!aaa", "password.too_short"),
        ("aaaaaa1!", "password.no_upper"),
        ("AAAAAA1!", "password.no_lower"),
        ("Aaaaaaa!", "password.no_digit"),
        ("Aaaaaaa1", "password.no_special"),
        ("ÉÉÉÉaa1!", "password.no_upper"),
    ],
)
def test_a_weak_password_is_refused_with_what_it_lacks(password: str, code: str) -> None:
    with pytest.raises(UserError) as caught:
        check_password(password)
    assert caught.value.code == code


def test_an_empty_password_lists_everything_it_lacks() -> None:
    assert len(password_gaps("")) == 5


@given(st.integers())
def test_a_one_time_password_always_passes_our_own_rule(seed: int) -> None:
    made = one_time_password(random.Random(seed).randbytes)
    assert password_gaps(made) == ()
    assert not set(made) & set("0O1lIi")
    assert len(made) == 19


def test_one_time_passwords_do_not_repeat() -> None:
    source = random.Random(7)
    assert len({one_time_password(source.randbytes) for _ in range(500)}) == 500
