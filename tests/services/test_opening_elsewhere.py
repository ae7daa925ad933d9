"""Acceptance case 2 (``cash.md`` §11): processes that open one till at the same moment open it once."""

from __future__ import annotations

import subprocess
import sys

import pytest
from sqlalchemy.exc import IntegrityError

from recyclique_desktop.data.verify import verify
from tests.conftest import Shop
from tests.faults.place import ROOT
from tests.services.selling import open_till

OTHER = "tests.services.opening_elsewhere"


def elsewhere(shop: Shop) -> list[str]:
    """Let two other processes try at once, one for each of two people; return what they were told."""
    people = (shop.volunteer, shop.admin)
    arguments = [[str(shop.db.path), str(shop.register_id), str(person.user_id)] for person in people]
    running = [
        subprocess.Popen([sys.executable, "-m", OTHER, *given], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for given in arguments
    ]
    return sorted(one.communicate(timeout=60)[0] for one in running)


def test_processes_that_open_one_till_at_the_same_moment_open_it_once(shop: Shop) -> None:
    assert elsewhere(shop) == ["C01-000001", "session.already_open"]
    with shop.db.connection() as connection:
        assert verify(connection, shop.trust).findings == []
        assert connection.exec_driver_sql("SELECT count(*) FROM cash_sessions").scalar_one() == 1


def test_a_second_opening_that_no_service_looked_at_is_refused_by_the_file(shop: Shop) -> None:
    open_till(shop)
    other = shop.admin.user_id
    assert other is not None
    with shop.db.connection() as connection:
        opened = dict(connection.exec_driver_sql("SELECT * FROM cash_sessions").mappings().one())
        connection.rollback()
        again = opened | {"id": bytes(16), "number": "C01-000002", "operator_id": other.bytes}
        names, marks = ", ".join(again), ", ".join("?" * len(again))
        with pytest.raises(IntegrityError, match="register_id"), connection.begin():
            connection.exec_driver_sql(f"INSERT INTO cash_sessions ({names}) VALUES ({marks})", tuple(again.values()))
