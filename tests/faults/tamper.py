"""Change anything in the file behind the program's back: ``verify --full`` must name it.

``python -m tests.faults.tamper --seed 1`` makes every change once (nearly four hundred: each column of each table of
money or weight, NULL to value and back too); ``--times 40`` a part of them, drawn by the seed.

Whoever does this holds the database key but not the signing key, drops the append-only triggers, makes one change by
SQL and puts the triggers back word for word. Removing the newest entry with everything it wrote is the one change
that this file alone cannot show.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlcipher3.dbapi2 import IntegrityError

from tests.faults import small_shop
from tests.faults.place import Place
from tests.faults.tampering import JOURNAL, TABLES, Change, NoSuchRowError, changes

BREACH = 3


@dataclass(frozen=True, slots=True)
class Result:
    """One change and what verification said of it."""

    change: Change
    told: str
    code: int
    findings: tuple[dict[str, Any], ...]

    @property
    def is_named(self) -> bool:
        """Whether a finding names the entry or the table."""
        return self.code == BREACH and any(
            self.change.names in f"{one['where']} {one['detail']}" for one in self.findings
        )


def run(root: Path, times: int, seed: int, say: Callable[[str], None] = print) -> list[Result]:
    """Make changes, each in a fresh copy, and return what was said of each.

    Args:
        root: Empty or missing folder.
        times: How many; 0 makes every change once.
        seed: Of the shop and of the changes.
        say: Told of each change that was not named.

    Raises:
        AssertionError: The untouched copy does not verify.
    """
    shop = small_shop.make(root / "shop", seed)
    untouched = shop.copy_to(root / "copy").run("verify", "--full", "--json")
    assert untouched.code == 0, f"false alarm: {untouched.out}{untouched.err}"
    results: list[Result] = []
    with shop.raw() as file:
        planned = changes(file, random.Random(seed))
    for number, change in enumerate(planned):
        if times and len(results) == times:
            break
        copy = shop.copy_to(root / "copy")
        told = _tampered(copy, change, random.Random(f"{seed}/{number}"))
        if told is None:
            continue
        results.append(_judged(copy, change, told))
        if not results[-1].is_named:
            say(f"NOT NAMED: {change.what}: {told} -> {results[-1].code} {results[-1].findings}")
    shutil.rmtree(root / "copy")
    return results


def _tampered(copy: Place, change: Change, chance: random.Random) -> str | None:
    """Make the change with the guards away, then put them back as they were; ``None`` when no row fits it."""
    with copy.raw() as file:
        guards = file.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY rowid").fetchall()
        for name, _ in guards:
            file.execute(f"DROP TRIGGER {name}")
        file.execute("PRAGMA foreign_keys=OFF")
        file.execute("PRAGMA ignore_check_constraints=ON")
        told = _tried(file, change, chance)
        for _, sql in guards:
            file.execute(sql)
    return told


def _tried(file: Any, change: Change, chance: random.Random) -> str | None:
    """Make the change; one that a unique key refuses is tried again on other rows."""
    for _ in range(10):
        try:
            return change.make(file, chance)
        except NoSuchRowError:
            return None
        except IntegrityError:
            continue
    return None


def _judged(copy: Place, change: Change, told: str) -> Result:
    done = copy.run("verify", "--full", "--json")
    findings = tuple(done.json.get("findings", ())) if done.out else ()
    return Result(change, told, done.code, findings or ({"where": done.err, "detail": ""},))


def table(results: list[Result]) -> str:
    """Return, for each table, its columns with how often each was changed; and the missed changes."""
    counted = Counter(result.change.what for result in results)
    lines = []
    for name in (JOURNAL, *TABLES):
        mine = {what.partition(".")[2]: n for what, n in counted.items() if what.partition(".")[0] == name}
        lines.append(f"{name}: " + ", ".join(f"{what} ×{n}" for what, n in sorted(mine.items())))
    missed = [result for result in results if not result.is_named]
    return "\n".join([*lines, f"{len(results)} changes, {len(missed)} not named"])


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="recyclique-tamper-") as folder:
        results = run(Path(folder), asked.times, asked.seed)
    missed = [result.change.what for result in results if not result.is_named]
    print(json.dumps({"changes": len(results), "missed": missed}) if asked.json else table(results))
    raise SystemExit(1 if missed else 0)


if __name__ == "__main__":
    main()
