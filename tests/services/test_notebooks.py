"""A paper notebook typed later counts on its own day, by its own mark: never because of a date."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from recyclique_desktop.data.models import PosteReception, TicketDepot
from recyclique_desktop.data.queries.figures import reception_day_figures
from recyclique_desktop.data.queries.reception import open_posts, reception_home
from recyclique_desktop.data.verify import verify
from recyclique_desktop.domain.clock import PARIS
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.services.notebooks import NotebookOpened, OpenNotebook, open_notebook
from recyclique_desktop.services.reception import ClosePost, close_post
from recyclique_desktop.system.messages import sentence
from tests.conftest import Shop
from tests.services.selling import entries, read, write
from tests.services.weighing import Post, open_reception, weigher

NOTEBOOK, TYPED = date(2025, 10, 4), date(2025, 10, 20)


@pytest.fixture(autouse=True)
def twentieth(shop: Shop) -> datetime:
    """It is the 20th of October 2025, half past two."""
    at = datetime(2025, 10, 20, 14, 30, tzinfo=PARIS)
    shop.clock.jump(at)
    return at


def notebook(shop: Shop, day: date = NOTEBOOK) -> Post:
    opened: NotebookOpened = write(shop, open_notebook, OpenNotebook(shop.station.ids.new(), day), shop.admin)
    return Post(shop, opened.poste_id, shop.admin)


def refusal(shop: Shop, command: OpenNotebook, actor: object = None) -> UserError:
    with pytest.raises(UserError) as caught:
        write(shop, open_notebook, command, actor or shop.admin)  # type: ignore[arg-type]
    return caught.value


def test_a5_a_notebook_counts_on_its_day_and_not_on_the_day_it_was_typed(shop: Shop, twentieth: datetime) -> None:
    post = notebook(shop)
    ticket = post.begin()
    post.weigh(ticket, "12.500")
    post.finish(ticket)
    with shop.db.reading() as session:
        stored = session.get_one(TicketDepot, ticket.ticket_id)
    assert (stored.business_date, stored.is_deferred) == (NOTEBOOK, True)
    assert stored.created_at == twentieth
    assert read(shop, reception_day_figures, shop.station.id, NOTEBOOK).totals.shop_in == 12_500
    assert read(shop, reception_day_figures, shop.station.id, TYPED).totals.lines == 0
    assert read(shop, reception_home, shop.station, TYPED).today.received == 0
    with shop.db.connection() as connection:
        assert verify(connection, shop.trust, full=True).findings == []


def test_the_web_application_too_leaves_it_out_of_today(shop: Shop, twentieth: datetime) -> None:
    post = notebook(shop)
    with shop.db.reading() as session:
        stored = session.get_one(PosteReception, post.poste_id)
    assert stored.opened_at == datetime(2025, 10, 3, 22, tzinfo=UTC)
    assert stored.created_at == twentieth


def test_today_in_a_notebook_is_still_a_notebook_and_yesterdays_post_is_not(shop: Shop) -> None:
    ordinary = open_reception(shop)
    typed_today = notebook(shop, TYPED)
    marks = {one.poste_id: one.is_deferred for one in read(shop, open_posts, shop.station)}
    assert marks == {ordinary.poste_id: False, typed_today.poste_id: True}


def test_a_notebook_does_not_stand_before_the_post_of_the_day(shop: Shop) -> None:
    notebook(shop)
    ordinary = open_reception(shop, shop.admin)
    assert read(shop, reception_home, shop.station, TYPED).post.poste_id == ordinary.poste_id
    assert len(read(shop, open_posts, shop.station)) == 2


def test_notebooks_of_two_days_may_be_open_the_same_day_twice_may_not(shop: Shop) -> None:
    first = notebook(shop)
    notebook(shop, date(2025, 10, 5))
    again = refusal(shop, OpenNotebook(shop.station.ids.new(), NOTEBOOK))
    assert again.code == "reception.notebook_open"
    assert "04/10/2025" in sentence(again)
    write(shop, close_post, ClosePost(first.poste_id), shop.admin)
    notebook(shop)


def test_tomorrow_and_the_middle_ages_are_no_notebook(shop: Shop) -> None:
    future = refusal(shop, OpenNotebook(shop.station.ids.new(), date(2025, 10, 21)))
    assert future.code == "reception.day_future"
    assert sentence(future).startswith("La date ne peut pas être dans le futur")
    assert refusal(shop, OpenNotebook(shop.station.ids.new(), date(1025, 10, 4))).code == "reception.day_old"


def test_only_who_manages_gives_deposits_another_date(shop: Shop) -> None:
    command = OpenNotebook(shop.station.ids.new(), NOTEBOOK)
    assert refusal(shop, command, weigher(shop)).code == "permission.denied"
    assert refusal(shop, command, shop.volunteer).code == "permission.denied"


def test_a_double_click_opens_one_notebook_and_history_names_its_day(shop: Shop) -> None:
    command = OpenNotebook(shop.station.ids.new(), NOTEBOOK)
    assert write(shop, open_notebook, command, shop.admin) == write(shop, open_notebook, command, shop.admin)
    (entry,) = entries(shop, "reception.notebook_opened")
    assert entry["doc"] == {"day": "2025-10-04"}
