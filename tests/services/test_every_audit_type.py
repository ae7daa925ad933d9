"""History has a word for everything, and no word for nothing: each kind of act is done here by somebody, for real.

A kind that nobody produces fails this test, as does one without a word in French (``reception-admin.md`` §4.2).
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from recyclique_desktop import central
from recyclique_desktop.central import admission
from recyclique_desktop.data.queries.audit import AuditFilter
from recyclique_desktop.documents.tables import Format
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.basket import Basket
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.enums import AuditActionType, Destination, WorkstationKind
from recyclique_desktop.domain.journal import Ed25519Signer
from recyclique_desktop.domain.station import SYSTEM
from recyclique_desktop.domain.weight import Grams
from recyclique_desktop.flows.audit_export import ExportAudit, export_audit
from recyclique_desktop.flows.backup import back_up
from recyclique_desktop.flows.rebuild import Sources, rebuild
from recyclique_desktop.flows.recover import Ground
from recyclique_desktop.services import (
    announced,
    corrections,
    dates,
    drafts,
    keys,
    office_acts,
    paper,
    people,
    practice,
    prices,
    privacy,
    sale_corrections,
    sign_ins,
    starts,
)
from recyclique_desktop.system.audit_words import LABELS
from tests.data.every_act import a_day
from tests.flows.dead_machine import open_shop, opened
from tests.postgres import CentralDatabase
from tests.services.selling import open_till, write
from tests.services.test_announced import announce, validating
from tests.services.test_corrections import wanted
from tests.services.weighing import category, open_reception, weigher
from tests.sync.real import alone, code_for, found, joined, reprice

if TYPE_CHECKING:
    from recyclique_desktop.data.db import Database
    from tests.conftest import Shop

pytestmark = pytest.mark.postgres

OF_1_4_4 = {
    "login_success", "login_failed", "logout", "user_created", "user_updated", "user_deleted", "user_status_changed",
    "user_role_changed", "password_forced", "password_reset", "pin_reset", "permission_granted", "permission_revoked",
    "group_assigned", "group_removed", "system_config_changed", "data_exported", "backup_created", "db_import",
}  # fmt: skip


def kinds_in(db: Database) -> set[str]:
    with db.connection() as connection:
        return {str(row[0]) for row in connection.exec_driver_sql("SELECT DISTINCT action_type FROM audit_logs")}


def at_the_till(shop: Shop) -> None:
    """A line taken off, a ticket given up, a price allowed, a padlock, a note put right, a doubtful date."""
    till = open_till(shop)
    line = till.line()
    basket = Basket(shop.station.ids.new(), (line, till.line(price=500)))
    till.write(drafts.save_draft, drafts.SaveDraft(till.session_id, basket))
    till.write(drafts.remove_line, drafts.RemoveLine(till.session_id, basket, line.line_id))
    till.write(drafts.abandon_draft, drafts.AbandonDraft(till.session_id, basket.sale_id, "client"))
    till.write(prices.allow_price, prices.AllowPrice(till.session_id, till.line(price=50)), shop.admin)
    volunteer, session_id = shop.volunteer.user_id, shop.station.ids.new()
    assert volunteer is not None
    until = shop.clock.now() + timedelta(hours=8)
    till.write(people.record_sign_in, people.SignedIn(session_id, volunteer, "pin", until))
    till.write(sign_ins.lock_screen, sign_ins.LockScreen(session_id))
    sold = till.sell(grams=500)
    note = sale_corrections.CorrectSaleNote(sold.sale_id, "anse cassée")
    till.write(sale_corrections.correct_sale_note, note, shop.admin)
    shop.clock.advance(timedelta(days=2))
    till.write(dates.confirm_date, dates.ConfirmDate(shop.clock.now()))


def at_reception(shop: Shop) -> None:
    """Deposits announced, one weighed and one refused; a weighing put right; a paper notebook brought in."""
    refused = announce(shop)
    write(shop, announced.refuse_deposit, announced.RefuseDeposit(refused, "amiante"), weigher(shop))
    post = open_reception(shop)
    write(shop, announced.validate_deposit, validating(shop, announce(shop)), weigher(shop))
    ticket = post.begin()
    weighed = post.weigh(ticket, "960.000")
    post.finish(ticket)
    write(shop, corrections.correct_line, wanted(shop, weighed), shop.admin)
    lines = (paper.PaperLine(date(2026, 9, 1), category(shop, "Casserole"), Grams(1_500), Destination.MAGASIN),)
    write(shop, paper.import_paper, paper.ImportPaper("cahier.csv", "0" * 64, lines), shop.admin)


def in_the_office(shop: Shop, folder: Path) -> None:
    """People unlocked, signed out, looked at; other workstations carried on; keys; what left the shop."""
    subject = UUID(str(shop.volunteer.user_id))
    one, other = Ed25519Signer(bytes(32)), Ed25519Signer(bytes(range(32)))
    for act, command, actor in (
        (people.unlock, people.Unlock(subject), shop.admin),
        (sign_ins.sign_out_everywhere, sign_ins.SignOutEverywhere(subject), shop.admin),
        (privacy.record_view, privacy.ViewPerson(subject), shop.admin),
        (privacy.record_retention, privacy.RetentionApplied("2026-09", date(2025, 9, 1), 3, 1), SYSTEM),
        (office_acts.record_succession, office_acts.Succeeded("C02", "C01"), shop.admin),
        (office_acts.record_import, office_acts.JournalImported(subject, 1, 0), shop.admin),
        (keys.change_key, keys.ChangeKey(one.public_key, other.public_key, in_row=False), SYSTEM),
        (keys.record_restored, keys.Restored({"head": 1, "from_medium": 1}), SYSTEM),
    ):
        write(shop, act, command, actor)
    with shop.db.writing() as session:
        starts.note_start(session, SYSTEM, shop.station)
    with shop.db.writing() as session:
        practice.enter_training(session, shop.admin, shop.station)
    export_audit(shop.db, ExportAudit(folder, Format.CSV, AuditFilter()), shop.admin, shop.station)


def put_back(folder: Path) -> set[str]:
    """A backup made, and a workstation put back from it."""
    folder.mkdir()
    shop = open_shop(folder)
    made = back_up(shop.post.opened, folder, SYSTEM)
    shop.post.opened.db.close()
    same = Ground(shop.post.folders, shop.post.store, shop.post.clock, shop.post.chance.randbytes)
    rebuild(same, Sources(made.path, replaces=True), lambda: ())
    again = opened(same)
    seen = kinds_in(again.db)
    again.db.close()
    return seen


def at_the_centre(folder: Path, clock: SimulatedClock, centre: CentralDatabase) -> set[str]:
    """Workstations let in and shut out, a wish answered, a row changed there, a centre put back from a backup."""
    folder.mkdir()
    till = found(alone(folder / "till", clock), centre)
    office = joined(folder / "office", clock, code_for(centre, WorkstationKind.OFFICE), "Bureau")
    reprice(till, "Casserole", 777)
    rounds: Any = (till, office, till)
    for post in rounds:
        post.sync()
    with centre.connect() as connection:
        connection.execute("UPDATE categories SET price = 9.99 WHERE name = 'Casserole'")
    admission.shut_out(centre.dsn, office.code)
    central.declare_restored(centre.dsn)
    for _ in range(3):
        till.sync()
    till.close()
    office.close()
    with centre.connect() as connection:
        return {str(row[0]) for row in connection.execute("SELECT DISTINCT action_type FROM audit_logs")}


def test_every_kind_of_act_is_done_by_somebody(
    shop: Shop, tmp_path: Path, clock: SimulatedClock, centre: CentralDatabase
) -> None:
    a_day(shop)
    seen = kinds_in(shop.db)
    seen |= elsewhere(tmp_path / "elsewhere", clock)
    seen |= put_back(tmp_path / "backup")
    seen |= at_the_centre(tmp_path / "centre", clock, centre)
    assert sorted(set(AuditActionType) - seen) == []


def elsewhere(folder: Path, clock: SimulatedClock) -> set[str]:
    """Do in a second shop what the first one's day does not."""
    folder.mkdir()
    post = alone(folder, clock)
    shop = post.shop
    in_the_office(shop, folder)
    at_reception(shop)
    at_the_till(shop)
    seen = kinds_in(shop.db)
    post.close()
    return seen


def test_no_kind_of_1_4_4_was_lost_and_each_is_an_act_of_ours() -> None:
    assert set(AuditActionType) >= OF_1_4_4
    assert len(OF_1_4_4) == 19
    assert {act.audit for act in acts.ALL} == set(AuditActionType)


def test_every_kind_has_a_word_in_french() -> None:
    assert set(AuditActionType) - LABELS.keys() == set()
    assert all(LABELS[kind] for kind in AuditActionType)
