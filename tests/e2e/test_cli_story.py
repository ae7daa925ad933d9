"""A shop's beginning from the command line, each command a process of its own, as a manager's script would run it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from recyclique_desktop.system.paths import resource
from tests.faults.place import ROOT, Place

if TYPE_CHECKING:
    from pathlib import Path


def ran(place: Place, *typed: str, password: str = "", code: int = 0) -> dict[str, Any]:
    environment = {**place.environment, "RECYCLIQUE_PASSWORD": password}
    command = [sys.executable, "-m", "recyclique_desktop.cli", *typed, "--data-dir", str(place.folders.data), "--json"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=250)
    assert (done.returncode, done.stderr) == (code, ""), done.stdout
    said: dict[str, Any] = json.loads(done.stdout)
    return said


@pytest.mark.slow
def test_a_shop_begins_prices_its_goods_sells_three_days_and_can_prove_it(tmp_path: Path) -> None:
    place = Place(tmp_path)
    assert ran(place, "doctor")["checks"]["workstation"]["state"] == "note"
    new = ran(place, "init", "--site", "La Clique", "--register", "Caisse 1", "--admin", "Zoé Martin")
    prices = ("import", "categories", str(resource("demo/categories.csv")), "--as", "Zoé Martin")
    first, again = (ran(place, *prices, password=new["one_time_password"]) for _ in range(2))
    assert (first["rows"], first["roots"], first["created"]) == (65, 14, 79)
    assert (again["created"], again["updated"]) == (0, 0)
    days = ran(place, "demo-day", "--days", "3", "--seed", "7")
    verdict = ran(place, "verify", "--full")
    assert (verdict["findings"], verdict["tickets"]) == ([], days["tickets"])
    last = ran(place, "report", "session", "last")
    assert (last["number"], last["sales"]) == ("C01-000003", days["sessions"][-1]["sales"])
    assert ran(place, "init", "--site", "X", "--register", "Y", "--admin", "Z", code=1)["error"] == "workstation.exists"
    assert ran(place, "doctor")["ok"] is True
