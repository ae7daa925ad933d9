"""Keeps PySide6 from reading the source text of every module that is imported after it.

It looks there for the word ``PySide6``, to know where its ``__feature__`` switches apply, and Python then keeps the
text: ten million characters of this program's libraries, some fifteen megabytes in every till and a part of its start.
We use no ``__feature__``. Found in 6.11.3 by looking at ``linecache``; this may go when that cache stays empty
without it (``tests/ui/test_source_scan.py`` says so).
"""

from __future__ import annotations

import linecache

import PySide6.QtCore  # noqa: F401  brings in the module that is mended
from shibokensupport import feature  # type: ignore[import-not-found]  # lives inside shiboken6


def stop() -> None:
    """Answer « no » for every module from now on, and forget the texts read so far."""
    linecache.clearcache()
    if hasattr(feature, "_mod_uses_pyside"):
        feature._mod_uses_pyside = _never  # noqa: SLF001  there is no public switch


def _never(_module: object) -> bool:
    return False
