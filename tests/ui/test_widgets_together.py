"""A whole sale page made of the widgets: nothing is cut, crowded or silent, at both sizes, with words 40 % longer."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from recyclique_desktop.domain.money import Cents
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.theme.tokens import Theme
from recyclique_desktop.ui.widgets.buttons import IconButton
from recyclique_desktop.ui.widgets.display import Display
from recyclique_desktop.ui.widgets.geometry import Layout
from recyclique_desktop.ui.widgets.header import Header
from recyclique_desktop.ui.widgets.keypad import Keypad
from recyclique_desktop.ui.widgets.message import Message, MessageBand, MessageKind
from recyclique_desktop.ui.widgets.rows import Strip
from recyclique_desktop.ui.widgets.steps import Step, StepBar, StepState
from recyclique_desktop.ui.widgets.ticket import TicketHead, TicketLine, TicketList, TotalFoot
from recyclique_desktop.ui.widgets.tiles import TileGrid, TileSpec
from recyclique_desktop.ui.widgets.zones import ThreeZones
from tests.ui import checks
from tests.ui.tabbing import tab_faults

ROOTS = (
    "Ameublement & Literie", "Bricolage & Outils", "Électroménager", "Électronique & Audio", "Jardin & Extérieur",
    "Jouets", "Livres & Médias", "Luminaires & Déco", "Matériaux & Bâtiment", "Mobilité douce",
    "Puériculture & Bébé", "Sports & Loisirs", "Textiles & Chaussures", "Vaisselle & Cuisine",
)  # fmt: skip
BOTH_SIZES = pytest.mark.parametrize("size", checks.SIZES, ids=lambda size: f"{size[0]}x{size[1]}")


class _Holder(QObject):
    """Keeps the keys where they are."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        return event.type() == QEvent.Type.KeyPress


