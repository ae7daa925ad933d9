"""``recyclique report session``: the figures of a session, found by what people say."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import NewShop
    from tests.faults.place import Place


def test_the_report_says_the_figures_that_the_day_ended_with(played: Place) -> None:
    day = json.loads((played.root / "said.json").read_text("utf-8"))["sessions"][-1]
    told = played.run("report", "session", "last", "--json").json
    assert (told["number"], told["tickets"], told["sales"]) == (day["number"], day["tickets"], day["sales"])
    assert told["variance"] == day["variance"]
    expected = sum(Decimal(one["expected"]) for one in told["methods"])
    parts = ("float", "sales", "donations", "movements")
    assert expected == sum(Decimal(told[part]) for part in parts)
    assert Decimal(told["movements"]) < 0, "what was put away"


@pytest.mark.parametrize("name", ["C01-000001", "c01-000001", "1"])
def test_a_session_is_found_by_its_number(played: Place, name: str) -> None:
    assert played.run("report", "session", name, "--json").json["number"] == "C01-000001"


def test_a_session_is_found_by_its_identifier(played: Place) -> None:
    session_id = played.run("report", "session", "1", "--json").json["session_id"]
    assert played.run("report", "session", session_id, "--json").json["number"] == "C01-000001"


def test_people_get_the_paper_itself(played: Place) -> None:
    text = played.run("report", "session", "last").out
    assert "RAPPORT DE FERMETURE (Z)" in text
    assert max(len(line) for line in text.splitlines()) <= 42


@pytest.mark.parametrize("name", ["99", "C02-000001", "x", ""])
def test_an_unknown_session_is_said_to_be_unknown(played: Place, name: str) -> None:
    done = played.run("report", "session", name, "--json")
    assert (done.code, done.json["error"]) == (1, "session.not_found")


def test_a_shop_that_never_opened_has_no_report(new_shop: NewShop) -> None:
    done = new_shop.place.run("report", "session", "last")
    assert done.code == 1
    assert "n’existe pas" in done.err
