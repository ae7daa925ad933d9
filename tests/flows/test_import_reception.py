"""A notebook typed into a spreadsheet comes in whole, once, on its own days; each wrong row says what is wrong."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from recyclique_desktop.data.models import ImportBatch, LigneDepot, PosteReception, TicketDepot
from recyclique_desktop.data.queries.catalogue import known_categories
from recyclique_desktop.data.queries.figures import reception_day_figures, reception_figures
from recyclique_desktop.data.verify import verify
from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.domain.enums import BatchState, Destination, ReceptionStatus
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.flows.import_categories import import_file
from recyclique_desktop.flows.import_reception import PaperFile, bring_in, parse_paper, read_mapping, read_paper
from recyclique_desktop.system.messages import sentence
from recyclique_desktop.system.paths import resource
from tests.services.selling import count, entries, read
from tests.services.weighing import Post, category, open_reception, weigher

if TYPE_CHECKING:
    from recyclique_desktop.domain.station import Actor
    from tests.conftest import Shop

REAL = Path(__file__).parents[3] / "shared" / "data" / "reception-2025-09-10.csv"
"""A real notebook as it was given to us; it lies beside the checkout, or nowhere."""
MAPPING = Path(__file__).parent / "mapping_2025.csv"
GOOD = """date,category,poids_kg,destination,notes
2025-12-30,Casserole,1.250,MAGASIN,
2025-12-30,Livre,"0,85",RECYCLAGE,mouillés
31/12/2025,Casserole,850 g,boutique,
"""


def parsed(shop: Shop, text: str | bytes, mapping: dict[str, str] | None = None) -> PaperFile:
    data = text if isinstance(text, bytes) else text.encode()
    today = business_date(shop.clock.now(), shop.station.zone)
    return parse_paper(data, "cahier.csv", read(shop, known_categories), mapping or {}, today)


def brought(shop: Shop, file: PaperFile, actor: Actor | None = None, *, dry_run: bool = False) -> object:
    return bring_in(shop.db, file, actor or shop.admin, shop.station, dry_run=dry_run)


def problems(file: PaperFile) -> list[tuple[int, str]]:
    return [(one.line, one.problem.code) for one in file.verdicts if one.problem is not None]


def test_a_notebook_comes_in_on_its_own_days(shop: Shop) -> None:
    file = parsed(shop, GOOD)
    assert problems(file) == []
    brought(shop, file)
    assert read(shop, reception_day_figures, shop.station.id, date(2025, 12, 30)).totals.received == 2100
    assert read(shop, reception_day_figures, shop.station.id, date(2025, 12, 31)).totals.received == 850
    today = business_date(shop.clock.now(), shop.station.zone)
    assert read(shop, reception_day_figures, shop.station.id, today).totals.lines == 0
    with shop.db.reading() as session:
        posts, tickets = session.query(PosteReception).all(), session.query(TicketDepot).all()
        batch = session.query(ImportBatch).one()
        notes = [line.notes for line in session.query(LigneDepot).order_by(LigneDepot.id)]
    assert {(post.status, post.is_deferred) for post in posts} == {(ReceptionStatus.CLOSED, True)}
    assert {(ticket.status, ticket.is_deferred, ticket.created_at) for ticket in tickets} == {
        (ReceptionStatus.CLOSED, True, shop.clock.now())
    }
    assert (batch.rows, batch.state, batch.sha256) == (
        3,
        BatchState.COMMITTED,
        hashlib.sha256(GOOD.encode()).hexdigest(),
    )
    assert notes == [None, "mouillés", None]
    with shop.db.connection() as connection:
        assert verify(connection, shop.trust, full=True).findings == []


def test_numbers_go_on_without_a_hole_after_an_import(shop: Shop) -> None:
    brought(shop, parsed(shop, GOOD))
    post: Post = open_reception(shop)
    assert post.begin().number == "C01-000003"


def test_three_bad_rows_of_ten_are_named_and_nothing_comes_in(shop: Shop) -> None:
    rows = ["2025-12-30,Casserole,1,MAGASIN,"] * 10
    rows[1] = "2025-13-30,Casserole,1,MAGASIN,"
    rows[4] = "2025-12-30,Casserole,un kilo,MAGASIN,"
    rows[8] = "2025-12-30,Casserole,1,POUBELLE,"
    file = parsed(shop, "date,category,poids_kg,destination,notes\n" + "\n".join(rows))
    assert problems(file) == [(3, "paper.date"), (6, "weight.invalid"), (10, "paper.destination")]
    with pytest.raises(UserError) as caught:
        brought(shop, file)
    assert (caught.value.code, caught.value.params) == ("import.rows_bad", {"count": 3, "line": 3})
    assert read(shop, count, "ligne_depot") == 0


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("2027-01-01,Casserole,1,MAGASIN,,", "reception.day_future"),
        ("0025-10-04,Casserole,1,MAGASIN,,", "reception.day_old"),
        ("31/02/2025,Casserole,1,MAGASIN,,", "paper.date"),
        ("2025-10-04,Casserole,0,MAGASIN,,", "reception.weight_zero"),
        ("2025-10-04,Casserole,0.0004,MAGASIN,,", "weight.invalid"),
        ("2025-10-04,,1,MAGASIN,,", "paper.category_missing"),
        ("2025-10-04,Soucoupe volante,1,MAGASIN,,", "paper.category_unknown"),
        ("2025-10-04,Casserole,1,MAGASIN,,oui", "reception.exit_to_shop"),
        ("2025-10-04,Casserole,1,RECYCLAGE,,peut-être", "paper.exit"),
    ],
)
def test_each_wrong_row_says_what_is_wrong(shop: Shop, row: str, code: str) -> None:
    file = parsed(shop, f"date,category,poids_kg,destination,notes,sortie\n{row}\n")
    assert problems(file) == [(2, code)]
    problem = file.problems[0].problem
    assert problem is not None
    assert len(sentence(problem)) <= 140


def test_what_left_the_shop_never_counts_as_received(shop: Shop) -> None:
    head = "date;category;poids_kg;destination;notes;sortie\n"
    brought(shop, parsed(shop, head + "2025-12-30;Livre;2,5;RECYCLAGE;;oui\n2025-12-30;Livre;1;MAGASIN;;non\n"))
    totals = read(shop, reception_day_figures, shop.station.id, date(2025, 12, 30)).totals
    assert (totals.shop_out, totals.received) == (2500, 1000)


def test_a_spelling_nobody_knows_is_proposed_never_guessed(shop: Shop) -> None:
    text = GOOD.replace("Casserole", "casserolle")
    file = parsed(shop, text)
    assert {written: one.name if one else None for written, one in file.unknown.items()} == {"casserolle": "Casserole"}
    assert parsed(shop, text, {"Casserolle": "Casserole"}).problems == ()


def test_the_same_file_never_counts_twice(shop: Shop) -> None:
    brought(shop, parsed(shop, GOOD))
    with pytest.raises(UserError) as caught:
        brought(shop, parsed(shop, GOOD))
    assert caught.value.code == "paper.twice"
    assert "17/09/2026" in sentence(caught.value)
    assert read(shop, count, "ligne_depot") == 3


def test_a_trial_writes_nothing_and_says_the_same(shop: Shop) -> None:
    tried = brought(shop, parsed(shop, GOOD), dry_run=True)
    assert read(shop, count, "import_batches") == 0
    done = brought(shop, parsed(shop, GOOD))
    assert (tried.days, tried.totals) == (done.days, done.totals)  # type: ignore[attr-defined]


def test_only_who_manages_brings_a_notebook_in(shop: Shop) -> None:
    with pytest.raises(UserError, match=r"permission\.denied"):
        brought(shop, parsed(shop, GOOD), weigher(shop))


def test_a_sheet_too_long_for_one_entry_is_refused_whole(shop: Shop) -> None:
    file = parsed(shop, "date,category,poids_kg,destination\n" + "2025-12-30,Livre,1,MAGASIN\n" * 498)
    with pytest.raises(UserError) as caught:
        brought(shop, file)
    assert (caught.value.code, caught.value.params["most"]) == ("paper.too_long", 497)
    brought(shop, parsed(shop, "date,category,poids_kg,destination\n" + "2025-12-30,Livre,1,MAGASIN\n" * 497))
    assert read(shop, count, "ligne_depot") == 497


def test_an_empty_sheet_and_one_without_columns_are_refused(shop: Shop) -> None:
    with pytest.raises(UserError, match=r"paper\.empty"):
        brought(shop, parsed(shop, "date,category,poids_kg,destination\n"))
    with pytest.raises(UserError) as caught:
        parsed(shop, "jour;poids\n2025-12-30;1\n")
    assert caught.value.params["columns"] == "category, destination"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_however_the_spreadsheet_saved_it(shop: Shop, encoding: str, delimiter: str) -> None:
    rows = (
        ("Date", "Catégorie", "Poids (kg)", "Destination", "Note"),
        ("04/10/2025", "Livre", "0.5", "Déchèterie", "é"),
    )
    text = "\r\n".join(delimiter.join(row) for row in rows)
    (only,) = parsed(shop, text.encode(encoding)).verdicts
    assert only.read is not None
    assert (only.read.destination, only.read.net, only.read.notes) == (Destination.DECHETERIE, 500, "é")


def test_a_double_bom_as_1_4_4_wrote_it_is_no_column(shop: Shop) -> None:
    assert parsed(shop, b"\xef\xbb\xbf\xef\xbb\xbf" + GOOD.encode()).problems == ()


def test_a_root_and_its_child_of_one_name_is_the_child(shop: Shop) -> None:
    import_file(shop.db, resource("demo/categories.csv"), shop.admin, shop.station)
    (only,) = parsed(shop, "date,category,poids_kg,destination\n2025-10-04,Jouets,1,MAGASIN\n").verdicts
    assert only.read is not None
    assert only.read.category_id == category(shop, "Jouets") or only.read.category_id in {
        one.id for one in read(shop, known_categories) if one.above == ("Jouets",)
    }


def test_the_real_notebook_of_autumn_2025_comes_in_to_the_gram(shop: Shop) -> None:
    if not REAL.is_file():
        pytest.skip("the notebook does not lie beside this checkout")
    import_file(shop.db, resource("demo/categories.csv"), shop.admin, shop.station)
    known, today = read(shop, known_categories), business_date(shop.clock.now(), shop.station.zone)
    assert len(read_paper(REAL, known, {}, today).problems) > 50
    file = read_paper(REAL, known, read_mapping(MAPPING), today)
    assert problems(file) == []
    brought(shop, file)
    told = read(shop, reception_figures, shop.station.site_id, date(2025, 1, 1), date(2025, 12, 31))
    assert (told.totals.lines, told.totals.received, told.totals.shop_out) == (153, 473_250, 0)
    (entry,) = entries(shop, "reception.imported")
    assert list(entry["doc"]["days"].values()) == [52, 18, 46, 37]
    assert sorted(entry["doc"]["days"]) == list(entry["doc"]["days"])
    with pytest.raises(UserError, match=r"paper\.twice"):
        brought(shop, file)
