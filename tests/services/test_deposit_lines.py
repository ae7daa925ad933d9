"""Weighings: committed at once, mended while the ticket is open, never doubled, never lost."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recyclique_desktop.data.models import LigneDepot
from recyclique_desktop.data.queries.figures import reception_day_figures
from recyclique_desktop.data.queries.reception import LineView
from recyclique_desktop.data.verify import verify
from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.domain.enums import Destination, WeightSource
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.reception import Flow, Totals, Weighed
from recyclique_desktop.domain.station import SYSTEM
from recyclique_desktop.domain.weight import Grams
from recyclique_desktop.services.catalogue_edit import ArchiveCategory, archive_category
from recyclique_desktop.services.reception import (
    AddLine,
    ChangeLine,
    RemoveLine,
    TicketOpened,
    add_line,
    change_line,
    remove_line,
)
from tests.known import ROWS
from tests.services.selling import count, entries, read, write
from tests.services.weighing import Post, category, line, open_reception

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Shop

SHOP, RECYCLING, TIP = Destination.MAGASIN, Destination.RECYCLAGE, Destination.DECHETERIE


@pytest.fixture
def post(shop: Shop) -> Post:
    return open_reception(shop)


@pytest.fixture
def ticket(post: Post) -> TicketOpened:
    return post.begin()


def refused(post: Post, act: Callable[..., Any], command: object) -> UserError:
    with pytest.raises(UserError) as caught:
        write(post.shop, act, command, post.actor)
    return caught.value


def as_change(command: AddLine, **values: Any) -> ChangeLine:
    whole = ChangeLine(
        command.line_id, command.category_id, command.weighed, command.destination, command.is_exit, command.notes
    )
    return replace(whole, **values)


def test_a1_the_ticket_shows_in_and_out_apart(post: Post, ticket: TicketOpened) -> None:
    post.weigh(ticket, "3.250", SHOP)
    post.weigh(ticket, "1.100", RECYCLING)
    post.weigh(ticket, "0.400", TIP)
    post.weigh(ticket, "2.000", RECYCLING, is_exit=True)
    wanted = Totals(Grams(3250), Grams(1100), Grams(400), Grams(2000), 4)
    assert post.seen(ticket).totals == post.finish(ticket).totals == wanted


def test_a_line_keeps_who_weighed_what_and_how(shop: Shop, post: Post, ticket: TicketOpened) -> None:
    weighed = Weighed(Grams(14_250), Grams(12_000), WeightSource.SCALE)
    command = replace(line(shop, ticket.ticket_id, 1), weighed=weighed, notes="  fragile ")
    added = write(shop, add_line, command, post.actor)
    assert (added.line_no, added.net) == (1, 2250)
    with shop.db.reading() as session:
        found = session.get_one(LigneDepot, command.line_id)
    assert (found.poids_kg, found.tare, found.weight_source) == (2250, 12_000, WeightSource.SCALE)
    assert (found.created_by, found.created_at, found.notes) == (post.actor.user_id, shop.clock.now(), "fragile")
    assert (found.site_id, found.workstation_id) == (shop.station.site_id, shop.station.id)
    (row,) = entries(shop, "deposit.line_weighed")[0]["rows"]
    assert (row["set"]["poids_kg"], row["set"]["tare"], "notes" in row["set"]) == ("2.250", "12.000", False)


def test_a2_an_exit_never_goes_to_the_shop_not_by_a_later_change_either(
    shop: Shop, post: Post, ticket: TicketOpened
) -> None:
    wrong = line(shop, ticket.ticket_id, 1000, SHOP, is_exit=True)
    assert refused(post, add_line, wrong).code == "reception.exit_to_shop"
    right = replace(wrong, destination=RECYCLING)
    write(shop, add_line, right, post.actor)
    assert refused(post, change_line, as_change(right, destination=SHOP)).code == "reception.exit_to_shop"
    stays = as_change(replace(right, is_exit=False), destination=SHOP)
    write(shop, change_line, stays, post.actor)
    assert [one.flow for one in post.seen(ticket).lines] == [Flow.SHOP_IN]


@pytest.mark.parametrize(
    ("weighed", "code"),
    [
        ((0, 0), "reception.weight_zero"),
        ((-1000, 0), "reception.weight_zero"),
        ((100_000_000, 0), "reception.weight_heavy"),
        ((500, 500), "reception.tare_heavy"),
    ],
)
def test_a3_a_weight_that_cannot_be_is_neither_added_nor_put_in_later(
    shop: Shop, post: Post, ticket: TicketOpened, weighed: tuple[int, int], code: str
) -> None:
    wrong = Weighed(Grams(weighed[0]), Grams(weighed[1]), WeightSource.TYPED)
    good = line(shop, ticket.ticket_id, 99_999_999)
    assert refused(post, add_line, replace(good, weighed=wrong)).code == code
    write(shop, add_line, good, post.actor)
    assert refused(post, change_line, as_change(good, weighed=wrong)).code == code
    assert post.seen(ticket).totals.shop_in == 99_999_999


def test_a_double_click_weighs_once(shop: Shop, post: Post, ticket: TicketOpened) -> None:
    command = replace(line(shop, ticket.ticket_id, 1500), notes="à trier")
    first = write(shop, add_line, command, post.actor)
    assert write(shop, add_line, command, post.actor) == first
    assert read(shop, count, "ligne_depot") == 1
    assert len(entries(shop, "deposit.line_weighed")) == 1
    post.finish(ticket)
    assert write(shop, add_line, command, post.actor) == first, "an answer lost on the way is still the answer"


def test_the_same_click_with_another_weight_is_not_taken_for_the_first(
    shop: Shop, post: Post, ticket: TicketOpened
) -> None:
    command = line(shop, ticket.ticket_id, 1500)
    write(shop, add_line, command, post.actor)
    for other in (
        replace(command, weighed=replace(command.weighed, gross=Grams(1600))),
        replace(command, weighed=replace(command.weighed, source=WeightSource.TYPED)),
        replace(command, destination=RECYCLING),
        replace(command, notes="cassé"),
        replace(command, category_id=category(shop, "Livre")),
        replace(command, ticket_id=shop.station.ids.new()),
    ):
        assert refused(post, add_line, other).code == "reception.line_conflict"


def test_a_line_that_was_taken_off_does_not_come_back_by_a_late_click(
    shop: Shop, post: Post, ticket: TicketOpened
) -> None:
    command = line(shop, ticket.ticket_id, 1500)
    write(shop, add_line, command, post.actor)
    write(shop, remove_line, RemoveLine(command.line_id), post.actor)
    assert refused(post, add_line, command).code == "reception.line_removed"
    again = replace(command, line_id=shop.station.ids.new())
    write(shop, add_line, again, post.actor)
    assert [one.net for one in post.seen(ticket).lines] == [1500]


def test_taking_off_leaves_a_trace_and_taking_off_twice_leaves_one(
    shop: Shop, post: Post, ticket: TicketOpened
) -> None:
    first, second = post.weigh(ticket, "1.000"), post.weigh(ticket, "2.000")
    for _ in range(2):
        write(shop, remove_line, RemoveLine(first.line_id), post.actor)
    (removed,) = entries(shop, "deposit.line_removed")
    assert removed["doc"] == {"ticket": "C01-000001", "line_no": 1, "weight": "1.000"}
    assert removed["rows"] == [{"table": "ligne_depot", "op": "D", "id": str(first.line_id)}]
    assert [one.line_id for one in post.seen(ticket).lines] == [second.line_id]
    with shop.db.connection() as connection:
        assert verify(connection, shop.trust, full=True).findings == []


def test_a_mended_line_says_what_it_said_before(shop: Shop, post: Post, ticket: TicketOpened) -> None:
    command = line(shop, ticket.ticket_id, 960_000)
    write(shop, add_line, command, post.actor)
    mended = as_change(command, weighed=Weighed(Grams(960), Grams(0), WeightSource.TYPED), notes="relu")
    write(shop, change_line, mended, post.actor)
    write(shop, change_line, mended, post.actor)
    (changed,) = entries(shop, "deposit.line_changed")
    assert changed["rows"][0]["set"] == {"poids_kg": ["960.000", "0.960"], "weight_source": ["scale", "typed"]}
    write(shop, change_line, replace(mended, notes=""), post.actor)
    (seen,) = post.seen(ticket).lines
    assert (seen.net, seen.notes) == (960, ""), "a note can be wiped"
    with shop.db.connection() as connection:
        assert verify(connection, shop.trust, full=True).findings == []


def test_a_closed_ticket_keeps_its_lines_as_they_are(shop: Shop, post: Post, ticket: TicketOpened) -> None:
    command = line(shop, ticket.ticket_id, 1500)
    write(shop, add_line, command, post.actor)
    post.finish(ticket)
    lighter = as_change(command, weighed=replace(command.weighed, gross=Grams(1)))
    for act, late in (
        (add_line, line(shop, ticket.ticket_id, 1)),
        (change_line, lighter),
        (remove_line, RemoveLine(command.line_id)),
    ):
        assert refused(post, act, late).code == "reception.ticket_closed"
    assert [one.net for one in post.seen(ticket).lines] == [1500]


def test_an_archived_category_takes_no_new_weight_and_keeps_its_old_one(
    shop: Shop, post: Post, ticket: TicketOpened
) -> None:
    old, other = line(shop, ticket.ticket_id, 1500), line(shop, ticket.ticket_id, 700, name="Livre")
    new = line(shop, ticket.ticket_id, 100)
    for command in (old, other):
        write(shop, add_line, command, post.actor)
    write(shop, archive_category, ArchiveCategory(old.category_id), shop.admin)
    assert refused(post, add_line, new).code == "category.not_found"
    assert refused(post, change_line, as_change(other, category_id=old.category_id)).code == "category.not_found"
    write(shop, change_line, as_change(old, destination=TIP), post.actor)
    assert [(one.label, one.flow) for one in post.seen(ticket).lines] == [
        ("Casserole", Flow.TIP_DIRECT),
        ("Livre", Flow.SHOP_IN),
    ]


def test_a_category_that_never_was_is_refused(shop: Shop, post: Post, ticket: TicketOpened) -> None:
    stray = replace(line(shop, ticket.ticket_id, 100), category_id=shop.station.ids.new())
    assert refused(post, add_line, stray).code == "category.not_found"


def test_a_line_that_is_gone_cannot_be_mended(shop: Shop, post: Post, ticket: TicketOpened) -> None:
    command = line(shop, ticket.ticket_id, 100)
    assert refused(post, change_line, as_change(command)).code == "reception.line_not_found"


def test_only_the_reception_team_mends_and_takes_off(shop: Shop, post: Post, ticket: TicketOpened) -> None:
    command = line(shop, ticket.ticket_id, 100)
    write(shop, add_line, command, post.actor)
    for act, wanted in ((change_line, as_change(command)), (remove_line, RemoveLine(command.line_id))):
        with pytest.raises(UserError, match=r"permission\.denied"):
            write(shop, act, wanted, shop.volunteer)
    with pytest.raises(UserError, match=r"signin\.needed"):
        write(shop, add_line, line(shop, ticket.ticket_id, 100), SYSTEM)


NAMES = [name for _, name, _, _ in ROWS]
WEIGHINGS = st.tuples(
    st.sampled_from(NAMES), st.integers(1, 50_000), st.sampled_from([RECYCLING, TIP, SHOP]), st.booleans()
).map(lambda one: (one[0], one[1], one[2], one[3] and one[2] is not SHOP))
GESTURES = st.lists(
    st.tuples(st.sampled_from(["add", "add", "add", "change", "remove"]), st.integers(0, 20), WEIGHINGS), max_size=12
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(gestures=GESTURES)
def test_mass_balance_whatever_is_added_mended_and_taken_off(
    post: Post, gestures: list[tuple[str, int, tuple[str, int, Destination, bool]]]
) -> None:
    """Σ lines = Σ flows = Σ categories, in and out apart; the day grows by exactly that."""
    shop = post.shop
    before = _today(shop)
    ticket = post.begin()
    kept: list[AddLine] = []
    for what, which, (name, net, destination, is_exit) in gestures:
        wanted = line(shop, ticket.ticket_id, net, destination, is_exit=is_exit, name=name)
        if what == "add":
            write(shop, add_line, wanted, post.actor)
            kept.append(wanted)
        elif kept and what == "change":
            place = which % len(kept)
            kept[place] = replace(wanted, line_id=kept[place].line_id)
            write(shop, change_line, as_change(kept[place]), post.actor)
        elif kept:
            gone = kept.pop(which % len(kept))
            write(shop, remove_line, RemoveLine(gone.line_id), post.actor)
    seen, closed, after = post.seen(ticket), post.finish(ticket), _today(shop)
    assert {one.line_id: one.net for one in seen.lines} == {one.line_id: one.weighed.net for one in kept}
    assert seen.totals == closed.totals == _sum([_of(list(seen.lines), name) for name in NAMES])
    assert seen.totals.received == sum(one.weighed.net for one in kept if not one.is_exit)
    assert seen.totals.shop_out == sum(one.weighed.net for one in kept if one.is_exit)
    assert _sum([before, closed.totals]) == after


def _today(shop: Shop) -> Totals:
    today = business_date(shop.clock.now(), shop.station.zone)
    totals: Totals = read(shop, reception_day_figures, shop.station.id, today).totals
    return totals


def _of(lines: list[LineView], name: str) -> Totals:
    return Totals.of((one.flow, one.net) for one in lines if one.label == name)


def _sum(parts: list[Totals]) -> Totals:
    flows = {flow.value: Grams(sum(getattr(part, flow.value) for part in parts)) for flow in Flow}
    return Totals(**flows, lines=sum(part.lines for part in parts))
