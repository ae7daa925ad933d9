"""« Relier ce poste au centre »: one access, one button, and every refusal says what is safe."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from recyclique_desktop.domain.enums import UserRole, WorkstationKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.system.code_file import CodeFile
from recyclique_desktop.ui.admin.join_page import JoinPage
from recyclique_desktop.ui.admin.sync_page import SyncPage
from recyclique_desktop.ui.widgets.buttons import PrimaryButton
from recyclique_desktop.ui.widgets.progress import ProgressLine
from tests.conftest import Shop
from tests.ui.desk import LOOKS, Desk, at, look

pytestmark = pytest.mark.screen
ACCESS = CodeFile(
    host="192.168.1.20", port=5432, database="recyclique", login="recyclique_enrol", password="x" * 20,
    code="K7QM-4TXB", kind=WorkstationKind.TILL,
)  # fmt: skip


class Told:
    """Hands over when the test says so."""

    def __init__(self) -> None:
        self.asked: list[CodeFile] = []

    def __call__(
        self,
        access: CodeFile,
        on_progress: Callable[[int, int], None],
        on_done: Callable[[], None],
        on_error: Callable[[UserError], None],
    ) -> None:
        self.asked.append(access)
        self.progress, self.done, self.refuse = on_progress, on_done, on_error


@contextmanager
def joining(shop: Shop) -> Iterator[tuple[Desk, Told]]:
    told = Told()
    with at(shop, SyncPage) as desk:
        desk.window.add(JoinPage(desk.context, told))
        desk.arrive("admin_sync")
        desk.key("enter")
        yield desk, told


def paste(desk: Desk) -> None:
    QApplication.clipboard().setText(ACCESS.model_dump_json())
    desk.tap("access_paste")


def test_one_touch_hands_the_shop_over_and_says_how_far_it_is(app: QApplication, shop: Shop) -> None:
    with joining(shop) as (desk, told):
        assert desk.page == "admin_join"
        assert not desk.find(PrimaryButton, "join_go").isEnabled()
        paste(desk)
        desk.tap("join_go")
        assert told.asked == [ACCESS]
        assert "Le centre ouvre la porte…" in desk.said()
        assert not desk.find(PrimaryButton, "join_go").isEnabled(), "once is enough"
        told.progress(500, 2000)
        assert "Le magasin part au centre : 500 écritures sur 2" in desk.said()
        assert desk.find(ProgressLine, "join_progress").share == 0.25
        told.done()
        assert desk.page == "admin_sync"


def test_keys_alone_give_an_address_and_a_code(app: QApplication, shop: Shop) -> None:
    with joining(shop) as (desk, told):
        desk.tab_to("access_way_1")
        desk.key("space")
        for name, text in (("host", "192.168.1.20"), ("code", "k7qm4txb"), ("password", "x" * 20)):
            desk.tab_to(f"access_{name}_edit")
            desk.strike(text)
        desk.key("enter")
        assert told.asked[0].code == ACCESS.code
        assert told.asked[0].password == ACCESS.password


def test_a_refusal_says_what_is_safe_and_another_try_is_one_touch_away(app: QApplication, shop: Shop) -> None:
    with joining(shop) as (desk, told):
        paste(desk)
        desk.key("enter")
        told.refuse(UserError("enrol.not_empty"))
        said = desk.said()
        assert "Ce centre a déjà un magasin." in said
        assert "ses ventes sont gardées" in said
        desk.tap("join_go")
        assert len(told.asked) == 2


def test_who_goes_elsewhere_meanwhile_finds_it_where_it_is(app: QApplication, shop: Shop) -> None:
    with joining(shop) as (desk, told):
        paste(desk)
        desk.key("enter")
        desk.tap("header_back")
        desk.arrive("home")
        told.progress(10, 20)
        desk.arrive("admin_join")
        assert "10 écritures sur 20" in desk.said()
        desk.arrive("home")
        told.done()
        assert desk.page == "home", "nobody is taken away from her work"


def test_no_secret_stays_behind(app: QApplication, shop: Shop) -> None:
    with joining(shop) as (desk, _told):
        paste(desk)
        desk.key("escape", "escape")
        assert desk.page == "admin_sync"
        desk.key("enter")
        assert not desk.find(PrimaryButton, "join_go").isEnabled()


def test_who_may_not_set_the_shop_up_cannot_join_it_either(app: QApplication, shop: Shop) -> None:
    with at(shop, SyncPage) as desk:
        desk.arrive("admin_sync", replace(shop.volunteer, permissions=frozenset(), role=UserRole.USER))
        assert not desk.find(PrimaryButton, "sync_state_button").isEnabled()


@pytest.mark.parametrize("name", LOOKS)
def test_every_word_and_target_fits(app: QApplication, shop: Shop, name: str) -> None:
    with look(app, name), joining(shop) as (desk, told):
        assert desk.faults() == []
        paste(desk)
        assert desk.faults() == []
        desk.key("enter")
        told.progress(12_000, 48_000)
        assert desk.faults() == []
        told.refuse(UserError("enrol.differs"))
        assert desk.faults() == []
        desk.tap("access_way_1")
        assert desk.faults() == []
