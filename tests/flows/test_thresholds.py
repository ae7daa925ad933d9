"""Alert thresholds: 1.4.4's web application and we read each other's, and nobody takes noise for ten euros."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select

from recyclique_desktop.data.models import AdminSetting, Setting
from recyclique_desktop.data.queries.settings import value_of
from recyclique_desktop.domain import settings
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.station import SYSTEM
from recyclique_desktop.domain.thresholds import Thresholds, from_json
from recyclique_desktop.flows.thresholds import ThresholdKeys, copy_from_web, held, save
from recyclique_desktop.system.secrets import MemoryStore
from tests.services.joined import join
from tests.services.selling import entries, read

if TYPE_CHECKING:
    from tests.conftest import Shop

SECRET_KEY = "la-cle-du-serveur-web-de-la-clique"
INSTALLATION = UUID(int=7)


@pytest.fixture
def keys() -> ThresholdKeys:
    return ThresholdKeys(MemoryStore(), INSTALLATION)


class WebApplication:
    """What 1.4.4 does with the table, written from its description alone: Fernet under the SHA-256 of SECRET_KEY."""

    def __init__(self, secret_key: str) -> None:
        self._fernet = Fernet(base64.urlsafe_b64encode(hashlib.sha256(secret_key.encode()).digest()))

    def reads(self, token: str) -> Any:
        return json.loads(self._fernet.decrypt(token.encode()))

    def writes(self, value: object) -> str:
        return self._fernet.encrypt(json.dumps(value).encode()).decode()


def token_of(shop: Shop, site_id: UUID | None = None) -> str | None:
    with shop.db.reading() as session:
        query = select(AdminSetting.value_encrypted).where(AdminSetting.site_id.is_not_distinct_from(site_id))
        return session.scalar(query)


def put_token(shop: Shop, token: str, site_id: UUID | None = None) -> None:
    """Leave a row as the web application would, through the centre."""
    values = (shop.station.ids.new().bytes, site_id.bytes if site_id else None, token)
    with shop.db.connection() as connection:
        connection.exec_driver_sql(
            "INSERT INTO admin_settings (id, key, site_id, value_encrypted, created_at, updated_at)"
            " VALUES (?, 'alert_thresholds', ?, ?, '2026-01-01T00:00:00.000000Z', '2026-01-01T00:00:00.000000Z')",
            values,
        )
        connection.commit()


def test_the_web_application_goes_on_reading_what_we_set(shop: Shop, keys: ThresholdKeys) -> None:
    keys.remember(f" {SECRET_KEY}\n")
    save(shop.db, Cents(1250), shop.admin, shop.station, keys, own=False)
    token = token_of(shop)
    assert token is not None
    seen = WebApplication(SECRET_KEY).reads(token)
    assert (seen["cashDiscrepancy"], seen["lowInventory"]) == (12.5, 5)
    assert (seen["cash_discrepancy"], seen["low_inventory"]) == (12.5, 5)


@pytest.mark.parametrize(
    "value",
    [
        {"cashDiscrepancy": 7.3, "lowInventory": 9},
        {"cash_discrepancy": 7.3, "low_inventory": 9},
        {"cashDiscrepancy": 7.30},
    ],
)
def test_we_read_what_the_web_application_set(shop: Shop, keys: ThresholdKeys, value: dict[str, Any]) -> None:
    keys.remember(SECRET_KEY)
    put_token(shop, WebApplication(SECRET_KEY).writes(value))
    found = held(shop.db, shop.station, keys)
    assert found.thresholds == Thresholds(Cents(730), 9 if len(value) > 1 else 5)
    assert not found.is_own


def test_a_shop_has_its_own_thresholds_and_falls_back_on_those_for_all(shop: Shop, keys: ThresholdKeys) -> None:
    assert held(shop.db, shop.station, keys).thresholds == Thresholds(Cents(1000), 5)
    save(shop.db, Cents(2000), shop.admin, shop.station, keys, own=False)
    save(shop.db, Cents(500), shop.admin, shop.station, keys, own=True)
    own = held(shop.db, shop.station, keys)
    assert (own.thresholds.cash, own.is_own) == (500, True)
    assert read(shop, value_of, settings.CASH_ALERT, shop.station.site_id) == 500
    assert read(shop, value_of, settings.CASH_ALERT, UUID(int=3)) == 2000, (
        "the tills of other shops keep the one for all"
    )


def test_another_key_is_said_and_never_taken_for_the_default(shop: Shop, keys: ThresholdKeys) -> None:
    keys.remember(SECRET_KEY)
    put_token(shop, WebApplication("une-autre-cle-de-serveur").writes({"cashDiscrepancy": 50}))
    for attempt in (
        lambda: held(shop.db, shop.station, keys),
        lambda: save(shop.db, Cents(1), shop.admin, shop.station, keys, own=False),
        lambda: copy_from_web(shop.db, SYSTEM, shop.station, keys),
    ):
        with pytest.raises(UserError, match=r"admin_setting\.unreadable"):
            attempt()


def test_an_office_without_the_key_says_so_and_overwrites_nothing(shop: Shop, keys: ThresholdKeys) -> None:
    put_token(shop, WebApplication(SECRET_KEY).writes({"cashDiscrepancy": 50}))
    for attempt in (
        lambda: held(shop.db, shop.station, keys),
        lambda: save(shop.db, Cents(1), shop.admin, shop.station, keys, own=True),
    ):
        with pytest.raises(UserError, match=r"admin_setting\.key_missing"):
            attempt()
    assert keys.known() is None


def test_what_the_web_application_changes_reaches_tills_as_a_plain_setting(shop: Shop, keys: ThresholdKeys) -> None:
    keys.remember(SECRET_KEY)
    put_token(shop, WebApplication(SECRET_KEY).writes({"cashDiscrepancy": 33, "lowInventory": 2}))
    assert copy_from_web(shop.db, SYSTEM, shop.station, keys)
    assert read(shop, value_of, settings.CASH_ALERT, shop.station.site_id) == 3300
    before = len(entries(shop, "setting.changed"))
    copy_from_web(shop.db, SYSTEM, shop.station, keys)
    assert len(entries(shop, "setting.changed")) == before, "what is there already writes nothing"


def test_a_till_and_a_volunteer_set_no_threshold(shop: Shop, keys: ThresholdKeys) -> None:
    with pytest.raises(UserError, match=r"permission\.denied"):
        save(shop.db, Cents(1), shop.volunteer, shop.station, keys, own=False)
    join(shop, WorkstationKind.TILL)
    with pytest.raises(UserError, match=r"shared\.office_only"):
        save(shop.db, Cents(1), shop.admin, shop.station, keys, own=False)


def test_the_journal_tells_old_and_new_and_no_token_lies_outside_its_erasable_part(
    shop: Shop, keys: ThresholdKeys
) -> None:
    save(shop.db, Cents(2000), shop.admin, shop.station, keys, own=False)
    save(shop.db, Cents(3000), shop.admin, shop.station, keys, own=False)
    told = [entry["doc"] for entry in entries(shop, "setting.changed") if "doc" in entry]
    assert [(one["old"], one["new"]) for one in told] == [(None, "20.00"), ("20.00", "30.00")]
    with shop.db.connection() as connection:
        open_bytes = connection.exec_driver_sql("SELECT payload FROM journal WHERE class <> 'personal'").scalars().all()
    assert not any(b"gAAAA" in payload for payload in open_bytes)


@pytest.mark.parametrize("text", ["[]", "12", '{"cashDiscrepancy": -1}', '{"cashDiscrepancy": "beaucoup"}', "{"])
def test_noise_that_decrypts_is_still_noise(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  whatever it says
        from_json(text)


def test_a_plain_copy_is_never_the_token(shop: Shop, keys: ThresholdKeys) -> None:
    save(shop.db, Cents(2000), shop.admin, shop.station, keys, own=False)
    with shop.db.reading() as session:
        assert session.scalar(select(Setting.value).where(Setting.key == "alert.cash_discrepancy")) == "20.00"


def test_a_secret_key_copied_by_half_is_refused(keys: ThresholdKeys) -> None:
    with pytest.raises(UserError, match=r"setting\.secret_short"):
        keys.remember("abc")
