"""Everything that a real shop puts in front of the program: each gets a French sentence and loses nothing.

``python -m tests.faults.bad_input`` prints situation, exit code, sentence and what is intact.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from recyclique_desktop.demo.shop import ADMINISTRATOR, PASSWORD
from tests.faults import small_shop, spoiling
from tests.faults.place import Done, Place

IMPORT = ("import", "categories")
VERIFY = ("verify", "--full")
NEW = ("init", "--site", "Autre", "--register", "Autre", "--admin", "Autre Personne")
SELL = ("demo-day", "--days", "1", "--seed", "5")
_LISTS = {
    "binary.csv": bytes(range(256)) * 40,
    "empty.csv": b"",
    "columns.csv": b"Nom;Prix\nLivre;1\n",
    "rows.csv": "Catégorie racine,Sous-catégorie,Prix minimum (€),Prix maximum (€)\nLivres,Livre,un euro,\n".encode(),
    "upside.csv": "Catégorie racine,Sous-catégorie,Prix minimum (€),Prix maximum (€)\nLivres,Livre,5,2\n".encode(),
}


@dataclass(frozen=True, slots=True)
class Case:
    """One situation.

    Attributes:
        command: What somebody runs in it; the last argument of an import is a file beside the folder.
        errors: Codes of the sentences that fit.
        code: Exit code.
        fresh: The folder is empty instead of a shop's.
    """

    situation: str
    spoil: Callable[[Place], AbstractContextManager[None]]
    command: tuple[str, ...]
    errors: tuple[str, ...]
    code: int = 1
    fresh: bool = False


CASES = (
    Case("price list missing", spoiling.nothing, (*IMPORT, "absent.csv"), ("import.not_found",)),
    Case("price list is a folder", spoiling.nothing, (*IMPORT, "."), ("import.unreadable",)),
    Case("price list is binary", spoiling.nothing, (*IMPORT, "binary.csv"), ("import.unreadable",)),
    Case("price list is empty", spoiling.nothing, (*IMPORT, "empty.csv"), ("import.columns_missing", "import.empty")),
    Case("price list lacks columns", spoiling.nothing, (*IMPORT, "columns.csv"), ("import.columns_missing",)),
    Case("price list has a bad price", spoiling.nothing, (*IMPORT, "rows.csv"), ("import.rows_bad",)),
    Case("price list has its prices upside down", spoiling.nothing, (*IMPORT, "upside.csv"), ("import.rows_bad",)),
    Case("read-only folder, first run", spoiling.read_only, NEW, ("folder.unwritable",), fresh=True),
    Case("read-only folder, selling", spoiling.read_only, SELL, ("folder.unwritable",)),
    Case("read-only folder, verifying", spoiling.read_only, VERIFY,
         ("storage.readonly", "storage.unreachable", "config.unreadable")),
    Case("a file in place of the folder, first run", spoiling.a_file_in_place_of_the_folder, NEW,
         ("folder.unwritable",), fresh=True),
    Case("a file in place of the folder", spoiling.a_file_in_place_of_the_folder, VERIFY,
         ("config.missing", "config.unreadable")),
    Case("folder holds a shop already", spoiling.nothing, NEW, ("workstation.exists",)),
    Case("second instance that writes", spoiling.in_use, SELL, ("instance.running",)),
    Case("second instance, first run", spoiling.in_use, NEW, ("instance.running", "workstation.exists")),
    Case("second instance that only reads", spoiling.in_use, VERIFY, (), code=0),
    Case("key of another file", spoiling.wrong_database_key, VERIFY, ("storage.wrong_key",)),
    Case("key of another file, selling", spoiling.wrong_database_key, SELL, ("storage.wrong_key",)),
    Case("signing key of another workstation", spoiling.wrong_signing_key, SELL, ("secret.other_key",)),
    Case("no key and no keyring", spoiling.no_keys, VERIFY, ("secret.missing",)),
    Case("no keyring: keys go to a private file", spoiling.nothing, NEW, (), code=0, fresh=True),
    Case("key file is noise", spoiling.garbled_keys, VERIFY, ("secret.unreadable",)),
    Case("database gone", spoiling.missing_file, VERIFY, ("storage.not_found",)),
    Case("database empty", spoiling.empty_file, VERIFY, ("storage.corrupt", "storage.wrong_key", "storage.not_found")),
    Case("database cut in half", spoiling.truncated, VERIFY, ("storage.corrupt", "storage.wrong_key")),
    Case("noise in the database's header", spoiling.noise_in_header, VERIFY, ("storage.wrong_key", "storage.corrupt")),
    Case("noise in the middle of the database", spoiling.noise_in_the_middle, VERIFY,
         ("storage.corrupt", "storage.wrong_key")),
    Case("noise in half of it, selling", spoiling.noise_in_half, SELL, ("storage.corrupt", "storage.wrong_key")),
    Case("configuration gone", spoiling.missing_configuration, VERIFY, ("config.missing",)),
    Case("configuration gone, first run", spoiling.missing_configuration, NEW, ("workstation.exists",)),
    Case("configuration is noise", spoiling.garbled_configuration, VERIFY, ("config.unreadable",)),
    Case("database of a newer program", spoiling.from_the_future, SELL, ("database.newer",)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What the program said of one situation."""

    case: Case
    code: int
    error: str
    sentence: str
    intact: str

    @property
    def is_right(self) -> bool:
        return self.code == self.case.code and (not self.case.errors or self.error in self.case.errors)

    def __str__(self) -> str:
        mark = "ok   " if self.is_right else "WRONG"
        return (
            f"{mark} {self.case.situation}: exit {self.code} {self.error}\n      {self.sentence}\n      {self.intact}"
        )


