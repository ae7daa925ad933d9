"""``recyclique verify --dsn`` and ``--ticket``: what the centre has, and what a customer holds, is what was signed."""

from __future__ import annotations

import pytest
from psycopg import sql

from recyclique_desktop.domain.journal import extract_of
from tests.cli.conftest import JoinedShop

pytestmark = pytest.mark.postgres
_LAST = "SELECT signature FROM journal WHERE act = 'sale.completed' ORDER BY seq DESC LIMIT 1"
_NUMBER = "SELECT number FROM sales ORDER BY number DESC LIMIT 1"


def test_an_administrator_checks_every_journal_that_the_centre_holds(joined_shop: JoinedShop) -> None:
    done = joined_shop.till.run("verify", "--dsn", joined_shop.base.dsn, "--full", "--json")
    assert (done.code, done.json["ok"]) == (0, True), done.out
    assert done.json["signatures"] >= done.json["tickets"] > 0
    assert "Tout est intact." in joined_shop.till.run("verify", "--dsn", joined_shop.base.dsn).out


def test_a_ticket_is_held_against_what_is_printed_on_it(joined_shop: JoinedShop) -> None:
    till = joined_shop.till
    with till.raw() as file:
        extract = extract_of(file.execute(_LAST).fetchone()[0])
        number = file.execute(_NUMBER).fetchone()[0]
    for where in ((), ("--dsn", joined_shop.base.dsn)):
        assert till.run("verify", *where, "--ticket", number, "--extract", extract).code == 0
        wrong = till.run("verify", *where, "--ticket", number, "--extract", "????")
        assert wrong.code != 0
        assert "Aucun ticket" in wrong.out
        assert till.run("verify", *where, "--ticket", "C01", "--extract", extract).code != 0
        assert till.run("verify", *where, "--ticket", number).code != 0, "an extract is wanted"


def test_a_forged_entry_at_the_centre_is_a_breach(joined_shop: JoinedShop) -> None:
    with joined_shop.base.connect() as connection, connection.transaction(force_rollback=False):
        row = connection.execute("SELECT stream_id, max(seq) FROM sync.ledger GROUP BY 1 ORDER BY 2 DESC LIMIT 1")
        stream, seq = row.fetchone() or (None, None)
        before = connection.execute(
            "SELECT signature FROM sync.ledger WHERE (stream_id, seq) = (%s, %s)", (stream, seq)
        )
        (kept,) = before.fetchone() or (None,)
        connection.execute("ALTER TABLE sync.ledger DISABLE TRIGGER USER")
        change = sql.SQL("UPDATE sync.ledger SET signature = %s WHERE (stream_id, seq) = (%s, %s)")
        connection.execute(change, (b"\1" * 64, stream, seq))
    try:
        done = joined_shop.till.run("verify", "--dsn", joined_shop.base.dsn, "--json")
        assert done.code != 0
        assert [one["code"] for one in done.json["findings"]] == ["verify.signature"]
    finally:
        with joined_shop.base.connect() as connection:
            connection.execute(change, (kept, stream, seq))
            for trigger in ("append_only", "append_only_rows"):
                connection.execute(
                    sql.SQL("ALTER TABLE sync.ledger ENABLE ALWAYS TRIGGER {}").format(sql.Identifier(trigger))
                )
