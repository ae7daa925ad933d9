"""The weighing post and its tickets: what was weighed stays, counts on its day, and is never doubled."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import PosteReception, TicketDepot
from recyclique_desktop.data.queries.figures import reception_day_figures
from recyclique_desktop.data.queries.reception import open_posts
from recyclique_desktop.data.verify import verify
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.clock import PARIS
from recyclique_desktop.domain.enums import Destination, ReceptionStatus
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.reception import Totals
from recyclique_desktop.domain.station import SYSTEM, Actor
from recyclique_desktop.domain.weight import Grams
from recyclique_desktop.services.reception import (
    ChangeTicket,
    ClosePost,
    CloseTicket,
    OpenPost,
    OpenTicket,
    ResumePost,
    add_line,
    change_ticket,
    close_post,
    close_ticket,
    open_post,
    open_ticket,
    resume_post,
)
from recyclique_desktop.system.messages import sentence
from tests.services.selling import count, entries, read, write
from tests.services.weighing import Post, line, open_reception, weigher

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Shop

THURSDAY, FRIDAY = date(2026, 9, 17), date(2026, 9, 18)


@pytest.fixture
def post(shop: Shop) -> Post:
    return open_reception(shop)


def refused(shop: Shop, act: Callable[..., object], command: object, actor: Actor | None = None) -> UserError:
    with pytest.raises(UserError) as caught:
        write(shop, act, command, actor or weigher(shop))
    return caught.value


def paris(shop: Shop, day: date, hour: int, minute: int = 0) -> datetime:
    at = datetime(day.year, day.month, day.day, hour, minute, tzinfo=PARIS)
    shop.clock.jump(at)
    return at


def stored(shop: Shop, ticket_id: object) -> TicketDepot:
    with shop.db.reading() as session:
        return session.get_one(TicketDepot, ticket_id)


def day(shop: Shop, on: date) -> Totals:
    totals: Totals = read(shop, reception_day_figures, shop.station.id, on).totals
    return totals


def test_an_open_post_says_who_where_and_when(shop: Shop, post: Post) -> None:
    with shop.db.reading() as session:
        found = session.get_one(PosteReception, post.poste_id)
    assert (found.opened_by_user_id, found.status) == (shop.volunteer.user_id, ReceptionStatus.OPENED)
    assert (found.site_id, found.workstation_id) == (shop.station.site_id, shop.station.id)
    assert (found.opened_at, found.created_at, found.closed_at) == (shop.clock.now(), shop.clock.now(), None)
    assert (found.is_deferred, found.business_date) == (False, THURSDAY)


def test_a_double_click_opens_one_post_and_one_ticket(shop: Shop) -> None:
    wanted, somebody = OpenPost(shop.station.ids.new()), weigher(shop)
    assert write(shop, open_post, wanted, somebody) == write(shop, open_post, wanted, somebody)
    ticket = OpenTicket(shop.station.ids.new(), wanted.poste_id)
    assert write(shop, open_ticket, ticket, somebody) == write(shop, open_ticket, ticket, somebody)
    assert (read(shop, count, "poste_reception"), read(shop, count, "ticket_depot")) == (1, 1)
    assert (len(entries(shop, "reception.opened")), len(entries(shop, "deposit.opened"))) == (1, 1)


def test_a_forgotten_post_is_resumed_not_doubled(shop: Shop, post: Post) -> None:
    shop.clock.advance(timedelta(days=3))
    error = refused(shop, open_post, OpenPost(shop.station.ids.new()))
    assert error.code == "reception.already_open"
    assert "09:00" in sentence(error)
    write(shop, resume_post, ResumePost(post.poste_id), post.actor)
    (resumed,) = entries(shop, "reception.resumed")
    assert resumed["doc"] == {"post": str(post.poste_id)}


def test_two_people_may_each_have_their_post_on_one_workstation(shop: Shop, post: Post) -> None:
    shop.clock.advance(timedelta(minutes=5))
    other = open_reception(shop, shop.admin)
    assert [one.poste_id for one in read(shop, open_posts, shop.station)] == [other.poste_id, post.poste_id]


def test_only_the_reception_team_weighs(shop: Shop, post: Post) -> None:
    ids = shop.station.ids
    ticket = post.begin()
    for act, command in (
        (open_post, OpenPost(ids.new())),
        (resume_post, ResumePost(post.poste_id)),
        (close_post, ClosePost(post.poste_id)),
        (open_ticket, OpenTicket(ids.new(), post.poste_id)),
        (change_ticket, ChangeTicket(ticket.ticket_id, "", "", "")),
        (close_ticket, CloseTicket(ticket.ticket_id)),
        (add_line, line(shop, ticket.ticket_id, 1000)),
    ):
        assert refused(shop, act, command, shop.volunteer).code == "permission.denied"


def test_the_program_itself_opens_nothing(shop: Shop, post: Post) -> None:
    ids = shop.station.ids
    assert refused(shop, open_post, OpenPost(ids.new()), SYSTEM).code == "signin.needed"
    assert refused(shop, open_ticket, OpenTicket(ids.new(), post.poste_id), SYSTEM).code == "signin.needed"


def test_a4_a_ticket_has_its_own_hour_not_the_opening_of_its_post(shop: Shop) -> None:
    paris(shop, THURSDAY, 9)
    post = open_reception(shop)
    at = paris(shop, THURSDAY, 11, 30)
    found = stored(shop, post.begin().ticket_id)
    assert (found.created_at, found.business_date) == (at, THURSDAY)


def test_a5_a_notebook_of_another_day_counts_on_its_own_day(shop: Shop) -> None:
    """Its screen comes later; a post that is deferred already dates its tickets."""
    post = Post(shop, shop.station.ids.new(), weigher(shop))
    now = shop.clock.now()
    with shop.db.writing() as session:
        record(session, acts.POST_OPENED, shop.admin, shop.station)
        session.add(
            PosteReception(
                id=post.poste_id, site_id=shop.station.site_id, workstation_id=shop.station.id, created_at=now,
                opened_by_user_id=shop.volunteer.user_id, opened_at=now, is_deferred=True,
                business_date=date(2026, 9, 4),
            )
        )  # fmt: skip
    ticket = post.begin()
    post.weigh(ticket, "3.250")
    found = stored(shop, ticket.ticket_id)
    assert (found.business_date, found.is_deferred, found.created_at) == (date(2026, 9, 4), True, now)
    assert (day(shop, date(2026, 9, 4)).shop_in, day(shop, THURSDAY).lines) == (3250, 0)


def test_a6_what_is_weighed_today_at_yesterdays_post_counts_today(shop: Shop, post: Post) -> None:
    paris(shop, FRIDAY, 10)
    ticket = post.begin()
    post.weigh(ticket, "3.250")
    assert stored(shop, ticket.ticket_id).business_date == FRIDAY
    assert day(shop, FRIDAY) == Totals(shop_in=Grams(3250), lines=1)
    assert day(shop, THURSDAY) == Totals()


def test_a6_yesterdays_ticket_takes_no_weight_of_today(shop: Shop, post: Post) -> None:
    ticket = post.begin()
    post.weigh(ticket, "1.000")
    paris(shop, FRIDAY, 10)
    error = refused(shop, add_line, line(shop, ticket.ticket_id, 2000))
    assert (error.code, error.params["day"]) == ("reception.ticket_of_another_day", THURSDAY)
    post.finish(ticket)
    post.weigh(post.begin(), "2.000")
    assert (day(shop, THURSDAY).shop_in, day(shop, FRIDAY).shop_in) == (1000, 2000)


def test_a7_half_past_midnight_in_paris_is_the_new_day(shop: Shop, post: Post) -> None:
    at = paris(shop, FRIDAY, 0, 30)
    assert shop.clock.now().date() == THURSDAY, "in UTC it is still the day before"
    ticket = post.begin()
    post.weigh(ticket, "0.500")
    found = stored(shop, ticket.ticket_id)
    assert (found.created_at, found.business_date) == (at, FRIDAY)
    assert (day(shop, THURSDAY).lines, day(shop, FRIDAY).lines) == (0, 1)


def test_a8_a_post_with_an_open_ticket_does_not_close(shop: Shop, post: Post) -> None:
    ticket = post.begin()
    error = refused(shop, close_post, ClosePost(post.poste_id))
    assert sentence(error).startswith("Des tickets ouverts empêchent la fermeture du poste")
    post.finish(ticket)
    assert write(shop, close_post, ClosePost(post.poste_id), post.actor).tickets == 0


def test_closing_again_answers_the_same_and_keeps_the_first_hour(shop: Shop, post: Post) -> None:
    ticket = post.begin()
    post.weigh(ticket, "3.250")
    post.weigh(ticket, "2.000", Destination.RECYCLAGE, is_exit=True)
    closed_at = shop.clock.now()
    first_ticket = post.finish(ticket)
    first_post = write(shop, close_post, ClosePost(post.poste_id), post.actor)
    assert first_post.totals == first_ticket.totals == Totals(shop_in=Grams(3250), shop_out=Grams(2000), lines=2)
    shop.clock.advance(timedelta(hours=1))
    assert post.finish(ticket) == first_ticket
    assert write(shop, close_post, ClosePost(post.poste_id), post.actor) == first_post
    with shop.db.reading() as session:
        assert session.get_one(PosteReception, post.poste_id).closed_at == closed_at
    assert stored(shop, ticket.ticket_id).closed_at == closed_at
    assert (len(entries(shop, "reception.closed")), len(entries(shop, "deposit.closed"))) == (1, 1)


def test_a_closed_post_takes_no_ticket_and_is_not_resumed(shop: Shop, post: Post) -> None:
    write(shop, close_post, ClosePost(post.poste_id), post.actor)
    for act, command in (
        (open_post, OpenPost(post.poste_id)),
        (resume_post, ResumePost(post.poste_id)),
        (open_ticket, OpenTicket(shop.station.ids.new(), post.poste_id)),
    ):
        assert refused(shop, act, command).code == "reception.post_closed"


def test_what_is_not_there_is_said_not_to_be_there(shop: Shop) -> None:
    nowhere = shop.station.ids.new()
    for act, command, code in (
        (resume_post, ResumePost(nowhere), "reception.post_not_found"),
        (close_post, ClosePost(nowhere), "reception.post_not_found"),
        (open_ticket, OpenTicket(nowhere, nowhere), "reception.post_not_found"),
        (close_ticket, CloseTicket(nowhere), "reception.ticket_not_found"),
        (change_ticket, ChangeTicket(nowhere, "", "", ""), "reception.ticket_not_found"),
        (add_line, line(shop, nowhere, 1000), "reception.ticket_not_found"),
    ):
        assert refused(shop, act, command).code == code


def test_another_workstations_reception_is_only_looked_at(shop: Shop, post: Post) -> None:
    from dataclasses import replace  # noqa: PLC0415

    ticket = post.begin()
    elsewhere = replace(shop, station=replace(shop.station, id=shop.station.ids.new(), code="R02"))
    for act, command in (
        (open_post, OpenPost(post.poste_id)),
        (resume_post, ResumePost(post.poste_id)),
        (close_post, ClosePost(post.poste_id)),
        (open_ticket, OpenTicket(shop.station.ids.new(), post.poste_id)),
        (change_ticket, ChangeTicket(ticket.ticket_id, "", "", "")),
        (close_ticket, CloseTicket(ticket.ticket_id)),
        (add_line, line(shop, ticket.ticket_id, 1000)),
    ):
        assert refused(elsewhere, act, command).code == "reception.elsewhere"


def test_ticket_numbers_leave_no_gap_and_a_refused_ticket_takes_none(shop: Shop, post: Post) -> None:
    first = post.begin()
    assert refused(shop, open_ticket, OpenTicket(shop.station.ids.new(), post.poste_id)).params == {
        "number": "C01-000001"
    }
    post.finish(first)
    refused(shop, open_ticket, OpenTicket(shop.station.ids.new(), post.poste_id, insee="nowhere"))
    other = open_reception(shop, shop.admin)
    numbers = [first.number, post.begin().number, other.begin().number]
    assert numbers == ["C01-000001", "C01-000002", "C01-000003"]


def test_a_ticket_never_moves_to_another_post(shop: Shop, post: Post) -> None:
    ticket = post.begin()
    other = open_reception(shop, shop.admin)
    assert refused(shop, open_ticket, OpenTicket(ticket.ticket_id, other.poste_id)).code == "reception.ticket_conflict"


def test_where_goods_come_from_is_kept_and_may_be_said_anew(shop: Shop, post: Post) -> None:
    ticket = post.begin("apport", "34172", "Mme Line apporte tout")
    write(shop, change_ticket, ChangeTicket(ticket.ticket_id, "apport", "34172", "Mme Line apporte tout"), post.actor)
    assert entries(shop, "deposit.changed") == []
    write(shop, change_ticket, ChangeTicket(ticket.ticket_id, "collecte", "2A004", ""), post.actor)
    found = stored(shop, ticket.ticket_id)
    assert (found.origin_channel, found.insee, found.notes) == ("collecte", "2A004", None)
    post.finish(ticket)
    late = ChangeTicket(ticket.ticket_id, "apport", "", "")
    assert refused(shop, change_ticket, late).code == "reception.ticket_closed"


def test_no_name_of_a_visitor_enters_what_is_never_erased(shop: Shop, post: Post) -> None:
    ticket = post.begin(notes="Mme Line")
    write(shop, add_line, _noted(shop, ticket.ticket_id), post.actor)
    with shop.db.connection() as connection:
        rows = connection.exec_driver_sql("SELECT class, act FROM journal WHERE payload LIKE '%Mme Line%'").all()
        assert verify(connection, shop.trust, full=True).findings == []
    assert {tuple(row) for row in rows} == {("personal", "deposit.opened"), ("personal", "deposit.line_weighed")}


def _noted(shop: Shop, ticket_id: object) -> object:
    from dataclasses import replace  # noqa: PLC0415

    return replace(line(shop, ticket_id, 1000), notes="de Mme Line")  # type: ignore[arg-type]


def test_a_whole_morning_verifies_and_tells_its_story(shop: Shop, post: Post) -> None:
    ticket = post.begin()
    post.weigh(ticket, "3.250")
    post.finish(ticket)
    write(shop, close_post, ClosePost(post.poste_id), post.actor)
    with shop.db.connection() as connection:
        report = verify(connection, shop.trust, full=True)
        told = connection.exec_driver_sql(
            "SELECT description, target_type FROM audit_logs WHERE action_type LIKE 'reception%'"
            " OR action_type LIKE 'deposit%' ORDER BY rowid"
        ).all()
    assert report.findings == []
    assert [tuple(row) for row in told] == [
        ("Réception ouverte", "poste_reception"),
        ("Dépôt commencé", "ticket_depot"),
        ("Pesée enregistrée", "ligne_depot"),
        ("Dépôt terminé", "ticket_depot"),
        ("Réception fermée", "poste_reception"),
    ]
    with shop.db.reading() as session:
        assert session.scalar(select(PosteReception.closed_at)) == shop.clock.now()
