"""Change capture: what a transaction wrote becomes one journal entry at its commit (``sync.md`` §1).

A session hook collects inserts, updates and deletes of every synced table; the service adds one word, the act
(``record``). Facts go to the workstation's own signed stream; shared rows of a stand-alone shop go to the local
centre stream, chained and unsigned (``sync.md`` §8.4). Columns marked private go to one more entry, of class
*personal*, so that they can be erased later while the chain still verifies (§8.3).
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import event, inspect
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction, attributes

from recyclique_desktop.data import chain, requests
from recyclique_desktop.data.shape import TableShape, shape_of
from recyclique_desktop.domain import journal
from recyclique_desktop.domain.errors import UserError

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Engine

    from recyclique_desktop.domain.acts import Act
    from recyclique_desktop.domain.station import Actor, Approval, Station

Row: TypeAlias = dict[str, Any]
"""One written row in journal form: ``{"table", "op": "I"|"U"|"D", "id", "set"}``."""
Document: TypeAlias = Mapping[str, Any] | Callable[[list[Row]], Mapping[str, Any]]


class CaptureError(RuntimeError):
    """A mistake in our own code: rows without an act, two acts, a bulk statement."""


@dataclass(frozen=True, slots=True)
class Scribe:
    """What writing entries needs to know about this workstation.

    Attributes:
        stream_id: The workstation's own stream.
        centre_stream_id: The local centre stream of a stand-alone shop; ``None`` once a centre is joined.
        salt: Makes the 16 bytes that hide personal payloads from guessing.
    """

    signer: journal.Signer
    stream_id: UUID
    centre_stream_id: UUID | None
    software: str
    schema_version: str
    salt: Callable[[], bytes] = lambda: secrets.token_bytes(16)


@dataclass(slots=True)
class _Change:
    shape: TableShape
    op: str
    key: Any
    values: dict[str, Any]
    version: int = 0


@dataclass(slots=True)
class _Named:
    act: Act
    actor: Actor
    station: Station
    at: datetime
    number: int | None
    doc: Document | None
    approval: Approval | None = None


@dataclass(slots=True)
class Capture:
    """What one session has collected since its transaction began."""

    scribe: Scribe
    changes: dict[tuple[str, Any], _Change] = field(default_factory=dict)
    named: _Named | None = None
    approval: Approval | None = None
    """A manager's word that a service needed and found good; the entry names her beside the actor."""

    def clear(self) -> None:
        """Forget everything: the transaction is over."""
        self.changes.clear()
        self.named = None
        self.approval = None
        _flush.active = False


class _Flush(threading.local):
    active = False


_flush = _Flush()


def is_flushing() -> bool:
    """Tell whether the unit of work itself is writing on this thread."""
    return _flush.active


class WritingSession(Session):
    """A session whose writes are captured: every one that ``Database.writing`` hands out."""

    def __init__(self, engine: Engine, scribe: Scribe) -> None:
        super().__init__(engine, autoflush=False, expire_on_commit=False)
        self.info["capture"] = Capture(scribe)


def of(session: Session) -> Capture:
    """Return what watches this session.

    Raises:
        CaptureError: It is a reading session.
    """
    capture: Capture | None = session.info.get("capture")
    if capture is None:
        raise CaptureError("this session only reads")
    return capture


def record(session: Session, act: Act, actor: Actor, station: Station, doc: Document | None = None) -> int | None:
    """Name what this transaction is: once, by the service that performs it.

    Args:
        session: A writing session.
        act: From ``domain/acts.py``.
        actor: Who did it.
        station: Where, with the clock.
        doc: The fiscal body or technical details. A callable receives the captured rows at commit, so that
            ``verify`` can derive the same document again from stored rows.

    Returns:
        The number this entry takes in the act's series (already counted, gone if the transaction rolls back),
        or ``None`` for an act outside any series.
    """
    capture = of(session)
    if capture.named is not None:
        raise CaptureError(f"{act.name} after {capture.named.act.name}: one act per transaction")
    number = None
    if act.series is not None:
        number = chain.next_number(session.connection(), capture.scribe.stream_id, act.series)
    capture.named = _Named(act, actor, station, station.clock.now(), number, doc)
    return number