def tell(case: Case, root: Path, shop: Place) -> Told:
    """Put one situation up in a copy of the shop, run its command, undo it, and look for losses.

    Raises:
        AssertionError: Something was lost or touched.
    """
    place = Place(root) if case.fresh else shop.copy_to(root)
    place.root.mkdir(parents=True, exist_ok=True)
    for name, content in _LISTS.items():
        (place.root / name).write_bytes(content)
    before = _sales(place)
    with case.spoil(place):
        done = _run(place, case.command)
    said = json.loads(done.out) if done.out else {}
    sentence = said.get("message", "") or said.get("keys", "") or "(nothing to say)"
    return Told(case, done.code, said.get("error", ""), sentence, _intact(place, case, before))


def _run(place: Place, command: tuple[str, ...]) -> Done:
    if command[:2] == IMPORT:
        file = str(place.root / command[2])
        return place.run(*IMPORT, file, "--as", ADMINISTRATOR.name, "--json", password=PASSWORD)
    return place.run(*command, "--json")


def _intact(place: Place, case: Case, before: int) -> str:
    if case.fresh:
        return "a new shop" if place.is_installed else "nothing was left half-made"
    verdict = place.run("verify", "--full", "--json")
    assert verdict.code == 0, f"{case.situation}: {verdict.out}{verdict.err}"
    assert _sales(place) == before, case.situation
    return f"{before} sales, {verdict.json['entries']} entries, every signature"


def _sales(place: Place) -> int:
    if not place.is_installed:
        return 0
    with place.raw() as file:
        return int(file.execute("SELECT count(*) FROM sales").fetchone()[0])


def full_disk(root: Path, say: Callable[[str], None] = print) -> str:
    """Sell until the disk is full, then free some room: what was said paid is there, and selling goes on.

    Returns:
        The code of the error, or nothing where no small disk could be made.
    """
    with spoiling.small_disk(root) as is_small:
        if not is_small:
            say("full disk: not tried, this user may not mount a small one")
            return ""
        place = Place(root)
        acks = Path(tempfile.mkstemp(prefix="recyclique-acks-")[1])
        try:
            return _fill(place, acks, say)
        finally:
            acks.unlink()


def _fill(place: Place, acks: Path, say: Callable[[str], None]) -> str:
    done = place.run("demo-day", "--days", "60", "--seed", "1", "--ack", str(acks), "--json")
    assert done.code == 1, done.out
    spoiling.grow_disk(place.root)
    said = {line.split(" ")[1] for line in acks.read_text("ascii").splitlines()}
    with place.raw() as file:
        stored = {number for (number,) in file.execute("SELECT number FROM sales")}
    assert said == stored, said ^ stored
    assert place.run("verify", "--full").code == 0
    assert place.run("demo-day", "--json").code == 0
    say(f"ok    full disk: exit {done.code} {done.json['error']}\n      {done.json['message']}\n"
        f"      {len(said)} sales said paid, all there; after making room the till goes on")  # fmt: skip
    return str(done.json["error"])


def main() -> int:
    """Run from the command line."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="recyclique-bad-input-") as folder:
        root = Path(folder)
        print(f"read-only here means {spoiling.read_only_by(root)}")
        shop = small_shop.make(root / "shop", seed=5, tickets=6)
        for number, case in enumerate(CASES):
            told = tell(case, root / str(number), shop)
            wrong += not told.is_right
            print(told)
        full_disk(root / "small")
    print(f"{len(CASES)} situations, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
