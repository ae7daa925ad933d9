"""Old sign-ins are forgotten each month, and nothing that proves what was sold."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from sqlalchemy import event
from sqlalchemy.exc import DatabaseError

from recyclique_desktop.data.verify import verify
from recyclique_desktop.domain.clock import iso_utc
from recyclique_desktop.domain.enums import SignInMethod, UserRole
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.flows import person_data, retention
from recyclique_desktop.flows.thresholds import ThresholdKeys
from recyclique_desktop.services import people, privacy, shared_settings
from recyclique_desktop.services.dates import ConfirmDate, confirm_date
from recyclique_desktop.system.secrets import MemoryStore
from tests.services.selling import entries, open_till, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from tests.conftest import Shop


@dataclass
class Centre:
    """Answers as a centre that gave the lease, or gave it to somebody else."""

    gives: bool = True
    asked: list[tuple[str, str, bool]] = field(default_factory=list)
    purged: list[datetime] = field(default_factory=list)

    def lease(self, job: str, period: str, minutes: int, *, done: bool = False) -> bool:
        assert minutes > 0
        self.asked.append((job, period, done))
        return self.gives

    def purge(self, before: datetime) -> None:
        self.purged.append(before)


@contextmanager
def asked_of(engine: Engine) -> Iterator[list[str]]:
    """Collect what is asked of a file."""
    found: list[str] = []

    def listener(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        found.append(statement)

    event.listen(engine, "before_cursor_execute", listener)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", listener)


def come_and_go(shop: Shop, name: str = "emilie") -> None:
    assert shop.volunteer.user_id is not None
    sign_in = shop.station.ids.new()
    until = shop.clock.now() + timedelta(hours=8)
    failed = people.SignInFailed(shop.volunteer.user_id, name, "invalid_password", 1, SignInMethod.PASSWORD.value)
    write(shop, people.record_sign_in_failure, failed)
    write(shop, people.record_sign_in, people.SignedIn(sign_in, shop.volunteer.user_id, "pin", until))
    write(shop, people.sign_out, people.SignOut(sign_in))


def counts(shop: Shop) -> tuple[int, int]:
    with shop.db.connection() as connection:
        return tuple(
            connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
            for table in ("login_history", "user_sessions")
        )


def breaches(shop: Shop) -> list[object]:
    with shop.db.connection() as connection:
        return list(verify(connection, shop.trust, full=True).findings)


def test_g03_after_thirteen_months_sign_ins_are_gone_and_the_signed_journal_is_not(shop: Shop) -> None:
    come_and_go(shop, "nom.tape.canari")
    open_till(shop).sell(("cash", 300))
    before = {act: len(entries(shop, act)) for act in ("person.signed_in", "person.sign_in_failed", "sale.completed")}
    rows = counts(shop)
    assert rows >= (1, 1)
    shop.clock.advance(timedelta(days=396))
    write(shop, confirm_date, ConfirmDate(shop.clock.now()))
    done = retention.run(shop.db, shop.station)
    assert (done.sign_ins, done.sessions) == rows
    assert counts(shop) == (0, 0)
    assert {act: len(entries(shop, act)) for act in before} == before
    with shop.db.connection() as connection:
        personal = connection.exec_driver_sql("SELECT payload FROM journal WHERE class = 'personal'").scalars().all()
    assert not any(b"canari" in payload for payload in personal), "what was typed is forgotten with it"
    assert breaches(shop) == []


def test_what_is_younger_stays(shop: Shop) -> None:
    come_and_go(shop)
    shop.clock.advance(timedelta(days=200))
    come_and_go(shop)
    shop.clock.advance(timedelta(days=200))
    retention.run(shop.db, shop.station)
    assert counts(shop) == (2, 1)
    assert breaches(shop) == []


@pytest.mark.parametrize("days", [4000, -40])
def test_under_a_doubtful_date_nothing_is_forgotten_until_a_person_has_looked_at_it(shop: Shop, days: int) -> None:
    come_and_go(shop)
    open_till(shop).sell(("cash", 300))
    rows = counts(shop)
    centre = Centre()
    shop.clock.advance(timedelta(days=days))
    done = retention.run(shop.db, shop.station, centre)
    assert (done.before, done.at_centre) == (None, False)
    assert counts(shop) == rows, "a wrong year costs no history"
    assert entries(shop, "retention.applied") == []
    assert (centre.asked, centre.purged) == ([], [])
    write(shop, confirm_date, ConfirmDate(shop.clock.now()))
    assert retention.run(shop.db, shop.station, centre).before is not None
    assert (counts(shop) == (0, 0)) is (days > 0)


def test_an_office_that_holds_a_tills_journal_says_itself_what_it_forgets(shop: Shop) -> None:
    come_and_go(shop)
    shop.clock.advance(timedelta(days=400))
    retention.run(shop.db, shop.station)
    shop.clock.advance(timedelta(days=31))
    with shop.db.connection() as connection:  # what a till said of this month, pulled here
        connection.exec_driver_sql(
            "INSERT INTO journal (stream_id, seq, entry_id, tx, header, payload, hash, class, act, hlc, at)"
            " SELECT ?, 1, ?, tx, header, payload, hash, class, act, hlc, ? FROM journal"
            " WHERE act = 'retention.applied'",
            (UUID(int=8).bytes, UUID(int=9).bytes, iso_utc(shop.clock.now())),
        )
        connection.commit()
    assert retention.run(shop.db, shop.station).before == date(2026, 11, 1)


def test_it_is_done_once_a_month_and_says_so_in_the_journal(shop: Shop) -> None:
    come_and_go(shop)
    shop.clock.advance(timedelta(days=400))
    assert retention.run(shop.db, shop.station).before is not None
    assert retention.run(shop.db, shop.station).before is None
    (told,) = [entry["doc"] for entry in entries(shop, "retention.applied")]
    assert told["period"] == "2027-10"
    assert told["before"] == "2026-10-01"
    shop.clock.advance(timedelta(days=31))
    assert retention.run(shop.db, shop.station).before == date(2026, 11, 1)


def test_the_shop_chooses_the_delay_within_what_is_allowed(shop: Shop) -> None:
    come_and_go(shop)
    command = shared_settings.SetSetting("retention.sign_in_months", 6)
    write(shop, shared_settings.set_setting, command, shop.admin)
    shop.clock.advance(timedelta(days=230))
    assert retention.run(shop.db, shop.station).sign_ins > 0
    with pytest.raises(UserError, match=r"setting\.range"):
        write(shop, shared_settings.set_setting, shared_settings.SetSetting(command.key, 3), shop.admin)


def test_no_tool_forgets_recent_sign_ins(shop: Shop) -> None:
    come_and_go(shop)
    with shop.db.connection() as connection, pytest.raises(DatabaseError, match="append only"):
        connection.exec_driver_sql("DELETE FROM login_history")
    with shop.db.connection() as connection:
        connection.exec_driver_sql("DELETE FROM user_sessions")
        connection.commit()
    assert breaches(shop) != [], "sessions that went too early are a breach"


def test_one_office_does_the_centres_part_under_its_lease(shop: Shop) -> None:
    centre = Centre()
    shop.clock.advance(timedelta(days=1))
    done = retention.run(shop.db, shop.station, centre)
    assert done.at_centre
    assert centre.asked == [("retention", "2026-09", False), ("retention", "2026-09", True)]
    assert centre.purged[0].isoformat() == "2025-08-31T22:00:00+00:00"
    other = Centre(gives=False)
    assert not retention.run(shop.db, shop.station, other).at_centre
    assert other.purged == []


def test_a_centre_that_does_not_answer_waits_for_tomorrow(shop: Shop) -> None:
    class Silent(Centre):
        def lease(self, job: str, period: str, minutes: int, *, done: bool = False) -> bool:
            raise UserError("sync.absent")

    keys = ThresholdKeys(MemoryStore(), shop.station.id)
    assert retention.daily(shop.db, shop.station, keys, Silent()) is None
    assert entries(shop, "retention.applied"), "what is done here stays done"


def test_what_arrives_late_about_a_forgotten_person_is_forgotten_too(shop: Shop) -> None:
    assert shop.volunteer.user_id is not None
    write(shop, privacy.anonymise_person, privacy.AnonymisePerson(shop.volunteer.user_id, "à sa demande"), shop.admin)
    come_and_go(shop, "nom.tape.canari")
    assert retention.forget_late_comers(shop.db, shop.station) > 0
    with shop.db.connection() as connection:
        names = connection.exec_driver_sql("SELECT username FROM login_history").scalars().all()
    assert set(names) == {None}
    assert breaches(shop) == []


def test_each_morning_the_journal_is_looked_through_once_and_no_sale_waits_for_that(shop: Shop) -> None:
    assert shop.volunteer.user_id is not None
    other = shop.station.ids.new()
    write(shop, people.add_person, people.AddPerson(other, "Zoé", "Canari", UserRole.USER, "$", "$"), shop.admin)
    for user_id in (shop.volunteer.user_id, other):
        write(shop, privacy.anonymise_person, privacy.AnonymisePerson(user_id, "à sa demande"), shop.admin)
    come_and_go(shop, "nom.tape.canari")
    with asked_of(shop.db._reader) as looked, asked_of(shop.db._writer) as written:
        assert retention.forget_late_comers(shop.db, shop.station) > 0
    assert sum("payload FROM journal" in one for one in looked) == 1
    assert written
    with asked_of(shop.db._writer) as written:
        assert retention.forget_late_comers(shop.db, shop.station) == 0
    assert written == [], "nothing to forget, no writer"


def test_a_row_that_arrives_late_without_its_entry_is_forgotten_too(shop: Shop) -> None:
    assert shop.volunteer.user_id is not None
    write(shop, privacy.anonymise_person, privacy.AnonymisePerson(shop.volunteer.user_id, "à sa demande"), shop.admin)
    with shop.db.connection() as connection:
        connection.exec_driver_sql(
            "UPDATE users SET phone_number = '0600' WHERE id = ?", (shop.volunteer.user_id.bytes,)
        )
        connection.commit()
    retention.forget_late_comers(shop.db, shop.station)
    with shop.db.connection() as connection:
        assert connection.exec_driver_sql("SELECT phone_number FROM users WHERE phone_number <> ''").all() == []


def test_a_full_disk_after_an_erasure_never_says_that_it_failed_and_the_file_is_written_anew_once(shop: Shop) -> None:
    assert shop.volunteer.user_id is not None
    command = privacy.AnonymisePerson(shop.volunteer.user_id, "à sa demande")
    raw = shop.db._writer.raw_connection()
    raw.driver_connection.set_authorizer(  # type: ignore[union-attr]
        lambda action, *_: 1 if action == 24 else 0  # attaching is how a file is written anew
    )
    raw.close()
    assert person_data.forget(shop.db, command, shop.admin, shop.station).operator_code
    raw = shop.db._writer.raw_connection()
    raw.driver_connection.set_authorizer(None)  # type: ignore[union-attr]
    raw.close()
    assert not retention.compact_after_erasure(shop.db), "somebody has just written"
    shop.db._gate._last_screen -= 3_600
    assert retention.compact_after_erasure(shop.db)
    shop.db._gate._last_screen -= 3_600
    assert not retention.compact_after_erasure(shop.db), "once is enough"


def test_a_sale_does_not_wait_for_the_file_to_be_written_anew(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.db._gate._screens += 1  # a screen asks just after it began
    monkeypatch.setattr(shop.db._gate._turn, "wait_for", lambda *_: True)
    with pytest.raises(UserError, match=r"storage\.busy"):
        shop.db.compact()
    shop.db._gate._screens -= 1
    shop.db.compact()
