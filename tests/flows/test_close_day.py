"""Closing the day: the till is closed whatever becomes of its report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from recyclique_desktop.data.models import CashSession
from recyclique_desktop.domain.enums import CashSessionStatus
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.flows.close_day import ClosedDay, close_day, report_text
from recyclique_desktop.services.closing import CloseSession, MethodCount
from recyclique_desktop.system.messages import sentence
from tests.services.selling import Till, open_till

if TYPE_CHECKING:
    from tests.conftest import Shop


@pytest.fixture
def till(shop: Shop) -> Till:
    opened = open_till(shop)
    opened.sell(("cash", 2000), price=1050)
    return opened


def close(till: Till, cash: int = 6050, reports: Path | None = None) -> ClosedDay:
    command = CloseSession(till.session_id, (MethodCount("cash", Cents(cash)),))
    return close_day(till.shop.db, command, till.shop.volunteer, till.shop.station, reports=reports)


def test_the_report_of_the_day_is_kept_beside_the_others(till: Till, tmp_path: Path) -> None:
    day = close(till, reports=tmp_path / "rapports")
    assert day.report_path == tmp_path / "rapports" / "session-C01-000001.txt"
    assert day.report_path.read_text(encoding="utf-8") == day.report
    assert "RAPPORT DE FERMETURE (Z)" in day.report
    assert (day.closed.expected, day.problem) == (6050, None)


def test_a_report_that_cannot_be_kept_does_not_reopen_the_till(till: Till, tmp_path: Path) -> None:
    in_the_way = tmp_path / "rapports"
    in_the_way.write_text("a file, not a folder", encoding="utf-8")
    day = close(till, reports=in_the_way)
    assert day.report_path is None
    assert day.problem is not None
    assert "La caisse est fermée" in sentence(day.problem)
    with till.shop.db.reading() as session:
        assert session.get_one(CashSession, till.session_id).status is CashSessionStatus.CLOSED


def test_a_refused_close_makes_no_report(till: Till, tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        close(till, 1, tmp_path / "rapports")
    assert caught.value.code == "session.comment_needed"
    assert not (tmp_path / "rapports").exists()


def test_the_till_can_be_read_before_it_is_closed(till: Till) -> None:
    text = report_text(till.shop.db, till.session_id)
    assert "LECTURE DE CAISSE (X)" in text
    assert "encore ouverte" in text


def test_no_folder_wanted_keeps_no_file(till: Till) -> None:
    assert close(till).report_path is None