def _before_flush(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    _flush.active = True
    if of(session).scribe.centre_stream_id is None:
        for instance in session.dirty:
            _leave_to_centre(instance)


def _leave_to_centre(instance: object) -> None:
    """Take back what a service set of a shared row that only a centre sets (stand-alone, the service is the centre)."""
    if shape_of(type(instance)).owner != "centre":
        return
    state = inspect(instance)
    for name in requests.CENTRE_SETS.intersection(state.attrs.keys()):
        history = state.attrs[name].history
        if history.deleted:
            attributes.set_committed_value(instance, name, history.deleted[0])


def _after_flush_postexec(_session: Session, _context: UOWTransaction) -> None:
    _flush.active = False


def _after_flush(session: Session, _context: UOWTransaction) -> None:
    capture = of(session)
    for instance in session.new:
        _collect(capture, instance, _inserted)
    for instance in session.dirty:
        if session.is_modified(instance):
            _collect(capture, instance, _updated)
    for instance in session.deleted:
        _collect(capture, instance, _deleted)


def _collect(capture: Capture, instance: object, read: Callable[[TableShape, object], dict[str, Any]]) -> None:
    shape = shape_of(type(instance))
    if not shape.is_synced:
        return
    op = "I" if read is _inserted else "U" if read is _updated else "D"
    version = getattr(instance, "row_version", 0) if op != "I" else 0
    _merge(capture.changes, _Change(shape, op, shape.key_of(instance), read(shape, instance), version))


def _inserted(shape: TableShape, instance: object) -> dict[str, Any]:
    state = attributes.instance_dict(instance)
    found = {}
    for column in shape.columns:
        value = state.get(column.attribute)
        if value is not None:
            found[column.name] = column.to_journal(value)
    return found


def _updated(shape: TableShape, instance: object) -> dict[str, Any]:
    found = {}
    history_of = inspect(instance).attrs
    for column in shape.columns:
        history = history_of[column.attribute].history
        if history.has_changes():
            old = history.deleted[0] if history.deleted else None
            new = history.added[0] if history.added else None
            if old != new:
                found[column.name] = [column.to_journal(old), column.to_journal(new)]
    return found


def _deleted(shape: TableShape, instance: object) -> dict[str, Any]:
    """Return what the row held: entries only say that it is gone, a wish must be able to bring it back."""
    return _inserted(shape, instance)


def _merge(changes: dict[tuple[str, Any], _Change], change: _Change) -> None:
    """Fold a change into what earlier flushes of the same transaction wrote for that row."""
    place = (change.shape.name, change.key)
    earlier = changes.get(place)
    if earlier is None:
        if change.op != "U" or change.values:
            changes[place] = change
    elif change.op == "D":
        if earlier.op == "I":
            del changes[place]
        else:
            changes[place] = change
    elif earlier.op == "I":
        _apply(earlier.values, change.values)
    else:
        for name, (old, new) in change.values.items():
            first = earlier.values[name][0] if name in earlier.values else old
            earlier.values[name] = [first, new]


def _apply(values: dict[str, Any], updates: dict[str, Any]) -> None:
    for name, (_old, new) in updates.items():
        if new is None:
            values.pop(name, None)
        else:
            values[name] = new


def _after_rollback(session: Session) -> None:
    of(session).clear()


def _before_commit(session: Session) -> None:
    session.flush()
    capture = of(session)
    named = capture.named
    if named is None:
        if capture.changes:
            tables = sorted({change.shape.name for change in capture.changes.values()})
            raise CaptureError(f"rows of {', '.join(tables)} changed without an act")
        return
    _write(session, capture, named)
    capture.clear()


def _write(session: Session, capture: Capture, named: _Named) -> None:
    scribe = capture.scribe
    changes = _in_order(list(capture.changes.values()))
    own = [change for change in changes if change.shape.owner == "device"]
    shared = [change for change in changes if change.shape.owner == "centre"]
    tx = named.station.ids.new()
    connection = session.connection()
    named.approval = capture.approval
    if scribe.centre_stream_id is None:
        lot = _lot(scribe, named, tx, own, signed=True, number=named.number)
        requests.ask(connection, lot, [_wish(change) for change in shared], scribe.salt)
        return
    if own or not shared or named.act.series is not None:
        chain.append(connection, _lot(scribe, named, tx, own, signed=True, number=named.number))
    if shared:
        chain.append(connection, _lot(scribe, named, tx, shared, signed=False, number=None))


def _wish(change: _Change) -> requests.Wish:
    columns = change.values
    if change.op == "I":
        columns = {name: [None, value] for name, value in columns.items()}
    elif change.op == "D":
        columns = {name: [value, None] for name, value in columns.items()}
    row_id = change.shape.key_to_journal(change.key)
    return requests.Wish(change.shape, change.op, row_id, change.version, columns)


def _lot(
    scribe: Scribe, named: _Named, tx: UUID, changes: Sequence[_Change], *, signed: bool, number: int | None
) -> chain.Lot:
    rows = [_row(change, change.shape.public) for change in changes]
    private = [row for row in (_row(change, change.shape.private) for change in changes) if row.get("set")]
    payload: dict[str, Any] = {"v": journal.VERSION, "rows": rows}
    if named.doc is not None and (signed or not named.act.series):
        payload["doc"] = dict(named.doc(rows) if callable(named.doc) else named.doc)
    if named.approval is not None:
        payload[chain.APPROVED_BY] = _told(named.approval)
    personal = {"v": journal.VERSION, "salt": scribe.salt().hex(), "rows": private} if private else None
    _refuse_too_long(rows)
    return chain.Lot(
        stream_id=scribe.stream_id if signed else _centre(scribe),
        signer=scribe.signer if signed else None,
        act=named.act,
        actor=named.actor,
        station=named.station,
        at=named.at,
        tx=tx,
        number=number,
        software=scribe.software,
        schema_version=scribe.schema_version,
        payload=payload,
        personal=personal,
    )


def _told(approval: Approval) -> dict[str, str]:
    """Return who allowed what, once; by her code, as the header names the actor."""
    return {
        "approval": str(approval.approval_id),
        "operator": approval.approver.operator_code,
        "permission": approval.permission.value,
    }


def _centre(scribe: Scribe) -> UUID:
    if scribe.centre_stream_id is None:
        raise CaptureError("no local centre stream")
    return scribe.centre_stream_id


def _refuse_too_long(rows: list[Row]) -> None:
    if len(rows) > journal.MAX_ROWS:
        raise UserError("journal.too_many_rows", rows=len(rows), most=journal.MAX_ROWS)


def _in_order(changes: list[_Change]) -> list[_Change]:
    """Parents before children; what goes away last, children first."""
    kept = sorted((c for c in changes if c.op != "D"), key=lambda c: c.shape.rank)
    gone = sorted((c for c in changes if c.op == "D"), key=lambda c: -c.shape.rank)
    return kept + gone


def _row(change: _Change, names: frozenset[str]) -> Row:
    """Return the public or the private part of a row; an update of private columns alone leaves a bare pointer."""
    row: Row = {"table": change.shape.name, "op": change.op, "id": change.shape.key_to_journal(change.key)}
    if change.op != "D":
        row["set"] = {name: value for name, value in change.values.items() if name in names}
    return row


def _refuse_bulk(state: ORMExecuteState) -> None:
    """Refuse ``update(Sale)``, ``delete(Sale)`` and ``insert(Sale)``: they pass beside the unit of work."""
    if state.is_select:
        return
    mapper = state.bind_mapper
    if mapper is not None and shape_of(mapper.class_).is_synced:
        raise CaptureError(f"bulk statement on {shape_of(mapper.class_).name}: change its rows one by one")


for _name, _hook in (
    ("before_flush", _before_flush),
    ("after_flush", _after_flush),
    ("after_flush_postexec", _after_flush_postexec),
    ("before_commit", _before_commit),
    ("after_rollback", _after_rollback),
    ("do_orm_execute", _refuse_bulk),
):
    event.listen(WritingSession, _name, _hook)
