"""The whole verification, in one pass over the journal and one look at the tables."""

from __future__ import annotations

import heapq
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from operator import itemgetter
from typing import TYPE_CHECKING, Any
from uuid import UUID

from recyclique_desktop.data import triggers
from recyclique_desktop.data.chain import audit_id, audit_row, is_audited
from recyclique_desktop.data.db import without_local_rules
from recyclique_desktop.data.verify.chains import ChainCheck, Read
from recyclique_desktop.data.verify.documents import DocumentCheck
from recyclique_desktop.data.verify.facts import RowCheck
from recyclique_desktop.data.verify.following import BATCH, Following
from recyclique_desktop.data.verify.head import check_witness
from recyclique_desktop.data.verify.report import Report
from recyclique_desktop.data.verify.shared import SharedRowCheck
from recyclique_desktop.data.verify.sums import check_sums
from recyclique_desktop.domain import acts, journal
from recyclique_desktop.domain.enums import JournalClass

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sqlalchemy import Connection

    from recyclique_desktop.data.verify.trust import Trust

_AUDITED = "id, timestamp, actor_id, action_type, target_id, target_type, details_json, description"

_ASIDE = "SELECT stream_id, seq FROM unapplied_entries"
"""Pulled entries whose rows are not written here: shown apart, and no breach."""


def verify(connection: Connection, trust: Trust, *, full: bool = False, beside: Connection | None = None) -> Report:
    """Check every promise of a workstation's file.

    Args:
        connection: On the file, in one read snapshot or holding the writer.
        trust: Streams and public keys, from outside the file.
        full: Check every signature, not only those of closures and of the head.
        beside: Another snapshot of the file, for what SQLite finds by itself: it is looked at on a thread of its own
            while the journal is read, as it must hold at every moment.

    Returns:
        What was read and every breach found. Nothing is changed.
    """
    report = Report()
    if beside is None:
        _integrity(connection, report)
        _against_journal(connection, trust, report, full=full)
        check_sums(connection, report, trust.joined_as)
    else:
        file, sums = Report(), Report()
        with _beside(beside, trust, file, sums):
            _against_journal(connection, trust, report, full=full)
        report.put_between(file, sums)
    check_witness(connection, trust, report)
    _guards(connection, report)
    return report


@contextmanager
def _beside(connection: Connection, trust: Trust, file: Report, sums: Report) -> Iterator[None]:
    """Look at the file and at its sums meanwhile: SQLite holds no lock of Python's while it works."""

    def look() -> None:
        _integrity(connection, file)
        check_sums(connection, sums, trust.joined_as)

    raw: Any = connection.connection.driver_connection
    with ThreadPoolExecutor(1, "verify") as threads:
        looking = threads.submit(look)
        try:
            yield
        except BaseException:
            raw.interrupt()  # nobody waits for its answer any more
            raise
        looking.result()


def _against_journal(connection: Connection, trust: Trust, report: Report, *, full: bool) -> None:
    """Walk every stream, and hold the tables against what it says."""
    rows = RowCheck(connection, report, trust.joined_as)
    documents = DocumentCheck(report, rows)
    audit = _AuditCheck(connection, report, is_joined=trust.joined_as is not None)
    shared = SharedRowCheck(connection, report)
    aside = {(UUID(bytes=row[0]), row[1]) for row in connection.exec_driver_sql(_ASIDE)}
    streams, branches = _streams(connection, trust, report)
    ours = {trust.own_stream, *branches}
    chains = {stream: ChainCheck(connection, trust, report, full) for stream in streams}
    for read in _in_order(connection, chains, ours):
        if aside and (read.stream, read.header.seq) in aside:
            continue
        is_own = trust.joined_as is None or read.stream in ours
        is_personal = read.header.journal_class is JournalClass.PERSONAL
        if not is_personal:
            rows.settle()  # the personal part of a transaction follows the public one
        elif read.payload is None and is_own:
            rows.forget_private()
        if read.payload is not None and is_own:
            rows.replay(read.payload.get("rows", []), read.where)
            documents.check(read)
        elif read.payload is not None and read.stream == trust.centre_stream:
            shared.replay(read)
        if not is_personal:
            audit.expect(read, is_own=is_own)
    for stream_id, chain in chains.items():
        if stream_id in {trust.own_stream, trust.centre_stream}:
            _counters(connection, stream_id, {s.value: n for s, n in chain.numbers.items()}, report)
    rows.finish()
    shared.finish()
    audit.finish()


def _in_order(connection: Connection, chains: dict[UUID, ChainCheck], ours: Collection[UUID]) -> Iterator[Read]:
    """Walk stream by stream; our own journal and its branches together, in the order in which this file learnt them.

    Another copy of our disk may open a session in which this one sells, which the other closes.
    """
    if len(ours) == 1:
        for stream, chain in chains.items():
            yield from chain.walk(stream)
        return
    for stream, chain in chains.items():
        if stream not in ours:
            yield from chain.walk(stream)
    together = (_placed(connection, chain, stream) for stream, chain in chains.items() if stream in ours)
    for _place, read in heapq.merge(*together, key=itemgetter(0)):
        yield read


def _placed(connection: Connection, chain: ChainCheck, stream: UUID) -> Iterator[tuple[int, Read]]:
    """Yield the entries of a stream with their places in the file; both parts of a transaction have one."""
    sql = "SELECT seq, rowid FROM journal WHERE stream_id = ?"
    places: dict[int, int] = {row[0]: row[1] for row in connection.exec_driver_sql(sql, (stream.bytes,))}
    place = 0
    for read in chain.walk(stream):
        if read.header.journal_class is not JournalClass.PERSONAL:
            place = places.get(read.header.seq, place)
        yield place, read


