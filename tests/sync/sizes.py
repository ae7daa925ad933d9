"""How long the core of the exchange and its simulator are: ``python -m tests.sync.sizes`` (``sync.md`` §6.1).

Lines that hold code count; empty ones, comments and docstrings do not. The core is the decisions and the words they are
made in. The simulator is time, weather, kills, schedules and what must hold afterwards; the disk and the centre that it
plays with in memory stand for the real ones of the other two layers, and are counted apart.
"""

from __future__ import annotations

import ast
import io
import sys
import tokenize
from pathlib import Path

from recyclique_desktop import sync

ROOM = Path(sync.__file__).parent
PARTS = {
    "core": (700, ("protocol.py", "vocabulary.py", "lives.py")),
    "simulator": (500, tuple(f"simulate/{name}.py" for name in ("world", "schedule", "promises", "accounts", "scene"))),
    "its disk and centre in memory": (500, ("simulate/memory/disk.py", "simulate/memory/centre.py")),
}
"""Most lines, and the files counted."""
_EMPTY = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER,
}  # fmt: skip


def lines_of(source: str) -> int:
    """Return how many lines of a module hold code."""
    said = {
        line
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    held = {
        line
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type not in _EMPTY
        for line in range(token.start[0], token.end[0] + 1)
    }
    return len(held - said)


def counted() -> dict[str, tuple[int, int]]:
    """Return for each part how many lines it has, and may have."""
    return {
        part: (sum(lines_of((ROOM / name).read_text("utf-8")) for name in names), most)
        for part, (most, names) in PARTS.items()
    }


def main() -> int:
    """Run from the command line."""
    found = counted()
    for part, (lines, most) in found.items():
        print(f"{part:32s} {lines:4d} lines (at most {most})")
    return int(any(lines > most for lines, most in found.values()))


if __name__ == "__main__":
    sys.exit(main())
