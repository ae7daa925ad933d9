"""A manager's word: good for one act, for two minutes, while she may do it herself; both are in the journal."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import AuditLog, Setting
from recyclique_desktop.data.queries.people import actor_of, approver_tiles
from recyclique_desktop.data.verify import verify
from recyclique_desktop.domain import acts, settings
from recyclique_desktop.domain.enums import Permission
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.permissions import OVERRIDABLE
from recyclique_desktop.domain.station import Actor, Approval
from recyclique_desktop.services import approvals, people_edit
from recyclique_desktop.services.closing import CloseSession, MethodCount, SessionClosed, close_session
from tests.services.selling import Till, entries, open_till, read, write
from tests.services.test_people_edit import leader

if TYPE_CHECKING:
    from tests.conftest import Shop

RIGHT = Permission.CAISSE_VARIANCE


def asking_from(shop: Shop, amount: Cents) -> None:
    """Let the shop want a manager from that variance on."""
    now, value = shop.clock.now(), settings.write_amount(amount)
    with shop.db.writing() as session:
        record(session, acts.SETTING_CHANGED, shop.admin, shop.station)
        session.add(
            Setting(
                id=shop.station.ids.new(), key=settings.VARIANCE_APPROVAL.name, value=value, created_at=now,
                updated_at=now,
            )
        )  # fmt: skip


@pytest.fixture
def till(shop: Shop) -> Till:
    """An open till of a shop that wants a manager from 20 € of variance on."""
    asking_from(shop, Cents(2000))
    return open_till(shop)


def word(shop: Shop, approver: Actor | None = None, permission: Permission = RIGHT) -> Approval:
    return Approval(shop.station.ids.new(), permission, approver or shop.admin, shop.clock.now())


def counting(till: Till, cents: int) -> CloseSession:
    return CloseSession(till.session_id, (MethodCount("cash", Cents(cents)),), reason="Je ne sais pas")


def refusal(till: Till, cents: int, actor: Actor) -> UserError:
    with pytest.raises(UserError) as caught:
        till.write(close_session, counting(till, cents), actor)
    return caught.value


def test_a_great_variance_waits_for_a_manager_and_says_what_to_ask_her(till: Till) -> None:
    error = refusal(till, 2999, till.shop.volunteer)
    assert (error.code, error.params) == (
        "session.needs_manager", {"variance": -2001, "permission": "caisse.variance.approve"},
    )  # fmt: skip
    assert refusal(till, 7001, till.shop.volunteer).code == "session.needs_manager"
    till.write(close_session, counting(till, 3000))


def test_where_nothing_is_set_twenty_euros_pass_and_a_cent_more_asks(shop: Shop) -> None:
    till = open_till(shop)
    assert refusal(till, 2999, shop.volunteer).code == "session.needs_manager"
    closed: SessionClosed = till.write(close_session, counting(till, 3000))
    assert closed.variance == -2000


def test_a_shop_that_sets_zero_asks_nobody(shop: Shop) -> None:
    asking_from(shop, Cents(0))
    till = open_till(shop)
    closed: SessionClosed = till.write(close_session, counting(till, 0))
    assert closed.variance == -5000


def test_a_manager_closes_by_her_own_right_and_nobody_else_is_named(till: Till) -> None:
    actor = till.shop.admin.approved(word(till.shop))
    till.write(close_session, counting(till, 0), actor)
    assert "approved_by" not in entries(till.shop, "session.closed")[0]


def test_both_people_are_in_the_entry_in_the_audit_and_the_chain_still_verifies(till: Till) -> None:
    shop, given = till.shop, word(till.shop)
    done: SessionClosed = till.write(close_session, counting(till, 2999), shop.volunteer.approved(given))
    assert done.variance == -2001
    told = {
        "approval": str(given.approval_id), "operator": shop.admin.operator_code,
        "permission": "caisse.variance.approve",
    }  # fmt: skip
    assert entries(shop, "session.closed")[0]["approved_by"] == told
    with shop.db.reading() as session:
        row = session.scalars(select(AuditLog).where(AuditLog.action_type == "session_closed")).one()
    assert (row.actor_id, row.details_json) == (shop.volunteer.user_id, {"approved_by": told})
    with shop.db.connection() as connection:
        assert verify(connection, shop.trust, full=True).findings == []


def spent(shop: Shop, approval: Approval) -> None:
    """Do an act that wants ``RIGHT``, with a manager's word."""
    with shop.db.writing() as session:
        approvals.require(session, RIGHT, shop.volunteer.approved(approval), shop.station)
        record(session, acts.TICKET_ABANDONED, shop.volunteer, shop.station, doc={"reason": "test"})


def test_a_word_is_good_for_one_act(shop: Shop) -> None:
    given = word(shop)
    spent(shop, given)
    with pytest.raises(UserError, match=r"approval\.spent"):
        spent(shop, given)
    spent(shop, word(shop))


def test_an_act_that_was_taken_back_leaves_the_word_good(shop: Shop) -> None:
    given = word(shop)
    with pytest.raises(RuntimeError), shop.db.writing() as session:
        approvals.require(session, RIGHT, shop.volunteer.approved(given), shop.station)
        raise RuntimeError
    spent(shop, given)


@pytest.mark.parametrize(("minutes", "is_good"), [(0, True), (2, True), (2.1, False), (-1, False)])
def test_a_word_is_good_for_two_minutes(shop: Shop, minutes: float, is_good: bool) -> None:
    given = word(shop)
    given = replace(given, given_at=given.given_at - timedelta(minutes=minutes))
    if is_good:
        spent(shop, given)
    else:
        with pytest.raises(UserError, match=r"approval\.expired"):
            spent(shop, given)


def off(shop: Shop, rosa: Actor) -> None:
    assert rosa.user_id is not None
    write(shop, people_edit.deactivate_person, people_edit.DeactivatePerson(rosa.user_id), shop.admin)


def no_longer(shop: Shop, rosa: Actor) -> None:
    with shop.db.connection() as connection:
        connection.exec_driver_sql("DELETE FROM user_groups")
        connection.commit()


@pytest.mark.parametrize("loses", [off, no_longer])
def test_the_managers_rights_are_read_again_in_the_act(shop: Shop, loses: Any) -> None:
    rosa = leader(shop, RIGHT)
    given = word(shop, rosa)
    loses(shop, rosa)
    with pytest.raises(UserError, match=r"approval\.refused"):
        spent(shop, given)


def test_a_word_for_one_thing_allows_no_other_and_some_things_are_never_lent(shop: Shop) -> None:
    for right, lent in ((RIGHT, Permission.CAISSE_REFUND), (Permission.USERS_MANAGE, Permission.USERS_MANAGE)):
        actor = shop.volunteer.approved(word(shop, permission=lent))
        with pytest.raises(UserError, match=r"permission\.denied"), shop.db.writing() as session:
            approvals.require(session, right, actor, shop.station)
    assert not {right for right in OVERRIDABLE if right.value.startswith("admin.")}


def test_only_those_are_asked_who_may_and_have_a_code(shop: Shop) -> None:
    leader(shop, RIGHT)
    found = read(shop, approver_tiles, shop.station.site_id, RIGHT, shop.volunteer.user_id)
    assert [tile.name for tile in found] == ["Aïcha M."]
    assert read(shop, approver_tiles, shop.station.site_id, RIGHT, shop.admin.user_id) == ()
    assert read(shop, actor_of, shop.volunteer.user_id).approval is None
