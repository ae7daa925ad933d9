"""The till must not carry the source text of its libraries in memory."""

from __future__ import annotations

import subprocess
import sys

COUNT = """
import {first}linecache, recyclique_desktop.app, recyclique_desktop.flows.startup
print(sum(len(line) for kept in linecache.cache.values() if len(kept) > 2 for line in kept[2]))
"""


def kept_characters(first: str = "") -> int:
    """Return how many characters of source text a fresh program keeps after its imports."""
    done = subprocess.run(
        [sys.executable, "-c", COUNT.format(first=first)], capture_output=True, text=True, check=True, timeout=60
    )
    return int(done.stdout)


def test_a_till_keeps_no_library_text_in_memory() -> None:
    assert kept_characters() < 500_000
