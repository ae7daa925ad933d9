"""A manager who looks never stops the till, and the till never makes what she sees look broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faults.place import Place

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
def test_records_verify_at_every_moment_of_a_day_that_goes_on(tmp_path: Path) -> None:
    place = Place(tmp_path)
    assert place.run("demo-day", "--seed", "2").code == 0
    till = place.start("demo-day", "--days", "3", "--seed", "2", "--json")
    seen: list[int] = []
    while till.poll() is None:
        done = place.run("verify", "--json")
        assert done.code == 0, done.out
        seen.append(done.json["tickets"])
    _, err = till.communicate()
    assert till.returncode == 0, err
    assert seen == sorted(seen)
    assert len(set(seen)) >= 3, "nothing was sold meanwhile"
