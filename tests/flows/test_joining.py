"""An access in hand: a slip of the finger is named, and nobody sends a password to the wrong place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.flows.joining import (
    TypedAccess,
    clean_code,
    fingerprint_words,
    from_fields,
    from_file,
    from_text,
    is_near,
)
from recyclique_desktop.system import code_file
from recyclique_desktop.system.code_file import CodeFile

ACCESS = CodeFile(
    host="192.168.1.20", port=5432, database="recyclique", login="recyclique_enrol", password="x" * 20,
    code="K7QM-4TXB", kind=WorkstationKind.TILL,
)  # fmt: skip
TYPED = TypedAccess("192.168.1.20", "", "", "secret", "k7qm 4txb")


def refused(typed: TypedAccess) -> UserError:
    with pytest.raises(UserError) as caught:
        from_fields(typed)
    return caught.value


def test_a_file_and_its_text_say_the_same(tmp_path: Path) -> None:
    path = tmp_path / "acces.json"
    code_file.write(path, ACCESS)
    assert from_file(path) == ACCESS
    assert from_text(f"\n {path.read_text('utf-8')} ") == ACCESS


@pytest.mark.parametrize("text", ["", "bonjour", "{}", '{"host": "x"}'])
def test_what_is_no_access_is_said(text: str) -> None:
    with pytest.raises(UserError, match=r"code_file\.text_wrong"):
        from_text(text)


def test_typed_parts_make_the_same_access_with_the_usual_port_and_base() -> None:
    made = from_fields(TYPED)
    assert (made.host, made.port, made.database, made.login, made.code) == (
        "192.168.1.20", 5432, "recyclique", "recyclique_enrol", "K7QM-4TXB",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"host": " "}, "code_file.host_missing"),
        ({"port": "0"}, "code_file.port_wrong"),
        ({"port": "70000"}, "code_file.port_wrong"),
        ({"port": "port"}, "code_file.port_wrong"),
        ({"password": " "}, "code_file.password_missing"),
        ({"code": "K7QM-4T"}, "code_file.code_short"),
        ({"code": "K7QM-4TXBZ"}, "code_file.code_wrong"),
        ({"code": "K7QM-4TX0"}, "code_file.code_wrong"),
    ],
)
def test_a_slip_of_the_finger_is_named(change: dict[str, str], code: str) -> None:
    assert refused(replace(TYPED, **change)).code == code


def test_a_short_code_says_how_much_is_missing() -> None:
    error = refused(replace(TYPED, code="K7QM-4T"))
    assert error.params == {"missing": 2}
    assert clean_code("k7qm–4txb") == "K7QM-4TXB"


@pytest.mark.parametrize(
    ("host", "near"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("::1", True),
        ("/run/pg", True),
        ("192.168.1.20", False),
        ("c.fr", False),
    ],
)
def test_only_this_very_computer_is_near(host: str, near: bool) -> None:
    assert is_near(host) is near


def test_a_fingerprint_is_read_out_in_pairs() -> None:
    assert fingerprint_words("3fa2910c" + "0" * 56) == "3F A2 91 0C"
