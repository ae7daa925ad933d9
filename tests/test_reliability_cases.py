"""Every failure that real tills had (groups durability, exactly once, sessions) is a test that bears its number.

The numbers are those of the list of cases: RT01 a confirmed order gone after a power cut, RT10 a lost reply that
doubles an order, RT30 a late sale in a session that is not its own, and so on.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
DURABILITY = range(1, 9)
EXACTLY_ONCE = range(10, 21)
SESSIONS = range(30, 38)
_CASE = re.compile(r"_rt(\d\d)(?=_)")


@cache
def named() -> dict[int, list[str]]:
    """Return the tests that bear the number of a case, by number."""
    found: dict[int, list[str]] = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                for case in _CASE.findall(node.name):
                    found.setdefault(int(case), []).append(f"{path.relative_to(TESTS)}::{node.name}")
    return found


@pytest.mark.parametrize("case", [*DURABILITY, *EXACTLY_ONCE, *SESSIONS])
def test_no_failure_that_real_tills_had_is_left_without_a_test(case: int) -> None:
    assert named().get(case), f"RT{case:02d}"
