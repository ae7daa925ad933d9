"""A centre that is absent, silent, full, older, newer or not the one it says to be: what people read, what stays safe.

``python -m tests.e2e.bad_centre [--json]``
A till holds a day of sales that the centre does not have. Each situation is made, met by the command a person would
type, and mended: the answer is one sentence that says what is safe, the exit code is not zero, and nothing of the day
is lost. In the end everything is at the centre, once.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.e2e import bad_situations as bad
from tests.e2e.bad_situations import Bad, Scene
from tests.faults.place import Done, Place
from tests.machines import lone_centre
from tests.postgres import CentralDatabase
from tests.proxy import Proxy

SAFE = (
    "gardé",
    "intact",
    "n’a été changé",
    "n’a pas été touché",
    "n’a été installé",
    "lui a été confié",
)
"""Every sentence says what is safe in one of these ways."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What goes wrong, and the error that names it; nothing where the command succeeds and only warns."""

    name: str
    make: Bad
    error: str | None
    needs: Callable[[CentralDatabase], bool] = lambda _base: True
    is_slow: bool = False


SITUATIONS = (
    Situation("address where nobody listens (newcomer)", bad.no_such_address, "enrol.absent"),
    Situation("database that is not there (administrator)", bad.no_such_database, "central.no_database"),
    Situation("network cut (till)", bad.network_away, "sync.absent"),
    Situation("centre that takes and never answers (till)", bad.centre_silent, "sync.slow", is_slow=True),
    Situation("wrong password (newcomer)", bad.wrong_password_in_the_file, "enrol.auth"),
    Situation("wrong password (till)", bad.wrong_password_of_the_till, "sync.auth"),
    Situation("certificate not trusted (newcomer)", bad.certificate_not_trusted_by_a_newcomer, "enrol.tls",
              bad.may_use_tls),
    Situation("certificate not trusted (till)", bad.certificate_not_trusted_by_the_till, "sync.tls", bad.may_use_tls),
    Situation("code used twice", bad.code_used_twice, "enrol.used"),
    Situation("code unknown", bad.code_unknown, "enrol.unknown"),
    Situation("code expired", bad.code_expired, "enrol.expired"),
    Situation("access taken away", bad.access_taken_away, "sync.revoked"),
    Situation("centre older (till)", bad.centre_older_for_the_till, "sync.protocol"),
    Situation("centre newer (till)", bad.centre_newer_for_the_till, "sync.protocol"),
    Situation("centre older (administrator)", bad.centre_older_for_its_administrator, "central.older"),
    Situation("centre newer (administrator)", bad.centre_newer_for_its_administrator, "central.newer"),
    Situation("disk full at the centre", bad.disk_full_at_the_centre, "sync.full"),
    Situation("clock wrong by ten years", bad.clock_wrong, None),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    situation: str
    error: str
    exit_code: int
    sentence: str
    unsent: int


def run(root: Path, base: CentralDatabase, *, with_slow: bool = True) -> list[Row]:
    """Go through every situation and return the table.

    Raises:
        AssertionError: A wrong answer, or something lost.
    """
    with Proxy(base.host, base.port) as proxy:
        scene = Scene(root, base, proxy, Place(root / "till"))
        _prepare(scene)
        return list(_rows(scene, with_slow=with_slow))


def _prepare(scene: Scene) -> None:
    """One day at the centre, one that it does not have."""
    acks = str(scene.root / "acknowledged.txt")
    for more in (("--central", scene.dsn), ()):
        done = scene.till.run("demo-day", "--seed", "4", "--ack", acks, *more, "--json")
        assert done.code == 0, done.out + done.err


def _rows(scene: Scene, *, with_slow: bool) -> Iterator[Row]:
    before = _kept(scene.till)
    assert before[0] > 20, "the till has nothing to lose"
    for one in SITUATIONS:
        if (one.is_slow and not with_slow) or not one.needs(scene.base):
            continue
        with one.make(scene) as done:
            row = _row(one, done, _kept(scene.till)[0])
        if one.error is not None:
            assert _kept(scene.till) == before, f"{one.name}: the till does not hold what it held"
        yield row
    _all_is_there(scene)


def _row(one: Situation, done: Done, unsent: int) -> Row:
    """Judge an answer: its name, its exit code, and one sentence that says what is safe."""
    found = done.json
    if one.error is None:
        assert (done.code, found["waiting"]) == (0, 0), done.out
        assert found["clock_off_s"], f"{one.name}: {done.out}"
        return Row(one.name, "sync.clock", done.code, found["warning"], unsent)
    error = found.get("error") or f"central.{found['kind']}"
    assert (error, done.code) == (one.error, 1), f"{one.name}: {done.code} {done.out}"
    sentence = found["message"]
    assert any(safe in sentence for safe in SAFE), f"{one.name}: what is safe? {sentence}"
    assert len(sentence) <= 140, sentence
    return Row(one.name, error, done.code, sentence, unsent)


def _kept(till: Place) -> tuple[int, int, int]:
    """Return what a till has: acts to be sent, entries of its journal, cents that were paid."""
    status = till.run("sync", "status", "--json").json
    with till.raw() as file:
        entries, paid = file.execute(
            "SELECT (SELECT count(*) FROM journal), (SELECT sum(amount) FROM payment_transactions)"
        ).fetchone()
    return status["waiting"], entries, paid


def _all_is_there(scene: Scene) -> None:
    """Send the day at last, and hold both sides against each other."""
    done = scene.till.run("sync", "--once", "--json")
    assert (done.code, done.json["waiting"]) == (0, 0), done.out
    compared = scene.till.run("compare", "--json")
    assert compared.json.get("equal"), compared.out
    assert scene.till.run("verify", "--full").code == 0
    said = [line.split(" ")[0] for line in (scene.root / "acknowledged.txt").read_text("ascii").splitlines()]
    ((there,),) = scene.tell("SELECT count(*) FROM public.sales WHERE id = ANY(%s::uuid[])", said)
    assert there == len(set(said)) == len(said), f"{len(said)} sales were said paid, {there} are at the centre"


def table(rows: list[Row]) -> str:
    """Say what people read."""
    width = max(len(row.situation) for row in rows)
    lines = [f"{row.situation:<{width}}  exit {row.exit_code}  {row.unsent:>3} kept  {row.sentence}" for row in rows]
    return "\n".join([*lines, f"{len(rows)} situations: nothing was lost, everything is at the centre once."])


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="recyclique-bad-") as folder, lone_centre() as base:
        rows = run(Path(folder), base)
    print(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=2) if asked.json else table(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
