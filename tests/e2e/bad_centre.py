"""A centre that is absent, silent, full, older, newer or not the one it says to be: what people read, what stays safe.

``python -m tests.e2e.bad_centre [DIR [--docs]] [--json]``
A till holds a day of sales that the centre does not have. Each situation is made, met by the command a person would
type, and mended: the answer is one sentence that says what is safe, the exit code is not zero, and nothing of the day
is lost. In the end everything is at the centre, once. With DIR, the real program is opened in the middle of each and
photographed where a person meets it: a newcomer's first run, a till's sale and the page behind its pill.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from recyclique_desktop.app import new_application
from recyclique_desktop.ui import theme
from tests.e2e import bad_situations as bad
from tests.e2e.bad_pictures import Camera
from tests.e2e.bad_situations import Bad, Scene
from tests.e2e.photographs import DOCS
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


class Seen(StrEnum):
    """Where a person meets it."""

    NEWCOMER = "newcomer"
    TILL = "till"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Situation:
    """What goes wrong, and the error that names it.

    Attributes:
        warns: Whether the command succeeds all the same, and only warns.
        picture: What its photograph is called.
    """

    name: str
    seen: Seen
    make: Bad
    error: str
    picture: str
    needs: Callable[[CentralDatabase], bool] = lambda _base: True
    is_slow: bool = False
    warns: bool = False


_NEW, _TILL, _ADMIN = Seen.NEWCOMER, Seen.TILL, Seen.ADMINISTRATOR
SITUATIONS = (
    Situation("address where nobody listens", _NEW, bad.no_such_address, "enrol.absent", "adresse-fausse"),
    Situation("database not there", _NEW, bad.no_such_database_for_a_newcomer, "enrol.no_database", "base-absente"),
    Situation("database not there", _ADMIN, bad.no_such_database, "central.no_database", "base-absente"),
    Situation("network cut", _TILL, bad.network_away, "sync.absent", "centre-absent"),
    Situation("centre silent", _TILL, bad.centre_silent, "sync.slow", "centre-muet", is_slow=True),
    Situation("centre that answers too late", _TILL, bad.centre_slow, "sync.slow", "centre-lent", is_slow=True),
    Situation("wrong password", _NEW, bad.wrong_password_in_the_file, "enrol.auth", "mot-de-passe-faux"),
    Situation("wrong password", _TILL, bad.wrong_password_of_the_till, "sync.auth", "mot-de-passe-refuse"),
    Situation("certificate not trusted", _NEW, bad.certificate_not_trusted_by_a_newcomer, "enrol.tls",
              "certificat-inconnu", bad.may_use_tls),
    Situation("certificate not trusted", _TILL, bad.certificate_not_trusted_by_the_till, "sync.tls",
              "certificat-change", bad.may_use_tls),
    Situation("code used twice", _NEW, bad.code_used_twice, "enrol.used", "code-deja-servi"),
    Situation("code unknown", _NEW, bad.code_unknown, "enrol.unknown", "code-faux"),
    Situation("code expired", _NEW, bad.code_expired, "enrol.expired", "code-expire"),
    Situation("access taken away", _TILL, bad.access_taken_away, "sync.revoked", "acces-retire"),
    Situation("centre older", _NEW, bad.centre_older_for_a_newcomer, "enrol.protocol", "centre-ancien-inscription"),
    Situation("centre newer", _NEW, bad.centre_newer_for_a_newcomer, "enrol.older", "centre-recent-inscription"),
    Situation("centre older", _TILL, bad.centre_older_for_the_till, "sync.protocol", "centre-ancien"),
    Situation("centre newer", _TILL, bad.centre_newer_for_the_till, "sync.protocol", "centre-recent"),
    Situation("centre older", _ADMIN, bad.centre_older_for_its_administrator, "central.older", "centre-ancien"),
    Situation("centre newer", _ADMIN, bad.centre_newer_for_its_administrator, "central.newer", "centre-recent"),
    Situation("disk full at the centre", _TILL, bad.disk_full_at_the_centre, "sync.full", "disque-plein"),
    Situation("clock wrong by ten years", _TILL, bad.clock_wrong, "sync.clock", "heure-fausse", warns=True),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    situation: str
    seen: str
    error: str
    exit_code: int
    sentence: str
    unsent: int


def run(root: Path, base: CentralDatabase, *, with_slow: bool = True, camera: Camera | None = None) -> list[Row]:
    """Go through every situation and return the table; a camera keeps what people see.

    Raises:
        AssertionError: A wrong answer, or something lost.
    """
    with Proxy(base.host, base.port) as proxy:
        scene = Scene(root, base, proxy, Place(root / "till"))
        _prepare(scene)
        return list(_rows(scene, camera, with_slow=with_slow))


def _prepare(scene: Scene) -> None:
    """One day at the centre, one that it does not have."""
    acks = str(scene.root / "acknowledged.txt")
    for more in (("--central", scene.dsn), ()):
        done = scene.till.run("demo-day", "--seed", "4", "--ack", acks, *more, "--json")
        assert done.code == 0, done.out + done.err


def _rows(scene: Scene, camera: Camera | None, *, with_slow: bool) -> Iterator[Row]:
    if camera is not None:
        camera.begin(scene)
    before = _kept(scene.till)
    assert before[0] > 20, "the till has nothing to lose"
    for number, one in enumerate(SITUATIONS, start=1):
        if (one.is_slow and not with_slow) or not one.needs(scene.base):
            continue
        with one.make(scene) as done:
            kept = _kept(scene.till)
            row = _row(one, done, kept[0])
            assert one.warns or kept == before, f"{one.name}: the till does not hold what it held"
            if camera is not None:
                _photograph(camera, scene, one, f"{number:02d}-{one.picture}")
                before = _kept(scene.till)
                assert before[1:] >= kept[1:], f"{one.name}: the till lost something while it was open"
        yield row
    _all_is_there(scene)


def _photograph(camera: Camera, scene: Scene, one: Situation, name: str) -> None:
    """Show it where a person meets it; what an administrator types has no window."""
    if one.seen is Seen.NEWCOMER:
        camera.newcomer(scene, name, one.error)
    elif one.seen is Seen.TILL:
        camera.till(scene, name, one.error)


def _row(one: Situation, done: Done, unsent: int) -> Row:
    """Judge an answer: its name, its exit code, and one sentence that says what is safe."""
    found = done.json
    if one.warns:
        assert (done.code, found["waiting"]) == (0, 0), done.out
        assert found["clock_off_s"], f"{one.name}: {done.out}"
        return Row(one.name, one.seen, one.error, done.code, found["warning"], unsent)
    error = found.get("error") or f"central.{found['kind']}"
    assert (error, done.code) == (one.error, 1), f"{one.name}: {done.code} {done.out}"
    sentence = found["message"]
    assert any(safe in sentence for safe in SAFE), f"{one.name}: what is safe? {sentence}"
    assert len(sentence) <= 140, sentence
    return Row(one.name, one.seen, error, done.code, sentence, unsent)


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
    names = [f"{row.situation} ({row.seen})" for row in rows]
    width = max(map(len, names))
    lines = [
        f"{name:<{width}}  exit {row.exit_code}  {row.unsent:>3} kept  {row.sentence}"
        for name, row in zip(names, rows, strict=True)
    ]
    return "\n".join([*lines, f"{len(rows)} situations: nothing was lost, everything is at the centre once."])


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help="where photographs go; none are taken without it")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--docs", action="store_true", help="renew the guide's picture of an absent centre too")
    asked = parser.parse_args()
    camera = _camera(asked.folder) if asked.folder is not None else None
    with tempfile.TemporaryDirectory(prefix="recyclique-bad-") as folder, lone_centre() as base:
        rows = run(Path(folder), base, camera=camera)
    print(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=2) if asked.json else table(rows))
    if camera is not None and asked.docs:
        (absent,) = asked.folder.glob("*-centre-absent-vente.png")
        shutil.copyfile(absent, DOCS / "04d-vente-hors-ligne.png")
    return _judge(camera) if camera is not None else 0


def _camera(folder: Path) -> Camera:
    """Get ready to draw off-screen, unless there is a screen."""
    os.environ.setdefault("QT_QPA_PLATFORM", "" if os.environ.get("DISPLAY") else "offscreen")
    folder.mkdir(parents=True, exist_ok=True)
    theme.reduce_animations(new_application(), reduced=True)
    return Camera(folder, [])


def _judge(camera: Camera) -> int:
    """Say what does not fit on a picture, or is not on it."""
    remarks = [f"{shot.file.name}: {words}" for shot in camera.shots for words in (*shot.missing, *shot.wrong)]
    print("\n".join([*remarks, f"{len(camera.shots)} photographs in {camera.folder}, {len(remarks)} remarks."]))
    return 1 if remarks else 0


if __name__ == "__main__":
    sys.exit(main())
