"""``recyclique init`` and ``recyclique recover``: a shop begins, and survives the loss of its key."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cli.conftest import NewShop
    from tests.faults.place import Place

NEW = ("init", "--site", "Magasin", "--register", "Caisse 1", "--admin", "Zoé Martin")


def test_the_password_said_once_lets_the_manager_in(new_shop: NewShop) -> None:
    shop = new_shop.place
    done = shop.run("import", "categories", "absent.csv", "--as", "Zoé Martin", "--json", password=new_shop.password)
    assert done.json["error"] == "import.not_found"
    wrong = shop.run("import", "categories", "absent.csv", "--as", "Zoé Martin", "--json", password="Autre-mot.1")
    assert wrong.json["error"] == "signin.password_wrong"


def test_no_secret_of_the_first_run_stays_in_a_file_of_the_data_folder(new_shop: NewShop) -> None:
    data = new_shop.place.folders.data
    content = b"".join(path.read_bytes() for path in data.rglob("*") if path.is_file())
    assert new_shop.password.encode() not in content
    assert " ".join(new_shop.words).encode() not in content
    assert new_shop.place.key() not in content


def test_a_second_init_leaves_the_first_shop_as_it_is(new_shop: NewShop) -> None:
    shop = new_shop.place
    before = shop.file.read_bytes()
    done = shop.run(*NEW, "--json")
    assert (done.code, done.json["error"]) == (1, "workstation.exists")
    assert shop.file.read_bytes() == before
    assert shop.run("verify", "--full").code == 0


def test_a_pin_that_anyone_would_try_first_installs_nothing(place: Place) -> None:
    done = place.run(*NEW, "--pin", "1234")
    assert done.code == 1
    assert "trop facile" in done.err
    assert not place.is_installed


def test_a_person_reads_her_password_and_her_sheet(place: Place) -> None:
    done = place.run(*NEW)
    assert done.code == 0
    assert "montré cette seule fois" in done.out
    assert "FEUILLE DE SECOURS" in done.out
    assert "24." in done.out


def test_a_reception_post_gets_a_code_of_its_kind(place: Place) -> None:
    done = place.run(*NEW, "--kind", "reception", "--json")
    assert (done.json["workstation"], done.json["kind"]) == ("R01", "reception")


def test_the_24_words_open_the_sales_again_when_the_key_is_lost(new_shop: NewShop) -> None:
    shop = new_shop.place
    _forget(shop, "database")
    assert shop.run("verify", "--json").json["error"] == "secret.missing"
    lines = "\n".join(f"{number}. {word.upper()}" for number, word in enumerate(new_shop.words, start=1))
    assert shop.run("recover", "--json", typed=lines).json["recovered"] is True
    assert shop.run("verify", "--full").code == 0


def test_the_sheet_as_it_was_printed_opens_the_sales_too(new_shop: NewShop) -> None:
    shop = new_shop.place
    _forget(shop, "database")
    numbered = [f"{number:>2}. {word}" for number, word in enumerate(new_shop.words, start=1)]
    columns = ["   ".join(numbered[row::6]) for row in range(6)]
    sheet = "\n".join(("FEUILLE DE SECOURS", "La Ressourcerie · 22/11/2026", "Ces 24 mots ouvrent…", *columns))
    assert shop.run("recover", "--json", typed=sheet).json["recovered"] is True


def test_words_of_another_sheet_change_nothing(new_shop: NewShop) -> None:
    shop = new_shop.place
    keys = (shop.folders.config / "keys.json").read_bytes()
    swapped = (new_shop.words[1], new_shop.words[0], *new_shop.words[2:])
    for words in (swapped, new_shop.words[:23], ("abaisser",) * 24, ()):
        done = shop.run("recover", typed=" ".join(words))
        assert done.code == 1, words
        assert done.err.strip().endswith("."), done.err
    assert (shop.folders.config / "keys.json").read_bytes() == keys


def _forget(shop: Place, what: str) -> None:
    path = shop.folders.config / "keys.json"
    kept = {name: key for name, key in json.loads(path.read_text("ascii")).items() if not name.endswith(f":{what}")}
    path.write_text(json.dumps(kept), "ascii")
