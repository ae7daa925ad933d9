"""A notebook typed under a wrong day: the day is put right, every figure follows, nothing recorded is lost."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from recyclique_desktop.data.models import CashSession, Closure, Correction, Sale
from recyclique_desktop.data.queries.figures import day_figures
from recyclique_desktop.data.queries.till import open_notebooks, session_view
from recyclique_desktop.data.verify import verify
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.services.cash_sessions import (
    CloseSession,
    MethodCount,
    OpenNotebook,
    close_session,
    open_notebook,
)
from recyclique_desktop.services.session_dates import CorrectSessionDate, correct_session_date
from recyclique_desktop.system.messages import sentence
from tests.services.selling import Till, entries, open_till, read, write

if TYPE_CHECKING:
    from uuid import UUID

    from tests.conftest import Shop

WRONG, RIGHT = date(2026, 2, 11), date(2026, 1, 11)


def typed_in(shop: Shop, day: date = WRONG) -> Till:
    """Open a notebook as somebody who may, and sell one object in it."""
    opening = OpenNotebook(shop.station.ids.new(), shop.register_id, Cents(0), day)
    opened = write(shop, open_notebook, opening, shop.admin)
    made = Till(shop, opened.session_id, opened.number)
    made.sell(price=700, grams=1_500)
    return made


def correct(shop: Shop, session_id: UUID, day: date = RIGHT, reason: str = "mois mal lu") -> date:
    former: date = write(shop, correct_session_date, CorrectSessionDate(session_id, day, reason), shop.admin)
    return former


def refused(shop: Shop, session_id: UUID, day: date = RIGHT, reason: str = "mois mal lu") -> UserError:
    with pytest.raises(UserError) as refusal:
        correct(shop, session_id, day, reason)
    assert len(sentence(refusal.value)) > 20
    return refusal.value


def sold_on(shop: Shop, day: date) -> tuple[int, int, int]:
    found = read(shop, day_figures, shop.station.id, day)
    return found.tickets, found.sales_total, found.weight_out


def test_the_figures_of_both_days_follow_the_correction(shop: Shop) -> None:
    notebook = typed_in(shop)
    assert (sold_on(shop, WRONG), sold_on(shop, RIGHT)) == ((1, 700, 1_500), (0, 0, 0))
    assert correct(shop, notebook.session_id) == WRONG
    assert (sold_on(shop, WRONG), sold_on(shop, RIGHT)) == ((0, 0, 0), (1, 700, 1_500))


def test_a_sale_typed_after_the_correction_counts_on_the_right_day(shop: Shop) -> None:
    notebook = typed_in(shop)
    correct(shop, notebook.session_id)
    notebook.sell(price=300)
    assert (sold_on(shop, WRONG)[0], sold_on(shop, RIGHT)[0]) == (0, 2)


def test_a_day_corrected_twice_is_the_last_one_whatever_the_clock_says(shop: Shop) -> None:
    notebook = typed_in(shop)
    correct(shop, notebook.session_id)
    shop.clock.jump(shop.clock.now() - timedelta(hours=2))
    correct(shop, notebook.session_id, date(2026, 1, 12))
    assert (sold_on(shop, RIGHT)[0], sold_on(shop, date(2026, 1, 12))[0]) == (0, 1)
    view = read(shop, session_view, notebook.session_id)
    assert view.business_date == date(2026, 1, 12)


def test_what_was_recorded_stays_and_both_days_can_be_read_with_who_and_why(shop: Shop) -> None:
    notebook = typed_in(shop)
    correct(shop, notebook.session_id)
    with shop.db.reading() as session:
        recorded = session.get_one(CashSession, notebook.session_id)
        sale = session.scalars(select(Sale)).one()
        row = session.scalars(select(Correction)).one()
    assert (recorded.business_date, sale.business_date) == (WRONG, WRONG)
    assert isinstance(recorded.opened_at, datetime)
    assert (row.old, row.new, row.reason, row.actor_id) == (
        "2026-02-11", "2026-01-11", "mois mal lu", shop.admin.user_id
    )  # fmt: skip
    (entry,) = entries(shop, "session.corrected")
    assert entry["doc"] == {"session": notebook.number, "from": "2026-02-11", "to": "2026-01-11"}


def test_a_closed_notebook_is_corrected_and_its_closed_totals_stay(shop: Shop) -> None:
    notebook = typed_in(shop)
    notebook.write(close_session, CloseSession(notebook.session_id, (MethodCount("cash", Cents(700)),)))
    with shop.db.reading() as session:
        before = session.scalars(select(Closure)).one().totals
    correct(shop, notebook.session_id)
    with shop.db.reading() as session:
        assert session.scalars(select(Closure)).one().totals == before
    with shop.db.connection() as connection:
        assert verify(connection, shop.trust, full=True).findings == []
    assert sold_on(shop, RIGHT)[0] == 1


def test_a_real_session_has_the_day_of_its_sales_and_no_other(shop: Shop) -> None:
    till = open_till(shop)
    assert refused(shop, till.session_id).code == "session.not_a_notebook"


@pytest.mark.parametrize(
    ("day", "code"),
    [(date(1999, 12, 31), "deferred.old"), (date(2030, 1, 1), "deferred.future"), (WRONG, "session.same_day")],
)
def test_a_day_that_cannot_be_is_refused(shop: Shop, day: date, code: str) -> None:
    notebook = typed_in(shop)
    assert refused(shop, notebook.session_id, day).code == code


def test_a_correction_says_why(shop: Shop) -> None:
    notebook = typed_in(shop)
    assert refused(shop, notebook.session_id, reason="  ").code == "session.reason_missing"
    assert refused(shop, shop.station.ids.new()).code == "session.not_found"


def test_a_volunteer_does_not_move_a_notebook_alone(shop: Shop) -> None:
    notebook = typed_in(shop)
    with pytest.raises(UserError) as refusal:
        notebook.write(correct_session_date, CorrectSessionDate(notebook.session_id, RIGHT, "mois"))
    assert refusal.value.code == "permission.denied"
    assert sold_on(shop, WRONG)[0] == 1


def test_a_notebook_moved_to_a_day_is_not_begun_again_for_that_day(shop: Shop) -> None:
    notebook = typed_in(shop)
    correct(shop, notebook.session_id)
    with pytest.raises(UserError) as refusal:
        typed_in(shop, RIGHT)
    assert refusal.value.code == "session.already_open"
    assert [one.business_date for one in read(shop, open_notebooks, shop.station)] == [RIGHT]


def test_an_open_notebook_is_not_moved_onto_the_day_of_another_open_one(shop: Shop) -> None:
    notebook, other = typed_in(shop), typed_in(shop, RIGHT)
    assert refused(shop, notebook.session_id).code == "session.already_open"
    other.write(close_session, CloseSession(other.session_id, (MethodCount("cash", Cents(700)),)))
    correct(shop, notebook.session_id)
    assert sold_on(shop, RIGHT)[0] == 2
