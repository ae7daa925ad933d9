"""Rights at a real centre: what an office gives reaches the till, and there the table holds for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from recyclique_desktop.central import making
from recyclique_desktop.data.queries.people import actor_of
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.enums import Permission, UserRole, WorkstationKind
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.permissions import permission_id
from recyclique_desktop.domain.station import SYSTEM, Actor, Approval
from recyclique_desktop.services import groups, people
from recyclique_desktop.services.closing import CloseSession, MethodCount, close_session
from recyclique_desktop.system.clock import SystemClock
from tests.postgres import CentralDatabase
from tests.services import matrix
from tests.services.selling import open_till
from tests.sync import real
from tests.sync.real import Post

pytestmark = pytest.mark.postgres


@dataclass
class Company:
    """A till and an office of one shop at a centre."""

    till: Post
    office: Post

    def settle(self) -> None:
        """Let everybody meet the centre until nothing moves."""
        for _ in range(6):
            done = [post.sync() for post in (self.office, self.till)]
            assert [one.cause for one in done] == [None, None]
            if not any(one.pushed or one.pulled for one in done):
                return
        raise AssertionError("still moving")


@pytest.fixture
def company(tmp_path: Path, centre: CentralDatabase) -> Iterator[Company]:
    with ExitStack() as stack:
        clock = SimulatedClock(SystemClock().now())
        till = real.found(real.alone(tmp_path / "till", clock), centre)
        stack.callback(till.close)
        till.sync()
        office = real.joined(tmp_path / "office", clock, real.code_for(centre, WorkstationKind.OFFICE), "Bureau")
        stack.callback(office.close)
        yield Company(till, office)


def do(post: Post, act: object, command: object) -> None:
    shop = post.shop
    with post.opened.db.writing() as session:
        act(session, command, shop.admin, shop.station)  # type: ignore[operator]


def hire(post: Post, role: UserRole, *rights: Permission) -> UUID:
    """Add a person; what she may do comes through a group of its own."""
    ids = post.opened.station.ids
    user_id, group_id = ids.new(), ids.new()
    if rights:
        do(post, groups.add_group, groups.AddGroup(group_id, f"Essai {group_id}", permissions=rights))
    teams = (group_id,) if rights else ()
    do(post, people.add_person, people.AddPerson(user_id, f"X{user_id}", "", role, None, "$x", group_ids=teams))
    return user_id


def read_actors(post: Post, user_ids: list[UUID]) -> list[Actor]:
    with post.opened.db.reading() as session:
        return [actor_of(session, user_id) for user_id in user_ids]


def test_what_an_office_gives_holds_at_the_till_for_every_role_and_permission(company: Company) -> None:
    office = company.office
    hired = [hire(office, UserRole.USER, right) for right in Permission]
    hired += [hire(office, UserRole.USER), hire(office, UserRole.ADMIN), hire(office, UserRole.SUPER_ADMIN)]
    company.settle()
    for post, is_office in ((company.till, False), (office, True)):
        actors = read_actors(post, hired)
        assert [actor.permissions for actor in actors] == [
            *(frozenset({right}) for right in Permission), frozenset(), frozenset(), frozenset(),
        ]  # fmt: skip
        assert [actor.role for actor in actors[-3:]] == [UserRole.USER, UserRole.ADMIN, UserRole.SUPER_ADMIN]
        found = list(matrix.trials(post.opened.db, post.opened.station, [*actors, SYSTEM], is_office=is_office))
        matrix.require_as_written(found)
        assert any(trial.passed for trial in found)
        assert any(not trial.passed for trial in found)
        assert post.breaches() == []


def test_a_permission_taken_away_at_the_office_is_gone_at_the_till_after_the_round(company: Company) -> None:
    group_id, office = company.office.opened.station.ids.new(), company.office
    do(office, groups.add_group, groups.AddGroup(group_id, "Les samedis", permissions=(Permission.CAISSE_REFUND,)))
    person = hire(office, UserRole.USER)
    do(office, groups.assign_group, groups.AssignGroup(group_id, (person,)))
    company.settle()
    assert read_actors(company.till, [person])[0].permissions == {Permission.CAISSE_REFUND}
    do(office, groups.revoke_permissions, groups.RevokePermissions(group_id, (Permission.CAISSE_REFUND,)))
    company.settle()
    assert read_actors(company.till, [person])[0].permissions == frozenset()


def test_the_centre_tells_both_people_of_an_act_that_a_manager_allowed(
    company: Company, centre: CentralDatabase
) -> None:
    with centre.connect() as connection:
        connection.execute(
            "INSERT INTO settings (id, key, value) VALUES (gen_random_uuid(), 'cash.variance_approval', '5.00')"
        )
    company.settle()
    shop = company.till.shop
    till = open_till(shop)
    given = Approval(shop.station.ids.new(), Permission.CAISSE_VARIANCE, shop.admin, shop.clock.now())
    command = CloseSession(till.session_id, (MethodCount("cash", Cents(4000)),), reason="Je ne sais pas")
    till.write(close_session, command, shop.volunteer.approved(given))
    company.settle()
    with centre.connect() as connection:
        found = connection.execute(
            "SELECT u.operator_code, a.details_json FROM audit_logs a JOIN users u ON u.id = a.actor_id"
            " WHERE a.action_type = 'session_closed'"
        ).fetchall()
    told = {
        "approval": str(given.approval_id), "operator": shop.admin.operator_code,
        "permission": "caisse.variance.approve",
    }  # fmt: skip
    assert found == [(shop.volunteer.operator_code, {"approved_by": told})]
    for post in (company.till, company.office):
        assert post.compare().first is None
        assert post.breaches() == []


def test_the_same_permission_given_at_two_offices_is_kept_by_both(
    company: Company, tmp_path: Path, centre: CentralDatabase
) -> None:
    code = real.code_for(centre, WorkstationKind.OFFICE)
    second = real.joined(tmp_path / "second", company.office.clock, code, "Bureau 2", seed=9)
    group_id = company.office.opened.station.ids.new()
    do(company.office, groups.add_group, groups.AddGroup(group_id, "Les samedis"))
    company.settle()
    second.sync()
    for post in (company.office, second):
        post.clock.advance(timedelta(minutes=1))
        do(post, groups.grant_permissions, groups.GrantPermissions(group_id, (Permission.CAISSE_REFUND,)))
    for _ in range(3):
        company.settle()
        second.sync()
    for post in (company.office, second, company.till):
        assert post.one("SELECT count(*) FROM group_permissions WHERE group_id = ?", group_id.bytes) == 1, post.code
        assert post.compare().first is None
        assert post.breaches() == []
    second.close()


def forget_refunds(centre: CentralDatabase) -> None:
    """Make the centre one that began before refunds wanted a permission; what guards the table stands again after."""
    with centre.connect() as connection:
        guards = connection.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = 'permissions'::regclass AND tgenabled = 'A'"
        ).fetchall()
        for how in ("DISABLE", None, "ENABLE ALWAYS"):
            if how is None:
                connection.execute("DELETE FROM permissions WHERE name = 'caisse.refund'")
                continue
            for (name,) in guards:
                connection.execute(f"ALTER TABLE permissions {how} TRIGGER {name}".encode())


def test_a_centre_in_use_gets_new_permissions_once_and_every_workstation_with_it(
    company: Company, centre: CentralDatabase
) -> None:
    forget_refunds(centre)
    for post in (company.till, company.office):
        with post.opened.db.connection() as connection:
            connection.exec_driver_sql("DELETE FROM group_permissions")
            connection.exec_driver_sql("DELETE FROM permissions WHERE name = 'caisse.refund'")
            connection.commit()
    for _ in range(2):
        making.init(centre.dsn)
    company.office.restart()
    company.settle()
    with centre.connect() as connection:
        found = connection.execute("SELECT id FROM permissions WHERE name LIKE 'caisse.refund%'").fetchall()
    assert found == [(permission_id(Permission.CAISSE_REFUND),)]
    for post in (company.till, company.office):
        assert post.one("SELECT count(*) FROM permissions WHERE name LIKE 'caisse.refund%'") == 1
        assert post.one("SELECT count(*) FROM pending_edits") == 0
