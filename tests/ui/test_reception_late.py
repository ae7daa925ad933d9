"""Weighing while the disk is slow, full or of another day: what comes back late takes nothing away."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.services import reception
from recyclique_desktop.ui.reception.weighing_page import WeighingPage
from recyclique_desktop.ui.widgets.dialog import ConfirmDialog
from tests.ui.reception_post import ReceptionPost, depot, opened, post, weighing
from tests.ui.sale_till import disk_full

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Shop

__all__ = ["depot", "opened", "post", "weighing"]


@contextmanager
def held(post: ReceptionPost) -> Iterator[None]:
    """Let nothing be read or written before the hands have done everything."""
    go = threading.Event()
    post.tasks._database_thread.submit(go.wait, 30)
    try:
        with post.in_one_go():
            yield
            go.set()
    finally:
        go.set()


def test_a_line_taken_up_before_its_write_failed_is_weighed_anew(post: ReceptionPost) -> None:
    with disk_full(post.shop), held(post):
        post.weigh("Livre", "8,25")
        post.key("up")
        post.type("9")
    assert "disque" in post.note
    assert post.display == "9"
    post.key("enter")
    assert [line[:2] for line in post.lines()] == [("Livre", 9000)]


def test_a_line_corrected_before_its_write_failed_is_not_lost(post: ReceptionPost) -> None:
    with disk_full(post.shop), held(post):
        post.weigh("Livre", "8,25")
        post.type(post.letters("CD") + "3")
        post.key("up")
    assert "disque" in post.note
    post.tap("deposit_note_button")
    assert post.display == "3"
    post.key("enter")
    assert [line[:2] for line in post.lines()] == [("Livre", 8250), ("CD", 3000)]


def test_a_line_changed_before_its_write_failed_comes_back_as_changed(post: ReceptionPost) -> None:
    with disk_full(post.shop), held(post):
        post.weigh("Livre", "8,25")
        post.key("up")
        post.type("9")
        post.key("enter")
    assert "disque" in post.note
    post.key("enter")
    assert [line[:2] for line in post.lines()] == [("Livre", 9000)]


def test_changing_a_line_that_is_not_in_the_deposit_any_more_adds_it(post: ReceptionPost) -> None:
    page = post.page
    assert isinstance(page, WeighingPage)
    post.weigh("Livre", "8,25")
    line = page._deposit.lines[0]
    post.key("delete")
    page._deposit.change(line)
    post.settle()
    assert [line[:2] for line in post.lines()] == [("Livre", 8250)]


def shown(post: ReceptionPost) -> list[tuple[str, int]]:
    """Return the lines as the page shows them, whatever the disk holds."""
    page = post.page
    assert isinstance(page, WeighingPage)
    return [(line.label, line.gross) for line in page._deposit.lines]


def on_disk(post: ReceptionPost) -> list[tuple[str, int]]:
    return [(line[0], line[1]) for line in post.lines()]


def test_a_line_whose_removal_failed_is_shown_again_as_it_is_on_disk(
    post: ReceptionPost, monkeypatch: pytest.MonkeyPatch
) -> None:
    post.weigh("Livre", "8,25")
    post.weigh("CD", "1")
    with monkeypatch.context() as patch:
        patch.setattr(reception, "remove_line", refuse)
        post.key("delete")
    assert "Retiré" not in post.note
    assert shown(post) == on_disk(post) == [("Livre", 8250), ("CD", 1000)]


def test_a_line_taken_off_before_its_write_failed_leaves_no_ghost(post: ReceptionPost) -> None:
    with disk_full(post.shop), held(post):
        post.weigh("Livre", "8,25")
        post.key("delete")
    assert shown(post) == on_disk(post) == []
    post.weigh("CD", "1")
    assert shown(post) == on_disk(post) == [("CD", 1000)]


def test_a_removal_taken_back_before_it_failed_weighs_nothing_twice(
    post: ReceptionPost, monkeypatch: pytest.MonkeyPatch
) -> None:
    post.weigh("Livre", "8,25")
    with monkeypatch.context() as patch:
        patch.setattr(reception, "remove_line", refuse)
        with held(post):
            post.key("delete")
            post.tap("deposit_note_button")
    assert shown(post) == on_disk(post) == [("Livre", 8250)]


def test_delete_takes_no_line_off_a_deposit_of_another_day_unless_it_was_picked(
    post: ReceptionPost, opened: Shop
) -> None:
    post.weigh("Livre", "8,25")
    post.weigh("CD", "1")
    opened.clock.advance(timedelta(days=1))
    post.key("delete")
    post.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(post.lines()) == 2
    post.key("up", "delete")
    assert [line[0] for line in post.lines()] == ["Livre"]


def test_after_midnight_the_deposit_of_this_page_takes_no_more_kilos(post: ReceptionPost, opened: Shop) -> None:
    post.weigh("Livre", "8,25")
    opened.clock.advance(timedelta(days=1))
    post.weigh("CD", "1")
    assert len(post.lines()) == 1
    assert "Ce dépôt date d’un autre jour" in post.said()
    assert post.display == "1,000"


def refuse(*_: object) -> None:
    raise UserError("reception.post_not_found")


def test_a_deposit_that_could_not_be_opened_before_midnight_is_opened_after(
    post: ReceptionPost, opened: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(reception, "open_ticket", refuse)
        post.weigh("Livre", "8,25")
    assert post.display == "8,250"
    opened.clock.advance(timedelta(days=1))
    post.key("enter")
    assert [line[:2] for line in post.lines()] == [("Livre", 8250)]


def finish(post: ReceptionPost) -> None:
    post.press(Qt.Key.Key_F12)
    QApplication.processEvents()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ConfirmDialog)
    dialog.confirmed.emit()
    dialog.close()


def test_what_is_typed_while_the_end_is_being_written_begins_the_next_deposit(post: ReceptionPost) -> None:
    post.weigh("Livre", "8,25")
    with held(post):
        finish(post)
        post.type(post.letters("CD") + "3")
    assert post.display == "3"
    post.key("enter")
    ticket = post.ticket()
    assert ticket is not None
    assert ticket.number == "C01-000002"
    assert [line.net for line in ticket.lines] == [3000]


def test_a_deposit_that_could_not_be_closed_comes_back_and_takes_what_was_weighed_meanwhile(
    post: ReceptionPost, monkeypatch: pytest.MonkeyPatch
) -> None:
    post.weigh("Livre", "8,25")
    with monkeypatch.context() as patch:
        patch.setattr(reception, "close_ticket", refuse)
        with held(post):
            finish(post)
            post.weigh("CD", "3")
    assert post.display == "3,000"
    post.key("enter")
    ticket = post.ticket()
    assert ticket is not None
    assert ticket.number == "C01-000001"
    assert [line.net for line in ticket.lines] == [8250, 3000]
    assert "8,250" in post.said()


def lose_two(post: ReceptionPost, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let two lines fail while a third is being typed."""
    with monkeypatch.context() as patch:
        patch.setattr(reception, "add_line", refuse)
        with held(post):
            post.weigh("Livre", "8,25")
            post.weigh("Casserole", "2")
            post.type(post.letters("CD") + "3")
    assert "2 pesées ne sont pas enregistrées" in post.note


