"""What reception's screens are told: open posts, the running ticket, today, the last deposits, its own catalogue."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from recyclique_desktop.data.queries.catalogue import catalogue, reception_catalogue
from recyclique_desktop.data.queries.figures import post_figures, reception_day_figures
from recyclique_desktop.data.queries.reception import (
    last_origin,
    open_posts,
    open_ticket_of,
    recent_tickets,
    reception_home,
    ticket_view,
)
from recyclique_desktop.domain.enums import Destination, ReceptionStatus, WeightSource
from recyclique_desktop.domain.reception import Flow, Totals, Weighed
from recyclique_desktop.domain.weight import Grams
from recyclique_desktop.services.catalogue_edit import ArchiveCategory, ShowCategory, archive_category, show_category
from recyclique_desktop.services.catalogue_place import Order, OrderCategories, order_categories
from recyclique_desktop.services.reception import ClosePost, add_line, close_post
from tests.services.selling import open_till, read, write
from tests.services.weighing import Post, category, line, open_reception

if TYPE_CHECKING:
    from tests.conftest import Shop

TODAY = date(2026, 9, 17)


@pytest.fixture
def post(shop: Shop) -> Post:
    return open_reception(shop)


def test_a_reception_that_never_opened_is_all_zeros(shop: Shop) -> None:
    home = read(shop, reception_home, shop.station, TODAY)
    assert (home.post, home.today, home.tickets_today, home.last_ticket) == (None, Totals(), 0, None)
    assert read(shop, last_origin, shop.station) == ("", "")
    assert read(shop, ticket_view, shop.station.ids.new()) is None


def test_home_tells_who_opened_and_what_is_being_weighed(shop: Shop, post: Post) -> None:
    done = post.begin()
    post.weigh(done, "3.250")
    post.weigh(done, "2.000", Destination.DECHETERIE, is_exit=True)
    post.finish(done)
    shop.clock.advance(timedelta(minutes=4))
    empty = post.begin()
    home = read(shop, reception_home, shop.station, TODAY)
    assert (home.post.poste_id, home.post.opened_by, home.post.opened_by_name) == (
        post.poste_id,
        shop.volunteer.user_id,
        "Émilie R.",
    )
    assert (home.post.tickets, home.post.open_ticket, home.post.business_date) == (1, empty.ticket_id, TODAY)
    assert home.today == Totals(shop_in=Grams(3250), shop_out=Grams(2000), lines=2)
    assert (home.tickets_today, home.last_ticket.number) == (1, done.number), "an empty ticket is no deposit"


def test_a_post_that_closed_is_not_proposed(shop: Shop, post: Post) -> None:
    write(shop, close_post, ClosePost(post.poste_id), post.actor)
    assert read(shop, open_posts, shop.station) == ()
    assert read(shop, open_ticket_of, post.poste_id) is None


def test_the_running_ticket_comes_back_whole_after_a_cut(shop: Shop, post: Post) -> None:
    ticket = post.begin("apport", "34172", "note")
    weighed = Weighed(Grams(14_250), Grams(12_000), WeightSource.TYPED)
    command = replace(line(shop, ticket.ticket_id, 1, Destination.RECYCLAGE, name="Livre"), weighed=weighed, notes="x")
    write(shop, add_line, command, post.actor)
    post.weigh(ticket, "0.400")
    view = read(shop, open_ticket_of, post.poste_id)
    assert (view.ticket_id, view.number, view.short, view.poste_id) == (
        ticket.ticket_id,
        "C01-000001",
        "0001",
        post.poste_id,
    )
    assert (view.volunteer_name, view.created_at, view.business_date) == ("Émilie R.", shop.clock.now(), TODAY)
    assert (view.status, view.origin_channel, view.insee, view.notes) == (
        ReceptionStatus.OPENED,
        "apport",
        "34172",
        "note",
    )
    first, second = view.lines
    assert (first.line_no, first.category_id, first.label, first.root_label) == (
        1,
        category(shop, "Livre"),
        "Livre",
        "Livres & Médias",
    )
    assert (first.net, first.tare, first.gross, first.source) == (2250, 12_000, 14_250, WeightSource.TYPED)
    assert (first.destination, first.is_exit, first.flow, first.notes) == (
        Destination.RECYCLAGE,
        False,
        Flow.RECYCLING_DIRECT,
        "x",
    )
    assert (second.line_no, second.label, second.net, second.tare, second.notes) == (2, "Casserole", 400, 0, "")
    assert view.totals == Totals(shop_in=Grams(400), recycling_direct=Grams(2250), lines=2)


def test_a_line_of_a_root_names_the_root(shop: Shop, post: Post) -> None:
    ticket = post.begin()
    post.weigh(ticket, name="Livres & Médias")
    (seen,) = post.seen(ticket).lines
    assert (seen.label, seen.root_label) == ("Livres & Médias", "Livres & Médias")


def test_a_line_keeps_its_words_when_its_category_is_archived(shop: Shop, post: Post) -> None:
    ticket = post.begin()
    post.weigh(ticket)
    write(shop, archive_category, ArchiveCategory(category(shop, "Casserole")), shop.admin)
    assert [one.label for one in post.seen(ticket).lines] == ["Casserole"]


def test_recent_deposits_come_newest_first_without_the_empty_ones(shop: Shop, post: Post) -> None:
    for kilos in ("1.000", "", "3.000"):
        ticket = post.begin()
        if kilos:
            post.weigh(ticket, kilos)
        post.finish(ticket)
        shop.clock.advance(timedelta(minutes=1))
    rows = read(shop, recent_tickets, shop.station, 10)
    assert [(row.short, row.totals.shop_in, row.status) for row in rows] == [
        ("0003", 3000, ReceptionStatus.CLOSED),
        ("0001", 1000, ReceptionStatus.CLOSED),
    ]
    assert [row.short for row in read(shop, recent_tickets, shop.station, 1)] == ["0003"]
    assert {row.volunteer_name for row in rows} == {"Émilie R."}


def test_each_ticket_names_the_volunteer_who_began_it(shop: Shop, post: Post) -> None:
    ticket = replace(post, actor=shop.admin).begin()
    assert post.seen(ticket).volunteer_name == "Aïcha M."


def test_the_next_visitor_starts_from_the_last_ones_origin(shop: Shop, post: Post) -> None:
    for channel, insee in (("collecte", "34172"), ("apport", "")):
        shop.clock.advance(timedelta(minutes=1))
        post.finish(post.begin(channel, insee))
        assert read(shop, last_origin, shop.station) == (channel, insee)


def test_another_workstations_kilos_are_not_this_ones(shop: Shop, post: Post) -> None:
    post.weigh(post.begin(), "5.000")
    other = replace(shop.station, id=shop.station.ids.new(), code="R02")
    home = read(shop, reception_home, other, TODAY)
    assert (home.post, home.today, home.tickets_today, home.last_ticket) == (None, Totals(), 0, None)
    assert read(shop, last_origin, other) == ("", "")


def test_a_post_of_two_days_adds_up_both(shop: Shop, post: Post) -> None:
    first = post.begin()
    post.weigh(first, "1.000")
    post.finish(first)
    shop.clock.advance(timedelta(days=1))
    at = shop.clock.now()
    second = post.begin()
    post.weigh(second, "2.000", Destination.RECYCLAGE)
    figures = read(shop, post_figures, post.poste_id)
    assert (figures.tickets, figures.totals, figures.last_ticket_at) == (
        2,
        Totals(shop_in=Grams(1000), recycling_direct=Grams(2000), lines=2),
        at,
    )
    days = [read(shop, reception_day_figures, shop.station.id, TODAY + timedelta(days=n)) for n in range(2)]
    assert [(one.tickets, one.totals.received) for one in days] == [(1, 1000), (1, 2000)]


def test_what_is_sold_is_not_in_receptions_figures_nor_the_other_way_round(shop: Shop, post: Post) -> None:
    from recyclique_desktop.data.queries.figures import day_figures  # noqa: PLC0415

    open_till(shop).sell(grams=700)
    post.weigh(post.begin(), "5.000", Destination.RECYCLAGE, is_exit=True)
    assert read(shop, day_figures, shop.station.id, TODAY).weight_out == 700
    assert read(shop, reception_day_figures, shop.station.id, TODAY).totals == Totals(shop_out=Grams(5000), lines=1)


def labels(shop: Shop) -> list[tuple[str, list[str]]]:
    return [(root.label, [child.label for child in root.children]) for root in read(shop, reception_catalogue)]


def test_reception_proposes_what_is_shown_and_the_till_everything(shop: Shop) -> None:
    assert labels(shop) == [(root.label, [one.label for one in root.children]) for root in read(shop, catalogue)]
    for name in ("Casserole", "Livre", "CD"):
        write(shop, show_category, ShowCategory(category(shop, name), visible=False), shop.admin)
    write(shop, show_category, ShowCategory(category(shop, "Jouets"), visible=False), shop.admin)
    found = dict(labels(shop))
    assert found["Vaisselle & Cuisine / Maison"] == ["Verre"]
    assert found["Livres & Médias"] == [], "a parent without a visible child may be chosen itself"
    assert "Jouets" not in found
    assert len(read(shop, catalogue)) == len(found) + 1


def test_reception_has_its_own_order(shop: Shop) -> None:
    roots = [root.id for root in read(shop, catalogue)]
    write(shop, order_categories, OrderCategories(None, tuple(reversed(roots)), Order.RECEPTION), shop.admin)
    assert [root.id for root in read(shop, reception_catalogue)] == roots[::-1]
    assert [root.id for root in read(shop, catalogue)] == roots
