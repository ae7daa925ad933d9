"""What two machines did while apart, each rightly as far as it knew, waits for somebody's eye at an office."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from recyclique_desktop.data.queries.doubtful import counted_twice, doubts, over_refunds
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.enums import Destination, WorkstationKind
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.weight import Grams
from recyclique_desktop.services.announced import AnnounceDeposit, ValidateDeposit, announce_deposit, validate_deposit
from recyclique_desktop.services.corrections import CorrectLine, correct_line
from recyclique_desktop.services.reversals import PaidBack, ReturnLine, Reversed, ReverseSale, reverse_sale
from recyclique_desktop.system.clock import SystemClock
from recyclique_desktop.ui.admin.problems import of_doubts
from tests.postgres import CentralDatabase
from tests.services.selling import Till, open_till, read, write
from tests.services.test_announced import validating
from tests.services.weighing import open_reception
from tests.sync import real
from tests.sync.real import Post

pytestmark = pytest.mark.postgres


@pytest.fixture
def posts(tmp_path: Path, centre: CentralDatabase) -> Iterator[tuple[Post, Post, Post]]:
    """Two tills and an office of one shop."""
    clock = SimulatedClock(SystemClock().now())
    first = real.found(real.alone(tmp_path / "till", clock), centre)
    first.sync()
    made = [first]
    for place, kind in enumerate((WorkstationKind.TILL, WorkstationKind.OFFICE), 1):
        code = real.code_for(centre, kind)
        made.append(real.joined(tmp_path / str(place), clock, code, f"poste {place}", seed=place + 20))
    yield made[0], made[1], made[2]
    for post in made:
        post.close()


def everywhere(posts: tuple[Post, ...]) -> None:
    for post in (*posts, *posts):
        post.sync()


def give_back(till: Till, sale_id: object) -> str:
    command = ReverseSale(
        till.shop.station.ids.new(), sale_id, till.session_id,  # type: ignore[arg-type]
        (ReturnLine(1, 1),), (PaidBack("cash", Cents(300)),), "revenu", Cents(0),
    )  # fmt: skip
    done: Reversed = till.write(reverse_sale, command, till.shop.admin)
    return done.number


def test_an_article_given_back_at_two_tills_that_were_apart_is_shown_to_the_office(
    posts: tuple[Post, Post, Post],
) -> None:
    first, second, office = posts
    till, other = (open_till(post.shop, actor=post.shop.admin) for post in (first, second))
    sold = till.sell(("cash", 300))
    till.sell(("cash", 300))
    everywhere(posts)
    numbers = [give_back(till, sold.sale_id)]
    everywhere((first, office))
    assert read(office.shop, over_refunds) == (), "once is right"
    numbers.append(give_back(other, sold.sale_id))
    everywhere(posts)
    (found,) = read(office.shop, over_refunds)
    assert (found.number, found.sold, found.returned) == (sold.number, 1, 2)
    assert sorted(found.reversals) == sorted(numbers)


def give_gift_back(till: Till, sale_id: object) -> str:
    command = ReverseSale(
        till.shop.station.ids.new(), sale_id, till.session_id,  # type: ignore[arg-type]
        (), (PaidBack("cash", Cents(200)),), "don repris", Cents(200),
    )  # fmt: skip
    done: Reversed = till.write(reverse_sale, command, till.shop.admin)
    return done.number


def test_a_donation_given_back_at_two_tills_that_were_apart_is_shown_to_the_office(
    posts: tuple[Post, Post, Post],
) -> None:
    first, second, office = posts
    till, other = (open_till(post.shop, actor=post.shop.admin) for post in (first, second))
    sold = till.sell(("cash", 500), price=300, donation=200)
    till.sell(("cash", 300))
    everywhere(posts)
    numbers = [give_gift_back(till, sold.sale_id)]
    everywhere((first, office))
    assert len(read(office.shop, doubts)) == 0, "once is right"
    numbers.append(give_gift_back(other, sold.sale_id))
    everywhere(posts)
    (found,) = read(office.shop, doubts).gifts
    assert (found.number, found.donation, found.returned) == (sold.number, 200, 400)
    assert sorted(found.reversals) == sorted(numbers)
    (problem,) = of_doubts(read(office.shop, doubts))
    assert "don rendu plusieurs fois" in problem.title


def test_a_deposit_weighed_at_two_places_is_shown_until_one_no_longer_counts(posts: tuple[Post, Post, Post]) -> None:
    first, second, office = posts
    deposit_id = first.shop.station.ids.new()
    write(first.shop, announce_deposit, AnnounceDeposit(deposit_id, "deux grille-pain"), first.shop.admin)
    everywhere(posts)
    weighed: list[ValidateDeposit] = []
    for post, net in ((first, 2100), (second, 2200)):
        open_reception(post.shop, post.shop.admin)
        weighed.append(validating(post.shop, deposit_id, net))
        write(post.shop, validate_deposit, weighed[-1], post.shop.admin)
    everywhere(posts)
    (found,) = read(office.shop, counted_twice)
    assert (found.deposit_id, found.weight, len(found.numbers)) == (deposit_id, 4300, 2)
    last = weighed[1]
    command = CorrectLine(
        last.line_id,
        last.category_id,
        Grams(0),
        Destination.RECYCLAGE,
        is_exit=False,
        notes="",
        reason="compté deux fois",
    )
    write(office.shop, correct_line, command, office.shop.admin)
    assert len(read(office.shop, doubts)) == 0