def _integrity(connection: Connection, report: Report) -> None:
    with without_local_rules(connection.connection.driver_connection):
        for (verdict,) in connection.exec_driver_sql("PRAGMA quick_check").all():
            if verdict != "ok":
                report.add("verify.integrity", "file", str(verdict))
    for row in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        report.add("verify.reference", str(row[0]), f"-> {row[2]}")


def _streams(connection: Connection, trust: Trust, report: Report) -> tuple[list[UUID], frozenset[UUID]]:
    """Return the streams to walk, in order, and which of them are branches of our own journal."""
    known = [trust.own_stream] + ([trust.centre_stream] if trust.centre_stream else [])
    found = {bytes(raw) for (raw,) in connection.exec_driver_sql("SELECT DISTINCT stream_id FROM journal")}
    others = [UUID(bytes=raw) for raw in sorted(found - {stream.bytes for stream in known})]
    # The centre's shared rows come first: facts point at them. A branch goes on where our own journal stood.
    known.reverse()
    if trust.joined_as is not None:
        branches = frozenset(stream for stream in others if _written_as(connection, stream) == trust.own_stream)
        foreign = [stream for stream in others if stream not in branches]
        return [*foreign, *known, *sorted(branches)], branches
    for stream in others:
        report.add("verify.stream_unknown", "journal", stream.hex)
    return known, frozenset()


def _written_as(connection: Connection, stream: UUID) -> UUID | None:
    """Return the stream that the headers of a stored one name: for a branch, the one it left."""
    sql = "SELECT header FROM journal WHERE stream_id = ? ORDER BY seq LIMIT 1"
    raw: bytes = connection.exec_driver_sql(sql, (stream.bytes,)).scalar_one()
    try:
        return journal.Header.from_bytes(raw).stream_id
    except ValueError:
        return None


def _counters(connection: Connection, stream_id: UUID, wanted: dict[str, int], report: Report) -> None:
    sql = "SELECT series, last FROM counters WHERE stream_id = ?"
    found: dict[str, int] = {row[0]: row[1] for row in connection.exec_driver_sql(sql, (stream_id.bytes,))}
    for series in sorted({*wanted, *found}):
        if wanted.get(series, 0) != found.get(series, 0):
            report.add("verify.counter", f"counters {series}", f"{found.get(series)} <> {wanted.get(series)}")


def _guards(connection: Connection, report: Report) -> None:
    """The append-only triggers are in place, word for word."""
    sql = "SELECT sql FROM sqlite_master WHERE type = 'trigger'"
    found = {text for (text,) in connection.exec_driver_sql(sql)}
    for statement in triggers.statements():
        if statement not in found:
            report.add("verify.trigger", statement.split()[2])


class _AuditCheck:
    """Audit rows are derived from entries: exactly those, and nothing else.

    Once a centre is joined, history from before came without its entries, and of others' entries a till keeps no
    payload: their rows must be there, the own ones must be right.
    """

    def __init__(self, connection: Connection, report: Report, *, is_joined: bool) -> None:
        self._connection = connection
        self._report = report
        self._is_joined = is_joined
        codes = connection.exec_driver_sql("SELECT operator_code, id FROM users")
        self._actors: dict[str, bytes] = {row[0]: row[1] for row in codes}
        self._waiting: dict[bytes, tuple[tuple[Any, ...], str]] = {}
        self._count = 0
        self._rows = Following(connection, _AUDITED, "audit_logs", ("id",), slice(0, 1))

    def expect(self, read: Read, *, is_own: bool) -> None:
        """Expect the audit row of one entry."""
        if not is_own:
            self._expect_some(read)
            return
        if read.payload is None or read.header.act not in acts.BY_NAME:
            self._report.add("verify.act_unknown", read.where, read.header.act)
            return
        if not is_audited(read.header):
            return
        actor = self._actors.get(read.header.actor)
        wanted = audit_row(read.header, read.payload, UUID(bytes=actor) if actor else None)
        self._waiting[wanted[0]] = (wanted, read.where)
        self._count += 1
        if len(self._waiting) >= BATCH:
            self._compare()

    def _expect_some(self, read: Read) -> None:
        """Expect that an entry of somebody else gave a row, if this program knows its act."""
        header = read.header
        if header.act not in acts.BY_NAME or not is_audited(header):
            return
        sql = "SELECT 1 FROM audit_logs WHERE id = ?"
        if self._connection.exec_driver_sql(sql, (audit_id(header).bytes,)).one_or_none() is None:
            self._report.add("verify.audit", read.where, "audit_logs")

    def finish(self) -> None:
        """Compare what is left, and count."""
        self._compare()
        if self._is_joined:
            return
        count = self._connection.exec_driver_sql("SELECT count(*) FROM audit_logs").scalar_one()
        if count != self._count:
            self._report.add("verify.row_unknown", "audit_logs", f"{count} <> {self._count}")

    def _compare(self) -> None:
        found = self._rows.find([(key,) for key in self._waiting])
        for key, (wanted, where) in self._waiting.items():
            if found.get((key,)) != wanted:
                self._report.add("verify.audit", where, "audit_logs")
        self._waiting.clear()
