"""``recyclique demo-day`` at reception: days of weighing whose kilos can be trusted."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.faults.place import Place
from tests.postgres import CentralDatabase

if TYPE_CHECKING:
    from pathlib import Path

FLOWS = {
    "shop_in_kg": "NOT is_exit AND destination = 'MAGASIN'",
    "recycling_direct_kg": "NOT is_exit AND destination = 'RECYCLAGE'",
    "tip_direct_kg": "NOT is_exit AND destination = 'DECHETERIE'",
    "shop_out_kg": "is_exit",
}


@pytest.fixture(scope="module")
def weighed(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Two days at reception, played once; only for tests that read."""
    place = Place(tmp_path_factory.mktemp("reception"))
    acks = str(place.root / "acks.txt")
    done = place.run("demo-day", "--kind", "reception", "--days", "2", "--seed", "7", "--ack", acks, "--json")
    assert done.code == 0, done.out
    (place.root / "said.json").write_text(done.out, "utf-8")
    return place


def said(place: Place) -> dict[str, object]:
    found: dict[str, object] = json.loads((place.root / "said.json").read_text("utf-8"))
    return found


def test_the_kilos_told_are_the_kilos_recorded(weighed: Place) -> None:
    told = said(weighed)
    with weighed.raw() as file:
        for name, which in FLOWS.items():
            sql = f"SELECT coalesce(sum(poids_kg), 0) FROM ligne_depot WHERE {which}"
            (grams,) = file.execute(sql).fetchone()
            assert Decimal(str(told[name])) * 1000 == grams
        lines, tickets = file.execute("SELECT count(*), count(DISTINCT ticket_id) FROM ligne_depot").fetchone()
        still_open = file.execute(
            "SELECT (SELECT count(*) FROM ticket_depot WHERE status = 'opened'),"
            " (SELECT count(*) FROM poste_reception WHERE status = 'opened'), (SELECT count(*) FROM sales)"
        ).fetchone()
    assert (told["lines"], told["tickets"], told["days"]) == (lines, tickets, 2)
    received = sum(Decimal(str(told[name])) for name in FLOWS if name != "shop_out_kg")
    assert Decimal(str(told["received_kg"])) == received > 0
    assert still_open == (0, 0, 0)


def test_the_days_verify_to_the_last_signature(weighed: Place) -> None:
    done = weighed.run("verify", "--full", "--json")
    assert (done.code, done.json["ok"]) == (0, True)


def test_what_was_acknowledged_last_of_each_line_is_what_is_there(weighed: Place) -> None:
    last = {}
    for acknowledged in (weighed.root / "acks.txt").read_text("ascii").splitlines():
        line_id, number, kilos = acknowledged.split(" ")
        last[line_id.replace("-", "").upper()] = (number, int(Decimal(kilos) * 1000))
    with weighed.raw() as file:
        rows = file.execute(
            "SELECT hex(l.id), t.number, l.poids_kg FROM ligne_depot l JOIN ticket_depot t ON t.id = l.ticket_id"
        ).fetchall()
    assert {line_id: (number, grams) for line_id, number, grams in rows} == {
        line_id: one for line_id, one in last.items() if one[1]
    }


def test_tickets_are_numbered_without_a_gap_under_the_receptions_code(weighed: Place) -> None:
    with weighed.raw() as file:
        numbers = [number for (number,) in file.execute("SELECT number FROM ticket_depot ORDER BY created_at, id")]
    assert numbers == [f"R01-{n:06d}" for n in range(1, len(numbers) + 1)]


def test_a_receptions_folder_goes_on_weighing_whatever_is_asked(weighed: Place, tmp_path: Path) -> None:
    place = weighed.copy_to(tmp_path / "copy")
    before = said(weighed)
    then = place.run("demo-day", "--days", "1", "--seed", "7", "--json").json
    days = [post["day"] for post in [*before["posts"], *then["posts"]]]  # type: ignore[misc]
    assert len(days) == len(set(days)) == 3
    assert days == sorted(days)
    assert place.run("verify", "--full").code == 0


def test_the_same_seed_weighs_the_same_in_another_folder(weighed: Place, place: Place) -> None:
    told = place.run("demo-day", "--kind", "reception", "--days", "2", "--seed", "7", "--json").json
    before = said(weighed)
    for name in ("tickets", "lines", "received_kg", *FLOWS):
        assert told[name] == before[name]


def test_people_read_what_came_in_and_what_went_out_apart(place: Place) -> None:
    done = place.run("demo-day", "--kind", "reception")
    first, whole = done.out.splitlines()
    assert "entrés" in first
    assert "sortis" in first
    assert whole.startswith("1 journées : ")


def test_an_office_plays_nothing(place: Place) -> None:
    place.run("init", "--site", "S", "--register", "C", "--admin", "Zoé Martin", "--kind", "office")
    done = place.run("demo-day", "--json")
    assert (done.code, done.json["error"]) == (1, "demo.nothing_to_play")


@pytest.mark.postgres
@pytest.mark.slow
def test_a_reception_comes_into_the_shop_of_a_till_and_both_hold_the_same(
    tmp_path: Path, centre: CentralDatabase
) -> None:
    till, reception = Place(tmp_path / "till"), Place(tmp_path / "reception")
    company = ("--central", centre.dsn, "--json")
    sold = till.run("demo-day", *company)
    weighed = reception.run("demo-day", "--kind", "reception", "--days", "2", *company)
    assert (sold.code, weighed.code) == (0, 0), sold.out + weighed.out
    again = reception.run("demo-day", *company)
    assert (again.code, len(again.json["posts"])) == (0, 1), again.out
    assert till.run("sync", "--once").code == 0
    for place in (till, reception):
        compared = place.run("compare", "--json")
        assert compared.code == 0, compared.out
        assert place.run("verify", "--full").code == 0
    with centre.connect() as connection:
        (kilos,) = connection.execute("SELECT sum(poids_kg) FROM ligne_depot WHERE NOT is_exit").fetchone() or (0,)
    assert kilos == Decimal(weighed.json["received_kg"]) + Decimal(again.json["received_kg"])
