"""What asks for changes of shared rows, and what the centre answered: for the tests of wishes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from recyclique_desktop.data.capture import record
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.acts import Act
from recyclique_desktop.domain.enums import JournalClass
from recyclique_desktop.domain.journal import Ed25519Signer
from tests.central_api.compared import there
from tests.central_api.conftest import unsent
from tests.central_api.journals import Journal, Writer, header_of
from tests.central_api.machines import Machine, admin
from tests.conftest import Shop

Row = dict[str, Any]


def category(machine: Machine, name: str = "Casserole") -> Row:
    return next(row for row in there(machine, "categories").values() if row["name"] == name)


def asked(shop: Shop, till: Machine, act: Act, change: Callable[[Session], None]) -> Journal:
    """Change shared rows on the joined till, and push the wish."""
    with shop.db.writing() as session:
        record(session, act, shop.volunteer, shop.station)
        change(session)
    journal = unsent(shop, till)
    receipt = till.push(journal)
    assert (receipt["outcome"], receipt["parked"]) == ("ok", 0), admin(till.base, "SELECT detail FROM sync.parked")
    return journal


def answers(machine: Machine) -> list[Row]:
    """Payloads of the centre's entries that answer a wish, oldest first, with their headers."""
    found = []
    for stream, _seq, header, payload, _hash, _signature in machine.pull():
        body = json.loads(payload or b"{}")
        if str(stream) == machine.centre_stream and "answers" in body:
            found.append(body | {"header": json.loads(header)})
    return found


class Office:
    """Asks as an office, by hand: ``office.ask({...})``."""

    def __init__(self, machine: Machine, signer: Ed25519Signer, actor: str) -> None:
        self.machine = machine
        self.writer = Writer(machine.stream, signer)
        self.actor = actor

    def ask(self, *wishes: Row, personal: bool = False, act: Act = acts.USER_CHANGED, **more: Any) -> Row:
        body: Row = {"v": 1, "rows": [], "requests": list(wishes)}
        if personal:
            body |= {"salt": "00" * 16}
            more |= {"journal_class": JournalClass.PERSONAL}
        journal = self.writer.journal([body], act=act, **{"actor": self.actor, **more})
        receipt = self.machine.push(journal)
        assert receipt["outcome"] == "ok", receipt
        return header_of(journal.entries[0]) | {"parked": receipt["parked"]}


@pytest.fixture
def desk(shop: Shop, office: Machine, signer: Ed25519Signer) -> Office:
    return Office(office, signer, shop.admin.operator_code)


def wish(table: str, row_id: Any, op: Any = "U", base: Any = 1, /, **columns: Any) -> Row:
    body = {"table": table, "op": op, "id": row_id, "base_version": base}
    return body if op == "D" else body | {"set": columns}


def refused(answer: Row) -> Row:
    return {path.rsplit("/", 1)[1]: value for path, value in answer.get("refused", {}).items()}