class SalePage(QWidget):
    """The picture 04, as a screen would build it."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("sale")
        self.header = Header("header", "Caisse 1", "La Clique · session 42")
        self.header.set_person("É", "Émilie R.")
        self.header.set_clock("11:26")
        self.strip = Strip("scale", "0,000 kg", tr("vide"), icon="scale")
        self.display = Display("display", tr("Poids, si vous pesez d’abord"), "0,000", "kg")
        self.keypad = Keypad("pad", tr("Ajouter le poids"), cap="+")
        self.keypad.set_action(tr("Ajouter le poids"), enabled=False)
        self.steps = StepBar("steps", _steps())
        self.steps.set_states({"category": StepState.DONE, "sub": StepState.ACTIVE})
        self.tiles = TileGrid("tiles")
        self.tiles.set_tiles([TileSpec(root, root, "package", "A") for root in ROOTS])
        self.band = MessageBand("band")
        self.ticket = TicketList("lines")
        self.foot = TotalFoot("foot", tr("Total"), tr("Encaisser"), cap=tr("Entrée"))
        self.foot.set_status("4 lignes · 5,680 kg")
        self.foot.set_total(Cents(1800))
        self.left, self.middle = self._column(14, 12), self._column(10, 10)
        self._lay()

    def _lay(self) -> None:
        for part in (self.strip, self.display, self.keypad):
            _rows(self.left).addWidget(part)
        _rows(self.left).addStretch(1)
        _rows(self.middle).addWidget(self.steps)
        _rows(self.middle).addWidget(self.tiles, 1)
        _rows(self.middle).addWidget(self.band)
        right = self._column(0, 0)
        bins = [IconButton("park", "pause", tr("Mettre de côté")), IconButton("drop", "trash-2", tr("Abandonner"))]
        _rows(right).addWidget(TicketHead("head", tr("Ticket en cours"), bins))
        _rows(right).addWidget(self.ticket, 1)
        _rows(right).addWidget(self.foot)
        _rows(right).setContentsMargins(0, 0, 0, 0)
        zones = ThreeZones(self.left, self.middle, right)
        zones.layout_changed.connect(self._on_layout)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(zones, 1)

    @staticmethod
    def _column(top: int, spacing: int) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(16, top, 16, 14)
        column.setSpacing(spacing)
        return made

    def _on_layout(self, layout: Layout) -> None:
        for column in (self.left, self.middle):
            margins = _rows(column).contentsMargins()
            _rows(column).setContentsMargins(layout.margin, margins.top(), layout.margin, margins.bottom())
        self.header.set_narrow(layout.narrow)
        self.steps.set_narrow(layout.narrow)
        self.foot.set_narrow(layout.narrow)
        self.tiles.set_geometry_of(layout.columns, layout.tile)
        self.keypad.set_digit_height(layout.digit)


@BOTH_SIZES
def test_the_sale_page_holds(app: QApplication, qtbot: QtBot, size: tuple[int, int]) -> None:
    page = _shown(qtbot)
    assert checks.wrong_with(page, *size) == []


@BOTH_SIZES
def test_the_sale_page_holds_in_every_theme(qtbot: QtBot, each_theme: Theme, size: tuple[int, int]) -> None:
    page = _shown(qtbot)
    assert checks.wrong_with(page, *size) == []
    picture = page.window().grab().toImage()
    assert picture.pixelColor(size[0] // 2, size[1] - 4).name() == each_theme.bg.lower()


@BOTH_SIZES
def test_the_sale_page_holds_words_forty_percent_longer(app: QApplication, qtbot: QtBot, size: tuple[int, int]) -> None:
    with checks.stretched():
        page = _shown(qtbot)
        page.band.say(Message(MessageKind.NOTE, tr("Chemise, top ajoutée · 6,00 €"), button=tr("Annuler")))
        assert checks.wrong_with(page, *size) == []


@BOTH_SIZES
def test_a_failure_and_a_long_ticket_still_leave_the_button(
    app: QApplication, qtbot: QtBot, size: tuple[int, int]
) -> None:
    page = _shown(qtbot)
    lines = [TicketLine(n, "Chemise, top", "2 × 3,00 € · 0,480 kg", Cents(600)) for n in range(40)]
    page.ticket.set_lines(lines)
    page.foot.set_total(Cents(24_000))
    failure = Message(
        MessageKind.FAILED, "Le ticket n’est pas imprimé.", "La vente est enregistrée.", "Voir", closable=True
    )
    page.band.say(failure)
    assert checks.wrong_with(page, *size) == []
    assert page.foot.primary.isVisible()
    assert page.foot.geometry().bottom() < page.height()


def test_places_are_the_same_after_narrow_and_back(app: QApplication, qtbot: QtBot) -> None:
    page = _shown(qtbot)
    checks.lay_out(page, *checks.DESIGN)
    before = [tile.geometry() for tile in page.tiles.tiles]
    checks.lay_out(page, *checks.NARROW)
    narrow = [tile.geometry() for tile in page.tiles.tiles]
    checks.lay_out(page, *checks.DESIGN)
    assert [tile.geometry() for tile in page.tiles.tiles] == before
    assert narrow != before
    assert [place.width() for place in before[:4]] == [154] * 4


def test_a_page_that_is_wrong_is_found_out(app: QApplication, qtbot: QtBot) -> None:
    page = _shown(qtbot)
    page.foot.primary.setAccessibleName("")
    page.keypad.set_action("Ajouter", enabled=True, filled=True)
    page.keypad.key("7").setFixedWidth(30)
    page.steps.button("sub").setObjectName("steps_price")
    page.strip.setFixedWidth(60)
    page.tiles.tiles[0].setFixedHeight(60)
    page.foot.set_total("1 234…", tone="accent")
    found = " · ".join(checks.wrong_with(page, *checks.DESIGN))
    for sentence in (
        "foot_primary has no accessible name",
        "filled buttons compete",
        "pad_7 is 30x92",
        "two controls",
        "« 0,000 kg » needs",
        "below 64",
        "says « 1 234… »",
        "the total « 1 234… » is written in 48 px, 6.9 to 1",
    ):
        assert sentence in found


def test_a_page_that_fills_no_button_is_found_out(app: QApplication, qtbot: QtBot) -> None:
    page = _shown(qtbot)
    page.foot.primary.set_filled(False)
    page.tiles.hide()
    assert "nothing says what comes next" in " · ".join(checks.wrong_with(page, *checks.DESIGN))


def test_a_page_where_tab_goes_back_or_stands_still_is_found_out(app: QApplication, qtbot: QtBot) -> None:
    page = _shown(qtbot)
    checks.lay_out(page, *checks.DESIGN)
    page.foot.primary.setFocus()
    QWidget.setTabOrder(page.foot.primary, page.keypad.key("7"))
    found = " · ".join(tab_faults(page))
    assert "Tab goes from foot_primary back to pad_7" in found
    page.keypad.key("9").installEventFilter(_Holder(page))
    assert "Tab stands still at pad_9" in " · ".join(tab_faults(page))


def test_longer_words_are_about_forty_percent_longer() -> None:
    text = "Ajouter un autre paiement, revenir au ticket, fermer la caisse, compter le fond de caisse"
    assert 1.3 <= len(checks.stretch(text)) / len(text) <= 1.5


def _steps() -> tuple[Step, ...]:
    return (
        Step("category", tr("Catégorie"), weight=11),
        Step("sub", tr("Sous-catégorie"), tr("Sous-cat."), weight=13, short_weight=10),
        Step("weight", tr("Poids")),
        Step("quantity", tr("Quantité"), tr("Qté")),
        Step("price", tr("Prix")),
    )


def _shown(qtbot: QtBot) -> SalePage:
    page = SalePage()
    qtbot.addWidget(page)
    return page


def _rows(column: QWidget) -> QVBoxLayout:
    layout = column.layout()
    assert isinstance(layout, QVBoxLayout)
    return layout
