"""Stored headers, read fast: one pattern proves that bytes are in the canonical form and gives every field.

What the pattern does not know is read the long way (``journal.Header.from_bytes``): nothing is refused here.
"""

from __future__ import annotations

import re
from functools import lru_cache
from uuid import UUID

from recyclique_desktop.domain import journal
from recyclique_desktop.domain.enums import JournalClass, Series

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
_CLASSES = {member.value.encode(): member for member in JournalClass}
_SERIES = {member.value.encode(): member for member in Series}
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


@lru_cache(maxsize=64)
def _uuid(text: bytes) -> UUID:
    return UUID(text.decode())
