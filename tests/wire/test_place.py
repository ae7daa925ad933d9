"""Where the centre is decides how the connection is protected; nobody can ask for less."""

from __future__ import annotations

from pathlib import Path

import pytest

from recyclique_desktop.wire import Place


@pytest.mark.parametrize(
    ("host", "sslmode"),
    [
        ("centre.example.org", "verify-full"), ("192.168.1.10", "verify-full"), ("10.0.0.1", "verify-full"),
        ("localhost.example.org", "verify-full"), ("::2", "verify-full"),
        ("localhost", "prefer"), ("127.0.0.1", "prefer"), ("127.8.8.8", "prefer"), ("::1", "prefer"),
        ("/var/run/postgresql", "disable"),
    ],
)  # fmt: skip
def test_a_password_never_crosses_a_network_unprotected(host: str, sslmode: str) -> None:
    place = Place(host, 5432, "centre", "dev_1")
    assert place.sslmode == sslmode
    assert ("sslrootcert" in place.parts()) is (sslmode == "verify-full")


def test_without_an_authority_of_its_own_the_systems_are_asked() -> None:
    place = Place("centre.example.org", 5432, "centre", "dev_1")
    assert place.parts()["sslrootcert"] == "system"
    assert Place(place.host, 5432, "centre", "dev_1", Path("/ca.pem")).parts()["sslrootcert"] == "/ca.pem"


def test_with_an_authority_even_this_machine_must_prove_itself() -> None:
    assert Place("localhost", 5432, "centre", "dev_1", Path("/ca.pem")).sslmode == "verify-full"


def test_the_certificate_is_checked_against_the_name_that_was_typed() -> None:
    parts = Place("centre.example.org", 5432, "centre", "dev_1").parts("192.0.2.1")
    assert (parts["host"], parts["hostaddr"]) == ("centre.example.org", "192.0.2.1")
