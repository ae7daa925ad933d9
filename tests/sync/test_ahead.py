"""What the centre looks for while this side applies what came before."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from recyclique_desktop.sync.centre import PULL_BYTES, CentreCalls
from recyclique_desktop.wire import Line, Place

STREAM, EPOCH = UUID(int=1), UUID(int=2)


class OtherEnd(Line):
    """Answers with entries of so many bytes, and writes down what it was asked."""

    def __init__(self, sizes: list[int]) -> None:
        super().__init__(Place("127.0.0.1", 1, "none", "none"), "")
        self.sizes = sizes
        self.asked_ahead: list[dict[str, int]] = []

    def rows(self, _function: str, *_values: Any, deadline_s: float = 30.0) -> list[tuple[Any, ...]]:
        assert deadline_s > 0
        return [(STREAM, seq, b"", b"x" * size, b"", None) for seq, size in enumerate(self.sizes, start=1)]

    def ahead(self, _function: str, *values: Any, deadline_s: float = 30.0) -> None:
        assert deadline_s > 0
        self.asked_ahead.append(values[0])


def asked_after(sizes: list[int]) -> list[dict[str, int]]:
    line = OtherEnd(sizes)
    CentreCalls(line, "0", "0").pull({STREAM: 0, EPOCH: 7}, EPOCH)
    return line.asked_ahead


def test_the_centre_looks_for_more_from_where_a_full_answer_ends() -> None:
    assert asked_after([PULL_BYTES // 4] * 4) == [{str(STREAM): 4, str(EPOCH): 7}]
    assert asked_after([10] * 1_000) == [{str(STREAM): 1_000, str(EPOCH): 7}]


def test_the_centre_is_not_asked_twice_for_what_it_has_given_whole() -> None:
    assert asked_after([]) == []
    assert asked_after([100, 200]) == []
    assert asked_after([PULL_BYTES // 2]) == []
