"""No sale is refused because somebody else is at the file (``sync.md`` §6: lock errors)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faults import locks

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
def test_no_sale_is_refused_while_the_exchange_and_others_are_at_the_file(tmp_path: Path) -> None:
    crowd = locks.run(3_000, tmp_path)
    assert sum(crowd.writes.values()) >= 3_000
    assert crowd.sales > 20
    assert crowd.looks > 20
