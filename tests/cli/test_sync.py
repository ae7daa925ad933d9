"""``recyclique sync``: a script knows whether everything went, and what somebody has to look at."""

from __future__ import annotations

import signal
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from recyclique_desktop.cli.problems import listed
from recyclique_desktop.data.queries.doubtful import CountedTwice, Crossed, Doubts, OverRefund
from recyclique_desktop.domain.weight import Grams
from tests.cli.conftest import JoinedShop, NewShop
from tests.cli.test_enrol import access
from tests.faults.place import Place
from tests.machines import let_in
from tests.postgres import CentralDatabase

pytestmark = pytest.mark.postgres


def sell_a_day(till: Place) -> None:
    """Sell a day without any centre."""
    done = till.run("demo-day", "--seed", "2", "--json")
    assert done.code == 0, done.out


def test_a_shop_alone_is_told_that_it_is_alone(new_shop: NewShop) -> None:
    status = new_shop.place.run("sync", "status", "--json")
    assert (status.code, status.json["light"]) == (0, "alone")
    for typed in (("sync", "--once"), ("sync",)):
        done = new_shop.place.run(*typed, "--json")
        assert (done.code, done.json["error"]) == (1, "centre.none")
    assert new_shop.place.run("sync", "problems").out.strip() == "Rien à examiner."


def test_what_waits_is_counted_then_sent(joined_shop: JoinedShop) -> None:
    till = joined_shop.till
    sell_a_day(till)
    waiting = till.run("sync", "status", "--json").json
    assert waiting["light"] == "waiting"
    assert waiting["waiting"] > 20
    assert f"{waiting['waiting']} actes à envoyer" in till.run("sync", "status").out
    done = till.run("sync", "--once", "--json")
    assert (done.code, done.json["waiting"], done.json["light"]) == (0, 0, "up_to_date")
    assert done.json["pushed"] >= waiting["waiting"]
    assert till.run("sync", "--once", "--json").json["pushed"] == 0
    assert "À jour." in till.run("sync", "status").out


@pytest.mark.slow
def test_an_exchange_left_running_sends_by_itself_and_ends_when_asked(joined_shop: JoinedShop) -> None:
    till = joined_shop.till
    sell_a_day(till)
    process = till.start("sync")
    until = time.monotonic() + 60
    while till.run("sync", "status", "--json").json["waiting"]:
        assert time.monotonic() < until, "nothing is sent"
        assert process.poll() is None, process.communicate()
        time.sleep(0.2)
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert "À jour." in out


@pytest.mark.slow
def test_two_programs_never_write_in_one_folder(joined_shop: JoinedShop) -> None:
    process = joined_shop.till.start("sync")
    try:
        assert process.stdout is not None
        assert process.stdout.readline()
        done = joined_shop.till.run("sync", "--once", "--json")
        assert (done.code, done.json["error"]) == (1, "instance.running")
        assert joined_shop.till.run("sync", "status", "--json").code == 0
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    assert process.returncode == 0


def test_an_entry_that_could_not_be_applied_is_listed_at_the_office_and_tried_again(
    new_shop: NewShop, centre: CentralDatabase, tmp_path: Path
) -> None:
    office = Place(tmp_path / "office")
    assert new_shop.place.run("enrol", "--code-file", access(centre, tmp_path)).code == 0
    assert office.run("enrol", "--code-file", access(centre, tmp_path, "office")).code == 0
    assert office.run("sync", "problems").out.strip() == "Rien à examiner."
    row = {"table": "sales", "op": "I", "id": "00000000-0000-4000-8000-000000000009", "set": {"number": "X-1"}}
    with let_in(centre, "till") as odd:
        assert odd.push([{}], rows=[row])["parked"] == 1
    done = office.run("sync", "problems", "--json")
    (found,) = done.json["problems"]
    assert (found["where"], found["id"]) == ("centre", f"{str(odd.machine.stream)[:8]}/1")
    assert found["id"] in office.run("sync", "problems").out
    again = office.run("sync", "problems", "--retry", found["id"], "--json")
    assert (again.code, again.json["applied"]) == (1, False)
    unknown = office.run("sync", "problems", "--retry", "absente/1", "--json")
    assert (unknown.code, unknown.json["error"]) == (1, "problem.unknown")


def test_a_till_sees_its_own_side_without_asking_the_centre(joined_shop: JoinedShop) -> None:
    done = joined_shop.till.run("sync", "problems", "--json")
    kinds = ("problems", "conflicts", "refunds", "gifts", "crossed", "counted")
    assert (done.code, done.json) == (0, {kind: [] for kind in kinds})


def test_a_folder_without_workstation_is_said(tmp_path: Path) -> None:
    for typed in (("sync", "--once"), ("sync", "status"), ("sync", "problems"), ("compare",)):
        done = Place(tmp_path).run(*typed, "--json")
        assert (done.code, done.json["error"]) == (1, "config.missing")


def test_what_was_given_back_or_counted_twice_is_listed_in_words_and_as_data() -> None:
    at = datetime(2026, 9, 17, 9, tzinfo=UTC)
    refund = OverRefund(UUID(int=1), 1, "C01-000001", "Casserole", 1, 2, ("C01-000002", "C02-000001"), at)
    counted = CountedTwice(UUID(int=2), ("R01-000001", "R02-000001"), Grams(4300), at)
    crossed = Crossed(UUID(int=3), 1, "C01-000003", "Verre", Grams(960), Grams(960_000), ("C02-000002",), at)
    done = listed([], (), Doubts((counted,), (refund,), crossed=(crossed,)))
    said = done.text.replace("\u00a0", " ")
    assert "Ticket C01-000001 : remboursé plus que vendu" in said
    assert "vendu 1, rendu 2 (C01-000002, C02-000001)" in said
    assert "compté plusieurs fois : R01-000001, R02-000001" in said
    assert "« Verre » : 0,960 kg d’après la correction, rendu 960,000 kg (C02-000002)" in said
    assert [one["returned"] for one in done.data["crossed"]] == ["960.000"]
    assert [one["returned"] for one in done.data["refunds"]] == [2]
    assert [one["weight"] for one in done.data["counted"]] == ["4.300"]
