"""When the centre goes away somebody who sells is told once, calmly, and loses nothing of what the band had to say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtWidgets import QApplication

from recyclique_desktop.sync.status import Light, Status
from recyclique_desktop.sync.vocabulary import Cause
from recyclique_desktop.ui.admin.sync_page import SyncPage
from recyclique_desktop.ui.away_watch import AwayWatch
from recyclique_desktop.ui.bridges import MainThreadBridge
from recyclique_desktop.ui.exchange import Exchange
from tests.ui import checks
from tests.ui.looks import Look, every_look
from tests.ui.sale_till import SaleTill, market, till

__all__ = ["every_look", "market", "till"]
pytestmark = pytest.mark.screen
AT = datetime(2026, 11, 21, 9, 42, tzinfo=UTC)
GONE = Status(Light.OFFLINE, waiting=7, cause=Cause.ABSENT, away_since=AT)
BACK = Status(Light.UP_TO_DATE, last_contact=AT)
SAID = "Continuez à vendre, tout est gardé ici."


@dataclass
class Selling:
    """A till that sells, and the exchange behind its window."""

    till: SaleTill
    exchange: Exchange

    def hear(self, status: Status) -> str:
        """Let the exchange change, and return what the screen says."""
        self.exchange.tell(status)
        self.till.settle()
        return self.till.said()


@pytest.fixture
def selling(till: SaleTill) -> Iterator[Selling]:
    exchange = Exchange(MainThreadBridge(till.main))
    watch = AwayWatch(till.main, exchange)
    yield Selling(till, exchange)
    watch.stop()


def test_who_sells_reads_that_nothing_is_lost_and_goes_on(selling: Selling) -> None:
    said = selling.hear(GONE)
    assert "Le centre ne répond pas." in said
    assert SAID in said
    selling.till.sell("Livre")
    assert selling.till.basket() is not None


def test_the_word_goes_when_the_centre_is_back(selling: Selling) -> None:
    selling.hear(GONE)
    assert "Le centre ne répond pas." not in selling.hear(BACK)


def test_one_absence_is_said_once_and_the_next_one_again(selling: Selling) -> None:
    selling.hear(GONE)
    selling.till.tap("sale_band_close")
    later = Status(Light.OFFLINE, waiting=8, cause=Cause.SLOW, away_since=AT)
    assert "Continuez à vendre" not in selling.hear(later)
    selling.hear(BACK)
    again = Status(Light.OFFLINE, waiting=8, cause=Cause.SLOW, away_since=AT + timedelta(hours=1))
    assert "Le centre est trop lent à répondre." in selling.hear(again)


def test_a_centre_that_becomes_slow_is_said_in_the_same_place(selling: Selling) -> None:
    selling.hear(GONE)
    said = selling.hear(Status(Light.OFFLINE, 8, cause=Cause.SLOW, away_since=AT))
    assert "Le centre est trop lent à répondre." in said
    assert "Le centre ne répond pas." not in said


def test_undo_of_the_last_line_is_not_taken_from_under_the_finger(selling: Selling) -> None:
    selling.till.sell("Livre")
    assert "Ajouté : Livre" in selling.hear(GONE)
    assert SAID not in selling.till.said()
    selling.till.type(selling.till.letters("Livre")[0])
    assert SAID in selling.till.said(), "the next line frees the place"


def test_see_leads_to_the_page_that_says_more_and_back_to_the_ticket(selling: Selling) -> None:
    till = selling.till
    till.main.add(SyncPage(till.context, selling.exchange))
    till.sell("Livre")
    till.main.go("home")
    till.settle()
    selling.hear(GONE)
    till.main.go("sale")
    till.settle()
    till.tap("sale_band_button")
    assert till.page.name == "admin_sync"
    till.tap("header_back")
    assert till.page.name == "sale"
    basket = till.basket()
    assert basket is not None
    assert len(basket.lines) == 1


def test_home_says_what_has_not_left_while_that_lasts_and_leads_to_it(selling: Selling) -> None:
    till = selling.till
    till.main.add(SyncPage(till.context, selling.exchange))
    till.main.go("home")
    till.settle()
    assert "Rien n’attend." in till.said()
    assert "à envoyer" not in selling.hear(Status(Light.WAITING, waiting=2)), "it leaves within the second"
    said = selling.hear(GONE)
    assert "7 à envoyer | tout est gardé ici" in said
    assert "Rien n’attend." not in said
    assert checks.wrong_with(till.window, *checks.DESIGN) == []
    till.tap("see_sync")
    assert till.page.name == "admin_sync"
    till.tap("header_back")
    assert "Rien n’attend." in selling.hear(BACK)


@every_look
def test_the_word_is_read_whole_in_every_look(app: QApplication, selling: Selling, look: Look) -> None:
    with look.worn(app):
        selling.hear(GONE)
        assert checks.wrong_with(selling.till.window, *look.size) == []
