"""The simulator with real tills and a real centre, and as people run it."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from recyclique_desktop.cli.main import main
from recyclique_desktop.demo.rehearsal import playing
from tests.postgres import Server

HUNTED = {
    0: "totals since the beginning that took in another copy's tickets",
    4: "a till that could not sell any more beside another copy of itself",
    628843600132: "a centre put back twice to the same day, whose stream said other things than the tills had kept",
}
"""Schedules of real tills that once broke a promise; ``packaging/test`` plays others at each run."""

CROWDED = 7273598100017
"""Four copies of one disk at a real centre: the fourth never found a place on the line."""


def simulate(*arguments: str) -> tuple[int, dict[str, Any]]:
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(io.StringIO()):
        code = main(["simulate", "--json", *arguments])
    found: dict[str, Any] = json.loads(out.getvalue())
    return code, found


def test_a_run_that_was_interrupted_goes_on_from_its_seed(tmp_path: Path) -> None:
    file = str(tmp_path / "progress.json")
    simulate("--schedules", "3", "--seed", "7", "--progress", file)
    code, done = simulate("--schedules", "8", "--seed", "7", "--progress", file)
    whole = simulate("--schedules", "8", "--seed", "7")[1]
    assert (code, done["schedules"], done["next_seed"]) == (0, 8, 15)
    assert done["faults"] == whole["faults"]
    assert done["calls"] == whole["calls"]


def test_the_track_of_another_run_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "progress.json"
    simulate("--schedules", "1", "--seed", "7", "--progress", str(file))
    before = file.read_bytes()
    code, found = simulate("--schedules", "1", "--seed", "8", "--progress", str(file))
    assert (code, found["error"]) == (1, "simulate.progress")
    assert file.read_bytes() == before


def test_a_time_is_kept(tmp_path: Path) -> None:
    code, found = simulate("--for", "1s", "--seed", "20")
    assert code == 0
    assert found["schedules"] > 0
    assert found["seconds"] < 10
    assert simulate("--for", "soon")[0] == 2


def test_a_run_that_played_less_than_it_promised_fails() -> None:
    code, found = simulate("--schedules", "2", "--floor", "3", "--seed", "7")
    assert (code, found["schedules"], found["floor"], found["failures"]) == (3, 2, 3, 0)
    assert simulate("--schedules", "3", "--floor", "3", "--seed", "7")[0] == 0


@pytest.mark.slow
@pytest.mark.parametrize("seed", HUNTED, ids=HUNTED.get)
def test_a_schedule_that_once_stopped_a_real_till_does_so_no_more(seed: int) -> None:
    with playing("sqlite") as play:
        assert play(seed).broken is None


@pytest.mark.slow
@pytest.mark.postgres
def test_no_real_centre_loses_a_sale_in_a_schedule(postgres: Server) -> None:
    with postgres.connect() as connection:
        port = connection.info.port
    with playing("postgres", f"postgresql://postgres@127.0.0.1:{port}/postgres") as play:
        assert play(CROWDED).broken is None
