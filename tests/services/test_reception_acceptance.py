"""A1 to A8 of ``reception-admin.md`` §15, through the services and the figures; and the mass balance of any history."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recyclique_desktop.data.queries.figures import reception_day_figures, reception_figures
from recyclique_desktop.data.queries.reception import reception_home
from recyclique_desktop.data.queries.reception_lists import DepositFilter, deposits, every_weighing
from recyclique_desktop.domain.clock import PARIS
from recyclique_desktop.domain.enums import Destination
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.reception import MAX_LINE, Totals, Weighed
from recyclique_desktop.domain.weight import Grams, parse_kilos
from recyclique_desktop.services.corrections import CorrectLine, correct_line
from recyclique_desktop.services.notebooks import OpenNotebook, open_notebook
from recyclique_desktop.services.reception import ChangeLine, ClosePost, change_line, close_post
from recyclique_desktop.system.messages import sentence
from tests.services.selling import read, write
from tests.services.weighing import Post, category, open_reception

if TYPE_CHECKING:
    from tests.conftest import Shop

SHOP, RECYCLING, TIP = Destination.MAGASIN, Destination.RECYCLAGE, Destination.DECHETERIE
THURSDAY = date(2026, 9, 17)


def day(shop: Shop, on: date) -> Totals:
    totals: Totals = read(shop, reception_day_figures, shop.station.id, on).totals
    return totals


def paris(shop: Shop, on: date, hour: int, minute: int = 0) -> None:
    shop.clock.jump(datetime(on.year, on.month, on.day, hour, minute, tzinfo=PARIS))


def test_a1_entry_direct_and_exit_are_three_sums(shop: Shop) -> None:
    post = open_reception(shop)
    ticket = post.begin()
    post.weigh(ticket, "3.250")
    post.weigh(ticket, "1.100", RECYCLING)
    post.weigh(ticket, "0.400", TIP)
    post.weigh(ticket, "2.000", RECYCLING, is_exit=True)
    sums = day(shop, THURSDAY)
    assert (sums.shop_in, sums.recycling_direct + sums.tip_direct, sums.shop_out) == (3250, 1500, 2000)


def test_a2_an_exit_to_the_shop_is_refused_at_creation_and_at_any_change(shop: Shop) -> None:
    post = open_reception(shop)
    ticket = post.begin()
    with pytest.raises(UserError, match=r"reception\.exit_to_shop"):
        post.weigh(ticket, "2.000", SHOP, is_exit=True)
    added = post.weigh(ticket, "2.000", RECYCLING, is_exit=True)
    with shop.db.reading() as session:
        (line,) = every_weighing(session, DepositFilter())
    changed = ChangeLine(
        added.line_id, category(shop, "Casserole"), Weighed(line.net, line.tare, line.source), SHOP, is_exit=True
    )
    with pytest.raises(UserError, match=r"reception\.exit_to_shop"):
        write(shop, change_line, changed, post.actor)
    post.finish(ticket)
    corrected = CorrectLine(
        added.line_id, category(shop, "Casserole"), line.net, SHOP, is_exit=True, notes="", reason="essai"
    )
    with pytest.raises(UserError, match=r"reception\.exit_to_shop"):
        write(shop, correct_line, corrected, shop.admin)


@pytest.mark.parametrize(
    ("typed", "is_good"),
    [("0", False), ("-1", False), ("0.0004", False), ("0.001", True), ("99999.999", True), ("100000", False)],
)
def test_a3_weights_are_exact_and_within_bounds(shop: Shop, typed: str, is_good: bool) -> None:
    post = open_reception(shop)
    ticket = post.begin()
    try:
        grams = parse_kilos(typed)
        post.weigh(ticket, f"{grams // 1000}.{grams % 1000:03d}")
        weighed = True
    except UserError:
        weighed = False
    assert weighed is is_good
    assert day(shop, THURSDAY).received == (parse_kilos(typed) if is_good else 0)


def test_a4_a_ticket_has_its_own_time_not_that_of_its_post(shop: Shop) -> None:
    paris(shop, THURSDAY, 9)
    post = open_reception(shop)
    paris(shop, THURSDAY, 11, 30)
    assert post.seen(post.begin()).created_at == shop.clock.now()


def test_a5_a_notebook_of_the_4th_entered_on_the_20th(shop: Shop) -> None:
    fourth, twentieth = date(2025, 10, 4), date(2025, 10, 20)
    paris(shop, twentieth, 14)
    opened = write(shop, open_notebook, OpenNotebook(shop.station.ids.new(), fourth), shop.admin)
    notebook = Post(shop, opened.poste_id, shop.admin)
    ticket = notebook.begin()
    notebook.weigh(ticket, "5.000")
    with shop.db.reading() as session:
        (row,) = deposits(session, DepositFilter(first=fourth, last=fourth)).rows
    assert (row.day, row.entered_at, row.is_deferred) == (fourth, shop.clock.now(), True)
    assert read(shop, reception_home, shop.station, twentieth).today.lines == 0
    assert day(shop, fourth).received == 5000


def test_a6_a_post_left_open_since_yesterday_weighs_for_today(shop: Shop) -> None:
    paris(shop, THURSDAY, 9)
    post = open_reception(shop)
    friday = THURSDAY + timedelta(days=1)
    paris(shop, friday, 10)
    post.weigh(post.begin(), "4.000")
    assert (day(shop, THURSDAY).received, day(shop, friday).received) == (0, 4000)


def test_a7_half_past_midnight_in_paris_is_that_very_day(shop: Shop) -> None:
    friday = THURSDAY + timedelta(days=1)
    paris(shop, friday, 0, 30)
    post = open_reception(shop)
    post.weigh(post.begin(), "4.000")
    assert (day(shop, THURSDAY).received, day(shop, friday).received) == (0, 4000)


def test_a8_a_post_with_an_open_ticket_stays_open_and_says_why(shop: Shop) -> None:
    post = open_reception(shop)
    ticket = post.begin()
    with pytest.raises(UserError) as caught:
        write(shop, close_post, ClosePost(post.poste_id), post.actor)
    assert sentence(caught.value).startswith("Des tickets ouverts empêchent la fermeture du poste")
    post.finish(ticket)
    write(shop, close_post, ClosePost(post.poste_id), post.actor)


_PLACES = st.sampled_from([(SHOP, False), (RECYCLING, False), (TIP, False), (RECYCLING, True), (TIP, True)])
_WEIGHTS = st.integers(1, MAX_LINE)
_LINE = st.tuples(_PLACES, _WEIGHTS, st.sampled_from(["Casserole", "Livre"]), st.booleans())
_CORRECTION = st.tuples(st.integers(0, 7), _PLACES, st.integers(0, MAX_LINE), st.sampled_from(["Casserole", "Livre"]))


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_LINE, min_size=1, max_size=8), st.lists(_CORRECTION, max_size=6))
def test_mass_balance_in_direct_out_and_corrections(
    shop: Shop,
    lines: list[tuple[tuple[Destination, bool], int, str, bool]],
    corrections: list[tuple[int, tuple[Destination, bool], int, str]],
) -> None:
    """What the figures say is what the lines say after their last correction, by flow, by day, by list and in all."""
    shop.clock.advance(timedelta(days=40))
    today = shop.clock.now().astimezone(PARIS).date()
    past = today - timedelta(days=7)
    truth = _weigh(shop, lines, past)
    for at, (place, is_exit), grams, name in corrections:
        _correct(shop, truth, at % len(truth), (place, is_exit, grams, name))
    first, last = today - timedelta(days=20), today
    site = read(shop, reception_figures, shop.station.site_id, first, last).totals
    received = sum(grams for _, (_, is_exit, grams, _), _ in truth if not is_exit)
    out = sum(grams for _, (_, is_exit, grams, _), _ in truth if is_exit)
    assert (site.received, site.shop_out, site.lines) == (received, out, len(truth))
    assert day(shop, today).plus(day(shop, past)) == site
    with shop.db.reading() as session:
        wanted = DepositFilter(first=first, last=last)
        page, rows = deposits(session, wanted), list(every_weighing(session, wanted))
    assert page.totals == site
    assert sum((row.totals.received for row in page.rows), 0) == received
    assert sorted((row.label, row.net, row.is_exit) for row in rows) == sorted(
        (name, grams, is_exit) for _, (_, is_exit, grams, name), _ in truth
    )


_Truth = list[tuple[object, tuple[Destination, bool, int, str], bool]]


def _weigh(shop: Shop, lines: list[tuple[tuple[Destination, bool], int, str, bool]], past: date) -> _Truth:
    """Weigh on two closed deposits, one of today and one of a notebook; return what each line says."""
    opened = write(shop, open_notebook, OpenNotebook(shop.station.ids.new(), past), shop.admin)
    posts = {False: open_reception(shop, shop.admin), True: Post(shop, opened.poste_id, shop.admin)}
    tickets = {deferred: post.begin() for deferred, post in posts.items()}
    truth: _Truth = []
    for (place, is_exit), grams, name, deferred in lines:
        kilos = f"{grams // 1000}.{grams % 1000:03d}"
        added = posts[deferred].weigh(tickets[deferred], kilos, place, is_exit=is_exit, name=name)
        truth.append((added.line_id, (place, is_exit, grams, name), deferred))
    for deferred, post in posts.items():
        post.finish(tickets[deferred])
        write(shop, close_post, ClosePost(post.poste_id), post.actor)
    return truth


def _correct(shop: Shop, truth: _Truth, at: int, said: tuple[Destination, bool, int, str]) -> None:
    line_id, before, deferred = truth[at]
    if said == before:
        return
    place, is_exit, grams, name = said
    command = CorrectLine(line_id, category(shop, name), Grams(grams), place, is_exit, "", "relu")  # type: ignore[arg-type]
    write(shop, correct_line, command, shop.admin)
    truth[at] = (line_id, said, deferred)
