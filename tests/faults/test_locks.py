"""No sale is refused because somebody else is at the file (``sync.md`` §6: lock errors).

``packaging/test`` plays the 10,000 writes beside its schedules; here a small crowd shows the same to who runs pytest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faults import locks

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
def test_no_sale_is_refused_while_the_exchange_and_others_are_at_the_file(tmp_path: Path) -> None:
    crowd = locks.run(1_500, tmp_path)
    assert sum(crowd.writes.values()) >= 1_500
    assert crowd.sales > 20
    assert crowd.looks > 20
