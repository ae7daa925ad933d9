"""A shop, a centre in memory, and one or two tills that have joined it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Shop
from tests.sync.fake_centre import FakeCentre
from tests.sync.shops import Machine, joined, second


@pytest.fixture
def fake() -> FakeCentre:
    """A centre in memory, with nothing in it."""
    return FakeCentre()


@pytest.fixture
def till(shop: Shop, fake: FakeCentre) -> Machine:
    """The shop's first till, joined."""
    return joined(shop, fake)


@pytest.fixture
def other(till: Machine, tmp_path: Path, fake: FakeCentre) -> Iterator[Machine]:
    """A second till of the same shop."""
    machine = second(till, tmp_path, fake)
    yield machine
    machine.db.close()
