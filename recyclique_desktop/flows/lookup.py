"""The table of everyday things that ships with the program, ready for ``domain.lookup``."""

from __future__ import annotations

import tomllib
from functools import cache

from recyclique_desktop.domain.lookup import Family
from recyclique_desktop.system.paths import resource


@cache
def families() -> tuple[Family, ...]:
    """Return every family of the shipped table; read once."""
    read = tomllib.loads(resource("lookup/fr.toml").read_text("utf-8"))
    return tuple(Family(tuple(one["words"]), tuple(one["things"])) for one in read["family"])
