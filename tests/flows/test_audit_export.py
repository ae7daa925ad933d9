"""History as a file: everything that was asked for, nothing without the right, and a trace of who took it."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from recyclique_desktop.data.queries.audit import AuditFilter
from recyclique_desktop.data.verify import verify
from recyclique_desktop.documents.tables import Format
from recyclique_desktop.domain.enums import Permission
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.flows.audit_export import ExportAudit, export_audit
from tests.documents.test_tables import cells
from tests.services.selling import entries, open_till

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Shop

ALL = AuditFilter()


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig")), delimiter=";"))


@pytest.fixture
def busy(shop: Shop) -> Shop:
    till = open_till(shop)
    for _ in range(230):
        till.sell()
    return shop


def test_a_manager_would_get_only_the_page_on_the_screen(busy: Shop, tmp_path: Path) -> None:
    wanted = AuditFilter(kinds=frozenset({"sale_completed"}))
    done = export_audit(busy.db, ExportAudit(tmp_path, Format.CSV, wanted), busy.admin, busy.station)
    rows = rows_of(done.path)
    assert (done.rows, len(rows), done.path.name) == (230, 230, "journal-2026-09-17.csv")
    assert rows[0]["Lequel"] == "C01-000230"
    assert rows[-1]["Qui"] == "Émilie R."
    assert {row["Type"] for row in rows} == {"Vente enregistrée"}


def test_a_spreadsheet_holds_the_same_rows(busy: Shop, tmp_path: Path) -> None:
    done = export_audit(busy.db, ExportAudit(tmp_path / "x.xlsx", Format.XLSX, ALL), busy.admin, busy.station)
    head, *rows = cells(done.path.read_bytes())
    assert (len(rows), head[0]) == (done.rows, "Quand")
    assert rows[0][1] == "C01"


def test_who_took_history_out_is_in_history_without_the_name_that_was_searched(busy: Shop, tmp_path: Path) -> None:
    wanted = AuditFilter(actor="Émilie", words="secret de Zoé", target="sales")
    export_audit(busy.db, ExportAudit(tmp_path, Format.CSV, wanted), busy.admin, busy.station)
    (entry,) = entries(busy, "data.exported")
    assert entry["doc"] == {
        "what": "audit", "rows": 0, "format": "csv",
        "filters": {"by_name": True, "by_words": True, "target": "sales"},
    }  # fmt: skip
    assert "milie" not in json.dumps(entry, ensure_ascii=False)
    with busy.db.reading() as session:
        assert verify(session.connection(), busy.trust, full=True).is_sound


@pytest.mark.parametrize("lacking", [Permission.AUDIT_VIEW, Permission.REPORTS_EXPORT])
def test_nobody_takes_history_out_without_both_rights(shop: Shop, tmp_path: Path, lacking: Permission) -> None:
    both = frozenset({Permission.AUDIT_VIEW, Permission.REPORTS_EXPORT})
    actor = replace(shop.volunteer, permissions=both - {lacking})
    with pytest.raises(UserError) as caught:
        export_audit(shop.db, ExportAudit(tmp_path, Format.CSV, ALL), actor, shop.station)
    assert (caught.value.code, caught.value.params) == ("permission.denied", {"permission": lacking.value})
    assert list(tmp_path.glob("*journal*")) == []
    allowed = replace(shop.volunteer, permissions=both)
    assert export_audit(shop.db, ExportAudit(tmp_path, Format.CSV, ALL), allowed, shop.station).rows > 0


def test_a_file_that_cannot_be_written_leaves_no_trace_and_no_half(shop: Shop, tmp_path: Path) -> None:
    where = tmp_path / "absent" / "journal.csv"
    with pytest.raises(UserError, match="export"):
        export_audit(shop.db, ExportAudit(where, Format.CSV, ALL), shop.admin, shop.station)
    assert entries(shop, "data.exported") == []


def test_an_export_that_broke_leaves_no_file(shop: Shop, tmp_path: Path) -> None:
    folder = tmp_path / "taken.csv"
    folder.mkdir()
    (folder / "something").write_text("x")
    target = tmp_path / "taken.csv"
    done = export_audit(shop.db, ExportAudit(target, Format.CSV, ALL), shop.admin, shop.station)
    assert done.path.parent == target
    assert list(tmp_path.glob(".*.part")) == []
