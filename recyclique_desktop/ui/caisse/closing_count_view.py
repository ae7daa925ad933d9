"""The counting step of closing: keypad left, the boxes (or the notes and coins) in the middle, the session right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from recyclique_desktop.domain.cash_count import DENOMINATIONS
from recyclique_desktop.domain.enums import PaymentKind
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.caisse.closing_widgets import CountList, SessionColumn
from recyclique_desktop.ui.caisse.coin_grid import CoinGrid
from recyclique_desktop.ui.caisse.coins import Coins, kind_text, piece_text
from recyclique_desktop.ui.caisse.drawer_keypad import DrawerKeypad
from recyclique_desktop.ui.keys import is_enter, letter_of
from recyclique_desktop.ui.theme.tokens import Space
from recyclique_desktop.ui.widgets.base import FlexText, Text
from recyclique_desktop.ui.widgets.checklist import ChecklistDialog
from recyclique_desktop.ui.widgets.message import MessageBand
from recyclique_desktop.ui.widgets.picker import Option
from recyclique_desktop.ui.widgets.zones import ThreeZones

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.data.queries.counting import Cheque
    from recyclique_desktop.ui.caisse.closing_count import Counting
    from recyclique_desktop.ui.widgets.geometry import Layout


class CountView(QWidget):
    """What is counted, box by box.

    Signals:
        finished(): All is counted: compare.
    """

    finished = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._counting: Counting | None = None
        self._cheques: tuple[Cheque, ...] = ()
        self.keypad = DrawerKeypad("closing_keypad", tr("Suivant"), cap=tr("Entrée"))
        self.boxes = CountList("count_list")
        self.band = MessageBand("count_band", height=72)
        self.side = SessionColumn("count", tr("Total"), tr("Comparer"), cap="F12")
        self._grid = CoinGrid("closing_coins")
        self._middles = QStackedWidget()
        zones = ThreeZones(self.keypad, self._build(), self.side)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(zones)
        zones.layout_changed.connect(self._on_layout)
        self._connect()

    def _build(self) -> QWidget:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._middles.addWidget(self._of_boxes())
        self._middles.addWidget(self._of_pieces())
        column.addWidget(self._middles, 1)
        return middle

    def _of_boxes(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(Space.TICKET, 18, Space.TICKET, Space.PAGE)
        column.setSpacing(Space.TARGET_GAP)
        column.addWidget(FlexText(tr("Compter ce qu’il y a vraiment"), "h1"))
        advice = tr("Tapez le total de chaque moyen de paiement. Même s’il n’y a rien : 0.")
        column.addWidget(Text(advice, "body", "text2", wrap=True))
        column.addSpacing(Space.TARGET_GAP)
        column.addWidget(self.boxes)
        column.addStretch(1)
        column.addWidget(self.band)
        return made

    def _of_pieces(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(Space.TICKET, 18, Space.TICKET, Space.PAGE)
        column.setSpacing(Space.SMALL)
        column.addWidget(FlexText(tr("Compter les espèces"), "h1"))
        column.addWidget(self._grid, 1)
        return made

    def _connect(self) -> None:
        self.keypad.changed.connect(self._on_typed)
        self.keypad.acted.connect(self._on_next)
        self.keypad.switched.connect(self._on_switched)
        self.boxes.picked.connect(self.go_to)
        self._grid.picked.connect(self._on_piece)
        self.side.foot.pressed.connect(self.finished)

    @property
    def counting(self) -> Counting | None:
        """What is counted so far."""
        return self._counting

    def begin(self, counting: Counting, cheques: tuple[Cheque, ...], *, blind: bool) -> None:
        """Count a session, without its expected amounts if the shop wants it blind."""
        self._counting, self._cheques = counting, cheques
        self.boxes.set_counting(counting, blind=blind)
        self._ask()

    def recount(self) -> None:
        """Count the cash again."""
        if self._counting is not None:
            self._counting = self._counting.without_cash()
            self._ask()

    def go_to(self, place: int) -> None:
        """Type into another box."""
        if self._counting is not None:
            self._counting = self._counting.going_to(place)
            self._ask()

    def take_key(self, event: QKeyEvent) -> bool:
        """Take a key of the page."""
        key = event.key()
        if key == Qt.Key.Key_F12:
            self.side.foot.primary.animateClick()
        elif is_enter(event):
            self._on_next()
        elif key in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self._step(-1 if key == Qt.Key.Key_Up else 1)
        elif letter_of(event) == "P" and self._strip():
            self._on_switched()
        else:
            return self.keypad.take_key(event)
        return True

    def _step(self, step: int) -> None:
        counting = self._counting
        if counting is None:
            return
        coins = counting.coins
        if counting.is_on_pieces and coins is not None and 0 <= coins.active + step < len(DENOMINATIONS):
            self._on_piece(coins.active + step)
        else:
            self.go_to(counting.active + step)

    def _strip(self) -> str:
        """Return what else the active box offers."""
        counting = self._counting
        if counting is None:
            return ""
        if counting.box.method.kind is PaymentKind.CASH:
            return tr("Compter pièces et billets") if counting.coins is None else tr("Saisir le total seul")
        return tr("Pointer les chèques") if self._cheques and counting.box.method.kind is PaymentKind.CHECK else ""

    def _ask(self) -> None:
        counting = self._counting
        if counting is None:
            return
        self._middles.setCurrentIndex(1 if counting.is_on_pieces else 0)
        self.keypad.offer(self._strip())
        if counting.is_on_pieces and counting.coins is not None:
            worth = DENOMINATIONS[counting.coins.active]
            self.keypad.ask(kind_text(worth), counting.coins.typed, unit=tr("× {piece}", piece=piece_text(worth)))
        else:
            self.keypad.ask(counting.box.label, counting.box.typed, unit="€" if counting.box.typed.decimals else "")
        self._show()

    def _show(self) -> None:
        counting = self._counting
        if counting is None:
            return
        self.boxes.show_counting(counting)
        if counting.coins is not None:
            self._grid.show_coins(counting.coins)
        can_go_on = counting.is_on_pieces or bool(counting.box.typed.text)
        self.keypad.keypad.set_action(tr("Suivant"), enabled=can_go_on)
        left = sum(1 for box in counting.boxes if not box.typed.text)
        self.side.foot.set_status(tr("reste à compter : {count}", count=left) if left else tr("tout est compté"))
        self.side.foot.set_total(counting.total, tone="text" if counting.is_complete else "off")
        self.side.foot.primary.setEnabled(counting.is_complete)

    def _on_typed(self) -> None:
        counting = self._counting
        if counting is None:
            return
        typed = self.keypad.typed
        if counting.is_on_pieces and counting.coins is not None:
            self._counting = counting.with_coins(counting.coins.typing(typed))
        else:
            self._counting = counting.typing(typed)
        self._show()

    def _on_piece(self, place: int) -> None:
        if self._counting is not None and self._counting.coins is not None:
            self._counting = self._counting.with_coins(self._counting.coins.going_to(place))
            self._ask()

    def _on_next(self) -> None:
        """« Suivant »: the next note or coin, the next empty box; once all are filled, the comparison."""
        counting = self._counting
        if counting is None:
            return
        if counting.is_on_pieces and counting.coins is not None and not counting.coins.is_last:
            self._on_piece(counting.coins.active + 1)
            return
        if not counting.box.typed.text:
            return
        empty = counting.next_empty()
        if empty is not None:
            self.go_to(empty)
        else:
            self.finished.emit()

    def _on_switched(self) -> None:
        counting = self._counting
        if counting is None:
            return
        if counting.box.method.kind is PaymentKind.CASH:
            self._counting = counting.with_coins(Coins() if counting.coins is None else None)
            self._ask()
        else:
            self._tick()

    def _tick(self) -> None:
        """Ask which of the cheques are there."""
        counting = self._counting
        if counting is None:
            return
        code = counting.box.method.method_code
        places = [place for place, cheque in enumerate(self._cheques) if cheque.method_code == code]
        options = [Option(place, _told(self._cheques[place]), self._cheques[place].reference) for place in places]
        dialog = ChecklistDialog(
            "cheques_dialog", tr("Quels chèques sont dans le tiroir ?"), options, counting.ticked, allowed=places,
            confirm=tr("C’est pointé"), parent=self.window(),
        )  # fmt: skip
        dialog.answered.connect(self._on_ticked)
        dialog.finished.connect(dialog.deleteLater)
        dialog.ask()

    def _on_ticked(self, chosen: frozenset[int]) -> None:
        if self._counting is None:
            return
        amount = Cents(sum(self._cheques[place].amount for place in chosen))
        self._counting = self._counting.with_cheques(self._counting.box.method.method_code, chosen, amount)
        self._ask()

    def _on_layout(self, layout: Layout) -> None:
        self.keypad.follow(layout)
        self.side.foot.set_narrow(layout.narrow)


def _told(cheque: Cheque) -> str:
    number = cheque.number.rpartition("-")[2][-4:]
    return tr("{amount:euros} · ticket {number}", amount=cheque.amount, number=number)
