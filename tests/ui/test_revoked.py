"""A right taken away at the centre arrives: the till refuses her after the next round, her ticket waits for another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtWidgets import QApplication

from recyclique_desktop.data.models import User
from recyclique_desktop.data.queries.till import open_draft
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.services import people_edit, sign_ins
from recyclique_desktop.sync.status import Light
from recyclique_desktop.system.clock import SystemClock
from tests.postgres import CentralDatabase
from tests.sync import real
from tests.sync.real import Post
from tests.ui.test_app import sell_one
from tests.ui.test_program_joined import Till, open_till

pytestmark = [pytest.mark.postgres, pytest.mark.screen]


class Shops:
    """A till where Émilie has a ticket open, and the office of the same shop."""

    def __init__(self, hands: Till, office: Post, volunteer: UUID) -> None:
        self.hands = hands
        self.office = office
        self.volunteer = volunteer

    def decide(self, act: Any, command: Any) -> None:
        """Do something at the office, and let it travel to the till."""
        with self.office.opened.db.writing() as session:
            act(session, command, self.office.shop.admin, self.office.opened.station)
        assert self.office.sync().is_good
        self.hands.program.link.exchange.hurry()  # type: ignore[union-attr]

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        opened = self.hands.program.opened
        assert opened is not None
        with opened.db.connection() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(sql)]

    def lines(self) -> int:
        opened = self.hands.program.opened
        assert opened is not None
        with opened.db.reading() as session:
            draft = open_draft(session, opened.station)
        return len(draft.lines) if draft is not None else 0


@pytest.fixture
def shops(app: QApplication, centre: CentralDatabase, tmp_path: Path) -> Iterator[Shops]:
    with ExitStack() as working:
        post = real.alone(tmp_path / "one", SimulatedClock(SystemClock().now()))
        volunteer = post.shop.volunteer.user_id
        assert volunteer is not None
        real.found(post, centre)
        assert post.sync().is_good
        office = real.joined(tmp_path / "two", post.clock, real.code_for(centre, WorkstationKind.OFFICE), "Bureau")
        working.callback(office.close)
        hands = Till(post)
        working.callback(hands.stop)
        hands.until(lambda: hands.light is Light.UP_TO_DATE)
        hands.come_in("e")
        open_till(hands)
        sell_one(hands)
        assert hands.page == "sale"
        yield Shops(hands, office, volunteer)


def test_a_user_deactivated_at_the_centre_is_refused_at_the_till_and_her_ticket_is_kept_for_the_next_person(
    shops: Shops,
) -> None:
    hands = shops.hands
    shops.decide(people_edit.deactivate_person, people_edit.DeactivatePerson(shops.volunteer, "départ"))
    hands.until(lambda: hands.page == "sign_in")
    assert "Cette connexion a été fermée" in hands.said()
    assert "Émilie" not in hands.said(), "there is no tile to come in by"
    (revoked,) = shops.rows("SELECT revoked_at IS NOT NULL FROM user_sessions ORDER BY issued_at")
    assert revoked == (1,)
    hands.tap("people_other")
    hands.type("Émilie Robert")
    hands.key("enter")
    hands.type("Motdepasse-1")
    hands.key("enter")
    assert hands.page == "sign_in"
    assert "désactivé" in hands.said()
    assert shops.lines() == 1
    hands.tap("people_0")
    hands.tap_number("pin_keypad", "2580")
    hands.tap("pin_keypad_action")
    assert hands.page == "sale"
    hands.key("enter")
    hands.key("enter")
    admin = shops.office.shop.admin.user_id
    assert admin is not None
    assert shops.rows("SELECT operator_id FROM sales") == [(admin.bytes,)]


def test_a_person_signed_out_everywhere_comes_back_by_her_code_to_the_same_ticket(shops: Shops) -> None:
    hands = shops.hands
    shops.decide(sign_ins.sign_out_everywhere, sign_ins.SignOutEverywhere(shops.volunteer))
    hands.until(lambda: hands.page == "sign_in")
    hands.come_in("e")
    assert hands.page == "sale"
    assert shops.lines() == 1
    assert len(shops.rows("SELECT id FROM user_sessions")) == 2
    hands.program.link.exchange.hurry()  # type: ignore[union-attr]
    hands.settle()
    assert hands.page == "sale", "what she did since is not taken for what was ended"


def test_a_right_taken_away_at_the_centre_is_gone_without_a_new_sign_in(shops: Shops) -> None:
    hands = shops.hands
    context = hands.program.context
    assert context is not None
    with shops.office.opened.db.reading() as session:
        row = session.get_one(User, shops.volunteer)
        form = people_edit.EditPerson(
            shops.volunteer, row.first_name or "", row.last_name or "", row.username, row.role, (), row.site_id
        )
    shops.decide(people_edit.edit_person, form)
    hands.until(lambda: not context.presence.actor.permissions)
    assert context.presence.person is not None
