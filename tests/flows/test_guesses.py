"""A thief with a script against the real sign-in: restarts and folders put back give no code more than the rule.

The workstation is a real one on its folder: its file, its configuration, its counters beside the key. The thief may
stop it, start it again, put an older copy of the data folder back, and move the clock to the end of each lock.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from recyclique_desktop.data.models import LoginHistory, UserSession
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.flows.rebuild import Sources, rebuild
from recyclique_desktop.flows.recover import Ground, recover
from recyclique_desktop.flows.sign_in import sign_in_with_password, sign_in_with_pin, unlock
from recyclique_desktop.system.throttle import ThrottleStore
from tests.flows.dead_machine import Shop, open_shop
from tests.known import PIN

DAYS = 10
DAY = timedelta(days=1)


class Thief:
    """Tries codes one after the other, as fast as the workstation lets him."""

    def __init__(self, shop: Shop) -> None:
        self.post = shop.post
        assert self.post.shop.volunteer.user_id is not None
        self.victim: UUID = self.post.shop.volunteer.user_id
        self.words = shop.words
        self.tried: list[datetime] = []
        self.locked_first: datetime | None = None
        self.copy = self.post.folders.data.with_name("copy")

    @property
    def clock(self) -> SimulatedClock:
        return self.post.clock

    @property
    def vault(self) -> ThrottleStore:
        return ThrottleStore(self.post.folders.config, self.post.opened.config.installation_id)

    def take_a_copy(self) -> None:
        """Copy the data folder, before anything was tried."""
        self.post.close()
        shutil.copytree(self.post.folders.data, self.copy)
        self.post.restart()

    def put_back(self) -> None:
        """Stop the program, put the old folder in place, start again."""
        self.post.close()
        shutil.rmtree(self.post.folders.data)
        shutil.copytree(self.copy, self.post.folders.data)
        self.post.restart()

    def guess(self, pin: str) -> UserError:
        """Try a code; count it when it was checked."""
        before = self.vault.load(self.victim)
        with pytest.raises(UserError) as caught:
            sign_in_with_pin(self.post.opened.db, self.vault, self.victim, pin, self.post.opened.station)
        if self.vault.load(self.victim).failures > before.failures:
            self.tried.append(self.clock.now())
        return caught.value

    def rob(self, days: int, restarts: str) -> None:
        """Go on for some days: whenever it is locked, wait for the end of the lock."""
        number, end = 0, self.clock.now() + days * DAY
        while self.clock.now() < end:
            number += 1
            error = self.guess(f"{(number * 7919) % 10000:04d}".replace(PIN, "0001"))
            if error.code != "signin.locked":
                continue
            self.locked_first = self.locked_first or self.clock.now()
            if restarts == "restarted":
                self.post.restart()
            elif restarts == "put back":
                self.put_back()
            assert self.guess("0002").code == "signin.locked", "nothing that he did gave a try"
            until = error.params["until"]
            assert isinstance(until, datetime)
            self.clock.advance(until - self.clock.now())

    def most_in_a_day(self) -> int:
        """Return the most codes that were checked in 24 hours, from the first lock on."""
        assert self.locked_first is not None
        later = [at for at in self.tried if at > self.locked_first]
        return max(len([at for at in later if start <= at < start + DAY]) for start in later)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    made = open_shop(tmp_path)
    yield made
    made.post.close()


@pytest.mark.parametrize("restarts", ["left running", "restarted", "put back"])
def test_at_most_five_codes_a_day_are_tried_once_locked(shop: Shop, restarts: str) -> None:
    thief = Thief(shop)
    thief.take_a_copy()
    thief.rob(DAYS, restarts)
    assert thief.most_in_a_day() <= 5
    assert len(thief.tried) <= 5 + 5 + DAYS
    assert thief.vault.load(thief.victim).is_locked(thief.clock.now() - timedelta(seconds=1))


def test_keys_put_back_by_the_recovery_sheet_give_no_try(shop: Shop) -> None:
    thief = Thief(shop)
    for _ in range(5):
        thief.guess("0000")
    thief.post.close()
    ground = Ground(thief.post.folders, thief.post.store, thief.clock, thief.post.chance.randbytes)
    recover(ground, thief.words)
    thief.post.restart()
    assert thief.guess("0000").code == "signin.locked"
    assert len(thief.tried) == 5


def test_a_workstation_rebuilt_in_its_folder_from_the_second_medium_keeps_its_locks(shop: Shop) -> None:
    thief = Thief(shop)
    shop.follow()
    for _ in range(5):
        thief.guess("0000")
    shop.follow()
    medium = shop.medium
    thief.post.close()
    ground = Ground(thief.post.folders, thief.post.store, thief.clock, thief.post.chance.randbytes)
    shutil.rmtree(thief.post.folders.data)
    rebuild(ground, Sources(None, medium), lambda: shop.words)
    thief.post.restart()
    assert thief.guess("0000").code == "signin.locked"
    assert len(thief.tried) == 5


@pytest.mark.parametrize("by", ["her password", "a manager"])
def test_the_person_herself_and_a_manager_open_what_the_thief_locked(shop: Shop, by: str) -> None:
    thief = Thief(shop)
    thief.rob(2, "restarted")
    opened, vault = thief.post.opened, thief.vault
    if by == "a manager":
        unlock(opened.db, vault, thief.victim, thief.post.shop.admin, opened.station)
    else:
        sign_in_with_password(opened.db, vault, "emilie.robert", "Motdepasse-1", opened.station)
    assert sign_in_with_pin(opened.db, vault, thief.victim, PIN, opened.station).actor.name == "Émilie R."


def test_history_tells_of_the_thief_in_few_lines(shop: Shop) -> None:
    thief = Thief(shop)
    thief.rob(DAYS, "restarted")
    with thief.post.opened.db.reading() as session:
        attempts = list(session.scalars(select(LoginHistory.attempts).where(LoginHistory.success.is_(False))))
        assert session.scalars(select(UserSession)).first() is None
    assert attempts[:2] == [1, 5]
    assert all(count is not None and count % 5 == 0 for count in attempts[1:])
    assert not thief.post.breaches()
