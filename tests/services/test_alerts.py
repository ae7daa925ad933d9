"""A large variance is seen by a manager, not only written down by the volunteer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from sqlalchemy import event

from recyclique_desktop.data.queries.alerts import cash_alerts, open_cash_alerts
from recyclique_desktop.data.verify import verify
from recyclique_desktop.domain.cash_count import Severity
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.flows.thresholds import ThresholdKeys, save
from recyclique_desktop.services.alerts import AnswerAlert, answer_alert
from recyclique_desktop.services.closing import CloseSession, MethodCount, close_session
from recyclique_desktop.system.secrets import MemoryStore
from tests.services.selling import entries, open_till, read, write

if TYPE_CHECKING:
    from recyclique_desktop.data.queries.alerts import CashAlert
    from recyclique_desktop.domain.station import Actor
    from tests.conftest import Shop


def close_with(shop: Shop, variance: int, actor: Actor | None = None) -> None:
    till = open_till(shop)
    till.sell(("cash", 300))
    counts = (MethodCount("cash", Cents(5300 + variance)),)
    till.write(close_session, CloseSession(till.session_id, counts, comment="erreur de monnaie"), actor)


def alerts(shop: Shop) -> tuple[CashAlert, ...]:
    found: tuple[CashAlert, ...] = read(shop, cash_alerts, shop.station)
    return found


@contextmanager
def asked(shop: Shop) -> Iterator[list[str]]:
    """Collect what is asked of the file by those who only read."""
    found: list[str] = []

    def listener(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            found.append(statement)

    event.listen(shop.db._reader, "before_cursor_execute", listener)
    try:
        yield found
    finally:
        event.remove(shop.db._reader, "before_cursor_execute", listener)


@pytest.mark.parametrize(("variance", "raised"), [(-1001, 1), (1001, 1), (-1000, 0), (900, 0), (0, 0)])
def test_a_closing_past_the_threshold_is_brought_to_a_managers_eye(shop: Shop, variance: int, raised: int) -> None:
    close_with(shop, variance)
    assert read(shop, open_cash_alerts, shop.station) == raised
    for alert in alerts(shop):
        assert (alert.variance, alert.threshold, alert.person) == (variance, 1000, "Émilie R.")
        assert (alert.severity, alert.comment, alert.is_open) == (Severity.HIGH, "erreur de monnaie", True)


def test_a_manager_answers_once_with_a_word_that_history_keeps(shop: Shop) -> None:
    close_with(shop, -2000)
    (alert,) = alerts(shop)
    write(shop, answer_alert, AnswerAlert(alert.closure_id, "  billet  retrouvé sous le tiroir "), shop.admin)
    (answered,) = alerts(shop)
    assert (answered.word, answered.answered_by) == ("billet retrouvé sous le tiroir", "Aïcha M.")
    assert read(shop, open_cash_alerts, shop.station) == 0
    with pytest.raises(UserError, match=r"alert\.answered"):
        write(shop, answer_alert, AnswerAlert(alert.closure_id, "encore"), shop.admin)
    (told,) = [entry["doc"] for entry in entries(shop, "alert.answered")]
    assert told["variance"] == "-20.00"
    assert "billet" not in str(told), "words may name people: they stay in the part that can be erased"
    with shop.db.connection() as connection:
        assert verify(connection, shop.trust, full=True).findings == []
        audit = connection.exec_driver_sql("SELECT action_type FROM audit_logs").scalars().all()
    assert "alert_answered" in audit


def test_a_volunteer_does_not_answer_nor_does_silence(shop: Shop) -> None:
    close_with(shop, -2000)
    (alert,) = alerts(shop)
    for actor, word, code in ((shop.volunteer, "vu", "permission.denied"), (shop.admin, "  ", "alert.word_missing")):
        with pytest.raises(UserError, match=code):
            write(shop, answer_alert, AnswerAlert(alert.closure_id, word), actor)
    assert read(shop, open_cash_alerts, shop.station) == 1


def test_a_new_threshold_judges_the_days_that_come_and_not_those_before(shop: Shop) -> None:
    close_with(shop, -1500)
    shop.clock.advance(timedelta(days=1))
    save(shop.db, Cents(2000), shop.admin, shop.station, ThresholdKeys(MemoryStore(), UUID(int=7)), own=False)
    assert [alert.threshold for alert in alerts(shop)] == [1000]
    close_with(shop, -1500)
    assert read(shop, open_cash_alerts, shop.station) == 1


def test_a_season_of_closings_costs_the_home_page_two_questions_to_the_file(shop: Shop) -> None:
    for _ in range(3):
        close_with(shop, -2000)
    with asked(shop) as questions:
        assert read(shop, open_cash_alerts, shop.station) == 3
    assert len(questions) == 2
