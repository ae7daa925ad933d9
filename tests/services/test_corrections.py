"""What was recorded wrong is put right without being lost: who, when, why, and every figure follows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError

from recyclique_desktop.data.models import Correction, LigneDepot, TicketDepot
from recyclique_desktop.data.queries.corrections import history_of
from recyclique_desktop.data.queries.figures import reception_day_figures
from recyclique_desktop.data.verify import verify
from recyclique_desktop.domain.enums import Destination
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.reception import Totals
from recyclique_desktop.domain.weight import Grams
from recyclique_desktop.services.corrections import (
    CorrectLine,
    CorrectNotebookDay,
    CorrectTicket,
    correct_line,
    correct_notebook_day,
    correct_ticket,
)
from recyclique_desktop.services.notebooks import OpenNotebook, open_notebook
from recyclique_desktop.services.reception import LineAdded, TicketOpened
from recyclique_desktop.system.messages import sentence
from tests.services.selling import count, entries, read, write
from tests.services.weighing import Post, category, open_reception, weigher

if TYPE_CHECKING:
    from tests.conftest import Shop

THURSDAY = date(2026, 9, 17)
SHOP, RECYCLING = Destination.MAGASIN, Destination.RECYCLAGE


@pytest.fixture
def post(shop: Shop) -> Post:
    return open_reception(shop)


@pytest.fixture
def ended(post: Post) -> tuple[TicketOpened, LineAdded]:
    """A closed deposit: 960 kg were typed for 960 g."""
    ticket = post.begin("apport volontaire", "11069", "devant la porte")
    added = post.weigh(ticket, "960.000")
    post.finish(ticket)
    return ticket, added


def wanted(shop: Shop, line: LineAdded, net: int = 960, **other: Any) -> CorrectLine:
    values: dict[str, Any] = {
        "category_id": category(shop, "Casserole"), "destination": SHOP, "is_exit": False, "notes": "",
        "reason": "960 g tapés en kg",
    }  # fmt: skip
    return CorrectLine(line_id=line.line_id, net=Grams(net), **(values | other))


def day(shop: Shop, on: date = THURSDAY) -> Totals:
    totals: Totals = read(shop, reception_day_figures, shop.station.id, on).totals
    return totals


def refusal(shop: Shop, act: Any, command: object, actor: Any = None) -> UserError:
    with pytest.raises(UserError) as caught:
        write(shop, act, command, actor or shop.admin)
    return caught.value


def test_960_kilos_become_960_grams_everywhere_and_the_first_weight_stays_readable(
    shop: Shop, post: Post, ended: tuple[TicketOpened, LineAdded]
) -> None:
    ticket, line = ended
    assert day(shop).shop_in == 960_000
    assert write(shop, correct_line, wanted(shop, line), shop.admin) == 1
    assert day(shop).shop_in == 960
    (seen,) = post.seen(ticket).lines
    assert (seen.net, seen.is_corrected, post.seen(ticket).totals.shop_in) == (960, True, 960)
    with shop.db.reading() as session:
        assert session.get_one(LigneDepot, line.line_id).poids_kg == 960_000
    (told,) = read(shop, history_of, ticket.ticket_id)
    assert (told.field, told.old, told.new, told.reason) == ("poids_kg", "960.000", "0.960", "960 g tapés en kg")
    assert (told.who, told.at) == ("Aïcha M.", shop.clock.now())


def test_every_value_of_a_line_can_be_put_right_and_the_last_word_counts(
    shop: Shop, post: Post, ended: tuple[TicketOpened, LineAdded]
) -> None:
    ticket, line = ended
    drap = category(shop, "Drap") if _has(shop, "Drap") else category(shop, "Livre")
    changed = wanted(shop, line, 5000, category_id=drap, destination=RECYCLING, is_exit=True, notes="au camion")
    assert write(shop, correct_line, changed, shop.admin) == 5
    (seen,) = post.seen(ticket).lines
    assert (seen.net, seen.category_id, seen.destination, seen.is_exit) == (5000, drap, RECYCLING, True)
    assert seen.notes == "au camion"
    assert day(shop) == Totals(shop_out=Grams(5000), lines=1)
    back = wanted(shop, line, 4000, category_id=drap, destination=RECYCLING, is_exit=False)
    assert write(shop, correct_line, back, shop.admin) == 3
    assert day(shop) == Totals(recycling_direct=Grams(4000), lines=1)
    assert post.seen(ticket).lines[0].notes == ""


def _has(shop: Shop, name: str) -> bool:
    try:
        category(shop, name)
    except StopIteration:
        return False
    return True


def test_a_clock_set_back_does_not_bring_the_wrong_weight_back(
    shop: Shop, ended: tuple[TicketOpened, LineAdded]
) -> None:
    _, line = ended
    write(shop, correct_line, wanted(shop, line, 500_000), shop.admin)
    shop.clock.jump(shop.clock.now() - timedelta(days=2))
    write(shop, correct_line, wanted(shop, line), shop.admin)
    assert day(shop).shop_in == 960


def test_a_line_that_should_not_be_there_counts_for_nothing_and_stays_in_sight(
    shop: Shop, post: Post, ended: tuple[TicketOpened, LineAdded]
) -> None:
    ticket, line = ended
    write(shop, correct_line, wanted(shop, line, 0), shop.admin)
    assert day(shop).received == 0
    assert [one.net for one in post.seen(ticket).lines] == [0]


def test_a_correction_needs_a_right_a_reason_and_a_difference(
    shop: Shop, ended: tuple[TicketOpened, LineAdded]
) -> None:
    _, line = ended
    assert refusal(shop, correct_line, wanted(shop, line), weigher(shop)).code == "permission.denied"
    assert refusal(shop, correct_line, wanted(shop, line), shop.volunteer).code == "permission.denied"
    assert refusal(shop, correct_line, wanted(shop, line, reason="  ")).code == "reception.reason_missing"
    assert refusal(shop, correct_line, wanted(shop, line, 960_000)).code == "reception.nothing_corrected"
    assert refusal(shop, correct_line, wanted(shop, line, -1)).code == "reception.weight_zero"
    assert refusal(shop, correct_line, wanted(shop, line, is_exit=True)).code == "reception.exit_to_shop"
    nowhere = wanted(shop, line, category_id=shop.station.ids.new())
    assert refusal(shop, correct_line, nowhere).code == "category.not_found"
    assert read(shop, count, "corrections") == 0


def test_an_open_deposit_is_modified_not_corrected(shop: Shop, post: Post) -> None:
    ticket = post.begin()
    line = post.weigh(ticket)
    error = refusal(shop, correct_line, wanted(shop, line, 2000))
    assert error.code == "reception.still_open"
    assert "poste de pesée" in sentence(error)


def test_where_goods_came_from_can_be_put_right(shop: Shop, post: Post, ended: tuple[TicketOpened, LineAdded]) -> None:
    ticket, _ = ended
    command = CorrectTicket(ticket.ticket_id, "collecte", "", "par le quai", "relu avec l’équipe")
    assert write(shop, correct_ticket, command, shop.admin) == 3
    seen = post.seen(ticket)
    assert (seen.origin_channel, seen.insee, seen.notes) == ("collecte", "", "par le quai")
    with shop.db.reading() as session:
        stored = session.get_one(TicketDepot, ticket.ticket_id)
    assert (stored.origin_channel, stored.insee) == ("apport volontaire", "11069")


def test_words_about_people_never_enter_the_signed_part(shop: Shop, ended: tuple[TicketOpened, LineAdded]) -> None:
    _, line = ended
    changed = wanted(shop, line, notes="Mme Dupont rappelle", reason="dit par M. Durand")
    write(shop, correct_line, changed, shop.admin)
    (entry,) = entries(shop, "deposit.corrected")
    assert "Dupont" not in repr(entry)
    assert "Durand" not in repr(entry)
    assert entry["doc"]["fields"] == ["notes", "poids_kg"]


def test_a_notebook_entered_under_a_wrong_day_moves_whole(shop: Shop) -> None:
    wrong, right = date(2026, 2, 4), date(2026, 9, 4)
    opened = write(shop, open_notebook, OpenNotebook(shop.station.ids.new(), wrong), shop.admin)
    notebook = Post(shop, opened.poste_id, shop.admin)
    for kilos in ("3.000", "4.500"):
        ticket = notebook.begin()
        notebook.weigh(ticket, kilos)
        notebook.finish(ticket)
    command = CorrectNotebookDay(opened.poste_id, right, "mois mal lu")
    assert write(shop, correct_notebook_day, command, shop.admin) == 3
    assert (day(shop, wrong).received, day(shop, right).received, day(shop).received) == (0, 7500, 0)
    later = CorrectNotebookDay(opened.poste_id, date(2026, 9, 18), "demain")
    assert refusal(shop, correct_notebook_day, later).code == "reception.day_future"


def test_what_was_weighed_today_has_no_notebook_day_to_correct(shop: Shop, post: Post) -> None:
    command = CorrectNotebookDay(post.poste_id, date(2026, 9, 4), "essai")
    assert refusal(shop, correct_notebook_day, command).code == "reception.not_a_notebook"


def test_a_correction_stays_whoever_opens_the_file(shop: Shop, ended: tuple[TicketOpened, LineAdded]) -> None:
    _, line = ended
    write(shop, correct_line, wanted(shop, line), shop.admin)
    with pytest.raises(DatabaseError, match="append only"), shop.db.connection() as connection:
        connection.execute(update(Correction).values(new="999.000"))
    with shop.db.connection() as connection:
        assert verify(connection, shop.trust, full=True).findings == []
    with shop.db.reading() as session:
        assert session.scalars(select(Correction.new)).all() == ["0.960"]


def test_a_notebook_put_right_while_it_is_being_typed_takes_the_next_deposits_under_its_new_day(shop: Shop) -> None:
    """The screen shows the new day: what is typed next must not go to the old one."""
    wrong, right = date(2026, 9, 3), date(2026, 9, 4)
    command = OpenNotebook(shop.station.ids.new(), wrong)
    notebook = Post(shop, write(shop, open_notebook, command, shop.admin).poste_id, shop.admin)
    write(shop, correct_notebook_day, CorrectNotebookDay(notebook.poste_id, right, "jour mal lu"), shop.admin)
    ticket = notebook.begin()
    notebook.weigh(ticket, "3.000")
    notebook.finish(ticket)
    assert (day(shop, wrong).received, day(shop, right).received) == (0, 3000)
    assert write(shop, open_notebook, command, shop.admin).day == right
    again = OpenNotebook(shop.station.ids.new(), right)
    assert refusal(shop, open_notebook, again).code == "reception.notebook_open"
    write(shop, open_notebook, OpenNotebook(shop.station.ids.new(), wrong), shop.admin)
