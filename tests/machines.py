"""A centre of one's own for what runs as a command, and machines without a workstation behind them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from recyclique_desktop import central
from recyclique_desktop.domain.journal import Ed25519Signer
from tests.central_api.journals import Writer
from tests.central_api.machines import Machine, admin, another
from tests.postgres import CentralDatabase, any_server

_SITE = "INSERT INTO sites (id, name, is_active) SELECT %s, 'Magasin', true WHERE NOT EXISTS (SELECT FROM sites)"


@dataclass(slots=True)
class Hand:
    """A machine that was let in, whose entries are written by hand."""

    machine: Machine
    writer: Writer

    def push(self, documents: Sequence[dict[str, Any]], rows: Sequence[Any] = ()) -> dict[str, Any]:
        """Push one entry for each document, all with these rows, and return the receipt."""
        payloads = [{"v": 1, "rows": list(rows), "doc": document} for document in documents]
        return self.machine.push(self.writer.journal(payloads))


@contextmanager
def let_in(base: CentralDatabase, kind: str) -> Iterator[Hand]:
    """Let a machine of this kind in, for a while; a centre without any shop gets one first."""
    admin(base, _SITE, uuid4())
    machine = another(base, kind)
    try:
        yield Hand(machine, Writer(machine.stream, Ed25519Signer(bytes(range(1, 33)))))
    finally:
        machine.line.close()


@contextmanager
def lone_centre() -> Iterator[CentralDatabase]:
    """A server and a centre on it."""
    with any_server() as server:
        base = server.make(f"recyclique_lone_{uuid4().hex[:12]}")
        try:
            central.init(base.dsn)
            yield base
        finally:
            server.drop(base.name)
