"""Stored headers, read fast: one pattern proves that bytes are in the canonical form and gives every field.

What the pattern does not know is read the long way (``journal.Header.from_bytes``): nothing is refused here.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from recyclique_desktop.data.chain import utc_of
from recyclique_desktop.domain import journal
from recyclique_desktop.domain.enums import JournalClass, Series


class Stored(NamedTuple):
    """One row of the journal, as ``chains`` reads it."""

    stream_id: bytes
    seq: int
    entry_id: bytes
    tx: bytes
    header: bytes
    payload: bytes
    hash: bytes
    signature: bytes | None
    journal_class: str
    act: str
    series: str | None
    number: int | None
    hlc: int
    at: str


_TEXT = rb'"([ !#-\[\]-~]*)"'
"""ASCII without quotes, backslashes and controls: JSON writes such text in one way."""
_WHOLE = rb"(0|[1-9][0-9]*)"
_ID = rb'"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"'
_DIGEST = rb'"([0-9a-f]{64})"'
_CANONICAL = re.compile(
    rb'\{"act":' + _TEXT + rb',"actor":' + _TEXT + rb',"at":' + _TEXT + rb',"class":' + _TEXT
    + rb',"entry_id":' + _ID + rb',"hlc":' + _WHOLE + rb'(?:,"key_id":' + _TEXT + rb")?"
    + rb'(?:,"number":' + _WHOLE + rb')?,"payload_digest":' + _DIGEST + rb',"prev_hash":' + _DIGEST
    + rb',"schema_version":' + _TEXT + rb',"seq":' + _WHOLE + rb'(?:,"series":' + _TEXT + rb')?,"software":' + _TEXT
    + rb',"stream_id":' + _ID + rb',"tx":' + _ID + rb',"v":1\}'
)  # fmt: skip
_BEGINNING = re.compile(rb'\{"act":' + _TEXT + rb',"actor":' + _TEXT + rb',"at":' + _TEXT).match
_CLASSES = {member.value.encode(): member for member in JournalClass}
_SERIES = {member.value.encode(): member for member in Series}
_BY_CLASS = {member.value: member for member in JournalClass}
_BY_SERIES = {member.value: member for member in Series}
_text = lru_cache(maxsize=512)(bytes.decode)


def canonical_header(raw: bytes) -> journal.Header | None:
    """Return the header whose ``to_bytes`` are exactly these bytes, or nothing where only the long way can tell."""
    match = _CANONICAL.fullmatch(raw)
    if match is None:
        return None
    (act, actor, at, kind, entry_id, hlc, key_id, number, payload_digest, prev_hash, schema_version, seq, series,
     software, stream_id, tx) = match.groups()  # fmt: skip
    if kind not in _CLASSES or (series is None) != (number is None) or (series is not None and series not in _SERIES):
        return None
    return journal.Header(
        stream_id=_uuid(stream_id),
        seq=int(seq),
        entry_id=_uuid(entry_id),
        tx=_uuid(tx),
        act=_text(act),
        journal_class=_CLASSES[kind],
        actor=_text(actor),
        at=_text(at),
        hlc=int(hlc),
        software=_text(software),
        schema_version=_text(schema_version),
        prev_hash=bytes.fromhex(prev_hash.decode()),
        payload_digest=bytes.fromhex(payload_digest.decode()),
        series=None if series is None else _SERIES[series],
        number=None if number is None else int(number),
        key_id=None if key_id is None else _text(key_id),
    )


class Likeness:
    """Which bytes the next header of a stream must be, by its row, its payload and the entry before: no need to parse.

    What the row does not repeat (key, version of the program and of the file) is as it was in the entry before.
    """

    def __init__(self) -> None:
        self._of: journal.Header | None = None
        self._key = self._schema = self._end = ""

    def learn(self, header: journal.Header) -> None:
        """Take over what entries of this stream have in common; ``header`` was read from its canonical form."""
        self._of = header
        self._key = "" if header.key_id is None else f',"key_id":"{header.key_id}"'
        self._schema = f'","schema_version":"{header.schema_version}","seq":'
        self._end = f',"software":"{header.software}","stream_id":"{header.stream_id}","tx":"'

    def header(self, row: Stored, prev: bytes, digest: bytes) -> journal.Header | None:
        """Return the header if its bytes are those, and its columns what it says; else only the long way can tell.

        Args:
            row: As the file holds it.
            prev: Hash of the entry before.
            digest: Of the payload.
        """
        of, beginning = self._of, _BEGINNING(row.header)
        if of is None or beginning is None or row.stream_id != of.stream_id.bytes:
            return None
        act, actor, at = map(_text, beginning.groups())
        kind, series = _BY_CLASS.get(row.journal_class), None if row.series is None else _BY_SERIES.get(row.series)
        if kind is None or act != row.act or (series is None) != (row.number is None):
            return None
        entry_id, tx = row.entry_id.hex(), row.tx.hex()
        numbered = "" if series is None else f',"number":{row.number}'
        in_series = "" if series is None else f',"series":"{row.series}"'
        wanted = (
            f',"class":"{row.journal_class}","entry_id":"{_hyphened(entry_id)}","hlc":{row.hlc}{self._key}{numbered}'
            f',"payload_digest":"{digest.hex()}","prev_hash":"{prev.hex()}{self._schema}{row.seq}{in_series}'
            f'{self._end}{_hyphened(tx)}","v":1}}'
        )
        if row.header[beginning.end() :] != wanted.encode() or not is_moment(at, row.at):
            return None
        return journal.Header(
            of.stream_id, row.seq, UUID(hex=entry_id), _tx(tx), act, kind, actor, at, row.hlc, of.software,
            of.schema_version, prev, digest, series, row.number, of.key_id,
        )  # fmt: skip


def is_moment(at: str, utc: str | None = None) -> bool:
    """Whether a header's time can be read, and is the one of its row."""
    try:
        return utc in {None, utc_of(at)}
    except (ValueError, TypeError, OverflowError):
        return False


def _hyphened(digits: str) -> str:
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


_tx = lru_cache(maxsize=4)(UUID)
"""Entries of one transaction follow each other."""


@lru_cache(maxsize=64)
def _uuid(text: bytes) -> UUID:
    return UUID(int=int(text.replace(b"-", b""), 16))
