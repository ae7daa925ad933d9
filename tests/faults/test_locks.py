"""No sale is refused because somebody else is at the file (``sync.md`` §6: lock errors).

``packaging/test`` plays the 10,000 writes beside its schedules; here a small crowd shows the same to who runs pytest.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from tests.faults import locks


@pytest.mark.slow
def test_no_sale_is_refused_while_the_exchange_and_others_are_at_the_file() -> None:
    with tempfile.TemporaryDirectory(prefix="recyclique-") as folder:  # on a disk, which everybody waits for
        crowd = locks.run(1_500, Path(folder))
    assert sum(crowd.writes.values()) >= 1_500
    assert crowd.sales > 20
    assert crowd.looks > 20