def test_weighings_not_written_outlive_every_other_message(
    weighing: ReceptionPost, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert weighing.scale is not None
    lose_two(weighing, monkeypatch)
    weighing.scale.unplug()
    weighing.settle()
    weighing.scale.plug()
    weighing.settle()
    weighing.key("enter", "delete")
    assert "Retiré" in weighing.note
    weighing.tap("deposit_note_button")
    assert "2 pesées ne sont pas enregistrées" in weighing.note
    weighing.arrive("reception_home", weighing.weigher)
    weighing.arrive("weighing", weighing.weigher)
    assert "2 pesées ne sont pas enregistrées" in weighing.note
    weighing.press(Qt.Key.Key_F12)
    assert "2 pesées ne sont pas enregistrées" in weighing.said()
    weighing.tap("deposit_finish_dialog_keep")
    weighing.tap("deposit_note_button")
    assert weighing.note == ""
    assert sorted(line[:2] for line in weighing.lines()) == [("CD", 3000), ("Casserole", 2000), ("Livre", 8250)]


def test_a_scale_in_trouble_waits_for_the_undo_to_be_over(weighing: ReceptionPost) -> None:
    assert weighing.scale is not None
    weighing.weigh("Livre", "8,25")
    weighing.key("delete")
    weighing.scale.unplug()
    weighing.settle()
    assert "Retiré" in weighing.note
    weighing.tap("deposit_note_button")
    assert [line[:2] for line in weighing.lines()] == [("Livre", 8250)]
    assert "pas branchée" in weighing.note
    weighing.scale.plug()
    weighing.settle()
    assert weighing.note == ""


def test_a_read_that_comes_back_late_takes_no_line_away(post: ReceptionPost) -> None:
    with held(post):
        post.page.enter()
        post.weigh("Livre", "8,25")
        post.weigh("CD", "1")
        post.key("up")
    assert post.display == "1,000"
    post.key("escape")
    post.weigh("DVD", "2")
    ticket = post.ticket()
    assert ticket is not None
    assert [line.net for line in ticket.lines] == [8250, 1000, 2000]


def test_another_list_of_categories_is_read_without_the_deposit(post: ReceptionPost) -> None:
    with held(post):
        post.page.refresh(frozenset({"categories"}))
        post.weigh("Livre", "8,25")
        post.type(post.letters("CD") + "1")
    assert post.display == "1"
    post.key("enter")
    assert [line[:2] for line in post.lines()] == [("Livre", 8250), ("CD", 1000)]
