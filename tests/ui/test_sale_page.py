"""The sale on the real window: what a volunteer or a customer would lose if the screen and the disk parted."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import Category, JournalEntry
from recyclique_desktop.domain import acts
from recyclique_desktop.ui.caisse.abandon_dialog import AbandonDialog
from recyclique_desktop.ui.widgets.base import BoxButton
from recyclique_desktop.ui.widgets.ticket import TicketList
from recyclique_desktop.ui.widgets.tiles import Tile
from tests.conftest import Shop
from tests.ui.sale_till import SaleTill, disk_full, market, till

__all__ = ["market", "till"]


def labels(till: SaleTill) -> list[str]:
    basket = till.basket()
    return [line.label for line in basket.lines] if basket is not None else []


def journaled(shop: Shop, act: str) -> int:
    with shop.db.reading() as session:
        return len(session.scalars(select(JournalEntry).where(JournalEntry.act == act)).all())


def tiles(till: SaleTill) -> set[str]:
    seen = [tile for tile in till.window.findChildren(Tile) if tile.isVisible()]
    return {tile.accessibleName().split(",")[0] for tile in seen}


def enabled(till: SaleTill, name: str) -> bool:
    return till.find(BoxButton, name).isEnabled()


def test_each_line_is_on_disk_as_soon_as_it_is_in_the_ticket(till: SaleTill) -> None:
    assert till.basket() is None
    till.sell("Livre")
    first = till.basket()
    till.sell("CD", "0,3")
    second = till.basket()
    assert first is not None
    assert second is not None
    assert first.sale_id == second.sale_id
    assert [(line.label, line.root_label, line.weight, line.total) for line in second.lines] == [
        ("Livre", "Livres & Médias", 1000, 100), ("CD", "Livres & Médias", 300, 100),
    ]  # fmt: skip
    assert "2 lignes · 2 objets · 1,300\u00a0kg" in till.said()


def test_a_ticket_found_after_a_power_cut_is_offered_before_anything_else(till: SaleTill, tmp_path: Path) -> None:
    till.sell("Livre")
    before = till.basket()
    again = SaleTill(till.shop, tmp_path)
    again.start()
    assert "Reprendre le ticket en cours ?" in again.said()
    assert not enabled(again, "sale_foot_primary")
    again.type(again.letters("CD"))
    assert again.basket() == before
    again.key("enter")
    again.sell("CD")
    assert labels(again) == ["Livre", "CD"]
    basket = again.basket()
    assert before is not None
    assert basket is not None
    assert basket.sale_id == before.sale_id
    again.close()


def test_a_found_ticket_can_be_given_up_and_leaves_a_trace(till: SaleTill, tmp_path: Path) -> None:
    till.sell("Livre")
    again = SaleTill(till.shop, tmp_path)
    again.start()
    again.tap("sale_resume_abandon")
    again.tap("sale_abandon_dialog_customer_left")
    assert again.basket() is None
    assert journaled(till.shop, "ticket.abandoned") == 1
    again.sell("CD")
    assert labels(again) == ["CD"]
    again.close()


def test_giving_a_ticket_up_asks_first_and_the_safe_answer_keeps_it(till: SaleTill) -> None:
    till.sell("Livre")
    till.tap("sale_abandon")
    assert isinstance(QApplication.activeModalWidget(), AbandonDialog)
    till.key("escape")
    assert labels(till) == ["Livre"]
    till.tap("sale_abandon")
    till.tap("sale_abandon_dialog_customer_left")
    assert till.basket() is None
    assert journaled(till.shop, "ticket.abandoned") == 1
    assert "Ticket abandonné" in till.band()


def test_a_line_removed_by_mistake_comes_back_to_its_place(till: SaleTill) -> None:
    for name in ("Livre", "CD", "DVD"):
        till.sell(name)
    before = till.basket()
    till.key("up", "up")
    till.key("delete")
    assert labels(till) == ["Livre", "DVD"]
    assert journaled(till.shop, "ticket.line_removed") == 1
    assert "Retiré : CD" in till.band()
    till.tap("sale_band_link")
    assert till.basket() == before


def test_a_line_is_removed_by_touch_with_its_own_bin(till: SaleTill) -> None:
    till.sell("Livre")
    till.sell("CD")
    till.tap("sale_line_0")
    assert till.find(TicketList, "sale_line").selected is not None
    till.tap("sale_line_0_bin")
    assert labels(till) == ["CD"]


def test_the_band_undoes_the_line_just_added(till: SaleTill) -> None:
    till.sell("Livre")
    assert "Ajouté : Livre · 1,00\u00a0€" in till.band()
    till.tap("sale_band_link")
    assert till.basket() is None


def test_960_kilos_are_asked_about_and_one_key_corrects_them(till: SaleTill) -> None:
    till.type(till.letters("Livre") + "960")
    till.key("enter")
    assert "960\u00a0kg : vouliez-vous 0,960\u00a0kg ?" in till.said()
    assert not enabled(till, "sale_confirm")
    till.key("enter")
    assert till.basket() is None
    till.type("o")
    till.key("enter")
    basket = till.basket()
    assert basket is not None
    assert basket.weight == 960


def test_a_heavy_wardrobe_is_kept_by_touch(till: SaleTill) -> None:
    till.tap_article("Canapé")
    till.tap_digits("60")
    till.tap("sale_confirm")
    till.tap("sale_doubt_keep")
    till.tap("sale_confirm")
    basket = till.basket()
    assert basket is not None
    assert basket.weight == 60_000


def test_a_price_under_the_list_is_sold_with_a_word(till: SaleTill) -> None:
    till.type(till.letters("Casserole") + "1")
    till.key("enter")
    till.type("2")
    till.key("enter")
    assert labels(till) == ["Casserole"]
    assert "C’est sous le prix de la liste : 3,00\u00a0€." in till.band()


def test_a_quantity_multiplies_the_price_and_not_the_weight(till: SaleTill) -> None:
    till.type(till.letters("Livre") + "1,86")
    till.key("enter")
    till.type("*4")
    till.key("enter", "enter")
    basket = till.basket()
    assert basket is not None
    assert (basket.total, basket.weight, basket.objects) == (400, 1860, 4)


def test_weighings_removed_by_mistake_come_back(till: SaleTill) -> None:
    till.type(till.letters("Livre") + "1+2+3+")
    till.tap("sale_weighing_1_bin")
    assert "Pesée retirée" in till.band()
    till.tap("sale_band_link")
    till.key("enter", "enter")
    basket = till.basket()
    assert basket is not None
    assert [taken.grams for taken in basket.lines[0].weighings] == [1000, 2000, 3000]


def test_escape_steps_back_and_never_leaves_a_ticket_with_lines(till: SaleTill) -> None:
    till.sell("Livre")
    till.type(till.letters("CD"))
    till.key("escape", "escape", "escape", "escape", "escape")
    assert till.page.name == "sale"
    assert labels(till) == ["Livre"]
    till.key("delete", "escape")
    assert till.page.name == "home"


def test_a_line_begun_waits_while_the_person_looks_at_the_payment(till: SaleTill) -> None:
    till.sell("Livre")
    till.type(till.letters("CD"))
    till.tap("sale_foot_primary")
    assert till.band("payment").startswith("CD Pas encore dans le ticket")
    till.key("escape")
    till.type("1")
    till.key("enter", "enter")
    assert labels(till) == ["Livre", "CD"]


def test_a_line_begun_never_leaks_into_the_next_ticket(till: SaleTill) -> None:
    till.sell("Livre")
    till.type(till.letters("CD") + "7")
    till.tap("sale_foot_primary")
    till.key("enter")
    assert [len(sale[5]) for sale in till.sold()] == [1]  # type: ignore[arg-type]
    assert till.display() == "0,000"
    till.sell("DVD")
    assert labels(till) == ["DVD"]


def test_the_change_stays_large_until_the_next_sale_begins(till: SaleTill) -> None:
    till.sell("Livre")
    till.key("enter")
    till.type("20")
    till.key("enter")
    assert "Vente enregistrée" in till.said()
    assert "19,00\u00a0€" in till.said()
    assert till.band() == "Ticket 0001 enregistré · 1,00\u00a0€"
    till.key("enter")
    assert "19,00\u00a0€" in till.said()
    till.type(till.letters("CD"))
    assert "19,00\u00a0€" not in till.said()


def test_a_new_price_list_never_changes_the_letters_of_a_ticket_begun(till: SaleTill) -> None:
    shop = till.shop
    till.sell("Livre")
    with shop.db.writing() as session:
        for category in session.scalars(select(Category).where(Category.name == "Livre")):
            category.name = "Album"
        record(session, acts.CATEGORIES_IMPORTED, shop.admin, shop.station, doc={"test": True})
    till.key("enter", "escape")
    assert till.page.name == "sale"
    root = till.letters("Livre")[0]
    till.type(root)
    assert "Livre" in tiles(till)
    till.key("escape", "delete")
    till.arrive("sale")
    till.type(root)
    assert "Album" in tiles(till)
    assert "Livre" not in tiles(till)


def test_a_full_disk_is_said_and_the_ticket_stays_on_the_screen(till: SaleTill) -> None:
    till.sell("Livre")
    with disk_full(till.shop):
        for _ in range(40):
            till.sell("CD")
            if "disque est plein" in till.band():
                break
        assert "disque est plein" in till.band()
    shown = till.find(TicketList, "sale_line")
    till.sell("DVD")
    basket = till.basket()
    assert basket is not None
    assert basket.lines[-1].label == "DVD"
    assert len(basket.lines) == len(shown.findChildren(BoxButton)) // 3


def test_a_bouncing_key_adds_one_line_and_does_not_open_the_payment(
    market: Shop, app: QApplication, tmp_path: Path
) -> None:
    del app
    till = SaleTill(market, tmp_path, debounce_ms=1200).start()
    QTest.qWait(1220)
    till.type(till.letters("Livre") + "1")
    till.key("enter")
    QTest.keyClick(till.window, Qt.Key.Key_Return)
    for _ in range(3):
        QTest.keyClick(till.window, Qt.Key.Key_Return)
    till.settle()
    assert labels(till) == ["Livre"]
    assert till.page.name == "sale"
    QTest.qWait(1220)
    till.key("enter")
    assert till.page.name == "payment"
    QTest.keyClick(till.window, Qt.Key.Key_Return)
    till.settle()
    assert till.sold() == []
    till.close()


def test_fast_typing_is_never_taken_for_a_bounce(market: Shop, app: QApplication, tmp_path: Path) -> None:
    del app
    till = SaleTill(market, tmp_path, debounce_ms=5_000).start()
    for name in ("Livre", "CD", "DVD"):
        till.sell(name)
    assert labels(till) == ["Livre", "CD", "DVD"]
    till.close()


def test_a_key_held_down_counts_once(till: SaleTill) -> None:
    for repeated in (False, True, True, True):
        event = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, "1", autorep=repeated)
        QApplication.sendEvent(till.window, event)
    till.settle()
    assert till.display() == "1"
