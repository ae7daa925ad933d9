"""What reception weighed, mended and took off is the same at the post, at the centre and in the office."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from recyclique_desktop.data.queries.figures import post_figures
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.enums import Destination, WeightSource, WorkstationKind
from recyclique_desktop.domain.reception import Totals, Weighed
from recyclique_desktop.domain.weight import Grams
from recyclique_desktop.services.reception import (
    ChangeLine,
    ChangeTicket,
    ClosePost,
    RemoveLine,
    add_line,
    change_line,
    change_ticket,
    close_post,
    remove_line,
)
from recyclique_desktop.system.clock import SystemClock
from tests.postgres import CentralDatabase
from tests.services import weighing
from tests.services.selling import read, write
from tests.services.weighing import line, open_reception
from tests.sync import real
from tests.sync.real import Post

pytestmark = pytest.mark.postgres

_THERE = "SELECT l.poids_kg, l.destination::text, l.is_exit, l.notes FROM ligne_depot l ORDER BY l.line_no"


@pytest.fixture
def posts(tmp_path: Path, centre: CentralDatabase) -> Iterator[tuple[Post, Post]]:
    """A reception and an office of one shop."""
    clock = SimulatedClock(SystemClock().now())
    till = real.found(real.alone(tmp_path / "till", clock), centre)
    till.sync()
    made = [till]
    for place, kind in enumerate((WorkstationKind.RECEPTION, WorkstationKind.OFFICE), 1):
        made.append(real.joined(tmp_path / kind.value, clock, real.code_for(centre, kind), kind.value, seed=place + 20))
    yield made[1], made[2]
    for post in made:
        post.close()


def weigh_a_morning(reception: Post, between: Callable[[], object]) -> weighing.Post:
    """Weigh, mend, take off, say anew and close; ``between`` runs after each act."""
    shop = reception.shop
    post = open_reception(shop, shop.admin)
    ticket = post.begin("apport", "34172", "Mme Line")
    lines = [
        replace(line(shop, ticket.ticket_id, 1000 * n, Destination.RECYCLAGE), notes=f"note {n}") for n in (1, 2, 3)
    ]
    for one in lines:
        write(shop, add_line, one, post.actor)
        between()
    weighed = Weighed(Grams(14_250), Grams(12_000), WeightSource.TYPED)
    first = lines[0]
    for act, command in (
        (
            change_line,
            ChangeLine(first.line_id, first.category_id, weighed, Destination.DECHETERIE, is_exit=True, notes="relu"),
        ),
        (
            change_line,
            ChangeLine(first.line_id, first.category_id, weighed, Destination.DECHETERIE, is_exit=True, notes=""),
        ),
        (remove_line, RemoveLine(lines[1].line_id)),
        (change_ticket, ChangeTicket(ticket.ticket_id, "collecte", "", "")),
    ):
        write(shop, act, command, post.actor)
        between()
    post.finish(ticket)
    write(shop, close_post, ClosePost(post.poste_id), post.actor)
    return post


@pytest.mark.parametrize("at_once", [True, False], ids=["in one round", "a round after each act"])
def test_a_morning_of_weighing_is_the_same_everywhere(
    posts: tuple[Post, Post], centre: CentralDatabase, at_once: bool
) -> None:
    reception, office = posts
    post = weigh_a_morning(reception, lambda: None if at_once else reception.sync())
    reception.sync()
    office.sync()
    for one in posts:
        found = one.compare()
        assert found.first is None, one.code
        assert (found.is_same, found.waiting, found.aside) == (True, 0, 0)
        assert one.breaches() == []
        figures = read(one.shop, post_figures, post.poste_id)
        assert figures.totals == Totals(recycling_direct=Grams(3000), shop_out=Grams(2250), lines=2)
    with centre.connect() as connection:
        rows = connection.execute(_THERE).fetchall()
        parked = connection.execute("SELECT count(*) FROM sync.parked").fetchone()
        numbers = connection.execute("SELECT number, status, notes FROM ticket_depot").fetchall()
    assert [(int(kilos * 1000), *rest) for kilos, *rest in rows] == [
        (2250, "DECHETERIE", True, None),
        (3000, "RECYCLAGE", False, "note 3"),
    ]
    assert parked == (0,)
    assert numbers == [("R01-000001", "closed", None)]
