"""``recyclique import categories``: the shop's real price list, to the cent and with its accents."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from recyclique_desktop.domain.money import parse_euros
from recyclique_desktop.system.paths import resource

if TYPE_CHECKING:
    from tests.cli.conftest import NewShop
    from tests.faults.place import Done

PRICE_LIST = resource("demo/categories.csv")


def brought_in(shop: NewShop, *options: str) -> Done:
    return shop.place.run(
        "import", "categories", str(PRICE_LIST), "--as", "zoe martin", "--json", *options, password=shop.password
    )


def stored(shop: NewShop) -> set[tuple[str, str, int, int | None]]:
    sql = (
        "SELECT r.name, c.name, c.price, c.max_price FROM categories c JOIN categories r ON r.id = c.parent_id"
        " WHERE c.is_active = 1"
    )
    with shop.place.raw() as file:
        return set(file.execute(sql).fetchall())


def entries(shop: NewShop, act: str) -> int:
    with shop.place.raw() as file:
        return int(
            file.execute("SELECT count(*) FROM journal WHERE act = ? AND class <> 'personal'", (act,)).fetchone()[0]
        )


def test_no_price_and_no_accent_is_lost_from_the_real_list(new_shop: NewShop) -> None:
    done = brought_in(new_shop)
    assert done.code == 0
    told = done.json
    assert (told["rows"], told["roots"], told["created"], told["updated"]) == (65, 14, 79, 0)
    rows = list(csv.reader(io.StringIO(PRICE_LIST.read_bytes().decode("cp1252"))))[1:]
    wanted = {(root, name, parse_euros(low), parse_euros(high) if high else None) for root, name, low, high in rows}
    assert stored(new_shop) == wanted
    assert ("Électroménager", "Réfrigérateur", 3000, None) in wanted


def test_bringing_the_list_in_twice_changes_nothing(new_shop: NewShop) -> None:
    brought_in(new_shop)
    before = stored(new_shop)
    again = brought_in(new_shop).json
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 79)
    assert stored(new_shop) == before
    assert entries(new_shop, "categories.imported") == 1


def test_a_trial_says_what_would_be_done_and_does_nothing(new_shop: NewShop) -> None:
    done = brought_in(new_shop, "--dry-run")
    assert (done.json["created"], done.json["dry_run"]) == (79, True)
    assert stored(new_shop) == set()
    assert entries(new_shop, "categories.imported") == 0


def test_nobody_changes_prices_without_saying_who_she_is(new_shop: NewShop) -> None:
    done = new_shop.place.run("import", "categories", str(PRICE_LIST), "--as", "Zoé Martin")
    assert done.code == 1
    assert "RECYCLIQUE_PASSWORD" in done.err
    assert stored(new_shop) == set()


def test_the_only_manager_need_not_give_her_name(new_shop: NewShop) -> None:
    command = ("import", "categories", str(PRICE_LIST), "--json")
    assert new_shop.place.run(*command, password="Autre-mot.1").json["error"] == "signin.password_wrong"
    assert new_shop.place.run(*command, password=new_shop.password).json["rows"] == 65


def test_with_two_managers_somebody_must_say_who_acts(new_shop: NewShop) -> None:
    with new_shop.place.raw() as file:
        names = [name for _, name, *_ in file.execute("PRAGMA table_info(users)").fetchall()]
        changed = {"id": "randomblob(16)", "username": "'autre'", "operator_code": "'op-autre'", "email": "NULL"}
        values = ", ".join(changed.get(name, name) for name in names)
        file.execute(f"INSERT INTO users ({', '.join(names)}) SELECT {values} FROM users LIMIT 1")
    done = new_shop.place.run("import", "categories", str(PRICE_LIST), "--json", password=new_shop.password)
    assert (done.code, done.json["error"]) == (1, "signin.person_needed")
    assert stored(new_shop) == set()


def test_whoever_signed_in_for_a_command_is_signed_out_after_it(new_shop: NewShop) -> None:
    brought_in(new_shop)
    assert entries(new_shop, "person.signed_in") == entries(new_shop, "person.signed_out") == 1
