"""Programs of other ages at one centre: what they sold is taken, what they cannot read waits, nothing is guessed."""

from __future__ import annotations

from typing import Any

import pytest

from recyclique_desktop.domain import acts, journal
from recyclique_desktop.sync.tables import UnknownError
from recyclique_desktop.sync.upcast import UPCASTERS, upcast
from tests.central_api.conftest import unsent
from tests.central_api.journals import Journal, Writer, payload_of
from tests.central_api.machines import Machine, admin
from tests.conftest import Shop
from tests.services.selling import open_till

V1: dict[str, Any] = {
    "v": 1,
    "rows": [
        {"table": "sales", "op": "I", "id": "a", "set": {"site_id": "s", "total_amount": "1.00"}},
        {"table": "cash_sessions", "op": "U", "id": "b", "set": {"status": ["OPEN", "CLOSED"]}},
    ],
    "doc": {"n": 1},
}
COMMON = ("site_id", "workstation_id", "created_at")


def hoisted(payload: dict[str, Any]) -> dict[str, Any]:
    """Write a payload as version 2 does."""
    rows = [row for row in payload["rows"] if row["op"] == "I"]
    common = (
        {
            name: rows[0]["set"][name]
            for name in COMMON
            if all(row["set"].get(name) == rows[0]["set"].get(name) and name in row["set"] for row in rows)
        }
        if rows
        else {}
    )
    told = [
        {**row, "set": {k: v for k, v in row["set"].items() if k not in common}} if row["op"] == "I" else row
        for row in payload["rows"]
    ]
    return {**payload, "v": 2, "rows": told, "common": common}


def test_a_payload_of_version_2_reads_as_its_version_1() -> None:
    assert upcast(hoisted(V1)) == V1
    assert upcast(V1) == V1


def test_a_payload_of_a_version_nobody_told_of_is_not_guessed_at() -> None:
    with pytest.raises(UnknownError):
        upcast({**V1, "v": 99})


@pytest.mark.postgres
def test_rt47_the_sales_of_a_newer_till_count_at_an_older_centre(shop: Shop, till: Machine, signer: Any) -> None:
    session = open_till(shop)
    session.sell(price=300)
    session.sell(price=400)
    journal_v2 = rewritten(unsent(shop, till), signer)
    assert till.push(journal_v2)["parked"] == 0
    assert admin(till.base, "SELECT sum(total_amount)::text FROM sales") == "7.00"
    assert admin(till.base, "SELECT count(*) FROM sale_items WHERE site_id IS NULL") == 0


@pytest.mark.postgres
def test_both_sides_read_the_same_versions(till: Machine) -> None:
    with till.base.connect() as connection:
        found = {row[0] for row in connection.execute("SELECT version FROM sync.upcasters")}
    assert found == set(UPCASTERS)


@pytest.mark.postgres
def test_what_no_centre_of_this_age_can_read_is_kept_and_counts_after_its_upgrade(
    shop: Shop, till: Machine, office: Machine, signer: Any
) -> None:
    open_till(shop).sell(price=300)
    first = unsent(shop, till)
    far = rewritten(first, signer, version=7)
    assert till.push(far)["outcome"] == "ok"
    assert admin(till.base, "SELECT count(*) FROM sales") == 0
    parked = office.call("parked")
    assert {one["cause"] for one in parked} == {"unknown_version"}
    admin(till.base, "CREATE OR REPLACE VIEW sync.upcasters (version, function_name) AS"
          " VALUES (2, 'with_common'), (7, 'with_common')")  # fmt: skip
    for one in parked:
        office.call("retry", one["stream_id"], one["seq"])
    assert office.call("parked") == []
    assert admin(till.base, "SELECT sum(total_amount)::text FROM sales") == "3.00"


def rewritten(old: Journal, signer: Any, version: int = 2) -> Journal:
    """Write the entries of a journal again, as a program of that version would."""
    writer = Writer(old.stream, signer)
    made = []
    for entry in old.entries:
        header, payload = journal.Header.from_bytes(entry.header), payload_of(entry)
        names = ("tx", "entry_id", "actor", "at", "hlc", "software", "schema_version", "series", "number")
        known = {name: getattr(header, name) for name in (*names, "journal_class")}
        body = payload if header.journal_class == "personal" else {**hoisted(payload), "v": version}
        made.append(writer.raw(journal.canonical(body), act=acts.BY_NAME[header.act], **known))
    return Journal(old.stream, tuple(made))
