"""A sale without us: the same rows, the same signed entry, the same audit row, by the bare driver.

This is what the service is measured against: whoever wants the same promises cannot do much less. ``verify --full``
must find the file it writes as clean as ours, which is how the benchmark proves that nothing was left out.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid3

from recyclique_desktop.domain.fiscal import sale_document
from recyclique_desktop.domain.ids import UuidFactory
from recyclique_desktop.domain.journal import Ed25519Signer
from recyclique_desktop.domain.money import to_decimal
from recyclique_desktop.domain.station import Actor, Station
from recyclique_desktop.domain.weight import to_decimal as to_kilos
from recyclique_desktop.services.sales import CompleteSale

_SALE = (
    "INSERT INTO sales (id, cash_session_id, operator_id, total_amount, donation, payment_method, sale_date,"
    " recorded_at, business_date, kind, number, pricing_mode, waived_amount, site_id, workstation_id, created_at,"
    " updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'sale', ?, 'itemized', 0, ?, ?, ?, ?)"
)
_ITEM = (
    "INSERT INTO sale_items (id, sale_id, category, quantity, weight, unit_price, total_price, line_no, category_id,"
    " category_label, list_price, weight_source, site_id, workstation_id, created_at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_PAYMENT = (
    "INSERT INTO payment_transactions (id, sale_id, payment_method, amount, method_code, tendered, change, reference,"
    " site_id, workstation_id, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_SESSION = (
    "UPDATE cash_sessions SET total_sales = total_sales + ?, total_items = total_items + 1,"
    " current_amount = current_amount + ?, last_activity = ? WHERE id = ?"
)
_DRAFT = "DELETE FROM draft_sales WHERE sale_id = ?"
_NUMBER = (
    "INSERT INTO counters (stream_id, series, last) VALUES (?, 'T', 1)"
    " ON CONFLICT (stream_id, series) DO UPDATE SET last = last + 1 RETURNING last"
)
_HEAD = "SELECT seq, hash, hlc FROM journal WHERE stream_id = ? ORDER BY seq DESC LIMIT 1"
_ENTRY = (
    "INSERT INTO journal (stream_id, seq, entry_id, tx, header, payload, hash, signature, class, act, series, number,"
    " hlc, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'sale.completed', ?, ?, ?, ?)"
)
_AUDIT = (
    "INSERT INTO audit_logs (id, timestamp, actor_id, action_type, target_id, target_type, description)"
    " VALUES (?, ?, ?, 'sale_completed', ?, 'sales', 'Vente enregistrée')"
)


@dataclass(frozen=True, slots=True)
class Hand:
    """What a sale by hand needs to know beforehand."""

    raw: Any
    signer: Ed25519Signer
    stream_id: UUID
    station: Station
    actor: Actor
    session: dict[str, Any]
    software: str
    schema: str
    ids: UuidFactory

    def sell(self, command: CompleteSale) -> None:
        """Write one sale in one transaction."""
        now = datetime.now(UTC)
        raw = self.raw
        raw.execute("BEGIN IMMEDIATE")
        (number,) = raw.execute(_NUMBER, (self.stream_id.bytes,)).fetchone()
        human = f"{self.station.code}-{number:06d}"
        rows, personal = self._rows(command, human, now)
        self._write_rows(command, human, now, rows)
        self._write_entry(rows, personal, number, now, command)
        raw.execute("COMMIT")

    def _rows(self, command: CompleteSale, human: str, now: datetime) -> tuple[list[dict[str, Any]], list[Any]]:
        stamp = now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        place = {"site_id": str(self.station.site_id), "workstation_id": str(self.station.id), "created_at": stamp}
        sale_id = str(command.sale_id)
        total = sum(line.total for line in command.lines)
        sale = {
            "cash_session_id": str(command.session_id), "operator_id": str(self.actor.user_id),
            "total_amount": to_decimal(total), "donation": to_decimal(command.donation),
            "payment_method": command.payments[0].kind.legacy.value, "sale_date": stamp, "recorded_at": stamp,
            "business_date": self.session["business_date"], "kind": "sale", "number": human,
            "pricing_mode": "itemized", "waived_amount": "0.00", **place,
        }  # fmt: skip
        rows: list[dict[str, Any]] = [{"table": "sales", "op": "I", "id": sale_id, "set": sale}]
        for line_no, line in enumerate(command.lines, start=1):
            item = {
                "sale_id": sale_id, "category": str(line.category_id), "category_id": str(line.category_id),
                "category_label": line.label, "quantity": line.quantity, "weight": to_kilos(line.weight),
                "unit_price": to_decimal(line.unit_price), "total_price": to_decimal(line.total), "line_no": line_no,
                "weight_source": line.weight_source.value, **place,
            }  # fmt: skip
            if line.list_price is not None:
                item["list_price"] = to_decimal(line.list_price)
            rows.append({"table": "sale_items", "op": "I", "id": str(line.line_id), "set": item})
        personal = []
        for payment in command.payments:
            payment_id = str(self.ids.new())
            values = {
                "sale_id": sale_id, "payment_method": payment.kind.legacy.value, "method_code": payment.method_code,
                "amount": to_decimal(payment.amount), "tendered": to_decimal(payment.tendered),
                "change": to_decimal(payment.change), **place,
            }  # fmt: skip
            row = {"table": "payment_transactions", "op": "I", "id": payment_id}
            rows.append({**row, "set": values})
            if payment.reference:
                personal.append({**row, "set": {"reference": payment.reference}})
        return rows, personal

    def _write_rows(self, command: CompleteSale, human: str, now: datetime, rows: list[dict[str, Any]]) -> None:
        raw, stamp = self.raw, now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        site, here, sale_id = self.station.site_id.bytes, self.station.id.bytes, command.sale_id.bytes
        session_id, total = command.session_id.bytes, sum(line.total for line in command.lines)
        raw.execute(_SALE, (
            sale_id, session_id, self.actor.user_id.bytes if self.actor.user_id else None, total, command.donation,
            command.payments[0].kind.legacy.value, stamp, stamp, self.session["business_date"], human, site, here,
            stamp, stamp,
        ))  # fmt: skip
        raw.executemany(_ITEM, [
            (line.line_id.bytes, sale_id, str(line.category_id), line.quantity, line.weight, line.unit_price,
             line.total, line_no, line.category_id.bytes, line.label, line.list_price, line.weight_source.value, site,
             here, stamp)
            for line_no, line in enumerate(command.lines, start=1)
        ])  # fmt: skip
        payment_ids = [UUID(row["id"]).bytes for row in rows if row["table"] == "payment_transactions"]
        raw.executemany(_PAYMENT, [
            (payment_id, sale_id, payment.kind.legacy.value, payment.amount, payment.method_code, payment.tendered,
             payment.change, payment.reference or None, site, here, stamp)
            for payment_id, payment in zip(payment_ids, command.payments, strict=True)
        ])  # fmt: skip
        raw.execute(_SESSION, (total, total, stamp, session_id))
        raw.execute(_DRAFT, (sale_id,))

    def _write_entry(
        self, rows: list[dict[str, Any]], personal: list[Any], number: int, now: datetime, command: CompleteSale
    ) -> None:
        seq, prev, last = self.raw.execute(_HEAD, (self.stream_id.bytes,)).fetchone()
        hlc = max(int(now.timestamp() * 1000) << 16, last + 1)
        tx = self.ids.new()
        document = sale_document(rows, self.session, self.software)
        body = {"v": 1, "rows": rows, "doc": document}
        entry_id, prev = self._append(seq + 1, prev, hlc, tx, "fiscal", number, body, now)
        self.raw.execute(_AUDIT, (
            uuid3(entry_id, "0").bytes, now.strftime("%Y-%m-%dT%H:%M:%S.000000Z"),
            self.actor.user_id.bytes if self.actor.user_id else None, command.sale_id.bytes,
        ))  # fmt: skip
        if personal:
            hidden = {"v": 1, "salt": secrets.token_bytes(16).hex(), "rows": personal}
            self._append(seq + 2, prev, hlc + 1, tx, "personal", None, hidden, now)

    def _append(
        self, seq: int, prev: bytes, hlc: int, tx: UUID, kind: str, number: int | None, body: dict[str, Any],
        now: datetime,
    ) -> tuple[UUID, bytes]:  # fmt: skip
        payload = _text(body)
        entry_id = self.ids.new()
        header: dict[str, Any] = {
            "v": 1, "stream_id": str(self.stream_id), "seq": seq, "entry_id": str(entry_id), "tx": str(tx),
            "act": "sale.completed", "class": kind, "actor": self.actor.operator_code,
            "at": now.astimezone(self.station.zone).isoformat(timespec="seconds"), "hlc": hlc,
            "software": self.software, "schema_version": self.schema, "prev_hash": prev.hex(),
            "payload_digest": hashlib.sha256(payload).hexdigest(), "key_id": self.signer.key_id,
        }  # fmt: skip
        if number is not None:
            header["series"], header["number"] = "T", number
        head = _text(header)
        digest = hashlib.sha256(head).digest()
        self.raw.execute(_ENTRY, (
            self.stream_id.bytes, seq, entry_id.bytes, tx.bytes, head, payload, digest, self.signer.sign(digest), kind,
            "T" if number is not None else None, number, hlc, now.strftime("%Y-%m-%dT%H:%M:%S.000000Z"),
        ))  # fmt: skip
        return entry_id, digest


def _text(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
