"""The same seed through the real screens and through the services: the same rows, told by the same digest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.faults.place import Place

QUIET = "46"
"""A seed whose day has few customers."""


@pytest.mark.screen
@pytest.mark.slow
def test_a_day_typed_on_the_screens_is_the_day_of_the_services(tmp_path: Path) -> None:
    told = {}
    for way in ("services", "widgets"):
        done = Place(tmp_path / way).start("demo-day", "--seed", QUIET, "--through", way, "--json")
        out, err = done.communicate(timeout=280)
        assert (done.returncode, err) == (0, ""), out + err
        told[way] = json.loads(out)
    assert told["widgets"]["rows_digest"] == told["services"]["rows_digest"]
    assert told["widgets"]["tickets"] == told["services"]["tickets"] > 0
    assert Place(tmp_path / "widgets").run("verify", "--full").code == 0


@pytest.mark.slow
def test_another_seed_has_another_digest(tmp_path: Path) -> None:
    digests = {
        Place(tmp_path / seed).run("demo-day", "--seed", seed, "--through", "services", "--json").json["rows_digest"]
        for seed in ("3", "4")
    }
    assert len(digests) == 2


def test_a_day_on_the_screens_is_played_alone(tmp_path: Path) -> None:
    done = Place(tmp_path / "shop").run("demo-day", "--through", "widgets", "--ack", str(tmp_path / "acks"), "--json")
    assert (done.code, done.json["error"]) == (1, "demo.widgets_alone")
