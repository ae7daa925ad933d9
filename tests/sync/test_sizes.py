"""What decides over every sale stays short enough to be read in one sitting (``sync.md`` §6.1)."""

from __future__ import annotations

from tests.sync.sizes import counted, lines_of


def test_the_core_and_its_simulator_stay_short() -> None:
    assert {part: lines for part, (lines, most) in counted().items() if lines > most} == {}


def test_only_lines_that_hold_code_are_counted() -> None:
    source = '"""Said.\n\nMore."""\n\n# why\nx = (\n    1,\n)\n\n\ndef f():\n    """Said."""\n    return x  # here\n'
    assert lines_of(source) == 5
