"""Prints ``journal-v1.json``: entries made by hand from the published rules, without any code of the program.

Run once for version 1; the file it made is kept for ever and old entries must verify against it (F-04, F-23).
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

PRIVATE = bytes(range(32))
STREAM = "0d4c5a7e-1111-4222-8333-444455556666"
FISCAL = "tests/vectors/fiscal-v1.json"


def canonical(value: Any) -> bytes:
    """Sorted keys, no spaces, UTF-8 as it is."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def entries(sale_body: Any, sale_rows: Any) -> list[dict[str, Any]]:
    """The header fields and the payload of three entries: a technical one, a sale, its personal part."""
    ids = [f"0199d5a0-0000-7000-8000-00000000000{n}" for n in range(1, 6)]
    moment = "2026-09-17T10:42:05+02:00"
    common = {
        "v": 1,
        "stream_id": STREAM,
        "actor": "op-7f3a",
        "at": moment,
        "software": "0.1.0",
        "schema_version": "0002",
    }
    personal_rows = [{"table": "sales", "op": "U", "id": "0199-0001", "set": {"note": [None, "Abîmé : « été »"]}}]
    return [
        {
            "header": {**common, "seq": 1, "entry_id": ids[0], "tx": ids[1], "act": "ticket.abandoned",
                       "class": "operational", "series": "J", "number": 1, "hlc": 117244938780672},
            "payload": {"v": 1, "rows": [], "doc": {"reason": "client parti", "total": "3.00"}},
        },
        {
            "header": {**common, "seq": 2, "entry_id": ids[2], "tx": ids[3], "act": "sale.completed",
                       "class": "fiscal", "series": "T", "number": 127, "hlc": 117244938780673},
            "payload": {"v": 1, "rows": sale_rows, "doc": sale_body},
        },
        {
            "header": {**common, "seq": 3, "entry_id": ids[4], "tx": ids[3], "act": "sale.completed",
                       "class": "personal", "hlc": 117244938780674},
            "payload": {"v": 1, "salt": "00112233445566778899aabbccddeeff", "rows": personal_rows},
        },
    ]  # fmt: skip


def seal(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Chain and sign."""
    key = Ed25519PrivateKey.from_private_bytes(PRIVATE)
    public = key.public_key().public_bytes_raw()
    prev, sealed = "0" * 64, []
    for entry in found:
        payload = canonical(entry["payload"])
        header = {
            **entry["header"],
            "key_id": hashlib.sha256(public).hexdigest()[:16],
            "prev_hash": prev,
            "payload_digest": hashlib.sha256(payload).hexdigest(),
        }
        raw = canonical(header)
        digest = hashlib.sha256(raw)
        prev = digest.hexdigest()
        signature = key.sign(digest.digest()).hex()
        sealed.append({"header": raw.decode(), "payload": payload.decode(), "hash": prev, "signature": signature})
    return [{"public_key": public.hex(), "private_key": PRIVATE.hex()}, *sealed]


def main() -> None:
    """Print the vectors."""
    with open(FISCAL, encoding="utf-8") as file:  # noqa: PTH123
        body = json.load(file)["bodies"][0]
    keys, *sealed = seal(
        entries(json.loads(body["body"]) if isinstance(body["body"], str) else body["body"], body["rows"])
    )
    out = {"about": "Journal entries, version 1, byte for byte.", "v": 1, **keys, "entries": sealed}
    print(json.dumps(out, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
