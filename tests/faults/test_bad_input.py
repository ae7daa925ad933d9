"""What a real shop puts in front of the program: a sentence, the right exit code, nothing lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faults import bad_input, small_shop

if TYPE_CHECKING:
    from pathlib import Path

    from tests.faults.place import Place


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A small shop; each case gets a copy."""
    return small_shop.make(tmp_path_factory.mktemp("shop"), seed=5, tickets=6)


@pytest.mark.parametrize("case", bad_input.CASES, ids=lambda case: case.situation.replace(" ", "_"))
def test_no_sale_is_lost_and_a_volunteer_knows_what_to_do(case: bad_input.Case, shop: Place, tmp_path: Path) -> None:
    told = bad_input.tell(case, tmp_path / "copy", shop)
    assert told.is_right, told
    assert told.code == 0 or told.sentence.endswith((".", "?"))


def test_rt02_a_full_disk_refuses_the_sale_and_keeps_those_already_paid(tmp_path: Path) -> None:
    said: list[str] = []
    code = bad_input.full_disk(tmp_path / "disk", said.append)
    assert said
    assert code in {"storage.full", ""}
